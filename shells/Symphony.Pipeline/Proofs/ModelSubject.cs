using System;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Models;

namespace Symphony.Pipeline;

/// <summary>From any market to the scores of a model that reads the configuration's features.</summary>
/// <remarks>
/// Every date is one batch with a row for each symbol of the market, so that a symbol's row has the same place
/// whatever other symbols have: a runtime may add up in an order that depends on it.
/// </remarks>
internal sealed class ModelSubject(OnnxScorer model, FeatureSet set)
{
    /// <summary>The scores, T x N; NaN where a feature has no value.</summary>
    internal Panel Scores(Bars bars, CorporateActions actions)
    {
        var axes = bars.Axes;
        var (width, names) = (set.Names.Count, axes.SymbolCount);
        var panels = Enumerable.Range(0, width).Select(feature => set.Compute(feature, bars, actions)).ToArray();
        var rows = new double[names * width];
        var scores = new double[axes.BarCount * names];
        Array.Fill(scores, double.NaN);
        var given = new double[names];
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            var any = false;
            for (var symbol = 0; symbol < names; symbol++)
            {
                var row = rows.AsSpan(symbol * width, width);
                for (var feature = 0; feature < width; feature++) row[feature] = panels[feature][bar, symbol];
                if (IsWhole(row)) any = true;
                else row.Clear();
            }

            if (!any) continue;
            model.Score(rows, given);
            for (var symbol = 0; symbol < names; symbol++)
            {
                if (HasAll(panels, bar, symbol)) scores[(bar * names) + symbol] = given[symbol];
            }
        }

        return Market.Panel(axes, scores);
    }

    private static bool IsWhole(ReadOnlySpan<double> row)
    {
        foreach (var value in row)
        {
            if (double.IsNaN(value)) return false;
        }

        return true;
    }

    private static bool HasAll(Panel[] panels, int bar, int symbol) =>
        Array.TrueForAll(panels, panel => !double.IsNaN(panel[bar, symbol]));
}
