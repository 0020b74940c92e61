namespace Symphony.Pipeline;

/// <summary>What one fit set aside, and how its scores did there: rows that it was not fitted on, older than what it scores in a walk.</summary>
/// <param name="Train">Rows that it was fitted on.</param>
/// <param name="Validation">Rows set aside.</param>
/// <param name="Purged">Rows dropped because their labels meet a test's or the validation's.</param>
/// <param name="Embargoed">Rows dropped because they are too close to a test or to the validation.</param>
/// <param name="RankCorrelation">Mean rank correlation of scores and labels over the dates set aside; null when it has no value.</param>
/// <param name="StandardError">Standard error of that mean; null when it has no value.</param>
/// <param name="Dates">How many dates it rests on.</param>
public sealed record ValidationFigure(
    int Train, int Validation, int Purged, int Embargoed, double? RankCorrelation, double? StandardError, int Dates);
