namespace Symphony.Pipeline;

/// <summary>One fall of net equity from a peak.</summary>
/// <param name="Depth">The fall at the trough, a fraction, below 0.</param>
/// <param name="Peak">Session date of the peak, <c>yyyy-MM-dd</c>.</param>
/// <param name="Trough">Session date of the trough, <c>yyyy-MM-dd</c>.</param>
/// <param name="Recovery">Session date of the recovery, <c>yyyy-MM-dd</c>; null while the fall lasts.</param>
/// <param name="Bars">Bars from the peak to the recovery, or to the last bar.</param>
public sealed record DrawdownFigure(double Depth, string Peak, string Trough, string? Recovery, int Bars);
