using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>One history of decisions, traded: net, gross, at other costs, and beside its benchmark.</summary>
/// <param name="Figures">What it came to, undeflated.</param>
/// <param name="Series">What a report draws of it.</param>
/// <param name="Net">The run itself.</param>
/// <param name="Gross">The same decisions without commission, spread, impact and borrow.</param>
/// <param name="Benchmark">Equal weight of the tradable names, same engine and costs.</param>
internal sealed record TradedHistory(
    BacktestFigures Figures,
    CurveSeries Series,
    BacktestResult Net,
    BacktestResult Gross,
    BacktestResult Benchmark)
{
    /// <summary>0 is gross and 1 the run itself.</summary>
    private static readonly double[] Multipliers = [0, 1, 2, 3];

    private const int DrawdownsListed = 5;

    /// <summary>The runs of <see cref="Of"/>: how many pieces of work they are.</summary>
    internal static int Pieces => Multipliers.Length + 1;

    /// <summary>One of the runs, all of which are independent: each multiple of the costs, then the benchmark.</summary>
    internal static BacktestResult Run(int piece, TradedDecisions traded) =>
        piece < Multipliers.Length ? traded.Run(traded.Settings(Multipliers[piece])) : traded.RunBenchmark();

    /// <summary>The trials of a study with the net history of these runs among them.</summary>
    internal static TrialSummary TrialsOf(IReadOnlyList<BacktestResult> runs, TrialStore study) =>
        study.With(TradedReturns.OfBacktest(runs[1]));

    /// <summary>What the runs came to together.</summary>
    /// <param name="runs">One result for each of the pieces.</param>
    /// <param name="rollingBars">Bars of the rolling Sharpe ratio.</param>
    /// <param name="trials">The trials the deflated ratio rests on; null when they are not known.</param>
    internal static TradedHistory Of(IReadOnlyList<BacktestResult> runs, int rollingBars, TrialSummary? trials = null)
    {
        var (net, gross, benchmark) = (runs[1], runs[0], runs[^1]);
        var summary = Performance.Summarise(net, Performance.SingleTrial);
        var returns = net.Returns.Length;
        var figures = new BacktestFigures
        {
            From = returns == 0 ? null : DateOf(net, net.FirstFillBar),
            To = returns == 0 ? null : DateOf(net, net.FirstBar + net.RowCount - 1),
            Bars = returns,
            Symbols = net.Axes.SymbolCount,
            BarsPerYear = summary.BarsPerYear,
            Net = FiguresOf(net) with { DeflatedSharpeRatio = trials is null ? null : Performance.Summarise(net, trials).DeflatedSharpeRatio },
            Gross = FiguresOf(gross),
            Benchmark = FiguresOf(benchmark),
            Costs = [.. net.CostTable.Select(row => CostOf(net, row))],
            TotalCost = TotalOf(net),
            TurnoverMoney = net.FillNotional,
            CostStress = [.. Multipliers.Select((multiplier, i) => StressOf(multiplier, runs[i]))],
            Monthly = MonthlyOf(net),
            DeepestDrawdowns = DeepestOf(net),
            Counts = CountsOf(net),
        };
        return new TradedHistory(figures, SeriesOf(net, gross, benchmark, rollingBars), net, gross, benchmark);
    }

    /// <summary>The figures of one run; the deflated ratio needs its trials and comes later.</summary>
    internal static PerformanceFigures FiguresOf(BacktestResult result)
    {
        var summary = Performance.Summarise(result, Performance.SingleTrial);
        var trading = Performance.Trading(result);
        return new PerformanceFigures
        {
            SharpeRatio = summary.SharpeRatio,
            SharpeRatioPerBar = summary.SharpeRatioPerBar,
            ProbabilisticSharpeRatio = summary.ProbabilisticSharpeRatio,
            AnnualReturn = summary.AnnualReturn,
            AnnualVolatility = summary.AnnualVolatility,
            MaximumDrawdown = summary.Bars == 0 ? null : summary.MaximumDrawdown,
            LongestTimeUnderWaterBars = summary.Bars == 0 ? null : summary.LongestTimeUnderWaterBars,
            CalmarRatio = summary.CalmarRatio,
            SortinoRatio = summary.SortinoRatio,
            OmegaRatio = summary.OmegaRatio,
            TailRatio = summary.TailRatio,
            HitRate = summary.HitRate,
            Skewness = summary.Skewness,
            Kurtosis = summary.Kurtosis,
            AnnualTurnover = trading.TwoSidedTurnoverPerYear,
            AnnualTurnoverOneSided = trading.OneSidedTurnoverPerYear,
            FinalEquity = result.FinalState.Equity,
            RuinedOn = result.Status == RunStatus.Ruined ? DateOf(result, result.FirstBar + result.RowCount - 1) : null,
        };
    }

    private static StressFigure StressOf(double multiplier, BacktestResult result)
    {
        var figures = FiguresOf(result);
        return new StressFigure(
            multiplier,
            figures.SharpeRatio,
            figures.AnnualReturn,
            figures.MaximumDrawdown,
            figures.FinalEquity,
            result.Status == RunStatus.Ruined);
    }

    private static CostFigure CostOf(BacktestResult net, CostRow row) => new(
        NameOf(row.Part),
        row.Money,
        row.BasisPointsOfTurnover,
        Performance.TryCostPerYear(net, row.Part, out var fraction) ? fraction : null);

    private static CostFigure TotalOf(BacktestResult net)
    {
        var trading = Performance.Trading(net);
        return new CostFigure("Total", net.TotalCost, trading.CostBasisPointsOfTurnover, trading.CostPerYear);
    }

    private static string NameOf(CostPart part) => part switch
    {
        CostPart.Commission => "Commission",
        CostPart.HalfSpread => "Spread",
        CostPart.Impact => "Impact",
        CostPart.Borrow => "Borrow",
        _ => "Margin",
    };

    private static MonthlyFigure[] MonthlyOf(BacktestResult net) =>
    [
        .. Performance.MonthlyReturns(Sessions(net)[^net.Returns.Length..], net.Returns.Span)
            .Select(year => new MonthlyFigure(year.Year, year.Months, year.Total)),
    ];

    private static DrawdownFigure[] DeepestOf(BacktestResult net)
    {
        string Date(int row) => DateOf(net, net.FirstBar + row);
        return
        [
            .. Performance.DeepestDrawdowns(Performance.Drawdowns(net.Equity.Span), DrawdownsListed)
                .Select(fall => new DrawdownFigure(
                    fall.Depth,
                    Date(fall.Peak),
                    Date(fall.Trough),
                    fall.Recovery is { } recovery ? Date(recovery) : null,
                    fall.Bars)),
        ];
    }

    private static CountFigure[] CountsOf(BacktestResult net)
    {
        var above = Written.Number(net.Settings.ReportParticipationAbove);
        var untradable = net.Untradable;
        return
        [
            new("Fills", net.FillCount),
            new($"Fills above {above} of average daily volume", net.LargeFillCount),
            new("Holdings closed because their name ended", net.DelistingCount),
            new("Wanted trades without a price to fill at", untradable.NoFillPrice),
            new("Wanted trades in names that had ended", untradable.Ended),
            new("Wanted trades in names without a price yet", untradable.NoPrice),
            new("Wanted trades without a known average daily volume", untradable.NoAverageDailyNotional),
            new("Wanted trades without a known volatility", untradable.NoVolatility),
            new("Shorts refused because the name cannot be borrowed", untradable.NoBorrow),
            .. net.Settings.ImpactLaw == ImpactLaw.Almgren2005
                ? [new CountFigure("Fills without the permanent part of impact, as shares outstanding are not known", net.WithoutPermanentImpactCount)]
                : Array.Empty<CountFigure>(),
        ];
    }

    private static CurveSeries SeriesOf(BacktestResult net, BacktestResult gross, BacktestResult benchmark, int rollingBars)
    {
        BacktestResult[] all = [net, gross, benchmark];
        var longest = all.MaxBy(result => result.RowCount)!;
        double[] Fit(ReadOnlyMemory<double> values)
        {
            var fitted = new double[longest.RowCount];
            Array.Fill(fitted, double.NaN);
            values.Span.CopyTo(fitted);
            return fitted;
        }

        return new CurveSeries
        {
            SessionDates = Sessions(longest),
            Equity = Fit(net.Equity),
            GrossEquity = Fit(gross.Equity),
            BenchmarkEquity = Fit(benchmark.Equity),
            Drawdown = Fit(Performance.Drawdowns(net.Equity.Span)),
            BenchmarkDrawdown = Fit(Performance.Drawdowns(benchmark.Equity.Span)),
            RollingSharpe = Fit(Rolling(net, rollingBars)),
            BenchmarkRollingSharpe = Fit(Rolling(benchmark, rollingBars)),
            GrossExposure = Fit(net.GrossExposure),
            NetExposure = Fit(net.NetExposure),
            Turnover = Fit(net.Turnover),
        };
    }

    /// <summary>One value for each row of the run, NaN before the first return.</summary>
    private static double[] Rolling(BacktestResult result, int rollingBars)
    {
        var ratios = new double[result.RowCount];
        Array.Fill(ratios, double.NaN);
        if (!Performance.TryBarsPerYear(result.Axes, out var barsPerYear)) return ratios;
        var excess = Performance.ExcessReturns(result.Returns.Span, result.CashReturns.Span);
        Performance.RollingSharpeRatio(excess, rollingBars, barsPerYear).CopyTo(ratios.AsSpan(ratios.Length - excess.Length));
        return ratios;
    }

    private static int[] Sessions(BacktestResult result) =>
        result.Axes.SessionDates.Slice(result.FirstBar, result.RowCount).ToArray();

    private static string DateOf(BacktestResult result, int bar) => Written.Date(result.Axes.SessionDate(bar));
}
