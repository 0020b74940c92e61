using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Takes a traded history apart; computes nothing itself.</summary>
internal static class HistoryAnalysis
{
    private const int NamesListed = 10;

    /// <summary>What was asked for; nothing of a history without returns.</summary>
    /// <param name="traded">The decisions with their market and account.</param>
    /// <param name="net">Their run.</param>
    /// <param name="benchmark">The benchmark's run.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="trials">The trials the deflated ratios rest on; null when they are not known.</param>
    /// <param name="scheduler">Does independent runs on several threads.</param>
    internal static AnalysisFigures Of(
        TradedDecisions traded, BacktestResult net, BacktestResult benchmark, AnalysisOptions options, TrialSummary? trials, ThreadScheduler scheduler)
    {
        if (net.Returns.Length == 0) return new AnalysisFigures();
        return new AnalysisFigures
        {
            Relative = Against(net, benchmark),
            Attribution = options.Attribution ? Apart(Attribute(traded), net) : null,
            Conventions = options.Conventions ? Explain(traded, scheduler) : [],
            Capacity = options.CapacityEquities is { } equities ? Curve(traded, equities, trials, scheduler) : null,
        };
    }

    /// <summary>The run taken apart by side and name.</summary>
    internal static Attribution Attribute(TradedDecisions traded)
    {
        var settings = traded.Settings();
        return BacktestAnalysis.Attribute(traded.Market, traded.Decisions, settings, traded.Account(settings), traded.LastBar);
    }

    /// <summary>The shares held at each close.</summary>
    internal static Panel Positions(TradedDecisions traded)
    {
        var settings = traded.Settings();
        return BacktestAnalysis.Positions(traded.Market, traded.Decisions, settings, traded.Account(settings), traded.LastBar);
    }

    /// <summary>From the run's first fill; null when the benchmark was ruined before the run ended.</summary>
    private static RelativeFigures? Against(BacktestResult net, BacktestResult benchmark)
    {
        if (benchmark.Status == RunStatus.Ruined && benchmark.FirstBar + benchmark.RowCount <= net.FirstBar + net.RowCount) return null;
        var against = BacktestAnalysis.AgainstBenchmark(net, benchmark);
        return new RelativeFigures
        {
            Bars = against.Bars,
            ActiveReturn = against.ActiveReturn,
            TrackingError = against.TrackingError,
            InformationRatio = against.InformationRatio,
            InformationRatioError = against.InformationRatioError,
            Beta = against.Beta,
            BetaError = against.BetaError,
            Alpha = against.Alpha,
            AlphaTStatistic = against.AlphaTStatistic,
            Lags = against.Lags,
            Correlation = against.Correlation,
            UpCapture = against.UpCapture,
            DownCapture = against.DownCapture,
            HitRate = against.HitRate,
            ActiveDrawdown = against.ActiveDrawdown,
            LongestTimeBehindBars = against.LongestTimeBehindBars,
        };
    }

    private static AttributionFigures Apart(Attribution attribution, BacktestResult net)
    {
        var parts = BacktestAnalysis.GrossAndNet(net, Performance.SingleTrial);
        return new AttributionFigures
        {
            StartEquity = attribution.StartEquity,
            FinalEquity = attribution.FinalEquity,
            Gain = attribution.Gain,
            Lines = [.. attribution.Lines.Select(line => new ProfitLineFigure(NameOf(line.Line), line.Money, line.FractionOfEquity))],
            Long = Figures("Long", attribution.OfSide(HoldingSide.Long)),
            Short = Figures("Short", attribution.OfSide(HoldingSide.Short)),
            Total = Figures("Total", attribution.Total),
            Best = [.. attribution.Best(NamesListed).Where(name => name.Parts.Net > 0).Select(name => Figures(name.Symbol, name.Parts))],
            Worst = [.. attribution.Worst(NamesListed).Where(name => name.Parts.Net < 0).Select(name => Figures(name.Symbol, name.Parts))],
            GrossToNet =
            [
                Row("Gross", parts.Gross),
                Row("After trading costs", parts.AfterTrading),
                Row("Net", parts.Net),
            ],
        };

        static GrossNetFigure Row(string kind, ReturnSummary summary) => new(kind, summary.SharpeRatio, summary.AnnualReturn);
    }

