using System;
using System.IO;

namespace Symphony.Pipeline;

/// <summary>A finished stage: where its outputs are, and what they hash to.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Folder">The folder of its outputs.</param>
/// <param name="Digest">SHA-256 over its outputs' names and hashes.</param>
/// <param name="Reused">True when it was finished before.</param>
/// <param name="Elapsed">How long it took this time.</param>
internal sealed record StageOutput(string Stage, string Folder, string Digest, bool Reused, TimeSpan Elapsed);

/// <summary>A finished stage with what it made, in memory or read back when asked for.</summary>
/// <typeparam name="T">What the stage makes.</typeparam>
/// <param name="Output">The stored outputs.</param>
/// <param name="Made">The value.</param>
internal sealed record StageOutput<T>(StageOutput Output, Lazy<T> Made)
{
    internal T Value => Made.Value;

    /// <summary>The place of one stored output.</summary>
    internal string PathOf(string file) => Path.Combine(Output.Folder, file);
}
