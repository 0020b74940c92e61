/// What the engine's money must do whatever the prices: scale, restate, mirror, and cost.
module Symphony.Core.Tests.MoneyLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Runs

/// Money times a factor everywhere: equity, tier limits, minimum fee, ADV, volumes, shares outstanding and
/// lots (so shares scale too).
let private scaled (factor: float) (case: EngineCase) = {
    case with
        Settings = {
            case.Settings with
                Equity = case.Settings.Equity * factor
                LotSize = case.Settings.LotSize * factor
                MinimumFee = case.Settings.MinimumFee * factor
                BorrowTiers = [|
                    for tier in case.Settings.BorrowTiers ->
                        {
                            tier with
                                MinimumAverageDailyNotional =
                                    tier.MinimumAverageDailyNotional * factor
                        }
                |]
        }
        Names = [
            for name in case.Names ->
                {
                    name with
                        Adv = name.Adv |> Array.map (fun adv -> adv * factor)
                        Outstanding = name.Outstanding |> Array.map (fun shares -> shares * factor)
                        Candles =
                            name.Candles
                            |> Array.map (fun candle -> {
                                candle with
                                    Volume = candle.Volume * factor
                            })
                }
        ]
}

let private scalesBy (factor: float) (case: EngineCase) =
    let plain = EngineCase.run case
    let large = EngineCase.run (scaled factor case)

    plain.RowCount = large.RowCount
    && Seq.forall2
        (fun (a: BarRow) (b: BarRow) ->
            sameBits (a.Equity * factor) b.Equity
            && sameBits (a.Cash * factor) b.Cash
            && sameBits (a.FillNotional * factor) b.FillNotional)
        (plain.Rows.ToArray())
        (large.Rows.ToArray())

[<EngineProperty>]
let ``money times a power of four scales every result without changing a bit of it``
    (case: EngineCase)
    =
    [ 4.0; 1024.0; 0.0625 ] |> List.forall (fun factor -> scalesBy factor case)

/// An odd power of two puts its root, which is no double, into the square-root law; the other laws know
/// of money only how it compares with ADV.
[<EngineProperty>]
let ``money times a power of two does the same where impact is no square root`` (case: EngineCase) =
    let isSquareRoot =
        case.Settings.ImpactLaw = ImpactLaw.Power && case.Settings.ImpactExponent = 0.5

    let smooth =
        if isSquareRoot then
            { case with Settings = { case.Settings with ImpactCoefficient = 0.0 } }
        else
            case

    [ 2.0; 8.0; 0.5 ] |> List.forall (fun factor -> scalesBy factor smooth)

/// The same history as a source that restates for splits would give it.
let private splitAdjusted (case: EngineCase) = {
    case with
        Names = [
            for name in case.Names ->
                let later t =
                    name.Actions
                    |> List.fold
                        (fun product (bar, kind) ->
                            match kind with
                            | ActionKind.Split ratio when bar > t -> product * ratio
                            | _ -> product)
                        1.0

                {
                    name with
                        Actions = []
                        FillPrice = name.FillPrice |> Array.mapi (fun t price -> price / later t)
                        Outstanding = name.Outstanding |> Array.mapi (fun t n -> n * later t)
                        Candles =
                            name.Candles
                            |> Array.mapi (fun t candle ->
                                let ratio = later t

                                {
                                    Open = candle.Open / ratio
                                    High = candle.High / ratio
                                    Low = candle.Low / ratio
                                    Close = candle.Close / ratio
                                    Volume = candle.Volume * ratio
                                })
                }
        ]
}

let private onlySplits (case: EngineCase) = {
    case with
        Settings = { case.Settings with LotSize = 0.0 }
        Names = [
            for name in case.Names ->
                {
                    name with
                        Actions =
                            name.Actions
                            |> List.filter (fun (_, kind) ->
                                match kind with
                                | ActionKind.Split _ -> true
                                | _ -> false)
                }
        ]
}

