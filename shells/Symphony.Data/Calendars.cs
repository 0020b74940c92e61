using System;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data.Market;

namespace Symphony.Data;

/// <summary>A market's sessions as instants, and by which table of time zones they were placed.</summary>
/// <param name="Sessions">The sessions.</param>
/// <param name="Zone">The IANA zone of the market's clock.</param>
/// <param name="ZoneSha256">The hash of the zone's rules as this machine holds them.</param>
public sealed record ZonedCalendar(SessionCalendar Sessions, string Zone, string ZoneSha256);

/// <summary>The calendars of the core with their time zones resolved.</summary>
/// <remarks>
/// A local time that clocks skip is the instant they skip at, plus what it is past the skip; one they show twice is
/// the later. No calendar here opens or closes at such a time.
/// </remarks>
public static class Calendars
{
    /// <summary>The sessions of a calendar between two dates.</summary>
    /// <param name="name">One of <see cref="TradingCalendar.Names"/>.</param>
    /// <param name="first">The first date.</param>
    /// <param name="last">The last date.</param>
    /// <exception cref="RefusedException">There is no such calendar, or its rules do not cover the dates.</exception>
    public static ZonedCalendar Read(string name, DateOnly first, DateOnly last) => Read(name, EpochDay(first), EpochDay(last));

    /// <summary>All that the rules of a calendar cover around a date.</summary>
    /// <param name="name">One of <see cref="TradingCalendar.Names"/>.</param>
    /// <param name="around">A date within.</param>
    /// <exception cref="RefusedException">There is no such calendar, or its rules do not cover the date.</exception>
    public static ZonedCalendar ReadAround(string name, DateOnly around)
    {
        var day = EpochDay(around);
        var stretch = TradingCalendar.Coverage(name).FirstOrDefault(stretch => day >= stretch.First && day <= stretch.Last, new CalendarStretch());
        return stretch.First == 0 && stretch.Last == 0 ? Read(name, day, day) : Read(name, stretch.First, stretch.Last);
    }

    private static ZonedCalendar Read(string name, int first, int last)
    {
        var zone = TradingCalendar.Zone(name);
        var clock = new SessionClock(zone, TimeSpan.FromHours(24));
        return new ZonedCalendar(
            TradingCalendar.Sessions(name, first, last, clock.InstantOf),
            zone,
            ZoneRules.Hash(TimeZoneInfo.FindSystemTimeZoneById(zone)));
    }

    private static int EpochDay(DateOnly date) => date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
