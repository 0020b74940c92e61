/// The same decisions with larger and larger accounts.
module Symphony.Core.Tests.CapacityLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Runs

/// Relative, for figures that only the order of their sums tells apart.
let private close = 1e-9

let private accounts = [| 1e5; 1e6; 4e6; 1e8 |]

/// Several trials, so that the deflated ratio is not the probabilistic one.
let private trials = TrialSummary.stated 20 0.01 |> EngineCase.orFail

let private curveBy schedule (equities: float[]) (case: EngineCase) =
    Capacity.curve
        schedule
        trials
        equities
        case.Settings
        (EngineCase.market case)
        (EngineCase.decisions case)
        0
        (EngineCase.barCount case - 1)

let private curve (equities: float[]) (case: EngineCase) : CapacityCurve =
    curveBy Schedule.sequential equities case |> EngineCase.orFail

let private bitsOf (value: Nullable<float>) =
    if value.HasValue then bits value.Value else -1L

let private rowBits (row: CapacityRow) = [
    bits row.Equity
    bits row.FinalEquity
    int64 row.Status
    row.FillCount
    bitsOf row.SharpeRatio
    bitsOf row.ProbabilisticSharpeRatio
    bitsOf row.DeflatedSharpeRatio
    bitsOf row.AnnualReturn
    bitsOf row.CostPerYear
    bitsOf row.CostBasisPointsOfTurnover
    bitsOf row.ImpactBasisPointsOfTurnover
    bitsOf row.LargeFillShare
]

[<EngineProperty(MaxTest = 100)>]
let ``each account is its own run`` (case: EngineCase) =
    let made = curve accounts case

    made.Rows
    |> Seq.zip accounts
    |> Seq.forall (fun (equity, row) ->
        let result =
            EngineCase.run { case with Settings = { case.Settings with Equity = equity } }

        let summary = PerformanceSummary.ofBacktest trials result

        let isRuined = result.Status = RunStatus.Ruined

        // A ruined run has no figure of a year, whatever its returns up to then would give.
        let same (a: float voption) (b: Nullable<float>) =
            match a with
            | ValueSome value when not isRuined -> b.HasValue && sameBits value b.Value
            | _ -> not b.HasValue

        sameBits row.Equity equity
        && sameBits row.FinalEquity result.FinalState.Equity
        && row.Status = result.Status
        && row.IsRuined = isRuined
        && row.RuinBar.HasValue = isRuined
        && (not isRuined || row.RuinBar.Value = result.FinalState.Bar)
        && same summary.AnnualReturn row.AnnualReturn
        && same summary.AnnualVolatility row.AnnualVolatility
        && same (Turnover.ofBacktest result).TwoSidedPerYear row.TurnoverPerYear
        && same (Turnover.ofBacktest result).CostPerYear row.CostPerYear
        && row.FillCount = result.FillCount
        && same summary.SharpeRatio row.SharpeRatio
        && same summary.DeflatedSharpeRatio row.DeflatedSharpeRatio
        && same summary.ProbabilisticSharpeRatio row.ProbabilisticSharpeRatio
        && (if result.FillCount = 0L then
                not row.LargeFillShare.HasValue
            else
                row.LargeFillShare.Value = float result.LargeFillCount / float result.FillCount))

[<EngineProperty(MaxTest = 60)>]
let ``the schedule changes no bit`` (case: EngineCase) =
    let backwards count (piece: int -> unit) =
        for k in count - 1 .. -1 .. 0 do
            piece k

    let together count (piece: int -> unit) =
        System.Threading.Tasks.Parallel.For(0, count, piece) |> ignore

    let rows schedule =
        (curveBy schedule accounts case |> EngineCase.orFail).Rows
        |> Seq.map rowBits
        |> Seq.toList

    let expected = rows Schedule.sequential
    rows backwards = expected && rows together = expected

[<EngineProperty(MaxTest = 100)>]
let ``without impact, caps by volume, lots and fees any account has the same figures``
    (case: EngineCase)
    =
    let scaleFree = {
        EngineCase.unlimited case with
            Offered = { case.Offered with Borrow = false }
            Settings = {
                (EngineCase.unlimited case).Settings with
                    ImpactCoefficient = 0.0
                    MinimumFee = 0.0
            }
    }

    let made = curve accounts scaleFree
    let first = made.Rows[0]

    made.Rows
    |> Seq.forall (fun row ->
        row.Status = first.Status
        && abs (row.FinalEquity / row.Equity - first.FinalEquity / first.Equity)
           <= close * (1.0 + abs (first.FinalEquity / first.Equity))
        && row.FillCount = first.FillCount)

