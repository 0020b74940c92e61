using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Symphony.Data.Rows;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>
/// Instants of a symbol at which two files have trades, where their order in a file alone tells them apart: the first
/// trade of the one would pass for the first of the other, and a real row be lost.
/// </summary>
/// <remarks>
/// Files that overlap are accepted: at each instant they share, the later one begins with the trades of the earlier
/// one. Refused is a file with fewer of them, and one that begins at the very instant another ends at, as files do
/// that were cut by size: nothing tells the same trade from the next one there. Refused as well is an instant at which
/// one file's trades are counted and another's have numbers of a column: the same trade would stand there twice.
/// </remarks>
/// <param name="plan">What the rows are.</param>
/// <param name="gathered">The symbols, and where files begin and end.</param>
/// <param name="plans">The files.</param>
internal sealed class SharedInstants(IngestPlan plan, RowGathering gathered, IReadOnlyList<FilePlan> plans)
{
    private const int TheStore = -1;
    private const string Accepted = "a column 'sequence', or all trades of an instant in one file, is accepted";
    private readonly SortedDictionary<int, Shared> _shared = [];
    private readonly object _gate = new();

    /// <summary>True where rows of one instant have an order and nothing else.</summary>
    public bool IsNeeded => plan.Schema.IsSequenced;

    /// <summary>Looks at a partition's new rows; called from several threads.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="sorted">Their order, none dropped yet.</param>
    /// <param name="stored">The rows that are there, or null.</param>
    /// <param name="isBefore">True where those were there before this ingest.</param>
    public void Look(PartitionRows rows, SortedRows sorted, PartRows? stored, bool isBefore)
    {
        var group = new List<Run>();
        for (var symbol = 0; symbol < sorted.Symbols.Count; symbol++)
        {
            var (at, end) = Of(stored, sorted.Symbols[symbol]);
            for (var i = sorted.Starts[symbol]; i < sorted.Starts[symbol + 1];)
            {
                group.Clear();
                var stamp = rows.Stamp(sorted.Order[i]);
                while (at < end && stored!.Stamps[at] < stamp) at++;
                var (firstStored, first) = (at, i);
                for (; at < end && stored!.Stamps[at] == stamp; at++) Add(group, TheStore, stored.Words[0][at], 0);
                for (; i < sorted.Starts[symbol + 1] && rows.Stamp(sorted.Order[i]) == stamp; i++)
                    Add(group, rows.File(sorted.Order[i]), rows.Word(0, sorted.Order[i]), rows.Place(sorted.Order[i]).Line);
                if (group.Count < 2) continue;
                Compare(group, sorted.Symbols[symbol], stamp);
                bool AnyTwice() => isBefore && Enumerable.Range(first, i - first).Any(one => Enumerable.Range(firstStored, at - firstStored).Any(there =>
                    Enumerable.Range(1, plan.Schema.Columns.Count - 1).All(column => stored!.Words[column][there] == rows.Word(column, sorted.Order[one]))));
                FindMixed(group, sorted.Symbols[symbol], stamp, AnyTwice);
            }
        }
    }

