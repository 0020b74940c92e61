namespace Symphony.Reports;

/// <summary>One figure of the three curves.</summary>
/// <param name="Label">The field's word, with its period ("Annual volatility").</param>
/// <param name="Format">How the numbers are printed.</param>
/// <param name="Net">After costs; null when there is no value.</param>
/// <param name="Gross">Before costs; null when there is no value.</param>
/// <param name="Benchmark">The benchmark's; null when there is no value.</param>
public sealed record FigureRow(
    string Label,
    FigureFormat Format,
    double? Net,
    double? Gross = null,
    double? Benchmark = null);
