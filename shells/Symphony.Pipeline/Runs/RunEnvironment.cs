using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>Where, when and how fast a run was made: kept beside it, never hashed.</summary>
internal static class RunEnvironment
{
    internal static JsonObject Of(
        RunConfiguration configuration,
        RunOptions options,
        TimeProvider clock,
        IEnumerable<StageOutput> stages,
        string reportKey,
        IEnumerable<KeyValuePair<string, string>> measured) => new()
        {
            ["format"] = RunFolder.Format,
            ["finishedAt"] = clock.GetUtcNow(),
            ["host"] = Environment.MachineName,
            ["system"] = RuntimeInformation.OSDescription,
            ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
            ["processors"] = Environment.ProcessorCount,
            ["threads"] = options.Threads,
            ["configurationFile"] = configuration.File.Length == 0 ? null : Path.GetFullPath(configuration.File),
            ["stages"] = new JsonArray(
            [
                .. stages.Select(stage => (JsonNode)new JsonObject
                {
                    ["stage"] = stage.Stage,
                    ["key"] = Path.GetFileName(stage.Folder),
                    ["reused"] = stage.Reused,
                    ["seconds"] = Math.Round(stage.Elapsed.TotalSeconds, 3),
                }),
                // The stage that is writing this is not finished.
                new JsonObject { ["stage"] = PipelineStages.Report, ["key"] = reportKey },
            ]),
            ["measured"] = CodeVersion.ToJson(measured),
        };
}
