using System.Linq;

namespace Symphony.Reports;

/// <summary>Figures of net, gross and benchmark side by side.</summary>
internal static class FigureTableSection
{
    public static Markup Render(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Figures.Content is not { Rows.Count: > 0 } table)
        {
            return page.ToMarkup();
        }

        var hasGross = table.Rows.Any(row => row.Gross is not null);
        var hasBenchmark = table.Rows.Any(row => row.Benchmark is not null);
        page.Line($"<section id=\"figures\"><h3>Key figures</h3>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Key figures\" tabindex=\"0\"><table>");
        page.Add($"<thead><tr><td></td><th scope=\"col\">Net</th>");
        Add(page, hasGross, "<th scope=\"col\">Gross</th>");
        Add(page, hasBenchmark, "<th scope=\"col\">Benchmark</th>");
        page.Line($"</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            page.Add($"<tr><th scope=\"row\">{row.Label}</th><td>{Printed(row.Net, row.Format)}</td>");
            Cell(page, hasGross, row.Gross, row.Format);
            Cell(page, hasBenchmark, row.Benchmark, row.Format);
            page.Line($"</tr>");
        }

        page.Line($"</tbody></table></div></section>");
        return page.ToMarkup();
    }

    private static void Add(HtmlWriter page, bool isShown, string markup)
    {
        if (isShown)
        {
            page.Add($"{new Markup(markup)}");
        }
    }

    private static string Printed(double? value, FigureFormat format) =>
        format == FigureFormat.Money ? FigureText.Compact(value) : FigureText.Of(value, format);

    private static void Cell(HtmlWriter page, bool isShown, double? value, FigureFormat format)
    {
        if (isShown)
        {
            page.Add($"<td>{(value is null ? "" : Printed(value, format))}</td>");
        }
    }
}
