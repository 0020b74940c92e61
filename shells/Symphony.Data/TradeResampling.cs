using System;
using System.Collections.Generic;

namespace Symphony.Data;

/// <summary>When a bar of trades is full.</summary>
public enum TradeBarKind
{
    /// <summary>At the end of its stretch of the session.</summary>
    Time,

    /// <summary>After so many trades.</summary>
    Tick,

    /// <summary>When so many shares or contracts were traded.</summary>
    Volume,

    /// <summary>When so much money was traded.</summary>
    Dollar,
}

/// <summary>Trades that are made into bars and written to one file.</summary>
public sealed record TradeResampling
{
    /// <summary>The files: paths, or patterns with <c>*</c>, <c>?</c> and <c>**</c>; each symbol's times never fall through them. None where a store is named.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>A store whose trades are read in place of files.</summary>
    public string? Store { get; init; }

    /// <summary>The store's word for how far its trades are apart.</summary>
    public string Frequency { get; init; } = "tick";

    /// <summary>The store's symbols that are read; none for all.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>When a bar is full.</summary>
    public required TradeBarKind Kind { get; init; }

    /// <summary>Of time bars the width: 15min, 1h or session.</summary>
    public string? Width { get; init; }

    /// <summary>Of other bars the trades, shares or money that fill one, above zero.</summary>
    public double Amount { get; init; }

    /// <summary>The calendar whose sessions no bar crosses; null for none. Time bars need one.</summary>
    public string? Calendar { get; init; }

    /// <summary>True to leave out trades outside the calendar's sessions, false to refuse them.</summary>
    public bool LeaveOutOutside { get; init; }

    /// <summary>The file to write, Parquet or CSV by its ending.</summary>
    public required string Output { get; init; }

    /// <summary>The zone of times without a distance from UTC; null for the calendar's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The columns' names in the files.</summary>
    public TradeColumnNames Columns { get; init; } = new();

    /// <summary>True when each file holds one symbol, named by the file's name without its ending.</summary>
    public bool SymbolFromFile { get; init; }

    /// <summary>Threads that parse, at least 1; the result does not depend on them.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>What the columns of trades are called in the files; a name also meets one that differs in case only.</summary>
public sealed record TradeColumnNames
{
    /// <summary>When the trade took place.</summary>
    public string Date { get; init; } = "date";

    /// <summary>The symbol; not looked for when the file's name is the symbol.</summary>
    public string Symbol { get; init; } = "symbol";

    /// <summary>The price.</summary>
    public string Price { get; init; } = "price";

    /// <summary>The shares or contracts.</summary>
    public string Size { get; init; } = "size";
}

/// <summary>What trades were made into bars.</summary>
/// <param name="Trades">Trades read.</param>
/// <param name="Symbols">Symbols in them.</param>
/// <param name="Bars">Bars written.</param>
/// <param name="Partial">Of these, ended by a session, a break or the end of the source before they were full.</param>
/// <param name="SameInstant">Of these, those that end at the instant at which the bar before them ends.</param>
/// <param name="LeftOut">Trades outside the sessions, left out.</param>
/// <param name="Zone">The zone of the calendar; null without one.</param>
/// <param name="ZoneSha256">The hash of its rules; null without one.</param>
/// <param name="Inputs">What was read.</param>
public sealed record TradeResamplingOutcome(
    long Trades,
    int Symbols,
    long Bars,
    long Partial,
    long SameInstant,
    long LeftOut,
    string? Zone,
    string? ZoneSha256,
    IReadOnlyList<DataInput> Inputs);
