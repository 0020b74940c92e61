namespace Symphony.Reports;

/// <summary>One figure against the benchmark.</summary>
/// <param name="Label">The field's word, with its period ("Tracking error a year").</param>
/// <param name="Format">How the number is printed.</param>
/// <param name="Value">Null when there is no value.</param>
/// <param name="Beside">What stands beside it, such as a t statistic; empty for nothing.</param>
public sealed record RelativeRow(string Label, FigureFormat Format, double? Value, string Beside = "");
