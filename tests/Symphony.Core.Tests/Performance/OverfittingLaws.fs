module Symphony.Core.Tests.OverfittingLaws

open System

open Symphony.Core

/// Between two orders of adding, relative to the size of what is compared.
let private relative = 1e-7

let private isClose (a: float) (b: float) =
    abs (a - b) <= relative * (1.0 + max (abs a) (abs b))

let private bits (value: float) = BitConverter.DoubleToInt64Bits value

let private with' blocks metric rank : OverfittingSettings = {
    Blocks = blocks
    Metric = metric
    RelativeRank = rank
}

let private ratios blocks =
    with' blocks TrialMetric.SharpeRatio RelativeRank.OfCountPlusOne

let private answer settings schedule series =
    Overfitting.assess settings schedule (TrialCases.returns series) |> TrialCases.ofResult

let private estimate settings series : OverfittingEstimate voption =
    match answer settings Schedule.sequential series with
    | OverfittingAnswer.Estimated found -> ValueSome found
    | _ -> ValueNone

let private metrics = [ TrialMetric.SharpeRatio; TrialMetric.MeanReturn ]

[<TrialProperty>]
let ``the fast form is the reference, bit for bit`` (OverfittingCase(series, blocks)) =
    metrics
    |> List.forall (fun metric ->
        let expected = OverfittingReference.inWrittenOrder metric blocks series
        let settings = with' blocks metric RelativeRank.OfCountPlusOne

        match answer settings Schedule.sequential series with
        | OverfittingAnswer.Estimated found ->
            let judged =
                expected
                |> List.indexed
                |> List.choose (fun (i, j) -> Option.map (fun j -> i, j) j)

            found.CombinationCount = judged.Length
            && found.SkippedCombinations = expected.Length - judged.Length
            && judged
               |> List.indexed
               |> List.forall (fun (row, (combination, one)) ->
                   found.Combinations.Span[row] = combination
                   && found.Chosen.Span[row] = one.Chosen
                   && bits found.RelativeRanks.Span[row] = bits (one.Rank / float (one.Known + 1))
                   && bits found.InSample.Span[row] = bits one.InSample
                   && bits found.OutOfSample.Span[row] = bits one.OutOfSample
                   && bits found.OutOfSampleMean.Span[row] = bits one.Mean)
        | OverfittingAnswer.NothingToCompare _ -> expected |> List.forall Option.isNone
        | _ -> false)

[<TrialProperty>]
let ``the performances are those of a textbook but for rounding``
    (OverfittingCase(series, blocks))
    =
    metrics
    |> List.forall (fun metric ->
        let settings = with' blocks metric RelativeRank.OfCountPlusOne

        match estimate settings series with
        | ValueNone -> true
        | ValueSome found ->
            let judged = OverfittingReference.ofTextbook metric blocks series |> List.toArray

            Seq.forall
                (fun row ->
                    match judged[found.Combinations.Span[row]] with
                    | None -> false
                    | Some one ->
                        isClose found.InSample.Span[row] one.InSample
                        // Two trials that are equal but for rounding may be chosen either way.
                        && (found.Chosen.Span[row] <> one.Chosen
                            || isClose found.OutOfSample.Span[row] one.OutOfSample)
                        && isClose found.OutOfSampleMean.Span[row] one.Mean)
                (seq { 0 .. found.CombinationCount - 1 }))

[<TrialProperty>]
let ``the schedule does not show in a single bit`` (OverfittingCase(series, blocks)) =
    match
        answer (ratios blocks) Schedule.sequential series,
        answer (ratios blocks) TrialCases.backwards series
    with
    | OverfittingAnswer.Estimated a, OverfittingAnswer.Estimated b ->
        a.Probability = b.Probability
        && a.Chosen.Span.SequenceEqual b.Chosen.Span
        && a.Logits.Span.SequenceEqual b.Logits.Span
        && a.OutOfSample.Span.SequenceEqual b.OutOfSample.Span
        && a.OutOfSampleMean.Span.SequenceEqual b.OutOfSampleMean.Span
    | OverfittingAnswer.NothingToCompare a, OverfittingAnswer.NothingToCompare b -> a = b
    | _ -> false

[<TrialProperty>]
let ``probabilities are shares, the logit's sign says on which side the rank lies``
    (OverfittingCase(series, blocks))
    =
    match estimate (ratios blocks) series with
    | ValueNone -> true
    | ValueSome found ->
        let logits = found.Logits.ToArray()
        let ranks = found.RelativeRanks.ToArray()

        found.Probability >= 0.0
        && found.Probability <= 1.0
        && found.LossProbability >= 0.0
        && found.LossProbability <= 1.0
        && found.CombinationCount + found.SkippedCombinations =
            int (Halves.binomial blocks (blocks / 2))
        && Array.forall2 (fun logit rank -> (logit > 0.0) = (rank > 0.5)) logits ranks
        && logits |> Array.forall Double.IsFinite
        && found.Probability =
            float (logits |> Array.filter (fun logit -> logit <= 0.0) |> Array.length)
            / float logits.Length

