using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>What came of scores: the core's figures as they are stored.</summary>
internal static class ScoreFigures
{
    /// <summary>How many quantiles a report shows.</summary>
    private const int Quantiles = 5;

    /// <summary>A day, two, a week, two weeks, a month and a quarter of daily bars.</summary>
    private static readonly int[] Horizons = [1, 2, 5, 10, 21, 63];

    /// <summary>Rank correlations with executable returns over several horizons, the labels' own among them.</summary>
    /// <param name="scores">One score for each bar and symbol; NaN for none.</param>
    /// <param name="market">Bars as traded, with their actions.</param>
    /// <param name="ownBars">The horizon of the run's labels.</param>
    /// <param name="delistingReturn">The return of a name that ends without a record.</param>
    internal static IReadOnlyList<HorizonCorrelationFigures> ByHorizon(Panel scores, MarketValues market, int ownBars, double delistingReturn)
    {
        int[] horizons = [.. Horizons.Append(ownBars).Distinct().Order()];
        return
        [
            .. ScoreStatistics.CorrelationsByHorizon(scores, market.Bars, market.Actions, horizons, delistingReturn)
                .Select(found => new HorizonCorrelationFigures(
                    found.HorizonBars,
                    found.Correlation.Mean,
                    found.Correlation.StandardError,
                    found.Correlation.TStatistic,
                    found.Correlation.Count)),
        ];
    }

    /// <summary>Rank correlation of scores with the labels, date by date.</summary>
    /// <param name="rows">The observations, with their labels.</param>
    /// <param name="scores">One score for each bar and symbol; NaN for none.</param>
    /// <param name="overlapBars">How many bars apart labels still overlap.</param>
    internal static RankCorrelationFigures Correlation(Observations rows, Panel scores, int overlapBars)
    {
        var summary = Performance.RankCorrelations(rows.Bars.Span, OfRows(rows, scores), rows.Targets.Span, overlapBars);
        return new RankCorrelationFigures(summary.Mean, summary.OverlapStandardError, summary.Bars.Length);
    }

    /// <summary>The score of each observation.</summary>
    internal static double[] OfRows(Observations rows, Panel scores)
    {
        var ofRows = new double[rows.Count];
        for (var row = 0; row < ofRows.Length; row++) ofRows[row] = scores[rows.Bars.Span[row], rows.Symbols.Span[row]];
        return ofRows;
    }

    /// <summary>Mean label by quantile of score, lowest first; then, numbered 0, the highest less the lowest.</summary>
    /// <param name="rows">The observations, with their labels.</param>
    /// <param name="scores">One score for each row; NaN for none.</param>
    /// <param name="overlapBars">How many bars apart labels still overlap.</param>
    internal static IReadOnlyList<QuantileFigure> ByQuantile(Observations rows, double[] scores, int overlapBars)
    {
        var found = ScoreStatistics.QuantileReturns(rows.Bars.Span, scores, rows.Targets.Span, Quantiles, overlapBars);
        return [.. found.Quantiles.Select(one => Figure(one.Quantile, one.Rows, one.Outcome)), Figure(0, 0, found.Spread)];
    }

    private static QuantileFigure Figure(int quantile, int rows, MeanSummary mean) =>
        new(quantile, rows, mean.Count, mean.Mean, mean.StandardError, mean.TStatistic, mean.Low, mean.High);
}
