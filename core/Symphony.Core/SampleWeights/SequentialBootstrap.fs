namespace Symphony.Core

open System

/// <summary>What a bootstrap drew.</summary>
type BootstrapSample = {
    /// <summary>The observations in the order of drawing, with repeats; all have a label.</summary>
    Draws: ReadOnlyMemory<int>
    /// <summary>The generator's state after the last draw.</summary>
    Rng: Rng
}

/// <summary>Draws labels with replacement, those that overlap what was drawn already with less chance.</summary>
/// <remarks>
/// The chance of a label is in proportion to its average uniqueness among itself and all that was drawn so far:
/// the mean over its span of <c>1 / (1 + times the bar is covered)</c>. Bars' shares and labels' weights are
/// rounded down to multiples of 2^-42, so that the draws are the same however the sums are kept; a draw is
/// <c>floor(total x u)</c> of a 64-bit u along the labels in order of scope, start, end and place.
/// The cost of a draw grows with the number of distinct spans that overlap it, not with the number of labels.
/// Source: Lopez de Prado (2018), AFML, 4.5, snippets 4.4 and 4.5.
/// </remarks>
[<RequireQualifiedAccess>]
module SequentialBootstrap =

    let private classes
        (scope: ConcurrencyScope)
        (spans: ObservationSpans)
        : Result<BootstrapClasses, Invalid> =
        let most = BootstrapClasses.Most
        let last = Array.fold max spans.BarArray[spans.Count - 1] spans.SpanEndArray

        Check.all [
            Check.within "observations" 1.0 (float most) (float spans.Count)
            Check.within "spans' bars" 0.0 (float (most - 1)) (float last)
            if not (Array.exists (fun spanEnd -> spanEnd >= 0) spans.SpanEndArray) then
                Error(Invalid.Empty "labels")
        ]
        |> Result.map (fun () -> BootstrapClasses(scope, spans))

    let private checkCount (count: int) : Result<unit, Invalid> =
        Check.within "count" 1.0 (float BootstrapClasses.Most) (float count)

    /// The upper half of a product of 64-bit numbers: a number below the total.
    let private below (total: uint64) (bits: uint64) : uint64 =
        UInt128.op_Explicit (
            (UInt128.op_Implicit total: UInt128) * (UInt128.op_Implicit bits: UInt128) >>> 64
        )
        : uint64

    /// <summary>A sequential bootstrap of the labels.</summary>
    /// <param name="scope">Whether labels of other symbols overlap too.</param>
    /// <param name="count">How many draws, at least 1; as many as labels is usual.</param>
    /// <param name="rng">The state to draw from; one 64-bit number a draw.</param>
    /// <param name="spans">The observations; those without a label are never drawn.</param>
    let draw
        (scope: ConcurrencyScope)
        (count: int)
        (rng: Rng)
        (spans: ObservationSpans)
        : Result<BootstrapSample, Invalid> =
        checkCount count
        |> Result.bind (fun () -> classes scope spans)
        |> Result.map (fun classes ->
            let draws: int[] = Array.zeroCreate count
            let mutable state = rng

            for d in 0 .. count - 1 do
                let struct (bits, following) = Rng.next state
                let struct (found, observation) = classes.Find(below classes.Total bits)
                draws[d] <- observation
                state <- following
                classes.Draw found

            { Draws = ReadOnlyMemory draws; Rng = state })

    /// <summary>A plain bootstrap of the labels, every one with the same chance: what to compare with.</summary>
    /// <param name="count">How many draws, at least 1.</param>
    /// <param name="rng">The state to draw from; one 64-bit number a draw.</param>
    /// <param name="spans">The observations; those without a label are never drawn.</param>
    let plain (count: int) (rng: Rng) (spans: ObservationSpans) : Result<BootstrapSample, Invalid> =
        let labelled = [| 0 .. spans.Count - 1 |] |> Array.filter spans.IsLabelled

        checkCount count
        |> Result.bind (fun () ->
            if labelled.Length = 0 then
                Error(Invalid.Empty "labels")
            else
                let draws: int[] = Array.zeroCreate count
                let mutable state = rng

                for d in 0 .. count - 1 do
                    let struct (bits, following) = Rng.next state
                    draws[d] <- labelled[int (below (uint64 labelled.Length) bits)]
                    state <- following

                Ok { Draws = ReadOnlyMemory draws; Rng = state })

    let private checkDraws
        (draws: ReadOnlySpan<int>)
        (spans: ObservationSpans)
        : Result<unit, Invalid> =
        let given = draws.ToArray()

        match
            given |> Array.tryFind (fun r -> r < 0 || r >= spans.Count || not (spans.IsLabelled r))
        with
        | None -> Ok()
        | Some r -> Error(Invalid.Conflict("draws", $"must be observations with a label, had {r}"))

    /// <summary>The chance of each observation to be drawn next, n values that sum to 1; 0 without a label.</summary>
    /// <param name="scope">Whether labels of other symbols overlap too.</param>
    /// <param name="draws">What was drawn already, in any order; none at first, and then all are alike.</param>
    /// <param name="spans">The observations.</param>
    let probabilities
        (scope: ConcurrencyScope)
        (draws: ReadOnlySpan<int>)
        (spans: ObservationSpans)
        : Result<float[], Invalid> =
        let given = draws.ToArray()

        checkDraws draws spans
        |> Result.bind (fun () -> classes scope spans)
        |> Result.map (fun classes ->
            let places = classes.Places()

            for r in given do
                classes.Draw places[r]

            classes.Weights() |> Array.map (fun weight -> float weight / float classes.Total))

    /// <summary>The mean of the average uniqueness of what was drawn, each draw a label of its own.</summary>
    /// <param name="scope">Whether labels of other symbols are rivals too.</param>
    /// <param name="draws">Observations with a label, at least one, with repeats.</param>
    /// <param name="spans">The observations.</param>
    let uniqueness
        (scope: ConcurrencyScope)
        (draws: ReadOnlySpan<int>)
        (spans: ObservationSpans)
        : Result<float, Invalid> =
        let given = Array.sort (draws.ToArray())

        checkDraws draws spans
        |> Result.bind (fun () ->
            ObservationSpans.create
                (given |> Array.map spans.Bar)
                (given |> Array.map spans.Symbol)
                (given |> Array.map spans.SpanEnd))
        |> Result.bind (fun drawn ->
            match Uniqueness.mean scope drawn with
            | ValueSome mean -> Ok mean
            | ValueNone -> Error(Invalid.Empty "draws"))
