namespace Symphony.Reports;

/// <summary>What the decisions would have shown.</summary>
/// <param name="Label">What is laid aside at this line ("without borrow").</param>
/// <param name="TotalReturn">Over the whole period, a fraction; null when there is no value.</param>
/// <param name="AnnualReturn">A fraction; null when there is no value.</param>
/// <param name="SharpeRatio">Annualised; null when there is no value.</param>
/// <param name="Gap">The annual return less that of the line before; null on the first line.</param>
/// <param name="IsResult">True for the run itself: the only line that can be traded.</param>
public sealed record ConventionRow(
    string Label,
    double? TotalReturn,
    double? AnnualReturn,
    double? SharpeRatio,
    double? Gap = null,
    bool IsResult = false);
