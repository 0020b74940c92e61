using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data.Files;
using Symphony.Data.Ingest;
using Symphony.Data.Market;
using Symphony.Data.Rows;

namespace Symphony.Data.Store;

/// <summary>Reads a store's bars into panels: first which bars and symbols there are, then column by column, a year at a time.</summary>
internal sealed class BarsLoad
{
    private const int Volume = 4;
    private static readonly StoreSchema Schema = StoreSchema.Of("bars");
    private readonly string _folder;
    private readonly StoreDataset _set;
    private readonly StoreQuery _query;
    private readonly SessionClock _clock;
    private readonly bool _dated;
    private readonly HashSet<string>? _wanted;
    private readonly RepairedRows _repaired;
    private long _rows;
    private long _withoutVolume;

    /// <summary>Finds the parts that hold what is wanted.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="set">Its bars.</param>
    /// <param name="query">What is wanted.</param>
    public BarsLoad(string folder, StoreDataset set, StoreQuery query)
    {
        (_folder, _set, _query, _dated) = (folder, set, query, set.IsDated);
        _repaired = new RepairedRows(query.Repairs);
        _clock = new SessionClock(set.TimeZone!, query.SessionClose, query.Calendar);
        _wanted = query.Symbols?.ToHashSet(StringComparer.Ordinal);
        var buckets = _wanted?.Select(Partition.BucketOf).ToHashSet();
        var (from, to) = StampsOf(set, query.From, query.To);
        Parts = [.. set.Parts.Where(part => part.First <= to && part.Last >= from && (buckets is null || buckets.Contains(SymbolRows.BucketOf(part.Path))))];
    }

    /// <summary>The parts that hold what is wanted.</summary>
    public IReadOnlyList<StorePart> Parts { get; }

    /// <summary>How many rows each repair left out.</summary>
    public IReadOnlyList<long> LeftOut => _repaired.Counts;

    /// <summary>How many rows were read.</summary>
    public long Rows => _rows;

    /// <summary>Stamps that dates may have: exactly those for dated rows, a day more on both sides for instants.</summary>
    /// <param name="set">The dataset.</param>
    /// <param name="from">The first session date, or null.</param>
    /// <param name="to">The last session date, or null.</param>
    public static (long From, long To) StampsOf(StoreDataset set, DateOnly? from, DateOnly? to)
    {
        var epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var (first, last) = (from is { } least ? least.DayNumber - epoch : long.MinValue, to is { } greatest ? greatest.DayNumber - epoch : long.MaxValue);
        return set.IsDated
            ? (first, last)
            : (from is null ? first : (first - 1) * Stamp.Day, to is null ? last : (last + 2) * Stamp.Day);
    }

