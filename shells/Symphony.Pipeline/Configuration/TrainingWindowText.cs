using System;

namespace Symphony.Pipeline;

/// <summary>A training window as it is written: <c>anchored</c> or <c>rolling 504</c>.</summary>
internal static class TrainingWindowText
{
    internal const string Accepted = "anchored, or rolling and a number of decision bars (rolling 504)";

    private const string Anchored = "anchored";
    private const string Rolling = "rolling ";
    private const long Most = 1_000_000;

    /// <summary>The one way to write the same window; null when it is none.</summary>
    internal static string? Canonical(string text) =>
        text == Anchored ? text
        : text.StartsWith(Rolling, StringComparison.Ordinal)
            && Written.TryWholeNumber(text[Rolling.Length..].Trim(), out var bars) && bars is >= 1 and <= Most ? Rolling + Written.Whole(bars)
        : null;

    /// <summary>The decision bars of a rolling window; null when it is anchored.</summary>
    internal static int? RollingBars(string canonical) =>
        canonical.StartsWith(Rolling, StringComparison.Ordinal) && Written.TryWholeNumber(canonical[Rolling.Length..], out var bars) ? (int)bars : null;
}
