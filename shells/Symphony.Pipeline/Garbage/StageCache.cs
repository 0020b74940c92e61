using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;

namespace Symphony.Pipeline;

/// <summary>The finished stages of a runs folder: how much they hold, and their removal down to a budget.</summary>
/// <remarks>
/// A stage that was removed is computed again when a run needs it, with the same bytes; run folders and ledgers
/// hold all that is reported and are never touched. A stage is renamed before it is deleted, so that a removal
/// that is killed leaves no half of it behind.
/// </remarks>
public static class StageCache
{
    /// <summary>A folder that is being removed.</summary>
    private const string Going = ".going-";

    /// <summary>Every stored stage, in the order in which they would go.</summary>
    /// <remarks>
    /// First what is not whole, then what no finished run used, then the rest; among each the least recently used.
    /// </remarks>
    /// <param name="runsDirectory">The folder of all runs; an absent one holds none.</param>
    public static IReadOnlyList<StageEntry> List(string runsDirectory)
    {
        var root = Path.GetFullPath(runsDirectory);
        var stages = Path.Combine(root, ".stages");
        if (!Directory.Exists(stages)) return [];
        var runs = new RunsOfStages(root);
        return
        [
            .. Directory.EnumerateDirectories(stages)
                .SelectMany(stage => Directory.EnumerateDirectories(stage).Select(folder => Entry(root, runs, Path.GetFileName(stage), folder)))
                .OfType<StageEntry>()
                .OrderBy(entry => entry.IsWhole)
                .ThenBy(entry => entry.Runs.Count > 0)
                .ThenBy(entry => entry.LastUsed)
                .ThenBy(entry => entry.Stage, StringComparer.Ordinal)
                .ThenBy(entry => entry.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>Removes stages until those that stay hold no more than a budget; those of runs in progress stay.</summary>
    /// <param name="runsDirectory">The folder of all runs.</param>
    /// <param name="budget">How many bytes may stay, 0 or more.</param>
    /// <param name="dryRun">True to find out what would go, and remove nothing.</param>
    /// <param name="stop">Asks to stop; what went is gone whole.</param>
    /// <exception cref="RunsFolderRefusedException">The folder may not be written.</exception>
    public static GarbageOutcome Collect(string runsDirectory, long budget, bool dryRun, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        var root = Path.GetFullPath(runsDirectory);
        var all = List(root);
        var left = all.Sum(entry => entry.Bytes);
        List<StageEntry> going = [];
        foreach (var entry in all)
        {
            if (left <= budget && entry.IsWhole) break;
            if (entry.IsInUse) continue;
            going.Add(entry);
            left -= entry.Bytes;
        }

        var gone = dryRun || going.Count == 0 ? going : RunsFolderRefusedException.Guard(root, () => Remove(root, going, stop));
        return new GarbageOutcome(budget, gone, [.. all.Except(gone)]);
    }

    /// <summary>Renames the stages while no run can begin to use one, then deletes what was renamed.</summary>
    private static List<StageEntry> Remove(string root, List<StageEntry> going, CancellationToken stop)
    {
        List<StageEntry> gone = [];
        List<string> renamed = [];
        using (StageLocks.HoldAll(root, stop))
        {
            foreach (var entry in going)
            {
                stop.ThrowIfCancellationRequested();
                if (!StageLocks.Release(root, entry)) continue;
                var folder = Path.Combine(root, ".stages", entry.Stage, entry.Key);
                var aside = entry.Key.StartsWith(Going, StringComparison.Ordinal) ? folder : Path.Combine(root, ".stages", entry.Stage, Going + entry.Key);
                if (aside != folder)
                {
                    if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
                    Directory.Move(folder, aside);
                }

                renamed.Add(aside);
                gone.Add(entry);
            }
        }

        foreach (var folder in renamed) Directory.Delete(folder, recursive: true);
        return gone;
    }

    /// <summary>One stored stage; null when it went while it was looked at.</summary>
    private static StageEntry? Entry(string root, RunsOfStages runs, string stage, string folder)
    {
        try
        {
            var key = Path.GetFileName(folder);
            var bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            var isWhole = !key.StartsWith('.') && StageStore.DigestOf(folder) is not null;
            return new StageEntry(stage, key, bytes, StageLocks.LastUse(root, stage, key), isWhole ? runs.AllOf(stage, key) : [], isWhole, StageLocks.IsInUse(root, stage, key));
        }
        catch (IOException) when (!Directory.Exists(folder))
        {
            return null;
        }
    }
}
