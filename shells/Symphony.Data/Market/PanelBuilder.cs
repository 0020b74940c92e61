using System;
using System.Collections.Generic;
using System.Globalization;
using Symphony.Core;

namespace Symphony.Data.Market;

/// <summary>Scatters long rows into panels; the order of the rows does not matter.</summary>
internal static class PanelBuilder
{
    private const int Open = 0;
    private const int High = 1;
    private const int Low = 2;
    private const int Close = 3;
    private const int Volume = 4;
    private const double BytesPerCell = 5 * sizeof(double);

    /// <summary>Bars of all rows.</summary>
    /// <param name="rows">The rows, at least one.</param>
    /// <param name="leftOut">Which rows are left out; null for none.</param>
    /// <param name="names">The symbols, by number.</param>
    /// <param name="timeline">The rows' stamps as bars.</param>
    /// <param name="basis">Whether prices are as traded or restated.</param>
    /// <param name="hasVolume">True when every row has a volume.</param>
    /// <param name="duplicate">From the first and the second row of one symbol and stamp to the refusal.</param>
    public static Bars Build(
        BarRows rows, bool[]? leftOut, IReadOnlyList<string> names, Timeline timeline, PriceBasis basis, bool hasVolume, Func<int, int, DataRefusedException> duplicate)
    {
        var (symbols, columns) = Columns(names);
        var width = symbols.Length;
        var cells = Cells(timeline.Instants.Length, width);
        var panels = new double[hasVolume ? Volume + 1 : Close + 1][];
        for (var field = 0; field < panels.Length; field++)
        {
            panels[field] = GC.AllocateUninitializedArray<double>(cells);
            panels[field].AsSpan().Fill(double.NaN);
        }

        var closes = panels[Close];
        var cellOf = new int[rows.Count];
        for (var row = 0; row < cellOf.Length; row++)
        {
            if (leftOut is not null && leftOut[row])
            {
                cellOf[row] = -1;
                continue;
            }

            var cell = (timeline.BarOf(rows.Stamps[row]) * width) + columns[rows.Symbols[row]];
            if (!double.IsNaN(closes[cell]))
            {
                throw duplicate(Array.IndexOf(cellOf, cell, 0, row), row);
            }

            cellOf[row] = cell;
            closes[cell] = rows.Values[Close][row];
        }

        for (var field = 0; field < panels.Length; field++)
        {
            var (panel, values) = (panels[field], rows.Values[field]);
            for (var row = 0; row < cellOf.Length; row++)
            {
                if (cellOf[row] >= 0) panel[cellOf[row]] = values[row];
            }
        }

        var axes = Core.Interop.Market.Axes(timeline.Instants, timeline.SessionDates, symbols);
        return hasVolume
            ? Core.Interop.Market.Bars(axes, basis, panels[Open], panels[High], panels[Low], panels[Close], panels[Volume])
            : Core.Interop.Market.Bars(axes, basis, panels[Open], panels[High], panels[Low], panels[Close]);
    }

    /// <summary>The names in the order of their characters, and the column of each numbered name.</summary>
    private static (string[] Symbols, int[] Columns) Columns(IReadOnlyList<string> names)
    {
        var symbols = new string[names.Count];
        var numbers = new int[names.Count];
        for (var i = 0; i < symbols.Length; i++)
        {
            (symbols[i], numbers[i]) = (names[i], i);
        }

        Array.Sort(symbols, numbers, StringComparer.Ordinal);
        var columns = new int[symbols.Length];
        for (var column = 0; column < symbols.Length; column++)
        {
            columns[numbers[column]] = column;
        }

        return (symbols, columns);
    }

    /// <summary>The cells of one panel, or the refusal of panels that this machine has no room for.</summary>
    /// <param name="bars">How many bars.</param>
    /// <param name="symbols">How many symbols.</param>
    public static int Cells(int bars, int symbols)
    {
        var cells = (long)bars * symbols;
        var bytes = cells * BytesPerCell;
        var room = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return cells <= Array.MaxLength && bytes < room
            ? (int)cells
            : throw new DataRefusedException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{bars} bars of {symbols} symbols need {bytes / 1e9:0.0} GB for their panels where {room / 1e9:0.0} GB are to be had; fewer symbols or bars are accepted"),
                "bars");
    }
}
