module Symphony.Core.Tests.LedgerTests

open System
open System.Globalization
open NUnit.Framework

open Symphony.Core

/// The table is exact in decimal; the engine rounds doubles of about 100,000.
let private toTheMicro = 1e-6

/// The rows of the table as numbers.
let private worked: float[][] =
    Ledger.table.Trim().Split('\n')
    |> Array.skip 2
    |> Array.map (fun line ->
        line.Trim('|').Split('|')
        |> Array.map (fun cell -> Double.Parse(cell.Trim(), CultureInfo.InvariantCulture)))

/// What the engine says, in the table's columns.
let private computed: float[][] =
    let engine = EngineCase.engine Ledger.case
    let decisions = EngineCase.decisions Ledger.case

    let zero = EngineCase.run Ledger.case |> fun result -> result.Row 0

    let line (row: BarRow) (shares: ReadOnlyMemory<float>) = [|
        float row.Bar
        yield! shares.ToArray()
        row.Cash
        row.Equity
        row.Commission
        row.Spread
        row.Impact
        row.Borrow
        row.MarginInterest
        row.CashInterest
        row.Dividends
        row.DelistingProceeds
    |]

    let start = Engine.inCash 0 engine |> EngineCase.orFail

    start
    |> List.unfold (fun state ->
        if state.IsRuined || state.Bar = 9 then
            None
        else
            let outcome =
                Step.run engine (Step.decisionAt state.Bar decisions) state |> EngineCase.orFail

            Some(line outcome.Row outcome.State.Shares, outcome.State))
    |> List.append [ line zero start.Shares ]
    |> List.toArray

[<Test>]
let ``ten bars worked by hand are what the engine does`` () =
    Assert.That(computed.Length, Is.EqualTo worked.Length)

    Assert.Multiple(fun () ->
        for bar in 0 .. worked.Length - 1 do
            Assert.That(
                computed[bar],
                Is.EqualTo(worked[bar] :> obj).Within toTheMicro,
                $"bar {bar}"
            ))

[<Test>]
let ``the ledger's counts are those found by hand`` () =
    let result = EngineCase.run Ledger.case
    let counted = result.Untradable

    Assert.Multiple(fun () ->
        Assert.That(result.Status, Is.EqualTo RunStatus.Ruined)
        Assert.That(result.FillCount, Is.EqualTo 9L)
        Assert.That(result.LargeFillCount, Is.EqualTo 7)
        Assert.That(result.DelistingCount, Is.EqualTo 2)
        Assert.That(counted.Ended, Is.EqualTo 1)
        Assert.That(counted.NoBorrow, Is.EqualTo 1)
        Assert.That(counted.NoAverageDailyNotional, Is.EqualTo 1)
        Assert.That(counted.NoVolatility, Is.EqualTo 1)
        Assert.That(counted.NoFillPrice, Is.EqualTo 2)
        Assert.That(counted.NoPrice, Is.EqualTo 0)
        Assert.That(counted.Total, Is.EqualTo 6)
        Assert.That(result.FirstFillBar, Is.EqualTo 1)
        Assert.That(result.Returns.Length, Is.EqualTo 9))

[<Test>]
let ``the ledger's cost table adds up its columns`` () =
    let table = EngineCase.run(Ledger.case).CostTable

    let column k =
        worked |> Array.sumBy (fun row -> row[k])
    // 57,600 + 32,400 + 57,600, 32,400 + 10,000, 19,600, 16,900 + 4,900 and 152,100.
    let turnover = 383_500.0

    Assert.Multiple(fun () ->
        for k, row in Seq.indexed table do
            Assert.That(row.Money, Is.EqualTo(column (6 + k)).Within toTheMicro)

            Assert.That(
                row.BasisPointsOfTurnover.Value,
                Is.EqualTo(column (6 + k) / turnover * 1e4).Within toTheMicro
            ))

/// The ledger's first decision under another setting: bar 1 alone.
let private firstBar (change: EngineSettings -> EngineSettings) =
    let case = { Ledger.case with Settings = change Ledger.case.Settings }

    let result = EngineCase.run case
    result.Row 1, result

[<Test>]
let ``sized at the fill, weights are of the equity and the price of the fill`` () =
    // Equity at the open is 100,010. A 0.56 x 100,010 / 48 = 1,166.8: 1,100. B -0.32 x 100,010 / 27 =
    // -1,185.3: -1,100. C 0.56 x 100,010 / 38.4 = 1,458.5: 1,400.
    let row, _ = firstBar (fun s -> { s with SizeAt = SizeAt.Fill })
    let notional = 1100.0 * 48.0 + 1100.0 * 27.0 + 1400.0 * 38.4
    Assert.That(row.FillNotional, Is.EqualTo(notional).Within toTheMicro)

[<Test>]
let ``filled at the close, the order of the open is paid at the close`` () =
    // The order is of the decision, so it is the same 1,200, -1,200 and 1,500.
    let row, _ = firstBar (fun s -> { s with FillAt = FillAt.Close })
    let notional = 1200.0 * 50.0 + 1200.0 * 25.0 + 1500.0 * 40.0
    Assert.That(row.FillNotional, Is.EqualTo(notional).Within toTheMicro)

[<Test>]
let ``what is dropped is not tried again`` () =
    let _, result = firstBar (fun s -> { s with UnfilledPolicy = UnfilledPolicy.Drop })

    // The 800 shares of B that bar 3 left over are never bought: no fill at bar 5.
    Assert.That(result.Row(5).FillCount, Is.EqualTo 0)

[<Test>]
let ``slippage of a fill panel is paid with the spread`` () =
    let slipping = {
        Ledger.case with
            Offered = { Ledger.case.Offered with Slippage = true }
            Names = [
                for name in Ledger.case.Names -> { name with Slippage = Array.create 10 1e-3 }
            ]
    }

    let plain = (EngineCase.run Ledger.case).Row 1
    let row = (EngineCase.run slipping).Row 1

    Assert.Multiple(fun () ->
        Assert.That(row.Spread - plain.Spread, Is.EqualTo(147.6).Within toTheMicro)
        Assert.That(plain.Cash - row.Cash, Is.EqualTo(147.6).Within toTheMicro))

[<Test>]
let ``an account can start from given cash and shares`` () =
    let engine = EngineCase.engine Ledger.case
    let whole = EngineCase.run Ledger.case

    // The account of bar 3, written down and started again: the same bits follow but for the carried
    // order, which a broker would know and a given account does not hold.
    let state =
        Engine.holding 3 39863.40 [| 1200.0; -800.0; 1500.0 |] engine |> EngineCase.orFail

    Assert.Multiple(fun () ->
        Assert.That(state.Equity, Is.EqualTo(114063.40).Within toTheMicro)
        Assert.That(state.LastPrices.ToArray(), Is.EqualTo([| 26.0; 25.0; 42.0 |] :> obj))
        Assert.That(state.Equity, Is.EqualTo(whole.Row(3).Equity).Within toTheMicro))
