using System.Collections.Generic;
using System.Globalization;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Data.Market;

/// <summary>Puts bars into the sessions of a calendar, and together to longer ones.</summary>
internal static class SessionBars
{
    /// <summary>The bars with the calendar's session dates, longer where that is asked for.</summary>
    /// <param name="bars">The bars as they were read.</param>
    /// <param name="isDaily">True where each is a session already.</param>
    /// <param name="sampling">What is asked for; it names a calendar.</param>
    /// <param name="clock">The market's clock, with that calendar.</param>
    /// <param name="what">What the bars are, for notes.</param>
    /// <param name="notes">Takes a note of what became of them.</param>
    public static Bars Of(Bars bars, bool isDaily, BarSampling sampling, SessionClock clock, string what, List<string> notes)
    {
        if (isDaily)
        {
            return sampling.Width is null or "session" or "daily" or "1d"
                ? bars
                : throw new DataRefusedException($"the {what} are daily and cannot be made bars of {sampling.Width}; bars within a day are accepted", "bars");
        }

        var source = sampling.SourceMinutes;
        var width = sampling.Width ?? string.Create(CultureInfo.InvariantCulture, $"{source}min");
        var market = Resampling.Bars(bars, clock.SessionsAround(bars.Axes.SessionDate(0)), width, source, sampling.LeaveOutOutside);
        notes.Add(Note(market, what, width, source, clock.Calendar!));
        return market.Bars;
    }

    private static string Note(ResampledMarket market, string what, string width, int source, string calendar)
    {
        int bars = 0, cut = 0, gaps = 0, straddling = 0;
        foreach (var count in market.SourceBars.Span)
        {
            bars += count > 0 ? 1 : 0;
        }

        foreach (var partial in market.Partial.Span)
        {
            cut += partial.HasFlag(PartialBar.Cut) ? 1 : 0;
            gaps += partial.HasFlag(PartialBar.Gaps) ? 1 : 0;
            straddling += partial.HasFlag(PartialBar.Straddles) ? 1 : 0;
        }

        var begun = straddling == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" {straddling} hold a bar that begins before them, before the session or in the bar before.");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The {what} of {source} min were put into the sessions of {calendar} as {bars} bars of {width}: {cut} are cut by a close or a break, {gaps} lack some of their minutes, and {market.LeftOut} times outside the sessions were left out.{begun}");
    }
}
