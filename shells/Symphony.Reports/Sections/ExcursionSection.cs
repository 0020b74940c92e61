using System.Linq;

namespace Symphony.Reports;

/// <summary>How far trades went against and for themselves before they ended.</summary>
internal static class ExcursionSection
{
    public static Markup Render(ReportModel model)
    {
        if (model.Trades is not { Excursions.Count: > 0 } review)
        {
            return Markup.Empty;
        }

        var winners = review.Excursions.Where(one => one.IsWinner).Select(one => (one.Adverse, one.Favourable)).ToArray();
        var losers = review.Excursions.Where(one => !one.IsWinner).Select(one => (one.Adverse, one.Favourable)).ToArray();
        return new ScatterChart
        {
            Id = "excursions",
            Title = "Worst and best price of each trade",
            Remark = "Maximum adverse excursion (MAE) and maximum favourable excursion (MFE), simple returns from the entry. " + review.ExcursionRemark,
            Description = $"Each trade's best price while open, upwards, against its worst, across: {FigureText.Of(winners.Length)} that earned more than their costs and {FigureText.Of(losers.Length)} that did not.",
            Axes = ("worst price met", "best price met"),
            Kinds = [("gross", "Did not pay their costs", losers), ("net", "Earned more than their costs", winners)],
        }.Render();
    }
}
