namespace Symphony.Reports;

/// <summary>Something a reader must know before any number.</summary>
/// <param name="Label">A few words ("single trial").</param>
/// <param name="Explanation">One sentence beside it; may be empty.</param>
public sealed record ReportFlag(string Label, string Explanation = "");
