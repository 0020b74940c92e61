using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
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
        var seen = new Dictionary<(int Symbol, int Place, string Kind), int>();
        var actions = new List<DatedAction>();
        var outside = 0;
        var strangers = new SortedSet<string>(StringComparer.Ordinal);
        for (var row = 0; row < _rows.Rows.Count; row++)
        {
            var (stamp, symbolNumber, kindNumber, value) = _rows.Rows[row];
            var kind = Kind(places, row, _kinds.Texts[kindNumber], value);
            var symbol = axes.IndexOf(_symbols.Texts[symbolNumber]);
            var day = Stamp.EpochDay(stamp);
            if (symbol < 0)
            {
                strangers.Add(_symbols.Texts[symbolNumber]);
            }
            else if (day < axes.SessionDates.Span[0] || day > axes.SessionDates.Span[^1])
            {
                outside++;
            }
            else if (!seen.TryAdd((symbol, kind == "delisting" ? 0 : day, kind), row))
            {
                var first = seen[(symbol, kind == "delisting" ? 0 : day, kind)];
                throw places.Refuse(
                    row,
                    ActionRows.KindColumn,
                    kind,
                    $"is given twice for {axes.Symbols[symbol]}, on {Date(_rows.Rows[first].Stamp)} in {places.Place(first)} and on {Date(stamp)} here",
                    kind == "delisting" ? "one delisting of a symbol" : "one row for each symbol, date and kind (two dividends added into one)");
            }
            else
            {
                actions.Add(Make(kind, axes.Symbols[symbol], day, value));
            }
        }

        Note(strangers, outside);
        return Core.Interop.Market.ActionsByDate(axes, [.. actions]);
    }

    private static string Date(long stamp) => Stamp.Write(Stamp.EpochDay(stamp) * Stamp.Day, StampForm.Date);

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

    private static DatedAction Make(string kind, string symbol, int day, double value) => kind switch
    {
        "split" => DataAudit.Split(symbol, day, value),
        "dividend" => DataAudit.Dividend(symbol, day, value),
        _ => DataAudit.Delisting(symbol, day, value),
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
