using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Every observation with its label and all its scores, each beside the split that gave it.</summary>
internal static class PredictionTable
{
    /// <summary>
    /// One row for each observation: its group, its label, the averaged out-of-fold score, the walk-forward
    /// score with its window (-1 before the first), for each path the score and its split, and for each of several
    /// models its own out-of-fold and walk-forward score.
    /// </summary>
    internal static void Write(string file, SplitPlan plan, Scores scores, IReadOnlyList<(string Name, Scores Scores)> members, CancellationToken stop)
    {
        var rows = plan.Observations;
        var bars = rows.Bars;
        var axes = rows.Axes;
        var groups = ByRow(rows, plan.CrossValidation.Groups.GroupOf);
        List<ParquetColumn> columns =
        [
            .. HistoryTables.When(axes, bars.ToArray()),
            ParquetColumn.Text("symbol", rows.Symbols, axes.Symbols),
            ParquetColumn.Int32("group", groups),
            ParquetColumn.Double("label", rows.Targets),
            ParquetColumn.Int32("span_bars", ByRow(rows, row => rows.SpanEnds.Span[row] is var end and >= 0 ? end - bars.Span[row] : -1)),
            ParquetColumn.Double("out_of_fold", OfPanel(rows, scores.OutOfFold(plan))),
            ParquetColumn.Double("walk_forward", OfPanel(rows, scores.WalkForward(plan))),
            ParquetColumn.Int32("walk_forward_window", Windows(plan)),
        ];
        for (var path = 0; path < plan.CrossValidation.PathCount; path++)
        {
            int[] splits = [.. Enumerable.Range(0, plan.CrossValidation.Groups.Count).Select(group => plan.CrossValidation.SplitOfPath(path, group))];
            columns.Add(ParquetColumn.Double($"path_{path + 1}", OfPanel(rows, scores.OfPath(plan, path))));
            columns.Add(ParquetColumn.Int32($"path_{path + 1}_split", ByRow(rows, row => splits[groups[row]])));
        }

        foreach (var (name, own) in members)
        {
            columns.Add(ParquetColumn.Double($"out_of_fold_{name}", OfPanel(rows, own.OutOfFold(plan))));
            columns.Add(ParquetColumn.Double($"walk_forward_{name}", OfPanel(rows, own.WalkForward(plan))));
        }

        ParquetTable.Write(file, columns, stop);
    }

    private static int[] ByRow(Observations rows, System.Func<int, int> value)
    {
        var values = new int[rows.Count];
        for (var row = 0; row < values.Length; row++) values[row] = value(row);
        return values;
    }

    private static double[] OfPanel(Observations rows, Panel panel)
    {
        var values = new double[rows.Count];
        for (var row = 0; row < values.Length; row++) values[row] = panel[rows.Bars.Span[row], rows.Symbols.Span[row]];
        return values;
    }

    private static int[] Windows(SplitPlan plan)
    {
        var windows = new int[plan.Observations.Count];
        System.Array.Fill(windows, -1);
        for (var i = 0; i < plan.WalkForward.WindowCount; i++)
        {
            foreach (var row in plan.WalkForward.Window(i).Score.Span) windows[row] = i;
        }

        return windows;
    }
}