/// One name at ten, one decision of all equity: what its impact is can be done in the head.
let private single: EngineCase =
    let candles = Array.create 4 (Candle.Of 10.0 10.0 1e6)

    let name = {
        Ledger.case.Names[0] with
            Candles = candles
            Actions = []
            Weights = [| 1.0; 0.0; 0.0; 0.0 |]
            Volatility = Array.create 4 0.02
            Adv = Array.create 4 1e8
    }

    {
        Ledger.case with
            SessionDates = [| 18000; 18001; 18002; 18003 |]
            Names = [ name ]
            Decided = [| true; false; false; false |]
            Offered = { Ledger.case.Offered with Borrow = false; Rates = false }
            Settings = {
                EngineSettings.standard with
                    Commission = 0.0
                    HalfSpread = 0.0
                    MarginRate = 0.0
            }
    }

[<Test>]
let ``a hundred times the account pays ten times the impact in basis points`` () =
    // 0.02 x sqrt(1e6 / 1e8) = 20 bp and 0.02 x sqrt(1e8 / 1e8) = 200 bp; 1 % and 100 % of ADV.
    let made = curve [| 1e6; 1e8 |] single

    Assert.Multiple(fun () ->
        Assert.That(made.Rows[0].ImpactBasisPointsOfTurnover.Value, Is.EqualTo(20.0).Within 1e-9)
        Assert.That(made.Rows[1].ImpactBasisPointsOfTurnover.Value, Is.EqualTo(200.0).Within 1e-9)
        Assert.That(made.Rows[0].CostBasisPointsOfTurnover.Value, Is.EqualTo(20.0).Within 1e-9)
        Assert.That(made.Rows[0].FinalEquity, Is.EqualTo(1e6 - 2e3).Within 1e-6)
        Assert.That(made.Rows[0].LargeFillShare.Value, Is.EqualTo 0.0)
        Assert.That(made.Rows[1].LargeFillShare.Value, Is.EqualTo 1.0))

let private crossing start level (equities: float list) (ratios: float list) =
    SharpeDecline.crossing
        start
        level
        (List.toArray equities)
        (ratios
         |> List.map (fun r -> if Double.IsNaN r then ValueNone else ValueSome r)
         |> List.toArray)

[<Test>]
let ``between two accounts the ratio is a straight line in the logarithm`` () =
    let near (expected: float) (found: Nullable<float>) =
        Assert.That(found.HasValue)
        Assert.That(found.Value, Is.EqualTo(expected).Within(1e-9 * expected))

    Assert.Multiple(fun () ->
        // From 2 at a million to 0 at 100 million: 1 at ten million.
        near 1e7 (crossing 0 1.0 [ 1e6; 1e8 ] [ 2.0; 0.0 ])
        near 1e8 (crossing 0 0.0 [ 1e6; 1e8 ] [ 2.0; 0.0 ])
        // 1.5, 1.2, 0.6, -0.2: half of 1.5 between the second and the third, 3/4 of the way.
        near
            (1e6 * Math.Pow(10.0, 0.75))
            (crossing 0 0.75 [ 1e5; 1e6; 1e7; 1e8 ] [ 1.5; 1.2; 0.6; -0.2 ])

        near
            (1e7 * Math.Pow(10.0, 0.75))
            (crossing 0 0.0 [ 1e5; 1e6; 1e7; 1e8 ] [ 1.5; 1.2; 0.6; -0.2 ])
        // Only above the best account.
        near 1e8 (crossing 1 1.0 [ 1e5; 1e7; 1e9 ] [ 0.1; 2.0; 0.0 ])
        Assert.That((crossing 0 1.0 [ 1e6; 1e8 ] [ 2.0; 1.5 ]).HasValue, Is.False)
        // A run without a ratio ends the curve.
        Assert.That((crossing 0 1.0 [ 1e6; 1e7; 1e8 ] [ 2.0; nan; 0.0 ]).HasValue, Is.False))

[<Test>]
let ``the best account is the first of the highest ratio`` () =
    Assert.Multiple(fun () ->
        Assert.That(
            SharpeDecline.best [| ValueNone; ValueSome 1.0; ValueSome 2.0; ValueSome 2.0 |],
            Is.EqualTo 2
        )

        Assert.That(SharpeDecline.best [| ValueNone |], Is.EqualTo -1)
        Assert.That(SharpeDecline.best [||], Is.EqualTo -1))

