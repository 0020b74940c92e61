using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Symphony.Data.Store;

/// <summary>Thrift's compact protocol, as far as a Parquet footer needs it.</summary>
internal sealed class ThriftWriter
{
    private const byte True = 1;
    private const byte False = 2;
    private const byte I32 = 5;
    private const byte I64 = 6;
    private const byte Binary = 8;
    private const byte List = 9;
    private const byte Struct = 12;

    private readonly MemoryStream _bytes = new();
    private readonly Stack<int> _outer = new();
    private int _field;

    /// <summary>Everything written.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);

    /// <summary>A 32-bit field.</summary>
    public void Int(int field, int value)
    {
        Head(field, I32);
        Number(value);
    }

    /// <summary>A 64-bit field.</summary>
    public void Long(int field, long value)
    {
        Head(field, I64);
        Number(value);
    }

    /// <summary>A truth.</summary>
    public void Truth(int field, bool value) => Head(field, value ? True : False);

    /// <summary>A text, or bytes.</summary>
    public void Text(int field, ReadOnlySpan<byte> value)
    {
        Head(field, Binary);
        Raw(value);
    }

    /// <summary>A text.</summary>
    public void Text(int field, string value) => Text(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A structure as a field.</summary>
    public void Begin(int field)
    {
        Head(field, Struct);
        BeginElement();
    }

    /// <summary>A structure as an element of a list.</summary>
    public void BeginElement()
    {
        _outer.Push(_field);
        _field = 0;
    }

    /// <summary>Ends a structure.</summary>
    public void End()
    {
        _bytes.WriteByte(0);
        _field = _outer.Pop();
    }

    /// <summary>Ends the outermost structure.</summary>
    public void Stop() => _bytes.WriteByte(0);

    /// <summary>A list of structures; each follows by <see cref="BeginElement"/>.</summary>
    public void Structs(int field, int count) => ListHead(field, count, Struct);

    /// <summary>A list of 32-bit numbers.</summary>
    public void Ints(int field, params ReadOnlySpan<int> values)
    {
        ListHead(field, values.Length, I32);
        foreach (var value in values) Number(value);
    }

    /// <summary>A list of one text.</summary>
    public void Texts(int field, string value)
    {
        ListHead(field, 1, Binary);
        Raw(Encoding.UTF8.GetBytes(value));
    }

    private void ListHead(int field, int count, byte type)
    {
        Head(field, List);
        if (count < 15)
        {
            _bytes.WriteByte((byte)((count << 4) | type));
            return;
        }

        _bytes.WriteByte((byte)(0xF0 | type));
        Varint(_bytes, (ulong)count);
    }

    private void Head(int field, byte type)
    {
        var delta = field - _field;
        _field = field;
        if (delta is > 0 and <= 15)
        {
            _bytes.WriteByte((byte)((delta << 4) | type));
            return;
        }

        _bytes.WriteByte(type);
        Number(field);
    }

    private void Raw(ReadOnlySpan<byte> value)
    {
        Varint(_bytes, (ulong)value.Length);
        _bytes.Write(value);
    }

    private void Number(long value) => Varint(_bytes, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes seven bits a byte, the lowest first.</summary>
    public static void Varint(Stream to, ulong value)
    {
        while (value >= 0x80)
        {
            to.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        to.WriteByte((byte)value);
    }
}
