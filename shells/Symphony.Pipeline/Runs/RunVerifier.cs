using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>Compares a run folder with what its manifest says was written.</summary>
public static class RunVerifier
{
    /// <summary>Hashes every file and names each that is missing, differs or was added.</summary>
    /// <param name="folder">A run folder.</param>
    /// <exception cref="RunRefusedException">The folder is not a run, or a newer version wrote it.</exception>
    public static Verification Verify(string folder)
    {
        var manifest = RunFolder.ReadManifest(folder);
        var faults = new List<RunFault>();
        var hash = DurableFiles.Hash(Path.Combine(folder, RunFolder.Manifest));
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        if (name != hash)
        {
            faults.Add(new RunFault(RunFolder.Manifest, RunFaultKind.Differs,
                $"{RunFolder.Manifest} differs: it hashes to {hash}, and the folder is named {name}"));
        }

        var outputs = manifest["outputs"]!.AsObject();
        faults.AddRange(outputs.Select(output => FaultOf(folder, output.Key, output.Value!)).OfType<RunFault>());
        faults.AddRange(DurableFiles.RelativeFiles(folder)
            .Where(file => file is not (RunFolder.Manifest or RunFolder.Environment) && !outputs.ContainsKey(file))
            .Select(file => new RunFault(file, RunFaultKind.Extra, $"{file} was not written by this run")));
        return new Verification(folder, outputs.Count + 1, [.. faults.OrderBy(fault => fault.File, StringComparer.Ordinal)]);
    }

    /// <summary>True when the folder is a run and nothing in it departs from its manifest.</summary>
    internal static bool IsIntact(string folder)
    {
        try
        {
            return Verify(folder).IsIntact;
        }
        catch (RunRefusedException)
        {
            return false;
        }
    }

    private static RunFault? FaultOf(string folder, string file, JsonNode expected)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path)) return new RunFault(file, RunFaultKind.Missing, $"{file} is missing");
        var hash = DurableFiles.Hash(path);
        return hash == expected.GetValue<string>()
            ? null
            : new RunFault(file, RunFaultKind.Differs, $"{file} differs: it hashes to {hash}, and {expected.GetValue<string>()} was written");
    }
}
