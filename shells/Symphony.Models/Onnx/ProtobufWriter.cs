using System;
using System.Buffers;
using System.Text;

namespace Symphony.Models.Onnx;

/// <summary>Writes protocol buffer fields in the order in which they are given.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0, LengthDelimited = 2;

    private readonly ArrayBufferWriter<byte> buffer = new();

    internal ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    internal ProtobufWriter Integer(int field, long value)
    {
        Number(Tag(field, Varint));
        Number((ulong)value);
        return this;
    }

    internal ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Number(Tag(field, LengthDelimited));
        Number((ulong)value.Length);
        buffer.Write(value);
        return this;
    }

    internal ProtobufWriter Text(int field, string value) =>
        Bytes(field, Encoding.UTF8.GetBytes(value));

    internal ProtobufWriter Message(int field, Action<ProtobufWriter> write)
    {
        var inner = new ProtobufWriter();
        write(inner);
        return Bytes(field, inner.Written);
    }

    private static ulong Tag(int field, int wireType) => ((ulong)field << 3) | (uint)wireType;

    private void Number(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        var length = 0;
        for (; value >= 0x80; value >>= 7) bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
        buffer.Write(bytes[..length]);
    }
}
