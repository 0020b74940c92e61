using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Tunes the barriers of each symbol inside purged cross-validation, and records what that took.</summary>
/// <remarks>
/// Every bar is a decision, so that trades of one symbol overlap: there is no account, hence no return per bar,
/// and nothing that could be counted as a trial. The evaluations are recorded by how many they were.
/// </remarks>
public sealed class TuningJob
{
    private const string Stage = "tuning";

    private readonly TimeProvider clock;

    /// <summary>A job that takes its time from this clock.</summary>
    /// <param name="clock">Times go to progress and outcome, never into a result.</param>
    public TuningJob(TimeProvider clock) => this.clock = clock;

    /// <summary>Reads the bars, tunes, records the evaluations and writes the choices where asked.</summary>
    /// <param name="configuration">Target, costs, splits and seed; the prices and the end of its barriers are searched.</param>
    /// <param name="options">How wide the search is, and where its account goes.</param>
    /// <param name="progress">Told what happens, possibly from several threads.</param>
    /// <param name="stop">Asks to stop: nothing is recorded or written then.</param>
    /// <exception cref="RefusedException">The bars, a setting, the file or the ledger are not accepted.</exception>
    public TuningOutcome Run(
        RunConfiguration configuration,
        TuningOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        void Tell(PipelineEventKind kind, string stage, double fraction = 0, string text = "") =>
            progress.Report(new PipelineEvent(kind, stage, fraction, text, clock.GetElapsedTime(began)));
        if (!LabelInputs.AreBarriers(configuration))
            throw configuration.Place.Refuse("labels.kind", $"labels.kind was '{configuration.Text("labels.kind")}', but only {LabelSettingsTable.TripleBarrier} has barriers to tune");
        configuration.RefuseWhatNoDataCanMend();
        var search = Search(configuration, options);
        configuration.Place.Point(() =>
        {
            search.Check();
            return true;
        });
        OutputFile.Check("choices", options.File, ".parquet", ".csv");
        OutputFile.CheckApart(configuration.Place.Files, ("choices", options.File));
        _ = TrialStore.Read(options.RunsDirectory, configuration.Study);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Ingest);
        var market = MarketStage.Read(configuration, options.Threads, stop);
        foreach (var note in market.Notes) Tell(PipelineEventKind.Note, PipelineStages.Ingest, text: note);
        AuditStage.Require(configuration, market, PipelineStages.Labels, note => Tell(PipelineEventKind.Note, PipelineStages.Audit, text: note));
        Tell(PipelineEventKind.StageFinished, PipelineStages.Ingest, 1);

