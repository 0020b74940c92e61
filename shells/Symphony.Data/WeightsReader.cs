using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Symphony.Core;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;
using Symphony.Data.Market;
using Symphony.Data.Rows;

namespace Symphony.Data;

/// <summary>Reads target weights from files.</summary>
public static class WeightsReader
{
    private const int DateColumn = 0;
    private const int SymbolColumn = 1;

    /// <summary>The decisions of the source on a market's axes.</summary>
    /// <remarks>
    /// A date is the decision date: the weights were decided after its close (after its last bar, where a session
    /// has several). A symbol absent from a date that has rows has target 0; a date without rows decides nothing.
    /// </remarks>
    /// <param name="source">The files and how to read them.</param>
    /// <param name="axes">The market's bars and symbols.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">A file cannot be used; the sentence names file, line, column and value.</exception>
    public static WeightsData Read(WeightsSource source, Axes axes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(axes);
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Threads, 1, "source.Threads");
        if (!(source.PerNameCap > 0))
        {
            throw new DataRefusedException("the cap on one name is not above zero; a number above zero is accepted", "perNameCap");
        }

        var clock = new SessionClock(source.TimeZone, TimeSpan.FromHours(24));
        var rows = new WeightRows(source);
        var symbols = new TextTable();
        var places = new RowPlaces(rows, source.DatePattern);
        using var database = DuckDbDatabase.Open(source.Threads);
        var reader = new TableReader(database, [symbols], source.DatePattern, cancellation);
        TableRead? first = null;
        foreach (var file in SourceFiles.Expand(source.Files, source.BaseDirectory, "weights"))
        {
            var read = reader.Read(file, rows);
            first ??= read;
            if (read.Form != first.Form)
            {
                throw new DataRefusedException(
                    $"{read.File.Name} and {first.File.Name} differ: one holds dates, the other times; one kind in all files is accepted",
                    read.File.Name,
                    column: read.Layout.NameOf(DateColumn));
            }

            places.Add(read);
        }

        var decisions = Place(rows, symbols.Texts, places, new DecisionBars(axes, first!.Form, CollectionsMarshal.AsSpan(rows.Stamps), clock));
        return new WeightsData(decisions, [.. places.Reads.Select(read => read.ToInput())], []);
    }

    private static Decisions Place(WeightRows rows, IReadOnlyList<string> names, RowPlaces places, DecisionBars bars)
    {
        var axes = bars.Axes;
        var columns = names.Select(axes.IndexOf).ToArray();
        var decided = new bool[axes.BarCount];
        var weights = new double[axes.BarCount * axes.SymbolCount];
        Array.Fill(weights, double.NaN);
        for (var row = 0; row < rows.Weights.Count; row++)
        {
            var name = names[rows.Symbols[row]];
            var column = columns[rows.Symbols[row]];
            if (column < 0)
            {
                var near = NearestName.Of(name, axes.Symbols);
                throw places.Refuse(row, SymbolColumn, name, "has no bars", near is null ? "a symbol of the bars" : $"a symbol of the bars (the nearest is '{near}')");
            }

            var bar = bars.BarOf(rows.Stamps[row]);
            if (bar < 0)
            {
                throw places.Refuse(row, DateColumn, bars.Text(rows.Stamps[row]), "is no bar's date", $"{bars.Span()}");
            }

            ref var weight = ref weights[(bar * axes.SymbolCount) + column];
            if (!double.IsNaN(weight))
            {
                var earlier = FirstRow(rows, row, bars);
                throw places.Refuse(row, DateColumn, bars.Text(rows.Stamps[row]), $"is given twice for {name}, first in {places.Place(earlier)}", "one row for each date and symbol");
            }

            weight = rows.Weights[row];
            decided[bar] = true;
        }

        foreach (ref var weight in weights.AsSpan())
        {
            weight = double.IsNaN(weight) ? 0 : weight;
        }

        return Core.Interop.Market.Decisions(axes, decided, weights);
    }

    private static int FirstRow(WeightRows rows, int second, DecisionBars bars)
    {
        var bar = bars.BarOf(rows.Stamps[second]);
        var row = 0;
        while (rows.Symbols[row] != rows.Symbols[second] || bars.BarOf(rows.Stamps[row]) != bar)
        {
            row++;
        }

        return row;
    }
}
