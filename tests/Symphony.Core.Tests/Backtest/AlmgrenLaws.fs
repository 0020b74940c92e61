/// The engine under other impact laws than the square root.
module Symphony.Core.Tests.AlmgrenLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Runs

let private withSettings change (case: EngineCase) = { case with Settings = change case.Settings }

/// The impact of each fill as the settings' law has it, from the trades and the market alone.
let private impactOf (case: EngineCase) (market: EngineMarket) (trades: Trades) (k: int) : float =
    let settings = case.Settings
    let bar, i = trades.Bars.Span[k] - 1, trades.Symbols.Span[k]
    let size = abs trades.Notionals[k]
    let sigma = market.DailyVolatility[bar, i]
    let adv = market.AverageDailyNotional[bar, i]

    let fraction =
        match settings.ImpactLaw with
        | _ when settings.ImpactCoefficient = 0.0 -> 0.0
        | ImpactLaw.Almgren2005 ->
            // The last close up to the decision, restated for the actions since.
            let mutable price = nan
            let actions = case.Names[i].Actions

            for t in 0..bar do
                let number pick =
                    actions |> List.tryPick (fun (at, kind) -> if at = t then pick kind else None)

                let ratio =
                    number (function
                        | ActionKind.Split ratio -> Some ratio
                        | _ -> None)

                let cash =
                    number (function
                        | ActionKind.Dividend cash -> Some cash
                        | _ -> None)

                price <- max 0.0 ((price - defaultArg cash 0.0) / defaultArg ratio 1.0)

                if not (Double.IsNaN market.Bars.Close[t, i]) then
                    price <- market.Bars.Close[t, i]

            let outstanding =
                if case.Offered.Outstanding then case.Names[i].Outstanding[bar] else nan

            let worth = price * market.ContractMultipliers[i] * outstanding
            let { Gamma = gamma; Eta = eta; DurationDays = days } = settings.Almgren
            let kept = gamma * sigma * (size / adv) * Math.Pow(worth / adv, 0.25)

            (if Double.IsNaN worth then 0.0 else kept / 2.0)
            + eta * sigma * Math.Pow(size / adv / days, 0.6)
        | _ -> settings.ImpactCoefficient * sigma * Math.Pow(size / adv, settings.ImpactExponent)

    settings.CostMultiplier * fraction * size

[<EngineProperty(MaxTest = 600)>]
let ``each fill pays the impact of the law that is set`` (case: EngineCase) =
    let market = EngineCase.market case
    let trades = (EngineCase.run case).Trades

    Seq.init trades.Count id
    |> Seq.filter (fun k -> trades.Kinds.Span[k] = TradeKind.Fill)
    |> Seq.forall (fun k ->
        let paid = trades.Impacts.Span[k]
        abs (paid - impactOf case market trades k) <= identity * (1.0 + paid))

[<EngineProperty>]
let ``impact has a permanent part under the law that has one, and never more than all of it``
    (case: EngineCase)
    =
    let result = EngineCase.run case
    let isAlmgren = case.Settings.ImpactLaw = ImpactLaw.Almgren2005

    result.Rows.ToArray()
    |> Array.forall (fun row ->
        row.PermanentImpact >= 0.0
        && row.PermanentImpact <= row.Impact
        && (isAlmgren || row.PermanentImpact = 0.0))

[<EngineProperty>]
let ``without shares outstanding the permanent part is absent, and every fill says so``
    (case: EngineCase)
    =
    let withLaw =
        withSettings (fun s -> { s with ImpactLaw = ImpactLaw.Almgren2005 }) case

    let unknown = {
        withLaw with
            Offered = { case.Offered with Outstanding = true }
            Names = [
                for name in case.Names ->
                    { name with Outstanding = name.Outstanding |> Array.map (fun _ -> nan) }
            ]
    }

    // A law without a permanent part lacks none.
    let withoutPermanent =
        withSettings (fun s -> { s with Almgren = { s.Almgren with Gamma = 0.0 } })

    let noPanel = { withLaw with Offered = { case.Offered with Outstanding = false } }
    let result = EngineCase.run unknown
    let isOn = case.Settings.ImpactCoefficient * case.Settings.CostMultiplier > 0.0
    let hasPermanent = isOn && case.Settings.Almgren.Gamma > 0.0

    result.PermanentImpact = 0.0
    && int64 result.WithoutPermanentImpactCount = (if hasPermanent then result.FillCount else 0L)
    && rowsOf (EngineCase.run noPanel) = rowsOf result
    && (EngineCase.run noPanel).WithoutPermanentImpactCount = result.WithoutPermanentImpactCount
    && (EngineCase.run (withoutPermanent unknown)).WithoutPermanentImpactCount = 0