let private agree tolerance (a: BacktestResult) (b: BacktestResult) =
    a.RowCount = b.RowCount
    && Seq.forall2
        (fun (x: BarRow) (y: BarRow) ->
            isClose tolerance x x.Equity y.Equity && isClose tolerance x x.Cash y.Cash)
        (a.Rows.ToArray())
        (b.Rows.ToArray())

[<EngineProperty>]
let ``raw bars with splits give what split-adjusted bars give`` (case: EngineCase) =
    let raw = onlySplits case
    let restated = splitAdjusted raw

    let result =
        Loop.run
            raw.Settings
            (EngineCase.marketOn PriceBasis.Adjusted restated)
            (EngineCase.decisions restated)
        |> EngineCase.orFail

    agree identity (EngineCase.run raw) result

/// Every bar present and decided, nothing costs, sized at the open it fills at.
let private rebalanced (case: EngineCase) =
    let plain = EngineCase.frictionless case

    {
        plain with
            Decided = Array.map (fun _ -> true) plain.Decided
            Settings = { plain.Settings with SizeAt = SizeAt.Fill; FillAt = FillAt.Open }
            Names = [
                for name in plain.Names ->
                    {
                        name with
                            Candles =
                                name.Candles
                                |> Array.map (fun c ->
                                    if c.IsPresent then c else Candle.Of 20.0 21.0 1e4)
                            Actions =
                                name.Actions
                                |> List.filter (fun (_, kind) ->
                                    match kind with
                                    | ActionKind.Dividend _ -> true
                                    | _ -> false)
                    }
            ]
    }

[<EngineProperty>]
let ``dividends are worth what shares reinvested at the ex-date open are worth``
    (case: EngineCase)
    =
    let paying = rebalanced case

    let reinvested = {
        paying with
            Names = [
                for name in paying.Names ->
                    let factor t =
                        name.Actions
                        |> List.fold
                            (fun product (bar, kind) ->
                                match kind with
                                | ActionKind.Dividend cash when bar <= t ->
                                    product * (1.0 + cash / name.Candles[bar].Open)
                                | _ -> product)
                            1.0

                    {
                        name with
                            Actions = []
                            Candles =
                                name.Candles
                                |> Array.mapi (fun t c ->
                                    Candle.Of (c.Open * factor t) (c.Close * factor t) c.Volume)
                    }
            ]
    }

    // Equity alone: what a bar of ruin holds in cash was paid out in one run and not in the other.
    Seq.forall2
        (fun (x: BarRow) (y: BarRow) -> isClose identity x x.Equity y.Equity)
        ((EngineCase.run paying).Rows.ToArray())
        ((EngineCase.run reinvested).Rows.ToArray())

let private isAlwaysPositive (result: BacktestResult) = result.Status = RunStatus.Completed

/// Sized at the fill the law needs positive equity alone. Sized at the decision it needs modest
/// leverage too: with weights of 3, a gap up and a fall after it, less equity can mean the smaller loss.
[<EngineProperty(MaxTest = 600)>]
let ``no cost setting ends above the run without costs`` (case: EngineCase) =
    let full =
        EngineCase.unlimited {
            case with
                Offered = { case.Offered with Rates = false; Slippage = false }
        }

    let modest =
        let isModest =
            full.Names
            |> List.forall (fun name ->
                name.Actions.IsEmpty
                && name.Candles
                   |> Array.pairwise
                   |> Array.forall (fun (a, b) ->
                       a.IsPresent
                       && b.IsPresent
                       && abs (b.Open / a.Close - 1.0) <= 0.1
                       && abs (b.Close / b.Open - 1.0) <= 0.1))

        let gross t =
            full.Names |> List.sumBy (fun name -> abs name.Weights[t])

        let most = Seq.init (EngineCase.barCount full) gross |> Seq.max
        full.Settings.SizeAt = SizeAt.Fill || isModest && most <= 1.0

    let free = { full with Settings = { full.Settings with CostMultiplier = 0.0 } }

    let costly = { full with Settings = { full.Settings with CostMultiplier = 1.0 } }

    let gross = EngineCase.run free
    let net = EngineCase.run costly

    if not modest || not (isAlwaysPositive gross && isAlwaysPositive net) then
        true
    else
        net.FinalState.Equity
        <= gross.FinalState.Equity + identity * scaleOf (gross.Row(gross.RowCount - 1))


