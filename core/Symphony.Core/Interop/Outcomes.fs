namespace Symphony.Core.Interop

open System.Runtime.InteropServices

open Symphony.Core

/// <summary>Turns labels into what a model is asked for: returns of a kind, classes, meta-labels.</summary>
[<Sealed; AbstractClass>]
type Outcomes =

    /// <summary>The labels' simple returns as they are.</summary>
    /// <param name="labels">Labels of a fixed horizon or of barriers.</param>
    static member Simple(labels: Labels) : LabelOutcomes =
        Refusal.ifNull "labels" labels
        Outcome.simple labels

    /// <summary>Log returns; none where everything was lost.</summary>
    /// <param name="labels">Labels of a fixed horizon or of barriers.</param>
    static member Log(labels: Labels) : LabelOutcomes =
        Refusal.ifNull "labels" labels
        Outcome.log labels

    /// <summary>Simple returns less the label of a benchmark symbol of the same market.</summary>
    /// <param name="labels">Labels of all names, the benchmark's among them.</param>
    /// <param name="symbol">The benchmark.</param>
    /// <exception cref="RefusedException">A symbol that is not in the market.</exception>
    static member ExcessOverSymbol(labels: Labels, symbol: string) : LabelOutcomes =
        Refusal.ifNull "labels" labels
        Refusal.ifNull "symbol" symbol
        Outcome.excessOverSymbol symbol labels |> Refusal.orRaise

    /// <summary>Simple returns less the mean of all names labelled at the same bar.</summary>
    /// <param name="labels">Labels of all names, computed from bars.</param>
    /// <exception cref="RefusedException">Labels restored from columns.</exception>
    static member ExcessOverMean(labels: Labels) : LabelOutcomes =
        Refusal.ifNull "labels" labels
        Outcome.excessOverMean labels |> Refusal.orRaise

    /// <summary>Simple returns by the name's volatility over the bars held.</summary>
    /// <param name="labels">Labels of that horizon.</param>
    /// <param name="volatilityPerBar">Volatility per bar known at each close, T x N; NaN for none.</param>
    /// <param name="heldBars">Bars from entry to exit, at least 1.</param>
    /// <exception cref="RefusedException">A volatility of another market, or no bars held.</exception>
    static member VolatilityScaled
        (labels: Labels, volatilityPerBar: Panel, heldBars: int)
        : LabelOutcomes =
        Refusal.ifNull "labels" labels
        Refusal.ifNull "volatilityPerBar" volatilityPerBar

        Outcome.volatilityScaled volatilityPerBar (heldBars * 1<bar>) labels |> Refusal.orRaise

    /// <summary>Signs: 1, -1, or 0 within the neutral threshold.</summary>
    /// <param name="outcomes">What to classify.</param>
    /// <param name="neutral">Not negative, in the outcomes' unit.</param>
    /// <exception cref="RefusedException">A threshold below zero or not finite.</exception>
    static member BySign(outcomes: LabelOutcomes, neutral: float) : LabelOutcomes =
        Refusal.ifNull "outcomes" outcomes
        OutcomeClasses.bySign neutral outcomes |> Refusal.orRaise

    /// <summary>1 for the best names of each bar, -1 for the worst, 0 for the rest.</summary>
    /// <param name="outcomes">What to rank.</param>
    /// <param name="count">How many at either end, at least 1.</param>
    /// <exception cref="RefusedException">A count below 1, or labels restored from columns.</exception>
    static member TopAndBottom(outcomes: LabelOutcomes, count: int) : LabelOutcomes =
        Refusal.ifNull "outcomes" outcomes
        OutcomeClasses.topAndBottom count outcomes |> Refusal.orRaise

    /// <summary>The quantile of each name within its bar, from 0 for the lowest.</summary>
    /// <param name="outcomes">What to rank.</param>
    /// <param name="count">How many classes, at least 2.</param>
    /// <exception cref="RefusedException">A count below 2, or labels restored from columns.</exception>
    static member Quantiles(outcomes: LabelOutcomes, count: int) : LabelOutcomes =
        Refusal.ifNull "outcomes" outcomes
        OutcomeClasses.quantiles count outcomes |> Refusal.orRaise

    /// <summary>Meta-labels: 1 where the event's side paid more than the threshold after costs, else 0.</summary>
    /// <param name="labels">What a long would have earned.</param>
    /// <param name="events">Events with sides, on the same bars and symbols.</param>
    /// <param name="threshold">The net return must be above this.</param>
    /// <param name="cost">Commission and half spread of each fill.</param>
    /// <exception cref="RefusedException">Events without sides, or costs below zero.</exception>
    static member MetaLabels
        (labels: Labels, events: LabelEvents, threshold: float, cost: TradingCost)
        : LabelOutcomes =
        Refusal.ifNull "labels" labels
        Refusal.ifNull "events" events

        MetaLabel.ofEvents { Threshold = threshold; Cost = cost } events labels |> Refusal.orRaise

    /// <summary>Meta-labels of triple-barrier trades with sides.</summary>
    /// <param name="labels">Labels of events with sides.</param>
    /// <param name="threshold">The net return must be above this.</param>
    /// <param name="cost">Commission and half spread of each fill.</param>
    /// <exception cref="RefusedException">Events without sides, or costs below zero.</exception>
    static member MetaLabels
        (labels: BarrierLabels, threshold: float, cost: TradingCost)
        : LabelOutcomes =
        Refusal.ifNull "labels" labels
        MetaLabel.ofBarriers { Threshold = threshold; Cost = cost } labels |> Refusal.orRaise

/// <summary>Bets from probabilities.</summary>
[<Sealed; AbstractClass>]
type BetSizing =

    /// <summary>The size of a bet from the probability that the forecast is right; false if it is none.</summary>
    /// <param name="classes">Outcomes that were possible, at least 2.</param>
    /// <param name="probability">Of the forecast outcome, from 0 to 1.</param>
    /// <param name="size">From -1 to 1; 0 where there is none.</param>
    static member TryOfProbability
        (classes: int, probability: float, [<Out>] size: byref<float>)
        : bool =
        let found = BetSize.ofProbability classes probability
        size <- ValueOption.defaultValue 0.0 found
        found.IsSome

    /// <summary>A size in whole steps; false for a step or a size out of range.</summary>
    /// <param name="size">From -1 to 1.</param>
    /// <param name="step">Above 0, at most 1.</param>
    /// <param name="stepped">The nearest multiple of the step; 0 where there is none.</param>
    static member TryDiscretise(size: float, step: float, [<Out>] stepped: byref<float>) : bool =
        let found = BetSize.discretised step size
        stepped <- ValueOption.defaultValue 0.0 found
        found.IsSome
