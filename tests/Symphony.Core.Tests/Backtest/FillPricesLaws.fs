/// Fill prices measured from finer bars, and the slippage of auctions.
module Symphony.Core.Tests.FillPricesLaws

open System
open NUnit.Framework
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

let private orFail = EngineCase.orFail

/// A few roundings of a price.
let private rounding = 1e-12

/// Finer bars by bar: open, high, low, close, volume in cents and shares.
type private Finer = float * float * float * float * float

/// One name, some bars, each with its finer bars.
let private finerOf (bars: Finer list list) : Bars =
    let rows =
        bars
        |> List.indexed
        |> List.collect (fun (t, rows) ->
            rows |> List.indexed |> List.map (fun (k, row) -> t, k, row))

    let axes =
        Axes.create [| for t, k, _ in rows -> int64 t * 1000L + int64 k + 1L |] [|
            for t, _, _ in rows -> 18000 + t
        |] [| "A" |]
        |> orFail

    let column pick = [| for _, _, row in rows -> pick row |]

    Bars.create
        axes
        PriceBasis.Raw
        (column (fun (o, _, _, _, _) -> o))
        (column (fun (_, h, _, _, _) -> h))
        (column (fun (_, _, l, _, _) -> l))
        (column (fun (_, _, _, c, _) -> c))
        (ValueSome(column (fun (_, _, _, _, v) -> v)))
    |> orFail

/// The bars that hold them.
let private barsOf (bars: Finer list list) : Bars =
    let axes =
        Axes.create [| for t in 0 .. bars.Length - 1 -> int64 (t + 1) * 1000L |] [|
            for t in 0 .. bars.Length - 1 -> 18000 + t
        |] [| "A" |]
        |> orFail

    let column pick = [| for rows in bars -> pick rows |]

    Bars.create
        axes
        PriceBasis.Raw
        (column (fun rows -> rows |> List.head |> fun (o, _, _, _, _) -> o))
        (column (fun rows -> rows |> List.map (fun (_, h, _, _, _) -> h) |> List.max))
        (column (fun rows -> rows |> List.map (fun (_, _, l, _, _) -> l) |> List.min))
        (column (fun rows -> rows |> List.last |> fun (_, _, _, c, _) -> c))
        ValueNone
    |> orFail

/// Bars cut into finer ones, as cents and lots of a hundred shares.
type FinerCases =
    static member Bars() : Arbitrary<(int * int * int * int) list list> =
        let row =
            Gen.zip
                (Gen.zip (Gen.choose (100, 9000)) (Gen.choose (0, 80)))
                (Gen.zip (Gen.choose (0, 80)) (Gen.choose (0, 30)))
            |> Gen.map (fun ((low, up), (close, lots)) -> low, up, min up close, lots)

        let bars =
            Gen.choose (2, 6)
            |> Gen.bind (fun count ->
                Gen.listOfLength
                    count
                    (Gen.choose (1, 5) |> Gen.bind (fun k -> Gen.listOfLength k row)))

        let simpler (bars: (int * int * int * int) list list) =
            seq {
                if bars.Length > 2 then
                    yield List.truncate (bars.Length - 1) bars

                for t in 0 .. bars.Length - 1 do
                    if bars[t].Length > 1 then
                        yield List.updateAt t (List.tail bars[t]) bars
            }

        Arb.fromGenShrink (bars, simpler)

let private rows (drawn: (int * int * int * int) list list) : Finer list list =
    drawn
    |> List.map (
        List.map (fun (low, up, close, lots) ->
            let cents k = float k / 100.0
            cents low, cents (low + up), cents low, cents (low + close), 100.0 * float lots)
    )

[<Property(Arbitrary = [| typeof<FinerCases> |], Replay = "20261121,4242424243", MaxTest = 300)>]
let ``a volume-weighted price is the money traded at typical prices over the shares``
    (drawn: (int * int * int * int) list list)
    =
    let finer = rows drawn
    let prices = FillPrices.volumeWeighted (finerOf finer) (barsOf finer) |> orFail

    finer
    |> List.indexed
    |> List.forall (fun (t, held) ->
        let shares = held |> List.sumBy (fun (_, _, _, _, v) -> decimal v)

        if t = 0 || shares = 0m then
            Double.IsNaN prices[t, 0]
        else
            let money =
                held
                |> List.sumBy (fun (_, h, l, c, v) ->
                    (decimal h + decimal l + decimal c) / 3m * decimal v)

            abs (prices[t, 0] - float (money / shares)) <= rounding * prices[t, 0])

[<Property(Arbitrary = [| typeof<FinerCases> |], Replay = "20261121,4242424243", MaxTest = 300)>]
let ``it lies within the bar, so that fills at it are possible``
    (drawn: (int * int * int * int) list list)
    =
    let finer = rows drawn
    let bars = barsOf finer
    let prices = FillPrices.volumeWeighted (finerOf finer) bars |> orFail

    Seq.init bars.Axes.BarCount id
    |> Seq.forall (fun t ->
        Double.IsNaN prices[t, 0]
        || bars.Low[t, 0] <= prices[t, 0] && prices[t, 0] <= bars.High[t, 0])

