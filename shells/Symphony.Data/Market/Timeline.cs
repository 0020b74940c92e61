using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>The distinct stamps of a table, in order, as bars: their instants and session dates.</summary>
internal sealed class Timeline
{
    private readonly Dictionary<long, int> _bars;

    private Timeline(Dictionary<long, int> bars, long[] instants, int[] sessionDates, bool daily, bool fromMidnights)
    {
        _bars = bars;
        Instants = instants;
        SessionDates = sessionDates;
        IsDaily = daily;
        FromMidnights = fromMidnights;
    }

    /// <summary>Closing instants, strictly increasing.</summary>
    public long[] Instants { get; }

    /// <summary>Session dates, never decreasing.</summary>
    public int[] SessionDates { get; }

    /// <summary>True when each bar is a session.</summary>
    public bool IsDaily { get; }

    /// <summary>True when the table had times, all of them midnight, which were read as dates.</summary>
    public bool FromMidnights { get; }

    /// <summary>The bar of a stamp.</summary>
    /// <param name="stamp">One of the table's stamps.</param>
    public int BarOf(long stamp) => _bars[stamp];

    /// <summary>Orders the stamps and finds their instants.</summary>
    /// <param name="stamps">All stamps, in any order, at least one.</param>
    /// <param name="form">What they mean.</param>
    /// <param name="clock">The market's clock.</param>
    /// <param name="length">Microseconds added to the times of bars within a day: their length where their times are their opens.</param>
    /// <param name="refuse">From a stamp that cannot be placed, what is wrong and what is accepted, to the refusal.</param>
    public static Timeline Of(
        ReadOnlySpan<long> stamps, StampForm form, SessionClock clock, long length, Func<long, string, string, DataRefusedException> refuse)
    {
        var distinct = Distinct(stamps);
        var days = form == StampForm.Date ? distinct : Midnights(distinct, form, clock, refuse);
        var instants = new long[distinct.Length];
        var dates = new int[distinct.Length];
        for (var bar = 0; bar < distinct.Length; bar++)
        {
            var stamp = distinct[bar];
            if (days is not null)
            {
                dates[bar] = Stamp.EpochDay(days[bar]);
                if (!clock.IsSession(dates[bar]))
                {
                    throw refuse(stamp, $"is no session of {clock.Calendar}", "a date on which it trades");
                }

                instants[bar] = clock.CloseOf(dates[bar]);
            }
            else
            {
                instants[bar] = Instant(stamp, form, clock, refuse) + length;
                dates[bar] = clock.SessionDateOf(instants[bar]);
            }
        }

        var bars = new Dictionary<long, int>(distinct.Length);
        for (var bar = 0; bar < distinct.Length; bar++)
        {
            bars.Add(distinct[bar], bar);
        }

        return new Timeline(bars, instants, dates, days is not null, days is not null && form != StampForm.Date);
    }

    private static long[] Distinct(ReadOnlySpan<long> stamps)
    {
        var seen = new HashSet<long>();
        foreach (var stamp in stamps)
        {
            seen.Add(stamp);
        }

        var distinct = seen.ToArray();
        Array.Sort(distinct);
        return distinct;
    }

    /// <summary>The days of stamps that are all midnights on the market's clock, or null.</summary>
    private static long[]? Midnights(long[] stamps, StampForm form, SessionClock clock, Func<long, string, string, DataRefusedException> refuse)
    {
        var local = form == StampForm.Instant ? Array.ConvertAll(stamps, clock.LocalOf) : stamps;
        if (Array.TrueForAll(local, stamp => stamp % Stamp.Day == 0))
        {
            return local;
        }

        return stamps.Length > 1 && form == StampForm.Instant && Array.TrueForAll(stamps, stamp => stamp % Stamp.Day == 0)
            ? throw refuse(stamps[0], $"is midnight UTC, as every row's is, which is another date in {clock.Name}", "a date without a time, or the time zone UTC,")
            : null;
    }

    private static long Instant(long stamp, StampForm form, SessionClock clock, Func<long, string, string, DataRefusedException> refuse)
    {
        if (form == StampForm.Instant)
        {
            return stamp;
        }

        return clock.TryInstant(stamp, out var instant)
            ? instant
            : throw refuse(stamp, $"is shown never or twice by clocks in {clock.Name} (they are put forward or back)", "a time with its distance from UTC");
    }
}
