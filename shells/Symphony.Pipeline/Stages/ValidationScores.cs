using System;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Measures a fit on the rows it set aside, and keeps the figures beside the scores.</summary>
internal static class ValidationScores
{
    private const string Rows = "validation rows";
    private const string Figures = "validation figures";

    /// <summary>How the scores of a model do on the rows that its fit set aside; null where it set none aside.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="plan">The splits and windows.</param>
    /// <param name="fit">Which fit: first the splits, then the windows.</param>
    /// <param name="score">The scores of rows, in the order given.</param>
    internal static ValidationFigure? Of(RunConfiguration settings, SplitPlan plan, int fit, Func<int[], double[]> score)
    {
        if (settings.NumberOrNone(SplitStage.Validation) is null) return null;
        var observations = plan.Observations;
        var roles = fit < plan.Splits.Length
            ? SplitStage.RolesOf(settings, observations, plan.Splits[fit])
            : SplitStage.RolesOf(settings, observations, plan.WalkForward.Window(fit - plan.Splits.Length));
        var rows = roles.Rows(ObservationRole.Validation);
        var bars = rows.Select(row => observations.Bars.Span[row]).ToArray();
        var labels = rows.Select(row => observations.Targets.Span[row]).ToArray();
        var found = Performance.RankCorrelations(bars, score(rows), labels, LabelInputs.LongestBars(settings) - 1);
        return new ValidationFigure(
            roles.CountOf(ObservationRole.Train),
            rows.Length,
            roles.CountOf(ObservationRole.Purged),
            roles.CountOf(ObservationRole.Embargoed),
            found.Mean,
            found.OverlapStandardError,
            found.Bars.Length);
    }

    /// <summary>The figures of all fits, first the splits', then the windows'; null where none set rows aside.</summary>
    internal static ValidationFigures? Together(ValidationFigure?[] fits, int splits)
    {
        ValidationFigure[] known = [.. fits.OfType<ValidationFigure>()];
        return known.Length == 0 ? null : new ValidationFigures(known[..splits], known[splits..]);
    }

    /// <summary>Keeps the figures, where there are any: counts and values in the order of the fits, NaN for none.</summary>
    internal static void AddTo(ArrayFile arrays, ValidationFigures? figures)
    {
        if (figures is null) return;
        foreach (var (name, fits) in new[] { ("split", figures.Splits), ("window", figures.Windows) })
        {
            arrays.Add($"{name} {Rows}", fits.SelectMany(fit => (int[])[fit.Train, fit.Validation, fit.Purged, fit.Embargoed, fit.Dates]).ToArray());
            arrays.Add($"{name} {Figures}", fits.SelectMany(fit => (double[])[fit.RankCorrelation ?? double.NaN, fit.StandardError ?? double.NaN]).ToArray());
        }
    }

    /// <summary>The figures that were kept; null where there are none.</summary>
    internal static ValidationFigures? Read(ArrayFile arrays)
    {
        return arrays.Has($"split {Rows}") ? new ValidationFigures(All("split"), All("window")) : null;

        ValidationFigure[] All(string name)
        {
            var (rows, values) = (arrays.Ints($"{name} {Rows}"), arrays.Doubles($"{name} {Figures}"));
            double? Value(int at) => double.IsNaN(values[at]) ? null : values[at];
            return [.. Enumerable.Range(0, rows.Length / 5).Select(fit => new ValidationFigure(
                rows[5 * fit], rows[(5 * fit) + 1], rows[(5 * fit) + 2], rows[(5 * fit) + 3], Value(2 * fit), Value((2 * fit) + 1), rows[(5 * fit) + 4]))];
        }
    }
}
