module Symphony.Core.Tests.SequentialBootstrapLaws

open System
open NUnit.Framework

open Symphony.Core

let private scopes = [ ConcurrencyScope.Symbol; ConcurrencyScope.Market ]

let private orFail (result: Result<'value, Invalid>) =
    result |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private hasLabels (spans: ObservationSpans) =
    LabelReference.labelled spans |> Array.isEmpty |> not

let private draws scope count seed spans =
    (SequentialBootstrap.draw scope count (Rng.ofSeed seed) spans |> orFail).Draws.ToArray()

[<MarketProperty>]
let ``the draws equal those of weights computed anew from the indicator matrix each time``
    (SpanRows rows)
    (seed: uint64)
    =
    let spans = SpanRows.build rows

    not (hasLabels spans)
    || scopes
       |> List.forall (fun scope ->
           List.ofArray (draws scope 12 seed spans) =
               LabelReference.bootstrap scope 12 (Rng.ofSeed seed) spans)

[<MarketProperty>]
let ``chances sum to 1 and are in proportion to uniqueness among what was drawn``
    (SpanRows rows)
    (seed: uint64)
    =
    let spans = SpanRows.build rows

    not (hasLabels spans)
    || scopes
       |> List.forall (fun scope ->
           let drawn = draws scope 5 seed spans

           let chances =
               SequentialBootstrap.probabilities scope (ReadOnlySpan drawn) spans |> orFail

           let weights =
               Array.init spans.Count (fun r ->
                   if spans.IsLabelled r then
                       snd (LabelReference.drawWeight scope spans (List.ofArray drawn) r)
                   else
                       0.0)

           let total = Array.sum weights

           Tolerance.near Tolerance.sums 1.0 (Array.sum chances) 1.0
           && Array.forall2
               (fun chance weight ->
                   Tolerance.near Tolerance.fixedPoint 1.0 chance (weight / total))
               chances
               weights)

[<MarketProperty>]
let ``the order of what was drawn does not matter, bit for bit`` (SpanRows rows) (seed: uint64) =
    let spans = SpanRows.build rows

    not (hasLabels spans)
    || scopes
       |> List.forall (fun scope ->
           let drawn = draws scope 8 seed spans


           let chances (order: int[]) =
               SequentialBootstrap.probabilities scope (ReadOnlySpan order) spans |> orFail

           Bits.sameAll (chances drawn) (chances (Array.rev drawn)))

[<MarketProperty>]
let ``only observations with a label are drawn`` (SpanRows rows) =
    let spans = SpanRows.build rows

    not (hasLabels spans)
    || scopes
       |> List.forall (fun scope -> draws scope 30 3UL spans |> Array.forall spans.IsLabelled)

[<MarketProperty>]
let ``more draws go on from fewer, and one seed gives one sample`` (SpanRows rows) (seed: uint64) =
    let spans = SpanRows.build rows

    not (hasLabels spans)
    || scopes
       |> List.forall (fun scope ->
           (draws scope 20 seed spans)[..6] = draws scope 7 seed spans
           && draws scope 7 seed spans = draws scope 7 seed spans)

[<Test>]
let ``after the second of three labels the chances are 5/14, 3/14 and 6/14`` () =
    // AFML, 4.5.3: labels on bars 0-2, 2-3, 4-5.
    let spans = SpanRows.build [| 0, 0, 2; 2, 0, 3; 4, 0, 5 |]

    let chances (drawn: int[]) =
        SequentialBootstrap.probabilities ConcurrencyScope.Symbol (ReadOnlySpan drawn) spans
        |> orFail

    for chance in chances [||] do
        Assert.That(chance, Is.EqualTo(1.0 / 3.0).Within 1e-12)

    for chance, expected in Seq.zip (chances [| 1 |]) [ 5.0 / 14.0; 3.0 / 14.0; 6.0 / 14.0 ] do
        Assert.That(chance, Is.EqualTo(expected).Within Tolerance.fixedPoint)

[<Test>]
let ``overlapping labels drawn in sequence are more unique than drawn alike`` () =
    // AFML, 4.5.4: 10 labels that start anywhere in 100 bars and last 1 to 5 more: medians of about 0.6 for the
    // plain bootstrap and 0.7 for the sequential one.
    let labels (seed: uint64) =
        let mutable rng = Rng.ofSeed seed

        let below n =
            let struct (u, following) = Rng.uniform rng
            rng <- following
            int (u * float n)

        SpanRows.build [|
            for _ in 1..10 do
                let start = below 100
                start, 0, start + 1 + below 5
        |]

    let median draw =
        let found =
            Array.init 400 (fun n ->
                let spans = labels (uint64 n)

                let sample: BootstrapSample = draw (Rng.ofSeed (uint64 (1000 + n))) spans |> orFail

                SequentialBootstrap.uniqueness ConcurrencyScope.Symbol sample.Draws.Span spans
                |> orFail)
            |> Array.sort

        (found[199] + found[200]) / 2.0

    Assert.That(median (SequentialBootstrap.plain 10), Is.EqualTo(0.6).Within 0.03)

    Assert.That(
        median (SequentialBootstrap.draw ConcurrencyScope.Symbol 10),
        Is.EqualTo(0.7).Within 0.03
    )

[<Test>]
let ``every label is drawn as often as its chance says`` () =
    let spans = SpanRows.build [| 0, 0, 2; 2, 0, 3; 4, 0, 5 |]
    let counts = Array.zeroCreate 3

    for seed in 1UL .. 4000UL do
        let drawn = draws ConcurrencyScope.Symbol 2 seed spans

        if drawn[0] = 1 then
            counts[drawn[1]] <- counts[drawn[1]] + 1

    let total = float (Array.sum counts)

    for r, expected in [ 0, 5.0 / 14.0; 1, 3.0 / 14.0; 2, 6.0 / 14.0 ] do
        // Four standard deviations of a share of some 1,330 draws.
        Assert.That(float counts[r] / total, Is.EqualTo(expected).Within 0.055)

[<Test>]
let ``no labels, no draws wanted, or draws that are no labels are refused`` () =
    let none = SpanRows.build [| 0, 0, -1 |]
    let some = SpanRows.build [| 0, 0, 1; 1, 0, -1 |]
    let scope, rng = ConcurrencyScope.Symbol, Rng.ofSeed 1UL

    let parameter (result: Result<'value, Invalid>) =
        match result with
        | Error invalid -> invalid.Parameter
        | Ok _ -> "accepted"

    Assert.That(SequentialBootstrap.draw scope 1 rng none |> parameter, Is.EqualTo "labels")
    Assert.That(SequentialBootstrap.plain 1 rng none |> parameter, Is.EqualTo "labels")
    Assert.That(SequentialBootstrap.draw scope 0 rng some |> parameter, Is.EqualTo "count")

    Assert.That(
        SequentialBootstrap.probabilities scope (ReadOnlySpan [| 1 |]) some |> parameter,
        Is.EqualTo "draws"
    )

    Assert.That(
        SequentialBootstrap.uniqueness scope (ReadOnlySpan [| 2 |]) some |> parameter,
        Is.EqualTo "draws"
    )
