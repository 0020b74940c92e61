using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Reports;

namespace Symphony.Pipeline;

/// <summary>Lays out the parameter set that is shown, beside all that were tried; computes nothing.</summary>
internal static class BracketPage
{
    private const string NotTraded = "Brackets trade one position after the other, not weights.";

    /// <summary>The page.</summary>
    /// <param name="configuration">What the user wrote.</param>
    /// <param name="options">Where the files are.</param>
    /// <param name="sets">The parameter sets.</param>
    /// <param name="outcome">What they came to.</param>
    /// <param name="shown">The run of the set that is shown.</param>
    /// <param name="stressed">The same set at other multiples of the costs.</param>
    /// <param name="multiples">Those multiples.</param>
    /// <param name="inputs">The files read.</param>
    internal static ReportModel Of(
        BracketConfiguration configuration,
        BracketJobOptions options,
        BracketSets sets,
        BracketOutcome outcome,
        BracketResult shown,
        IReadOnlyList<BracketResult?> stressed,
        IReadOnlyList<double> multiples,
        IReadOnlyList<InputFile> inputs)
    {
        var (figures, net) = (outcome.Figures, outcome.Figures.Net);
        var drawdown = Known(shown.Equity, Performance.Drawdowns);
        return new ReportModel
        {
            RunName = configuration.Title,
            Kind = "Brackets: take-profit, stop-loss, time exit",
            Sessions = [.. shown.Axes.SessionDates.ToArray().Select(day => DateOnly.FromDayNumber(719162 + day))],
            UniverseSize = figures.Symbols,
            Summary = Summary(configuration, sets, outcome),
            Flags = [.. Flags(outcome), .. ReportFlags.Of(configuration.Data, outcome.Universe)],
            Ruin = figures.RuinedOn is { } date && Written.TryDate(date, out var day)
                ? new RuinNotice(day, $"Equity was {Whole(figures.FinalEquity)} at the close; nothing was traded after it.")
                : null,
            Headline = Headline(outcome, stressed),
            Figures = net is null ? new Absent("Nothing was traded.") : new FigureTable(Rows(figures, net)),
            Equity = new EquityCurves(shown.Equity.ToArray(), stressed[0]!.Equity.ToArray()) { Label = "Brackets" },
            Drawdown = new DrawdownCurves(drawdown) { Deepest = Deepest(shown, drawdown) },
            RollingSharpe = new RollingSharpeCurves(configuration.RollingBars, Rolling(shown, configuration.RollingBars)),
            MonthlyReturns = net is null ? new Absent("Nothing was traded.") : Monthly(shown),
            Costs = Costs(shown.Summary, figures.TotalCost),
            CostStress = new Reports.CostStress([.. multiples.Append(1).Zip(stressed.Append(shown)).OrderBy(pair => pair.First).Select(pair => Stress(pair.First, pair.Second!))]),
            Relative = new Absent(NotTraded),
            Capacity = new Absent("symphony brackets does not draw it; --equity trades the same signals with other amounts of money."),
            Attribution = new Absent("The trades file has each trade's profit by symbol and side."),
            BorrowEdge = new Absent(NotTraded),
            Conventions = new Absent(NotTraded),
            Paths = new Absent("Brackets of given signals have no combinatorial paths."),
            Quantiles = new Absent("Brackets do not measure scores."),
            HorizonCorrelations = new Absent("Brackets do not measure scores."),
            Exposure = new Absent("Brackets do not record it by bar."),
            Turnover = new Absent("Brackets do not record it by bar."),
            Sets = outcome.Sets.Count == 1 ? null : new ParameterSets(sets.Columns, [.. outcome.Sets.Select(set => Row(set, sets.Columns, outcome.Shown))], BracketWords.Tried(outcome)),
            Trades = BracketReview.Of(configuration, options, figures, shown),
            Notes = [.. ReportFlags.Notes(outcome.Universe), .. outcome.Notes.Select(note => new ReportNote("Data", note)), .. Signals(figures)],
            Configuration = CanonicalJson.ToYaml(configuration.Canonical),
            Hashes =
            [
                .. inputs.Select(input => new ReportHash("Input", input.Name, input.Hash)),
                .. CodeVersion.Assemblies.Select(assembly => new ReportHash("Code", assembly.Key, assembly.Value)),
            ],
        };
    }

