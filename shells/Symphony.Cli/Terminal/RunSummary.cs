using System.Globalization;
using System.IO;
using System.Linq;
using Spectre.Console;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>What a run came to, on one screen.</summary>
internal static class RunSummary
{
    public static void Show(Terminal terminal, RunOutcome outcome)
    {
        var metrics = outcome.Metrics;
        BacktestTables.Show(terminal, $"{metrics.Name}: walk-forward, {metrics.Refits} fits", metrics.WalkForward);
        AnalysisTables.Show(terminal, metrics.Analysis, new AnalysisOptions());
        if (metrics.Analysis.Capacity is { } capacity)
            terminal.WriteRaw($"  capacity: {capacity.Sentence}\n");
        ShowPaths(terminal, metrics);
        if (metrics.Validation is { } validation) terminal.WriteRaw($"  validation rows, which no fit saw: {validation.Sentence()}\n");
        terminal.WriteRaw($"  deflated for {metrics.Trials.Count} trial(s) of study {metrics.Study}: {metrics.Trials.Statement}\n");
        if (metrics.Trials.Comparison is { } trials)
        {
            terminal.WriteRaw($"  {trials.EffectiveStatement()}: deflated Sharpe {Figure.Probability(trials.DeflatedSharpeRatio)}\n");
            terminal.WriteRaw($"  probability of backtest overfitting: {trials.OverfittingStatement()}\n");
        }

        if (metrics.Universe is { } universe)
            UniverseStamp.Show(terminal, universe);
        if (metrics.Stack is { } stack) ShowStack(terminal, stack);
        foreach (var note in metrics.Notes)
            terminal.WriteRaw($"  note: {note}\n");
        if (outcome.Reused)
            terminal.WriteRaw(outcome.Stages.All(stage => stage.Reused) ? "  this run was finished before: nothing was done\n" : "  this run was finished before: it came out the same\n");
        terminal.WriteRaw(
            $"\n  run     {outcome.Folder}\n  report  {Path.Combine(outcome.Folder, "report.html")}\n"
            + $"  took    {outcome.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s\n");
    }

    /// <summary>What each of several models was worth, and the weight it is kept with.</summary>
    private static void ShowStack(Terminal terminal, StackFigures stack)
    {
        string Correlation(ScoredFigures scores) => scores.WalkForwardRankCorrelation.Mean?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";
        var members = stack.Members.Select((member, i) => $"{member.Name} {Correlation(member)} ({stack.Kept.Weights[i].ToString("0.000", CultureInfo.InvariantCulture)})");
        terminal.WriteRaw($"  stack of {stack.Members.Count}, walk-forward rank correlation (weight kept): {string.Join(", ", members)}; together {Correlation(stack.Combined)}\n");
    }

    private static void ShowPaths(Terminal terminal, RunMetrics metrics)
    {
        var ratios = string.Join("  ", metrics.Paths.Select(path => Figure.Ratio(path.SharpeRatio)));
        terminal.Output.MarkupLine(
            $"[bold]Combinatorial paths[/]  {metrics.Splits} splits, net Sharpe by path: {Markup.Escape(ratios)}; median {Figure.Ratio(metrics.MedianPathSharpeRatio)}");
        terminal.WriteRaw(
            $"  averaged scores: Sharpe {Figure.Ratio(metrics.OutOfFold.SharpeRatio)} (out-of-fold, not a tradable history)\n");
    }
}
