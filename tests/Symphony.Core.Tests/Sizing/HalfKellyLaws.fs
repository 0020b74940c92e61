module Symphony.Core.Tests.HalfKellyLaws

open System
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

[<MarketProperty>]
let ``no edge, no bet; and the fraction stays within 0 and 1`` (ReturnSeries values) =
    values
    |> Array.forall (fun mean ->
        let k = HalfKelly.fraction mean 0.01
        k >= 0.0 && k <= 1.0 && (mean > 0.0 || k = 0.0))

[<MarketProperty>]
let ``half of the fraction that grows fastest grows three quarters as fast, and no other grows faster``
    (ReturnSeries values)
    =
    // g(f) = f m - f^2 v / 2 with m = 0.0004, v = 0.0016: full Kelly 1/4, half of it 1/8.
    let m, v = 0.0004, 0.0016
    let growth f = f * m - f * f * v / 2.0
    let half = HalfKelly.fraction m v
    let full = 2.0 * half

    half = 0.125
    && abs (growth half / growth full - 0.75) < Tolerance.sums
    && values |> Array.forall (fun other -> growth other <= growth full)

// Thorp (2006), section 7 (KE-4): m - r = 0.05, s = 0.15: f = 2.22.
[<Test>]
let ``half of the published fraction for stocks is above one, so it is held at one`` () =
    Assert.That(HalfKelly.fraction 0.05 (0.15 * 0.15), Is.EqualTo 1.0)

    Assert.That(
        HalfKelly.fraction 0.005 (0.15 * 0.15),
        Is.EqualTo(2.2222222222222223 / 20.0).Within 1e-15
    )

[<Test>]
let ``without variance an edge is bet in full, and no edge is not`` () =
    Assert.That(HalfKelly.fraction 0.01 0.0, Is.EqualTo 1.0)
    Assert.That(HalfKelly.fraction 0.0 0.0, Is.EqualTo 0.0)
    Assert.That(HalfKelly.fraction -0.01 0.0, Is.EqualTo 0.0)

/// Two names over some bars with these opens, closes equal to them.
let private market (opens: int -> int -> float) count =
    let axes =
        MarketPlan.axes { Bars = count; Names = 2; Seed = 1UL; Gaps = []; Actions = [] }

    let prices () =
        Array.init (count * 2) (fun cell -> opens (cell / 2) (cell % 2))

    accepted (
        Bars.create
            axes
            PriceBasis.Adjusted
            (prices ())
            (prices ())
            (prices ())
            (prices ())
            ValueNone
    )

let private decide (bars: Bars) (first: int) (weights: float[]) =
    let count = bars.Axes.BarCount
    let all = Array.init (count * 2) (fun cell -> weights[cell % 2])
    accepted (Decisions.create bars.Axes (Array.init count (fun bar -> bar >= first)) all)

/// Prices that wander a little and rise.
let private wander t i =
    100.0 * (1.0 + 0.001 * float t + 0.004 * float ((t * 7 + i * 3) % 5))

[<Test>]
let ``half before 126 returns are complete: the decision of bar 3 fills at 4 and completes its first at 5``
    ()
    =
    let bars = market wander 200
    let k = accepted (HalfKelly.fractions bars (decide bars 3 [| 0.6; 0.2 |]))
    Assert.That(k[..129], Is.All.EqualTo 0.5)
    Assert.That(k[130], Is.Not.EqualTo 0.5)

[<Test>]
let ``mean and variance are those of the last 252 open-to-open returns`` () =
    let bars = market wander 400
    let weights = [| 0.6; -0.2 |]
    let k = accepted (HalfKelly.fractions bars (decide bars 0 weights))
    let t = 390

    let returns = [|
        for s in t - 251 .. t ->
            Seq.sum [ for i in 0..1 -> weights[i] * (wander s i / wander (s - 1) i - 1.0) ]
    |]

    let mean = Array.average returns
    let variance = (returns |> Array.sumBy (fun r -> (r - mean) * (r - mean))) / 251.0
    Assert.That(k[t], Is.EqualTo(min 1.0 (max 0.0 (0.5 * mean / variance))).Within 1e-9)

[<Test>]
let ``the open of the next bar is not known at the close: changing it changes nothing`` () =
    let first = market wander 200

    let changed =
        market (fun t i -> wander t i * (if t > 150 then 1.0 - 0.5 * float (t % 2) else 1.0)) 200

    let k bars =
        accepted (HalfKelly.fractions bars (decide bars 0 [| 0.6; 0.2 |]))

    Assert.That(Bits.sameAll (k first |> Array.take 151) (k changed |> Array.take 151))
    Assert.That(Bits.sameAll (k first |> Array.take 152) (k changed |> Array.take 152), Is.False)

[<MarketProperty>]
let ``scaling multiplies each decision by the fraction of its bar, and adds none``
    (plan: MarketPlan)
    =
    let bars, actions = MarketPlan.build plan
    let adjusted = accepted (Adjust.forward bars actions)

    let decided = Array.init plan.Bars (fun bar -> bar % 3 <> 0)

    let weights =
        Array.init (plan.Bars * plan.Names) (fun cell -> float (cell % 7 - 3) / 10.0)

    let decisions = accepted (Decisions.create adjusted.Axes decided weights)
    let k = accepted (HalfKelly.fractions adjusted decisions)
    let scaled = accepted (HalfKelly.scale adjusted decisions)

    Seq.forall
        (fun bar ->
            scaled.IsDecided bar = decisions.IsDecided bar
            && scaled.Weights(bar).ToArray() =
                (decisions.Weights(bar).ToArray() |> Array.map (fun w -> w * k[bar])))
        (seq { 0 .. plan.Bars - 1 })

[<Test>]
let ``between decisions weights drift with prices: shares are held, not weights`` () =
    let price t i =
        100.0 * (1.0 + 0.0002 * float t + 0.05 * float ((t * 7 + i * 3) % 5))

    let bars = market price 400

    let once =
        Decisions.create
            bars.Axes
            (Array.init 400 (fun bar -> bar = 0))
            (Array.init 800 (fun cell -> if cell = 0 then 0.6 else 0.0))
        |> accepted

    let k = accepted (HalfKelly.fractions bars once)
    // 0.6 of equity bought at the open of bar 1, the rest in cash.
    let equity t = 0.4 + 0.6 * price t 0 / price 1 0
    let t = 390
    let returns = [| for s in t - 251 .. t -> equity s / equity (s - 1) - 1.0 |]
    let mean = Array.average returns
    let variance = (returns |> Array.sumBy (fun r -> (r - mean) * (r - mean))) / 251.0
    let expected = 0.5 * mean / variance
    Assert.That(expected, Is.GreaterThan(0.001).And.LessThan(0.999))
    Assert.That(k[t], Is.EqualTo(expected).Within 1e-9)

[<Test>]
let ``raw bars, and decisions of another market, are refused`` () =
    let bars = market wander 10
    let other = market wander 11
    Assert.That(Result.isError (HalfKelly.scale bars (decide other 0 [| 0.1; 0.1 |])))

    let raw =
        accepted (
            Bars.create
                bars.Axes
                PriceBasis.Raw
                bars.Open.Array
                bars.High.Array
                bars.Low.Array
                bars.Close.Array
                ValueNone
        )

    Assert.That(Result.isError (HalfKelly.scale raw (decide bars 0 [| 0.1; 0.1 |])))
