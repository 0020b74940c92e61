/// Four bars worked by hand: a future and a share, a minimum fee, the impact law of Almgren and others, and a start from
/// given cash and shares.
module Symphony.Core.Tests.FourBarLedger

open System
open System.Globalization
open NUnit.Framework

open Symphony.Core

// Settings. Commission 1 bp, at least 5.00 a fill; half spread 4 bp. Impact by Almgren and others: gamma 0.314, eta
// 0.142, worked for a day. Margin 7.2 % a year (2 bp a day), cash 3.6 % (1 bp a day). Lots of 10.
// F is a future of 50 times its quote, S a share. sigma 1 %. Every fill is 1/32 of a day's volume, so that
// (1/32)^(3/5) = 1/8: temporary impact 0.142 x 0.01 / 8 = 1.775 bp of the notional. All contracts of F are worth 256
// days of volume, whose fourth root is 4: permanent impact 0.314 x 0.01 / 32 x 4 = 3.925 bp, half of it 1.9625 bp.
// Shares outstanding of S are not known: no permanent impact, counted.
//
// Bar 0, Monday. 20,000 in cash and 3,200 S at 25: 100,000. Decision F 1.00, S 0.40.
//   F 100,000 / (40 x 50) = 50. S 40,000 / 25 = 1,600: sell 1,600.
// Bar 1. Interest of one day on 20,000: 2.00.
//   F 50 at 40.00 x 50 = 100,000: commission 10.00, spread 40.00, impact 19.625 + 17.75 = 37.375.
//   S -1,600 at 25.00  =  40,000: commission 4.00, so 5.00; spread 16.00, impact 7.10.
//   Cash 20,002 - 100,000 + 40,000 - 87.375 - 28.10 = -40,113.475.
//   Equity + 50 x 41 x 50 + 1,600 x 26 = 103,986.525.
// Bar 2. No decision. F pays 0.50 of its quote: 50 x 0.50 x 50 = 1,250. S splits 2:1: 3,200. Margin 8.022695.
//   Cash -40,113.475 + 1,250 - 8.022695 = -38,871.497695.
//   Equity + 50 x 40 x 50 + 3,200 x 13.50 = 104,328.502305. Decision F 0, S 0.20.
// Bar 3. S 20,865.70 / 13.50 = 1,545.6, order -1,654.4: -1,650. F -50. Margin 7.774299539.
//   F -50 at 42.00 x 50   = 105,000: commission 10.50, spread 42.00, impact 20.60625 + 18.6375 = 39.24375.
//   S -1,650 at 14.00     =  23,100: commission 5.00, spread 9.24, impact 4.10025.
//   Cash -38,871.497695 - 7.774299539 + 128,100 - 91.74375 - 18.34025 = 89,110.644005461.
//   Equity + 1,550 x 14.20 = 111,120.644005461.

/// The hand-worked table; the README prints it.
[<Literal>]
let table =
    """
| bar | F contracts | S shares | cash | equity | commission | spread | impact | of it permanent | margin | interest | dividends |
|----:|------------:|---------:|-----:|-------:|-----------:|-------:|-------:|----------------:|-------:|---------:|----------:|
| 0 | 0 | 3200 | 20000.00 | 100000.00 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |
| 1 | 50 | 1600 | -40113.475 | 103986.525 | 15.00 | 56.00 | 44.475 | 19.625 | 0 | 2.00 | 0 |
| 2 | 50 | 3200 | -38871.497695 | 104328.502305 | 0 | 0 | 0 | 0 | 8.022695 | 0 | 1250.00 |
| 3 | 0 | 1550 | 89110.644005461 | 111120.644005461 | 15.50 | 51.24 | 43.344 | 20.60625 | 7.774299539 | 0 | 0 |
"""

let private name candles actions weights adv multiplier outstanding = {
    Candles = candles
    Actions = actions
    Weights = weights
    Volatility = Array.create 4 0.01
    Adv = adv
    Borrow = Array.zeroCreate 4
    FillPrice = Array.create 4 nan
    Slippage = Array.zeroCreate 4
    Sector = ""
    Multiplier = multiplier
    Outstanding = outstanding
}

let private of' first last = Candle.Of first last 1e5

