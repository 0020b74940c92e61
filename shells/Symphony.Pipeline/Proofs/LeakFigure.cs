namespace Symphony.Pipeline;

/// <summary>The first value that changed, as a machine reads it.</summary>
/// <param name="Sentence">The leak in one sentence.</param>
/// <param name="Symbol">The symbol or column; empty where there is none.</param>
/// <param name="Date">The session date of the value; empty where there is none.</param>
/// <param name="Before">The value on the data as they are; null for none.</param>
/// <param name="After">The value on the changed data; null for none.</param>
/// <param name="Change">What was changed.</param>
/// <param name="ChangedAfter">The session date up to which all was left as it is; empty where there is none.</param>
/// <param name="ChangedValues">How many values changed.</param>
public sealed record LeakFigure(
    string Sentence,
    string Symbol,
    string Date,
    double? Before,
    double? After,
    string Change,
    string ChangedAfter,
    long ChangedValues);
