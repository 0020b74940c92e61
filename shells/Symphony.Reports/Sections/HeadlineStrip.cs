using System.Linq;

namespace Symphony.Reports;

/// <summary>The few numbers one looks at first.</summary>
internal static class HeadlineStrip
{
    public static Markup Render(HeadlineFigures figures)
    {
        var page = new HtmlWriter();
        page.Line($"<section class=\"strip\" aria-label=\"Headline figures\">");
        page.Line($"<dl>");
        Tile(page, "Net Sharpe ratio", FigureText.Of(figures.SharpeRatio, FigureFormat.Ratio),
            Beside("before costs", figures.GrossSharpeRatio, FigureFormat.Ratio));
        Tile(page, "Deflated Sharpe (DSR)", FigureText.Of(figures.DeflatedSharpeRatio, FigureFormat.Probability),
            Joined(Beside("PSR", figures.ProbabilisticSharpeRatio, FigureFormat.Probability), figures.Trials));
        Tile(page, "Return a year, net", FigureText.Of(figures.AnnualReturn, FigureFormat.Percent),
            Beside("volatility", figures.AnnualVolatility, FigureFormat.Percent));
        Tile(page, "Maximum drawdown", FigureText.Of(figures.MaximumDrawdown, FigureFormat.Percent),
            figures.LongestTimeUnderWaterBars is { } bars ? $"{FigureText.Of(bars)} bars under water" : "");
        Tile(page, "Turnover a year", FigureText.Of(figures.AnnualTurnover, FigureFormat.Multiple),
            Joined("two-sided", Beside("one-sided", figures.AnnualTurnoverOneSided, FigureFormat.Multiple)));
        Tile(page, "Cost drag a year", FigureText.Of(figures.AnnualCostDrag, FigureFormat.Percent),
            figures.CostBasisPointsOfTurnover is { } cost
                ? FigureText.Of(cost, FigureFormat.BasisPoints) + "\u202Fbp of turnover"
                : "");
        page.Line($"</dl>");
        if (figures.WhyWithoutValue.Length > 0)
        {
            page.Line($"<p class=\"absent\">{FigureText.None} stands for no value: {figures.WhyWithoutValue}</p>");
        }

        page.Line($"</section>");
        return page.ToMarkup();
    }

    private static void Tile(HtmlWriter page, string label, string figure, string beside) =>
        page.Line($"<div><dt>{label}</dt><dd><b>{figure}</b><span>{beside}</span></dd></div>");

    private static string Beside(string label, double? value, FigureFormat format) =>
        value is null ? "" : label + " " + FigureText.Of(value, format);

    private static string Joined(params string[] parts) =>
        string.Join(" \u00B7 ", parts.Where(part => part.Length > 0).ToArray());
}
