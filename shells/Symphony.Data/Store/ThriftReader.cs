using System;
using System.IO;
using System.Text;

namespace Symphony.Data.Store;

/// <summary>Reads thrift's compact protocol; bytes that end too early or nest without end are refused.</summary>
/// <param name="bytes">The bytes.</param>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int Deepest = 32;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    /// <summary>The next field's number and type; false at the structure's end.</summary>
    /// <param name="field">The field before, 0 at first; becomes this one.</param>
    /// <param name="type">The field's type.</param>
    public bool Next(ref int field, out int type)
    {
        var head = Byte();
        type = head & 15;
        if (head == 0) return false;
        field = head >> 4 == 0 ? (int)Number() : field + (head >> 4);
        return true;
    }

    /// <summary>A number of any width.</summary>
    public long Number()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Bytes with their length before.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        var length = Varint();
        if (length > (ulong)(_bytes.Length - Position)) throw Cut();
        var raw = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return raw;
    }

    /// <summary>A text.</summary>
    public string Text() => Encoding.UTF8.GetString(Raw());

    /// <summary>The number of a list's elements, and their type.</summary>
    /// <param name="type">The elements' type.</param>
    public int List(out int type)
    {
        var head = Byte();
        type = head & 15;
        var count = head >> 4 == 15 ? Varint() : (ulong)(head >> 4);
        return count <= (ulong)(_bytes.Length - Position) ? (int)count : throw Cut();
    }

    /// <summary>Passes over a value.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="depth">How deep it lies.</param>
    public void Skip(int type, int depth = 0)
    {
        if (depth > Deepest) throw Cut();
        switch (type)
        {
            case 1 or 2:
                break;
            case 3:
                Byte();
                break;
            case 4 or 5 or 6:
                Varint();
                break;
            case 7:
                if (_bytes.Length - Position < 8) throw Cut();
                Position += 8;
                break;
            case 8:
                Raw();
                break;
            case 9 or 10:
                var count = List(out var element);
                for (var i = 0; i < count; i++)
                {
                    // Truths in a list have a byte each.
                    if (element is 1 or 2) Byte();
                    else Skip(element, depth + 1);
                }

                break;
            case 12:
                var field = 0;
                while (Next(ref field, out var inner)) Skip(inner, depth + 1);
                break;
            default:
                throw Cut();
        }
    }

    private byte Byte() => Position < _bytes.Length ? _bytes[Position++] : throw Cut();

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var read = Byte();
            value |= (ulong)(read & 0x7F) << shift;
            if (read < 0x80) return value;
        }

        throw Cut();
    }

    private static InvalidDataException Cut() => new("the footer is cut short or damaged");
}
