using System;
using System.Collections.Generic;
using Symphony.Data.Rows;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>Takes the rows of all files, in order, and puts each into its partition.</summary>
/// <param name="schema">The rows' columns.</param>
/// <param name="dated">True when stamps are dates.</param>
/// <param name="monthly">True when months divide the rows.</param>
internal sealed class RowGathering(StoreSchema schema, bool dated, bool monthly)
{
    private const int FirstDay = -98_615;
    private const int Days = 219_148;
    private const int RowOverhead = 16;

    private readonly int[] _codes = new int[Days];
    private readonly List<int> _buckets = [];
    private readonly List<(long Stamp, long Sequence, int File)> _sequences = [];
    private readonly Dictionary<int, FileEdges> _edges = [];
    private Dictionary<int, PartitionRows> _partitions = [];
    private int _lastCode = -1;
    private int _reading = -1;
    private PartitionRows? _last;

    /// <summary>All symbols met.</summary>
    public TextTable Symbols { get; } = new();

    /// <summary>All texts met.</summary>
    public TextTable Texts { get; } = new();

    /// <summary>Quotes that were followed by another within their microsecond.</summary>
    public LastOfInstant LastOfInstant { get; } = new(schema.Columns.Count);

    /// <summary>Bytes of the rows that were not taken.</summary>
    public long Held { get; private set; }

    /// <summary>Adds a block's rows.</summary>
    /// <param name="block">The block.</param>
    /// <param name="plan">Its file.</param>
    /// <param name="file">The file's number.</param>
    /// <param name="linesBefore">Lines of the file before the block.</param>
    public void Add(ParsedBlock block, FilePlan plan, int file, int linesBefore)
    {
        if (_reading != file) Release();
        _reading = file;
        var symbols = new int[block.SymbolTable.Texts.Count];
        for (var i = 0; i < symbols.Length; i++)
        {
            symbols[i] = Symbols.Number(block.SymbolTable.Texts[i]);
            if (symbols[i] != _buckets.Count) continue;
            _buckets.Add(Partition.BucketOf(block.SymbolTable.Texts[i]));
            _sequences.Add((long.MinValue, -1, -1));
        }

        MoveTexts(block);
        Action<int, LastOfInstant.Held> release = Release;
        for (var row = 0; row < block.Count; row++)
        {
            var symbol = symbols[block.Symbols[row]];
            var stamp = block.Stamps[row];
            if (plan.CountsSequence) block.Words[0][row] = NextSequence(symbol, stamp, file, plan, linesBefore + block.Lines[row]);
            if (plan.KeepsLast) LastOfInstant.Take(block, row, symbol, linesBefore + block.Lines[row], release);
            else PartitionOf(symbol, stamp).Add(block, row, symbol, linesBefore + block.Lines[row], file);
        }

        Held += (long)block.Count * (RowOverhead + (sizeof(long) * schema.Columns.Count));
    }

    /// <summary>Where a file begins and ends whose rows are told apart by their order; null for another.</summary>
    /// <param name="file">The file's number.</param>
    public FileEdges? EdgesOf(int file) => _edges.GetValueOrDefault(file);

    /// <summary>Says that all files are read.</summary>
    public void Close()
    {
        Release();
        _reading = -1;
    }

    /// <summary>True when the file that is being read may hold more rows of a symbol and instant.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="stamp">The instant.</param>
    public bool IsOpen(string symbol, long stamp) => _reading >= 0 && _sequences[Symbols.Number(symbol)] is var met && met.File == _reading && met.Stamp == stamp;

    /// <summary>Hands over all rows, partition by partition in a fixed order, and begins anew.</summary>
    public List<(Partition Partition, PartitionRows Rows)> Take()
    {
        var taken = new List<(Partition, PartitionRows)>();
        foreach (var (code, rows) in _partitions) taken.Add((Partition.OfCode(code), rows));
        taken.Sort((left, right) => left.Item1.CompareTo(right.Item1));
        (_partitions, _last, _lastCode, Held) = ([], null, -1, 0);
        return taken;
    }

    private void Release() => LastOfInstant.Close(Release);

    private void Release(int symbol, LastOfInstant.Held held) => PartitionOf(symbol, held.Stamp).Add(held.Words, symbol, held.Stamp, held.Line, _reading);

    private PartitionRows PartitionOf(int symbol, long stamp)
    {
        var code = CodeOf(Partition.DayOf(stamp, dated)) + _buckets[symbol];
        if (code == _lastCode && _last is not null) return _last;
        if (!_partitions.TryGetValue(code, out _last)) _partitions[code] = _last = new PartitionRows(schema.Columns.Count);
        _lastCode = code;
        return _last;
    }

    private void MoveTexts(ParsedBlock block)
    {
        if (block.Texts.Texts.Count == 0) return;
        var texts = new long[block.Texts.Texts.Count];
        for (var i = 0; i < texts.Length; i++) texts[i] = Texts.Number(block.Texts.Texts[i]);
        for (var column = 0; column < schema.Columns.Count; column++)
        {
            if (schema.Columns[column].Type != StoreType.Text) continue;
            var words = block.Words[column];
            for (var row = 0; row < block.Count; row++) words[row] = texts[words[row]];
        }
    }

    /// <summary>The number of a row among those of its symbol and instant, in the order of its file.</summary>
    private long NextSequence(int symbol, long stamp, int file, FilePlan plan, int line)
    {
        var (last, sequence, of) = _sequences[symbol];
        if (of == file && stamp < last)
        {
            throw new RowFault(
                line,
                plan.Names[plan.DateField],
                StampReader.Write(stamp, dated),
                $"is before the row above of {Symbols.Texts[symbol]}, and no column 'sequence' tells trades of one instant apart",
                "a file in the order of time, or a column 'sequence',",
                string.Empty).Refuse(plan);
        }

        sequence = of == file && stamp == last ? sequence + 1 : 0;
        _sequences[symbol] = (stamp, sequence, file);
        if (!_edges.TryGetValue(file, out var edges)) _edges[file] = edges = new FileEdges { FirstRow = (symbol, stamp), FirstLine = line };
        (edges.First, edges.Last) = (Math.Min(edges.First, stamp), Math.Max(edges.Last, stamp));
        (edges.LastRow, edges.LastLine) = ((symbol, stamp), line);
        return sequence;
    }

    private int CodeOf(int day)
    {
        ref var code = ref _codes[day - FirstDay];
        if (code == 0) code = Partition.CodeOfDay(day, monthly);
        return code;
    }
}
