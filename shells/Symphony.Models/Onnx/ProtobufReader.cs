using System;
using System.Text;

namespace Symphony.Models.Onnx;

/// <summary>Reads protocol buffer fields one after another.</summary>
/// <remarks>
/// <see cref="Next"/> is false at the end, and at the first byte that cannot be read; then
/// <see cref="Broken"/> is true. No value it gives lies outside the bytes given to it.
/// </remarks>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;

    /// <summary>The number of the field just read.</summary>
    internal int Field { get; private set; }

    /// <summary>The value of a number field.</summary>
    internal long Integer { get; private set; }

    /// <summary>The value of a field with a length: text, bytes or a message.</summary>
    internal ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>True once something could not be read.</summary>
    internal bool Broken { get; private set; }

    internal readonly string Text => Encoding.UTF8.GetString(Bytes);

    internal bool Next()
    {
        Integer = 0;
        Bytes = default;
        if (rest.IsEmpty || Broken) return false;
        Broken = !(Number(out var tag) && Value((int)(tag & 7)) && tag >> 3 is > 0 and < 1 << 29);
        Field = (int)(tag >> 3);
        return !Broken;
    }

    private bool Value(int wireType)
    {
        switch (wireType)
        {
            case 0:
                var read = Number(out var value);
                Integer = (long)value;
                return read;
            case 1:
                return Take(8);
            case 2:
                return Number(out var length) && length <= (ulong)rest.Length && Take((int)length);
            case 5:
                return Take(4);
            default:
                return false;
        }
    }

    private bool Take(int length)
    {
        if (length > rest.Length) return false;
        Bytes = rest[..length];
        rest = rest[length..];
        return true;
    }

    private bool Number(out ulong value)
    {
        value = 0;
        for (var index = 0; index < 10 && index < rest.Length; index++)
        {
            value |= (ulong)(rest[index] & 0x7f) << (7 * index);
            if (rest[index] >= 0x80) continue;
            rest = rest[(index + 1)..];
            return true;
        }

        return false;
    }
}
