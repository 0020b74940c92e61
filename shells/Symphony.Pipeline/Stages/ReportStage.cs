using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Models;
using Symphony.Reports;

namespace Symphony.Pipeline;

/// <summary>What the report stage makes.</summary>
/// <param name="ContentHash">SHA-256 of the manifest, and the name of the run folder.</param>
internal sealed record PlacedRun(string ContentHash);

/// <summary>Counts the trial, deflates by it, and puts the run folder together.</summary>
/// <remarks>
/// The ledger is written before the folder: a run killed between the two finds its own record, and sees
/// the ledger as it was when the record was made.
/// </remarks>
internal sealed class ReportStage(RunContext run, RunsDirectory runs, RunOptions options, TimeProvider clock)
{
    private const string Pointer = "run.json";

    internal StageOutput<PlacedRun> Run(
        StageOutput<MarketValues> market,
        StageOutput<FeaturePanels> features,
        StageOutput<Scores[]> trained,
        StageOutput<StackedScores> scores,
        StageOutput<PortfolioWeights> weights,
        StageOutput<TradedRun> traded)
    {
        StageOutput[] inputs = [market.Output, features.Output, trained.Output, scores.Output, weights.Output, traded.Output];
        return run.Graph.Run(new StageDefinition<PlacedRun>(
            PipelineStages.Report,
            new JsonObject
            {
                ["configuration"] = run.Configuration.Canonical.DeepClone(),
                ["libraries"] = CodeVersion.ToJson(Libraries()),
            },
            inputs.ToDictionary(input => input.Stage, input => input.Digest),
            work => Make(market, features, trained, scores, weights, traded, work),
            Load)
        {
            Fault = folder => StageStore.DamagedFile(folder) is { } file
                ? $"{file} differs from its hash"
                : RunVerifier.FirstFault(FolderOf(Load(folder))),
        });
    }

    internal string FolderOf(PlacedRun placed) => Path.Combine(runs.Root, run.Configuration.Name, placed.ContentHash);

    private PlacedRun Make(
        StageOutput<MarketValues> market,
        StageOutput<FeaturePanels> features,
        StageOutput<Scores[]> trained,
        StageOutput<StackedScores> scores,
        StageOutput<PortfolioWeights> weights,
        StageOutput<TradedRun> traded,
        StageWork work)
    {
        var configuration = run.Configuration;
        var folder = runs.NewTemporaryFolder();
        // Asking for the values compares the stored files with their hashes before they are copied.
        _ = (features.Value, trained.Value, scores.Value, weights.Value);
        var stack = scores.Value.Figures;
        var trials = Count(traded.Value, stack, market.Value, work);
        var metrics = WithCapacity(Deflate(traded.Value, trials), trials, market.Value, weights.Value.WalkForward, traded.Value, work) with { Stack = stack };

        foreach (var file in (ReadOnlySpan<string>)[RunFolder.Features, FeatureMatrixFile.SchemaOf(RunFolder.Features)])
            Copy(features.PathOf(file), Path.Combine(folder, file));
        Copy(scores.PathOf(RunFolder.Predictions), Path.Combine(folder, RunFolder.Predictions));
        Copy(weights.PathOf(RunFolder.Weights), Path.Combine(folder, RunFolder.Weights));
        Copy(traded.PathOf(RunFolder.Trades), Path.Combine(folder, RunFolder.Trades));
        Copy(traded.PathOf(RunFolder.Equity), Path.Combine(folder, RunFolder.Equity));
        CopyModels(trained.Output, folder);
        CopyModels(scores.Output, folder);
        FrozenBatchCheck[] checks = [.. StackMember.Of(configuration).Select(member => FrozenBatch.Check(Path.Combine(folder, TrainStage.ModelFolderOf(member))))];
        if (stack is not null) checks = [.. checks, StackFolder.Check(Path.Combine(folder, StackStage.FolderName))];
        var check = checks.MaxBy(one => one.LargestDifference / one.Tolerance)!;
        File.WriteAllText(Path.Combine(folder, RunFolder.Metrics), metrics.ToJson());
        File.WriteAllText(
            Path.Combine(folder, RunFolder.Report),
            HtmlReport.Render(Page(metrics, traded.Value, market.Value, RunFolder.Outputs(folder))),
            new UTF8Encoding(false));

        var manifest = RunManifest.Of(configuration, market.Value, traded.Value.Inputs, Libraries(), metrics.Trials, RunFolder.Outputs(folder));
        var bytes = CanonicalJson.Bytes(manifest);
        File.WriteAllBytes(Path.Combine(folder, RunFolder.Manifest), bytes);
        var placed = new PlacedRun(CanonicalJson.Hash(bytes));
        var environment = RunEnvironment.Of(configuration, options, clock, run.Graph.Finished, work.Key,
        [
            KeyValuePair.Create("onnxLargestDifference", Written.Number(check.LargestDifference)),
            KeyValuePair.Create("onnxTolerance", Written.Number(check.Tolerance)),
        ]);
        File.WriteAllBytes(Path.Combine(folder, RunFolder.Environment), CanonicalJson.Bytes(environment));
        Place(folder, FolderOf(placed));
        File.WriteAllBytes(work.PathOf(Pointer), CanonicalJson.Bytes(new JsonObject { ["format"] = 1, ["contentHash"] = placed.ContentHash }));
        return placed;
    }

