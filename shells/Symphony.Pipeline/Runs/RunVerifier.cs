using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;

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

    /// <summary>Carries the run out again from its configuration and inputs, and compares every output bit for bit.</summary>
    /// <param name="folder">A run folder in its runs folder, with the ledger it was counted in.</param>
    /// <param name="threads">How many threads work at once, at least 1.</param>
    /// <param name="clock">Times go to progress only.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <remarks>The configuration's file is looked for where it was when the run was made.</remarks>
    /// <exception cref="RunRefusedException">The folder is no run, or what it was made from is gone or was changed.</exception>
    public static Verification Recompute(
        string folder,
        int threads,
        TimeProvider clock,
        IProgress<PipelineEvent> progress,
        CancellationToken stop)
    {
        var manifest = RunFolder.ReadManifest(folder);
        var configuration = ConfigurationOf(folder, manifest);
        var root = Path.GetFullPath(Path.Combine(folder, "..", ".."));
        using var runs = RunsDirectory.Open(root);
        var again = runs.NewTemporaryFolder();
        CopyLedger(folder, manifest, root, again);
        var outcome = new PipelineRunner(clock).Run(
            configuration, new RunOptions { RunsDirectory = again, Threads = threads }, progress, stop);
        var made = RunFolder.ReadManifest(outcome.Folder);
        List<RunFault> faults = [.. Verify(folder).Faults];
        foreach (var (file, hash) in made["outputs"]!.AsObject())
        {
            var written = manifest["outputs"]![file]?.GetValue<string>();
            if (written != hash!.GetValue<string>() && !faults.Exists(fault => fault.File == file))
                faults.Add(new RunFault(file, RunFaultKind.Differs, $"{file} comes out differently: it hashes to {hash}, and {written ?? "nothing"} was written"));
        }

        foreach (var part in (ReadOnlySpan<string>)["inputs", "calendar", "code", "libraries", "trials"])
        {
            if (!JsonNode.DeepEquals(manifest[part], made[part]))
                faults.Add(new RunFault(RunFolder.Manifest, RunFaultKind.Differs, $"{RunFolder.Manifest} states other {part} than there are now"));
        }

        return new Verification(folder, manifest["outputs"]!.AsObject().Count + 1, [.. faults.OrderBy(fault => fault.File, StringComparer.Ordinal)]);
    }

    private static RunConfiguration ConfigurationOf(string folder, JsonObject manifest)
    {
        var environment = Path.Combine(folder, RunFolder.Environment);
        var file = File.Exists(environment)
            ? JsonNode.Parse(File.ReadAllBytes(environment))?["configurationFile"]?.GetValue<string>()
            : null;
        if (file is null || !File.Exists(file))
            throw new RunRefusedException(folder, $"its configuration {file ?? "file"} is not there any more; a run whose configuration is in its place is accepted");
        var configuration = RunConfiguration.Read(file);
        return configuration.Hash == manifest["configurationHash"]!.GetValue<string>()
            ? configuration
            : throw new RunRefusedException(folder, $"its configuration {file} was changed since; the one it was made with is needed");
    }

    /// <summary>The ledger as the run left it, so that the trial meets the trials that were there.</summary>
    private static void CopyLedger(string folder, JsonObject manifest, string from, string to)
    {
        var study = manifest["study"]!.GetValue<string>();
        var head = manifest["trials"]!["ledgerHead"]!.GetValue<string>();
        var store = TrialStore.Read(from, study);
        if (!store.TryNumberOf(head, out var number))
            throw new RunRefusedException(folder, $"the ledger of the study {study} does not hold its record; the one it was counted in is needed");
        store.AsOf(number).CopyTo(to);
    }

    /// <summary>The first thing that departs from the manifest, or why the folder is no run; null when all is as written.</summary>
    internal static string? FirstFault(string folder)
    {
        try
        {
            return Verify(folder).Faults.FirstOrDefault()?.Sentence;
        }
        catch (RunRefusedException refusal)
        {
            return refusal.Sentence;
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
