using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>What the backtest stage makes.</summary>
/// <param name="Metrics">All figures, before the trial is counted.</param>
/// <param name="Series">What the report draws.</param>
/// <param name="Returns">Walk-forward net returns with their bars.</param>
/// <param name="Inputs">The files that were read beside the bars.</param>
/// <param name="FillFiles">How many of these, the first of them, decide what is traded: who is a member, at which prices orders fill.</param>
/// <param name="FirstBar">The bar at whose close the walk-forward account starts.</param>
internal sealed record TradedRun(
    RunMetrics Metrics, CurveSeries Series, NetReturns Returns, IReadOnlyList<InputFile> Inputs, int FillFiles, int FirstBar);

/// <summary>Trades every history with the same engine and measures what came of it.</summary>
internal static class BacktestStage
{
    private const string Arrays = "series.arrays";
    private const string Figures = "figures.json";
    private const string Beside = "inputs.json";

    internal static StageOutput<TradedRun> Run(
        RunContext run,
        StageOutput<MarketValues> market,
        StageOutput<LabelOutcomes> labels,
        StageOutput<UniverseValues> universe,
        StageOutput<SplitPlan> plan,
        StageOutput<StackedScores> scores,
        StageOutput<PortfolioWeights> weights)
    {
        StageOutput[] stages = [market.Output, labels.Output, universe.Output, plan.Output, scores.Output, weights.Output];
        var inputs = stages.ToDictionary(stage => stage.Stage, stage => stage.Digest);
        (string Path, string File)[] files = [.. MarketExtras.Files(run.Configuration.Market, run.Configuration.Data, run.Configuration.Place)];
        foreach (var (path, file) in files) inputs.Add(path, run.HashOf(file));
        // These files are read by the names, the zone and the sessions of the bars' own.
        string[] slice = ["engine", "market", "labels", "report.rollingBars", .. files.Length > 0 ? (string[])["data"] : []];
        return run.Graph.Run(new StageDefinition<TradedRun>(
            PipelineStages.Backtest,
            run.Configuration.Slice(slice),
            inputs,
            work => Make(run, market.Value, universe.Value, plan.Value, scores.Value.Scores, weights.Value, work),
            Load));
    }

