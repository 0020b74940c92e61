/// The least commission of a fill: what it costs, and what it leaves alone.
module Symphony.Core.Tests.MinimumFeeLaws

open System
open NUnit.Framework
open FsCheck.FSharp

open Symphony.Core
open Symphony.Core.Tests.Runs

let private sum (values: seq<float>) = Seq.sum values

let private withFee (fee: float) (case: EngineCase) = {
    case with
        Settings = { case.Settings with MinimumFee = fee }
}

[<EngineProperty>]
let ``each fill pays the larger of the fee and its commission`` (case: EngineCase) =
    let result = EngineCase.run case
    let trades = result.Trades
    let times = case.Settings.CostMultiplier
    let notionals = trades.Notionals

    Seq.init trades.Count id
    |> Seq.forall (fun k ->
        match trades.Kinds.Span[k] with
        | TradeKind.Delisting -> trades.Commissions.Span[k] = 0.0
        | _ ->
            sameBits
                trades.Commissions.Span[k]
                (max
                    (times * case.Settings.MinimumFee)
                    (abs notionals[k] * (times * case.Settings.Commission))))

[<EngineProperty>]
let ``a bar's commission, spread and impact are those of its trades, and leave its cash``
    (case: EngineCase)
    =
    let result = EngineCase.run case
    let trades = result.Trades

    let at bar =
        Seq.init trades.Count id |> Seq.filter (fun k -> trades.Bars.Span[k] = bar)

    Seq.init result.RowCount result.Row
    |> Seq.forall (fun row ->
        let isClose (paid: float) (column: ReadOnlyMemory<float>) =
            let added = at row.Bar |> Seq.map (fun k -> column.Span[k]) |> sum
            abs (paid - added) <= identity * (1.0 + abs paid)

        isClose row.Commission trades.Commissions
        && isClose row.Spread trades.Spreads
        && isClose row.Impact trades.Impacts)

/// Cash of each row from the row before, the trades and the money that moved.
[<EngineProperty>]
let ``cash moves by the trades, their costs and nothing else that is not in the row``
    (case: EngineCase)
    =
    let result = EngineCase.run case
    let trades = result.Trades
    let notionals = trades.Notionals

    Seq.init (result.RowCount - 1) (fun k -> result.Row k, result.Row(k + 1))
    |> Seq.forall (fun (before, row) ->
        let bought =
            Seq.init trades.Count id
            |> Seq.filter (fun k ->
                trades.Bars.Span[k] = row.Bar && trades.Kinds.Span[k] = TradeKind.Fill)
            |> Seq.map (fun k -> notionals[k])
            |> sum

        let expected =
            before.Cash + row.Dividends + row.DelistingProceeds + row.CashInterest
            - row.MarginInterest
            - row.Borrow
            - bought
            - row.Commission
            - row.Spread
            - row.Impact

        abs (expected - row.Cash)
        <= identity * (scaleOf row + scaleOf before + abs bought + row.FillNotional))

[<EngineProperty>]
let ``a fee below every commission changes nothing beyond rounding`` (case: EngineCase) =
    let free = withFee 0.0 case
    let plain = EngineCase.run free
    // Smooth cases only: a band or a lot turns a rounding into a trade. With margin off fees are set aside
    // in full, though a commission above them shrinks with its order.
    let isSmooth =
        case.Settings.NoTradeBand = 0.0
        && case.Settings.LotSize = 0.0
        && case.Settings.MarginAllowed
        && plain.Status = RunStatus.Completed

    let least =
        Seq.init plain.Trades.Count id
        |> Seq.filter (fun k -> plain.Trades.Kinds.Span[k] = TradeKind.Fill)
        |> Seq.map (fun k -> plain.Trades.Commissions.Span[k])
        |> Seq.fold min infinity

    // Half of the least, for a rounding of the engine's may move the least itself.
    if not isSmooth || Double.IsInfinity least || least < 1e-6 then
        true
    else
        let low =
            EngineCase.run (withFee (0.5 * least / max 1.0 case.Settings.CostMultiplier) case)

        low.RowCount = plain.RowCount
        && Seq.forall2
            (fun (a: BarRow) (b: BarRow) -> isClose againstDecimal a a.Equity b.Equity)
            (plain.Rows.ToArray())
            (low.Rows.ToArray())

/// Orders sized at the price they fill at, so that nothing moves in between.
let private sizedAtFill (case: EngineCase) = {
    case with
        Offered = { case.Offered with Slippage = false }
        Settings = {
            case.Settings with
                SizeAt = SizeAt.Fill
                FillAt = FillAt.Open
                MarginAllowed = false
        }
}

[<EngineProperty(MaxTest = 600)>]
let ``with margin off, what is bought at the price it was sized at leaves no debt``
    (case: EngineCase)
    =
    // A fee of some size at every other market, so that it is often what cash runs out by.
    let dear = if case.Names.Length % 2 = 0 then case else withFee 2000.0 case
    let result = EngineCase.run (sizedAtFill dear)
    let trades = result.Trades

    Seq.init result.RowCount result.Row
    |> Seq.forall (fun row ->
        let buys =
            Seq.init trades.Count id
            |> Seq.exists (fun k ->
                trades.Bars.Span[k] = row.Bar
                && trades.Kinds.Span[k] = TradeKind.Fill
                && trades.Shares.Span[k] > 0.0)

        not buys || row.Cash >= -identity * (scaleOf row + row.FillNotional))

[<Test>]
let ``a buy whose fee eats the account is shrunk to what is left after the fee`` () =
    // 1,000 in cash, weight 5 at 10: 500 shares wanted, fee 100. (1,000 - 100) / 5,000 = 0.18: 90 shares,
    // 900 and the fee of 100.
    let case = {
        Ledger.case with
            Names = [
                {
                    Ledger.case.Names.Head with
                        Candles = Array.create 10 (Candle.Of 10.0 10.0 1e5)
                        Actions = []
                        Weights = Array.create 10 5.0
                        Multiplier = 1.0
                }
            ]
            Offered = { Ledger.case.Offered with Borrow = false; Rates = false }
            Settings = {
                EngineSettings.frictionless with
                    Equity = 1000.0
                    MarginAllowed = false
                    MinimumFee = 100.0
            }
    }

    let row = EngineCase.run(case).Row 1

    Assert.Multiple(fun () ->
        Assert.That(row.FillNotional, Is.EqualTo(900.0).Within 1e-9)
        Assert.That(row.Commission, Is.EqualTo 100.0)
        Assert.That(row.Cash, Is.EqualTo(0.0).Within 1e-9))

[<Test>]
let ``the small markets of the laws pay fees, and commissions above them`` () =
    let seed = FsCheck.Rnd(20261121UL, 4242424243UL)

    let runs =
        Gen.sampleWithSeed seed 50 300 (EngineCases.SmallMarkets().Generator)
        |> Array.map (fun case -> case, EngineCase.run case)

    let paying (isFee: float -> float -> bool) =
        runs
        |> Array.sumBy (fun (case, run) ->
            let fee = case.Settings.CostMultiplier * case.Settings.MinimumFee

            run.Trades.Commissions.ToArray()
            |> Array.filter (fun paid -> paid > 0.0 && isFee paid fee)
            |> Array.length)

    Assert.Multiple(fun () ->
        Assert.That(paying (fun paid fee -> paid = fee), Is.GreaterThan 200)
        Assert.That(paying (fun paid fee -> paid > fee), Is.GreaterThan 200))
