/// Ten bars and three names, worked by hand with every rule of the bar in them.
module Symphony.Core.Tests.Ledger

open Symphony.Core

// Settings. Equity 100,000. Commission 1 bp and half spread 4 bp: 5 bp of each notional n. Impact
// (sigma / sqrt(ADV)) x n x sqrt(n), Y = 1. Borrow 3.6 % a year (1 bp a day) by panel, and as the one
// tier. Margin off. Band 2 %. Lots of 100. At most 4 % of ADV. Remainders are carried. Caps: 1.0 per
// name, 1.2 per sector (A and B are one), gross 1.6, net 0.8. Fills above 1 % of ADV are counted.
// sigma 1 % and ADV 1,000,000 unless said: the inner quotient is 0.01 / 1,000 = 1e-5. Fill notionals
// are squares, so that n x sqrt(n) can be done in the head.
//
// Bar 0, Monday. In cash. Decision A 1.25, B -0.50, C 0.80.
//   Per name: A 1.00. Sector A+B: 1.50 > 1.20, times 0.8: A 0.80, B -0.40. Gross 2.00 > 1.60, times
//   0.8: A 0.64, B -0.32, C 0.64. Net 0.96 > 0.80, longs times (0.32 + 0.80) / 1.28 = 0.875: A 0.56,
//   C 0.56.
//   A 56,000 / 46 = 1,217.4: 1,200. B -32,000 / 26 = -1,230.8: -1,200. C 56,000 / 37 = 1,513.5: 1,500.
// Bar 1. One day at 3.6 % on 100,000: 10.00.
//   ADV(0) is 4,000,000: quotient 0.01 / 2,000 = 5e-6.
//   A 1,200 at 48.00 =  57,600 = 240^2: 28.80 + 5e-6 x 13,824,000 = 69.12. Above 1 % of ADV.
//   B -1,200 at 27.00 = 32,400 = 180^2: 16.20 + 5e-6 x  5,832,000 = 29.16.
//   C 1,500 at 38.40 =  57,600 = 240^2: 28.80 + 69.12. Above 1 % of ADV.
//   Cash 100,010 - 57,600 + 32,400 - 57,600 - 241.20 = 16,968.80.
//   Equity + 1,200 x 50 - 1,200 x 25 + 1,500 x 40 = 106,968.80.
// Bar 2. No decision: shares drift. B pays 0.50: the short owes 600. Borrow 30,000 x 1 bp = 3.00.
//   Cash 16,365.80. Equity + 1,200 x 51 - 1,200 x 24 + 1,500 x 41 = 110,265.80.
//   Decision A 0.25, B -0.30, C 0.54. B cannot be borrowed at bar 2: its target is 0, counted.
// Bar 3. A pays 1.00 on the 1,200 old shares, 1,200.00, and splits 2:1: 2,400 shares, c = (51 - 1) / 2
//   = 25. Borrow 28,800 x 1 bp = 2.88 (recalled, so at the highest tier: 3.6 % too).
//   A 0.25 x 110,265.80 / 25 = 1,102.66, order -1,297.34: -1,200.
//   B order +1,200; at most 4 % of ADV(2) = 250,000: 10,000 / 24 = 416.7: 400. 800 are carried.
//   C 0.54 x 110,265.80 / 41 = 1,452.3, order -47.7 = 1,957 <= 2,205.32 = 2 % of equity: not sent.
//   A -1,200 at 27.00 = 32,400: 16.20 + 1e-5 x 5,832,000 = 58.32. Above 1 % of ADV.
//   B 400 at 25.00 = 10,000: 5.00 + (0.01 / 500) x 1,000,000 = 20.00. Above 1 % of ADV.
//   Cash 16,365.80 + 1,200 - 2.88 + 32,400 - 74.52 - 10,000 - 25.00 = 39,863.40.
//   Equity + 1,200 x 26 - 800 x 25 + 1,500 x 42 = 114,063.40.
// Bar 4, Friday. No decision. B and C have no bar: B's 800 cannot fill (counted), A's last 97.34 are no
//   lot. Borrow 20,000 x 1 bp = 2.00. Cash 39,861.40.
//   Equity + 1,200 x 27 - 800 x 25 + 1,500 x 42 = 115,261.40.
// Bar 5, Monday: three days of borrow, 6.00. The carried 800 of B at 24.50 = 19,600 = 140^2: 9.80 +
//   27.44. Above 1 % of ADV. Cash 39,861.40 - 6.00 - 19,600 - 37.24 = 20,218.16.
//   Equity + 1,200 x 28 + 1,500 x 42 = 116,818.16.
//   Decision A 0.60, B 0.15, C 0. C has no ADV at bar 5: held, counted.
// Bar 6. A 0.60 x 116,818.16 / 28 = 2,503.2, order 1,303.2: 1,300. B 0.15 x 116,818.16 / 26 = 673.95: 600.
//   Margin is off: buys 36,400 + 15,600, their costs 26.00 + 1e-5 x (36,400^1.5 + 15,600^1.5) = 114.93,
//   cash 20,218.16: times 0.38795. A 504.3: 500. B 232.8: 200.
//   A 500 at 33.80 = 16,900 = 130^2: 8.45 + 21.97. Above 1 % of ADV.
//   B 200 at 24.50 =  4,900 =  70^2: 2.45 + 3.43.
//   Both were sized at 28 and 26: the gap takes cash to 20,218.16 - 21,800 - 36.30 = -1,618.14.
//   Equity + 1,700 x 34 + 200 x 25 + 1,500 x 42 = 124,181.86.
// Bar 7. No decision; the carried buys meet negative cash: times 0. C has no volatility at bar 6: counted.
//   Margin 7.2 % on 1,618.14 for a day: 0.323628. Cash -1,618.463628.
//   Equity + 1,700 x 35 + 200 x 24 + 1,500 x 42 = 125,681.536372.
//   Decision A -1.00, B 0.10, C 0. Net -1.00 < -0.80: A -0.80.
// Bar 8. B's delisting record, -50 %: 200 at 24 x 0.5 = 12, 2,400.00, at no cost; its weight is 0, counted.
//   A -0.80 x 125,681.536372 / 35 = -2,872.7, order -4,572.7: -4,500. C has no bar: counted.
//   sigma(7) 0.3 %, ADV(7) 9,000,000: quotient 1e-6.
//   A -4,500 at 33.80 = 152,100 = 390^2: 76.05 + 1e-6 x 59,319,000 = 59.319. Above 1 % of ADV.
//   Cash -1,618.463628 + 2,400 + 152,100 - 135.369 = 152,746.167372.
//   Equity - 2,800 x 33 + 1,500 x 42 = 123,346.167372.
//   Decision A 0.
// Bar 9. C has had no bar from 4 to 8: closed at 42 x 0.7 = 29.40, 44,100.00. Borrow 92,400 x 1 bp = 9.24.
//   Cash 196,836.927372. A opens at 80: equity - 2,800 x 80 = -27,163.072628. Ruined: nothing trades.

