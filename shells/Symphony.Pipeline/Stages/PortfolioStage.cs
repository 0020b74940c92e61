using System;
using System.IO;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>The weights of every history that is traded.</summary>
/// <param name="WalkForward">The tradable one.</param>
/// <param name="OutOfFold">Of the averaged out-of-fold scores: a headline, not a tradable history.</param>
/// <param name="Paths">Of each combinatorial path.</param>
internal sealed record PortfolioWeights(Decisions WalkForward, Decisions OutOfFold, Decisions[] Paths);

/// <summary>Turns scores into weights.</summary>
internal static class PortfolioStage
{
    private const string File = "weights.arrays";

    internal static StageOutput<PortfolioWeights> Run(
        RunContext run,
        StageOutput<MarketValues> market,
        StageOutput<UniverseValues> universe,
        StageOutput<SplitPlan> plan,
        StageOutput<StackedScores> scores) => run.Graph.Run(
            PipelineStages.Portfolio,
            run.Configuration.Slice("sizing"),
            [market.Output, universe.Output, plan.Output, scores.Output],
            work => Make(run, market.Value, universe.Value.Universe, plan.Value, scores.Value.Scores, work),
            folder => Load(market.Value.Bars.Axes, folder));

    /// <summary>The weights of scores by a configuration; a name that is out of the universe has the target 0.</summary>
    internal static Decisions Weights(RunConfiguration configuration, Bars adjusted, Universe? universe, Panel scores)
    {
        var weights = Sizing.WeightScores(scores, configuration.Number("sizing.perNameCap"));
        var scaled = configuration.Text("sizing.kelly") == "half" ? Sizing.ScaleByHalfKelly(adjusted, weights) : weights;
        return universe is null ? scaled : UniverseSelection.Restrict(universe, scaled).Decisions;
    }

    private static PortfolioWeights Make(RunContext run, MarketValues market, Universe? universe, SplitPlan plan, Scores scores, StageWork work)
    {
        var paths = plan.CrossValidation.PathCount;
        var adjusted = market.Adjusted;
        var made = run.Configuration.Place.Point(() => run.Scheduler.Map(paths + 2, history =>
        {
            var panel = history < paths ? scores.OfPath(plan, history)
                : history == paths ? scores.OutOfFold(plan)
                : scores.WalkForward(plan);
            return Weights(run.Configuration, adjusted, universe, panel);
        }));
        var file = new ArrayFile();
        for (var i = 0; i < made.Length; i++)
        {
            var (decided, weights) = Columns(made[i]);
            file.Add($"decided {i}", decided).Add($"weights {i}", weights);
        }

        file.Write(work.PathOf(File));
        var all = Of(made);
        WeightTable.Write(work.PathOf(RunFolder.Weights), all.WalkForward, work.Stop);
        return all;
    }

    private static PortfolioWeights Load(Axes axes, string folder)
    {
        var file = ArrayFile.Read(Path.Combine(folder, File));
        return Of([.. Enumerable.Range(0, int.MaxValue)
            .TakeWhile(i => file.Has($"decided {i}"))
            .Select(i => Market.Decisions(axes, file.Truths($"decided {i}"), file.Doubles($"weights {i}")))]);
    }

    private static PortfolioWeights Of(Decisions[] made) => new(made[^1], made[^2], made[..^2]);

    internal static (bool[] Decided, double[] Weights) Columns(Decisions decisions)
    {
        var axes = decisions.Axes;
        var decided = new bool[axes.BarCount];
        var weights = new double[axes.BarCount * axes.SymbolCount];
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            decided[bar] = decisions.IsDecided(bar);
            decisions.Weights(bar).CopyTo(weights.AsSpan(bar * axes.SymbolCount));
        }

        return (decided, weights);
    }
}
