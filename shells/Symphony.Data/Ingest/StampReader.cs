using System;
using System.Globalization;
using Symphony.Data.Rows;

namespace Symphony.Data.Ingest;

/// <summary>From the text of a date and time to the store's stamp.</summary>
/// <param name="plan">How stamps are read.</param>
internal sealed class StampReader(StampPlan plan)
{
    private readonly LocalClock? _clock = plan.Zone is null ? null : new LocalClock(plan.Zone, plan.Change);
    private readonly byte[] _last = new byte[40];
    private int _lastLength = -1;
    private long _lastStamp;

    /// <summary>What refusals say is accepted.</summary>
    public string Accepted => plan.Divisor != 0 ? "a whole number since 1970-01-01T00:00Z"
        : plan.FileDay is not null ? "milliseconds since midnight"
        : plan.Pattern is { } pattern ? $"the pattern {pattern}"
        : plan.Dated ? "a date (yyyy-MM-dd)"
        : "a time (yyyy-MM-ddTHH:mm:ss, with its distance from UTC or on the clock of --time-zone)";

    /// <summary>Reads a stamp.</summary>
    /// <param name="date">UTF-8, without blanks around it.</param>
    /// <param name="time">The time of day where a column of its own holds it; empty for none.</param>
    /// <param name="stamp">The epoch day, or microseconds since 1970-01-01T00:00Z at the row's end.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public string? Read(ReadOnlySpan<byte> date, ReadOnlySpan<byte> time, out long stamp)
    {
        if (time.IsEmpty && date.Length == _lastLength && date.SequenceEqual(_last.AsSpan(0, _lastLength)))
        {
            stamp = _lastStamp;
            return null;
        }

        var fault = ReadNew(date, time, out stamp);
        if (fault is null && time.IsEmpty && date.Length <= _last.Length)
        {
            date.CopyTo(_last);
            (_lastLength, _lastStamp) = (date.Length, stamp);
        }

        return fault;
    }

    /// <summary>The stamp of a date or time that was read.</summary>
    /// <param name="micros">Microseconds since 1970-01-01T00:00 of the clock the form names.</param>
    /// <param name="form">What it was.</param>
    /// <param name="stamp">The epoch day, or microseconds since 1970-01-01T00:00Z at the row's end.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public string? Place(long micros, StampForm form, out long stamp)
    {
        stamp = 0;
        if (!Stamp.InRange(micros)) return "lies outside the years 1700 to 2299";
        if (plan.Dated)
        {
            if (form == StampForm.Instant)
            {
                if (_clock is null) return "is a time where a date is needed";
                micros = _clock.LocalOf(micros);
            }

            stamp = Stamp.EpochDay(micros);
            return micros % Stamp.Day == 0 ? null
                : form == StampForm.Instant ? $"is {Stamp.Write(micros, StampForm.Local)} in {plan.Zone!.Id}, no date of a daily row"
                : "has a time of day where rows are daily";
        }

        stamp = micros;
        switch (form)
        {
            case StampForm.Date:
                return "has no time of day where rows lie within a day";
            case StampForm.Local when _clock is null:
                return "is a local time of no stated zone";
            case StampForm.Local when _clock.Find(micros, out stamp) is { } fault:
                return fault;
        }

        stamp += plan.Shift;
        return null;
    }

    /// <summary>Nanoseconds that a stamp has beyond its microsecond, 0 to 999: what the store does not hold.</summary>
    /// <param name="date">A text that was read as a stamp.</param>
    public int Beyond(ReadOnlySpan<byte> date)
    {
        if (plan.Divisor != 0) return plan.Divisor == 1000 && NumberText.TryWhole(date, out var number) ? (int)(number % 1000) : 0;
        if (plan.Pattern is not null || date.LastIndexOf((byte)'.') is not (>= 0 and var point)) return 0;

        // Seconds have six places of microseconds, milliseconds three.
        var places = date[(point + 1)..];
        var nanoseconds = 0;
        for (var (at, unit) = (plan.FileDay is null ? 6 : 3, 100); unit > 0 && at < places.Length && char.IsAsciiDigit((char)places[at]); at++, unit /= 10)
            nanoseconds += (places[at] - '0') * unit;
        return nanoseconds;
    }

