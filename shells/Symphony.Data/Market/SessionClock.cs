using System;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>The market's own clock: from its dates and times to instants, and back to session dates.</summary>
internal sealed class SessionClock
{
    private const long MicrosPerTick = 10;
    private readonly TimeZoneInfo _zone;
    private readonly TimeSpan _close;

    /// <summary>A clock, or the refusal of an unknown zone or an impossible close.</summary>
    /// <param name="zone">An IANA name.</param>
    /// <param name="close">When a daily bar closes, above 0 and at most 24 hours.</param>
    public SessionClock(string zone, TimeSpan close)
    {
        if (close <= TimeSpan.Zero || close > TimeSpan.FromHours(24))
        {
            throw new DataRefusedException($"the session close {close} is not a time of day; above 00:00 and up to 24:00 is accepted", "sessionClose", value: close.ToString());
        }

        _close = close;
        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? found
            : throw new DataRefusedException($"the time zone '{zone}' is not known on this machine; an IANA name such as America/New_York or UTC is accepted", "timeZone", value: zone);
        Name = zone;
    }

    /// <summary>The zone's name.</summary>
    public string Name { get; }

    /// <summary>The instant at which the session of a date closes.</summary>
    /// <param name="day">Epoch day.</param>
    public long CloseOf(long day)
    {
        var local = Local((day * Stamp.Day) + (_close.Ticks / MicrosPerTick));
        return Micros(local - _zone.GetUtcOffset(local));
    }

    /// <summary>The instant of a time on the market's clock; false when the clock shows it never or twice.</summary>
    /// <param name="localMicros">Microseconds since 1970-01-01T00:00 on the market's clock.</param>
    /// <param name="instant">Microseconds since 1970-01-01T00:00Z.</param>
    public bool TryInstant(long localMicros, out long instant)
    {
        var local = Local(localMicros);
        instant = Micros(local - _zone.GetUtcOffset(local));
        return !_zone.IsInvalidTime(local) && !_zone.IsAmbiguousTime(local);
    }

    /// <summary>The session date of a bar that closes at an instant: a close at midnight ends the day before.</summary>
    /// <param name="instant">Microseconds since 1970-01-01T00:00Z.</param>
    public int SessionDateOf(long instant) => Stamp.EpochDay(LocalOf(instant) - 1);

    /// <summary>What the market's clock shows at an instant.</summary>
    /// <param name="instant">Microseconds since 1970-01-01T00:00Z.</param>
    public long LocalOf(long instant)
    {
        var utc = DateTime.SpecifyKind(Local(instant), DateTimeKind.Utc);
        return instant + (_zone.GetUtcOffset(utc).Ticks / MicrosPerTick);
    }

    private static DateTime Local(long micros) =>
        new(DateTime.UnixEpoch.Ticks + (micros * MicrosPerTick), DateTimeKind.Unspecified);

    private static long Micros(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / MicrosPerTick;
}
