using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Makes the labels of a configuration, and says what they are like.</summary>
public sealed class LabelJob
{
    private readonly TimeProvider clock;

    /// <summary>A job that takes its time from this clock.</summary>
    /// <param name="clock">Times go to progress and outcome, never into a result.</param>
    public LabelJob(TimeProvider clock) => this.clock = clock;

    /// <summary>Reads the bars, labels every one of them and writes what was asked for.</summary>
    /// <param name="configuration">What decides the labels.</param>
    /// <param name="options">What is written.</param>
    /// <param name="progress">Told what happens, possibly from several threads.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RefusedException">The bars, a setting or the file are not accepted.</exception>
    public LabelOutcome Run(
        RunConfiguration configuration,
        LabelOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        void Tell(PipelineEventKind kind, string stage, double fraction = 0, string text = "") =>
            progress.Report(new PipelineEvent(kind, stage, fraction, text, clock.GetElapsedTime(began)));
        configuration.RefuseWhatNoDataCanMend();
        OutputFile.Check("labels", options.File, ".parquet", ".csv");
        OutputFile.CheckApart(configuration.Place.Files, ("labels", options.File));

        Tell(PipelineEventKind.StageStarted, PipelineStages.Ingest);
        var market = MarketStage.Read(configuration, options.Threads, stop);
        foreach (var note in market.Notes) Tell(PipelineEventKind.Note, PipelineStages.Ingest, text: note);
        AuditStage.Require(configuration, market, PipelineStages.Labels, note => Tell(PipelineEventKind.Note, PipelineStages.Audit, text: note));
        Tell(PipelineEventKind.StageFinished, PipelineStages.Ingest, 1);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Labels);
        var universe = configuration.Universe(stop).Of(market.Bars, market.Actions);
        var every = TripleBarrierLabels.EveryBar(market.Bars);
        var events = Inside(universe, every);
        string[] notes = events.Count == every.Count
            ? [.. market.Notes]
            : [.. market.Notes, $"{Written.Whole(every.Count - events.Count)} of {Written.Whole(every.Count)} decisions have no label, as their names were not in the universe"];
        var (outcome, table) = LabelInputs.AreBarriers(configuration)
            ? Barriers(configuration, market, universe, events)
            : Horizon(configuration, market, universe, events);
        if (options.File is { } file) OutputFile.Write(file, table, stop);
        Tell(PipelineEventKind.StageFinished, PipelineStages.Labels, 1);
        return outcome with { Notes = notes, Elapsed = clock.GetElapsedTime(began) };
    }

    private static (LabelOutcome Outcome, IReadOnlyList<ParquetColumn> Table) Barriers(
        RunConfiguration configuration, MarketValues market, Universe? universe, LabelEvents events)
    {
        var labels = configuration.Place.Point(() => LabelStage.Barriers(configuration, market.Bars, market.Actions, events));
        var trades = TripleBarrierLabels.ToLabels(labels);
        // What is over a symbol's own label needs that label, in the universe or not.
        var outcomes = OutcomesOf(configuration, market, universe is null ? trades : LabelStage.TradesOf(configuration, market.Bars, market.Actions));
        var counts = TripleBarrierLabels.Counts(labels);
        var outcome = Outcome(configuration, trades, outcomes, counts.Events) with
        {
            ByBarrier = Words(LabelTables.Hits, hit => counts.Of((BarrierHit)hit)),
            AbsentByReason = Words(LabelTables.Reasons, reason => counts.Of((AbsentLabel)reason)),
            ByClass = ByClass(Enumerable.Range(0, labels.Count).Select(label => TripleBarrierLabels.ClassOf(labels, label))),
            AmbiguousShare = counts.AmbiguousShare,
        };
        return (outcome, LabelTables.Of(labels, outcomes));
    }

    private static (LabelOutcome Outcome, IReadOnlyList<ParquetColumn> Table) Horizon(
        RunConfiguration configuration, MarketValues market, Universe? universe, LabelEvents events)
    {
        var all = configuration.Place.Point(() => LabelStage.TradesOf(configuration, market.Bars, market.Actions));
        var outcomes = OutcomesOf(configuration, market, all);
        var labels = Inside(universe, all);
        var returns = labels.SimpleReturns.Values.ToArray();
        var outcome = Outcome(configuration, labels, outcomes, events.Count) with
        {
            ByClass = ByClass(returns.Where(value => !double.IsNaN(value)).Select(value => (int?)Math.Sign(value))),
        };
        return (outcome, LabelTables.Of(labels, outcomes));
    }

    /// <summary>The decisions on names that are in.</summary>
    internal static LabelEvents Inside(Universe? universe, LabelEvents every)
    {
        if (universe is null) return every;
        var (bars, symbols) = (every.Bars.ToArray(), every.Symbols.ToArray());
        int[] kept = [.. Enumerable.Range(0, bars.Length).Where(n => universe.IsIn(bars[n], symbols[n]))];
        return EventFilter.Create(every.Axes, Array.ConvertAll(kept, n => bars[n]), Array.ConvertAll(kept, n => symbols[n]));
    }

    /// <summary>The labels of names that are in.</summary>
    private static Labels Inside(Universe? universe, Labels labels)
    {
        if (universe is null) return labels;
        var width = labels.Axes.SymbolCount;
        int[] ends = [.. Enumerable.Range(0, labels.Axes.BarCount * width)
            .Select(cell => universe.IsIn(cell / width, cell % width) ? labels.SpanEnd(cell / width, cell % width) : -1)];
        return HorizonLabels.Restore(labels.Axes, UniverseSelection.Restrict(universe, labels.SimpleReturns).Values.ToArray(), ends);
    }

    /// <summary>How many labels there is something to predict of.</summary>
    private static int Predicted(Labels labels, LabelOutcomes outcomes)
    {
        var count = 0;
        for (var bar = 0; bar < labels.Axes.BarCount; bar++)
        {
            for (var symbol = 0; symbol < labels.Axes.SymbolCount; symbol++)
                count += labels.IsLabelled(bar, symbol) && !double.IsNaN(outcomes.Values[bar, symbol]) ? 1 : 0;
        }

        return count;
    }

    /// <summary>What a model predicts of the trades; null where that is their simple return.</summary>
    private static LabelOutcomes? OutcomesOf(RunConfiguration configuration, MarketValues market, Labels trades) =>
        LabelInputs.AreSimple(configuration)
            ? null
            : configuration.Place.Point(() => LabelStage.OutcomesOf(configuration, market.Bars, market.Actions, trades));

    private static LabelOutcome Outcome(RunConfiguration configuration, Labels labels, LabelOutcomes? outcomes, int events)
    {
        var overlap = LabelOverlap.Of(labels);
        return new LabelOutcome(
            configuration.Name,
            LabelInputs.InWords(configuration),
            labels.Axes.BarCount,
            labels.Axes.SymbolCount,
            events,
            labels.Count,
            overlap.MeanConcurrency,
            overlap.MeanUniqueness)
        {
            Outcomes = outcomes is null ? labels.Count : Predicted(labels, outcomes),
        };
    }

    private static Dictionary<string, int> Words(IReadOnlyList<string> words, Func<int, int> count) =>
        Enumerable.Range(1, words.Count - 1).ToDictionary(word => words[word], count);

    private static Dictionary<string, int> ByClass(IEnumerable<int?> classes)
    {
        var counts = new Dictionary<string, int> { ["1"] = 0, ["0"] = 0, ["-1"] = 0 };
        foreach (var label in classes)
        {
            if (label is { } known) counts[Written.Whole(known)]++;
        }

        return counts;
    }
}
