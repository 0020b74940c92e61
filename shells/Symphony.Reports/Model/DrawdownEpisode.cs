using System;

namespace Symphony.Reports;

/// <summary>One fall from a peak.</summary>
/// <param name="Depth">The fall at the trough, a fraction, at most 0.</param>
/// <param name="Peak">Session date of the peak.</param>
/// <param name="Trough">Session date of the trough.</param>
/// <param name="Recovery">Session date of the recovery; null while it lasts.</param>
/// <param name="Bars">Bars from the peak to the recovery, or to the last bar.</param>
public sealed record DrawdownEpisode(double Depth, DateOnly Peak, DateOnly Trough, DateOnly? Recovery, int Bars);
