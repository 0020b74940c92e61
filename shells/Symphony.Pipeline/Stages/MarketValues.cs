using System;
using System.Collections.Generic;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>What the ingest stage makes.</summary>
internal sealed class MarketValues(
    Bars bars,
    CorporateActions actions,
    IReadOnlyList<InputFile> inputs,
    IReadOnlyList<string> notes,
    string calendarHash)
{
    private readonly Lazy<Bars> adjusted = new(() => PriceAdjustment.Forward(bars, actions));

    /// <summary>The bars as they were read.</summary>
    internal Bars Bars => bars;

    /// <summary>Splits, dividends and delistings.</summary>
    internal CorporateActions Actions => actions;

    /// <summary>The bars restated for what was known by each of them.</summary>
    internal Bars Adjusted => adjusted.Value;

    /// <summary>The files that were read.</summary>
    internal IReadOnlyList<InputFile> Inputs => inputs;

    /// <summary>SHA-256 over session dates and closing instants, before any date was left out: the time zone's table shows in it.</summary>
    internal string CalendarHash => calendarHash;

    /// <summary>What was accepted and should be known.</summary>
    internal IReadOnlyList<string> Notes => notes;
}
