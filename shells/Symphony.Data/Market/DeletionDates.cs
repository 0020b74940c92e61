using System;
using Symphony.Core.Interop;
using Symphony.Data.Store;

namespace Symphony.Data.Market;

/// <summary>The session dates by which rows are deleted: those of a calendar, or else of the clock of the rows' zone.</summary>
internal sealed class DeletionDates
{
    private readonly SessionClock? _clock;
    private readonly long _after;

    /// <summary>Dates of rows, or the refusal of a calendar that they have no use for.</summary>
    /// <param name="schema">What the rows are.</param>
    /// <param name="dated">True when rows are stamped with session dates.</param>
    /// <param name="zone">The zone of their sessions; null where they are dated and need none.</param>
    /// <param name="calendar">The calendar, or null.</param>
    public DeletionDates(StoreSchema schema, bool dated, string? zone, string? calendar)
    {
        if (dated && calendar is not null)
            throw new RefusedException("calendar", $"the calendar {calendar} is given, but the rows are stamped with their session dates; no calendar is accepted");
        _clock = dated ? null : new SessionClock(zone!, TimeSpan.FromHours(24), calendar);

        // A trade or quote at the very open is of the session, a bar that closes there is not.
        _after = schema.HasLabel ? 0 : 1;
    }

    /// <summary>The session date of a row. One outside all sessions of the calendar has the date of the clock.</summary>
    /// <param name="stamp">The row's stamp.</param>
    /// <returns>An epoch day.</returns>
    public int Of(long stamp)
    {
        if (_clock is null) return (int)stamp;
        var day = _clock.SessionDateOf(stamp);
        if (_clock.Calendar is null) return day;
        var sessions = _clock.SessionsAround(day);
        var at = sessions.FirstClosingFrom(stamp + _after);
        return at < sessions.Sessions.Count && sessions.Sessions[at].Open < stamp + _after ? sessions.Sessions[at].Date : day;
    }
}