[<EngineProperty>]
let ``a coefficient of 0 turns impact off whatever the law`` (case: EngineCase) =
    let off = withSettings (fun s -> { s with ImpactCoefficient = 0.0 }) case

    let squareRoot =
        withSettings (fun s -> { s with ImpactLaw = ImpactLaw.Power; ImpactExponent = 0.5 }) off

    rowsOf (EngineCase.run off) = rowsOf (EngineCase.run squareRoot)

[<EngineProperty>]
let ``under Almgren's law the coefficient of the power law scales nothing`` (case: EngineCase) =
    let at y =
        case
        |> withSettings (fun s -> {
            s with
                ImpactLaw = ImpactLaw.Almgren2005
                ImpactCoefficient = y
        })

    rowsOf (EngineCase.run (at 1.0)) = rowsOf (EngineCase.run (at 3.7))

[<EngineProperty>]
let ``changing shares outstanding after a bar leaves every fill that was decided by then``
    (case: EngineCase)
    (at: byte)
    =
    let last = int at % EngineCase.barCount case

    let known = { case with Offered = { case.Offered with Outstanding = true } }

    let changed = {
        known with
            Names = [
                for name in case.Names ->
                    {
                        name with
                            Outstanding =
                                name.Outstanding
                                |> Array.mapi (fun t shares -> if t <= last then shares else 7e5)
                    }
            ]
    }

    let upTo case =
        rowsOf (EngineCase.run case) |> Array.filter (fun (struct (bar, _)) -> bar <= last + 1)

    upTo known = upTo changed

[<EngineProperty>]
let ``a fill worked for longer pays less for the liquidity it takes`` (case: EngineCase) =
    let impactOver days =
        case
        |> EngineCase.truncate 2
        |> withSettings (fun s -> {
            s with
                ImpactLaw = ImpactLaw.Almgren2005
                Almgren = { s.Almgren with DurationDays = days }
                MarginAllowed = true
        })
        |> EngineCase.run
        |> fun result -> result.Row 1

    // The first bar alone: its orders do not depend on what impact costs.
    let quick, slow = impactOver 0.25, impactOver 1.0

    slow.Impact <= quick.Impact
    && sameBits slow.PermanentImpact quick.PermanentImpact
    && sameBits slow.FillNotional quick.FillNotional

[<Test>]
let ``shares outstanding are valued at the last close, restated for a split and a dividend since``
    ()
    =
    // 40.00 at bar 0. No bar at bar 1, which pays 4.00 and splits 2:1: (40 - 4) / 2 = 18. Decided at bar 1, filled
    // at 20.00 at bar 2: 1,000,000 shares, twice the ADV of 10,000,000. 100,000,000 outstanding x 18 / ADV = 180.
    let case = {
        Ledger.case with
            SessionDates = [| 1; 2; 3 |]
            Names = [
                {
                    Ledger.case.Names.Head with
                        Candles = [|
                            Candle.Of 40.0 40.0 1e5
                            Candle.Absent
                            Candle.Of 20.0 20.0 1e5
                        |]
                        Actions = [ 1, ActionKind.Split 2.0; 1, ActionKind.Dividend 4.0 ]
                        Weights = [| 0.0; 1.0; 0.0 |]
                        Volatility = Array.create 3 0.01
                        Adv = Array.create 3 1e7
                        Multiplier = 1.0
                        Outstanding = Array.create 3 1e8
                }
            ]
            Decided = [| false; true; false |]
            Offered = { Ledger.case.Offered with Borrow = false; Rates = false; Outstanding = true }
            Settings = {
                EngineSettings.frictionless with
                    Equity = 18e6
                    ImpactCoefficient = 1.0
                    ImpactLaw = ImpactLaw.Almgren2005
            }
    }

    let row = EngineCase.run(case).Row 2
    let permanent = 0.5 * 0.314 * 0.01 * 2.0 * Math.Pow(180.0, 0.25)

    Assert.Multiple(fun () ->
        Assert.That(row.FillNotional, Is.EqualTo(20e6).Within 1e-6)
        Assert.That(row.PermanentImpact, Is.EqualTo(permanent * 20e6).Within 1e-6)

        Assert.That(
            row.Impact,
            Is.EqualTo((permanent + 0.142 * 0.01 * Math.Pow(2.0, 0.6)) * 20e6).Within 1e-6
        ))