    private static string Summary(BracketConfiguration configuration, BracketSets sets, BracketOutcome outcome)
    {
        var source = configuration.HasScores ? "Given scores" : "Given signals";
        var which = outcome.Sets.Count == 1 ? "" : $" Shown: set {outcome.Shown} of {outcome.Sets.Count} ({sets.Sets[outcome.Shown - 1].Words(sets.Columns)}), the highest Sharpe ratio of those tried.";
        return $"{source}, decided at the close, entered on the bars after it, net of commission, spread, impact, borrow and margin.{which}";
    }

    private static IEnumerable<ReportFlag> Flags(BracketOutcome outcome)
    {
        if (outcome.Trials is { } trials) yield return new ReportFlag(trials.Statement, BracketWords.Tried(outcome));
        else yield return new ReportFlag("one set", "Sets of other calls are not counted; a study counts them.");
        if (outcome.Figures.Ambiguous > 0)
            yield return new ReportFlag("ambiguous trades", $"{Percent(outcome.Figures.AmbiguousShare)} of trades rest on what was assumed of a bar that reached both prices.");
    }

    private static HeadlineFigures Headline(BracketOutcome outcome, IReadOnlyList<BracketResult?> stressed)
    {
        var net = outcome.Figures.Net;
        return new HeadlineFigures
        {
            SharpeRatio = net?.SharpeRatio,
            GrossSharpeRatio = BracketFigureSheet.Net(stressed[0]!, trials: null).SharpeRatio,
            DeflatedSharpeRatio = net?.DeflatedSharpeRatio,
            ProbabilisticSharpeRatio = net?.ProbabilisticSharpeRatio,
            Trials = outcome.Trials?.Statement ?? "trials of other calls unknown",
            AnnualReturn = net?.AnnualReturn,
            AnnualVolatility = net?.AnnualVolatility,
            MaximumDrawdown = net?.MaximumDrawdown,
            LongestTimeUnderWaterBars = net?.LongestTimeUnderWaterBars,
            CostBasisPointsOfTurnover = outcome.Figures.TotalCost.BasisPointsOfTurnover,
            WhyWithoutValue = net is null ? "Nothing was ever traded." : "turnover and cost drag are not taken by the year for brackets.",
        };
    }

    private static IReadOnlyList<FigureRow> Rows(BracketFigures figures, PerformanceFigures net) =>
    [
        new("Sharpe ratio, annualised", FigureFormat.Ratio, net.SharpeRatio),
        new("Probabilistic Sharpe ratio", FigureFormat.Probability, net.ProbabilisticSharpeRatio),
        new(ReportPage.Deflated, FigureFormat.Probability, net.DeflatedSharpeRatio),
        new("Total return", FigureFormat.Percent, figures.TotalReturn),
        new("Annual return", FigureFormat.Percent, net.AnnualReturn),
        new("Annual volatility", FigureFormat.Percent, net.AnnualVolatility),
        new("Maximum drawdown", FigureFormat.Percent, net.MaximumDrawdown),
        new("Longest time under water, bars", FigureFormat.Count, net.LongestTimeUnderWaterBars),
        new("Sortino ratio, annualised", FigureFormat.Ratio, net.SortinoRatio),
        new("Trades", FigureFormat.Count, figures.Trades),
        new("Trades that paid their costs", FigureFormat.Percent, figures.WinnerShare),
        new("Profit factor", FigureFormat.Ratio, figures.ProfitFactor),
        new("Final equity", FigureFormat.Money, figures.FinalEquity),
    ];

