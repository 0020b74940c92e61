using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data.Market;

namespace Symphony.Data.Store;

/// <summary>A source of bars whose files are a store.</summary>
internal sealed class StoreBars
{
    private const string Actions = "actions";
    private const int Shown = 10;
    private const int DaysAround = 4;
    private readonly BarsSource _source;
    private readonly DataStore _store;
    private readonly StoreDataset _set;

    /// <summary>Opens the store; what the source says of it must be so.</summary>
    /// <param name="source">The source.</param>
    public StoreBars(BarsSource source)
    {
        _source = source;
        _store = DataStore.Open(Path.GetFullPath(source.Store!, Path.GetFullPath(source.BaseDirectory.Length == 0 ? "." : source.BaseDirectory)));
        _set = _store.Dataset("bars", source.Frequency);
        var prices = source.PriceBasis == PriceBasis.Raw ? "raw" : "adjusted";
        if (_set.Prices != prices)
            throw new DataRefusedException($"the store's {_set.Frequency} bars hold {_set.Prices} prices, as was declared when they were ingested, and {prices} ones are asked for here (by --prices or data.prices); {_set.Prices} is accepted", "prices", value: prices);
        if (_set.TimeZone != source.TimeZone)
            throw new DataRefusedException($"the store's {_set.Frequency} bars are of {_set.TimeZone}, as was declared when they were ingested, and {source.TimeZone} is asked for here (by --time-zone or data.timeZone); {_set.TimeZone} is accepted", "timeZone", value: source.TimeZone);
    }

    /// <summary>True for bars within a day that are put into the sessions of a calendar: a session may begin days before its date.</summary>
    private bool IsPlaced => _source.Sampling.Calendar is not null && !_set.IsDated;

    private StoreQuery Query => new()
    {
        Frequency = _set.Frequency,
        Symbols = _source.Symbols.Count == 0 ? null : _source.Symbols,
        From = IsPlaced ? _source.From?.AddDays(-DaysAround) : _source.From,
        To = IsPlaced ? _source.To?.AddDays(DaysAround) : _source.To,
        SessionClose = _source.SessionClose,
        Calendar = _source.Sampling.Calendar,
        Threads = _source.Threads,
        Repairs = _source.Repairs,
    };

    /// <summary>The store's corporate actions are read where no files of actions are named.</summary>
    private StoreDataset? StoredActions =>
        _source.Actions.Count == 0 && _source.PriceBasis == PriceBasis.Raw ? _store.Datasets.FirstOrDefault(set => set.Kind == Actions) : null;

    /// <summary>The SHA-256 of everything that is read.</summary>
    public string Hash() => StoredActions is { } actions ? $"{_store.HashOf(Query)} {Catalogue.HashOf([actions])}" : _store.HashOf(Query);

    /// <summary>Bars and corporate actions.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    public (Bars Bars, CorporateActions Actions, List<DataInput> Inputs, List<string> Notes, IReadOnlyList<long> LeftOut) Read(CancellationToken cancellation)
    {
        var read = _store.ReadBars(Query, cancellation);
        List<DataInput> inputs = [.. read.Inputs];
        List<string> notes = [.. read.Notes];
        var bars = Sampled(read.Bars, notes);
        var actions = StoredActions is { } stored ? Place(stored, bars.Axes, inputs, notes, cancellation) : CorporateActions.None;
        return (bars, actions, inputs, notes, read.LeftOut);
    }

    /// <summary>The bars in the sessions of the calendar that is named, longer where that is asked for.</summary>
    private Bars Sampled(Bars bars, List<string> notes)
    {
        if (_source.Sampling.Calendar is not { } calendar) return bars;
        var micros = Frequency.Of(_set.Frequency).Micros;
        if (!_set.IsDated && (micros == 0 || micros % TimeSpan.MicrosecondsPerMinute != 0))
            throw new DataRefusedException($"the store's {_set.Frequency} bars are not so many minutes apart, and cannot be put into the sessions of {calendar}; bars of whole minutes, or no calendar, are accepted", "calendar", value: calendar);
        var sampling = _source.Sampling with { SourceMinutes = _set.IsDated ? 1 : (int)(micros / TimeSpan.MicrosecondsPerMinute), Label = BarLabel.End };
        var placed = SessionBars.Of(bars, _set.IsDated, sampling, new SessionClock(_source.TimeZone, _source.SessionClose, calendar), "bars", notes);
        if (!IsPlaced || (_source.From is null && _source.To is null)) return placed;
        var epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var (first, last) = (_source.From?.DayNumber - epoch ?? int.MinValue, _source.To?.DayNumber - epoch ?? int.MaxValue);
        bool[] keep = [.. placed.Axes.SessionDates.ToArray().Select(date => date >= first && date <= last)];
        if (!keep.Contains(true))
            throw new DataRefusedException($"no {_set.Frequency} bar of the store lies within the dates wanted; dates of sessions that have bars are accepted", "from");
        return Array.TrueForAll(keep, kept => kept) ? placed : Core.Interop.Market.Keep(placed, CorporateActions.None, keep).Bars;
    }

    /// <summary>The store's corporate actions with their dates, where they are read; symbols in the order of their characters.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    public List<DatedAction> DatedActions(CancellationToken cancellation)
    {
        List<DatedAction> actions = [];
        if (StoredActions is null) return actions;
        foreach (var rows in _store.Rows(Actions, "1d", cancellation: cancellation).OrderBy(rows => rows.Symbol, StringComparer.Ordinal))
        {
            for (var row = 0; row < rows.Count; row++)
            {
                var (date, value) = ((int)rows.Stamps[row], rows.Numbers("value")[row]);
                actions.Add(rows.Texts("kind")[row] switch
                {
                    "split" => DataAudit.Split(rows.Symbol, date, value),
                    "dividend" => DataAudit.Dividend(rows.Symbol, date, value),
                    _ => DataAudit.Delisting(rows.Symbol, date, value),
                });
            }
        }

        return actions;
    }

    private CorporateActions Place(StoreDataset stored, Axes axes, List<DataInput> inputs, List<string> notes, CancellationToken cancellation)
    {
        var actions = new List<DatedAction>();
        var outside = 0;
        var (first, last) = (axes.SessionDate(0), axes.SessionDate(axes.BarCount - 1));
        foreach (var action in DatedActions(cancellation))
        {
            if (axes.IndexOf(action.Symbol) < 0) continue;
            if (action.Date < first || action.Date > last) outside++;
            else actions.Add(action);
        }

        inputs.Add(Input(stored));
        var without = _store.Symbols(Actions, "1d").Select(symbol => symbol.Name).Where(name => axes.IndexOf(name) < 0).ToList();
        if (without.Count > 0)
        {
            var names = string.Join(", ", without.Take(Shown)) + (without.Count > Shown ? ", ..." : string.Empty);
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"Corporate actions of {without.Count} symbols without bars were left out: {names}."));
        }

        if (outside > 0) notes.Add(string.Create(CultureInfo.InvariantCulture, $"{outside} corporate actions before the first or after the last bar were left out."));
        return Core.Interop.Market.ActionsByDate(axes, [.. actions]);
    }

    private DataInput Input(StoreDataset set) => new(
        $"{Path.GetFileName(_store.Folder)} {set.Kind} {set.Frequency}", Catalogue.HashOf([set]), set.Parts.Sum(part => part.Bytes), set.Parts.Sum(part => part.Rows));
}
