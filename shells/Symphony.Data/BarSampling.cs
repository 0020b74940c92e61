using System;

namespace Symphony.Data;

/// <summary>Which end of a bar its time is.</summary>
public enum BarLabel
{
    /// <summary>Its close.</summary>
    End,

    /// <summary>Its open: its length is added.</summary>
    Start,
}

/// <summary>Whether bars belong to the sessions of a calendar, and to which longer bars they are put together.</summary>
public sealed record BarSampling
{
    /// <summary>The calendar's name; null for none, when session dates are those of the market's clock.</summary>
    public string? Calendar { get; init; }

    /// <summary>The longer bars, 15min, 1h or session; null to keep the bars as they are. Needs a calendar.</summary>
    public string? Width { get; init; }

    /// <summary>Which end of a bar its time in the files is.</summary>
    public BarLabel Label { get; init; }

    /// <summary>How many minutes a bar of the files covers, 1 to 1440.</summary>
    public int SourceMinutes { get; init; } = 1;

    /// <summary>True to leave out bars outside the calendar's sessions, false to refuse them.</summary>
    public bool LeaveOutOutside { get; init; }

    /// <summary>Microseconds from a bar's time to its close.</summary>
    internal long AddedMicros => Label == BarLabel.Start ? SourceMinutes * TimeSpan.MicrosecondsPerMinute : 0;
}
