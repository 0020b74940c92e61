using System;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>The market's own clock: from its dates and times to instants, and back to session dates.</summary>
internal sealed class SessionClock
{
    private const long MicrosPerTick = 10;
    private readonly TimeZoneInfo _zone;
    private readonly TimeSpan _close;
    private readonly string? _calendar;
    private SessionCalendar? _sessions;

    /// <summary>A clock, or the refusal of an unknown zone or an impossible close.</summary>
    /// <param name="zone">An IANA name.</param>
    /// <param name="close">When a daily bar closes, above 0 and at most 24 hours.</param>
    /// <param name="calendar">The calendar whose sessions daily bars close with, or null.</param>
    public SessionClock(string zone, TimeSpan close, string? calendar = null)
    {
        if (calendar is not null)
        {
            // Refused here where there is none of that name, before any file is read.
            TradingCalendar.Zone(calendar);
            _calendar = calendar;
        }

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

    /// <summary>The calendar's name, or null.</summary>
    public string? Calendar => _calendar;

    /// <summary>All sessions that the calendar's rules cover around a date.</summary>
    /// <param name="day">Epoch day; the first one asked for decides.</param>
    public SessionCalendar SessionsAround(int day) =>
        _sessions ??= Calendars.ReadAround(_calendar!, DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(day)).Sessions;

    /// <summary>True when a date has a session, as every date has without a calendar.</summary>
    /// <param name="day">Epoch day.</param>
    public bool IsSession(int day) => _calendar is null || SessionsAround(day).IndexOfDate(day) >= 0;

    /// <summary>The instant of a time on the market's clock; of one it shows twice the later.</summary>
    /// <param name="localMicros">Microseconds since 1970-01-01T00:00 on the market's clock.</param>
    public long InstantOf(long localMicros)
    {
        var local = Local(localMicros);
        return Micros(local - _zone.GetUtcOffset(local));
    }

    /// <summary>The instant at which the session of a date closes.</summary>
    /// <param name="day">Epoch day.</param>
    public long CloseOf(long day)
    {
        if (_calendar is not null)
        {
            var sessions = SessionsAround((int)day);
            return sessions.Sessions[sessions.IndexOfDate((int)day)].Close;
        }

        var local = Local((day * Stamp.Day) + (_close.Ticks / MicrosPerTick));
        return Micros(local - _zone.GetUtcOffset(local));
    }

    /// <summary>The instant of a date that has no session: its end in UTC, beside no close of one.</summary>
    /// <param name="day">Epoch day.</param>
    public static long MidnightOf(long day) => (day + 1) * Stamp.Day;

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
