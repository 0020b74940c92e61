using System;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Models;

namespace Symphony.Pipeline;

/// <summary>From any market to the scores of a model that reads the configuration's features.</summary>
/// <remarks>
/// All rows that have every feature are one batch, so that a score which answers to the rows beside it shows: a
/// model that normalises its batch reads the rows of later dates.
/// </remarks>
internal sealed class ModelSubject(OnnxScorer model, FeatureSet set)
{
    /// <summary>
    /// What counts as no difference, a share of the largest score of a bar: single precision has seven digits, and
    /// the runtime adds up in another order where there are more rows.
    /// </summary>
    internal const double Tolerance = 1e-5;

    /// <summary>The scores, T x N; NaN where a feature has no value.</summary>
    internal Panel Scores(Bars bars, CorporateActions actions)
    {
        var axes = bars.Axes;
        var (width, names) = (set.Names.Count, axes.SymbolCount);
        var panels = Enumerable.Range(0, width).Select(feature => set.Compute(feature, bars, actions)).ToArray();
        int[] whole =
        [
            .. Enumerable.Range(0, axes.BarCount * names)
                .Where(cell => Array.TrueForAll(panels, panel => !double.IsNaN(panel[cell / names, cell % names]))),
        ];
        var rows = new double[whole.Length * width];
        for (var row = 0; row < whole.Length; row++)
        {
            for (var feature = 0; feature < width; feature++)
                rows[(row * width) + feature] = panels[feature][whole[row] / names, whole[row] % names];
        }

        var given = new double[whole.Length];
        model.Score(rows, given);
        var scores = new double[axes.BarCount * names];
        Array.Fill(scores, double.NaN);
        for (var row = 0; row < whole.Length; row++) scores[whole[row]] = given[row];
        return Market.Panel(axes, scores);
    }
}
