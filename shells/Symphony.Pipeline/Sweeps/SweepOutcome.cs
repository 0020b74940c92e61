using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Symphony.Core;

namespace Symphony.Pipeline;

/// <summary>What the scenarios of a sweep came to, in the order of the grid.</summary>
/// <param name="Axes">What varied.</param>
/// <param name="Scenarios">Each scenario's outcome; fewer than the grid where the sweep was stopped.</param>
/// <param name="Trials">How many trials they are: those that decide alike count once.</param>
/// <param name="BarsPerYear">Bars in a year; null where there is none.</param>
/// <param name="Notes">What a reader of the figures should know.</param>
public sealed record SweepOutcome(
    IReadOnlyList<SweepAxis> Axes,
    IReadOnlyList<ScenarioOutcome> Scenarios,
    int Trials,
    double? BarsPerYear,
    IReadOnlyList<string> Notes)
{
    private static readonly string[] Parts = ["commission", "half_spread", "impact", "borrow", "margin"];

    /// <summary>Whether the names are those that could have been known at each date, and who is missing.</summary>
    public UniverseFigures Universe { get; init; } = new();

    /// <summary>Which scenarios count as trials, in a sentence.</summary>
    public string TrialSentence
    {
        get
        {
            var free = string.Join(", ", Axes.Where(axis => !axis.MakesTrials).Select(axis => axis.Key));
            var counted = string.Join(", ", Axes.Where(axis => axis.MakesTrials).Select(axis => axis.Key));
            var why = (free.Length, counted.Length) switch
            {
                (_, 0) => $"{free} changes costs or capital only, which makes no trial",
                (0, _) => $"each value of {counted} decides otherwise",
                _ => $"each value of {counted} decides otherwise, {free} changes costs or capital only",
            };
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Scenarios.Count} {(Scenarios.Count == 1 ? "scenario is" : "scenarios are")} {Trials} {(Trials == 1 ? "trial" : "trials")}: {why}; no ledger was written");
        }
    }

    /// <summary>The values of a scenario, one for each axis.</summary>
    /// <param name="scenario">The scenario's number in the grid.</param>
    public IReadOnlyList<string> Values(int scenario)
    {
        var values = new string[Axes.Count];
        for (var axis = Axes.Count - 1; axis >= 0; axis--)
        {
            values[axis] = Axes[axis].Texts[scenario % Axes[axis].Texts.Count];
            scenario /= Axes[axis].Texts.Count;
        }

        return values;
    }

    /// <summary>A row of each scenario with the universe's stamp, comma-separated.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        text.AppendJoin(',', Axes.Select(axis => axis.Key).Concat(Rows(0).Select(cell => cell.Key)).Append("is_pit")).Append('\n');
        foreach (var scenario in Enumerable.Range(0, Scenarios.Count))
            text.AppendJoin(',', Values(scenario).Concat(Rows(scenario).Select(cell => cell.Value?.ToString() ?? "")).Append(Universe.IsPit ? "true" : "false")).Append('\n');
        return text.ToString();
    }

    /// <summary>The same with the trials, as JSON.</summary>
    public string ToJson()
    {
        var rows = new JsonArray();
        foreach (var scenario in Enumerable.Range(0, Scenarios.Count))
        {
            var row = new JsonObject();
            foreach (var (axis, value) in Axes.Zip(Values(scenario))) row[axis.Key] = value;
            foreach (var (key, value) in Rows(scenario)) row[key] = value;
            rows.Add(row);
        }

        var all = new JsonObject
        {
            ["trials"] = Trials,
            ["barsPerYear"] = BarsPerYear,
            ["scenarios"] = rows,
            ["universe"] = new JsonObject { ["isPit"] = Universe.IsPit, ["reason"] = Universe.Reason },
            ["notes"] = new JsonArray([.. Notes.Select(note => (JsonNode)note)]),
        };
        return Encoding.UTF8.GetString(CanonicalJson.Bytes(all));
    }

    private IEnumerable<KeyValuePair<string, JsonNode?>> Rows(int scenario)
    {
        var outcome = Scenarios[scenario];
        yield return new("status", outcome.Status == RunStatus.Ruined ? "ruined" : "completed");
        yield return new("final_equity", outcome.FinalEquity);
        yield return new("total_return", outcome.TotalReturn);
        yield return new("sharpe_per_bar", outcome.SharpePerBar);
        yield return new("sharpe_bars", outcome.SharpeBars);
        yield return new("skewness", outcome.Skewness);
        yield return new("kurtosis", outcome.Kurtosis);
        yield return new("maximum_drawdown", outcome.MaximumDrawdown);
        yield return new("turnover", outcome.Turnover);
        yield return new("fills", outcome.FillCount);
        yield return new("large_fills", outcome.LargeFillCount);
        foreach (var (part, row) in Parts.Zip(outcome.CostTable)) yield return new(part, row.Money);
        yield return new("total_cost", outcome.TotalCost);
    }
}
