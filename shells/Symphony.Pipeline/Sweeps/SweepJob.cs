using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Trades given weights under every combination of settings, in one pass over the market.</summary>
public sealed class SweepJob
{
    private const string Source = "weights";
    private const long MiB = 1024 * 1024;

    /// <summary>A grid larger than this is a slip of the pen.</summary>
    private const long MostScenarios = 1_000_000;

    private readonly TimeProvider clock;

    /// <summary>A job that takes its time from this clock.</summary>
    /// <param name="clock">Times go to progress, never into a result.</param>
    public SweepJob(TimeProvider clock) => this.clock = clock;

    /// <summary>Reads, trades every scenario, and writes what was asked for.</summary>
    /// <param name="configuration">Bars, weights, and the settings that do not vary.</param>
    /// <param name="request">What varies.</param>
    /// <param name="progress">Told what happens, possibly from several threads.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RefusedException">The bars, the weights, a setting or the grid is not accepted.</exception>
    public SweepOutcome Run(
        BacktestConfiguration configuration, SweepRequest request, IProgress<PipelineEvent> progress, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        void Tell(PipelineEventKind kind, string stage, double fraction = 0, string text = "") =>
            progress.Report(new PipelineEvent(kind, stage, fraction, text, clock.GetElapsedTime(began)));
        OutputFile.Check("output", request.OutputFile, ".csv", ".json");
        OutputFile.CheckApart(configuration.Place.Files, ("output", request.OutputFile));
        configuration.RefuseUnreadSectors(request.Axes.Any(axis => axis.Key == "sectorCap"));
        if (configuration.IsSignalled)
            throw new RefusedException("weights.files", "a sweep follows weights; --weights FILE is accepted in place of scores and signals");
        if (configuration.Holdings is not null)
            throw new RefusedException("start.holdings", "the scenarios of a sweep start in cash, but start.holdings names shares; start.cash alone is accepted");
        var scenarios = configuration.Place.Point(() => Grid(configuration.Engine, request.Axes));

        Tell(PipelineEventKind.StageStarted, PipelineStages.Ingest);
        var source = MarketStage.Source(configuration.Data, configuration.Place.Folder, request.Threads);
        var values = MarketStage.Read(configuration.Data with { From = null, To = null }, configuration.Place, source, stop);
        var beside = MarketExtras.Of(configuration.Engine, configuration.Market, values, configuration.Data, configuration.Place, request.Threads, stop);
        var read = WeightsReader.Read(WeightsOf(configuration, request.Threads), values.Bars.Axes, stop);
        var names = configuration.Universe(stop);
        names.Check();
        var universe = names.Of(values.Bars, values.Actions);
        var weights = names.Restrict(universe, new GivenDecisions(read.Decisions, read.Inputs, read.Notes));
        var figures = names.Figures(values.Bars, values.Actions, universe);
        string[] notes = [.. values.Notes, .. weights.Notes, .. beside.Notes];
        foreach (var note in notes) Tell(PipelineEventKind.Note, PipelineStages.Ingest, text: note);
        Tell(PipelineEventKind.StageFinished, PipelineStages.Ingest, 1);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Backtest);
        var (first, last) = BarsOf(configuration, weights.Decisions);
        SweepSource[] sources = [Sweep.Source(Source, weights.Decisions)];
        var scheduler = new ThreadScheduler(request.Threads, stop);
        var options = new SweepOptions
        {
            FirstBar = first,
            LastBar = last,
            ByteBudget = request.MemoryInMiB is { } size ? size * MiB : null,
            Schedule = scheduler.Run,
            Progress = share => Tell(PipelineEventKind.StageProgress, PipelineStages.Backtest, share),
            Stop = () => stop.IsCancellationRequested,
        };
        List<ScenarioOutcome> outcomes = [];
        var report = configuration.Place.Point(() => Sweep.Run(beside.Market, sources, scenarios, options, outcomes.Add));
        Tell(PipelineEventKind.StageFinished, PipelineStages.Backtest, 1);

