namespace Symphony.Reports;

/// <summary>How many exits had one reason.</summary>
/// <param name="Label">What ended them ("stop-loss").</param>
/// <param name="Count">How many.</param>
public sealed record ExitRow(string Label, int Count);
