using System;
using System.Collections.Generic;
using Symphony.Core;

namespace Symphony.Data;

/// <summary>Files of bars, or a store, and how to read them.</summary>
public sealed class BarsSource
{
    /// <summary>CSV (also .gz) and Parquet files: paths, or patterns with <c>*</c>, <c>?</c> and <c>**</c>.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The folder of a store to read in place of files; null for files.</summary>
    public string? Store { get; init; }

    /// <summary>Which bars of the store: daily, 1h, 15m, 1m.</summary>
    public string Frequency { get; init; } = "daily";

    /// <summary>Which symbols of the store; empty for all.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>The first session date read from the store; null from the beginning.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last session date read from the store; null to the end.</summary>
    public DateOnly? To { get; init; }

    /// <summary>The market's IANA time zone, such as America/New_York.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Whether prices are as traded, or restated for splits and dividends.</summary>
    public required PriceBasis PriceBasis { get; init; }

    /// <summary>What relative paths start from; empty for the current directory.</summary>
    public string BaseDirectory { get; init; } = string.Empty;

    /// <summary>The columns' names in the files.</summary>
    public BarColumnNames Columns { get; init; } = new();

    /// <summary>
    /// The .NET pattern of the date column where it is not year first, such as <c>dd/MM/yyyy</c>; null for
    /// yyyy-MM-dd, yyyy/MM/dd or yyyyMMdd, with a time behind for bars within a day.
    /// </summary>
    public string? DatePattern { get; init; }

    /// <summary>When a daily bar closes on the market's clock, above 0 and at most 24 hours.</summary>
    public TimeSpan SessionClose { get; init; } = TimeSpan.FromHours(16);

    /// <summary>The calendar the bars belong to and the longer bars they are put together to; none where nothing is said.</summary>
    public BarSampling Sampling { get; init; } = new();

    /// <summary>True when each file holds one symbol, named by the file's name without its ending.</summary>
    public bool SymbolFromFile { get; init; }

    /// <summary>
    /// Files of corporate actions, long: date, symbol, kind (split, dividend, delisting), value (new shares
    /// for one old, cash per share, simple return). Needed with raw prices only; empty for none.
    /// </summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>Files of bars of one benchmark, read with the same columns and dates; empty for none.</summary>
    public IReadOnlyList<string> Benchmark { get; init; } = [];

    /// <summary>
    /// What was decided about rows of which no bars can be made: rows that are no bars and are to be dropped, and which of
    /// several rows of one instant is kept. Other rows are not touched.
    /// </summary>
    public IReadOnlyList<AuditRepair> Repairs { get; init; } = [];

    /// <summary>Threads that parse, at least 1; the result does not depend on them.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
