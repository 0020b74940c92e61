using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Symphony.Data;

/// <summary>A named column to write; its values are not copied, so they must not change before the writing ends.</summary>
public sealed class ParquetColumn
{
    private ParquetColumn(string name, ParquetKind kind, int count)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Kind = kind;
        Count = count;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public ParquetKind Kind { get; }

    /// <summary>How many values it has.</summary>
    public int Count { get; }

    internal ReadOnlyMemory<long> Longs { get; private init; }

    internal ReadOnlyMemory<int> Ints { get; private init; }

    internal ReadOnlyMemory<double> Doubles { get; private init; }

    internal ReadOnlyMemory<bool> Booleans { get; private init; }

    /// <summary>The distinct texts as UTF-8, to which <see cref="Ints"/> points; null where each row has its own.</summary>
    internal byte[][]? Dictionary { get; private init; }

    internal IReadOnlyList<string>? Strings { get; private init; }

    /// <summary>Its values, one a row.</summary>
    internal Array ToArray()
    {
        switch (Kind)
        {
            case ParquetKind.Int64 or ParquetKind.Instant:
                return Longs.ToArray();
            case ParquetKind.Double:
                return Doubles.ToArray();
            case ParquetKind.Boolean:
                return Booleans.ToArray();
            case ParquetKind.Text when Dictionary is null:
                return Strings!.ToArray();
            case ParquetKind.Text:
                var texts = Array.ConvertAll(Dictionary, Encoding.UTF8.GetString);
                return Array.ConvertAll(Ints.ToArray(), code => texts[code]);
            default:
                return Ints.ToArray();
        }
    }

    /// <summary>A column of 64-bit whole numbers.</summary>
    /// <param name="name">Its name, not empty.</param>
    /// <param name="values">Its values, one a row.</param>
    public static ParquetColumn Int64(string name, ReadOnlyMemory<long> values) =>
        new(name, ParquetKind.Int64, values.Length) { Longs = values };

    /// <summary>A column of 32-bit whole numbers.</summary>
    /// <param name="name">Its name, not empty.</param>
    /// <param name="values">Its values, one a row.</param>
    public static ParquetColumn Int32(string name, ReadOnlyMemory<int> values) =>
        new(name, ParquetKind.Int32, values.Length) { Ints = values };

    /// <summary>A column of doubles; NaN is kept.</summary>
    /// <param name="name">Its name, not empty.</param>
    /// <param name="values">Its values, one a row.</param>
    public static ParquetColumn Double(string name, ReadOnlyMemory<double> values) =>
        new(name, ParquetKind.Double, values.Length) { Doubles = values };

    /// <summary>A column of texts.</summary>
    /// <param name="name">Its name, not empty.</param>
    /// <param name="values">Its values, one a row, none null.</param>
    public static ParquetColumn Text(string name, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(name, ParquetKind.Text, values.Count) { Strings = values };
    }

    /// <summary>A column of texts out of a few, such as symbols: no text for each row.</summary>
    /// <param name="name">Its name, not empty.</param>
    /// <param name="codes">Which text each row has, 0 to the number of texts - 1.</param>
    /// <param name="texts">The texts.</param>
    public static ParquetColumn Text(string name, ReadOnlyMemory<int> codes, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var utf8 = new byte[texts.Count][];
        for (var i = 0; i < utf8.Length; i++)
        {
            utf8[i] = Encoding.UTF8.GetBytes(texts[i]);
        }

        return new(name, ParquetKind.Text, codes.Length) { Ints = codes, Dictionary = utf8 };
    }

    /// <summary>A column of dates.</summary>
    /// <param name="name">Its name, not empty.</param>
    /// <param name="epochDays">Days since 1970-01-01, one a row.</param>
    public static ParquetColumn Date(string name, ReadOnlyMemory<int> epochDays) =>
        new(name, ParquetKind.Date, epochDays.Length) { Ints = epochDays };

    /// <summary>A column of instants.</summary>
    /// <param name="name">Its name, not empty.</param>
    /// <param name="micros">Microseconds since 1970-01-01T00:00Z, one a row.</param>
    public static ParquetColumn Instant(string name, ReadOnlyMemory<long> micros) =>
        new(name, ParquetKind.Instant, micros.Length) { Longs = micros };

    /// <summary>A column of truths.</summary>
    /// <param name="name">Its name, not empty.</param>
    /// <param name="values">Its values, one a row.</param>
    public static ParquetColumn Boolean(string name, ReadOnlyMemory<bool> values) =>
        new(name, ParquetKind.Boolean, values.Length) { Booleans = values };
}
