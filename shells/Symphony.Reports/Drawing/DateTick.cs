namespace Symphony.Reports;

/// <summary>A labelled place on the horizontal axis.</summary>
/// <param name="Position">In [0, 1].</param>
/// <param name="Label">A year, a month or a day.</param>
/// <param name="IsSpare">True for every other one, which a narrow screen leaves out.</param>
internal readonly record struct DateTick(double Position, string Label, bool IsSpare);
