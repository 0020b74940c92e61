/// Panels in single precision: a run on them is the run in double precision on the same numbers.
module Symphony.Core.Tests.SinglePrecisionLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Runs
open Symphony.Core.Tests.FusedBarLaws

let private nearest (value: float) : float = float (float32 value)

let private rounded (panel: Panel) : Panel =
    Panel(panel.Axes, Array.map nearest panel.Array)

/// The market in double precision whose numbers, and whose sigma / sqrt(ADV), single precision can hold.
let private onRounded (market: EngineMarket) : EngineMarket =
    let bars = market.Bars
    let volatility = rounded market.DailyVolatility
    let adv = rounded market.AverageDailyNotional

    let quotients =
        Array.map2 (fun sigma money -> nearest (sigma / sqrt money)) volatility.Array adv.Array

    EngineMarket(
        Bars(
            bars.Axes,
            rounded bars.Open,
            rounded bars.High,
            rounded bars.Low,
            rounded bars.Close,
            ValueOption.map rounded bars.VolumeOrNone,
            bars.PriceBasis
        ),
        market.Actions,
        volatility,
        adv,
        {
            market.Extras with
                FillPrices = ValueOption.map rounded market.Extras.FillPrices
                Quotients = ValueSome(Panel(bars.Axes, quotients))
        }
    )

let private decisionsOnRounded (decisions: Decisions) : Decisions =
    Decisions(decisions.Axes, decisions.Decided, Array.map nearest decisions.Array)

let private single (market: EngineMarket) : EngineMarket =
    EngineMarket.inSinglePrecision market |> EngineCase.orFail

let private singleDecisions (decisions: Decisions) : Decisions =
    Decisions.inSinglePrecision decisions |> EngineCase.orFail

let private resume mayFuse recording (case: EngineCase) market decisions =
    let engine = Engine.create case.Settings market |> EngineCase.orFail
    engine.Rules.MayFuse <- mayFuse

    Engine.inCash 0 engine
    |> Result.bind (Loop.resume engine decisions recording (EngineCase.barCount case - 1))
    |> EngineCase.orFail
    |> everything

/// Single against double, in one pass and the general way, with trades and without.
let private agrees (case: EngineCase) : bool =
    let market, decisions = EngineCase.market case, EngineCase.decisions case

    [ TradeRecording.EachTrade; TradeRecording.Totals ]
    |> List.forall (fun recording ->
        let expected =
            resume false recording case (onRounded market) (decisionsOnRounded decisions)

        [ true; false ]
        |> List.forall (fun mayFuse ->
            resume mayFuse recording case (single market) (singleDecisions decisions) = expected))

[<EngineProperty>]
let ``a run in single precision is the run in double precision on the rounded numbers``
    (case: EngineCase)
    =
    agrees case

[<EngineProperty(MaxTest = 300)>]
let ``one pass in single precision is the run in double precision on the rounded numbers``
    (case: EngineCase)
    (times: byte)
    =
    agrees (repeated (1 + int times % 8) (regular case))

/// No panel of its own by bar and name, so that bars without gaps are taken in a row.
let private quiet (times: byte) (case: EngineCase) : EngineCase =
    let case = whole (repeated (1 + int times % 8) (regular case))

    {
        case with
            Offered = {
                case.Offered with
                    Borrow = false
                    Slippage = false
                    Contracts = case.Offered.Contracts && times % 4uy = 0uy
            }
    }

[<EngineProperty(MaxTest = 600)>]
let ``quiet bars in single precision are the run in double precision on the rounded numbers``
    (case: EngineCase)
    (times: byte)
    =
    agrees (quiet times case)

[<EngineProperty(MaxTest = 200)>]
let ``weights and market may differ in precision`` (case: EngineCase) (times: byte) =
    let case = quiet times case
    let market, decisions = EngineCase.market case, EngineCase.decisions case
    let run = resume true TradeRecording.Totals case

    run (single market) decisions = run (onRounded market) decisions
    && run market (singleDecisions decisions) = run market (decisionsOnRounded decisions)

[<EngineProperty(MaxTest = 100)>]
let ``a run in single precision is the fold of its steps`` (case: EngineCase) (times: byte) =
    let case = if times % 2uy = 0uy then quiet times case else case
    let market = single (EngineCase.market case)
    let decisions = singleDecisions (EngineCase.decisions case)
    let engine = Engine.create case.Settings market |> EngineCase.orFail
    let result = Loop.run case.Settings market decisions |> EngineCase.orFail
    let mutable state = Engine.inCash 0 engine |> EngineCase.orFail
    let mutable isSame = true

    for k in 1 .. result.RowCount - 1 do
        let outcome =
            Step.run engine (Step.decisionAt state.Bar decisions) state |> EngineCase.orFail

        isSame <- isSame && rowBits outcome.Row = rowBits (result.Row k)
        state <- outcome.State

    isSame && stateBits state = stateBits result.FinalState

