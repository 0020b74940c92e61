using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>What a run would do, stage by stage.</summary>
internal static class PlanTables
{
    private const int ShownFiles = 2;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Show(Terminal terminal, RunPlan plan)
    {
        string[] against = [.. plan.Stages.Select(stage => stage.Against).OfType<string>().Distinct()];
        (string Stage, string Does, string Reads, string Time, IReadOnlyList<string> Why)[] rows =
        [
            ("stage", "would", "reads", "about", ["why"]),
            .. plan.Stages.Select(stage => (stage.Stage, Does(stage), Reads(stage), stage.WouldRun && stage.Estimate is { } time ? Figure.Seconds(time) : "", Why(stage, against.Length > 1))),
        ];
        var (name, does, reads, about) = (rows.Max(row => row.Stage.Length), rows.Max(row => row.Does.Length), rows.Max(row => row.Reads.Length), rows.Max(row => row.Time.Length));
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var start = $"  {row.Stage.PadRight(name)}  {row.Does.PadRight(does)}  {row.Reads.PadRight(reads)}  {row.Time.PadLeft(about)}  ";
            text.Append(start).Append(row.Why.FirstOrDefault() ?? "").Append('\n');
            foreach (var more in row.Why.Skip(1)) text.Append(' ', start.Length).Append(more).Append('\n');
        }

        terminal.WriteRaw(string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd())));
        terminal.WriteRaw(Summary(plan));
        if (against is [var run]) terminal.WriteRaw($"  what changed is against the run {run}\n");
    }

    public static string Json(RunPlan plan) => new JsonObject
    {
        ["toRun"] = plan.ToRun,
        ["seconds"] = plan.Estimate?.TotalSeconds,
        ["stages"] = new JsonArray([.. plan.Stages.Select(stage => (JsonNode)new JsonObject
        {
            ["stage"] = stage.Stage,
            ["wouldRun"] = stage.WouldRun,
            ["mayBeKept"] = stage.MayBeKept,
            ["reads"] = Texts(stage.Needs.Reads),
            ["after"] = Texts(stage.Needs.After),
            ["files"] = Texts(stage.Files),
            ["key"] = stage.Key,
            ["against"] = stage.Against,
            ["seconds"] = stage.Estimate?.TotalSeconds,
            ["why"] = new JsonArray([.. stage.Why.Select(reason => (JsonNode)new JsonObject
            {
                ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(reason.Kind.ToString()),
                ["name"] = reason.Name,
                ["before"] = reason.Before,
                ["now"] = reason.Now,
                ["sentence"] = reason.Sentence,
            })]),
        })]),
    }.ToJsonString(Indented) + "\n";

    private static string Summary(RunPlan plan)
    {
        if (plan.ToRun == 0) return "\n  all is finished: nothing would run\n";
        var time = plan.Estimate is { } estimate ? $", in about {Figure.Seconds(estimate)} by earlier runs of like work" : "";
        var text = $"\n  {plan.ToRun} of {plan.Stages.Count} stages would run{time}; nothing was done\n";
        return plan.Stages.Any(stage => stage.MayBeKept) ? text + "  *  unless what it reads comes out as before\n" : text;
    }

    private static string Does(PlannedStage stage) => !stage.WouldRun ? "keep" : stage.MayBeKept ? "run*" : "run";

    private static string Reads(PlannedStage stage)
    {
        string[] files = stage.Files.Count > ShownFiles + 1
            ? [.. stage.Files.Take(ShownFiles), string.Create(CultureInfo.InvariantCulture, $"{stage.Files.Count - ShownFiles} more")]
            : [.. stage.Files];
        var reads = string.Join(", ", stage.Needs.Reads.Concat(files));
        return stage.Needs.After.Count == 0 ? reads : $"{reads}; after {string.Join(", ", stage.Needs.After)}";
    }

    private static IReadOnlyList<string> Why(PlannedStage stage, bool namesRun)
    {
        string[] unmade = [.. stage.Why.Where(IsUnmade).Select(reason => reason.Name)];
        List<string> sentences = [.. stage.Why.Where(reason => !IsUnmade(reason)).Select(reason => reason.Sentence)];
        if (unmade.Length > 0) sentences.Insert(0, unmade is [var one] ? $"{one} is to be made" : $"{string.Join(", ", unmade[..^1])} and {unmade[^1]} are to be made");
        if (namesRun && stage.Against is { } run && sentences.Count > 0) sentences[^1] += $" (against {run})";
        return sentences;
    }

    private static bool IsUnmade(StageReason reason) => reason is { Kind: StageReasonKind.Stage, Before: null, Now: null };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
