using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Symphony.Cli;

/// <summary>A line over a logarithmic axis, drawn with characters: dots of Braille where there are, else stars.</summary>
/// <param name="width">Columns of the terminal, labels included.</param>
/// <param name="isBraille">Whether the terminal shows Braille patterns.</param>
internal sealed class LinePlot(int width, bool isBraille)
{
    private const int Rows = 12;
    private const int Narrowest = 20;
    private const int Widest = 100;

    /// <summary>The bits of a cell's dots by row and column.</summary>
    private static readonly int[,] Dots = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    private int Across => isBraille ? 2 : 1;

    private int Down => isBraille ? 4 : 1;

    /// <summary>The plot as lines of text; empty when fewer than two points have a value.</summary>
    /// <param name="places">The points' places, rising, above 0.</param>
    /// <param name="values">Their values; null breaks the line.</param>
    /// <param name="place">A place as text.</param>
    /// <param name="value">A value as text.</param>
    public IReadOnlyList<string> Draw(
        IReadOnlyList<double> places, IReadOnlyList<double?> values, Func<double, string> place, Func<double, string> value)
    {
        var finite = values.OfType<double>().Where(double.IsFinite).ToArray();
        if (finite.Length < 2) return [];
        var (low, high) = (Math.Min(0, finite.Min()), Math.Max(0, finite.Max()));
        if (high == low) high = low + 1;
        string[] labels = [value(high), value(0), value(low)];
        var margin = labels.Max(label => label.Length) + 3;
        var columns = Math.Clamp(width - margin - 2, Narrowest, Widest);
        var grid = new bool[Rows * Down, columns * Across];
        int Row(double at) => (int)Math.Round((high - at) / (high - low) * ((Rows * Down) - 1));
        double Column(double at) => (Math.Log(at) - Math.Log(places[0])) / (Math.Log(places[^1]) - Math.Log(places[0])) * ((columns * Across) - 1);
        for (var i = 1; i < places.Count; i++)
        {
            if (values[i - 1] is { } from && values[i] is { } to)
                Segment(grid, Column(places[i - 1]), Row(from), Column(places[i]), Row(to));
        }

        var zero = Row(0) / Down;
        var lines = new List<string>();
        for (var row = 0; row < Rows; row++)
        {
            var label = row == 0 ? labels[0] : row == Rows - 1 ? labels[2] : row == zero ? labels[1] : "";
            lines.Add($"  {label.PadLeft(margin - 3)} {Line(grid, row, columns, row == zero)}".TrimEnd());
        }

        lines.Add(Places(places, place, margin, columns, at => (int)(Column(at) / Across)));
        return lines;
    }

    private static void Segment(bool[,] grid, double fromColumn, int fromRow, double toColumn, int toRow)
    {
        var steps = (int)Math.Max(1, Math.Max(Math.Ceiling(toColumn - fromColumn), Math.Abs(toRow - fromRow)));
        for (var step = 0; step <= steps; step++)
        {
            var share = (double)step / steps;
            grid[(int)Math.Round(fromRow + ((toRow - fromRow) * share)), (int)Math.Round(fromColumn + ((toColumn - fromColumn) * share))] = true;
        }
    }

    private string Line(bool[,] grid, int row, int columns, bool isZero)
    {
        var text = new StringBuilder(isBraille ? "\u2502" : "|");
        for (var column = 0; column < columns; column++)
        {
            var bits = 0;
            for (var y = 0; y < Down; y++)
            {
                for (var x = 0; x < Across; x++)
                {
                    if (grid[(row * Down) + y, (column * Across) + x]) bits |= Dots[y, x];
                }
            }

            text.Append(bits == 0 ? isZero ? isBraille ? '\u2500' : '-' : ' ' : isBraille ? (char)(0x2800 + bits) : '*');
        }

        return text.ToString();
    }

    /// <summary>As many places under the axis as stand apart; the first and the last always.</summary>
    private static string Places(IReadOnlyList<double> places, Func<double, string> place, int margin, int columns, Func<double, int> column)
    {
        var text = new StringBuilder(new string(' ', margin + columns));
        var free = 0;
        var last = place(places[^1]);
        var lastAt = margin + columns - last.Length;
        foreach (var at in places.SkipLast(1))
        {
            var label = place(at);
            var start = Math.Max(margin, margin + column(at) - (label.Length / 2));
            if (start < free || start + label.Length + 1 > lastAt) continue;
            text.Remove(start, label.Length).Insert(start, label);
            free = start + label.Length + 2;
        }

        return text.Remove(lastAt, last.Length).Insert(lastAt, last).ToString().TrimEnd();
    }
}