/// A name that rises and falls about a rise, turned over at every bar.
let private trading: EngineCase =
    let count = 200

    let candles =
        Array.scan (fun (close: float) t -> close * (if t % 2 = 0 then 1.012 else 0.994)) 50.0 [|
            1 .. count - 1
        |]
        |> fun closes -> Array.init count (fun t -> Candle.Of closes[max 0 (t - 1)] closes[t] 1e6)

    let name = {
        single.Names[0] with
            Candles = candles
            Weights = Array.init count (fun t -> if t % 2 = 0 then 0.2 else 0.8)
            Volatility = Array.create count 0.01
            Adv = Array.create count 5e7
            Borrow = Array.zeroCreate count
            FillPrice = Array.create count nan
            Slippage = Array.zeroCreate count
            Outstanding = Array.create count nan
    }

    {
        single with
            SessionDates = Array.init count (fun t -> 18000 + t)
            Names = [ name ]
            Decided = Array.create count true
    }

[<Test>]
let ``the ratio falls with the account, and where it has halved and is gone lies between rows`` () =
    let made = curve (Seq.toArray (Capacity.standardEquities 2e6)) trading
    let ratios = made.Rows |> Seq.map _.SharpeRatio.Value |> Seq.toArray

    let sharpeAt equity =
        (curve [| equity |] trading).Rows[0].SharpeRatio.Value

    Assert.Multiple(fun () ->
        Assert.That(made.Rows.Count, Is.EqualTo 12)
        Assert.That(made.Rows |> Seq.map _.Equity, Is.Ordered)
        Assert.That(made.Rows |> Seq.exists (fun row -> row.Equity = 2e6))
        // Far below 0 an account loses its size, and with it what impact takes.
        let above = ratios |> Array.takeWhile (fun ratio -> ratio > 0.0)
        Assert.That(above.Length, Is.EqualTo 7)
        Assert.That(above |> Array.pairwise |> Array.forall (fun (a, b) -> b < a))
        Assert.That(made.BestEquity.Value, Is.EqualTo 1e5)
        Assert.That(made.BestSharpeRatio.Value, Is.EqualTo ratios[0])
        Assert.That(made.HalfSharpeEquity.Value, Is.LessThan made.ZeroSharpeEquity.Value)
        // A straight line between rows a third of a step of ten apart is near the truth.
        let half = sharpeAt made.HalfSharpeEquity.Value / ratios[0]
        let zero = sharpeAt made.ZeroSharpeEquity.Value / ratios[0]
        Assert.That(half, Is.EqualTo(0.5).Within 0.1)
        Assert.That(zero, Is.EqualTo(0.0).Within 0.1))

[<Test>]
let ``a ruined account has no figure of a year and no place on the curve`` () =
    // Three times the equity in a name that rises and then loses half.
    let closes = [| 10.0; 10.0; 10.1; 10.2; 5.0 |]

    let crash = {
        single with
            SessionDates = Array.init 5 (fun t -> 18000 + t)
            Names = [
                {
                    single.Names[0] with
                        Candles = Array.init 5 (fun t -> Candle.Of closes[t] closes[t] 1e6)
                        Weights = [| 3.0; 0.0; 0.0; 0.0; 0.0 |]
                        Volatility = Array.create 5 0.02
                        Adv = Array.create 5 1e8
                }
            ]
            Decided = [| true; false; false; false; false |]
    }

    let made = curve [| 1e5; 1e6 |] crash

    Assert.Multiple(fun () ->
        Assert.That(made.Rows |> Seq.forall (fun row -> row.Status = RunStatus.Ruined))
        Assert.That(made.Rows |> Seq.forall (fun row -> row.RuinBar = Nullable 4))

        for row in made.Rows do
            for figure in
                [
                    row.SharpeRatio
                    row.ProbabilisticSharpeRatio
                    row.DeflatedSharpeRatio
                    row.AnnualReturn
                    row.AnnualVolatility
                    row.TurnoverPerYear
                    row.CostPerYear
                ] do
                Assert.That(figure.HasValue, Is.False)

        Assert.That(made.BestEquity.HasValue, Is.False)
        Assert.That(made.BestSharpeRatio.HasValue, Is.False)
        Assert.That(made.HalfSharpeEquity.HasValue, Is.False)
        Assert.That(made.ZeroSharpeEquity.HasValue, Is.False))

