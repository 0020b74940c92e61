using System;
using System.Collections.Generic;

namespace Symphony.Data;

/// <summary>Files to put into a store, and how to read them. What is null is the layout's, or the dataset's own.</summary>
public sealed record IngestSource
{
    /// <summary>CSV (also .gz) and Parquet files: paths, or patterns with <c>*</c>, <c>?</c> and <c>**</c>.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The store's folder; made where it is not there.</summary>
    public required string Store { get; init; }

    /// <summary>bars, quotes, quote-bars, trades, actions, universe, borrow, benchmark or options.</summary>
    public string Kind { get; init; } = "bars";

    /// <summary>1d, 1h, 15m, 1m, 30s, or a word such as tick for no fixed span; dated kinds need none.</summary>
    public string Frequency { get; init; } = "1d";

    /// <summary>What relative paths start from; empty for the current directory.</summary>
    public string BaseDirectory { get; init; } = string.Empty;

    /// <summary>The vendor's layout; null to recognise it by the columns' names.</summary>
    public string? Layout { get; init; }

    /// <summary>From the store's name of a column to the file's; several, joined by '+', for a symbol of parts.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>The columns' names of files without a header; null where line 1 names them.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>start or end: what a time within a day marks of its bar.</summary>
    public string? Label { get; init; }

    /// <summary>The IANA zone of the sessions, and of local times where <see cref="FileZone"/> names no other.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The IANA zone of the files' local times, where it is not that of the sessions: UTC of a market in Chicago.</summary>
    public string? FileZone { get; init; }

    /// <summary>raw or adjusted.</summary>
    public string? Prices { get; init; }

    /// <summary>What the files' prices are divided by: 1 or another power of ten up to a thousand million; null for the layout's own.</summary>
    public long? PriceScale { get; init; }

    /// <summary>The .NET pattern of dates that are not year first.</summary>
    public string? DatePattern { get; init; }

    /// <summary>s, ms, us or ns where a stamp is a number since 1970-01-01T00:00Z.</summary>
    public string? Epoch { get; init; }

    /// <summary>The symbol of all rows, where files have no column for it.</summary>
    public string? Symbol { get; init; }

    /// <summary>True when each file's name, without its endings, is its symbol.</summary>
    public bool? SymbolFromFile { get; init; }

    /// <summary>What becomes of local times that a clock shows twice or never.</summary>
    public ClockChange ClockChange { get; init; }

    /// <summary>True to set rows aside that cannot be used, and store the rest.</summary>
    public bool Quarantine { get; init; }

    /// <summary>True to let rows take the place of rows with the same key and other values.</summary>
    public bool Replace { get; init; }

    /// <summary>True to read, check and compare, and write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Threads that parse and sort, at least 1; the result does not depend on them.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Memory for rows not yet written, bytes; more rows are written in turns.</summary>
    public long Memory { get; init; } = 640L << 20;

    /// <summary>How long to wait for another process that writes to the store.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The clock of provenance.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What an ingest came to.</summary>
/// <param name="Rows">Rows read, those set aside included.</param>
/// <param name="New">Rows that were not there.</param>
/// <param name="Same">Rows that were there with the same values, or twice in the files.</param>
/// <param name="Replaced">Rows that took another's place.</param>
/// <param name="Aside">Rows set aside.</param>
/// <param name="Parts">Parts written, or that would be.</param>
/// <param name="Symbols">Symbols met.</param>
/// <param name="Inputs">The files.</param>
/// <param name="Notes">What was recognised or accepted and should be known.</param>
/// <param name="Hash">The store's content hash afterwards; of a dry run, before.</param>
public sealed record IngestReport(
    long Rows, long New, long Same, long Replaced, long Aside, int Parts, int Symbols,
    IReadOnlyList<DataInput> Inputs, IReadOnlyList<string> Notes, string Hash);

/// <summary>How far an ingest is.</summary>
/// <param name="Fraction">0 to 1.</param>
/// <param name="Text">In words.</param>
public readonly record struct IngestProgress(double Fraction, string Text);
