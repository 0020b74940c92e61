using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Symphony.Data.Store;

/// <summary>What a part's file came to.</summary>
/// <param name="Sha256">64 lower-case hexadecimal digits of its bytes.</param>
/// <param name="Bytes">Its length.</param>
internal readonly record struct PartFacts(string Sha256, long Bytes);

/// <summary>
/// Writes rows as Parquet: one page a column in groups of a million rows, plain words, texts by dictionary, nothing
/// packed. The bytes follow from the rows alone, on every machine.
/// </summary>
/// <param name="schema">The rows' columns.</param>
/// <param name="dated">True when stamps are dates.</param>
/// <param name="texts">The texts that words point to.</param>
internal sealed class PartWriter(StoreSchema schema, bool dated, Func<long, string> texts)
{
    /// <summary>Rows of a group, but for the last.</summary>
    public const int GroupRows = 1 << 20;

    private const int Int32 = 1;
    private const int Int64 = 2;
    private const int Double = 5;
    private const int ByteArray = 6;
    private const int Plain = 0;
    private const int Rle = 3;
    private const int RleDictionary = 8;

    private static ReadOnlySpan<byte> Mark => "PAR1"u8;

    /// <summary>Writes all rows; the stream is at its beginning.</summary>
    /// <param name="to">Takes the bytes.</param>
    /// <param name="rows">The rows.</param>
    public PartFacts Write(Stream to, PartRows rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var sink = new Sink(to, hash);
        sink.Put(Mark);
        var groups = new List<Chunk[]>();
        for (var from = 0; from < rows.Count; from += GroupRows)
        {
            groups.Add(Group(sink, rows, from, Math.Min(rows.Count, from + GroupRows)));
        }

        var footer = Footer(rows, groups);
        sink.Put(footer);
        Span<byte> length = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        sink.Put(length);
        sink.Put(Mark);
        return new PartFacts(Convert.ToHexStringLower(hash.GetHashAndReset()), sink.Position);
    }

    private Chunk[] Group(Sink sink, PartRows rows, int from, int to)
    {
        var chunks = new Chunk[schema.Columns.Count + 2];
        var first = 0;
        while (rows.Starts[first + 1] <= from) first++;
        var codes = new List<(int Code, int Count)>();
        var dictionary = new List<string>();
        for (var symbol = first; symbol < rows.Symbols.Count && rows.Starts[symbol] < to; symbol++)
        {
            var count = Math.Min(rows.Starts[symbol + 1], to) - Math.Max(rows.Starts[symbol], from);
            codes.Add((dictionary.Count, count));
            dictionary.Add(rows.Symbols[symbol]);
        }

        chunks[0] = Dictionary(sink, dictionary, codes, to - from);
        chunks[1] = dated ? Narrow(sink, rows.Stamps.AsSpan(from, to - from)) : Wide(sink, rows.Stamps.AsSpan(from, to - from), Int64);
        for (var column = 0; column < schema.Columns.Count; column++)
        {
            var words = rows.Words[column].AsSpan(from, to - from);
            chunks[column + 2] = schema.Columns[column].Type switch
            {
                StoreType.Number => Wide(sink, words, Double),
                StoreType.Whole or StoreType.Instant => Wide(sink, words, Int64),
                StoreType.Date => Narrow(sink, words),
                _ => Texts(sink, words),
            };
        }

        return chunks;
    }

    private Chunk Texts(Sink sink, ReadOnlySpan<long> words)
    {
        // In the order of the texts, so that the bytes do not depend on the order they were met.
        var distinct = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var known = new Dictionary<long, string>();
        foreach (var word in words)
        {
            if (!known.ContainsKey(word)) distinct[known[word] = texts(word)] = 0;
        }

        List<string> dictionary = [.. distinct.Keys];
        for (var i = 0; i < dictionary.Count; i++) distinct[dictionary[i]] = i;
        var codes = new List<(int Code, int Count)>();
        foreach (var word in words)
        {
            var code = distinct[known[word]];
            if (codes.Count > 0 && codes[^1].Code == code) codes[^1] = (code, codes[^1].Count + 1);
            else codes.Add((code, 1));
        }

        return Dictionary(sink, dictionary, codes, words.Length);
    }