/// The hand-worked table; the README prints it. Money in units of account, costs as paid.
[<Literal>]
let table =
    """
| bar | A shares | B shares | C shares | cash | equity | commission | spread | impact | borrow | margin | interest | dividends | delisted |
|----:|---------:|---------:|---------:|-----:|-------:|-----------:|-------:|-------:|-------:|-------:|---------:|----------:|---------:|
| 0 | 0 | 0 | 0 | 100000.00 | 100000.00 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |
| 1 | 1200 | -1200 | 1500 | 16968.80 | 106968.80 | 14.76 | 59.04 | 167.40 | 0 | 0 | 10.00 | 0 | 0 |
| 2 | 1200 | -1200 | 1500 | 16365.80 | 110265.80 | 0 | 0 | 0 | 3.00 | 0 | 0 | -600.00 | 0 |
| 3 | 1200 | -800 | 1500 | 39863.40 | 114063.40 | 4.24 | 16.96 | 78.32 | 2.88 | 0 | 0 | 1200.00 | 0 |
| 4 | 1200 | -800 | 1500 | 39861.40 | 115261.40 | 0 | 0 | 0 | 2.00 | 0 | 0 | 0 | 0 |
| 5 | 1200 | 0 | 1500 | 20218.16 | 116818.16 | 1.96 | 7.84 | 27.44 | 6.00 | 0 | 0 | 0 | 0 |
| 6 | 1700 | 200 | 1500 | -1618.14 | 124181.86 | 2.18 | 8.72 | 25.40 | 0 | 0 | 0 | 0 | 0 |
| 7 | 1700 | 200 | 1500 | -1618.463628 | 125681.536372 | 0 | 0 | 0 | 0 | 0.323628 | 0 | 0 | 0 |
| 8 | -2800 | 0 | 1500 | 152746.167372 | 123346.167372 | 15.21 | 60.84 | 59.319 | 0 | 0 | 0 | 0 | 2400.00 |
| 9 | -2800 | 0 | 0 | 196836.927372 | -27163.072628 | 0 | 0 | 0 | 9.24 | 0 | 0 | 0 | 44100.00 |
"""

