using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Reads the files of one set of bars and puts them together.</summary>
/// <param name="source">How to read them.</param>
/// <param name="database">Reads them.</param>
/// <param name="clock">The market's clock.</param>
internal sealed class BarAssembly(BarsSource source, DuckDbDatabase database, SessionClock clock)
{
    private readonly RepairedRows _repaired = new(source.Repairs);
    private readonly BarRows _rows = new(source.Columns, source.SymbolFromFile) { TakesAnyNumbers = source.Repairs.Any(repair => !repair.Kind.IsAccept) };
    private readonly TextTable _symbols = new();
    private readonly List<TableRead> _reads = [];
    private readonly List<string> _unsorted = [];
    private long[] _last = [];

    /// <summary>What was accepted and should be known.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>How many rows each of the source's repairs left out, of those that could not stay.</summary>
    public IReadOnlyList<long> LeftOut => _repaired.Counts;

    /// <summary>What was read.</summary>
    public IEnumerable<DataInput> Inputs => _reads.Select(read => read.ToInput());

    /// <summary>The bars of all files.</summary>
    /// <param name="patterns">The files.</param>
    /// <param name="what">What they are, for refusals.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Bars Read(IReadOnlyList<string> patterns, string what, CancellationToken cancellation)
    {
        var reader = new TableReader(database, source.SymbolFromFile ? [] : [_symbols], source.DatePattern, cancellation);
        var places = new RowPlaces(_rows, source.DatePattern);
        foreach (var file in SourceFiles.Expand(patterns, source.BaseDirectory, what))
        {
            if (source.SymbolFromFile)
            {
                _rows.FileSymbol = _symbols.Number(file.Stem);
            }

            var before = _rows.Count;
            var read = reader.Read(file, _rows);
            CheckAgrees(read);
            places.Add(read);
            _reads.Add(read);
            if (!IsSorted(before))
            {
                _unsorted.Add(file.Name);
            }
        }

        var form = _reads[0].Form;
        var timeline = Timeline.Of(
            _rows.Stamps.AsSpan(0, _rows.Count),
            form,
            clock,
            source.Sampling.AddedMicros,
            (stamp, problem, accepted) => places.Refuse(Array.IndexOf(_rows.Stamps, stamp), 0, Stamp.Write(stamp, form), problem, accepted));
        if (timeline.Instants.Length == 1)
        {
            throw places.Refuse(0, 0, Stamp.Write(_rows.Stamps[0], form), $"is the only date of the {what}", "a history of two dates or more");
        }

        var hasVolume = HasVolume(_reads[0]);
        var leftOut = _repaired.LeftOut(_rows, _symbols.Texts, timeline, row => NoBar(places, row));
        var bars = PanelBuilder.Build(
            _rows, leftOut, _symbols.Texts, timeline, source.PriceBasis, hasVolume, (first, second) => Duplicate(places, form, first, second));
        Note(timeline, bars, what, hasVolume);
        return source.Sampling.Calendar is null ? bars : SessionBars.Of(bars, timeline.IsDaily, source.Sampling, clock, what, Notes);
    }

    private static DataRefusedException Duplicate(RowPlaces places, BarRows rows, string symbol, StampForm form, int first, int second)
    {
        var stamp = Stamp.Write(rows.Stamps[second], form);
        return places.Refuse(second, 0, stamp, $"is given twice for {symbol}, first in {places.Place(first)}", "one row for each date and symbol");
    }

    private DataRefusedException Duplicate(RowPlaces places, StampForm form, int first, int second) =>
        Duplicate(places, _rows, _symbols.Texts[_rows.Symbols[second]], form, first, second);

    /// <summary>The refusal of a row that was read although it is no bar.</summary>
    private DataRefusedException NoBar(RowPlaces places, int row)
    {
        double[] numbers = [.. _rows.Values.Take(_rows.HasVolume ? 5 : 4).Select(values => values[row])];
        var problem = _rows.Explain(numbers);
        var value = numbers[problem.Number];
        return double.IsNaN(value)
            ? places.Refuse(row, _rows.Columns.Count - 5 + problem.Number, string.Empty, "is empty or no number", problem.Accepted)
            : places.Refuse(row, _rows.Columns.Count - 5 + problem.Number, value.ToString("R", CultureInfo.InvariantCulture), problem.Problem, problem.Accepted);
    }

    private static bool HasVolume(TableRead read) => read.Layout.Wanted.Count(column => column.Kind == ColumnKind.Number) == 5;

    private void CheckAgrees(TableRead read)
    {
        if (_reads.Count == 0)
        {
            return;
        }

        var first = _reads[0];
        if (read.Form != first.Form)
        {
            throw new DataRefusedException(
                $"{read.File.Name} and {first.File.Name} differ: one holds dates, the other times (or times with their distance from UTC); one kind in all files is accepted",
                read.File.Name,
                column: read.Layout.NameOf(0));
        }

        if (HasVolume(read) != HasVolume(first))
        {
            throw new DataRefusedException(
                $"{read.File.Name} and {first.File.Name} differ: one has volumes, the other none; volumes in all files or in none are accepted",
                read.File.Name,
                column: source.Columns.Volume ?? "volume");
        }
    }

    /// <summary>True when each symbol's stamps ascend in the file that begins at this row.</summary>
    private bool IsSorted(int from)
    {
        if (_last.Length < _symbols.Texts.Count)
        {
            _last = new long[2 * _symbols.Texts.Count];
        }

        Array.Fill(_last, long.MinValue);
        for (var row = from; row < _rows.Count; row++)
        {
            ref var last = ref _last[_rows.Symbols[row]];
            if (_rows.Stamps[row] < last)
            {
                return false;
            }

            last = _rows.Stamps[row];
        }

        return true;
    }

    private void Note(Timeline timeline, Bars bars, string what, bool hasVolume)
    {
        if (timeline.FromMidnights)
        {
            Notes.Add($"Every time of the {what} is midnight: they were read as dates.");
        }

        if (_unsorted.Count > 0)
        {
            Notes.Add($"The dates of {Listed(_unsorted)} were not sorted: they were sorted.");
        }

        if (!hasVolume)
        {
            Notes.Add($"The {what} have no volume: whatever needs one will refuse and say so.");
        }

        var counts = new int[_symbols.Texts.Count];
        foreach (var symbol in _rows.Symbols.AsSpan(0, _rows.Count))
        {
            counts[symbol]++;
        }

        var single = bars.Axes.Symbols.Where(symbol => counts[_symbols.Number(symbol)] == 1).ToList();
        if (single.Count > 0)
        {
            Notes.Add(single.Count == 1
                ? $"{single[0]} has one bar and is never traded."
                : $"{Listed(single)} have one bar each and are never traded.");
        }
    }

    private static string Listed(List<string> names)
    {
        const int Shown = 10;
        var text = string.Join(", ", names.Take(Shown));
        return names.Count <= Shown ? text : string.Create(CultureInfo.InvariantCulture, $"{text} and {names.Count - Shown} more");
    }
}