        var perYear = Performance.TryBarsPerYear(values.Bars.Axes, out var bars) ? bars : (double?)null;
        var outcome = new SweepOutcome(request.Axes, outcomes, report.TrialCount, perYear, notes) { Universe = figures };
        if (request.OutputFile is { } file)
        {
            var isJson = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
            OutputFile.Write(file, Encoding.UTF8.GetBytes(isJson ? outcome.ToJson() : outcome.ToCsv()));
        }

        return outcome;
    }

    /// <summary>Every combination, the last axis varying first.</summary>
    private static List<Scenario> Grid(JsonObject engine, IReadOnlyList<SweepAxis> axes)
    {
        if (axes.Count == 0)
            throw new RefusedException("--vary", "nothing varies; --vary SETTING=VALUE,VALUE is needed at least once");
        if (axes.GroupBy(axis => axis.Key, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new RefusedException("--vary", $"--vary names {twice.Key} {twice.Count()} times; once, with all its values, is accepted");
        var count = axes.Aggregate(1L, (product, axis) => Math.Min(MostScenarios + 1, product * axis.Texts.Count));
        if (count > MostScenarios)
            throw new RefusedException("--vary", $"the grid has more than {MostScenarios} scenarios; at most so many are accepted");
        List<Scenario> scenarios = [];
        for (var number = 0; number < count; number++)
        {
            var changed = engine.DeepClone().AsObject();
            var scale = 1.0;
            var name = new string[axes.Count];
            var rest = number;
            for (var axis = axes.Count - 1; axis >= 0; axis--)
            {
                var value = rest % axes[axis].Texts.Count;
                rest /= axes[axis].Texts.Count;
                scale = axes[axis].Apply(changed, value, scale);
                name[axis] = $"{axes[axis].Key}={axes[axis].Texts[value]}";
            }

            try
            {
                scenarios.Add(Sweep.Scenario(string.Join(' ', name), Source, EngineInputs.Settings(changed), scale, 0));
            }
            catch (RefusedException refused) when (refused.ParamName is { } parameter && Array.FindIndex(name, one => IsOf(one, parameter)) is >= 0 and var place)
            {
                var sentence = refused.Sentence.StartsWith(parameter, StringComparison.Ordinal) ? name[place][..parameter.Length] + refused.Sentence[parameter.Length..] : refused.Sentence;
                throw new RefusedException("--vary", $"--vary {name[place]}: {sentence}");
            }
        }

        return scenarios;
    }

    private static bool IsOf(string one, string parameter) => one.StartsWith($"{parameter}=", StringComparison.OrdinalIgnoreCase);

    private static WeightsSource WeightsOf(BacktestConfiguration configuration, int threads) => new()
    {
        Files = configuration.WeightFiles,
        BaseDirectory = configuration.Place.Folder,
        DateColumn = configuration.WeightColumns["date"],
        SymbolColumn = configuration.WeightColumns["symbol"],
        WeightColumn = configuration.WeightColumns["weight"],
        TimeZone = configuration.Data.TimeZone,
        PerNameCap = configuration.WeightCap ?? double.PositiveInfinity,
        Threads = threads,
    };

    /// <summary>From the first day asked for, or the first decision, to the last day asked for or there is.</summary>
    private static (int First, int Last) BarsOf(BacktestConfiguration configuration, Decisions decisions)
    {
        var axes = decisions.Axes;
        var (from, to) = (configuration.Data.From, configuration.Data.To);
        var bars = Enumerable.Range(0, axes.BarCount);
        var first = from is { } start
            ? bars.FirstOrDefault(bar => axes.SessionDate(bar) >= Written.EpochDay(start), -1)
            : bars.FirstOrDefault(decisions.IsDecided, -1);
        var last = to is { } end ? bars.LastOrDefault(bar => axes.SessionDate(bar) <= Written.EpochDay(end), -1) : axes.BarCount - 1;
        return first >= 0 && last > first
            ? (first, last)
            : throw configuration.Place.Refuse(from is null ? "data.to" : "data.from",
                "fewer than two bars lie between data.from (or the first decision) and data.to");
    }
}
