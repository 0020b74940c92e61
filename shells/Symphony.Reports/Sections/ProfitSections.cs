using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Reports;

/// <summary>Where the profit came from: by side and name, after borrow, against the benchmark, under other conventions.</summary>
internal static class ProfitSections
{
    public static Markup Relative(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Relative.Content is not { Rows.Count: > 0 } table)
        {
            return page.ToMarkup();
        }

        Open(page, "relative", "Against the benchmark");
        page.Line($"<tbody>");
        foreach (var row in table.Rows)
        {
            page.Add($"<tr><th scope=\"row\">{row.Label}</th><td>{FigureText.Of(row.Value, row.Format)}</td>");
            page.Line($"<td class=\"beside\">{row.Beside}</td></tr>");
        }

        page.Line($"</tbody></table></div>");
        page.Line($"<p class=\"remark\">Benchmark: equal weight of the tradable names, same engine and costs, on the same bars.</p></section>");
        return page.ToMarkup();
    }

    public static Markup Attribution(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Attribution.Content is not { } table)
        {
            return page.ToMarkup();
        }

        // A part that is nothing on every line takes no room on a narrow page.
        AttributionRow[] rows = [.. table.Sides, table.Total];
        var parts = Parts.Where(part => part.IsNeeded || rows.Any(row => part.Of(row) != 0)).ToArray();
        Open(page, "attribution", "Attribution");
        page.Line($"<thead><tr><td></td>{Joined(parts, part => $"<th scope=\"col\">{part.Name}</th>")}</tr></thead><tbody>");
        foreach (var row in table.Sides)
        {
            page.Line($"<tr><th scope=\"row\">{row.Label}</th>{Cells(row)}</tr>");
        }

        if (table.Interest is { } interest)
        {
            page.Line($"<tr><th scope=\"row\">Interest</th>{Joined(parts[..^1], _ => "<td></td>")}<td>{FigureText.ThreeFigures(interest)}</td></tr>");
        }

        page.Line($"</tbody><tfoot><tr><th scope=\"row\">{table.Total.Label}</th>{Cells(table.Total)}</tr></tfoot></table></div>");
        page.Line($"<p class=\"remark\">Money. Parts of the change of equity; a fill that turns a holding over is split between the sides.</p></section>");
        return page.ToMarkup();

        Markup Cells(AttributionRow row) => Joined(parts, part => $"<td>{FigureText.ThreeFigures(part.Of(row))}</td>");
    }

    private static readonly (string Name, bool IsNeeded, Func<AttributionRow, double> Of)[] Parts =
    [
        ("Prices", true, row => row.Price),
        ("Dividends", false, row => row.Dividends),
        ("Delisting", false, row => row.Delisting),
        ("Trading", true, row => row.TradingCosts),
        ("Borrow", true, row => row.Borrow),
        ("Net", true, row => row.Net),
    ];

    /// <summary>Markup of our own making for each item, without foreign text.</summary>
    private static Markup Joined<T>(IEnumerable<T> items, Func<T, string> markup) => new(string.Concat(items.Select(markup)));

    /// <summary>The names that made and lost most, as bars on one axis.</summary>
    public static Markup Names(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Attribution.Content is not { } table || table.Best.Count + table.Worst.Count == 0)
        {
            return page.ToMarkup();
        }

        var rows = table.Best.Concat(table.Worst.Reverse()).ToArray();
        var scale = ValueScale.Linear(ValueRange.Nothing.Including(rows.Select(row => row.Net).Where(double.IsFinite).ToArray()).Including(0));
        page.Line($"<figure class=\"names\" id=\"names\"><figcaption><h3>Names that made and lost most</h3><p>Net of trading costs and borrow, in money.</p></figcaption>");
        var said = string.Join(", ", rows.Select(row => $"{row.Label} {FigureText.ThreeFigures(row.Net)}"));
        page.Line($"<div class=\"rows\" role=\"img\" aria-label=\"{said}\">");
        page.Line($"<div class=\"back\" aria-hidden=\"true\">{RowAxis.Render(scale, tick => FigureText.Short(tick, scale.Step))}</div>");
        foreach (var row in rows)
        {
            var (a, b) = (scale.Position(0), scale.Position(row.Net));
            page.Add($"<div class=\"row {(row.Net < 0 ? "loss" : "path")}\" aria-hidden=\"true\"><span>{row.Label}</span><div>");
            page.Add($"<i class=\"block\" style=\"left:{Coordinate.Percent(Math.Min(a, b))};width:{Coordinate.Percent(Math.Abs(a - b))}\"></i>");
            page.Line($"</div><b>{FigureText.ThreeFigures(row.Net)}</b></div>");
        }

        page.Line($"</div></figure>");
        return page.ToMarkup();
    }

    public static Markup Borrow(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.BorrowEdge.Content is not { Rows.Count: > 0 } table)
        {
            return page.ToMarkup();
        }

        var hasNotional = table.Rows.Any(row => row.MeanNotional is not null);
        Open(page, "borrow-edge", "Edge after borrow");
        page.Add($"<thead><tr><td></td><th scope=\"col\">Gross</th><th scope=\"col\">Trading</th><th scope=\"col\">Borrow</th><th scope=\"col\">Net</th>");
        page.Line($"{new Markup(hasNotional ? "<th scope=\"col\">Mean notional</th>" : "")}</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            page.Add($"<tr><th scope=\"row\">{row.Label}</th><td>{Basis(row.GrossBasisPoints)}</td><td>{Basis(0 - row.TradingBasisPoints)}</td>");
            page.Add($"<td>{Basis(0 - row.BorrowBasisPoints)}</td><td>{Basis(row.NetBasisPoints)}</td>");
            page.Line($"{new Markup(hasNotional ? $"<td>{FigureText.Compact(row.MeanNotional)}</td>" : "")}</tr>");
        }

        page.Line($"</tbody></table></div>");
        page.Line($"<p class=\"remark\">Basis points a year of the notional held.</p></section>");
        return page.ToMarkup();
    }

    public static Markup Conventions(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Conventions.Content is not { Rows.Count: > 0 } table)
        {
            return page.ToMarkup();
        }

        var largest = table.Rows.Select(row => Math.Abs(row.Gap ?? 0)).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        Open(page, "conventions", "The same decisions under other conventions");
        page.Line($"<thead><tr><td></td><th scope=\"col\">Total return</th><th scope=\"col\">Return a year</th><th scope=\"col\">Sharpe</th><th scope=\"col\">Gap a year</th></tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            page.Add($"<tr{new Markup(row.IsResult ? " class=\"own\"" : "")}><th scope=\"row\">{row.Label}");
            if (largest > 0 && row.Gap is { } gap && double.IsFinite(gap))
            {
                page.Add($"<i class=\"share\" style=\"width:{Coordinate.Percent(Math.Abs(gap) / largest)}\"></i>");
            }

            page.Add($"</th><td>{FigureText.Of(row.TotalReturn, FigureFormat.Percent)}</td><td>{FigureText.Of(row.AnnualReturn, FigureFormat.Percent)}</td>");
            page.Line($"<td>{FigureText.Of(row.SharpeRatio, FigureFormat.Ratio)}</td><td>{Gap(row.Gap)}</td></tr>");
        }

        page.Line($"</tbody></table></div>");
        page.Line($"<p class=\"remark\">Each line lays one thing more aside. Only the first can be traded; the others are comparisons, not results.</p></section>");
        return page.ToMarkup();
    }

    private static void Open(HtmlWriter page, string id, string title)
    {
        page.Line($"<section id=\"{id}\"><h3>{title}</h3>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"{title}\" tabindex=\"0\"><table>");
    }

    private static string Basis(double? value) => FigureText.Of(value, FigureFormat.BasisPoints);

    private static string Gap(double? value) => value switch
    {
        null => "",
        > 0 => "+" + FigureText.Of(value, FigureFormat.Percent),
        _ => FigureText.Of(value, FigureFormat.Percent),
    };
}
