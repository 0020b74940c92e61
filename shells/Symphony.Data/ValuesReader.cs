using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;
using Symphony.Data.Market;
using Symphony.Data.Rows;

namespace Symphony.Data;

/// <summary>Reads one stated value by date, by symbol, or by both, onto a market's axes.</summary>
public static class ValuesReader
{
    /// <summary>Values of single bars: columns date, symbol and value; NaN where the file has no row.</summary>
    /// <param name="source">The file and what it may hold.</param>
    /// <param name="bars">The market's bars; a row of a symbol that has none there is refused.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">The file cannot be used, or has a row of no bar.</exception>
    public static ValuesData AtBars(ValuesSource source, Bars bars, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bars);
        var axes = bars.Axes;
        var given = Read(source, axes, ValueKeys.DateAndSymbol, cancellation);
        var values = new double[axes.BarCount * axes.SymbolCount];
        Array.Fill(values, double.NaN);
        var seen = new Dictionary<int, int>();
        foreach (var row in given.InOrder())
        {
            var bar = given.Bars!.BarOf(row.Stamp);
            if (bar < 0)
                throw given.Places.Refuse(row.Number, 0, given.Bars.Text(row.Stamp), "is no bar's date", given.Bars.Span());
            var column = given.Column(row);
            if (!bars.IsPresent(bar, column))
                throw given.Places.Refuse(row.Number, 0, given.Bars.Text(row.Stamp), $"is a date on which {axes.Symbols[column]} has no bar", "a bar's date");
            var cell = (bar * axes.SymbolCount) + column;
            given.RefuseSecond(seen, cell, row);
            values[cell] = row.Value;
        }