let private gone = Candle.Absent
let private of' first last = Candle.Of first last 1e5

let private name candles actions weights volatility adv borrow sector = {
    Candles = candles
    Actions = actions
    Weights = weights
    Volatility = volatility
    Adv = adv
    Borrow = borrow
    FillPrice = Array.create 10 nan
    Slippage = Array.zeroCreate 10
    Sector = sector
    Multiplier = 1.0
    Outstanding = Array.create 10 nan
}

/// The same value at every bar but some.
let private but (exceptions: (int * float) list) (value: float) =
    Array.init 10 (fun t ->
        exceptions
        |> List.tryFind (fun (bar, _) -> bar = t)
        |> Option.map snd
        |> Option.defaultValue value)

let private sigma = 0.01 |> but [ 7, 0.003 ]
let private adv = 1e6 |> but [ 0, 4e6; 7, 9e6 ]

/// The market, decisions and settings of the ledger.
let case: EngineCase =
    let a =
        name
            [|
                of' 46.0 46.0
                of' 48.0 50.0
                of' 50.0 51.0
                of' 27.0 26.0
                of' 26.0 27.0
                of' 27.0 28.0
                of' 33.8 34.0
                of' 34.0 35.0
                of' 33.8 33.0
                of' 80.0 80.0
            |]
            [ 3, ActionKind.Split 2.0; 3, ActionKind.Dividend 1.0 ]
            (0.0 |> but [ 0, 1.25; 2, 0.25; 5, 0.60; 7, -1.0 ])
            sigma
            adv
            (Array.create 10 0.036)
            "metals"

    let b =
        name
            [|
                of' 26.0 26.0
                of' 27.0 25.0
                of' 25.0 24.0
                of' 25.0 25.0
                gone
                of' 24.5 26.0
                of' 24.5 25.0
                of' 25.0 24.0
                gone
                gone
            |]
            [ 2, ActionKind.Dividend 0.5; 8, ActionKind.Delisting -0.5 ]
            (0.0 |> but [ 0, -0.50; 2, -0.30; 5, 0.15; 7, 0.10 ])
            sigma
            (adv |> Array.mapi (fun t value -> if t = 2 then 250e3 else value))
            (0.036 |> but [ 2, nan ])
            "metals"

    let c =
        name
            [|
                of' 37.0 37.0
                of' 38.4 40.0
                of' 40.0 41.0
                of' 41.0 42.0
                gone
                gone
                gone
                gone
                gone
                gone
            |]
            []
            (0.0 |> but [ 0, 0.80; 2, 0.54 ])
            (sigma |> Array.mapi (fun t value -> if t = 6 then nan else value))
            (adv |> Array.mapi (fun t value -> if t = 5 then nan else value))
            (Array.create 10 0.036)
            "water"

    // Monday 2026-01-05 to Friday, Monday 2026-01-12 to Friday.
    let monday = 20458

    {
        SessionDates = [| 0; 1; 2; 3; 4; 7; 8; 9; 10; 11 |] |> Array.map ((+) monday)
        Names = [ a; b; c ]
        Decided = Array.init 10 (fun t -> List.contains t [ 0; 2; 5; 7; 8 ])
        CashRates = 0.0 |> but [ 0, 0.036 ]
        MarginRates = 0.0 |> but [ 6, 0.072 ]
        Offered = {
            Liquidity = true
            Borrow = true
            Rates = true
            FillPrices = false
            Slippage = false
            Contracts = false
            Outstanding = false
        }
        Settings = {
            EngineSettings.standard with
                Equity = 100e3
                Commission = 1e-4
                HalfSpread = 4e-4
                BorrowTiers = Borrow.flat 0.036
                MarginAllowed = false
                NoTradeBand = 0.02
                LotSize = 100.0
                ParticipationCap = 0.04
                UnfilledPolicy = UnfilledPolicy.Carry
                PerNameCap = 1.0
                SectorCap = 1.2
                GrossCap = 1.6
                NetCap = 0.8
                ReportParticipationAbove = 0.01
        }
    }
