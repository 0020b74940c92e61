/// The engine under other impact laws than the square root.
module Symphony.Core.Tests.AlmgrenLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Runs

/// The impact of each fill as the settings' law has it, from the trades and the market alone.
let private impactOf (richer: RicherCase) (market: EngineMarket) (trades: Trades) (k: int) : float =
    let settings = richer.Settings
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
            let actions = richer.Case.Names[i].Actions

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

            let worth = price * market.ContractMultipliers[i] * richer.Outstanding[i]
            let { Gamma = gamma; Eta = eta; DurationDays = days } = settings.Almgren
            let kept = gamma * sigma * (size / adv) * Math.Pow(worth / adv, 0.25)

            (if Double.IsNaN worth then 0.0 else kept / 2.0)
            + eta * sigma * Math.Pow(size / adv / days, 0.6)
        | _ -> settings.ImpactCoefficient * sigma * Math.Pow(size / adv, settings.ImpactExponent)

    settings.CostMultiplier * fraction * size

[<RicherProperty(MaxTest = 600)>]
let ``each fill pays the impact of the law that is set`` (richer: RicherCase) =
    let market = RicherCase.market richer
    let trades = (RicherCase.runOn market richer).Trades

    Seq.init trades.Count id
    |> Seq.filter (fun k -> trades.Kinds.Span[k] = TradeKind.Fill)
    |> Seq.forall (fun k ->
        let paid = trades.Impacts.Span[k]
        abs (paid - impactOf richer market trades k) <= identity * (1.0 + paid))

[<RicherProperty>]
let ``impact has a permanent part under the law that has one, and never more than all of it``
    (richer: RicherCase)
    =
    let result = RicherCase.run richer
    let isAlmgren = richer.Law = ImpactLaw.Almgren2005

    result.Rows.ToArray()
    |> Array.forall (fun row ->
        row.PermanentImpact >= 0.0
        && row.PermanentImpact <= row.Impact
        && (isAlmgren || row.PermanentImpact = 0.0))

[<RicherProperty>]
let ``without shares outstanding the permanent part is absent, and every fill says so``
    (richer: RicherCase)
    =
    let unknown = {
        richer with
            Law = ImpactLaw.Almgren2005
            Outstanding = richer.Outstanding |> List.map (fun _ -> nan)
    }

    let result = RicherCase.run unknown

    let noPanel =
        RicherCase.runOn (EngineCase.market richer.Case) { unknown with Powers = [] }

    let isOn = richer.Settings.ImpactCoefficient * richer.Settings.CostMultiplier > 0.0
    let hasPermanent = isOn && richer.Almgren.Gamma > 0.0

    result.PermanentImpact = 0.0
    && int64 result.WithoutPermanentImpactCount = (if hasPermanent then result.FillCount else 0L)
    && int64 noPanel.WithoutPermanentImpactCount = (if hasPermanent then noPanel.FillCount else 0L)

[<RicherProperty>]
let ``a coefficient of 0 turns impact off whatever the law`` (richer: RicherCase) =
    let off = {
        richer with
            Case = {
                richer.Case with
                    Settings = { richer.Case.Settings with ImpactCoefficient = 0.0 }
            }
    }

    rowsOf (RicherCase.run off) =
        rowsOf (RicherCase.run { off with Law = ImpactLaw.Power; Exponent = 0.5 })

[<RicherProperty>]
let ``under Almgren's law the coefficient of the power law scales nothing`` (richer: RicherCase) =
    let at y = {
        richer with
            Law = ImpactLaw.Almgren2005
            Case = {
                richer.Case with
                    Settings = { richer.Case.Settings with ImpactCoefficient = y }
            }
    }

    rowsOf (RicherCase.run (at 1.0)) = rowsOf (RicherCase.run (at 3.7))

[<RicherProperty>]
let ``changing bars and shares outstanding after a bar leaves every output up to it``
    (richer: RicherCase)
    (at: byte)
    =
    let last = int at % EngineCase.barCount richer.Case
    let market = RicherCase.market richer

    let panel after =
        Panel.init market.Axes (fun t i -> if t <= last then richer.Outstanding[i] else after)

    let changed =
        EngineMarket.withSharesOutstanding (panel 5.0) market |> EngineCase.orFail

    let cut =
        let short = { richer with Case = EngineCase.truncate (last + 1) richer.Case }
        if last = 0 then None else Some(RicherCase.run short)

    let upTo (result: BacktestResult) =
        rowsOf result |> Array.filter (fun (struct (bar, _)) -> bar <= last)

    let whole = upTo (RicherCase.runOn market richer)

    whole = upTo (RicherCase.runOn changed richer)
    && (cut |> Option.forall (fun result -> upTo result = whole))

[<RicherProperty>]
let ``a run that is resumed at any bar gives the bits of one that is not``
    (richer: RicherCase)
    (at: byte)
    =
    let bars = EngineCase.barCount richer.Case

    let engine =
        Engine.create richer.Settings (RicherCase.market richer) |> EngineCase.orFail

    let decisions = EngineCase.decisions richer.Case
    let start = Engine.inCash 0 engine |> EngineCase.orFail

    let upTo last state =
        Loop.resume engine decisions TradeRecording.EachTrade last state |> EngineCase.orFail

    let whole = upTo (bars - 1) start
    let first = upTo (int at % bars) start

    first.Status = RunStatus.Ruined
    || (let second = upTo (bars - 1) first.FinalState

        stateBits whole.FinalState = stateBits second.FinalState
        && Array.append (tradesOf first) (tradesOf second) = tradesOf whole)

/// Money times a factor everywhere, so shares too.
let private scaled (factor: float) (richer: RicherCase) = {
    richer with
        MinimumFee = richer.MinimumFee * factor
        Outstanding = richer.Outstanding |> List.map (fun shares -> shares * factor)
        Case = {
            richer.Case with
                Settings = {
                    richer.Case.Settings with
                        Equity = richer.Case.Settings.Equity * factor
                        LotSize = richer.Case.Settings.LotSize * factor
                        BorrowTiers = [|
                            for tier in richer.Case.Settings.BorrowTiers ->
                                {
                                    tier with
                                        MinimumAverageDailyNotional =
                                            tier.MinimumAverageDailyNotional * factor
                                }
                        |]
                }
                Names = [
                    for name in richer.Case.Names ->
                        {
                            name with
                                Adv = name.Adv |> Array.map (fun adv -> adv * factor)
                                Candles =
                                    name.Candles
                                    |> Array.map (fun candle -> {
                                        candle with
                                            Volume = candle.Volume * factor
                                    })
                        }
                ]
        }
}

/// The square-root law keeps its order of operations, which needs a factor whose root is a double.
[<RicherProperty>]
let ``money, ADV, fees and lots times a power of two scale every result without changing a bit``
    (richer: RicherCase)
    =
    let factors =
        if richer.Law = ImpactLaw.Power && richer.Exponent = 0.5 then
            [ 4.0; 0.25 ]
        else
            [ 2.0; 8.0; 0.5 ]

    let plain = RicherCase.run richer

    factors
    |> List.forall (fun factor ->
        let large = RicherCase.run (scaled factor richer)

        plain.RowCount = large.RowCount
        && Seq.forall2
            (fun (a: BarRow) (b: BarRow) ->
                sameBits (a.Equity * factor) b.Equity
                && sameBits (a.Cash * factor) b.Cash
                && sameBits (a.Commission * factor) b.Commission
                && sameBits (a.PermanentImpact * factor) b.PermanentImpact
                && sameBits (a.Impact * factor) b.Impact)
            (plain.Rows.ToArray())
            (large.Rows.ToArray()))
