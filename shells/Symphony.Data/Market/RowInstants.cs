using System;
using System.Globalization;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Instants of rows that come in order of time, some at a time.</summary>
/// <param name="clock">The clock of times without a distance from UTC.</param>
internal sealed class RowInstants(SessionClock clock)
{
    private const long Quarter = 15 * TimeSpan.MicrosecondsPerMinute;
    private long _lastQuarter = long.MinValue;
    private long _offset;

    /// <summary>The instant of a stamp; within a quarter of an hour the market's distance from UTC is one.</summary>
    /// <param name="stamp">The stamp, not a date.</param>
    /// <param name="form">What it is.</param>
    /// <param name="file">The file, for the refusal.</param>
    /// <param name="row">The row, for the refusal.</param>
    public long Of(long stamp, StampForm form, string file, long row)
    {
        if (form == StampForm.Instant)
        {
            return stamp;
        }

        if (stamp / Quarter != _lastQuarter)
        {
            if (!clock.TryInstant(stamp, out var instant))
            {
                throw new DataRefusedException(
                    string.Create(CultureInfo.InvariantCulture, $"{file}, row {row}: {Stamp.Write(stamp, StampForm.Local)} is shown never or twice by clocks in {clock.Name} (they are put forward or back); a time with its distance from UTC is accepted"),
                    file,
                    row);
            }

            (_lastQuarter, _offset) = (stamp / Quarter, instant - stamp);
        }

        return stamp + _offset;
    }
}
