/// Overlap of labels and what follows from it, in the obvious slow way, from an indicator matrix.
module Symphony.Core.Tests.LabelReference

open System
open System.Numerics

open Symphony.Core

/// True when two observations are of one scope.
let private together (scope: ConcurrencyScope) (spans: ObservationSpans) (a: int) (b: int) =
    scope = ConcurrencyScope.Market || spans.Symbol a = spans.Symbol b

let labelled (spans: ObservationSpans) =
    [| 0 .. spans.Count - 1 |] |> Array.filter spans.IsLabelled

let private isOpen (spans: ObservationSpans) (r: int) (bar: int) =
    spans.Bar r <= bar && bar <= spans.SpanEnd r

/// Labels of the scope of one observation that are open at a bar.
let openAt (scope: ConcurrencyScope) (spans: ObservationSpans) (r: int) (bar: int) =
    labelled spans
    |> Array.filter (fun other -> together scope spans r other && isOpen spans other bar)
    |> Array.length

/// Average uniqueness, each share cut to a multiple of 2^-64.
let uniqueness (scope: ConcurrencyScope) (spans: ObservationSpans) (r: int) : float =
    let bars = [ spans.Bar r .. spans.SpanEnd r ]

    let sum =
        bars
        |> List.sumBy (fun bar ->
            BigInteger.Divide(
                BigInteger.Pow(BigInteger 2, 64),
                BigInteger(openAt scope spans r bar)
            ))

    // The conversion of BigInteger cuts off; reading the digits rounds to nearest.
    Double.Parse(string sum, Globalization.CultureInfo.InvariantCulture)
    / 18446744073709551616.0
    / float bars.Length

/// The same without any cutting.
let uniquenessInDoubles (scope: ConcurrencyScope) (spans: ObservationSpans) (r: int) : float =
    [ spans.Bar r .. spans.SpanEnd r ]
    |> List.averageBy (fun bar -> 1.0 / float (openAt scope spans r bar))

/// The weight of a label after some draws, in units of 2^-42, and in doubles.
let drawWeight
    (scope: ConcurrencyScope)
    (spans: ObservationSpans)
    (drawn: int list)
    (r: int)
    : uint64 * float =
    let bars = [ spans.Bar r .. spans.SpanEnd r ]

    let covered bar =
        drawn
        |> List.filter (fun other -> together scope spans r other && isOpen spans other bar)
        |> List.length

    let shares = bars |> List.map (fun bar -> (1UL <<< 42) / uint64 (1 + covered bar))

    List.sum shares / uint64 bars.Length,
    bars |> List.averageBy (fun bar -> 1.0 / float (1 + covered bar))

/// The sequential bootstrap with every weight computed anew at every draw.
let bootstrap
    (scope: ConcurrencyScope)
    (count: int)
    (rng: Rng)
    (spans: ObservationSpans)
    : int list =
    let scopeOf r =
        if scope = ConcurrencyScope.Market then 0 else spans.Symbol r

    let order =
        labelled spans |> Array.sortBy (fun r -> scopeOf r, spans.Bar r, spans.SpanEnd r, r)

    let rec next drawn rng left =
        if left = 0 then
            List.rev drawn
        else
            let struct (bits, following) = Rng.next rng
            let weights = order |> Array.map (drawWeight scope spans drawn >> fst)
            let total = weights |> Array.sumBy (fun (weight: uint64) -> BigInteger weight)
            let target = (total * BigInteger bits) >>> 64

            let upTo =
                weights |> Array.scan (fun sum weight -> sum + BigInteger weight) BigInteger.Zero

            let place = upTo |> Array.findIndex (fun sum -> sum > target)
            next (order[place - 1] :: drawn) following (left - 1)

    next [] rng count

/// Which way each bar of a series is a CUSUM event: 1, -1 or 0.
let cusum (threshold: int -> float) (logReturns: float[]) : int[] =
    let mutable up = 0.0
    let mutable down = 0.0

    logReturns
    |> Array.mapi (fun t r ->
        up <- Math.Max(0.0, up + r)
        down <- Math.Min(0.0, down + r)

        if down < -(threshold t) then
            down <- 0.0
            -1
        elif up > threshold t then
            up <- 0.0
            1
        else
            0)
