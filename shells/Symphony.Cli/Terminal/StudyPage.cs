using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>A study's ledger as it is printed, for people and for machines.</summary>
internal sealed record StudyPage
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Study { get; init; }

    public int Trials { get; init; }

    public required string Statement { get; init; }

    public double? SharpeVariance { get; init; }

    public double? ExpectedMaximumSharpe { get; init; }

    public double? DeflatedSharpeRatio { get; init; }

    public TrialComparisonFigures? Comparison { get; init; }

    public long SplitFits { get; init; }

    public long InnerEvaluations { get; init; }

    public long Paths { get; init; }

    public required string Head { get; init; }

    public bool HasHead { get; init; }

    public IReadOnlyList<Line> Records { get; init; } = [];

    public static StudyPage Of(TrialStore store, TrialComparisonFigures? comparison)
    {
        var ledger = store.Ledger;
        var trials = ledger.TrySummary(out var summary) ? summary : null;
        var known = ledger.Records.Count(record => record.Kind == TrialKind.Trial && record.SharpePerBar is not null);
        return new StudyPage
        {
            Study = ledger.Study,
            Trials = ledger.TrialCount,
            Statement = trials?.ToString() ?? "no trial yet",
            SharpeVariance = known < 2 ? null : trials!.Variance,
            ExpectedMaximumSharpe = trials is null ? null : ledger.LuckOfTrialsPerBar,
            DeflatedSharpeRatio = trials is null ? null : Deflated(store, trials),
            Comparison = comparison,
            SplitFits = ledger.Total(TrialKind.SplitFits),
            InnerEvaluations = ledger.Total(TrialKind.InnerEvaluations),
            Paths = ledger.Total(TrialKind.Paths),
            Head = store.Head,
            HasHead = store.HasHead,
            Records = [.. ledger.Records.Select(record => Line.Of(record, store.HashOf(record.Number)))],
        };
    }

    public string ToJson() => ToJson(this);

    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";

    /// <summary>The last outcome's ratio against the luck of all trials, where its returns are kept.</summary>
    private static double? Deflated(TrialStore store, TrialSummary trials)
    {
        if (store.Ledger.Records.LastOrDefault(record => record.IsOutcome) is not { ReturnsHash.Length: > 0 } last) return null;
        var returns = store.ReturnsOf(last);
        return Performance.Summarise(returns.Returns.Span, returns.CashReturns.Span, 1, trials).DeflatedSharpeRatio;
    }

    /// <summary>One record.</summary>
    internal sealed record Line(
        int Number,
        string Kind,
        int Count,
        string Configuration,
        string Decisions,
        string Inputs,
        double? SharpePerBar,
        int? Bars,
        string? From,
        string? To,
        string Returns,
        string Hash)
    {
        public static Line Of(StudyRecord record, string hash) => new(
            record.Number,
            NameOf(record.Kind),
            record.Count,
            record.Identity.Configuration,
            record.Identity.Decisions,
            record.Identity.Inputs,
            record.SharpePerBar,
            record.IsOutcome ? record.Bars : null,
            Date(record.FirstSession),
            Date(record.LastSession),
            record.ReturnsHash,
            hash);

        private static string? Date(int? day) =>
            day is { } known ? System.DateOnly.FromDayNumber(719162 + known).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

        private static string NameOf(TrialKind kind) => kind switch
        {
            TrialKind.Trial => "trial",
            TrialKind.OtherCosts => "other costs",
            TrialKind.Repeat => "repeat",
            TrialKind.SplitFits => "split fits",
            TrialKind.InnerEvaluations => "inner evaluations",
            _ => "paths",
        };
    }
}
