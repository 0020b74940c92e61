using System.Collections.Generic;
using System.Linq;
using Symphony.Reports;

namespace Symphony.Pipeline;

/// <summary>Lays out several models and their stack; computes nothing.</summary>
internal static class StackPage
{
    /// <param name="figures">What was measured; null where there is one model.</param>
    /// <param name="series">The report's bars.</param>
    /// <param name="labelBars">The horizon of the labels.</param>
    internal static ReportSection<StackTable> Of(StackFigures? figures, CurveSeries series, int labelBars)
    {
        if (figures is null) return Absent.NotComputed;
        return new StackTable(
            [.. figures.Members.Select((member, i) => Row(member, figures.Kept.Weights[i])), Row(figures.Combined, null)],
            [.. figures.Members.Select((_, member) => InForce(figures.Windows, member, series.SessionDates))])
        {
            Method = $"{MethodOf(figures)} Scores are brought to one scale on each date first ({(figures.Scaling == "rank" ? "ranks" : "standard deviations from the mean")}).",
            Spread = $"{labelBars}-bar",
            Windows = [.. figures.Windows.Select(window => new StackWindowRow(window.From, window.Fitted.Weights, window.Fitted.Origin == "noneHelped" ? "No model\u2019s scores went with the labels: all count the same." : ""))],
        };
    }

    private static string MethodOf(StackFigures figures) => figures.Method switch
    {
        StackSettingsTable.LeastSquares => "Weights by least squares on out-of-fold scores of each fit\u2019s own training rows, none negative.",
        StackSettingsTable.Stated => "Weights as stated.",
        _ => "Equal weights.",
    };

    private static StackRow Row(ScoredFigures scores, double? weight) => new(
        scores.Name,
        scores.Features.Count,
        weight,
        scores.OutOfFoldRankCorrelation.Mean,
        scores.WalkForwardRankCorrelation.Mean,
        scores.WalkForwardRankCorrelation.StandardError,
        scores.Spread.Mean,
        scores.Spread.TStatistic);

    /// <summary>A model's weight at each bar: that of the latest window that began by then.</summary>
    private static double[] InForce(IReadOnlyList<WindowWeights> windows, int member, int[] sessionDates)
    {
        var weights = new double[sessionDates.Length];
        int[] starts = [.. windows.Select(window => Written.TryDate(window.From, out var date) ? Written.EpochDay(date) : 0)];
        var window = -1;
        for (var bar = 0; bar < weights.Length; bar++)
        {
            while (window + 1 < starts.Length && starts[window + 1] <= sessionDates[bar]) window++;
            weights[bar] = window < 0 ? double.NaN : windows[window].Fitted.Weights[member];
        }

        return weights;
    }
}
