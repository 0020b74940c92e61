using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>Two runs side by side.</summary>
internal static class ComparisonTables
{
    private const int ShownFigures = 200;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The figures that are always shown, with how they are written.</summary>
    private static readonly (string Path, string Label, Func<double?, string> Text)[] Headline =
    [
        ("walkForward.net.sharpeRatio", "net Sharpe ratio", Figure.Ratio),
        ("walkForward.gross.sharpeRatio", "gross Sharpe ratio", Figure.Ratio),
        ("walkForward.net.annualReturn", "net return a year", Figure.Percent),
        ("walkForward.net.annualVolatility", "volatility a year", Figure.Percent),
        ("walkForward.net.maximumDrawdown", "deepest fall", Figure.Percent),
        ("walkForward.net.finalEquity", "final equity", Figure.Money),
        ("walkForward.net.annualTurnover", "turnover a year", Figure.Multiple),
        ("walkForward.totalCost.fractionOfEquityAYear", "costs a year", Figure.Percent),
        ("walkForward.net.probabilisticSharpeRatio", "probabilistic Sharpe", Figure.Probability),
        ("walkForward.net.deflatedSharpeRatio", "deflated Sharpe", Figure.Probability),
        ("trials.count", "trials of the study", Whole),
        ("trials.comparison.overfittingProbability", "probability of overfitting", Figure.Probability),
        ("medianPathSharpeRatio", "median path Sharpe", Figure.Ratio),
        ("outOfFold.sharpeRatio", "averaged scores, Sharpe", Figure.Ratio),
        ("walkForwardRankCorrelation.mean", "rank correlation", Correlation),
        ("analysis.capacity.halfSharpeEquity", "equity at half Sharpe", Figure.Money),
        ("walkForward.bars", "bars", Whole),
        ("observations", "observations", Whole),
    ];

    public static void Show(Terminal terminal, RunComparison compared, bool all)
    {
        if (compared.IsSame)
        {
            terminal.WriteRaw($"nothing differs: {(compared.Figures.Count == 0 ? "both are the run" : "settings, inputs, code and all files are the same;")} {Name(compared.First)}\n");
            return;
        }

        terminal.WriteRaw($"  A  {Name(compared.First)}  {compared.First}\n  B  {Name(compared.Second)}  {compared.Second}\n");
        Rows(terminal, "settings that differ", compared.Settings.Select(change => (change.Path, Short(change.Before), Short(change.Now), List(change))));
        Rows(terminal, "inputs that differ", compared.Inputs.Select(change => (change.File, Hash(change.Before, change.RowsBefore), Hash(change.Now, change.RowsNow), "")));
        Rows(terminal, "code that differs", compared.Code.Select(change => (change.Path[(change.Path.IndexOf('.', StringComparison.Ordinal) + 1)..], Version(change.Before), Version(change.Now), "")));
        Figures(terminal, compared, all);
        Artifacts(terminal, compared);
    }

    public static string Json(RunComparison compared) => new JsonObject
    {
        ["first"] = Run(compared.First),
        ["second"] = Run(compared.Second),
        ["same"] = compared.IsSame,
        ["settings"] = Array(compared.Settings, change => new JsonObject { ["key"] = change.Path, ["first"] = change.Before, ["second"] = change.Now, ["gone"] = Texts(change.Gone), ["added"] = Texts(change.Added) }),
        ["inputs"] = Array(compared.Inputs, change => new JsonObject { ["file"] = change.File, ["first"] = change.Before, ["second"] = change.Now, ["firstRows"] = change.RowsBefore, ["secondRows"] = change.RowsNow }),
        ["code"] = Array(compared.Code, change => new JsonObject { ["name"] = change.Path, ["first"] = change.Before, ["second"] = change.Now }),
        ["figures"] = Array(compared.Figures.Where(figure => !figure.IsSame), figure => new JsonObject { ["path"] = figure.Path, ["first"] = figure.First, ["second"] = figure.Second, ["difference"] = figure.Difference }),
        ["artifacts"] = new JsonObject { ["same"] = Texts(compared.Same), ["different"] = Texts(compared.Different) },
        ["firstStage"] = compared.FirstStage is { } stage ? Artifact(stage.Artifact, stage.Stage) : null,
        ["firstArtifact"] = compared.FirstArtifact is { } artifact ? Artifact(artifact, null) : null,
    }.ToJsonString(Indented) + "\n";

    private static void Figures(Terminal terminal, RunComparison compared, bool all)
    {
        var figures = compared.Figures.ToDictionary(figure => figure.Path);
        var rows = new List<(string, string, string, string)>();
        foreach (var (path, label, text) in Headline)
        {
            if (figures.TryGetValue(path, out var figure) && figure is not { First: null, Second: null })
                rows.Add((label, text(figure.First), text(figure.Second), Less(figure, text)));
        }

        Rows(terminal, "figures", rows, "B less A");
        var others = compared.Figures.Where(figure => !figure.IsSame && !System.Array.Exists(Headline, one => one.Path == figure.Path)).ToList();
        if (others.Count == 0) return;
        if (!all)
        {
            terminal.WriteRaw($"  {Figure.Count(others.Count)} other figures differ; --all prints them\n");
            return;
        }

        Rows(terminal, "other figures that differ", others.Select(figure => (figure.Path, Exact(figure.First), Exact(figure.Second), Less(figure, Exact))), "B less A");
    }