    /// <summary>Reads the bars.</summary>
    /// <param name="cancellation">Stops it.</param>
    public Bars Read(CancellationToken cancellation)
    {
        if (Parts.Count == 0) throw Nothing();
        var options = new ParallelOptions { MaxDegreeOfParallelism = _query.Threads, CancellationToken = cancellation };
        var (met, stamps) = Survey(options);
        var (bars, instants, dates) = Place(stamps);
        if (bars.Length == 1)
        {
            throw new DataRefusedException(
                $"the store has one bar of what is wanted, {StampReader.Write(bars[0], _dated)}; a history of two bars or more is accepted", "from");
        }

        string[] symbols = [.. met.Order(StringComparer.Ordinal)];
        var cells = PanelBuilder.Cells(bars.Length, symbols.Length);
        var panels = new double[Schema.Columns.Count][];
        for (var field = 0; field < panels.Length; field++) panels[field] = GC.AllocateUninitializedArray<double>(cells);

        // Bars of one period are neighbours in every panel, and all rows that go there lie in its parts.
        var periods = Parts.GroupBy(part => PeriodOf(part.Path)).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.ToArray()).ToArray();
        Run(periods.Length, options, i => ReadPeriod(periods[i], bars, symbols, panels));
        if (_rows == 0) throw Nothing();
        var rows = _rows;
        _repaired.Empty(dates, symbols, panels, hadNoVolume =>
        {
            rows--;
            if (hadNoVolume) _withoutVolume--;
        });
        return Make(rows, Core.Interop.Market.Axes(instants, dates, symbols), panels);
    }

    private Bars Make(long rows, Axes axes, double[][] panels)
    {
        if (_withoutVolume > 0 && _withoutVolume < rows)
        {
            throw new DataRefusedException(
                $"{_withoutVolume} of {rows} rows of the store have no volume and the others have one; volumes in all rows wanted or in none are accepted", "volume");
        }

        var basis = _set.Prices == "raw" ? PriceBasis.Raw : PriceBasis.Adjusted;
        try
        {
            return _withoutVolume == 0
                ? Core.Interop.Market.Bars(axes, basis, panels[0], panels[1], panels[2], panels[3], panels[Volume])
                : Core.Interop.Market.Bars(axes, basis, panels[0], panels[1], panels[2], panels[3]);
        }
        catch (RefusedException refused)
        {
            throw new DataRefusedException(
                $"the store holds a row that is no bar: {refused.Sentence}; such rows are stored for an audit to find; bars without them are accepted, by a run's audit.repairs or 'symphony store delete'", "store");
        }
    }

    /// <summary>True when the rows have volumes; asked after they were read.</summary>
    public bool HasVolume => _withoutVolume == 0;

    /// <summary>The symbols and the stamps of all rows wanted.</summary>
    private (HashSet<string> Symbols, long[] Stamps) Survey(ParallelOptions options)
    {
        var symbols = new HashSet<string>(StringComparer.Ordinal);
        var marks = StampMarks.Of(Parts.Min(part => part.First), Parts.Max(part => part.Last), _dated ? 1 : Frequency.Of(_set.Frequency).Micros);
        Run(Parts.Count, options, i =>
        {
            // Every part that is read comes by here once, and its bytes are still at hand when its columns are read.
            using var file = PartFile.OpenVerified(_folder, Parts[i], Schema, _dated);
            var stamps = ArrayPool<long>.Shared.Rent(file.Count);
            file.ReadStamps(0, stamps.AsSpan(0, file.Count));
            var (from, to) = StampsOf(_set, _query.From, _query.To);
            var met = new List<string>();
            for (var symbol = 0; symbol < file.Symbols.Count; symbol++)
            {
                if (_wanted is not null && !_wanted.Contains(file.Symbols[symbol])) continue;
                var run = stamps.AsSpan(file.Starts[symbol], file.Starts[symbol + 1] - file.Starts[symbol]);
                if (run[^1] < from || run[0] > to) continue;
                met.Add(file.Symbols[symbol]);
                marks.Add(run, from, to);
            }

            ArrayPool<long>.Shared.Return(stamps);
            lock (symbols) symbols.UnionWith(met);
        });
        var missing = _wanted?.FirstOrDefault(symbol => !symbols.Contains(symbol));
        if (missing is not null) throw Unknown(missing);
        return (symbols, marks.Sorted());
    }

    /// <summary>The bars: their stamps, instants and session dates, between the dates wanted.</summary>
    private (long[] Bars, long[] Instants, int[] Dates) Place(long[] stamps)
    {
        var instants = new long[stamps.Length];
        var dates = new int[stamps.Length];
        for (var bar = 0; bar < stamps.Length; bar++)
        {
            dates[bar] = _dated ? (int)stamps[bar] : _clock.SessionDateOf(stamps[bar]);
            if (_dated && !_clock.IsSession(dates[bar]))
                throw new DataRefusedException($"the store has a row of {StampReader.Write(stamps[bar], _dated)}, on which {_query.Calendar} has no session; dates with a session are accepted ('symphony audit' finds the others)", "store");
            instants[bar] = _dated ? _clock.CloseOf(stamps[bar]) : stamps[bar];
        }

        var epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var (first, after) = (0, stamps.Length);
        while (first < after && _query.From is { } from && dates[first] < from.DayNumber - epoch) first++;
        while (after > first && _query.To is { } to && dates[after - 1] > to.DayNumber - epoch) after--;
        if (first == after) throw Nothing();
        return (stamps[first..after], instants[first..after], dates[first..after]);
    }

    private void ReadPeriod(StorePart[] parts, long[] bars, string[] symbols, double[][] panels)
    {
        var width = symbols.Length;
        var (first, after) = BarsOf(parts[0].Path, bars);
        if (first == after) return;
        PartFile[] files = [.. parts.Select(Open)];
        var most = files.Max(file => file.Count);
        var words = ArrayPool<long>.Shared.Rent(most);
        int[][] cells = [.. files.Select(file => ArrayPool<int>.Shared.Rent(file.Count))];
        try
        {
            var rows = 0L;
            for (var i = 0; i < files.Length; i++) rows += CellsOf(files[i], bars, first, after, symbols, words, cells[i]);
            Interlocked.Add(ref _rows, rows);
            for (var field = 0; field < panels.Length; field++)
            {
                var panel = panels[field];
                if (rows < (long)(after - first) * width) panel.AsSpan(first * width, (after - first) * width).Fill(double.NaN);
                for (var i = 0; i < files.Length; i++)
                {
                    var count = files[i].Count;
                    files[i].ReadWords(field, 0, words.AsSpan(0, count));
                    var values = MemoryMarshal.Cast<long, double>(words.AsSpan(0, count));
                    Scatter(values, cells[i].AsSpan(0, count), panel);
                    if (field == Volume) CountMissing(values, cells[i]);
                }
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(words);
            foreach (var array in cells) ArrayPool<int>.Shared.Return(array);
            foreach (var file in files) file.Dispose();
        }
    }

    /// <summary>The cell of each row in a panel; -1 for rows that are not wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int CellsOf(PartFile file, long[] bars, int first, int after, string[] symbols, long[] stamps, int[] cells)
    {
        file.ReadStamps(0, stamps.AsSpan(0, file.Count));
        var kept = 0;
        for (var symbol = 0; symbol < file.Symbols.Count; symbol++)
        {
            var (from, to) = (file.Starts[symbol], file.Starts[symbol + 1]);
            var column = _wanted?.Contains(file.Symbols[symbol]) ?? true ? Array.BinarySearch(symbols, file.Symbols[symbol], StringComparer.Ordinal) : -1;
            if (column < 0)
            {
                cells.AsSpan(from, to - from).Fill(-1);
                continue;
            }

            // A symbol's next row is, as a rule, of the next bar.
            var bar = first;
            for (var row = from; row < to; row++)
            {
                if (bar >= after || bars[bar] != stamps[row])
                {
                    bar = Array.BinarySearch(bars, first, after - first, stamps[row]);
                    if (bar < 0)
                    {
                        cells[row] = -1;
                        bar = first;
                        continue;
                    }
                }

                cells[row] = (bar * symbols.Length) + column;
                bar++;
                kept++;
            }
        }

        return kept;
    }

    // Read once a process, as a rule: there is no time for it to become fast by and by.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(ReadOnlySpan<double> values, ReadOnlySpan<int> cells, double[] panel)
    {
        for (var row = 0; row < values.Length; row++)
        {
            var cell = cells[row];
            if (cell >= 0) panel[cell] = values[row];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountMissing(ReadOnlySpan<double> values, int[] cells)
    {
        var missing = 0;
        for (var row = 0; row < values.Length; row++) missing += cells[row] >= 0 && double.IsNaN(values[row]) ? 1 : 0;
        Interlocked.Add(ref _withoutVolume, missing);
    }

    /// <summary>The bars that fall into a part's year or month.</summary>
    private (int First, int After) BarsOf(string path, long[] bars)
    {
        var (first, after) = PartitionOf(path).Days;
        var unit = _dated ? 1 : Stamp.Day;
        int Below(long stamp) => Array.BinarySearch(bars, stamp) is var at && at < 0 ? ~at : at;
        return (Below(first * unit), Below(after * unit));
    }

    private static Partition PartitionOf(string path)
    {
        var (year, month) = (0, 0);
        foreach (var folder in path.Split('/'))
        {
            if (folder.StartsWith("year=", StringComparison.Ordinal)) year = int.Parse(folder.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture);
            if (folder.StartsWith("month=", StringComparison.Ordinal)) month = int.Parse(folder.AsSpan(6), System.Globalization.CultureInfo.InvariantCulture);
        }

        return new Partition(0, year, month);
    }

    private static string PeriodOf(string path)
    {
        var at = path.IndexOf("/year=", StringComparison.Ordinal);
        return path[at..path.LastIndexOf('/')];
    }

    private PartFile Open(StorePart part) => PartFile.Open(Path.Combine(_folder, part.Path), Schema, _dated);

    private static void Run(int count, ParallelOptions options, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, options, work);
        }
        catch (AggregateException several)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
        }
    }

    private DataRefusedException Unknown(string symbol)
    {
        List<string> known = [];
        foreach (var part in _set.Parts)
        {
            using var file = Open(part);
            known.AddRange(file.Symbols);
        }

        var near = known.Contains(symbol) ? null : NearestName.Of(symbol, known);
        var why = known.Contains(symbol) ? "between the dates wanted" : near is null ? "in the store" : $"in the store (nearest: {Quoted.Text(near)})";
        return new DataRefusedException($"there are no {_set.Frequency} bars of {Quoted.Text(symbol)} {why}; symbols that have bars are accepted", "symbols", value: symbol);
    }

    private DataRefusedException Nothing()
    {
        if (_wanted is { Count: > 0 } && _set.Parts.Count > 0 && Parts.Count == 0 && _query.From is null && _query.To is null) return Unknown(_wanted.First());
        if (_set.Parts.Count == 0)
            return new DataRefusedException($"the store has no {_set.Frequency} bars: all that it had were deleted ('symphony store list' says why); rows that are put back or ingested again are accepted", "from");
        var (first, last) = (StampReader.Write(_set.Parts.Min(part => part.First), _dated), StampReader.Write(_set.Parts.Max(part => part.Last), _dated));
        return new DataRefusedException(
            $"no {_set.Frequency} bar of the store lies within the dates and symbols wanted; its bars run from {first} to {last}, and dates between them are accepted", "from");
    }
}
