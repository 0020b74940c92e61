using System.Collections.Generic;
using System.Linq;
using Symphony.Reports;

namespace Symphony.Pipeline;

/// <summary>Lays out what came of the scores; computes nothing.</summary>
internal static class ScorePage
{
    internal static ReportSection<QuantileChart> Quantiles(IReadOnlyList<QuantileFigure> figures, int labelBars)
    {
        if (figures.SingleOrDefault(figure => figure.Quantile == 0) is not { } spread) return Absent.NotComputed;
        return new QuantileChart([.. figures.Where(figure => figure.Quantile > 0).Select(Row)], Row(spread))
        {
            Returns = $"Walk-forward scores, mean {labelBars}-bar label",
            SpreadTStatistic = spread.TStatistic,
            Dates = spread.Dates,
        };
    }

    internal static ReportSection<HorizonCorrelationTable> Horizons(IReadOnlyList<HorizonCorrelationFigures> figures, int labelBars)
    {
        if (figures.Count == 0) return Absent.NotComputed;
        return new HorizonCorrelationTable(
        [
            .. figures.Select(figure => new HorizonCorrelationRow(
                figure.HorizonBars,
                figure.Mean,
                figure.StandardError,
                figure.TStatistic,
                figure.Dates,
                figure.HorizonBars == labelBars)),
        ])
        {
            Scores = "Walk-forward scores",
        };
    }

    private static QuantileRow Row(QuantileFigure figure) => new(figure.Quantile, figure.Mean, figure.Low, figure.High);
}