    private static TradedRun Make(
        RunContext run, MarketValues values, UniverseValues universe, SplitPlan plan, Scores scores, PortfolioWeights weights, StageWork work)
    {
        var settings = run.Configuration;
        var beside = MarketExtras.Of(settings.Engine, settings.Market, values, settings.Data, settings.Place, 1, work.Stop);
        foreach (var (path, file) in MarketExtras.Files(settings.Market, settings.Data, settings.Place)) MarketStage.RefuseChanged(path, [file], run, beside.Inputs);
        foreach (var note in beside.Notes) work.Note(note);
        var market = beside.Market;
        var traded = new TradedDecisions(market, weights.WalkForward, settings.Engine, plan.WalkForward.FirstBar, values.Bars.Axes.BarCount - 1) { Universe = universe.Universe };
        Decisions[] others = [weights.OutOfFold, .. weights.Paths];
        var pieces = TradedHistory.Pieces + others.Length;
        var done = 0;
        var runs = settings.Place.Point(() => run.Scheduler.Map(pieces, piece =>
        {
            var result = piece < TradedHistory.Pieces
                ? TradedHistory.Run(piece, traded)
                : Backtest.Run(
                    market,
                    others[piece - TradedHistory.Pieces],
                    EngineInputs.Settings(settings.Engine),
                    plan.Observations.Bars.Span[0],
                    values.Bars.Axes.BarCount - 1);
            work.Tell((double)Interlocked.Increment(ref done) / pieces);
            return result;
        }));

        var history = TradedHistory.Of(runs[..TradedHistory.Pieces], settings.WholeNumber("report.rollingBars"));
        var (outOfFold, paths) = (runs[TradedHistory.Pieces], runs[(TradedHistory.Pieces + 1)..]);
        PerformanceFigures[] pathFigures = [.. paths.Select(TradedHistory.FiguresOf)];
        var overlap = LabelInputs.LongestBars(settings) - 1;
        var walkForward = scores.WalkForward(plan);
        var metrics = new RunMetrics
        {
            // Runs of other names share this stage: the report says whose figures they are.
            Name = "",
            Study = "",
            WalkForward = history.Figures,
            Paths = pathFigures,
            MedianPathSharpeRatio = Median(pathFigures.Select(path => path.SharpeRatio)),
            OutOfFold = TradedHistory.FiguresOf(outOfFold),
            OutOfFoldRankCorrelation = ScoreFigures.Correlation(plan.Observations, scores.OutOfFold(plan), overlap),
            WalkForwardRankCorrelation = ScoreFigures.Correlation(plan.Observations, walkForward, overlap),
            CorrelationByHorizon = settings.Place.Point(() => ScoreFigures.ByHorizon(
                walkForward, values, LabelInputs.LongestBars(settings), settings.Number("engine.delistingReturnLong"))),
            ReturnByQuantile = ScoreFigures.ByQuantile(plan.Observations, ScoreFigures.OfRows(plan.Observations, walkForward), overlap),
            Observations = plan.Observations.Count,
            Labelled = plan.Observations.Labelled.Length,
            Splits = plan.Splits.Length,
            PurgedAndEmbargoed = scores.Validation?.Splits.Sum(split => (long)split.Purged + split.Embargoed) ?? plan.Splits.Sum(split => (long)split.Purged + split.Embargoed),
            Trained = scores.Validation?.Splits.Sum(split => (long)split.Train) ?? plan.Splits.Sum(split => (long)split.Train.Length),
            Validation = scores.Validation,
            Refits = plan.WalkForward.WindowCount,
            Trials = new TrialFigures(0, null, null, "", ""),
            Analysis = settings.Place.Point(() => HistoryAnalysis.Of(
                traded, history.Net, history.Benchmark, new AnalysisOptions { Attribution = true, Conventions = true }, null, run.Scheduler)),
            Universe = universe.Figures,
            Notes = [.. values.Notes, .. beside.Notes],
        };
        IReadOnlyList<InputFile> members = universe.Input is { } read ? [read] : [];
        IReadOnlyList<InputFile> files = [.. members, .. beside.Inputs];
        var made = new TradedRun(metrics, history.Series, TradedReturns.OfBacktest(history.Net), files, members.Count + beside.FillFiles, traded.FirstBar);
        history.Series.AddTo(new ArrayFile())
            .Add("returnInstants", made.Returns.Instants.ToArray())
            .Add("firstBar", new[] { made.FirstBar })
            .Add("fillFiles", new[] { made.FillFiles })
            .Add("returnDates", made.Returns.SessionDates.ToArray())
            .AddValues("returns", made.Returns.Returns)
            .AddValues("cashReturns", made.Returns.CashReturns)
            .Write(work.PathOf(Arrays));
        File.WriteAllText(work.PathOf(Figures), metrics.ToJson());
        HistoryTables.Write(work.PathOf(RunFolder.Trades), HistoryTables.Trades(history.Net), work.Stop);
        HistoryTables.Write(work.PathOf(RunFolder.Equity), HistoryTables.Equity(history.Net, Named(history, outOfFold, paths)), work.Stop);
        File.WriteAllBytes(work.PathOf(Beside), CanonicalJson.Bytes(new JsonArray([.. files.Select(input => (JsonNode)input.ToJson())])));
        return made;
    }

    private static TradedRun Load(string folder)
    {
        var arrays = ArrayFile.Read(Path.Combine(folder, Arrays));
        return new TradedRun(
            RunMetrics.Parse(File.ReadAllBytes(Path.Combine(folder, Figures))),
            CurveSeries.Of(arrays),
            TradedReturns.Of(
                arrays.Longs("returnInstants"),
                arrays.Ints("returnDates"),
                arrays.Doubles("returns"),
                arrays.Doubles("cashReturns")),
            [.. JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, Beside)))!.AsArray().Select(input => InputFile.OfJson(input!))],
            arrays.Ints("fillFiles")[0],
            arrays.Ints("firstBar")[0]);
    }

    private static IReadOnlyList<(string Name, BacktestResult Run)> Named(
        TradedHistory history, BacktestResult outOfFold, BacktestResult[] paths) =>
    [
        ("gross_equity", history.Gross),
        ("benchmark_equity", history.Benchmark),
        ("out_of_fold_equity", outOfFold),
        .. paths.Select((path, i) => ($"path_{i + 1}_equity", path)),
    ];

    /// <summary>The middle of the values there are; of an even number the lower of the two middle ones.</summary>
    private static double? Median(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Order()];
        return sorted.Length == 0 ? null : sorted[(sorted.Length - 1) / 2];
    }
}
