using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>What the core says of parameter sets, as figures; computes nothing itself.</summary>
internal static class BracketFigureSheet
{
    /// <summary>The figures of the set that is shown.</summary>
    internal static BracketFigures Of(Axes axes, BracketSignals signals, BracketResult result, BracketResult? without, TrialSummary? trials)
    {
        var summary = result.Summary;
        var counts = summary.Signals;
        var ruined = summary.RuinBar >= 0 ? Written.Date(axes.SessionDate(summary.RuinBar)) : null;
        return new BracketFigures
        {
            From = Written.Date(axes.SessionDate(0)),
            To = Written.Date(axes.SessionDate(axes.BarCount - 1)),
            Bars = axes.BarCount,
            Symbols = axes.SymbolCount,
            Signals = signals.Count,
            SignalsByOutcome = new Dictionary<string, int>
            {
                ["entered"] = counts.Entered,
                ["expired"] = counts.Expired,
                ["pending"] = counts.Pending,
                ["noUnit"] = counts.NoUnit,
                ["noPrice"] = counts.NoPrice,
                ["delisted"] = counts.Delisted,
                ["noLiquidity"] = counts.NoLiquidity,
                ["noBorrow"] = counts.NoBorrow,
                ["noShares"] = counts.NoShares,
            },
            Trades = summary.Trades,
            Winners = summary.Winners,
            WinnerShare = BracketBacktest.WinnerShare(summary),
            ProfitFactor = BracketBacktest.ProfitFactor(summary),
            TotalReturn = summary.TotalReturn,
            ExitsByReason = new Dictionary<string, int>
            {
                ["profitTaking"] = summary.ProfitTakings,
                ["stopLoss"] = summary.StopLosses,
                ["time"] = summary.TimeExits,
                ["delisting"] = summary.Delistings,
                ["openAtEnd"] = summary.OpenAtEnd,
            },
            Ambiguous = summary.Ambiguous,
            AmbiguousShare = BracketBacktest.AmbiguousShare(summary),
            Resolved = summary.Resolved,
            AmbiguousShareWithoutFiner = without is null ? null : BracketBacktest.AmbiguousShare(without.Summary),
            FinalEquityWithoutFiner = without?.Summary.FinalEquity,
            GrossProfit = summary.GrossProfit,
            Commission = summary.Commission,
            Spread = summary.Spread,
            Impact = summary.Impact,
            WithoutPermanentImpact = summary.WithoutPermanentImpact,
            Borrow = summary.Borrow,
            MarginInterest = summary.MarginInterest,
            CashInterest = summary.CashInterest,
            TotalCost = Cost(summary, "Total", summary.TotalCost),
            FillNotional = summary.FillNotional,
            FinalEquity = summary.FinalEquity,
            RuinedOn = ruined,
            Net = summary.ReturnCount == 0 ? null : Net(result, trials) with { RuinedOn = ruined },
        };
    }

    /// <summary>The figures of one set among several.</summary>
    internal static BracketSetFigures Of(BracketSet set, IReadOnlyList<string> columns, BracketResult result)
    {
        var summary = result.Summary;
        return new BracketSetFigures
        {
            Number = set.Number,
            Settings = columns.Zip(set.Values).ToDictionary(pair => pair.First, pair => pair.Second),
            TotalReturn = summary.TotalReturn,
            SharpeRatio = Annual(result),
            MaximumDrawdown = Negative(summary.MaximumDrawdown),
            Trades = summary.Trades,
            WinnerShare = BracketBacktest.WinnerShare(summary),
            ProfitFactor = BracketBacktest.ProfitFactor(summary),
            AmbiguousShare = BracketBacktest.AmbiguousShare(summary),
            TotalCost = summary.TotalCost,
            CostBasisPointsOfTurnover = BracketBacktest.BasisPointsOfTurnover(summary, summary.TotalCost),
            FinalEquity = summary.FinalEquity,
            RuinedOn = summary.RuinBar >= 0 ? Written.Date(result.Axes.SessionDate(summary.RuinBar)) : null,
        };
    }

    /// <summary>A cost with its share of turnover.</summary>
    internal static CostFigure Cost(BracketSummary summary, string kind, double money) =>
        new(kind, money, BracketBacktest.BasisPointsOfTurnover(summary, money), null);

    /// <summary>The figures of the closes' returns, from the first fill on.</summary>
    /// <param name="result">The run.</param>
    /// <param name="trials">What the deflated ratio rests on; null when it is not known.</param>
    internal static PerformanceFigures Net(BracketResult result, TrialSummary? trials)
    {
        var figures = Performance.Summarise(result, trials ?? Performance.SingleTrial);
        return new PerformanceFigures
        {
            SharpeRatioPerBar = BracketBacktest.SharpeRatio(result.Summary, 1),
            SharpeRatio = Annual(result),
            ProbabilisticSharpeRatio = figures.ProbabilisticSharpeRatio,
            DeflatedSharpeRatio = trials is null ? null : figures.DeflatedSharpeRatio,
            AnnualReturn = figures.AnnualReturn,
            AnnualVolatility = figures.AnnualVolatility,
            MaximumDrawdown = Negative(result.Summary.MaximumDrawdown),
            LongestTimeUnderWaterBars = figures.LongestTimeUnderWaterBars,
            CalmarRatio = figures.CalmarRatio,
            SortinoRatio = figures.SortinoRatio,
            OmegaRatio = figures.OmegaRatio,
            TailRatio = figures.TailRatio,
            HitRate = figures.HitRate,
            Skewness = figures.Skewness,
            Kurtosis = figures.Kurtosis,
            FinalEquity = result.Summary.FinalEquity,
        };
    }

    private static double? Annual(BracketResult result) =>
        Performance.TryBarsPerYear(result.Axes, out var perYear) ? BracketBacktest.SharpeRatio(result.Summary, perYear) : null;

    private static double Negative(double fall) => fall == 0 ? 0 : -fall;
}
