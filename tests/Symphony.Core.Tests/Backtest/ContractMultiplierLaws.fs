/// What a contract multiplier is: so much money for one point of the quoted price.
module Symphony.Core.Tests.ContractMultiplierLaws

open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Runs

/// Contracts of multipliers that are powers of two: 5 counts as 4, and 0.7 as a half.
let private inContracts (case: EngineCase) : EngineCase = {
    case with
        Offered = { case.Offered with Contracts = true }
        Names = [
            for name in case.Names ->
                let powerOfTwo =
                    match name.Multiplier with
                    | 5.0 -> 4.0
                    | 0.7 -> 0.5
                    | other -> other

                { name with Multiplier = powerOfTwo }
        ]
}

/// The same market at prices times the multipliers, of one share each.
let private atMoney (case: EngineCase) : EngineCase = {
    case with
        Names = [
            for name in case.Names ->
                let m = name.Multiplier

                {
                    name with
                        Multiplier = 1.0
                        FillPrice = name.FillPrice |> Array.map (fun price -> price * m)
                        Actions = [
                            for bar, kind in name.Actions ->
                                match kind with
                                | ActionKind.Dividend cash -> bar, ActionKind.Dividend(cash * m)
                                | other -> bar, other
                        ]
                        Candles =
                            name.Candles
                            |> Array.map (fun candle -> {
                                Open = candle.Open * m
                                High = candle.High * m
                                Low = candle.Low * m
                                Close = candle.Close * m
                                Volume = candle.Volume
                            })
                }
        ]
}

[<EngineProperty(MaxTest = 600)>]
let ``a multiplier at prices p gives the bits of one share at prices m p`` (case: EngineCase) =
    let futures = inContracts case
    let contracts = EngineCase.run futures
    let shares = EngineCase.run (atMoney futures)
    let a, b = contracts.Trades, shares.Trades
    let multipliers = [| for name in futures.Names -> name.Multiplier |]

    rowsOf contracts = rowsOf shares
    && stateBits contracts.FinalState = stateBits shares.FinalState
    && contracts.Untradable = shares.Untradable
    && contracts.WithoutPermanentImpactCount = shares.WithoutPermanentImpactCount
    && a.Count = b.Count
    && Array.forall2 sameBits a.Notionals b.Notionals
    && Seq.init a.Count id
       |> Seq.forall (fun k ->
           a.Symbols.Span[k] = b.Symbols.Span[k]
           && sameBits a.Shares.Span[k] b.Shares.Span[k]
           && sameBits (a.Prices.Span[k] * multipliers[a.Symbols.Span[k]]) b.Prices.Span[k]
           && sameBits a.Commissions.Span[k] b.Commissions.Span[k]
           && sameBits a.Spreads.Span[k] b.Spreads.Span[k]
           && sameBits a.Impacts.Span[k] b.Impacts.Span[k])

[<EngineProperty>]
let ``fills are written down at the quoted price`` (case: EngineCase) =
    let market = EngineCase.market case
    let trades = (EngineCase.run case).Trades

    let quoted =
        match case.Settings.FillAt with
        | FillAt.Open -> market.Bars.Open
        | FillAt.Close -> market.Bars.Close
        | _ -> market.Extras.FillPrices.Value

    Seq.init trades.Count id
    |> Seq.forall (fun k ->
        trades.Kinds.Span[k] = TradeKind.Delisting
        || sameBits trades.Prices.Span[k] quoted[trades.Bars.Span[k], trades.Symbols.Span[k]])

let private measured =
    EngineCase.market { Ledger.case with Offered = { Ledger.case.Offered with Liquidity = false } }

let private withMultipliers values market =
    EngineMarket.withContractMultipliers values market |> EngineCase.orFail

[<Test>]
let ``measured ADV is of contracts; ADV given in money stays, whichever came first`` () =
    let quoted = measured.AverageDailyNotional
    let given = Panel.init measured.Axes (fun _ _ -> 7e6)

    let withGiven market =
        EngineMarket.withLiquidity measured.DailyVolatility given market |> EngineCase.orFail

    let fifty = [| 50.0; 1.0; 4.0 |]
    let scaled = (withMultipliers fifty measured).AverageDailyNotional

    Assert.Multiple(fun () ->
        // Bar 5 is the first with five sessions for the first name.
        Assert.That(quoted[5, 0], Is.GreaterThan 0.0)
        Assert.That(scaled[5, 0], Is.EqualTo(50.0 * quoted[5, 0]))
        Assert.That(scaled[5, 1], Is.EqualTo quoted[5, 1])

        let again = withMultipliers [| 2.0; 1.0; 1.0 |] (withMultipliers fifty measured)
        Assert.That(again.AverageDailyNotional[5, 0], Is.EqualTo(2.0 * quoted[5, 0]))
        Assert.That(again.ContractMultipliers, Is.EqualTo([| 2.0; 1.0; 1.0 |] :> obj))

        let first = measured |> withMultipliers fifty |> withGiven
        let last = measured |> withGiven |> withMultipliers fifty
        Assert.That(first.AverageDailyNotional[5, 0], Is.EqualTo 7e6)
        Assert.That(last.AverageDailyNotional[5, 0], Is.EqualTo 7e6))

[<Test>]
let ``multipliers of 1 share the arrays of the bars`` () =
    let ones = withMultipliers [| 1.0; 1.0; 1.0 |] measured

    Assert.Multiple(fun () ->
        Assert.That(ones.MoneyCloses, Is.SameAs measured.Bars.Close.Cells)
        Assert.That(ones.MoneyOpens, Is.SameAs measured.Bars.Open.Cells)
        Assert.That(ones.MoneyActions, Is.SameAs measured.Actions.Array)
        Assert.That(ones.ContractMultipliers, Is.EqualTo([| 1.0; 1.0; 1.0 |] :> obj)))