    private static ProfitFigures Figures(string name, ProfitParts parts) => new()
    {
        Name = name,
        Price = parts.Price,
        Dividends = parts.Dividends,
        Delisting = parts.Delisting,
        Commission = parts.Commission,
        Spread = parts.Spread,
        Impact = parts.Impact,
        TradingCost = parts.TradingCost,
        Borrow = parts.Borrow,
        Gross = parts.Gross,
        Net = parts.Net,
        FillNotional = parts.FillNotional,
        NotionalYears = parts.NotionalYears,
        GrossEdge = parts.GrossEdge,
        TradingCostOfEdge = parts.TradingCostOfEdge,
        BorrowOfEdge = parts.BorrowOfEdge,
        NetEdge = parts.NetEdge,
        BorrowShareOfGross = parts.BorrowShareOfGross,
    };

    private static ConventionFigure[] Explain(TradedDecisions traded, ThreadScheduler scheduler) =>
    [
        .. Backtest.Explain(traded.Market, traded.Decisions, traded.Settings(), traded.Account(traded.Settings()), traded.LastBar, scheduler.Run).Lines
            .Select(line => new ConventionFigure(
                ConventionNames.Of(line.Convention),
                line.IsExecutable,
                line.IsRuined,
                line.TotalReturn,
                line.AnnualReturn,
                line.SharpeRatio,
                line.TotalReturnGap,
                line.AnnualReturnGap,
                line.SharpeRatioGap)),
    ];

    /// <summary>The same decisions at other amounts of money; the usual ones where none is named.</summary>
    internal static CapacityFigures Curve(TradedDecisions traded, IReadOnlyList<double> equities, TrialSummary? trials, ThreadScheduler scheduler)
    {
        var settings = traded.Settings();
        var equity = traded.StartEquity;
        var curve = BacktestAnalysis.Capacity(
            traded.Market,
            traded.Decisions,
            settings,
            traded.Account(settings),
            traded.LastBar,
            equities.Count > 0 ? equities : BacktestAnalysis.StandardEquities(equity),
            trials ?? Performance.SingleTrial,
            scheduler.Run);
        return new CapacityFigures
        {
            Rows = [.. curve.Rows.Select(row => Figures(row, trials is not null))],
            AsRun = equity,
            BestEquity = curve.BestEquity,
            HalfSharpeEquity = curve.HalfSharpeEquity,
            ZeroSharpeEquity = curve.ZeroSharpeEquity,
            Trials = trials?.ToString(),
            LargeFillsAbove = curve.ReportParticipationAbove,
        };
    }

    private static CapacityFigure Figures(CapacityRow row, bool areTrialsKnown) => new()
    {
        Equity = row.Equity,
        FinalEquity = row.FinalEquity,
        Ruined = row.IsRuined,
        SharpeRatio = row.SharpeRatio,
        ProbabilisticSharpeRatio = row.ProbabilisticSharpeRatio,
        DeflatedSharpeRatio = areTrialsKnown ? row.DeflatedSharpeRatio : null,
        AnnualReturn = row.AnnualReturn,
        AnnualVolatility = row.AnnualVolatility,
        MaximumDrawdown = row.MaximumDrawdown,
        TurnoverPerYear = row.TurnoverPerYear,
        CostPerYear = row.CostPerYear,
        CostBasisPointsOfTurnover = row.CostBasisPointsOfTurnover,
        ImpactBasisPointsOfTurnover = row.ImpactBasisPointsOfTurnover,
        Fills = row.FillCount,
        LargeFillShare = row.LargeFillShare,
    };

    private static string NameOf(ProfitLine line) => line switch
    {
        ProfitLine.HalfSpread => "Spread",
        ProfitLine.Margin => "Margin interest",
        ProfitLine.CashInterest => "Cash interest",
        _ => line.ToString(),
    };
}
