using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Equity at every close, in money.</summary>
/// <param name="Net">After all costs, one value a bar.</param>
/// <param name="Gross">The same decisions without costs, one value a bar; null when not run.</param>
/// <param name="Benchmark">The benchmark, starting from the same equity, one value a bar; null when there is none.</param>
public sealed record EquityCurves(
    IReadOnlyList<double> Net,
    IReadOnlyList<double>? Gross = null,
    IReadOnlyList<double>? Benchmark = null)
{
    /// <summary>What the equity is of ("Walk-forward", "Given weights").</summary>
    public string Label { get; init; } = "Walk-forward";

    /// <summary>What the benchmark is ("Equal weight of the tradable names, same engine and costs").</summary>
    public string BenchmarkLabel { get; init; } = "Equal weight of the tradable names, same engine and costs";
}