[<EngineProperty(MaxTest = 100)>]
let ``what is given to a market in single precision is rounded as if given before``
    (case: EngineCase)
    =
    let late =
        let market =
            single (
                EngineCase.market { case with Offered = { case.Offered with Liquidity = false } }
            )

        if case.Offered.Liquidity then
            EngineMarket.withLiquidity
                (EngineCase.panel case (fun name t -> name.Volatility[t]))
                (EngineCase.panel case (fun name t -> name.Adv[t]))
                market
            |> EngineCase.orFail
        else
            market

    let early = single (EngineCase.market case)

    let numbers (market: EngineMarket) =
        [
            market.DailyVolatility
            market.AverageDailyNotional
            market.Extras.Quotients.Value
        ]
        |> List.map (fun panel -> struct (panel.Precision, Array.map bits panel.Array))

    // Dollar ADV of names with multipliers is rounded before and after the product.
    case.Offered.Contracts || numbers late = numbers early

[<EngineProperty(MaxTest = 100)>]
let ``no panel is widened by a run of one pass`` (case: EngineCase) (times: byte) =
    let case = if times % 2uy = 0uy then quiet times case else regular case

    let case = { case with Offered = { case.Offered with Contracts = false } }

    let market = single (EngineCase.market case)
    let decisions = singleDecisions (EngineCase.decisions case)

    for recording in [ TradeRecording.EachTrade; TradeRecording.Totals ] do
        resume true recording case market decisions |> ignore

    [
        market.Bars.Open
        market.Bars.High
        market.Bars.Low
        market.Bars.Close
        market.DailyVolatility
        market.AverageDailyNotional
        market.Extras.Quotients.Value
    ]
    |> List.forall (fun panel -> not panel.Cells.IsWidened)
    && (FusedTargets.hasSumCaps case.Settings || not decisions.Cells.IsWidened)

let private axes =
    Axes.create [| 1L; 2L |] [| 18000; 18001 |] [| "AAA"; "BBB" |] |> EngineCase.orFail

let private marketOf (price: float) (volume: float) : EngineMarket =
    let prices () = [| 20.0; price; 21.0; price |]

    Bars.create
        axes
        PriceBasis.Raw
        (prices ())
        (prices ())
        (prices ())
        (prices ())
        (ValueSome [| 1e6; volume; 1e6; volume |])
    |> Result.bind (fun bars -> EngineMarket.create bars CorporateActions.None)
    |> EngineCase.orFail

let private refusalOf (result: Result<'value, Invalid>) : string =
    match result with
    | Ok _ -> "none"
    | Error invalid -> invalid.ToString()

[<TestCase(1e39, 1.0, "open of BBB")>]
[<TestCase(1e-39, 1.0, "open of BBB")>]
[<TestCase(1.0, 1e39, "volume of BBB")>]
[<TestCase(1e12, 1e9, "none")>]
[<TestCase(1e-12, 1e18, "none")>]
let ``what single precision cannot hold is refused by name and value``
    (price: float)
    (volume: float)
    (expected: string)
    =
    let refusal = refusalOf (EngineMarket.inSinglePrecision (marketOf price volume))
    Assert.That(refusal, Does.StartWith expected)

    if expected <> "none" then
        let value = if price = 1.0 then volume else price
        Assert.That(refusal, Does.Contain(Text.number value))

[<Test>]
let ``a quotient that single precision cannot hold is refused`` () =
    let panel value =
        Panel.create axes (Array.create 4 value) |> EngineCase.orFail

    let market =
        EngineMarket.withLiquidity (panel 1e-30) (panel 1e30) (marketOf 10.0 1e6)
        |> EngineCase.orFail

    Assert.That(
        refusalOf (EngineMarket.inSinglePrecision market),
        Does.Contain "sqrt(averageDailyNotional)"
    )

[<Test>]
let ``a weight too large for single precision is refused before, and dust is not`` () =
    let given weight =
        Decisions.create axes [| true; true |] [| 0.5; weight; 0.5; 0.1 |]

    let decisions weight = given weight |> EngineCase.orFail
    Assert.That(refusalOf (given 1e39), Does.StartWith "weight of BBB")
    let largest = Decisions.inSinglePrecision (decisions -1e6) |> EngineCase.orFail
    Assert.That(largest.Weights(0)[1], Is.EqualTo(-1e6))

    let dust = Decisions.inSinglePrecision (decisions 1e-60) |> EngineCase.orFail
    Assert.That(dust.Weights(0).ToArray(), Is.EqualTo<float>([| 0.5; 0.0 |]))
    Assert.That(dust.Precision, Is.EqualTo PanelPrecision.Single)