[<Test>]
let ``where every price is the same it is that price, to the last bit`` () =
    // A third of three times a price, and its weighted average, need not be the price.
    for cents in 101..7..2000 do
        let price = float cents / 100.0
        let same volume = price, price, price, price, volume
        let finer = [ [ same 300.0 ]; [ same 700.0; same 1300.0; same 90.0 ] ]
        let prices = FillPrices.volumeWeighted (finerOf finer) (barsOf finer) |> orFail
        Assert.That(prices[1, 0], Is.EqualTo price)

[<Property(Arbitrary = [| typeof<FinerCases> |], Replay = "20261121,4242424243", MaxTest = 100)>]
let ``the engine takes it as its panel of fill prices`` (drawn: (int * int * int * int) list list) =
    let finer = rows drawn
    let bars = barsOf finer
    let prices = FillPrices.volumeWeighted (finerOf finer) bars |> orFail

    let market =
        EngineMarket.create bars CorporateActions.None
        |> Result.bind (EngineMarket.withFillPrices prices)
        |> orFail

    let count = bars.Axes.BarCount

    let decisions =
        Decisions.create
            bars.Axes
            (Array.create count true)
            (Array.init count (fun t -> 0.1 * float (t % 3)))
        |> orFail

    let settings = { EngineSettings.frictionless with FillAt = FillAt.Panel }
    let trades = (Loop.run settings market decisions |> orFail).Trades

    Seq.init trades.Count id
    |> Seq.forall (fun k -> trades.Prices.Span[k] = prices[trades.Bars.Span[k], 0])

[<Test>]
let ``finer bars without volume, or outside the prices of their bar, are refused by name`` () =
    let finer = [ [ 10.0, 10.0, 10.0, 10.0, 100.0 ]; [ 10.0, 12.0, 9.0, 11.0, 100.0 ] ]
    let bars = barsOf finer

    let refusal result =
        match result with
        | Ok _ -> "nothing was refused"
        | Error(invalid: Invalid) -> invalid.ToString()

    let higher = [ [ 10.0, 10.0, 10.0, 10.0, 100.0 ]; [ 10.0, 12.5, 9.0, 11.0, 100.0 ] ]

    // As a source rounds: a ten-millionth above the bar.
    let rounded = [ [ 10.0, 10.0, 10.0, 10.0, 100.0 ]; [ 10.0, 12.000001, 9.0, 11.0, 100.0 ] ]

    Assert.Multiple(fun () ->
        Assert.That(FillPrices.volumeWeighted (finerOf rounded) bars |> Result.isOk)

        Assert.That(
            refusal (FinerBars.create (finerOf rounded) bars),
            Does.StartWith "finerBars: the high of A at 1970-01-01T"
        )

        Assert.That(
            refusal (FillPrices.volumeWeighted bars bars),
            Is.EqualTo "finer: a volume-weighted price needs volumes, and the finer bars have none"
        )

        Assert.That(
            refusal (FillPrices.volumeWeighted (finerOf higher) bars),
            Does
                .Contain("12.5, is above the high of the bar that closes at 1970-01-01T")
                .And.EndWith
                "no tolerance up to 0.01 accepts every finer price, so they are of another market or price basis"
        ))

let private slippage: AuctionSlippage = {
    Fixed = 1e-4
    WholeAuction = 2e-3
    AuctionShare = 0.05
    OrderNotional = 25e3
}

[<Test>]
let ``an order pays for the share of the auction it takes`` () =
    let market = EngineCase.market Ledger.case
    let panel = AuctionSlippage.panel slippage market |> orFail

    Assert.Multiple(fun () ->
        // ADV(1) is 1,000,000, so 50,000 in the auction: half of it. 1 bp + 20 bp / 2.
        Assert.That(panel[2, 0], Is.EqualTo(11e-4).Within 1e-15)
        // ADV(2) of the second name is 250,000: the order is twice the auction, and pays for one.
        Assert.That(panel[3, 1], Is.EqualTo(21e-4).Within 1e-15)
        // ADV(5) of the third name is not known, nor is any before the first bar.
        Assert.That(panel[6, 2], Is.EqualTo(21e-4).Within 1e-15)
        Assert.That(panel[0, 0], Is.EqualTo(21e-4).Within 1e-15)
        Assert.That(EngineMarket.withFillSlippage panel market |> Result.isOk))

[<Test>]
let ``coefficients of an auction out of their range are refused by name and value`` () =
    let market = EngineCase.market Ledger.case

    let refused (given: AuctionSlippage) =
        match AuctionSlippage.panel given market with
        | Ok _ -> "nothing was refused"
        | Error invalid -> invalid.ToString()

    Assert.Multiple(fun () ->
        Assert.That(
            refused { slippage with Fixed = -1e-4 },
            Is.EqualTo "Fixed must not be negative, was -0.0001"
        )

        Assert.That(
            refused { slippage with WholeAuction = nan },
            Is.EqualTo "WholeAuction must be finite, was NaN"
        )

        Assert.That(
            refused { slippage with AuctionShare = 0.0 },
            Is.EqualTo "AuctionShare must be above zero, was 0"
        )

        Assert.That(
            refused { slippage with AuctionShare = 1.5 },
            Is.EqualTo "AuctionShare must be above 0 and at most 1, was 1.5; 10 % is written 0.1"
        )

        Assert.That(
            refused { slippage with OrderNotional = -1.0 },
            Is.EqualTo "OrderNotional must not be negative, was -1"
        ))
