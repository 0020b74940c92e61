using System;
using System.IO;
using System.Threading;

namespace Symphony.Pipeline;

/// <summary>What a stage is given while it computes.</summary>
/// <param name="Key">The hash that names what it makes.</param>
/// <param name="Folder">An empty folder for its outputs.</param>
/// <param name="Tell">Reports how far it is, from 0 to 1.</param>
/// <param name="Note">Reports something a reader should know.</param>
/// <param name="Stop">Asks it to stop.</param>
internal sealed record StageWork(string Key, string Folder, Action<double> Tell, Action<string> Note, CancellationToken Stop)
{
    internal string PathOf(string file) => Path.Combine(Folder, file);
}