        Tell(PipelineEventKind.StageStarted, Stage);
        var seed = Seed(configuration);
        var tuned = configuration.Place.Point(() => BarrierTuner.Tune(
            market.Bars,
            market.Actions,
            LabelJob.Inside(configuration.Universe(stop).Of(market.Bars, market.Actions), TripleBarrierLabels.EveryBar(market.Bars)),
            search,
            seed,
            new ThreadScheduler(options.Threads, stop).Run,
            fraction => Tell(PipelineEventKind.StageProgress, Stage, fraction),
            () => stop.IsCancellationRequested));
        stop.ThrowIfCancellationRequested();
        var axes = market.Bars.Axes;
        var outcome = new TuningOutcome(
            configuration.Name,
            configuration.Study,
            options.Splits == TuningSplits.WalkForward ? "walk forward" : SplitSurvey.Describe(configuration),
            seed,
            search.Cost.Commission + search.Cost.HalfSpread,
            tuned.Evaluations,
            Record(configuration, options, search, market, tuned.Evaluations, text => Tell(PipelineEventKind.Waiting, Stage, text: text), stop),
            tuned.Walk is { } walk ? Figures(axes, walk, tuned.Evaluations) : null,
            [.. tuned.Splits.Select(split => Figures(axes, split, tuned.Windows.Where(window => window.Window == split.Index).Sum(window => (long)window.Evaluations)))],
            [.. tuned.Windows.Select(window => Choice(axes, window))])
        {
            Notes = market.Notes,
        };
        if (options.File is { } file) OutputFile.Write(file, LabelTables.Of(outcome.Choices), stop);
        Tell(PipelineEventKind.StageFinished, Stage, 1);
        return outcome with { Elapsed = clock.GetElapsedTime(began) };
    }

    private static ulong Seed(RunConfiguration configuration) => (ulong)CanonicalJson.At(configuration.Canonical, "seed")!.GetValue<long>();

    private static BarrierTuningOptions Search(RunConfiguration configuration, TuningOptions options)
    {
        var isWalk = options.Splits == TuningSplits.WalkForward;
        var search = new BarrierTuningOptions
        {
            Barriers = LabelInputs.Barriers(configuration),
            Cost = new TradingCost(
                configuration.Number("engine.commission"),
                configuration.Number("engine.halfSpread"),
                configuration.Number("engine.impactCoefficient")),
            Embargo = SplitSettings.EmbargoOf(configuration, isWalk ? "walkForward" : "crossValidation"),
            Purge = SplitStage.ScopeOf(configuration),
            RefitBars = configuration.WholeNumber("walkForward.refitBars"),
            MinimumTrainBars = configuration.WholeNumber("walkForward.minimumTrainBars"),
            RollingBars = SplitSettings.RollingBars(configuration),
            Groups = isWalk ? null : configuration.WholeNumber("crossValidation.groups"),
            TestGroups = configuration.WholeNumber("crossValidation.testGroups"),
        };
        search.Population = options.Population ?? search.Population;
        search.Generations = options.Generations ?? search.Generations;
        search.MaximumVerticalBars = options.LongestBars ?? search.MaximumVerticalBars;
        return search;
    }

    /// <summary>Records the evaluations under what decided them; the same tuning again is not recorded again.</summary>
    private static string Record(
        RunConfiguration configuration,
        TuningOptions options,
        BarrierTuningOptions search,
        MarketValues market,
        long evaluations,
        Action<string> waiting,
        CancellationToken stop)
    {
        string Identity(string settings) => CanonicalJson.Hash(new JsonObject
        {
            ["configuration"] = settings,
            ["tuning"] = new JsonObject
            {
                ["splits"] = options.Splits.ToString(),
                ["population"] = search.Population,
                ["generations"] = search.Generations,
                ["innerFolds"] = search.InnerFolds,
                ["minimumTrades"] = search.MinimumTrades,
                ["profitTaking"] = new JsonArray(search.MinimumProfitTaking, search.MaximumProfitTaking, search.Step),
                ["stopLoss"] = new JsonArray(search.MinimumStopLoss, search.MaximumStopLoss, search.Step),
                ["bars"] = new JsonArray(search.MinimumVerticalBars, search.MaximumVerticalBars),
                ["objective"] = search.Objective.ToString(),
            },
        });
        var inputs = CanonicalJson.Hash(new JsonArray([.. market.Inputs.Select(input => (JsonNode)input.Hash)]));
        IReadOnlyList<TrialWork> works = evaluations == 0
            ? []
            :
            [
                TrialWork.Uncounted(
                    Identity(configuration.Hash), Identity(configuration.TrialHash), inputs, TrialKind.InnerEvaluations, checked((int)evaluations)),
            ];
        using var runs = RunsDirectory.Open(options.RunsDirectory);
        return TrialStore.Append(
            runs, configuration.Study, works, () => waiting("another process writes the study's ledger; waiting for it"), stop).Head;
    }

    private static TuningFigures Figures(Axes axes, TunedSplit split, long evaluations)
    {
        string? Date(int bar) => bar < 0 ? null : Written.Date(axes.SessionDate(bar));
        return new TuningFigures(
            split.Index, Date(split.FirstBar), Date(split.LastBar), evaluations, split.Trades, split.NetPerTrade, split.NetPerBar, split.NetSharpePerTrade);
    }

    private static TuningChoice Choice(Axes axes, TunedWindow window) => new(
        window.Window,
        axes.Symbols[window.Symbol],
        window.ProfitTaking,
        window.StopLoss,
        window.VerticalBars,
        window.InsideFitness,
        window.Evaluations,
        window.Trades,
        window.NetPerTrade,
        window.NetPerBar,
        window.Reason);
}
