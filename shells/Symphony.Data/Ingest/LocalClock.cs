using System;
using System.Collections.Generic;
using System.Globalization;
using Symphony.Data.Rows;

namespace Symphony.Data.Ingest;

/// <summary>From a source's local times to instants; a day on which no clock is changed is looked up once.</summary>
/// <param name="zone">The source's zone.</param>
/// <param name="change">What becomes of times shown twice or never.</param>
internal sealed class LocalClock(TimeZoneInfo zone, ClockChange change)
{
    private const long Changing = long.MinValue;
    private readonly Dictionary<int, long> _offsets = [];
    private int _day = int.MinValue;
    private long _offset;

    /// <summary>The instant of a local time, or what is wrong with it.</summary>
    /// <param name="local">Microseconds since 1970-01-01T00:00 on the source's clock.</param>
    /// <param name="instant">Microseconds since 1970-01-01T00:00Z.</param>
    /// <returns>Null, or the fault.</returns>
    public string? Find(long local, out long instant)
    {
        var day = Stamp.EpochDay(local);
        if (day != _day)
        {
            if (!_offsets.TryGetValue(day, out _offset)) _offsets[day] = _offset = OffsetOf(day);
            _day = day;
        }

        instant = local - _offset;
        return _offset == Changing ? FindAtChange(local, out instant) : null;
    }

    /// <summary>What the source's clock shows at an instant.</summary>
    /// <param name="instant">Microseconds since 1970-01-01T00:00Z.</param>
    public long LocalOf(long instant) => instant + Micros(zone.GetUtcOffset(DateTime.UnixEpoch.AddMicroseconds(instant)));

    private long OffsetOf(int day)
    {
        var start = Moment(day * Stamp.Day);
        var offset = zone.GetUtcOffset(start);
        foreach (var at in (ReadOnlySpan<DateTime>)[start, start.AddHours(12), start.AddTicks(TimeSpan.TicksPerDay - 1)])
        {
            if (zone.GetUtcOffset(at) != offset || zone.IsAmbiguousTime(at) || zone.IsInvalidTime(at)) return Changing;
        }

        return Micros(offset);
    }

    private string? FindAtChange(long local, out long instant)
    {
        var moment = Moment(local);
        instant = local - Micros(zone.GetUtcOffset(moment));
        var never = zone.IsInvalidTime(moment);
        if (!never && !zone.IsAmbiguousTime(moment)) return null;

        // In a gap both offsets, that of the day's beginning and that of its end, give an instant.
        TimeSpan[] offsets = never
            ? [zone.GetUtcOffset(moment.AddHours(-3)), zone.GetUtcOffset(moment.AddHours(3))]
            : zone.GetAmbiguousTimeOffsets(moment);
        var (first, second) = (local - Micros(Max(offsets)), local - Micros(Min(offsets)));
        instant = change == ClockChange.Later ? second : first;
        return change == ClockChange.Refuse
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"is shown {(never ? "never" : "twice")} by clocks in {zone.Id} ({(never ? "between" : "at")} {Stamp.Write(first, StampForm.Instant)} and {Stamp.Write(second, StampForm.Instant)})")
            : null;
    }

    private static TimeSpan Max(TimeSpan[] offsets) => offsets[0] > offsets[^1] ? offsets[0] : offsets[^1];

    private static TimeSpan Min(TimeSpan[] offsets) => offsets[0] < offsets[^1] ? offsets[0] : offsets[^1];

    private static DateTime Moment(long local) => DateTime.SpecifyKind(DateTime.UnixEpoch.AddMicroseconds(local), DateTimeKind.Unspecified);

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