let private case: EngineCase = {
    SessionDates = [| 20458; 20459; 20460; 20461 |]
    Names = [
        name
            [| of' 40.0 40.0; of' 40.0 41.0; of' 41.0 40.0; of' 42.0 42.0 |]
            [ 2, ActionKind.Dividend 0.5 ]
            [| 1.0; 0.0; 0.0; 0.0 |]
            [| 3.2e6; 3.2e6; 3.36e6; 3.36e6 |]
            50.0
            // 256 x 3,200,000 / 2,000, and from bar 2 256 x 3,360,000 / 2,000.
            [| 409_600.0; 409_600.0; 430_080.0; 430_080.0 |]
        name
            [| of' 25.0 25.0; of' 25.0 26.0; of' 13.0 13.5; of' 14.0 14.2 |]
            [ 2, ActionKind.Split 2.0 ]
            [| 0.4; 0.0; 0.2; 0.0 |]
            [| 1.28e6; 1.28e6; 739_200.0; 739_200.0 |]
            1.0
            (Array.create 4 nan)
    ]
    Decided = [| true; false; true; false |]
    CashRates = Array.zeroCreate 4
    MarginRates = Array.zeroCreate 4
    Offered = {
        Liquidity = true
        Borrow = false
        Rates = false
        FillPrices = false
        Slippage = false
        Contracts = true
        Outstanding = true
    }
    Settings = {
        EngineSettings.standard with
            Commission = 1e-4
            MinimumFee = 5.0
            HalfSpread = 4e-4
            ImpactLaw = ImpactLaw.Almgren2005
            MarginRate = 0.072
            CashRate = 0.036
            LotSize = 10.0
    }
}

let private engine = EngineCase.engine case

let private start =
    Engine.holding 0 20e3 [| 0.0; 3200.0 |] engine |> EngineCase.orFail

let private result =
    Loop.resume engine (EngineCase.decisions case) TradeRecording.EachTrade 3 start
    |> EngineCase.orFail

/// The rows of the table as numbers.
let private worked: float[][] =
    table.Trim().Split('\n')
    |> Array.skip 2
    |> Array.map (fun line ->
        line.Trim('|').Split('|')
        |> Array.map (fun cell -> Double.Parse(cell.Trim(), CultureInfo.InvariantCulture)))

/// The table is exact in decimal; the engine rounds doubles of about 100,000.
let private toTheMicro = 1e-6

let private sharesAt (bar: int) : float[] =
    let upTo =
        Loop.resume engine (EngineCase.decisions case) TradeRecording.Totals bar start
        |> EngineCase.orFail

    upTo.FinalState.Shares.ToArray()

[<Test>]
let ``four bars worked by hand are what the engine does`` () =
    Assert.Multiple(fun () ->
        Assert.That(result.RowCount, Is.EqualTo worked.Length)

        for bar in 0 .. worked.Length - 1 do
            let row = result.Row bar

            let computed = [|
                float row.Bar
                yield! sharesAt bar
                row.Cash
                row.Equity
                row.Commission
                row.Spread
                row.Impact
                row.PermanentImpact
                row.MarginInterest
                row.CashInterest
                row.Dividends
            |]

            Assert.That(computed, Is.EqualTo(worked[bar] :> obj).Within toTheMicro, $"bar {bar}"))

[<Test>]
let ``trades are at quoted prices, and fills without shares outstanding are counted`` () =
    Assert.Multiple(fun () ->
        Assert.That(
            result.Trades.Prices.ToArray(),
            Is.EqualTo([| 40.0; 25.0; 42.0; 14.0 |] :> obj)
        )

        Assert.That(
            result.Trades.Notionals,
            Is.EqualTo([| 100e3; -40e3; -105e3; -23.1e3 |] :> obj).Within toTheMicro
        )

        Assert.That(
            result.Trades.Commissions.ToArray(),
            Is.EqualTo([| 10.0; 5.0; 10.5; 5.0 |] :> obj).Within toTheMicro
        )

        Assert.That(result.WithoutPermanentImpactCount, Is.EqualTo 2)
        Assert.That(result.PermanentImpact, Is.EqualTo(19.625 + 20.60625).Within toTheMicro)
        Assert.That(start.LastPrices.ToArray(), Is.EqualTo([| 2000.0; 25.0 |] :> obj)))

[<Test>]
let ``a step writes its trades down as the loop does`` () =
    let trades =
        Step.run engine (Step.decisionAt 0 (EngineCase.decisions case)) start
        |> EngineCase.orFail
        |> _.Trades

    Assert.Multiple(fun () ->
        Assert.That(trades.Prices.ToArray(), Is.EqualTo([| 40.0; 25.0 |] :> obj))
        Assert.That(trades.Notionals, Is.EqualTo([| 100e3; -40e3 |] :> obj).Within toTheMicro))
