using System;
using System.Globalization;
using System.Text;

namespace Symphony.Data.Ingest;

/// <summary>Reads decimal numbers: the double nearest to the text, as the platform's own reader gives it, sooner.</summary>
internal static class NumberText
{
    private const int MostDigits = 15;
    private const int MostExponent = 22;

    /// <summary>Powers of ten that a double holds exactly.</summary>
    private static readonly double[] Powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Reads a number: digits, a point, an exponent; also NaN and infinities by name.</summary>
    /// <param name="text">UTF-8, without blanks around it.</param>
    /// <param name="shift">How many places the point is moved to the left: 4 for prices in ten-thousandths.</param>
    /// <param name="value">The number.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, int shift, out double value)
    {
        // A whole mantissa below 2^53 times or by an exact power of ten is rounded once, hence correctly (Clinger 1990).
        var at = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative) at = 1;
        var mantissa = 0L;
        var digits = 0;
        var places = -1;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                mantissa = (10 * mantissa) + digit;
                if (++digits > MostDigits) return TrySlowly(text, shift, out value);
                if (places >= 0) places++;
            }
            else if (text[at] == '.' && places < 0)
            {
                places = 0;
            }
            else
            {
                return TrySlowly(text, shift, out value);
            }
        }

        var down = Math.Max(0, places) + shift;
        if (digits == 0 || down > MostExponent) return TrySlowly(text, shift, out value);
        value = mantissa / Powers[down];
        if (negative && mantissa != 0) value = -value;
        return true;
    }

    /// <summary>Reads a whole number of zero or more.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="value">The number.</param>
    public static bool TryWhole(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > 19) return false;
        foreach (var letter in text)
        {
            var digit = (uint)(letter - '0');
            if (digit > 9 || value > (long.MaxValue - digit) / 10) return false;
            value = (10 * value) + digit;
        }

        return true;
    }

    private static bool TrySlowly(ReadOnlySpan<byte> text, int shift, out double value)
    {
        value = 0;
        if (text.Length is 0 or > 400) return false;
        var written = Encoding.ASCII.GetString(text);
        switch (written.TrimStart('+', '-').ToUpperInvariant())
        {
            case "NAN":
                value = BitConverter.Int64BitsToDouble(Store.StoreColumn.Missing);
                return true;
            case "INF" or "INFINITY":
                value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (shift > 0)
        {
            var exponent = written.IndexOfAny(['e', 'E']);
            var power = 0;
            if (exponent >= 0 && !int.TryParse(written.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power)) return false;
            written = string.Create(CultureInfo.InvariantCulture, $"{(exponent >= 0 ? written[..exponent] : written)}e{power - shift}");
        }

        if (!double.TryParse(written, Style, CultureInfo.InvariantCulture, out value)) return false;
        if (value == 0) value = 0;
        return true;
    }
}