[<Test>]
let ``sized at the decision with three times leverage, the costlier run can end higher`` () =
    // Why the law above asks for modest leverage. 3 x 100 held at 100; the open gaps to 150, the close
    // falls to 90. Costs c of bar 1 shrink the target of bar 2 by 3 c / 100 shares, sold at 150 instead
    // of falling to 90: 1.8 c saved for c paid. Equity stays above zero all the time.
    let name = {
        Candles = [|
            Candle.Of 100.0 100.0 1e4
            Candle.Of 100.0 100.0 1e4
            Candle.Of 150.0 90.0 1e4
        |]
        Actions = []
        Weights = Array.create 3 3.0
        Volatility = Array.create 3 0.01
        Adv = Array.create 3 1e9
        Borrow = Array.zeroCreate 3
        FillPrice = Array.zeroCreate 3
        Slippage = Array.zeroCreate 3
        Sector = ""
        Multiplier = 1.0
        Outstanding = Array.zeroCreate 3
    }

    let final (multiplier: float) =
        let result =
            EngineCase.run {
                SessionDates = [| 1; 2; 3 |]
                Names = [ name ]
                Decided = [| true; true; false |]
                CashRates = Array.zeroCreate 3
                MarginRates = Array.zeroCreate 3
                Offered = {
                    Liquidity = true
                    Borrow = false
                    Rates = false
                    FillPrices = false
                    Slippage = false
                    Contracts = false
                    Outstanding = false
                }
                Settings = {
                    EngineSettings.standard with
                        MarginRate = 0.0
                        CostMultiplier = multiplier
                }
            }

        Assert.That(result.Status, Is.EqualTo RunStatus.Completed)
        result.FinalState.Equity

    Assert.That(final 1.0, Is.GreaterThan(final 0.0))

[<EngineProperty>]
let ``opposite weights, decided once and free of costs, make opposite money`` (case: EngineCase) =
    let once =
        let plain = EngineCase.frictionless case

        {
            plain with
                Decided = Array.mapi (fun t _ -> t = 0) plain.Decided
                Settings = {
                    plain.Settings with
                        DelistingReturnShort = plain.Settings.DelistingReturnLong
                }
        }

    let opposite = {
        once with
            Names = [
                for name in once.Names ->
                    { name with Weights = name.Weights |> Array.map (fun w -> -w) }
            ]
    }

    let a = EngineCase.run once
    let b = EngineCase.run opposite
    let start = case.Settings.Equity

    // One of the two may be ruined, and stops there; up to then they mirror each other.
    let rowsOf (result: BacktestResult) =
        if result.Status = RunStatus.Ruined then
            result.RowCount - 1
        else
            result.RowCount

    Seq.init (min (rowsOf a) (rowsOf b)) (fun k ->
        let x = a.Row k
        abs (x.Equity - start + (b.Row(k).Equity - start)) <= identity * (scaleOf x + 2.0 * start))
    |> Seq.forall id


[<EngineProperty>]
let ``the order of the symbols does not matter beyond rounding`` (case: EngineCase) (seed: int) =
    let plain = EngineCase.unlimited case
    let keys = Random seed
    let shuffled = { plain with Names = plain.Names |> List.sortBy (fun _ -> keys.Next()) }

    agree identity (EngineCase.run plain) (EngineCase.run shuffled)

[<EngineProperty>]
let ``a name that nobody wants changes nothing beyond rounding`` (case: EngineCase) (place: byte) =
    // Whole lots of a sum in another order may be one lot more or less.
    let case = { case with Settings = { case.Settings with LotSize = 0.0; NoTradeBand = 0.0 } }
    let model = case.Names[int place % case.Names.Length]
    let unwanted = { model with Weights = model.Weights |> Array.map (fun _ -> 0.0) }

    let larger = {
        case with
            Names = case.Names |> List.insertAt (int place % (case.Names.Length + 1)) unwanted
    }

    agree identity (EngineCase.run case) (EngineCase.run larger)
