namespace Symphony.Core.Interop

open System
open System.Collections.Generic
open System.Runtime.InteropServices

open Symphony.Core

/// <summary>How much each label counts: by overlap, by return, by age, by class.</summary>
/// <remarks>Arrays have one value per observation; NaN for those without a label.</remarks>
[<Sealed; AbstractClass>]
type SampleWeighting =

    /// <summary>Open labels of all symbols at each bar of the market axis.</summary>
    /// <param name="spans">The observations' spans.</param>
    static member Concurrency(spans: ObservationSpans) : int[] =
        Refusal.ifNull "spans" spans
        Concurrency.ofMarket spans

    /// <summary>Open labels of one symbol at each bar of the market axis.</summary>
    /// <param name="spans">The observations' spans.</param>
    /// <param name="symbol">The symbol's column.</param>
    static member Concurrency(spans: ObservationSpans, symbol: int) : int[] =
        Refusal.ifNull "spans" spans
        Concurrency.ofSymbol symbol spans

    /// <summary>Open labels averaged over the bars that have any; false without labels.</summary>
    /// <param name="spans">The observations' spans.</param>
    /// <param name="scope">Of each symbol apart, or of all together.</param>
    /// <param name="mean">The mean, at least 1; 0 where there is none.</param>
    static member TryMeanConcurrency
        (spans: ObservationSpans, scope: ConcurrencyScope, [<Out>] mean: byref<float>)
        : bool =
        Refusal.ifUndefined "scope" scope
        Refusal.ifNull "spans" spans
        let found = Concurrency.mean scope spans
        mean <- ValueOption.defaultValue 0.0 found
        found.IsSome

    /// <summary>The average uniqueness of each label, in (0, 1].</summary>
    /// <param name="spans">The observations' spans.</param>
    /// <param name="scope">Whether labels of other symbols are rivals too.</param>
    static member AverageUniqueness(spans: ObservationSpans, scope: ConcurrencyScope) : float[] =
        Refusal.ifUndefined "scope" scope
        Refusal.ifNull "spans" spans
        Uniqueness.average scope spans

    /// <summary>Weights in proportion to average uniqueness, that sum to the number of labels.</summary>
    /// <param name="spans">The observations' spans.</param>
    /// <param name="scope">Whether labels of other symbols are rivals too.</param>
    static member ByUniqueness(spans: ObservationSpans, scope: ConcurrencyScope) : float[] =
        Refusal.ifUndefined "scope" scope
        Refusal.ifNull "spans" spans
        Uniqueness.weights scope spans

    /// <summary>Weights by the absolute return that is a label's own, that sum to the number of labels.</summary>
    /// <param name="spans">The observations' spans, on the bars' axes.</param>
    /// <param name="scope">Whether labels of other symbols share a bar's return too.</param>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <param name="actions">Splits and dividends of raw bars; none with adjusted bars.</param>
    /// <exception cref="RefusedException">Spans off the axes, or a market that did not move.</exception>
    static member ByReturn
        (spans: ObservationSpans, scope: ConcurrencyScope, bars: Bars, actions: CorporateActions)
        : float[] =
        Refusal.ifUndefined "scope" scope
        Refusal.ifNull "spans" spans
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        ReturnAttribution.weights scope actions bars spans |> Refusal.orRaise

    /// <summary>Weights that fade with age, counted in uniqueness; the newest is 1.</summary>
    /// <param name="spans">The observations' spans.</param>
    /// <param name="uniqueness">The labels' average uniqueness; NaN without a label.</param>
    /// <param name="lastWeight">Above -1; 1 for no decay, below 0 the oldest weigh nothing.</param>
    /// <exception cref="RefusedException">A last weight without a meaning, or uniqueness out of range.</exception>
    static member ByTimeDecay
        (spans: ObservationSpans, uniqueness: ReadOnlySpan<float>, lastWeight: float)
        : float[] =
        Refusal.ifNull "spans" spans
        TimeDecay.weights lastWeight uniqueness spans |> Refusal.orRaise

    /// <summary>How often each class occurs, in the order of the classes.</summary>
    /// <param name="classes">n whole numbers; NaN without a label.</param>
    /// <exception cref="RefusedException">A class that is no whole number.</exception>
    static member ClassCounts(classes: ReadOnlySpan<float>) : IReadOnlyList<ClassCount> =
        ClassBalance.counts classes |> Refusal.orRaise

    /// <summary>Weights that give every class the same say, that sum to the number of labels.</summary>
    /// <param name="classes">n whole numbers; NaN without a label.</param>
    /// <exception cref="RefusedException">One class alone, or a class that is no whole number.</exception>
    static member ByClass(classes: ReadOnlySpan<float>) : float[] =
        ClassBalance.weights classes |> Refusal.orRaise

    /// <summary>The products of several weights, scaled to sum to the number of labels.</summary>
    /// <param name="spans">The observations' spans.</param>
    /// <param name="factors">Arrays of weights, not negative; NaN without a label.</param>
    /// <exception cref="RefusedException">Weights that are not finite or negative, or lengths that differ.</exception>
    static member Combine
        (spans: ObservationSpans, factors: IReadOnlyList<ReadOnlyMemory<float>>)
        : float[] =
        Refusal.ifNull "spans" spans
        Refusal.ifNull "factors" factors

        SampleWeights.combine [ for factor in factors -> factor.ToArray() ] spans
        |> Refusal.orRaise

