using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Symphony.Cli;

/// <summary>Rows of figures that never break a figure in two: a table where it fits, else one block for each row.</summary>
internal sealed class FigureTable(string first, params string[] columns) : Renderable
{
    private readonly List<string[]> rows = [];
    private string? caption;

    /// <summary>A label and a figure for each column, as markup.</summary>
    public void AddRow(params string[] cells) => rows.Add(cells);

    /// <summary>A line below the rows.</summary>
    public FigureTable Caption(string text)
    {
        caption = text;
        return this;
    }

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => At(maxWidth).Render(options, maxWidth);

    private IRenderable At(int width)
    {
        // A space on both sides of a cell, and one between cells.
        var frame = (3 * columns.Length) + 4;
        var figures = columns.Select((column, i) => Math.Max(Longest(column.Split(' ')), Longest(rows.Select(row => row[i + 1])))).ToArray();
        var labels = rows.Select(row => row[0]).Append(first).ToArray();
        var whole = Longest(labels) + columns.Select((column, i) => Math.Max(figures[i], column.Length)).Sum() + frame;
        if (whole <= width) return Table(width: null, new int?[columns.Length]);
        var rest = width - figures.Sum() - frame;
        return rest >= Longest(labels.SelectMany(label => Plain(label).Split(' '))) ? Table(rest, [.. figures.Select(one => (int?)one)]) : Blocks();
    }

    private Table Table(int? width, int?[] widths)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(first) { Width = width });
        for (var i = 0; i < columns.Length; i++)
            table.AddColumn(new TableColumn(columns[i]) { Width = widths[i] }.RightAligned());
        foreach (var row in rows) table.AddRow(row);
        return caption is null ? table : table.Caption(caption);
    }

    private Rows Blocks()
    {
        var title = Longest(columns);
        var figure = rows.Count == 0 ? 0 : rows.Max(row => Longest(row.Skip(1)));
        var lines = new List<IRenderable> { new Text("") };
        if (first.Length > 0) lines.Add(new Text(first));
        foreach (var row in rows)
        {
            lines.Add(new Markup($"  {row[0]}"));
            for (var i = 0; i < columns.Length; i++)
            {
                if (row[i + 1].Length > 0)
                    lines.Add(new Markup($"    {Markup.Escape(columns[i].PadRight(title))}  {new string(' ', figure - Plain(row[i + 1]).Length)}{row[i + 1]}"));
            }
        }

        if (caption is not null) lines.Add(new Markup(caption));
        lines.Add(new Text(""));
        return new Rows(lines);
    }

    private static int Longest(IEnumerable<string> texts) => texts.Select(text => Plain(text).Length).DefaultIfEmpty(0).Max();

    private static string Plain(string markup) => Markup.Remove(markup);
}
