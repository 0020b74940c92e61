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

/// <summary>Reads files of corporate actions and places them on a market's axes.</summary>
/// <param name="axes">The market's axes.</param>
internal sealed class ActionAssembly(Axes axes)
{
    private readonly ActionRows _rows = new();
    private readonly TextTable _symbols = new();
    private readonly TextTable _kinds = new();
    private readonly List<TableRead> _reads = [];

    /// <summary>What was accepted and should be known.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What was read.</summary>
    public IEnumerable<DataInput> Inputs => _reads.Select(read => read.ToInput());

    /// <summary>The actions of all files; those of symbols or dates the bars do not have are left out and noted.</summary>
    /// <param name="source">The files, and how dates are written.</param>
    /// <param name="database">Reads them.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public CorporateActions Read(BarsSource source, DuckDbDatabase database, CancellationToken cancellation)
    {
        var reader = new TableReader(database, [_symbols, _kinds], source.DatePattern, cancellation);
        var places = new RowPlaces(_rows, source.DatePattern);
        foreach (var file in SourceFiles.Expand(source.Actions, source.BaseDirectory, "corporate actions"))
        {
            var read = reader.Read(file, _rows);
            places.Add(read);
            _reads.Add(read);
        }

        return Place(places);
    }

    private CorporateActions Place(RowPlaces places)
    {
        var seen = new Dictionary<(int Symbol, int Bar, string Kind), int>();
        var actions = new List<CorporateAction>();
        var outside = 0;
        var strangers = new SortedSet<string>(StringComparer.Ordinal);
        for (var row = 0; row < _rows.Rows.Count; row++)
        {
            var (stamp, symbolNumber, kindNumber, value) = _rows.Rows[row];
            var kind = Kind(places, row, _kinds.Texts[kindNumber], value);
            var symbol = axes.IndexOf(_symbols.Texts[symbolNumber]);
            var bar = BarFrom(stamp);
            if (symbol < 0)
            {
                strangers.Add(_symbols.Texts[symbolNumber]);
            }
            else if (bar < 0)
            {
                outside++;
            }
            else if (!seen.TryAdd((symbol, bar, kind), row))
            {
                throw places.Refuse(
                    row,
                    ActionRows.KindColumn,
                    kind,
                    $"is given twice for {axes.Symbols[symbol]} at {Stamp.Write(axes.SessionDate(bar) * Stamp.Day, StampForm.Date)}, first in {places.Place(seen[(symbol, bar, kind)])}",
                    "one row for each symbol, bar and kind (two dividends added into one)");
            }
            else
            {
                actions.Add(Make(kind, symbol, bar, value));
            }
        }

        Note(strangers, outside);
        return Core.Interop.Market.Actions(axes, [.. actions]);
    }

    /// <summary>The first bar on or after the date; -1 before the first bar or after the last.</summary>
    private int BarFrom(long stamp)
    {
        var day = Stamp.EpochDay(stamp);
        var dates = axes.SessionDates.Span;
        if (day < dates[0] || day > dates[^1])
        {
            return -1;
        }

        var (low, high) = (0, dates.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = dates[middle] < day ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The kind of a row in lower case; refused where it is none, or its value impossible.</summary>
    internal static string Kind(RowPlaces places, int row, string text, double value)
    {
        var kind = text.ToLowerInvariant();
        var (problem, accepted) = kind switch
        {
            "split" when value <= 0 => ("is not above zero", "a split's new shares for one old share, above zero,"),
            "dividend" when value < 0 => ("is negative", "a dividend's cash per share, zero or more,"),
            "delisting" when value < -1 => ("is below -1", "a delisting's simple return, -1 or more,"),
            "split" or "dividend" or "delisting" => (null, string.Empty),
            _ => throw places.Refuse(row, ActionRows.KindColumn, text, "is no kind of action", "split, dividend or delisting"),
        };
        return problem is null
            ? kind
            : throw places.Refuse(row, ActionRows.ValueColumn, value.ToString("R", CultureInfo.InvariantCulture), problem, accepted);
    }

    private static CorporateAction Make(string kind, int symbol, int bar, double value) => kind switch
    {
        "split" => Core.Interop.Market.Split(symbol, bar, value),
        "dividend" => Core.Interop.Market.Dividend(symbol, bar, value),
        _ => Core.Interop.Market.Delisting(symbol, bar, value),
    };

    private void Note(SortedSet<string> strangers, int outside)
    {
        const int Shown = 10;
        if (strangers.Count > 0)
        {
            var names = string.Join(", ", strangers.Take(Shown)) + (strangers.Count > Shown ? ", ..." : string.Empty);
            Notes.Add(string.Create(CultureInfo.InvariantCulture, $"Corporate actions of {strangers.Count} symbols without bars were left out: {names}."));
        }

        if (outside > 0)
        {
            Notes.Add(string.Create(CultureInfo.InvariantCulture, $"{outside} corporate actions before the first or after the last bar were left out."));
        }
    }
}
