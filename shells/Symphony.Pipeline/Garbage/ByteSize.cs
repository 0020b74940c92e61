using System;
using System.Globalization;
using System.Linq;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Sizes as people write them: 2GB, 1.5 GiB, 0.</summary>
public static class ByteSize
{
    /// <summary>What is accepted, in words.</summary>
    public const string Accepted = "a size with its unit (500MB, 2GB, 1.5GiB) or 0";

    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("B", 1), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1L << 40),
        ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12),
    ];

    /// <summary>How many bytes a text means.</summary>
    /// <param name="flag">What was written, for the refusal.</param>
    /// <param name="text">A number and a unit: B, KB, MB, GB, TB by thousands, KiB, MiB, GiB, TiB by 1,024; 0 needs none.</param>
    /// <exception cref="RefusedException">It is no size.</exception>
    public static long Parse(string flag, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var number = text.Trim();
        var digits = number.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.').Count();
        var unit = number[digits..].Trim();
        var known = Units.FirstOrDefault(one => one.Unit.Equals(unit, StringComparison.OrdinalIgnoreCase));
        if (double.TryParse(number.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
        {
            if (count == 0 && unit.Length == 0) return 0;
            if (known.Unit is not null && count * known.Bytes < long.MaxValue) return (long)(count * known.Bytes);
        }

        throw new RefusedException(flag, $"{flag} was '{text}', but {Accepted} is accepted");
    }

    /// <summary>A number of bytes with three figures or so, by thousands: 1.24 GB, 312 MB, 0 B.</summary>
    /// <param name="bytes">How many, not negative.</param>
    public static string Text(long bytes)
    {
        var (unit, size) = Units.Take(5).Last(one => one.Bytes <= Math.Max(bytes, 1));
        var count = bytes / size;
        return count.ToString(unit == "B" || count >= 99.95 ? "0" : count >= 9.995 ? "0.0" : "0.00", CultureInfo.InvariantCulture) + " " + unit;
    }
}
