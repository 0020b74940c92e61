namespace Symphony.Models;

/// <summary>How a model's scores compare with the frozen ones.</summary>
/// <param name="Rows">How many rows were compared.</param>
/// <param name="Row">The row, from 0, that is off most.</param>
/// <param name="LargestDifference">The largest absolute difference of a score from the frozen one.</param>
/// <param name="StandardDeviation">The frozen scores' sample standard deviation; 0 for a single row.</param>
/// <param name="Tolerance">The largest difference that is accepted.</param>
public sealed record FrozenBatchCheck(
    int Rows, int Row, double LargestDifference, double StandardDeviation, double Tolerance);