[<Test>]
let ``decisions that lose with any account have no capacity`` () =
    let losing = {
        trading with
            Names = [
                {
                    trading.Names[0] with
                        Weights = trading.Names[0].Weights |> Array.map (fun w -> -w)
                }
            ]
    }

    let made = curve [| 1e5; 1e6; 1e7 |] losing

    Assert.Multiple(fun () ->
        Assert.That(made.BestSharpeRatio.Value, Is.LessThan 0.0)
        Assert.That(made.HalfSharpeEquity.HasValue, Is.False)
        Assert.That(made.ZeroSharpeEquity.HasValue, Is.False))

[<Test>]
let ``a fee that eats small accounts puts the best account in the middle`` () =
    let dear = { trading with Settings = { trading.Settings with MinimumFee = 100.0 } }
    let made = curve [| 1e5; 3e5; 1e6; 3e6; 1e7; 3e7; 1e8 |] dear
    let ratios = made.Rows |> Seq.map _.SharpeRatio.Value |> Seq.toArray
    let best = Array.max ratios

    Assert.Multiple(fun () ->
        Assert.That(best, Is.GreaterThan ratios[0])
        Assert.That(made.BestSharpeRatio.Value, Is.EqualTo best)
        Assert.That(made.BestEquity.Value, Is.GreaterThan 1e5)
        // Half of the best, and above the best account.
        Assert.That(made.HalfSharpeEquity.Value, Is.GreaterThan made.BestEquity.Value)

        Assert.That(
            (curve [| made.HalfSharpeEquity.Value |] dear).Rows[0].SharpeRatio.Value / best,
            Is.EqualTo(0.5).Within 0.1
        ))

[<Test>]
let ``accounts out of order, none, and accounts of nothing are refused`` () =
    let refused (equities: float[]) =
        match curveBy Schedule.sequential equities single with
        | Ok _ -> "accepted"
        | Error invalid -> invalid.ToString()

    Assert.Multiple(fun () ->
        Assert.That(refused [||], Does.StartWith "equities is empty")
        Assert.That(refused [| 1e6; 1e6 |], Does.StartWith "equities must be strictly increasing")
        Assert.That(refused [| 0.0 |], Is.EqualTo "equities must be above zero, was 0")
        Assert.That(refused [| nan |], Is.EqualTo "equities must be finite, was NaN")

        Assert.That(
            curveBy (fun _ _ -> ()) [| 1e6 |] single |> Result.isError,
            "a schedule that does nothing"
        ))

let private curveFrom (case: EngineCase) (equities: float[]) (account: EngineState) =
    Capacity.curveFrom
        Schedule.sequential
        trials
        equities
        case.Settings
        (EngineCase.market case)
        (EngineCase.decisions case)
        account
        (EngineCase.barCount case - 1)

[<EngineProperty(MaxTest = 50)>]
let ``multiples of an account in cash are the accounts in cash, bit for bit`` (case: EngineCase) =
    let engine =
        Engine.create case.Settings (EngineCase.market case) |> EngineCase.orFail

    let account = Engine.inCash 0 engine |> EngineCase.orFail
    let from = curveFrom case accounts account |> EngineCase.orFail

    Seq.forall2 (fun a b -> rowBits a = rowBits b) from.Rows (curve accounts case).Rows

[<EngineProperty(MaxTest = 50)>]
let ``an account's own size is its own run bit for bit, and twice of it starts with twice what it holds``
    (case: EngineCase)
    =
    let market = EngineCase.market case
    let last = EngineCase.barCount case - 1
    let engine = Engine.create case.Settings market |> EngineCase.orFail
    let state = (EngineCase.run case).FinalState
    // What it holds at the end of the run, held at its first bar with a price for all of it.
    let held = state.Shares.ToArray()

    match Engine.holding 0 case.Settings.Equity (held |> Array.map abs) engine with
    | Error _ -> true
    | Ok account ->
        let decisions = EngineCase.decisions case
        let twice = 2.0 * account.Equity

        let rows =
            (curveFrom case [| account.Equity; twice |] account |> EngineCase.orFail).Rows

        let run (start: EngineState) =
            Loop.resume engine decisions TradeRecording.Totals last start |> EngineCase.orFail

        let doubled =
            Engine.holding
                0
                (2.0 * account.Cash)
                (account.Shares.ToArray() |> Array.map (fun shares -> 2.0 * shares))
                engine
            |> EngineCase.orFail

        sameBits rows[0].FinalEquity (run account).FinalState.Equity
        && rows[0].FillCount = (run account).FillCount
        && Tolerance.near 1e-9 twice rows[1].FinalEquity (run doubled).FinalState.Equity
