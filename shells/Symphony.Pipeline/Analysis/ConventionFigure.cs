namespace Symphony.Pipeline;

/// <summary>What the same decisions would have shown under another convention; a comparison, never a result.</summary>
/// <param name="Convention">What is laid aside at this line, beside all that the lines before lay aside.</param>
/// <param name="IsExecutable">True when orders could have done it.</param>
/// <param name="IsRuined">True when nothing was left.</param>
/// <param name="TotalReturn">Over the period, a fraction.</param>
/// <param name="AnnualReturn">A fraction; null when it has no value.</param>
/// <param name="SharpeRatio">Annualised; null when it has no value.</param>
/// <param name="TotalReturnGap">The total return less that of the line before; 0 on the first line.</param>
/// <param name="AnnualReturnGap">The annual return less that of the line before; null when either has no value.</param>
/// <param name="SharpeRatioGap">The Sharpe ratio less that of the line before; null when either has no value.</param>
public sealed record ConventionFigure(
    string Convention,
    bool IsExecutable,
    bool IsRuined,
    double TotalReturn,
    double? AnnualReturn,
    double? SharpeRatio,
    double TotalReturnGap,
    double? AnnualReturnGap,
    double? SharpeRatioGap);
