using System;
using System.Collections.Generic;
using Symphony.Core;

namespace Symphony.Data;

/// <summary>Bars and what came with them.</summary>
public sealed class MarketData
{
    internal MarketData(
        Bars bars,
        CorporateActions actions,
        ReadOnlyMemory<double> benchmarkCloses,
        IReadOnlyList<DataInput> inputs,
        IReadOnlyList<string> notes,
        string calendarSha256)
    {
        Bars = bars;
        Actions = actions;
        BenchmarkCloses = benchmarkCloses;
        Inputs = inputs;
        Notes = notes;
        CalendarSha256 = calendarSha256;
    }

    /// <summary>The bars: symbols in the order of their characters, dates ascending.</summary>
    public Bars Bars { get; }

    /// <summary>The corporate actions; none where no file was named.</summary>
    public CorporateActions Actions { get; }

    /// <summary>The benchmark's close at each bar, T values, NaN where it has none; empty without a benchmark.</summary>
    public ReadOnlyMemory<double> BenchmarkCloses { get; }

    /// <summary>The files read, in order: bars, then actions, then benchmark.</summary>
    public IReadOnlyList<DataInput> Inputs { get; }

    /// <summary>What was accepted and should be known, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>How many rows each of the source's repairs left out because no bar could be made of them; empty without repairs.</summary>
    public IReadOnlyList<long> LeftOut { get; init; } = [];

    /// <summary>
    /// The SHA-256 over the bars' session dates and closing instants: it changes when the time zone's table,
    /// as this machine holds it, would place a bar elsewhere.
    /// </summary>
    public string CalendarSha256 { get; }
}
