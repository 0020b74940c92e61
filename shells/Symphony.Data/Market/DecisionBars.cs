using System;
using System.Collections.Generic;
using Symphony.Core;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>The bar after whose close a decision of some date or time was made.</summary>
internal sealed class DecisionBars
{
    private readonly Dictionary<long, int> _bars = [];
    private readonly StampForm _form;
    private readonly SessionClock _clock;
    private readonly bool _byDate;

    /// <summary>Looks bars up by session date, or by instant where the table has times within the day.</summary>
    /// <param name="axes">The market's axes.</param>
    /// <param name="form">What the table's stamps mean.</param>
    /// <param name="stamps">All of its stamps.</param>
    /// <param name="clock">The clock of local times.</param>
    public DecisionBars(Axes axes, StampForm form, ReadOnlySpan<long> stamps, SessionClock clock)
    {
        Axes = axes;
        _form = form;
        _clock = clock;
        _byDate = form == StampForm.Date || AllMidnight(stamps);
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            _bars[_byDate ? axes.SessionDate(bar) * Stamp.Day : axes.Instant(bar)] = bar;
        }
    }

    /// <summary>The market's axes.</summary>
    public Axes Axes { get; }

    /// <summary>The bar of a stamp, the last of a session; -1 when there is none.</summary>
    /// <param name="stamp">One of the table's stamps.</param>
    public int BarOf(long stamp)
    {
        var key = stamp;
        if (_byDate)
        {
            key = Local(stamp);
        }
        else if (_form == StampForm.Local && !_clock.TryInstant(stamp, out key))
        {
            return -1;
        }

        return _bars.TryGetValue(key, out var bar) ? bar : -1;
    }

    /// <summary>The bar of a stamp, or the first bar after it where there is none; -1 after the last bar.</summary>
    /// <param name="stamp">One of the table's stamps.</param>
    public int FirstFrom(long stamp)
    {
        if (BarOf(stamp) is >= 0 and var exact)
        {
            return exact;
        }

        var key = _byDate ? Local(stamp) : _form == StampForm.Local ? InstantOf(stamp) : stamp;
        var (low, high) = (0, Axes.BarCount);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var at = _byDate ? Axes.SessionDate(middle) * Stamp.Day : Axes.Instant(middle);
            (low, high) = at < key ? (middle + 1, high) : (low, middle);
        }

        return low < Axes.BarCount ? low : -1;
    }

    /// <summary>The first bar as the sentences write it.</summary>
    public string FirstText() => _byDate
        ? Stamp.Write(Axes.SessionDate(0) * Stamp.Day, StampForm.Date)
        : Stamp.Write(Axes.Instant(0), StampForm.Instant);

    /// <summary>A stamp as the sentences write it.</summary>
    /// <param name="stamp">One of the table's stamps.</param>
    public string Text(long stamp) => _byDate ? Stamp.Write(Local(stamp), StampForm.Date) : Stamp.Write(stamp, _form);

    /// <summary>What would be accepted: the range of the bars.</summary>
    public string Span()
    {
        var last = Axes.BarCount - 1;
        return _byDate
            ? $"a date of the bars, which run from {Stamp.Write(Axes.SessionDate(0) * Stamp.Day, StampForm.Date)} to {Stamp.Write(Axes.SessionDate(last) * Stamp.Day, StampForm.Date)},"
            : $"the closing time of a bar, which run from {Stamp.Write(Axes.Instant(0), StampForm.Instant)} to {Stamp.Write(Axes.Instant(last), StampForm.Instant)},";
    }

    private long InstantOf(long local)
    {
        _clock.TryInstant(local, out var instant);
        return instant;
    }

    private long Local(long stamp) => _form == StampForm.Instant ? _clock.LocalOf(stamp) : stamp;

    private bool AllMidnight(ReadOnlySpan<long> stamps)
    {
        foreach (var stamp in stamps)
        {
            if (Local(stamp) % Stamp.Day != 0)
            {
                return false;
            }
        }

        return true;
    }
}
