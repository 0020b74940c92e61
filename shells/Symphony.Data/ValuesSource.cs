using System;

namespace Symphony.Data;

/// <summary>A file of one stated value by date, by symbol, or by both: fill prices, borrow rates, holdings.</summary>
public sealed record ValuesSource
{
    /// <summary>The file: CSV, gzipped CSV or Parquet.</summary>
    public required string File { get; init; }

    /// <summary>What the file holds, for refusals: "fill prices".</summary>
    public required string What { get; init; }

    /// <summary>The name of the column of values.</summary>
    public required string ValueColumn { get; init; }

    /// <summary>What refusals say is accepted as a value: "a price above zero".</summary>
    public required string Accepted { get; init; }

    /// <summary>The least accepted value; minus infinity for none.</summary>
    public double Least { get; init; } = double.NegativeInfinity;

    /// <summary>True when zero is refused too.</summary>
    public bool AboveZero { get; init; }

    /// <summary>True when a value may be NaN, and then says something.</summary>
    public bool MayBeNaN { get; init; }

    /// <summary>What a relative name starts from; empty for the current directory.</summary>
    public string BaseDirectory { get; init; } = string.Empty;

    /// <summary>The name of the column of dates.</summary>
    public string DateColumn { get; init; } = "date";

    /// <summary>The name of the column of symbols.</summary>
    public string SymbolColumn { get; init; } = "symbol";

    /// <summary>The IANA time zone of times without a distance from UTC; dates do not need it.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Threads that parse, at least 1; the result does not depend on them.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