    private static Chunk Dictionary(Sink sink, List<string> dictionary, List<(int Code, int Count)> codes, int count)
    {
        var start = sink.Position;
        var page = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var text in dictionary)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
            page.Write(length);
            page.Write(utf8);
        }

        var head = new ThriftWriter();
        head.Int(1, 2);
        head.Int(2, (int)page.Length);
        head.Int(3, (int)page.Length);
        head.Begin(7);
        head.Int(1, dictionary.Count);
        head.Int(2, Plain);
        head.End();
        head.Stop();
        sink.Put(head.Bytes);
        sink.Put(page.GetBuffer().AsSpan(0, (int)page.Length));
        var data = sink.Position;

        var bits = Math.Max(1, 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Max(0, dictionary.Count - 1)));
        page.SetLength(0);
        page.WriteByte((byte)bits);
        foreach (var (code, run) in codes)
        {
            ThriftWriter.Varint(page, (ulong)run << 1);
            for (var shift = 0; shift < bits; shift += 8) page.WriteByte((byte)(code >> shift));
        }

        sink.Put(PageHead((int)page.Length, count, RleDictionary));
        sink.Put(page.GetBuffer().AsSpan(0, (int)page.Length));
        return new Chunk(ByteArray, start, data, sink.Position - start, count);
    }

    private static Chunk Wide(Sink sink, ReadOnlySpan<long> words, int type)
    {
        var start = sink.Position;
        sink.Put(PageHead(checked(words.Length * sizeof(long)), words.Length, Plain));
        sink.Put(MemoryMarshal.AsBytes(words));
        return new Chunk(type, start, start, sink.Position - start, words.Length);
    }

    private static Chunk Narrow(Sink sink, ReadOnlySpan<long> words)
    {
        var start = sink.Position;
        sink.Put(PageHead(checked(words.Length * sizeof(int)), words.Length, Plain));
        var ints = ArrayPool<int>.Shared.Rent(words.Length);
        for (var i = 0; i < words.Length; i++) ints[i] = (int)words[i];
        sink.Put(MemoryMarshal.AsBytes(ints.AsSpan(0, words.Length)));
        ArrayPool<int>.Shared.Return(ints);
        return new Chunk(Int32, start, start, sink.Position - start, words.Length);
    }

    private static ReadOnlySpan<byte> PageHead(int bytes, int count, int encoding)
    {
        var head = new ThriftWriter();
        head.Int(1, 0);
        head.Int(2, bytes);
        head.Int(3, bytes);
        head.Begin(5);
        head.Int(1, count);
        head.Int(2, encoding);
        head.Int(3, Rle);
        head.Int(4, Rle);
        head.End();
        head.Stop();
        return head.Bytes;
    }

    private ReadOnlySpan<byte> Footer(PartRows rows, List<Chunk[]> groups)
    {
        var footer = new ThriftWriter();
        footer.Int(1, 1);
        footer.Structs(2, schema.Columns.Count + 3);
        footer.BeginElement();
        footer.Text(4, "schema");
        footer.Int(5, schema.Columns.Count + 2);
        footer.End();
        Element(footer, "symbol", StoreType.Text);
        Element(footer, dated ? "date" : "time", dated ? StoreType.Date : StoreType.Instant);
        foreach (var column in schema.Columns) Element(footer, column.Name, column.Type);
        footer.Long(3, rows.Count);
        footer.Structs(4, groups.Count);
        foreach (var chunks in groups)
        {
            footer.BeginElement();
            footer.Structs(1, chunks.Length);
            var total = 0L;
            for (var column = 0; column < chunks.Length; column++)
            {
                Describe(footer, NameOf(column), chunks[column]);
                total += chunks[column].Bytes;
            }

            footer.Long(2, total);
            footer.Long(3, chunks[0].Count);
            footer.End();
        }

        footer.Text(6, "symphony store format 1");
        footer.Stop();
        return footer.Bytes;
    }

    private string NameOf(int column) => column switch { 0 => "symbol", 1 => dated ? "date" : "time", _ => schema.Columns[column - 2].Name };

    private static void Element(ThriftWriter footer, string name, StoreType type)
    {
        footer.BeginElement();
        footer.Int(1, type switch { StoreType.Text => ByteArray, StoreType.Date => Int32, StoreType.Number => Double, _ => Int64 });
        footer.Int(3, 0);
        footer.Text(4, name);
        if (type is StoreType.Text or StoreType.Date or StoreType.Instant)
        {
            footer.Int(6, type switch { StoreType.Text => 0, StoreType.Date => 6, _ => 10 });
            footer.Begin(10);
            switch (type)
            {
                case StoreType.Text:
                    footer.Begin(1);
                    break;
                case StoreType.Date:
                    footer.Begin(6);
                    break;
                default:
                    footer.Begin(8);
                    footer.Truth(1, true);
                    footer.Begin(2);
                    footer.Begin(2);
                    footer.End();
                    footer.End();
                    break;
            }

            footer.End();
            footer.End();
        }

        footer.End();
    }

    private static void Describe(ThriftWriter footer, string name, Chunk chunk)
    {
        footer.BeginElement();
        footer.Long(2, chunk.Start);
        footer.Begin(3);
        footer.Int(1, chunk.Type);
        if (chunk.Data > chunk.Start) footer.Ints(2, Plain, Rle, RleDictionary);
        else footer.Ints(2, Plain, Rle);
        footer.Texts(3, name);
        footer.Int(4, 0);
        footer.Long(5, chunk.Count);
        footer.Long(6, chunk.Bytes);
        footer.Long(7, chunk.Bytes);
        footer.Long(9, chunk.Data);
        if (chunk.Data > chunk.Start) footer.Long(11, chunk.Start);
        footer.End();
        footer.End();
    }

    /// <summary>A column of a group as it lies in the file.</summary>
    private readonly record struct Chunk(int Type, long Start, long Data, long Bytes, int Count);

    /// <summary>Bytes on their way to the file and the hash.</summary>
    private sealed class Sink(Stream to, IncrementalHash hash)
    {
        public long Position { get; private set; }

        public void Put(ReadOnlySpan<byte> bytes)
        {
            to.Write(bytes);
            hash.AppendData(bytes);
            Position += bytes.Length;
        }
    }
}