[<TrialProperty>]
let ``both halves of the blocks are chosen by`` (OverfittingCase(series, blocks)) =
    match estimate (ratios blocks) series with
    | ValueSome found when found.SkippedCombinations = 0 ->
        let n = found.CombinationCount

        Seq.forall
            (fun i ->
                let inside = found.InSampleBlocks i |> Seq.toList
                let outside = found.InSampleBlocks(n - 1 - i) |> Seq.toList
                List.sort (inside @ outside) = [ 0 .. blocks - 1 ])
            (seq { 0 .. n - 1 })
        && [ 0 .. n - 1 ] |> List.map (fun i -> found.InSampleBlocks i |> Seq.toList) =
            OverfittingReference.combinations blocks (blocks / 2)
    | _ -> true

[<TrialProperty>]
let ``ranks over N never lower the relative rank`` (OverfittingCase(series, blocks)) =
    let other = with' blocks TrialMetric.SharpeRatio RelativeRank.OfCount

    match estimate (ratios blocks) series, estimate other series with
    | ValueSome a, ValueSome b ->
        b.Probability <= a.Probability
        && Array.forall2 (<=) (a.RelativeRanks.ToArray()) (b.RelativeRanks.ToArray())
    | ValueNone, ValueNone -> true
    | _ -> false

[<TrialProperty>]
let ``the stake does not matter`` (OverfittingCase(series, blocks)) =
    // A power of two: no rounding.
    let larger = series |> Array.map (Array.map (fun r -> 4.0 * r))

    match estimate (ratios blocks) series, estimate (ratios blocks) larger with
    | ValueSome a, ValueSome b ->
        a.Probability = b.Probability && a.Logits.Span.SequenceEqual b.Logits.Span
    | ValueNone, ValueNone -> true
    | _ -> false

[<TrialProperty>]
let ``a trial that beats all others on every bar is never overfitted``
    (OverfittingCase(series, blocks))
    =
    let bars = series[0].Length

    let best =
        Array.init bars (fun t ->
            0.001 * float (t % 3) + (series |> Array.map (fun s -> s[t]) |> Array.max) + 0.5)

    let settings = with' blocks TrialMetric.MeanReturn RelativeRank.OfCountPlusOne

    match estimate settings (Array.append series [| best |]) with
    | ValueSome found ->
        found.Probability = 0.0
        && found.Chosen.ToArray() |> Array.forall (fun chosen -> chosen = series.Length)
    | ValueNone -> false

[<TrialProperty>]
let ``a trial that never trades changes nothing but the count of what is left out``
    (OverfittingCase(series, blocks))
    =
    let idle = Array.append series [| Array.zeroCreate series[0].Length |]

    match estimate (ratios blocks) series, estimate (ratios blocks) idle with
    | ValueSome a, ValueSome b ->
        a.Probability = b.Probability
        && a.Logits.Span.SequenceEqual b.Logits.Span
        && b.LeftOut = a.LeftOut + Halves.binomial blocks (blocks / 2)
    | ValueNone, ValueNone -> true
    | _ -> false

[<DomainProperty>]
let ``a rank and its combination belong together`` (a: byte) (b: byte) (c: uint16) =
    let n = 2 + int a % 14
    let k = 1 + int b % (n - 1)
    let count = Halves.binomial n k
    let rank = int64 c % count
    let all = OverfittingReference.combinations n k
    let found = Halves.ofRank n k rank
    let rest = Array.zeroCreate<int>(n - k)
    Halves.complement n found rest

    int64 all.Length = count
    && Array.toList found = all[int rank]
    && Array.sort (Array.append found rest) = [| 0 .. n - 1 |]
    && (rank + 1L = count
        || (Halves.advance n found
            Array.toList found = all[int rank + 1]))

[<DomainProperty>]
let ``values moved up dominate in the first order, values spread in the second``
    (TiedSeries values)
    (up: byte)
    =
    let compare (x: float[]) (y: float[]) =
        StochasticDominance.compare (ReadOnlySpan<float> y) (ReadOnlySpan<float> x)
        |> TrialCases.ofResult

    let raised = values |> Array.map (fun v -> v + 0.5 + float up)
    // The same mean, every value once lower and once higher by 1.
    let spread =
        Array.append
            (values |> Array.map (fun v -> v - 1.0))
            (values |> Array.map (fun v -> v + 1.0))

    compare raised values = Dominance.FirstOrder
    && compare values raised = Dominance.None
    && compare values values = Dominance.None
    && compare (Array.rev values) (Array.append values values) = Dominance.None
    && compare values spread = Dominance.SecondOrder
    && compare spread values = Dominance.None