    private static double[] Rolling(BracketResult run, int bars)
    {
        var ratios = new double[run.Axes.BarCount];
        Array.Fill(ratios, double.NaN);
        if (!Performance.TryBarsPerYear(run.Axes, out var barsPerYear)) return ratios;
        var excess = Performance.ExcessReturns(run.Returns.Span, run.CashReturns.Span);
        if (excess.Length > 0) Performance.RollingSharpeRatio(excess, bars, barsPerYear).CopyTo(ratios.AsSpan(run.Summary.FirstFillBar));
        return ratios;
    }

    private static IReadOnlyList<Reports.DrawdownEpisode> Deepest(BracketResult run, double[] drawdown)
    {
        DateOnly Day(int bar) => DateOnly.FromDayNumber(719162 + run.Axes.SessionDate(bar));
        return
        [
            .. Performance.DeepestDrawdowns(drawdown.AsSpan()[..Length(run.Equity.Span)], 5)
                .Select(fall => new Reports.DrawdownEpisode(fall.Depth, Day(fall.Peak), Day(fall.Trough), fall.Recovery is { } recovery ? Day(recovery) : null, fall.Bars)),
        ];
    }

    private static MonthlyReturns Monthly(BracketResult run) => new(
    [
        .. Performance.MonthlyReturns(run.Axes.SessionDates.Span.Slice(run.Summary.FirstFillBar, run.Returns.Length), run.Returns.Span)
            .Select(year => new MonthlyRow(year.Year, year.Months, year.Total)),
    ]);

    private static CostTable Costs(BracketSummary summary, CostFigure total)
    {
        Reports.CostRow Row(string kind, double money) => Of(BracketFigureSheet.Cost(summary, kind, money));
        return new CostTable(
            [
                Row("Commission", summary.Commission),
                Row("Spread", summary.Spread),
                Row("Impact", summary.Impact),
                Row("Borrow", summary.Borrow),
                Row("Margin", summary.MarginInterest),
            ],
            Of(total),
            summary.FillNotional);

        static Reports.CostRow Of(CostFigure cost) => new(cost.Kind, cost.Money, cost.BasisPointsOfTurnover, cost.FractionOfEquityAYear);
    }

    private static Reports.CostStressRow Stress(double multiple, BracketResult run)
    {
        var net = BracketFigureSheet.Net(run, trials: null);
        return new Reports.CostStressRow(multiple, net.SharpeRatio, net.AnnualReturn, net.MaximumDrawdown, net.FinalEquity, run.Summary.RuinBar >= 0);
    }

    private static ParameterSetRow Row(BracketSetFigures set, IReadOnlyList<string> columns, int shown) => new(
        set.Number,
        [.. columns.Select(column => set.Settings[column])],
        set.TotalReturn,
        set.SharpeRatio,
        set.Trades,
        set.WinnerShare,
        set.ProfitFactor,
        set.AmbiguousShare,
        set.CostBasisPointsOfTurnover,
        set.Number == shown);

    private static IEnumerable<ReportNote> Signals(BracketFigures figures) =>
    [
        new("Signals", Whole(figures.Signals)),
        .. figures.SignalsByOutcome.Where(one => one.Value > 0).Select(one => new ReportNote($"Signals: {BracketWords.Of(one.Key)}", Whole(one.Value))),
    ];

    /// <summary>A series of the bars before ruin, NaN after it.</summary>
    private static double[] Known(ReadOnlyMemory<double> equity, DrawdownsOf of)
    {
        var values = new double[equity.Length];
        Array.Fill(values, double.NaN);
        of(equity.Span[..Length(equity.Span)]).CopyTo(values, 0);
        return values;
    }

    private delegate double[] DrawdownsOf(ReadOnlySpan<double> equity);

    private static int Length(ReadOnlySpan<double> equity)
    {
        var end = equity.Length;
        while (end > 0 && double.IsNaN(equity[end - 1])) end--;
        return end;
    }

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double? share) => share?.ToString("0.00 %", CultureInfo.InvariantCulture) ?? "none";
}
