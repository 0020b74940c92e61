using System;
using System.Linq;

namespace Symphony.Reports;

/// <summary>Net returns by month, tinted by size.</summary>
internal static class MonthlyTable
{
    private const int Levels = 5;

    private static readonly string[] Names =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    public static Markup Render(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.MonthlyReturns.Content is not { } monthly)
        {
            return page.ToMarkup();
        }

        var full = FullTint(monthly);
        page.Line($"<section id=\"monthly\"><h3>Monthly returns, net</h3>");
        page.Line($"<p class=\"remark\">Per cent. Gains are tinted blue, losses orange, and carry their sign.<span class=\"narrow\"> Scroll sideways for the rest of the year.</span></p>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Monthly returns\" tabindex=\"0\"><table class=\"months\">");
        page.Add($"<thead><tr><td></td>");
        foreach (var name in Names)
        {
            page.Add($"<th scope=\"col\">{name}</th>");
        }

        page.Line($"<th scope=\"col\" class=\"year\">Year</th></tr></thead><tbody>");
        foreach (var row in monthly.Years)
        {
            page.Add($"<tr><th scope=\"row\">{row.Year}</th>");
            foreach (var month in row.Months)
            {
                page.Add($"<td{Tint(month, full)}>{Printed(month)}</td>");
            }

            page.Line($"<td class=\"year\">{Printed(row.Total)}</td></tr>");
        }

        page.Line($"</tbody></table></div></section>");
        return page.ToMarkup();
    }

    /// <summary>The size that gets the full tint: nine of ten months are below it, so one wild month pales no other.</summary>
    private static double FullTint(MonthlyReturns monthly)
    {
        var sizes = monthly.Years
            .SelectMany(row => row.Months)
            .OfType<double>()
            .Where(double.IsFinite)
            .Select(Math.Abs)
            .Order()
            .ToArray();
        return sizes.Length == 0 ? 0 : sizes[sizes.Length * 9 / 10];
    }

    private static Markup Tint(double? month, double full)
    {
        if (month is not { } value || double.IsNaN(value))
        {
            return new Markup(" class=\"none\"");
        }

        var level = full > 0 ? (int)Math.Clamp(Math.Ceiling(Math.Abs(value) / full * Levels), 0, Levels) : 0;
        return level == 0 ? Markup.Empty : new Markup($" class=\"{(value > 0 ? 'p' : 'n')}{(char)('0' + level)}\"");
    }

    private static string Printed(double? value) =>
        value is not { } number || double.IsNaN(number) ? ""
        : double.IsFinite(number) ? FigureText.Fixed(number * 100, Math.Abs(number) >= 1 ? 0 : 1)
        : FigureText.Of(number, FigureFormat.Ratio);
}