    private static PlacedRun Load(string folder) =>
        new(JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, Pointer)))!["contentHash"]!.GetValue<string>());

    /// <summary>Moves the folder in; what is there already stays if it is intact, and gives way if it is not.</summary>
    private void Place(string folder, string destination)
    {
        if (Directory.Exists(destination))
        {
            if (RunVerifier.FirstFault(destination) is null) return;
            Directory.Move(destination, Path.Combine(runs.NewTemporaryFolder(), "damaged"));
        }

        DurableFiles.MoveFolder(folder, destination);
    }

    /// <summary>Records the outcome with what it took, and gives the ledger as it was right after.</summary>
    private TrialStore Count(TradedRun traded, StackFigures? stack, MarketValues market, StageWork work)
    {
        var settings = run.Configuration;
        // Members and prices to fill at are part of what was tried; files of costs are not.
        var inputs = CanonicalJson.Hash(new JsonArray([.. market.Inputs.Concat(traded.Inputs.Take(traded.FillFiles)).Select(input => (JsonNode)input.Hash)]));
        TrialWork Uncounted(TrialKind kind, int count) =>
            TrialWork.Uncounted(settings.Hash, settings.TrialHash, inputs, kind, count);
        var metrics = traded.Metrics;
        TrialWork[] works =
        [
            Uncounted(TrialKind.SplitFits, stack?.Fits ?? metrics.Splits + metrics.Refits),
            .. stack is { InnerFits: > 0 } ? (TrialWork[])[Uncounted(TrialKind.InnerEvaluations, stack.InnerFits)] : [],
            Uncounted(TrialKind.Paths, metrics.Paths.Count),
            TrialWork.Outcome(settings.Hash, settings.TrialHash, inputs, traded.Returns),
        ];
        return TrialStore.Append(
            runs, settings.Study, works, () => work.Note("another process writes the study's ledger; waiting for it"), work.Stop);
    }

    private RunMetrics Deflate(TradedRun traded, TrialStore store)
    {
        var trials = store.Ledger.TrySummary(out var counted) ? counted! : Performance.SingleTrial;
        var known = store.Ledger.Records.Count(record => record.Kind == TrialKind.Trial && record.SharpePerBar is not null);
        var walkForward = traded.Metrics.WalkForward;
        var luck = 0.0;
        if (walkForward.BarsPerYear is { } barsPerYear)
        {
            var summary = Performance.Summarise(traded.Returns.Returns.Span, traded.Returns.CashReturns.Span, barsPerYear, trials);
            luck = summary.LuckOfTrialsPerBar;
            walkForward = walkForward with { Net = walkForward.Net with { DeflatedSharpeRatio = summary.DeflatedSharpeRatio } };
        }

        return traded.Metrics with
        {
            Name = run.Configuration.Name,
            Study = run.Configuration.Study,
            WalkForward = walkForward,
            Trials = new TrialFigures(
                trials.Count,
                known < 2 ? null : trials.Variance,
                luck,
                trials.ToString(),
                store.Head)
            {
                Comparison = store.Compare(store.Ledger.Records[^1], run.Scheduler),
            },
        };
    }

    /// <summary>The walk-forward decisions at other amounts of money, deflated by the study's trials.</summary>
    private RunMetrics WithCapacity(RunMetrics metrics, TrialStore store, MarketValues market, Decisions decisions, TradedRun traded, StageWork work)
    {
        if (traded.Returns.Returns.Length == 0) return metrics;
        var settings = run.Configuration;
        var beside = MarketExtras.Of(settings.Engine, settings.Market, market, settings.Data, settings.Place, 1, work.Stop);
        var history = new TradedDecisions(beside.Market, decisions, settings.Engine, traded.FirstBar, market.Bars.Axes.BarCount - 1);
        var trials = store.Ledger.TrySummary(out var counted) ? counted! : Performance.SingleTrial;
        return metrics with
        {
            Analysis = metrics.Analysis with { Capacity = settings.Place.Point(() => HistoryAnalysis.Curve(history, [], trials, run.Scheduler)) },
        };
    }

    private ReportModel Page(RunMetrics metrics, TradedRun traded, MarketValues market, JsonObject outputs)
    {
        var settings = run.Configuration;
        var page = ReportPage.Of(
            settings.Text("report.title"),
            $"Walk-forward, {LabelInputs.InWords(settings)}, {Kind(settings)}",
            "Walk-forward",
            metrics.WalkForward,
            traded.Series,
            settings.WholeNumber("report.rollingBars"));
        return AnalysisPage.With(page, metrics.Analysis, "Nothing was traded.") with
        {
            Summary = string.Create(CultureInfo.InvariantCulture,
                $"{metrics.Observations:N0} observations of {metrics.WalkForward.Symbols} names, {metrics.Refits} refits, {metrics.Splits} purged splits. Net of commission, spread, impact, borrow and margin; {ReportFlags.FillOf(settings.Text("engine.fillAt"))}."),
            Flags = [.. Flags(metrics), .. ReportFlags.Of(settings.Data, metrics.Universe!)],
            Headline = page.Headline with { Trials = metrics.Trials.Statement },
            Figures = page.Figures.Content is { } table ? new FigureTable(WithTrials(table.Rows, metrics.Trials.Comparison!)) : page.Figures,
            Paths = new PathDistribution([.. metrics.Paths.Select(path => path.SharpeRatio)])
            {
                Design = $"{settings.WholeNumber("crossValidation.groups")} groups, {settings.WholeNumber("crossValidation.testGroups")} tested at a time: {metrics.Splits} splits, {metrics.Paths.Count} paths",
                Median = metrics.MedianPathSharpeRatio,
                OutOfFold = metrics.OutOfFold.SharpeRatio,
                WalkForward = metrics.WalkForward.Net.SharpeRatio,
            },
            Quantiles = ScorePage.Quantiles(metrics.ReturnByQuantile, LabelInputs.LongestBars(settings)),
            Stack = StackPage.Of(metrics.Stack, traded.Series, LabelInputs.LongestBars(settings)),
            HorizonCorrelations = ScorePage.Horizons(metrics.CorrelationByHorizon, LabelInputs.LongestBars(settings)),
            Notes =
            [
                .. ReportFlags.Notes(metrics.Universe!),
                .. metrics.Notes.Select(note => new ReportNote("Data", note)),
                Correlation("Rank correlation by date, walk-forward", metrics.WalkForwardRankCorrelation),
                Correlation("Rank correlation by date, out-of-fold", metrics.OutOfFoldRankCorrelation),
                .. metrics.Validation is { } validation ? (ReportNote[])[new ReportNote($"Validation, {Written.Number(settings.Number(SplitStage.Validation))} of the training dates", validation.Sentence())] : [],
                new ReportNote("Trials", $"{metrics.Trials.Statement}; {metrics.Trials.Comparison!.EffectiveStatement()}"),
                new ReportNote("Probability of backtest overfitting", metrics.Trials.Comparison!.OverfittingStatement()),
                .. page.Notes,
            ],
            Configuration = CanonicalJson.ToYaml(settings.Canonical),
            Hashes =
            [
                new ReportHash("Configuration", "canonical settings", settings.Hash),
                new ReportHash("Configuration", "trial", settings.TrialHash),
                new ReportHash("Ledger", settings.Study, metrics.Trials.LedgerHead),
                .. market.Inputs.Concat(traded.Inputs).Select(input => new ReportHash("Input", input.Name, input.Hash)),
                .. outputs.Select(output => new ReportHash("Output", output.Key, output.Value!.GetValue<string>())),
                .. CodeVersion.Assemblies.Select(assembly => new ReportHash("Code", assembly.Key, assembly.Value)),
            ],
        };
    }

    /// <summary>What the study's other trials say, right below the deflated ratio.</summary>
    private static FigureRow[] WithTrials(IReadOnlyList<FigureRow> rows, TrialComparisonFigures comparison)
    {
        var at = rows.TakeWhile(row => row.Label != ReportPage.Deflated).Count() + 1;
        return
        [
            .. rows.Take(at),
            new FigureRow("Deflated Sharpe ratio, effective number of trials", FigureFormat.Probability, comparison.DeflatedSharpeRatio),
            new FigureRow("Probability of backtest overfitting", FigureFormat.Probability, comparison.OverfittingProbability),
            .. rows.Skip(at),
        ];
    }

    private static string Kind(RunConfiguration settings)
    {
        var members = StackMember.Of(settings);
        return StackMember.AreSeveral(settings) ? $"stack of {members.Count} ({string.Join(", ", members.Select(member => member.Name))})" : members[0].Kind;
    }

    private static void CopyModels(StageOutput stage, string folder)
    {
        foreach (var file in DurableFiles.RelativeFiles(stage.Folder).Where(file => file.StartsWith(RunFolder.Models + "/", StringComparison.Ordinal)))
            Copy(Path.Combine(stage.Folder, file), Path.Combine(folder, file));
    }

    private static IReadOnlyList<ReportFlag> Flags(RunMetrics metrics)
    {
        List<ReportFlag> flags = [];
        if (metrics.Trials.Count == 1)
            flags.Add(new ReportFlag(metrics.Trials.Statement, "The deflated Sharpe ratio is the probabilistic one until the study has more trials."));
        return flags;
    }

    private static ReportNote Correlation(string label, RankCorrelationFigures figures) => new(label,
        figures is { Mean: { } mean, StandardError: { } error }
            ? string.Create(CultureInfo.InvariantCulture, $"{mean:F4} with a standard error of {error:F4}, {figures.Dates:N0} dates")
            : "no value");

    private static IEnumerable<KeyValuePair<string, string>> Libraries() =>
    [
        .. CodeVersion.Libraries,
        KeyValuePair.Create("DuckDB", DuckDbLibrary.Version()),
        KeyValuePair.Create("ONNX Runtime", OnnxRuntimeLibrary.Inspect().Version ?? "absent"),
    ];

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }
}
