namespace Symphony.Pipeline;

/// <summary>Something that was counted.</summary>
/// <param name="Label">What was counted, in words.</param>
/// <param name="Count">How often.</param>
public sealed record CountFigure(string Label, long Count);
