using System;
using System.IO;

namespace Symphony.Pipeline;

/// <summary>A finished stage: where its outputs are, and what they hash to.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Folder">The folder of its outputs.</param>
/// <param name="Digest">SHA-256 over its outputs' names and hashes; empty when it is not made.</param>
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

    /// <summary>A stage that is not made, as nothing is or as nobody asked for it.</summary>
    internal static StageOutput<T> Unmade(string stage) => Kept(stage, "", "");

    /// <summary>A stage whose outputs are there and are not to be read.</summary>
    internal static StageOutput<T> Kept(string stage, string folder, string digest) => new(
        new StageOutput(stage, folder, digest, true, TimeSpan.Zero),
        new Lazy<T>(() => throw new InvalidOperationException($"the outputs of {stage} are not to be read here")));

    /// <summary>The place of one stored output.</summary>
    internal string PathOf(string file) => Path.Combine(Output.Folder, file);
}
