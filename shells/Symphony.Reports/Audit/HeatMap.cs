using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Symphony.Reports;

/// <summary>Symbols down, dates across: each cell has the gravest colour of its days.</summary>
/// <remarks>
/// Where the dates are more than fit, neighbouring dates share a cell; where the symbols are, the worst are shown.
/// A run of cells of one colour is one rectangle, so that a page of a million clean days stays small.
/// </remarks>
internal static class HeatMap
{
    private const int MostColumns = 240;
    private const int MostRows = 150;
    private const int RowHeight = 9;

    public static Markup Render(AuditPageModel model)
    {
        var page = new HtmlWriter();
        if (model.Symbols.Count == 0 || model.Dates.Count == 0)
        {
            return page.ToMarkup();
        }

        var perCell = ((model.Dates.Count - 1) / MostColumns) + 1;
        var columns = ((model.Dates.Count - 1) / perCell) + 1;
        var rows = Rows(model, perCell, columns);
        var shown = rows.Count < model.Symbols.Count
            ? $"The {FigureText.Of(rows.Count)} worst of {FigureText.Of(model.Symbols.Count)} symbols. "
            : "";
        var cell = perCell == 1 ? "A cell is a date." : $"A cell is {FigureText.Of(perCell)} dates and has the gravest colour among them.";
        page.Line($"<section id=\"map\"><h3>Colour by symbol and date</h3>");
        page.Line($"<p class=\"remark\">{shown}{cell} Blank: before a symbol\u2019s first or after its last row.</p>");
        page.Line($"<p class=\"legend heat\"><span><svg class=\"swatch\" aria-hidden=\"true\"><rect class=\"g\" width=\"28\" height=\"8\"/></svg> green</span> <span><svg class=\"swatch\" aria-hidden=\"true\"><rect class=\"a\" width=\"28\" height=\"8\"/></svg> amber</span> <span><svg class=\"swatch\" aria-hidden=\"true\"><rect class=\"r\" width=\"28\" height=\"8\"/></svg> red</span></p>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Colour by symbol and date\" tabindex=\"0\"><div class=\"heat\">");
        page.Line($"<div class=\"names\">{new Markup(string.Concat(rows.Select(row => Name(model.Symbols[row.Symbol]))))}</div>");
        page.Line($"<div class=\"cells\"><svg role=\"img\" aria-label=\"Heat map of data quality\" viewBox=\"0 0 {columns} {rows.Count * RowHeight}\" preserveAspectRatio=\"none\" height=\"{rows.Count * RowHeight}\">{new Markup(Cells(model, rows, perCell))}</svg>");
        page.Line($"<div class=\"years\">{new Markup(Years(model.Dates))}</div></div>");
        page.Line($"</div></div></section>");
        return page.ToMarkup();
    }

    /// <summary>The symbols shown, in their order: all, or those with the most red and then amber cells.</summary>
    private static List<Row> Rows(AuditPageModel model, int perCell, int columns)
    {
        var rows = new List<Row>();
        for (var symbol = 0; symbol < model.Symbols.Count; symbol++)
        {
            var cells = new DataColour?[columns];
            for (var date = 0; date < model.Dates.Count; date++)
            {
                ref var cell = ref cells[date / perCell];
                if (model.ColourAt(symbol, date) is { } colour && (cell is null || colour > cell))
                {
                    cell = colour;
                }
            }

            rows.Add(new Row(symbol, cells));
        }

        return rows.Count <= MostRows
            ? rows
            : [.. rows.OrderByDescending(row => row.Count(DataColour.Red)).ThenByDescending(row => row.Count(DataColour.Amber)).ThenBy(row => row.Symbol).Take(MostRows).OrderBy(row => row.Symbol)];
    }

    private static string Name(string symbol)
    {
        var text = new StringBuilder("<span>");
        HtmlText.AppendEscaped(text, symbol);
        return text.Append("</span>").ToString();
    }

    private static string Cells(AuditPageModel model, List<Row> rows, int perCell)
    {
        var text = new StringBuilder();
        for (var at = 0; at < rows.Count; at++)
        {
            var cells = rows[at].Cells;
            for (var first = 0; first < cells.Length;)
            {
                var after = first + 1;
                while (after < cells.Length && cells[after] == cells[first])
                {
                    after++;
                }

                if (cells[first] is { } colour)
                {
                    Append(text, model, rows[at].Symbol, colour, first, after, at, perCell);
                }

                first = after;
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, AuditPageModel model, int symbol, DataColour colour, int first, int after, int row, int perCell)
    {
        var style = colour switch
        {
            DataColour.Red => 'r',
            DataColour.Amber => 'a',
            _ => 'g',
        };
        text.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{first}\" y=\"{row * RowHeight}\" width=\"{after - first}\" height=\"{RowHeight - 1}\"");
        if (colour == DataColour.Green)
        {
            text.Append("/>");
            return;
        }

        text.Append("><title>");
        HtmlText.AppendEscaped(text, model.Symbols[symbol]);
        text.Append(' ').Append(FigureText.Of(model.Dates[first * perCell]));
        var last = model.Dates[Math.Min(model.Dates.Count, after * perCell) - 1];
        if (last != model.Dates[first * perCell])
        {
            text.Append(" to ").Append(FigureText.Of(last));
        }

        text.Append("</title></rect>");
    }

    private static string Years(IReadOnlyList<DateOnly> dates)
    {
        const int MostYears = 12;
        var years = Enumerable.Range(0, dates.Count).Where(date => date == 0 || dates[date].Year != dates[date - 1].Year).ToArray();
        var every = ((years.Length - 1) / MostYears) + 1;
        var text = new StringBuilder();
        for (var at = 0; at < years.Length; at += every)
        {
            var place = 100.0 * years[at] / dates.Count;
            var label = years.Length == 1 ? FigureText.Of(dates[0]) : dates[years[at]].Year.ToString(CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"<span style=\"left:{place:0.##}%\">{label}</span>");
        }

        // Within one year the last date says as much as the first.
        if (years.Length == 1 && dates.Count > 1)
            text.Append(CultureInfo.InvariantCulture, $"<span style=\"right:0\">{FigureText.Of(dates[^1])}</span>");

        return text.ToString();
    }

    private sealed record Row(int Symbol, DataColour?[] Cells)
    {
        public int Count(DataColour colour) => Cells.Count(cell => cell == colour);
    }
}
