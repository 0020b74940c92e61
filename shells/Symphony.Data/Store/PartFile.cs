using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Symphony.Data.Store;

/// <summary>Reads a part that <see cref="PartWriter"/> wrote: any range of rows of a column, straight from the file.</summary>
internal sealed class PartFile : IDisposable
{
    private const int Tail = 8;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly StoreSchema _schema;
    private readonly bool _dated;
    private readonly List<Group> _groups = [];

    private PartFile(string path, SafeFileHandle file, StoreSchema schema, bool dated)
    {
        (_path, _file, _schema, _dated) = (path, file, schema, dated);
        var (symbols, starts) = (new List<string>(), new List<int>());
        foreach (var group in ReadFooter())
        {
            var first = Count;
            _groups.Add(new Group(first, group));
            ReadSymbols(group[0], first, symbols, starts);
        }

        starts.Add(Count);
        (Symbols, Starts) = (symbols, [.. starts]);
    }

    /// <summary>The symbols, ascending.</summary>
    public IReadOnlyList<string> Symbols { get; }

    /// <summary>Where each symbol's rows begin, and last how many rows there are.</summary>
    public int[] Starts { get; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Opens a part.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="dated">True when its stamps are dates.</param>
    /// <exception cref="DataRefusedException">It is not there, or is not what was written.</exception>
    public static PartFile Open(string path, StoreSchema schema, bool dated)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path);
            return new PartFile(path, file, schema, dated);
        }
        catch (Exception damaged) when (damaged is IOException or InvalidDataException or ArgumentException or OverflowException)
        {
            file?.Dispose();
            throw Damaged(path, damaged);
        }
    }

    /// <summary>Opens a part of a store whose bytes are those that were written; they are read once more for it.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="part">The part.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="dated">True when its stamps are dates.</param>
    /// <exception cref="DataRefusedException">It is not there, or is not what was written.</exception>
    public static PartFile OpenVerified(string folder, StorePart part, StoreSchema schema, bool dated)
    {
        Verify(folder, part);
        return Open(Path.Combine(folder, part.Path), schema, dated);
    }

    /// <summary>Refuses a part whose bytes are not those that were written.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="part">The part.</param>
    /// <exception cref="DataRefusedException">It is not there, or is not what was written.</exception>
    public static void Verify(string folder, StorePart part)
    {
        var path = Path.Combine(folder, part.Path);
        string hash;
        try
        {
            hash = FileHash.Sha256(path);
        }
        catch (IOException absent)
        {
            throw Damaged(path, absent);
        }

        if (hash != part.Sha256)
        {
            throw new DataRefusedException(
                $"the store's part {part.Path} is not what was written (its SHA-256 differs): nothing of it is used; 'symphony store check' lists such parts, and the same part from a copy of the store, or its source files ingested into a new store, mend it", path);
        }
    }

    /// <summary>Stamps of rows.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="into">Takes them.</param>
    public void ReadStamps(int from, Span<long> into) => Read(1, from, into, narrow: _dated);

    /// <summary>Words of rows; those of texts are not read here.</summary>
    /// <param name="column">The column's number in the schema.</param>
    /// <param name="from">The first row.</param>
    /// <param name="into">Takes them.</param>
    public void ReadWords(int column, int from, Span<long> into) =>
        Read(column + 2, from, into, narrow: _schema.Columns[column].Type == StoreType.Date);

    /// <summary>Texts of all rows, by the numbers that a table gives them.</summary>
    /// <param name="column">The column's number in the schema.</param>
    /// <param name="number">From a text to its number.</param>
    /// <param name="into">Takes a number for each row.</param>
    public void ReadTexts(int column, Func<string, long> number, Span<long> into)
    {
        foreach (var group in _groups)
        {
            var (dictionary, runs) = ReadDictionary(group.Chunks[column + 2]);
            var row = group.First;
            foreach (var (code, count) in runs)
            {
                into.Slice(row, count).Fill(number(dictionary[code]));
                row += count;
            }
        }
    }

    /// <summary>Texts of some rows.</summary>
    /// <param name="column">The column's number in the schema.</param>
    /// <param name="from">The first row.</param>
    /// <param name="into">Takes them.</param>
    public void ReadTexts(int column, int from, Span<string> into)
    {
        var numbers = new long[Count];
        var texts = new List<string>();
        long Number(string text)
        {
            if (texts.IndexOf(text) is >= 0 and var known) return known;
            texts.Add(text);
            return texts.Count - 1;
        }

        ReadTexts(column, Number, numbers);
        for (var row = 0; row < into.Length; row++) into[row] = texts[(int)numbers[from + row]];
    }

    /// <summary>Where a symbol's rows begin and end; the same where it has none.</summary>
    /// <param name="symbol">The symbol.</param>
    public (int First, int After) Find(string symbol)
    {
        var (low, high) = (0, Symbols.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(Symbols[middle], symbol);
            if (order == 0) return (Starts[middle], Starts[middle + 1]);
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return (0, 0);
    }

    /// <summary>All rows.</summary>
    /// <param name="number">From a text to its number.</param>
    public PartRows ReadAll(Func<string, long> number)
    {
        var stamps = new long[Count];
        ReadStamps(0, stamps);
        var words = new long[_schema.Columns.Count][];
        for (var column = 0; column < words.Length; column++)
        {
            words[column] = new long[Count];
            if (_schema.Columns[column].Type == StoreType.Text) ReadTexts(column, number, words[column]);
            else ReadWords(column, 0, words[column]);
        }

        return new PartRows { Symbols = Symbols, Starts = Starts, Stamps = stamps, Words = words };
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Read(int column, int from, Span<long> into, bool narrow)
    {
        var width = narrow ? sizeof(int) : sizeof(long);
        foreach (var group in _groups)
        {
            var chunk = group.Chunks[column];
            var (first, after) = (Math.Max(from, group.First), Math.Min(from + into.Length, group.First + chunk.Count));
            if (first >= after) continue;
            var words = into.Slice(first - from, after - first);
            var bytes = MemoryMarshal.AsBytes(words);

            // Narrow values are read into the end of their room and spread out from the front.
            var raw = bytes[^(words.Length * width)..];
            Fill(raw, DataOf(chunk) + ((long)(first - group.First) * width));
            if (!narrow) continue;
            for (var row = 0; row < words.Length; row++) words[row] = BinaryPrimitives.ReadInt32LittleEndian(raw[(row * width)..]);
        }
    }

    private void Fill(Span<byte> into, long at)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(_file, into, at);
            if (read == 0) throw Damaged(_path, new EndOfStreamException());
            into = into[read..];
            at += read;
        }
    }

    private long DataOf(Chunk chunk)
    {
        if (chunk.Values > 0) return chunk.Values;
        Span<byte> head = stackalloc byte[64];
        var length = RandomAccess.Read(_file, head, chunk.Data);
        var thrift = new ThriftReader(head[..length]);
        thrift.Skip(12);
        return chunk.Values = chunk.Data + thrift.Position;
    }

    private void ReadSymbols(Chunk chunk, int first, List<string> symbols, List<int> starts)
    {
        var (dictionary, runs) = ReadDictionary(chunk);
        var row = first;
        foreach (var (code, count) in runs)
        {
            // A symbol may go on from the group before.
            if (symbols.Count == 0 || symbols[^1] != dictionary[code])
            {
                symbols.Add(dictionary[code]);
                starts.Add(row);
            }

            row += count;
        }

        Count = row;
    }

    private (string[] Texts, List<(int Code, int Count)> Runs) ReadDictionary(Chunk chunk)
    {
        var bytes = new byte[chunk.Bytes];
        Fill(bytes, chunk.Start);
        var head = new ThriftReader(bytes);
        head.Skip(12);
        ReadOnlySpan<byte> page = bytes.AsSpan(head.Position, (int)(chunk.Data - chunk.Start) - head.Position);
        var texts = new List<string>();
        while (page.Length > 0)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(page);
            texts.Add(Encoding.UTF8.GetString(page.Slice(4, length)));
            page = page[(4 + length)..];
        }

        ReadOnlySpan<byte> data = bytes.AsSpan((int)(chunk.Data - chunk.Start));
        head = new ThriftReader(data);
        head.Skip(12);
        data = data[head.Position..];
        var width = (data[0] + 7) / 8;
        data = data[1..];
        var runs = new List<(int Code, int Count)>();
        var left = chunk.Count;
        while (left > 0)
        {
            var count = 0;
            var shift = 0;
            var at = 0;
            do
            {
                count |= (data[at] & 0x7F) << shift;
                shift += 7;
            }
            while (data[at++] >= 0x80);
            var code = 0;
            for (var i = 0; i < width; i++) code |= data[at + i] << (8 * i);
            count >>= 1;
            if (count <= 0 || count > left || (uint)code >= (uint)texts.Count) throw new InvalidDataException("a run of texts is damaged");
            runs.Add((code, count));
            left -= count;
            data = data[(at + width)..];
        }

        return ([.. texts], runs);
    }

    private List<Chunk[]> ReadFooter()
    {
        var length = RandomAccess.GetLength(_file);
        Span<byte> tail = stackalloc byte[Tail];
        if (length < Tail) throw new InvalidDataException("it is too short");
        Fill(tail, length - Tail);
        var footerLength = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8) || footerLength <= 0 || footerLength > length - Tail) throw new InvalidDataException("its footer is not there");
        var bytes = new byte[footerLength];
        Fill(bytes, length - Tail - footerLength);

        var thrift = new ThriftReader(bytes);
        var groups = new List<Chunk[]>();
        var field = 0;
        while (thrift.Next(ref field, out var type))
        {
            if (field != 4)
            {
                thrift.Skip(type);
                continue;
            }

            var count = thrift.List(out _);
            for (var i = 0; i < count; i++) groups.Add(ReadGroup(ref thrift));
        }

        return groups;
    }

    private Chunk[] ReadGroup(ref ThriftReader thrift)
    {
        var chunks = new List<Chunk>();
        var field = 0;
        while (thrift.Next(ref field, out var type))
        {
            if (field != 1)
            {
                thrift.Skip(type);
                continue;
            }

            var count = thrift.List(out _);
            for (var i = 0; i < count; i++)
            {
                var inner = 0;
                while (thrift.Next(ref inner, out var innerType))
                {
                    if (inner == 3) chunks.Add(ReadChunk(ref thrift));
                    else thrift.Skip(innerType);
                }
            }
        }

        return chunks.Count == _schema.Columns.Count + 2 ? [.. chunks] : throw new InvalidDataException("it has other columns");
    }

    private static Chunk ReadChunk(ref ThriftReader thrift)
    {
        var chunk = new Chunk();
        var field = 0;
        while (thrift.Next(ref field, out var type))
        {
            switch (field)
            {
                case 5:
                    chunk.Count = checked((int)thrift.Number());
                    break;
                case 7:
                    chunk.Bytes = thrift.Number();
                    break;
                case 9:
                    chunk.Data = thrift.Number();
                    break;
                case 11:
                    chunk.Start = thrift.Number();
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        }

        if (chunk.Start == 0) chunk.Start = chunk.Data;
        return chunk;
    }

    private static DataRefusedException Damaged(string path, Exception why) => new(
        $"the store's part {path} cannot be read ({why.Message}); the part as it was written is needed: 'symphony store check' lists damaged parts", path);

    private sealed record Group(int First, Chunk[] Chunks);

    private sealed class Chunk
    {
        public int Count { get; set; }

        public long Bytes { get; set; }

        public long Start { get; set; }

        public long Data { get; set; }

        /// <summary>Where the values begin, once the page's head was read; 0 before.</summary>
        public long Values { get; set; }
    }
}
