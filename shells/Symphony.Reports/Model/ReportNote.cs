namespace Symphony.Reports;

/// <summary>A count or a remark.</summary>
/// <param name="Label">What it is about ("Fills above 10 % of ADV").</param>
/// <param name="Text">The count or the sentence ("37 of 12,004").</param>
public sealed record ReportNote(string Label, string Text);
