using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>What the fits of a run set aside, and how their scores did there.</summary>
/// <param name="Splits">One for each combinatorial split or fold.</param>
/// <param name="Windows">One for each window of the walk.</param>
public sealed record ValidationFigures(IReadOnlyList<ValidationFigure> Splits, IReadOnlyList<ValidationFigure> Windows)
{
    /// <summary>The middle one of the windows' rank correlations (of an even number the lower middle one); null when none has a value.</summary>
    public double? MedianOfWindows => Median(Windows);

    /// <summary>The middle one of the splits' rank correlations; null when none has a value.</summary>
    public double? MedianOfSplits => Median(Splits);

    /// <summary>All of it in a sentence.</summary>
    public string Sentence() => $"walk-forward: {Of(Windows, MedianOfWindows, "fits")}; splits: {Of(Splits, MedianOfSplits, "fits")}";

    private static string Of(IReadOnlyList<ValidationFigure> fits, double? median, string what)
    {
        var rows = fits.Sum(fit => (long)fit.Validation).ToString("N0", CultureInfo.InvariantCulture);
        var set = $"{Written.Whole(fits.Count)} {what} set {rows} rows aside";
        return median is { } middle && fits.Min(fit => fit.RankCorrelation) is { } least && fits.Max(fit => fit.RankCorrelation) is { } most
            ? set + string.Create(CultureInfo.InvariantCulture, $", rank correlation there {middle:F4} in the middle, {least:F4} to {most:F4}")
            : set + ", rank correlation there without a value";
    }

    private static double? Median(IReadOnlyList<ValidationFigure> fits)
    {
        double[] sorted = [.. fits.Select(fit => fit.RankCorrelation).OfType<double>().Order()];
        return sorted.Length == 0 ? null : sorted[(sorted.Length - 1) / 2];
    }
}
