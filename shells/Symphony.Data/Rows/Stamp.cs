using System;
using System.Globalization;
using System.Text;

namespace Symphony.Data.Rows;

/// <summary>What a date column's text says.</summary>
internal enum StampForm
{
    /// <summary>Nothing read yet.</summary>
    None,

    /// <summary>A date.</summary>
    Date,

    /// <summary>A date and a time on the market's own clock.</summary>
    Local,

    /// <summary>A date and a time with its distance from UTC.</summary>
    Instant,
}

/// <summary>Reads dates and times: year first, or in a stated pattern; nothing is guessed.</summary>
internal static class Stamp
{
    /// <summary>Microseconds in a day.</summary>
    public const long Day = 86_400_000_000;

    /// <summary>What the refusals say is accepted.</summary>
    public const string Accepted = "yyyy-MM-dd, or yyyy-MM-ddTHH:mm:ss within a day,";

    private const long Minute = 60_000_000;
    private const int FirstYear = 1700;
    private const int LastYear = 2299;

    /// <summary>
    /// Reads <c>yyyy-MM-dd</c>, <c>yyyy/MM/dd</c> or <c>yyyyMMdd</c>, perhaps followed by T or a blank and
    /// <c>HH:mm</c>, seconds, a fraction, and Z or a distance such as +01:00.
    /// </summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="micros">Microseconds since 1970-01-01T00:00, of the clock the form names.</param>
    /// <param name="form">What the text was.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out long micros, out StampForm form)
    {
        micros = 0;
        form = StampForm.None;
        if (!TryDate(ref text, out var day))
        {
            return false;
        }

        micros = day * Day;
        if (text.IsEmpty)
        {
            form = StampForm.Date;
            return true;
        }

        if (text[0] is not ((byte)'T' or (byte)' ') || !TryTime(text[1..], out var time, out form))
        {
            return false;
        }

        micros += time;
        return true;
    }

    /// <summary>Reads a text in a stated pattern.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="pattern">A .NET pattern such as <c>dd/MM/yyyy</c>; with H or h in it, a time on the market's clock.</param>
    /// <param name="micros">Microseconds since 1970-01-01T00:00.</param>
    /// <param name="form">Date or local time, by the pattern.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, string pattern, out long micros, out StampForm form)
    {
        Span<char> chars = stackalloc char[64];
        micros = 0;
        form = pattern.Contains('H', StringComparison.Ordinal) || pattern.Contains('h', StringComparison.Ordinal)
            ? StampForm.Local
            : StampForm.Date;
        if (text.Length > chars.Length || !Encoding.UTF8.TryGetChars(text, chars, out var length))
        {
            return false;
        }

        if (!DateTime.TryParseExact(chars[..length], pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
            || read.Year is < FirstYear or > LastYear)
        {
            return false;
        }

        micros = (read.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return true;
    }

    /// <summary>True of a date of the calendar that lies outside the years this shell reads.</summary>
    /// <param name="text">UTF-8.</param>
    public static bool IsBeyond(ReadOnlySpan<byte> text)
    {
        const int Length = 10;
        Span<char> chars = stackalloc char[Length];
        return text.Length >= Length && (text.Length == Length || text[Length] is (byte)'T' or (byte)' ')
            && Encoding.UTF8.TryGetChars(text[..Length], chars, out var length) && length == Length
            && DateOnly.TryParseExact(chars, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is < FirstYear or > LastYear;
    }

    /// <summary>True when the microseconds lie in the years this shell reads.</summary>
    /// <param name="micros">Microseconds since 1970-01-01T00:00.</param>
    public static bool InRange(long micros) => micros >= DayOf(FirstYear) * Day && micros < DayOf(LastYear + 1) * Day;

    /// <summary>The epoch day a stamp lies in.</summary>
    /// <param name="micros">Microseconds since 1970-01-01T00:00.</param>
    public static int EpochDay(long micros) => (int)((micros / Day) - (micros % Day < 0 ? 1 : 0));

    /// <summary>A stamp as text, the way it is written in sentences.</summary>
    /// <param name="micros">Microseconds since 1970-01-01T00:00.</param>
    /// <param name="form">What they mean.</param>
    public static string Write(long micros, StampForm form)
    {
        var moment = DateTime.UnixEpoch.AddMicroseconds(micros);
        return form switch
        {
            StampForm.Date => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            StampForm.Instant => moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z",
            _ => moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        };
    }

    private static long DayOf(int year) => new DateOnly(year, 1, 1).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private static bool TryDate(ref ReadOnlySpan<byte> text, out long day)
    {
        day = 0;
        var dashed = text.Length >= 10 && text[4] is (byte)'-' or (byte)'/' && text[7] == text[4];
        var length = dashed ? 10 : 8;
        if (text.Length < length
            || !TryDigits(text[..4], out var year)
            || !TryDigits(text.Slice(dashed ? 5 : 4, 2), out var month)
            || !TryDigits(text.Slice(dashed ? 8 : 6, 2), out var dayOfMonth)
            || year is < FirstYear or > LastYear
            || month is < 1 or > 12
            || dayOfMonth < 1
            || dayOfMonth > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        day = new DateOnly(year, month, dayOfMonth).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        text = text[length..];
        return true;
    }

    private static bool TryTime(ReadOnlySpan<byte> text, out long micros, out StampForm form)
    {
        micros = 0;
        form = StampForm.Local;
        if (text.Length < 5
            || text[2] != ':'
            || !TryDigits(text[..2], out var hour)
            || !TryDigits(text.Slice(3, 2), out var minute)
            || hour > 23
            || minute > 59)
        {
            return false;
        }

        micros = ((hour * 60) + minute) * Minute;
        text = text[5..];
        if (text.Length >= 3 && text[0] == ':')
        {
            if (!TryDigits(text.Slice(1, 2), out var second) || second > 59)
            {
                return false;
            }

            micros += second * 1_000_000L;
            text = text[3..];
            if (!TryFraction(ref text, ref micros))
            {
                return false;
            }
        }

        return text.IsEmpty || TryDistance(text, ref micros, out form);
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> text, ref long micros)
    {
        if (text.IsEmpty || text[0] != '.')
        {
            return true;
        }

        var digits = 1;
        var unit = 100_000L;
        while (digits < text.Length && char.IsAsciiDigit((char)text[digits]))
        {
            micros += (text[digits] - '0') * unit;
            unit /= 10;
            digits++;
        }

        text = text[digits..];
        return digits is > 1 and <= 10;
    }

    private static bool TryDistance(ReadOnlySpan<byte> text, ref long micros, out StampForm form)
    {
        form = StampForm.Instant;
        if (text.Length == 1)
        {
            return text[0] == 'Z';
        }

        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6) || !TryDigits(text.Slice(1, 2), out var hours))
        {
            return false;
        }

        var minutes = 0;
        if (text.Length > 3 && ((text.Length == 6 && text[3] != ':') || !TryDigits(text[^2..], out minutes)))
        {
            return false;
        }

        var distance = ((hours * 60) + minutes) * Minute;
        micros -= text[0] == '-' ? -distance : distance;
        return hours <= 14 && minutes <= 59;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (10 * value) + (digit - '0');
        }

        return true;
    }
}