    private string? ReadNew(ReadOnlySpan<byte> date, ReadOnlySpan<byte> time, out long stamp)
    {
        stamp = 0;
        if (plan.Divisor != 0 || plan.FileDay is not null)
        {
            if (plan.FileDay is { } day)
            {
                return !TryMilliseconds(date, out var ofDay) ? "is no number of milliseconds"
                    : ofDay < Stamp.Day ? Place((day * Stamp.Day) + ofDay, StampForm.Local, out stamp)
                    : "is more than a day";
            }

            if (!NumberText.TryWhole(date, out var number)) return "is no whole number";
            if (plan.Divisor > 0) return Place(number / plan.Divisor, StampForm.Instant, out stamp);
            return number <= long.MaxValue / -plan.Divisor ? Place(number * -plan.Divisor, StampForm.Instant, out stamp) : "lies outside the years 1700 to 2299";
        }

        long micros;
        StampForm form;
        var read = plan.Pattern is null ? Stamp.TryRead(date, out micros, out form) : Stamp.TryRead(date, plan.Pattern, out micros, out form);
        if (!read && plan.Pattern is null && Stamp.IsBeyond(date)) return "lies outside the years 1700 to 2299";
        if (!read) return plan.Dated ? "is no date" : "is no date or time";
        if (!time.IsEmpty)
        {
            if (form != StampForm.Date) return "has a time of day beside the column of times";
            if (!TryTime(time, out var ofDay)) return "is followed by a time of day that is none (HH:mm, HH:mm:ss, HHmm or HHmmss)";
            micros += ofDay;
            form = plan.Dated && ofDay == 0 ? StampForm.Date : StampForm.Local;
        }

        return Place(micros, form, out stamp);
    }

    /// <summary>Reads milliseconds with up to nine places, in microseconds; what lies below one is cut off.</summary>
    private static bool TryMilliseconds(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        var point = text.IndexOf((byte)'.');
        if (!NumberText.TryWhole(point < 0 ? text : text[..point], out var whole)) return false;
        micros = Math.Min(whole, Stamp.Day) * 1000;
        if (point < 0) return true;
        var places = text[(point + 1)..];
        if (places.Length is 0 or > 9 || places.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        for (var (at, unit) = (0, 100); at < Math.Min(3, places.Length); at++, unit /= 10) micros += (places[at] - '0') * unit;
        return true;
    }

    /// <summary>Reads HH:mm, HH:mm:ss, HHmm or HHmmss.</summary>
    private static bool TryTime(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        Span<byte> digits = stackalloc byte[6];
        digits.Fill((byte)'0');
        var count = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == ':' && at is 2 or 5 && text.Length is 5 or 8) continue;
            if (!char.IsAsciiDigit((char)text[at]) || count == 6) return false;
            digits[count++] = text[at];
        }

        if (count is not (4 or 6)) return false;
        int Two(ReadOnlySpan<byte> from) => ((from[0] - '0') * 10) + from[1] - '0';
        var (hour, minute, second) = (Two(digits), Two(digits[2..]), Two(digits[4..]));
        micros = ((((hour * 60L) + minute) * 60) + second) * 1_000_000;
        return hour < 24 && minute < 60 && second < 60;
    }

    /// <summary>A stamp of the store in words.</summary>
    /// <param name="stamp">The stamp.</param>
    /// <param name="dated">True for an epoch day.</param>
    public static string Write(long stamp, bool dated) => dated
        ? Stamp.Write(stamp * Stamp.Day, StampForm.Date)
        : DateTime.UnixEpoch.AddMicroseconds(stamp).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z";
}
