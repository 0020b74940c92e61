using System;
using System.Collections.Generic;

namespace Symphony.Data;

/// <summary>Bar files that are made longer and written to one file.</summary>
public sealed record BarResampling
{
    /// <summary>The files: paths, or patterns with <c>*</c>, <c>?</c> and <c>**</c>; each symbol's times ascend through them.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The calendar, the longer bars and what the files' own bars are.</summary>
    public required BarSampling Sampling { get; init; }

    /// <summary>The file to write, Parquet or CSV by its ending.</summary>
    public required string Output { get; init; }

    /// <summary>The zone of times without a distance from UTC; null for the calendar's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The columns' names in the files.</summary>
    public BarColumnNames Columns { get; init; } = new();

    /// <summary>True when each file holds one symbol, named by the file's name without its ending.</summary>
    public bool SymbolFromFile { get; init; }

    /// <summary>Threads that parse, at least 1; the result does not depend on them.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>What was made longer.</summary>
/// <param name="SourceRows">Rows read.</param>
/// <param name="Symbols">Symbols in them.</param>
/// <param name="Bars">Longer bars written.</param>
/// <param name="Cut">Of these, cut by a close or a break.</param>
/// <param name="Gaps">Of these, made of fewer rows than they have room for.</param>
/// <param name="Unfinished">Of these, those the files ended within.</param>
/// <param name="Straddling">Of these, those whose first row begins before they do.</param>
/// <param name="Missing">Rows that there was room for and that were not there, within these bars.</param>
/// <param name="LeftOut">Rows outside the sessions, left out.</param>
/// <param name="Zone">The zone of the calendar.</param>
/// <param name="ZoneSha256">The hash of its rules.</param>
/// <param name="Inputs">The files read.</param>
public sealed record BarResamplingOutcome(
    long SourceRows,
    int Symbols,
    long Bars,
    long Cut,
    long Gaps,
    long Unfinished,
    long Straddling,
    long Missing,
    long LeftOut,
    string Zone,
    string ZoneSha256,
    IReadOnlyList<DataInput> Inputs);