    /// <summary>Refuses what cannot be told apart, once all files are read; and says what was taken for the same.</summary>
    /// <param name="inputs">The files.</param>
    /// <param name="catalogue">The store before.</param>
    /// <returns>A sentence where two files share trades.</returns>
    public IEnumerable<string> Settle(IReadOnlyList<DataInput> inputs, Catalogue catalogue)
    {
        var spans = Spans(catalogue);
        var (same, first) = (0L, (Place?)null);
        foreach (var (file, shared) in _shared)
        {
            var sha = inputs[file].Sha256;

            // The same file again: whatever it holds is there.
            if (spans.Any(span => span.Sha256 == sha) || inputs.Take(file).Any(earlier => earlier.Sha256 == sha)) continue;
            var others = spans.Where(span => span.Sha256 != sha).Concat(Enumerable.Range(0, file).Where(one => gathered.EdgesOf(one) is not null).Select(one => SpanOf(one, inputs))).ToList();
            if (shared.Mixed is { } mixed)
            {
                var counted = plans[file].CountsSequence;
                throw Refuse(file, mixed, counted
                    ? $"has no column 'sequence', {NameOf(others, mixed)} has numbers of one at this instant, and nothing tells whether the trades are the same"
                    : $"has a column 'sequence', {NameOf(others, mixed)} has trades of this instant without one, and nothing tells whether they are the same");
            }

            if (shared.Fewer is { } fewer) throw Refuse(file, fewer, $"has fewer trades of this instant than {NameOf(others, fewer)}, and without a column 'sequence' nothing tells whether they are the same");
            RefuseSeam(file, shared, others, inputs);
            same += shared.Trades;
            first ??= shared.Lowest;
        }

        return first is not { } place ? [] :
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{same} trades are of instants that another file has too, with the same prices and sizes in the same order, and were taken for the same trades (first: {Key(place)}); a column 'sequence' tells trades of one instant apart."),
        ];
    }

    private void RefuseSeam(int file, Shared shared, List<Span> others, IReadOnlyList<DataInput> inputs)
    {
        var edges = gathered.EdgesOf(file)!;
        foreach (var other in others)
        {
            if (other.Last == edges.First && shared.Lowest!.Value.Stamp == edges.First)
                throw Refuse(file, shared.Lowest.Value, Seam("begins with trades of the instant", other.Name, "ends with"));
            if (other.First == edges.Last && shared.Highest!.Value.Stamp == edges.Last)
                throw Refuse(file, shared.Highest.Value, Seam("ends with trades of the instant", other.Name, "begins with"));
        }

        // Files in the order of symbols are cut within a symbol's day.
        for (var one = 0; one < file; one++)
        {
            if (gathered.EdgesOf(one) is not { } before || inputs[one].Sha256 == inputs[file].Sha256) continue;
            var name = plans[one].File.Name;
            if (edges.FirstRow == before.LastRow) throw Refuse(file, new Place(edges.FirstRow.Stamp, gathered.Symbols.Texts[edges.FirstRow.Symbol], edges.FirstLine, one), Seam("begins with trades of the instant", name, "ends with"));
            if (edges.LastRow == before.FirstRow) throw Refuse(file, new Place(edges.LastRow.Stamp, gathered.Symbols.Texts[edges.LastRow.Symbol], edges.LastLine, one), Seam("ends with trades of the instant", name, "begins with"));
        }
    }

    private static string Seam(string this_, string other, string that) =>
        $"{this_} that {other} {that}, and without a column 'sequence' nothing tells the same trade from another one of its price and size";

    private DataRefusedException Refuse(int file, Place place, string problem)
    {
        var plan = plans[file];
        var unit = plan.Form == Files.FileForm.Parquet ? "row" : "line";
        return new DataRefusedException(
            string.Create(CultureInfo.InvariantCulture, $"{plan.File.Name}, {unit} {place.Line}: {Key(place)}: the file {problem}; {Accepted}"),
            plan.File.Name, place.Line, plan.Names[plan.DateField], StampReader.Write(place.Stamp, dated: false));
    }

    private string Key(Place place) => $"{Quoted.Text(place.Symbol)} at {StampReader.Write(place.Stamp, plan.Dated)}";

    private string NameOf(List<Span> others, Place place) => place.Other >= 0
        ? plans[place.Other].File.Name
        : others.Find(span => span.First <= place.Stamp && span.Last >= place.Stamp) is { Name: { } name } ? name : "the store";

    private Span SpanOf(int file, IReadOnlyList<DataInput> inputs) =>
        new(plans[file].File.Name, inputs[file].Sha256, gathered.EdgesOf(file)!.First, gathered.EdgesOf(file)!.Last);

    /// <summary>The files whose rows the store holds, with the first and last stamp that each gave it.</summary>
    private List<Span> Spans(Catalogue catalogue)
    {
        var names = catalogue.Sources.ToDictionary(source => source.Id);
        return
        [
            .. (catalogue.Find(plan.Schema.Kind, plan.Frequency.Name)?.Parts ?? []).SelectMany(part => part.Shares).GroupBy(share => share.Source).Where(group => names.ContainsKey(group.Key))
                .Select(group => new Span(names[group.Key].Name, names[group.Key].Sha256, group.Min(share => share.First), group.Max(share => share.Last))),
        ];
    }

    private static (int At, int End) Of(PartRows? stored, string symbol)
    {
        if (stored is null) return (0, 0);
        var (low, high) = (0, stored.Symbols.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(stored.Symbols[middle], symbol);
            if (order == 0) return (stored.Starts[middle], stored.Starts[middle + 1]);
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return (0, 0);
    }

    private static void Add(List<Run> group, int file, long sequence, int line)
    {
        for (var i = 0; i < group.Count; i++)
        {
            if (group[i].File != file) continue;
            group[i] = group[i] with { First = Math.Min(group[i].First, sequence), Last = Math.Max(group[i].Last, sequence), Count = group[i].Count + 1 };
            return;
        }

        group.Add(new Run(file, sequence, sequence, line, 1));
    }

    private void Compare(List<Run> group, string symbol, long stamp)
    {
        foreach (var run in group)
        {
            if (run.File < 0 || !plans[run.File].CountsSequence) continue;
            foreach (var other in group)
            {
                var both = Math.Min(run.Last, other.Last) - Math.Max(run.First, other.First) + 1;
                if (other.File >= run.File || both <= 0) continue;
                var place = new Place(stamp, symbol, run.Line, other.File);
                lock (_gate)
                {
                    if (!_shared.TryGetValue(run.File, out var shared)) _shared[run.File] = shared = new Shared();
                    shared.Trades += both;
                    if (shared.Lowest is null || stamp < shared.Lowest.Value.Stamp) shared.Lowest = place;
                    if (shared.Highest is null || stamp > shared.Highest.Value.Stamp) shared.Highest = place;

                    // Of what is still being read more may come.
                    if (other.Last > run.Last && !gathered.IsOpen(symbol, stamp) && (shared.Fewer is null || run.Line < shared.Fewer.Value.Line)) shared.Fewer = place;
                }
            }
        }
    }

    /// <summary>
    /// Marks a file whose trades of an instant are counted where another's have numbers of a column, or the other way round.
    /// What a store holds is taken for counted where its numbers are 0, 1 and so on, and a trade of the file is among it.
    /// </summary>
    private void FindMixed(List<Run> group, string symbol, long stamp, Func<bool> anyTwice)
    {
        foreach (var run in group)
        {
            foreach (var other in group)
            {
                if (other.File >= run.File) continue;
                var (counts, othersCount) = (plans[run.File].CountsSequence, other.File >= 0 && plans[other.File].CountsSequence);
                var mixed = counts ? !othersCount && !other.LooksCounted
                    : !run.LooksCounted && (othersCount || (other.File < 0 && other.LooksCounted && run.First > other.Last && anyTwice()));
                if (!mixed) continue;
                lock (_gate)
                {
                    if (!_shared.TryGetValue(run.File, out var shared)) _shared[run.File] = shared = new Shared();
                    if (shared.Mixed is null || run.Line < shared.Mixed.Value.Line) shared.Mixed = new Place(stamp, symbol, run.Line, other.File);
                }
            }
        }
    }

    /// <summary>The trades of one file at an instant: the first and last of their numbers, a line, and how many there are.</summary>
    private readonly record struct Run(int File, long First, long Last, int Line, int Count)
    {
        /// <summary>True of 0, 1 and so on without a gap.</summary>
        public bool LooksCounted => First == 0 && Last == Count - 1;
    }

    /// <summary>A trade that two files have.</summary>
    private readonly record struct Place(long Stamp, string Symbol, int Line, int Other);

    private sealed record Span(string Name, string Sha256, long First, long Last);

    private sealed class Shared
    {
        public long Trades { get; set; }

        public Place? Lowest { get; set; }

        public Place? Highest { get; set; }

        public Place? Fewer { get; set; }

        public Place? Mixed { get; set; }
    }
}

/// <summary>Where a file of trades begins and ends: in time, and in its own order.</summary>
internal sealed class FileEdges
{
    public long First { get; set; } = long.MaxValue;

    public long Last { get; set; } = long.MinValue;

    public (int Symbol, long Stamp) FirstRow { get; init; }

    public int FirstLine { get; init; }

    public (int Symbol, long Stamp) LastRow { get; set; }

    public int LastLine { get; set; }
}
