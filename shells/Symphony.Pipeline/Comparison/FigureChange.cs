using System;

namespace Symphony.Pipeline;

/// <summary>One figure of two runs, side by side.</summary>
/// <param name="Path">Its dotted place in <c>metrics.json</c>.</param>
/// <param name="First">Its value in the first run; null when it has none there.</param>
/// <param name="Second">Its value in the second run; null when it has none there.</param>
public sealed record FigureChange(string Path, double? First, double? Second)
{
    /// <summary>True when both have the same value, or none.</summary>
    public bool IsSame => Nullable.Equals(First, Second);

    /// <summary>The second less the first; null where one has no value.</summary>
    public double? Difference => Second - First;
}
