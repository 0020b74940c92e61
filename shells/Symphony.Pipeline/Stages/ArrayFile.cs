using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Symphony.Pipeline;

/// <summary>Named arrays in one file: how a stage keeps what the next one reads.</summary>
/// <remarks>
/// After eight mark bytes and a count, each array has its name, one letter for its type (d, i, l, b), its
/// length and its elements, little-endian. It is a cache, not a format for others: a stage's key changes
/// with the code that writes it, so no older file is ever read.
/// </remarks>
internal sealed class ArrayFile
{
    private static ReadOnlySpan<byte> Mark => "SYMARR1\n"u8;

    private readonly Dictionary<string, Array> arrays = new(StringComparer.Ordinal);

    internal double[] Doubles(string name) => (double[])arrays[name];

    internal int[] Ints(string name) => (int[])arrays[name];

    internal long[] Longs(string name) => (long[])arrays[name];

    internal bool[] Truths(string name) => (bool[])arrays[name];

    internal bool Has(string name) => arrays.ContainsKey(name);

    internal ArrayFile Add(string name, Array values)
    {
        arrays.Add(name, values);
        return this;
    }

    internal ArrayFile AddValues(string name, ReadOnlyMemory<double> values) => Add(name, values.ToArray());

    internal void Write(string file)
    {
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Mark);
        writer.Write(arrays.Count);
        foreach (var (name, values) in arrays)
        {
            writer.Write(name);
            writer.Write(LetterOf(values));
            writer.Write(values.Length);
            writer.Flush();
            stream.Write(BytesOf(values));
        }
    }

    /// <summary>Where another file first differs, array by array, and how much of that array does; null where none does.</summary>
    internal (string Where, string Extent)? Difference(ArrayFile other)
    {
        foreach (var name in arrays.Keys.Union(other.arrays.Keys))
        {
            if (!arrays.TryGetValue(name, out var one)) return ($"{name}, which the first does not have", "");
            if (!other.arrays.TryGetValue(name, out var two)) return ($"{name}, which the second does not have", "");
            if (LetterOf(one) != LetterOf(two) || one.Length != two.Length) return ($"{name}: {Written.Whole(one.Length)} values against {Written.Whole(two.Length)}", "");
            if (BytesOf(one).SequenceEqual(BytesOf(two))) continue;
            // By bits, as a number that is none differs from itself.
            var width = BytesOf(one).Length / one.Length;
            var (first, count) = (-1, 0);
            for (var i = 0; i < one.Length; i++)
            {
                if (BytesOf(one).Slice(i * width, width).SequenceEqual(BytesOf(two).Slice(i * width, width))) continue;
                if (count++ == 0) first = i;
            }

            return ($"{name}, value {Written.Whole(first + 1)}: {Text(one, first)} against {Text(two, first)}", $"{Written.Whole(count)} of {Written.Whole(one.Length)} values differ");
        }

        return null;
    }

    private static string Text(Array values, int i) => Convert.ToString(values.GetValue(i), System.Globalization.CultureInfo.InvariantCulture)!;

    internal static ArrayFile Read(string file)
    {
        var read = new ArrayFile();
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        if (!reader.ReadBytes(Mark.Length).AsSpan().SequenceEqual(Mark))
            throw new InvalidDataException($"{file} holds no arrays");
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var name = reader.ReadString();
            var values = Empty(reader.ReadChar(), reader.ReadInt32());
            reader.BaseStream.ReadExactly(BytesOf(values));
            read.Add(name, values);
        }

        return read;
    }

    private static char LetterOf(Array values) => values switch
    {
        double[] => 'd',
        int[] => 'i',
        long[] => 'l',
        _ => 'b',
    };

    private static Array Empty(char letter, int length) => letter switch
    {
        'd' => new double[length],
        'i' => new int[length],
        'l' => new long[length],
        _ => new bool[length],
    };

    private static Span<byte> BytesOf(Array values) => values switch
    {
        double[] doubles => MemoryMarshal.AsBytes(doubles.AsSpan()),
        int[] ints => MemoryMarshal.AsBytes(ints.AsSpan()),
        long[] longs => MemoryMarshal.AsBytes(longs.AsSpan()),
        bool[] truths => MemoryMarshal.AsBytes(truths.AsSpan()),
        _ => throw new ArgumentException($"arrays of {values.GetType().GetElementType()} are not kept", nameof(values)),
    };
}
