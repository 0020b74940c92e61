using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>How long a stage should take, by what it took before.</summary>
/// <remarks>
/// Of the earlier times, the one with the fewest other settings counts; of several that with the same number of
/// threads, then that with inputs of the nearest size, then the latest. It is scaled by the sizes of the inputs.
/// </remarks>
internal static class StageTimes
{
    /// <summary>The estimate; null when the stage never ran here.</summary>
    internal static TimeSpan? Estimate(IEnumerable<StoredStage> stored, StageKey key, int threads, long inputBytes)
    {
        var settings = key.Parts()["configuration"];
        var nearest = stored
            .Select(one => (one.Made, one.Parts, Time: Read(one.Folder)))
            .Where(one => one.Time is not null)
            .OrderBy(one => SettingChange.Between(one.Parts["configuration"], settings).Count)
            .ThenBy(one => one.Time!.Threads == threads ? 0 : 1)
            .ThenBy(one => Math.Abs(Math.Log(Scale(one.Time!.InputBytes, inputBytes))))
            .ThenByDescending(one => one.Made)
            .Select(one => one.Time)
            .FirstOrDefault();
        return nearest is null ? null : TimeSpan.FromSeconds(nearest.Seconds * Scale(nearest.InputBytes, inputBytes));
    }

    /// <summary>How much more there is to do; 1 when a size is not known.</summary>
    private static double Scale(long then, long now) => then > 0 && now > 0 ? (double)now / then : 1;

    private static Measured? Read(string folder)
    {
        var json = StageStore.Read(Path.Combine(folder, RunFolder.Environment));
        return json?["seconds"] is JsonValue seconds && seconds.TryGetValue<double>(out var time) && time >= 0 && double.IsFinite(time)
            ? new Measured(time, Number(json["threads"]), Number(json["inputBytes"]))
            : null;
    }

    private static long Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<long>(out var number) ? number : 0;

    private sealed record Measured(double Seconds, long Threads, long InputBytes);
}
