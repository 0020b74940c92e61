using System;
using System.Collections.Generic;

namespace Symphony.Data;

/// <summary>Bars in memory as long columns: entry i of each is row i.</summary>
public sealed class BarColumns
{
    /// <summary>Each row's session date, as epoch days (days since 1970-01-01); empty where <see cref="Instants"/> are given.</summary>
    public ReadOnlyMemory<int> Dates { get; init; }

    /// <summary>Each row's closing instant, as microseconds since 1970-01-01T00:00Z, for bars within a day.</summary>
    public ReadOnlyMemory<long> Instants { get; init; }

    /// <summary>Each row's symbol.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>First prices, finite and above zero.</summary>
    public required ReadOnlyMemory<double> Open { get; init; }

    /// <summary>Highest prices, likewise.</summary>
    public required ReadOnlyMemory<double> High { get; init; }

    /// <summary>Lowest prices, likewise.</summary>
    public required ReadOnlyMemory<double> Low { get; init; }

    /// <summary>Last prices, likewise.</summary>
    public required ReadOnlyMemory<double> Close { get; init; }

    /// <summary>Shares traded, finite and not negative; empty for none.</summary>
    public ReadOnlyMemory<double> Volume { get; init; }
}
