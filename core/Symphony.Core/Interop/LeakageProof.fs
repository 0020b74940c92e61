namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>
/// Looks for values that know the future: computes them again on markets that differ after a bar only, and fits
/// again on rows that differ outside training only.
/// </summary>
/// <remarks>
/// A function that raises a <see cref="RefusedException"/> on a changed market has refused it, which is counted
/// and proves nothing; any other exception is the caller's own.
/// </remarks>
[<Sealed; AbstractClass>]
type LeakageProof =

    static member private Run
        (
            bars: Bars,
            actions: CorporateActions,
            options: LeakageOptions,
            standard: Perturbation list,
            compute: MarketHistory -> Result<KnownPanel list, Invalid>
        ) : LeakageReport =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Refusal.ifNull "options" options

        Causality.prove options.Plan (options.Settings standard) compute {
            Bars = bars
            Actions = actions
        }
        |> Refusal.orRaise
        |> LeakageReport

    /// <summary>Values that are known at their own bars, under a name: a feature, scores.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="panel">The values, T x N; NaN where there is none.</param>
    static member Known(name: string, panel: Panel) : KnownPanel =
        Refusal.ifNull "name" name
        Refusal.ifNull "panel" panel
        KnownPanel.ofPanel name panel

    /// <summary>Scores of a runtime that does not promise its last digits, known at their own bars.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="panel">The values, T x N; NaN where there is none.</param>
    /// <param name="tolerance">
    /// The largest difference that counts as none, a share of the largest value of its bar, in [0, 0.01].
    /// </param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The tolerance is out of range.</exception>
    static member Known(name: string, panel: Panel, tolerance: float) : KnownPanel =
        Refusal.ifNull "name" name
        Refusal.ifNull "panel" panel
        KnownPanel.ofPanel name panel |> KnownPanel.within tolerance |> Refusal.orRaise

    /// <summary>Values under a name, with the bar by which each is known.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="panel">The values, T x N; NaN where there is none.</param>
    /// <param name="knownFrom">T x N bar numbers from 0 on, -1 for never, time-major.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The length is not T x N, or a bar below -1.</exception>
    static member Known(name: string, panel: Panel, knownFrom: ReadOnlySpan<int>) : KnownPanel =
        Refusal.ifNull "name" name
        Refusal.ifNull "panel" panel
        KnownPanel.create name (knownFrom.ToArray()) panel |> Refusal.orRaise

    /// <summary>Decided weights under a name; NaN at bars without a decision.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="decisions">The decisions.</param>
    static member Known(name: string, decisions: Decisions) : KnownPanel =
        Refusal.ifNull "name" name
        Refusal.ifNull "decisions" decisions
        KnownPanel.ofDecisions name decisions

    /// <summary>Tries built-in features.</summary>
    /// <param name="bars">The market's bars, at least 2.</param>
    /// <param name="actions">Their actions; none with adjusted bars.</param>
    /// <param name="features">The features.</param>
    /// <param name="options">How hard to look.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The market as it is, or a setting, is refused.</exception>
    static member OfFeatures
        (bars: Bars, actions: CorporateActions, features: FeatureSet, options: LeakageOptions)
        : LeakageReport =
        Refusal.ifNull "features" features

        LeakageProof.Run(
            bars,
            actions,
            options,
            Perturbation.future,
            CausalOutputs.features (List.ofSeq features.Features)
        )

    /// <summary>Tries labels: each must stay as it is once its span has ended.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="bars">The market's bars, at least 2.</param>
    /// <param name="actions">Their actions; none with adjusted bars.</param>
    /// <param name="label">From a market to its labels.</param>
    /// <param name="options">How hard to look.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The market as it is, or a setting, is refused.</exception>
    static member OfLabels
        (
            name: string,
            bars: Bars,
            actions: CorporateActions,
            label: Func<Bars, CorporateActions, Labels>,
            options: LeakageOptions
        ) : LeakageReport =
        Refusal.ifNull "name" name
        Refusal.ifNull "label" label

        LeakageProof.Run(
            bars,
            actions,
            options,
            Perturbation.future,
            CausalOutputs.labels name (fun market ->
                Refusal.caught (fun () -> label.Invoke(market.Bars, market.Actions)))
        )

    /// <summary>Tries outcomes of labels: each must stay as it is once its span has ended.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="bars">The market's bars, at least 2.</param>
    /// <param name="actions">Their actions; none with adjusted bars.</param>
    /// <param name="outcome">From a market to its outcomes.</param>
    /// <param name="options">How hard to look.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The market as it is, or a setting, is refused.</exception>
    static member OfOutcomes
        (
            name: string,
            bars: Bars,
            actions: CorporateActions,
            outcome: Func<Bars, CorporateActions, LabelOutcomes>,
            options: LeakageOptions
        ) : LeakageReport =
        Refusal.ifNull "name" name
        Refusal.ifNull "outcome" outcome

        LeakageProof.Run(
            bars,
            actions,
            options,
            Perturbation.future,
            CausalOutputs.outcomes name (fun market ->
                Refusal.caught (fun () -> outcome.Invoke(market.Bars, market.Actions)))
        )

    /// <summary>Tries the engine: for given decisions, the account at every bar.</summary>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="bars">The market's bars, at least 2.</param>
    /// <param name="actions">Their actions; none with adjusted bars.</param>
    /// <param name="decisions">The decisions, the same on every market.</param>
    /// <param name="options">How hard to look.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The market as it is, or a setting, is refused.</exception>
    static member OfEngine
        (
            settings: EngineSettings,
            bars: Bars,
            actions: CorporateActions,
            decisions: Decisions,
            options: LeakageOptions
        ) : LeakageReport =
        Refusal.ifNull "settings" settings
        Refusal.ifNull "decisions" decisions

        LeakageProof.Run(
            bars,
            actions,
            options,
            Perturbation.ofGivenNames,
            CausalOutputs.engine settings decisions
        )

    /// <summary>Tries any computation: queries, models, column sets, the scores of a walk forward.</summary>
    /// <param name="bars">The market's bars, at least 2.</param>
    /// <param name="actions">Their actions; none with adjusted bars.</param>
    /// <param name="compute">From a market to its named outputs, always the same ones in the same order.</param>
    /// <param name="options">How hard to look.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The market as it is, or a setting, is refused.</exception>
    static member Of
        (
            bars: Bars,
            actions: CorporateActions,
            compute: Func<Bars, CorporateActions, IReadOnlyList<KnownPanel>>,
            options: LeakageOptions
        ) : LeakageReport =
        Refusal.ifNull "compute" compute

        LeakageProof.Run(
            bars,
            actions,
            options,
            Perturbation.future,
            fun market ->
                Refusal.caught (fun () -> List.ofSeq (compute.Invoke(market.Bars, market.Actions)))
        )

    /// <summary>Holds columns made earlier against the same columns made later, bit for bit where both have values.</summary>
    /// <param name="full">The columns made later, with more bars.</param>
    /// <param name="earlier">The same columns made earlier, or on data cut short.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">They have no bar or no symbol in common.</exception>
    static member OfColumns(full: KnownPanel, earlier: KnownPanel) : ColumnLeakageReport =
        Refusal.ifNull "full" full
        Refusal.ifNull "earlier" earlier
        ColumnAgreement.find full earlier |> Refusal.orRaise |> ColumnLeakageReport

    /// <summary>A combinatorial split as the proofs of training take it.</summary>
    /// <param name="split">The split.</param>
    static member Split(split: CombinatorialSplit) : TrainingSplit =
        Refusal.ifNull "split" split
        TrainingSplit.ofCombinatorial split

    /// <summary>A window of a walk as the proofs of training take it.</summary>
    /// <param name="window">The window.</param>
    static member Split(window: WalkForwardWindow) : TrainingSplit =
        Refusal.ifNull "window" window
        TrainingSplit.ofWindow window

    /// <summary>Any split as the proofs of training take it.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="train">Observations trained on, increasing.</param>
    /// <param name="tested">Observations tested, increasing.</param>
    static member Split
        (name: string, train: ReadOnlySpan<int>, tested: ReadOnlySpan<int>)
        : TrainingSplit =
        Refusal.ifNull "name" name

        { Name = name; Train = train.ToArray(); Tested = tested.ToArray() }

    /// <summary>Everything a linear model has learned.</summary>
    /// <param name="model">The model.</param>
    static member Quantities(model: LinearModel) : FittedQuantities =
        Refusal.ifNull "model" model
        FittedQuantities.ofLinear model

    /// <summary>Everything a linear model of scaled features has learned, and the scaling before it.</summary>
    /// <param name="scaler">How the features were brought to one scale before the fit.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A scaling of another number of features.</exception>
    static member Quantities(scaler: FeatureScaler, model: LinearModel) : FittedQuantities =
        Refusal.ifNull "scaler" scaler
        Refusal.ifNull "model" model

        FittedQuantities.both
            (FittedQuantities.ofScaling (Array.ofSeq model.FeatureNames) scaler.Scaling
             |> Refusal.orRaise)
            (FittedQuantities.ofLinear model)

    /// <summary>Everything several models have learned, each quantity with its model's name, and their weights.</summary>
    /// <param name="members">What each model has learned, in the stack's order.</param>
    /// <param name="stack">Their weights.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">Another number of models than the stack has.</exception>
    static member Quantities
        (members: IReadOnlyList<FittedQuantities>, stack: ScoreStack)
        : FittedQuantities =
        Refusal.ifAnyNull "members" members
        Refusal.ifNull "stack" stack
        FittedQuantities.ofStack (Array.ofSeq members) stack |> Refusal.orRaise

    /// <summary>Everything any fit has learned, as numbers with names.</summary>
    /// <param name="parts">What each belongs to, n values.</param>
    /// <param name="names">What each is, n names, at least one.</param>
    /// <param name="values">n numbers; NaN for one that has no value.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">Lengths that differ, or nothing at all.</exception>
    static member Quantities
        (parts: IReadOnlyList<FittedPart>, names: IReadOnlyList<string>, values: ReadOnlySpan<float>) : FittedQuantities =
        Refusal.ifAnyNull "names" names

        for part in parts do
            Refusal.ifUndefined "parts" part

        Refusal.ifNull "parts" parts
        Refusal.ifNull "names" names

        FittedQuantities.create (Array.ofSeq parts) (Array.ofSeq names) (values.ToArray())
        |> Refusal.orRaise

    /// <summary>Tries fits: changing rows outside training must change nothing that is learned.</summary>
    /// <param name="observations">The rows.</param>
    /// <param name="splits">At least one.</param>
    /// <param name="fit">From observations and the rows to train on to everything that was learned.</param>
    /// <param name="options">Seed and work; cuts and perturbations do not apply.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">No split, or rows that are not there.</exception>
    static member OfTraining
        (
            observations: Observations,
            splits: IReadOnlyList<TrainingSplit>,
            fit: Func<Observations, int[], FittedQuantities>,
            options: LeakageOptions
        ) : TrainingLeakageReport =
        Refusal.ifNull "observations" observations
        Refusal.ifAnyNull "splits" splits
        Refusal.ifNull "fit" fit
        Refusal.ifNull "options" options

        TrainingCausality.prove
            options.Plan
            options.Seed
            (fun rows train -> Refusal.caught (fun () -> fit.Invoke(rows, train)))
            (Array.ofSeq splits)
            observations
        |> Refusal.orRaise
        |> TrainingLeakageReport

    /// <summary>Counts training rows of a split that share bars with its tests.</summary>
    /// <param name="observations">The rows.</param>
    /// <param name="split">The split.</param>
    /// <param name="scope">Whose test labels count.</param>
    /// <param name="featureBars">How many bars the features look back, not negative.</param>
    static member Overlap
        (observations: Observations, split: TrainingSplit, scope: PurgeScope, featureBars: int)
        : TrainingOverlap =
        Refusal.ifUndefined "scope" scope
        Refusal.ifNull "observations" observations
        Refusal.ifNull "split" split
        TrainingOverlap.find scope (featureBars * 1<bar>) split observations.Spans

    /// <summary>What was done to a market, as the end of a sentence that starts with "changed when".</summary>
    /// <param name="perturbation">One of the ways.</param>
    static member Describe(perturbation: Perturbation) : string =
        Refusal.ifUndefined "perturbation" perturbation
        Perturbation.describe perturbation
