using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Models;

namespace Symphony.Pipeline;

/// <summary>Proves that nothing of a configuration knows the future: both laws of causality, by trying to break them.</summary>
/// <remarks>
/// Law 1: features, labels, the engine's account and walk-forward scores are computed again on markets that
/// differ after a bar only; nothing that is known by that bar may change by a bit. Law 2: each split's scaler
/// and model are fitted again with other rows outside training; nothing that was learned may change by a bit.
/// Queries and a model are tried like features. Nothing is stored.
/// </remarks>
public sealed class PipelineProver
{
    private readonly TimeProvider clock;

    /// <summary>A prover that takes its time from this clock.</summary>
    /// <param name="clock">Times go to progress alone.</param>
    public PipelineProver(TimeProvider clock) => this.clock = clock;

    /// <summary>Tries every part of a configuration.</summary>
    /// <param name="configuration">What is proved.</param>
    /// <param name="options">How hard it is tried.</param>
    /// <param name="progress">Told what happens, possibly from several threads.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RefusedException">The bars or a setting are not accepted.</exception>
    public ProofReport Prove(
        RunConfiguration configuration, ProofOptions options, IProgress<PipelineEvent> progress, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        configuration.RefuseWhatNoDataCanMend();
        var work = new ProofWork(configuration, options, new ThreadScheduler(options.Threads, stop), progress, clock, stop);
        var market = work.During("bars", _ => MarketStage.Read(configuration, options.Threads, stop));
        var set = FeatureChoice.Of(configuration, stop);
        FeatureChoice.RefuseWithoutSector(configuration, market.Bars.Axes);
        var queries = Queries(configuration, options, market, stop);
        using var scorer = options.Model is { } model ? new OnnxScorer(model, set.Names.Count) : null;
        List<ProofPart> parts = [];

        parts.Add(work.Causality("features", market.Bars.Axes, true, null, limits =>
            LeakageProof.OfFeatures(market.Bars, market.Actions, set, limits)));
        parts.Add(work.Causality("labels", market.Bars.Axes, false, null, limits => configuration.Place.Point(() => LeakageProof.OfLabels(
            "label", market.Bars, market.Actions, (bars, actions) => LabelStage.TradesOf(configuration, bars, actions), limits))));
        if (!LabelInputs.AreSimple(configuration))
        {
            parts.Add(work.Causality("outcomes", market.Bars.Axes, false, null, limits => configuration.Place.Point(() => LeakageProof.OfOutcomes(
                "outcome", market.Bars, market.Actions, (bars, actions) => LabelStage.Of(configuration, bars, actions), limits))));
        }

        var universe = configuration.Universe(stop);
        if (universe.IsConfigured)
        {
            parts.Add(work.Causality("universe", market.Bars.Axes, false, null, limits => configuration.Place.Point(() => LeakageProof.Of(
                market.Bars, market.Actions, (bars, actions) => [LeakageProof.Known("in", universe.Of(bars, actions)!.Mask)], limits))));
        }

        var subject = new WalkForwardSubject(configuration, set, universe);
        var scores = work.During("decisions", _ => configuration.Place.Point(() => subject.Scores(market.Bars, market.Actions)));
        parts.Add(work.Causality("engine", market.Bars.Axes, false, null, limits => configuration.Place.Point(() => LeakageProof.OfEngine(
            EngineInputs.OnBars(configuration.Engine),
            market.Bars,
            market.Actions,
            PortfolioStage.Weights(configuration, market.Adjusted, universe.Of(market.Bars, market.Actions), scores),
            limits))));
        parts.Add(work.Causality("walk-forward scores", market.Bars.Axes, false, LeakageOptions.Brief, limits => LeakageProof.Of(
            market.Bars,
            market.Actions,
            (bars, actions) => [LeakageProof.Known("score", subject.Scores(bars, actions), ModelSubject.Tolerance)],
            limits)));
        parts.AddRange(Training(configuration, set, universe, market, work));
        foreach (var (name, query) in queries) parts.Add(Query(name, query, market, work, stop));
        if (scorer is not null) parts.Add(Model(scorer, set, market, work));

        var axes = market.Bars.Axes;
        return new ProofReport(
            configuration.Name,
            options.Seed,
            axes.BarCount,
            axes.SymbolCount,
            Written.Date(axes.SessionDate(0)),
            Written.Date(axes.SessionDate(axes.BarCount - 1)),
            parts,
            clock.GetElapsedTime(began));
    }

    /// <summary>The queries, each run once: what cannot be run at all is refused before anything is tried.</summary>
    private static (string Name, BarsQuery Query)[] Queries(
        RunConfiguration configuration, ProofOptions options, MarketValues market, CancellationToken stop)
    {
        var limits = FeatureChoice.LimitsOf(configuration);
        var queries = options.Queries.Select(query => (Name: query.Key, Query: BarsQuery.Read(query.Value, limits))).ToArray();
        foreach (var (_, query) in queries) query.Run(market.Adjusted, stop);
        return queries;
    }

    private static ProofPart Query(string name, BarsQuery query, MarketValues market, ProofWork work, CancellationToken stop) =>
        work.Causality($"query {name}", market.Bars.Axes, true, null, limits => LeakageProof.Of(
            market.Bars,
            market.Actions,
            (bars, actions) => [LeakageProof.Known(name, query.Run(PriceAdjustment.Forward(bars, actions), stop))],
            limits));

    private static ProofPart Model(OnnxScorer scorer, FeatureSet set, MarketValues market, ProofWork work)
    {
        var subject = new ModelSubject(scorer, set);
        return work.Causality("model", market.Bars.Axes, true, LeakageOptions.OfGivenNames, limits => LeakageProof.Of(
            market.Bars, market.Actions, (bars, actions) => [LeakageProof.Known("score", subject.Scores(bars, actions))], limits));
    }

    private static IEnumerable<ProofPart> Training(
        RunConfiguration configuration, FeatureSet set, UniverseSource universe, MarketValues market, ProofWork work)
    {
        var observations = configuration.Place.Point(() =>
            LabelStage.Observe(configuration, set, universe, market.Bars, market.Actions));
        var (splits, windows) = configuration.Place.Point(() =>
        {
            var cross = SplitStage.CrossValidationOf(configuration, observations);
            var walk = SplitStage.WalkForwardOf(configuration, observations);
            return (
                Enumerable.Range(0, cross.SplitCount).Select(cross.Split).Select(split => LeakageProof.Split(
                    $"split {split.Index + 1}", SplitStage.TrainRows(configuration, observations, split).Span, split.Test.Span)).ToArray(),
                Enumerable.Range(0, walk.WindowCount).Select(walk.Window).Select(window => LeakageProof.Split(
                    $"window {window.Index + 1}", SplitStage.TrainRows(configuration, observations, window).Span, window.Score.Span)).ToArray());
        });
        TrainingSplit[] all = [.. splits, .. windows];
        yield return work.Training("scalers and models", all, limits => LeakageProof.OfTraining(
            observations,
            all,
            (rows, train) => FittedStack.Of(MemberRows.Of(configuration, rows), train).Quantities,
            limits));
        yield return work.Overlaps("training rows", set.WarmUpBars, all.Length, split => LeakageProof.Overlap(
            observations,
            all[split],
            split < splits.Length ? SplitStage.ScopeOf(configuration) : PurgeScope.Market,
            set.WarmUpBars));
    }
}