        return given.Done(values);
    }

    /// <summary>
    /// Values that hold until the next row of their symbol: columns date, symbol and value; NaN before a symbol's first.
    /// </summary>
    /// <param name="source">The file and what it may hold.</param>
    /// <param name="axes">The market's bars and symbols.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <remarks>A date that is no bar's counts from the next bar on; rows after the last bar are left out and noted.</remarks>
    /// <exception cref="DataRefusedException">The file cannot be used.</exception>
    public static ValuesData FromBars(ValuesSource source, Axes axes, CancellationToken cancellation = default)
    {
        var given = Read(source, axes, ValueKeys.DateAndSymbol, cancellation);
        var values = Held(given, axes.BarCount, axes.SymbolCount, given.Column);
        return given.Done(values);
    }

    /// <summary>Values that hold until the next row: columns date and value; a date at or before the first bar is needed.</summary>
    /// <param name="source">The file and what it may hold.</param>
    /// <param name="axes">The market's bars.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <remarks>A date that is no bar's counts from the next bar on; rows after the last bar are left out and noted.</remarks>
    /// <exception cref="DataRefusedException">The file cannot be used, or begins after the first bar.</exception>
    public static ValuesData FromDates(ValuesSource source, Axes axes, CancellationToken cancellation = default)
    {
        var given = Read(source, axes, ValueKeys.Date, cancellation);
        var values = Held(given, axes.BarCount, 1, _ => 0);
        if (double.IsNaN(values[0]))
        {
            var first = given.InOrder().First();
            throw given.Places.Refuse(
                first.Number, 0, given.Bars!.Text(first.Stamp), "is the first date, after the first bar", $"a first row at or before {given.Bars.FirstText()}");
        }

        return given.Done(values);
    }

    /// <summary>A value for each symbol: columns symbol and value; the stated value where the file has no row.</summary>
    /// <param name="source">The file and what it may hold.</param>
    /// <param name="axes">The market's symbols.</param>
    /// <param name="otherwise">The value of a symbol without a row.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">The file cannot be used, or has a symbol without bars.</exception>
    public static ValuesData OfSymbols(ValuesSource source, Axes axes, double otherwise, CancellationToken cancellation = default)
    {
        var given = Read(source, axes, ValueKeys.Symbol, cancellation);
        var values = new double[axes.SymbolCount];
        Array.Fill(values, otherwise);
        var seen = new Dictionary<int, int>();
        foreach (var row in given.InOrder())
        {
            var column = given.Column(row);
            given.RefuseSecond(seen, column, row);
            values[column] = row.Value;
        }

        return given.Done(values);
    }

    /// <summary>Each value from its bar on, until another one; NaN before the first.</summary>
    private static double[] Held(Given given, int bars, int width, Func<GivenRow, int> column)
    {
        var values = new double[bars * width];
        Array.Fill(values, double.NaN);
        var isGiven = new bool[values.Length];
        var seen = new Dictionary<(long Stamp, int Column), int>();
        var outside = 0;
        foreach (var row in given.InOrder().OrderBy(row => row.Stamp))
        {
            var at = column(row);
            given.RefuseSecond(seen, (row.Stamp, at), row);
            var bar = given.Bars!.FirstFrom(row.Stamp);
            if (bar < 0)
            {
                outside++;
                continue;
            }

            values[(bar * width) + at] = row.Value;
            isGiven[(bar * width) + at] = true;
        }

        for (var cell = width; cell < values.Length; cell++)
        {
            if (!isGiven[cell]) values[cell] = values[cell - width];
        }

        if (outside > 0)
            given.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"{outside} rows of {given.What} after the last bar were left out."));
        return values;
    }

    private static Given Read(ValuesSource source, Axes axes, ValueKeys keys, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(axes);
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Threads, 1, "source.Threads");
        var clock = new SessionClock(source.TimeZone, TimeSpan.FromHours(24));
        using var database = DuckDbDatabase.Open(source.Threads);
        var file = SourceFiles.Expand([source.File], source.BaseDirectory, source.What) is [var one]
            ? one
            : throw new DataRefusedException($"'{source.File}' stands for several files; one file of {source.What} is accepted", source.File);
        var rows = new GivenRows(source, keys);
        var names = new TextTable();
        var places = new RowPlaces(rows, datePattern: null);
        var read = new TableReader(database, keys == ValueKeys.Date ? [] : [names], datePattern: null, cancellation).Read(file, rows);
        places.Add(read);
        long[] stamps = [.. rows.Rows.Select(row => row.Stamp)];
        return new Given(
            rows, names.Texts, places, axes,
            keys == ValueKeys.Symbol ? null : new DecisionBars(axes, read.Form, stamps, clock),
            source.What, read.ToInput());
    }

    private readonly record struct GivenRow(int Number, long Stamp, int Symbol, double Value);

    private sealed record Given(
        GivenRows Rows, IReadOnlyList<string> Names, RowPlaces Places, Axes Axes, DecisionBars? Bars, string What, DataInput Input)
    {
        private readonly int[] _columns = [.. Names.Select(Axes.IndexOf)];

        public List<string> Notes { get; } = [];

        public IEnumerable<GivenRow> InOrder() =>
            Rows.Rows.Select((row, number) => new GivenRow(number, row.Stamp, row.Symbol, row.Value));

        /// <summary>The number of a row's symbol on the market's axes; one without bars is refused.</summary>
        public int Column(GivenRow row)
        {
            var column = _columns[row.Symbol];
            if (column >= 0) return column;
            var near = NearestName.Of(Names[row.Symbol], Axes.Symbols);
            throw Places.Refuse(
                row.Number, Rows.SymbolColumn, Names[row.Symbol], "has no bars",
                near is null ? "a symbol of the bars" : $"a symbol of the bars (the nearest is '{near}')");
        }

        public void RefuseSecond<TKey>(Dictionary<TKey, int> seen, TKey key, GivenRow row)
            where TKey : notnull
        {
            if (seen.TryAdd(key, row.Number)) return;
            var whose = Names.Count == 0 ? "" : $" for {Names[row.Symbol]}";
            var value = Bars?.Text(row.Stamp) ?? Names[row.Symbol];
            throw Places.Refuse(row.Number, 0, value, $"is given twice{whose}, first in {Places.Place(seen[key])}", "one row for each");
        }

        public ValuesData Done(double[] values) => new(values, Input, Notes);
    }
}
