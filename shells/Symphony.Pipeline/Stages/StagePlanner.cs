using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>Finds out for each stage in turn whether it would run, and why; reads what is there and writes nothing.</summary>
internal sealed class StagePlanner(string stages, StageRequest request)
{
    private readonly List<PlannedStage> planned = [];
    private readonly RunsOfStages runs = new(Path.GetDirectoryName(stages)!);

    /// <summary>How much the files of bars hold; 0 when that is not known.</summary>
    internal long InputBytes { get; set; }

    /// <summary>The stages so far.</summary>
    internal IReadOnlyList<PlannedStage> Stages => planned;

    /// <summary>Adds a stage, and gives what the stages after it may know of it.</summary>
    internal StageOutput<T> Add<T>(StageDefinition<T> stage)
    {
        var key = stage.Key;
        var hash = key.Unmade.Any() ? null : key.Hash();
        var folder = hash is null ? null : Path.Combine(stages, stage.Name, hash);
        var digest = folder is null ? null : StageStore.DigestOf(folder);
        var stored = StageStore.KeysOf(stages, stage.Name).ToList();
        var (wouldRun, why, against) = Judge(stage, stored, folder, digest);
        if (wouldRun && !request.Allows(stage.Name)) throw new StageRefusedException(request.Only!, stage.Name);
        planned.Add(new PlannedStage(
            stage.Name,
            PipelineStages.DependencyOf(stage.Name) is { } dependency
                ? dependency with { Reads = [.. dependency.Reads.Where(read => stage.Inputs.GetValueOrDefault(read) != StageKey.NotRead)] }
                : new StageDependency(stage.Name, [.. stage.Inputs.Keys], []),
            [.. stage.Inputs.Keys.Where(input => !PipelineStages.Names.Contains(input)).Order(StringComparer.Ordinal).Select(StageChanges.NameOf)],
            wouldRun,
            why)
        {
            Key = hash,
            MayBeKept = wouldRun && why.All(reason => reason is { Kind: StageReasonKind.Stage, Now: null, Before: null }),
            Against = against,
            Estimate = StageTimes.Estimate(stored, key, request.Threads, InputBytes),
        });
        return wouldRun ? StageOutput<T>.Unmade(stage.Name) : StageOutput<T>.Kept(stage.Name, folder!, digest!);
    }

    private (bool WouldRun, IReadOnlyList<StageReason> Why, string? Against) Judge<T>(StageDefinition<T> stage, IReadOnlyList<StoredStage> stored, string? folder, string? digest)
    {
        if (request.Forces(stage.Name))
        {
            var sentence = stage.Name == request.From ? "asked for" : $"asked for: it comes after {request.From}";
            return (true, [new StageReason(StageReasonKind.Asked, stage.Name, null, null, sentence)], null);
        }

        if (folder is not null && Directory.Exists(folder))
        {
            if (digest is null) return (true, [Damage(StageStore.Record, $"{StageStore.Record} was changed")], null);
            if (!request.ChecksOutputs) return (false, [], null);
            if (stage.Fault(folder) is { } fault) return (true, [Damage(stage.Name, fault)], null);
            return StageStore.DamagedFile(folder) is { } file
                ? (false, [Damage(file, $"{file} differs from its hash: made again as soon as it is read")], null)
                : (false, [], null);
        }

        if (Nearest(stored, stage.Key) is not { } nearest)
        {
            const string Nothing = "nothing of it is kept";
            IReadOnlyList<StageReason> unmade = [.. StageChanges.Unmade(stage.Key)];
            return (true, [new StageReason(StageReasonKind.Nothing, stage.Name, null, null, Nothing), .. unmade], null);
        }

        var changes = nearest.Changes;
        return (true, changes, runs.Of(stage.Name, Path.GetFileName(nearest.Folder)));
    }

    private static StageReason Damage(string name, string sentence) => new(StageReasonKind.Damage, name, null, null, sentence);

    /// <summary>The stored stage whose key has the fewest other parts, the latest of several.</summary>
    private static (string Folder, IReadOnlyList<StageReason> Changes)? Nearest(IEnumerable<StoredStage> stored, StageKey key)
    {
        var all = stored
            .Select(one => (one.Folder, one.Made, Changes: StageChanges.Between(one.Parts, key)))
            .OrderBy(one => one.Changes.Count)
            .ThenByDescending(one => one.Made)
            .ThenBy(one => one.Folder, StringComparer.Ordinal)
            .ToList();
        return all.Count == 0 ? null : (all[0].Folder, all[0].Changes);
    }
}
