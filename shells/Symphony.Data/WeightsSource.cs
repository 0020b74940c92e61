using System;
using System.Collections.Generic;

namespace Symphony.Data;

/// <summary>Files of target weights, long: decision date, symbol, weight.</summary>
public sealed class WeightsSource
{
    /// <summary>CSV (also .gz) and Parquet files: paths, or patterns with <c>*</c>, <c>?</c> and <c>**</c>.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>What relative paths start from; empty for the current directory.</summary>
    public string BaseDirectory { get; init; } = string.Empty;

    /// <summary>The name of the column of decision dates: after whose close the weights were decided.</summary>
    public string DateColumn { get; init; } = "date";

    /// <summary>The name of the column of symbols.</summary>
    public string SymbolColumn { get; init; } = "symbol";

    /// <summary>The name of the column of weights, signed fractions of equity.</summary>
    public string WeightColumn { get; init; } = "weight";

    /// <summary>The .NET pattern of dates that are not year first, such as <c>dd/MM/yyyy</c>; null for year first.</summary>
    public string? DatePattern { get; init; }

    /// <summary>The IANA time zone of times without a distance from UTC; dates do not need it.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The largest size of one weight that is accepted, above 0; infinity for none.</summary>
    public double PerNameCap { get; init; } = double.PositiveInfinity;

    /// <summary>Threads that parse, at least 1; the result does not depend on them.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