    private static void Artifacts(Terminal terminal, RunComparison compared)
    {
        terminal.WriteRaw("\nfiles\n");
        if (compared.Same.Count > 0) terminal.WriteRaw($"  same    {string.Join(", ", compared.Same)}\n");
        if (compared.Different.Count > 0) terminal.WriteRaw($"  differ  {string.Join(", ", compared.Different)}\n");
        if (compared.FirstStage is { } stage) terminal.WriteRaw($"\nfirst stage that made something else: {stage.Stage}\n  {stage.Artifact.Sentence}\n");
        if (compared.FirstArtifact is { } artifact) terminal.WriteRaw($"\nfirst file that differs\n  {artifact.Sentence}\n");
    }

    /// <summary>Lines of a label, both values, and what is added; none when nothing is there.</summary>
    private static void Rows(Terminal terminal, string title, IEnumerable<(string Label, string First, string Second, string More)> lines, string more = "")
    {
        var rows = lines.ToList();
        if (rows.Count == 0) return;
        var (label, first, second, last) = (Math.Max(title.Length - 2, rows.Max(row => row.Label.Length)), rows.Max(row => row.First.Length), rows.Max(row => row.Second.Length), Math.Max(more.Length, rows.Max(row => row.More.Length)));
        var text = new StringBuilder();
        text.Append('\n').Append(title.PadRight(label + 2)).Append("  ").Append("A".PadLeft(first)).Append("  ").Append("B".PadLeft(second));
        text.Append(more.Length > 0 ? "  " + more.PadLeft(last) : "").Append('\n');
        foreach (var row in rows.Take(ShownFigures))
            text.Append(("  " + row.Label.PadRight(label) + "  " + row.First.PadLeft(first) + "  " + row.Second.PadLeft(second) + "  " + (more.Length > 0 ? row.More.PadLeft(last) : row.More)).TrimEnd()).Append('\n');
        if (rows.Count > ShownFigures) text.Append(CultureInfo.InvariantCulture, $"  and {rows.Count - ShownFigures} more; --format json has them all\n");
        terminal.WriteRaw(text.ToString());
    }

    private static string Less(FigureChange figure, Func<double?, string> text)
    {
        if (figure.IsSame) return "same";
        if (figure.Difference is not { } difference) return "-";
        // Of what is shown with few digits a small difference would read 0.
        var written = text(difference).Replace(">", "", StringComparison.Ordinal);
        return written.Any(letter => letter is >= '1' and <= '9') ? (difference > 0 ? "+" : "") + written : difference.ToString("+0.0e+0;-0.0e+0", CultureInfo.InvariantCulture);
    }

    private static string List(SettingChange change) => (change.Gone, change.Added) switch
    {
        ([], []) => "",
        (var gone, []) => $"without {string.Join(", ", gone)}",
        ([], var added) => $"with {string.Join(", ", added)}",
        var (gone, added) => $"{string.Join(", ", added)} in place of {string.Join(", ", gone)}",
    };

    private static string Short(string? value) => value is null ? "not set" : value.Length <= 40 ? value : value[..37] + "...";

    private static string Hash(string? hash, long? rows) => hash is null ? "not read" : $"{hash[..Math.Min(12, hash.Length)]}, {Figure.Count(rows ?? 0)} rows";

    private static string Version(string? version) => version is null ? "not used" : version.Trim('"') is { Length: > 16 } hash ? hash[..12] : version.Trim('"');

    private static string Whole(double? value) => value?.ToString("#,##0", CultureInfo.InvariantCulture) ?? "-";

    private static string Correlation(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";

    private static string Exact(double? value) => value?.ToString("G9", CultureInfo.InvariantCulture) ?? "-";

    private static string Name(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var hash = Path.GetFileName(full);
        return $"{Path.GetFileName(Path.GetDirectoryName(full))}/{hash[..Math.Min(12, hash.Length)]}";
    }

    private static JsonObject Run(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return new JsonObject { ["name"] = Path.GetFileName(Path.GetDirectoryName(full)), ["hash"] = Path.GetFileName(full), ["folder"] = full };
    }

    private static JsonObject Artifact(ArtifactDifference artifact, string? stage)
    {
        var json = new JsonObject { ["file"] = artifact.File, ["where"] = artifact.Where, ["extent"] = artifact.Extent };
        if (stage is not null) json.Insert(0, "stage", stage);
        return json;
    }

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode> of) => new([.. items.Select(of)]);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
