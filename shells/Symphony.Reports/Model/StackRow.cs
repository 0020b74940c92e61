namespace Symphony.Reports;

/// <summary>What the scores of one model, or of all together, were worth.</summary>
/// <param name="Name">Whose scores.</param>
/// <param name="Features">How many features are read.</param>
/// <param name="Weight">The weight that is kept for scoring tomorrow; null for all together.</param>
/// <param name="OutOfFold">Mean rank correlation of the averaged out-of-fold scores with the labels; null where it has no value.</param>
/// <param name="WalkForward">Mean rank correlation of the walk-forward scores with the labels; null where it has no value.</param>
/// <param name="WalkForwardError">Its standard error; null where it has none.</param>
/// <param name="Spread">Mean label of the highest fifth less that of the lowest, a fraction; null where it has no value.</param>
/// <param name="SpreadTStatistic">The spread over its standard error; null where there is none.</param>
public sealed record StackRow(
    string Name,
    int Features,
    double? Weight,
    double? OutOfFold,
    double? WalkForward,
    double? WalkForwardError,
    double? Spread,
    double? SpreadTStatistic);