/// <summary>Bootstraps of labels.</summary>
[<Sealed; AbstractClass>]
type LabelBootstrap =

    /// <summary>A sequential bootstrap: labels that overlap what was drawn have less chance.</summary>
    /// <param name="spans">The observations' spans.</param>
    /// <param name="scope">Whether labels of other symbols overlap too.</param>
    /// <param name="count">How many draws, at least 1.</param>
    /// <param name="seed">What every draw comes from.</param>
    /// <exception cref="RefusedException">No label, or no draw.</exception>
    static member Sequential
        (spans: ObservationSpans, scope: ConcurrencyScope, count: int, seed: uint64)
        : int[] =
        Refusal.ifUndefined "scope" scope
        Refusal.ifNull "spans" spans

        (SequentialBootstrap.draw scope count (Rng.ofSeed seed) spans |> Refusal.orRaise)
            .Draws.ToArray()

    /// <summary>A plain bootstrap: every label has the same chance.</summary>
    /// <param name="spans">The observations' spans.</param>
    /// <param name="count">How many draws, at least 1.</param>
    /// <param name="seed">What every draw comes from.</param>
    /// <exception cref="RefusedException">No label, or no draw.</exception>
    static member Plain(spans: ObservationSpans, count: int, seed: uint64) : int[] =
        Refusal.ifNull "spans" spans

        (SequentialBootstrap.plain count (Rng.ofSeed seed) spans |> Refusal.orRaise).Draws.ToArray()

    /// <summary>The chance of each observation to be drawn next, n values; 0 without a label.</summary>
    /// <param name="spans">The observations' spans.</param>
    /// <param name="scope">Whether labels of other symbols overlap too.</param>
    /// <param name="draws">What was drawn already.</param>
    /// <exception cref="RefusedException">Draws that are no labels.</exception>
    static member Probabilities
        (spans: ObservationSpans, scope: ConcurrencyScope, draws: ReadOnlySpan<int>)
        : float[] =
        Refusal.ifUndefined "scope" scope
        Refusal.ifNull "spans" spans
        SequentialBootstrap.probabilities scope draws spans |> Refusal.orRaise

    /// <summary>The mean average uniqueness of what was drawn, in (0, 1].</summary>
    /// <param name="spans">The observations' spans.</param>
    /// <param name="scope">Whether labels of other symbols are rivals too.</param>
    /// <param name="draws">What was drawn, at least one.</param>
    /// <exception cref="RefusedException">Draws that are no labels.</exception>
    static member Uniqueness
        (spans: ObservationSpans, scope: ConcurrencyScope, draws: ReadOnlySpan<int>)
        : float =
        Refusal.ifUndefined "scope" scope
        Refusal.ifNull "spans" spans
        SequentialBootstrap.uniqueness scope draws spans |> Refusal.orRaise
