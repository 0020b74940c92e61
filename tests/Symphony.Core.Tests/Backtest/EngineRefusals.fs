module Symphony.Core.Tests.EngineRefusals

open System
open NUnit.Framework

open Symphony.Core

/// The sentence of a refusal; fails when nothing was refused.
let private refusal (result: Result<'value, Invalid>) : string =
    match result with
    | Ok _ -> "nothing was refused"
    | Error invalid -> invalid.ToString()

let private standard = EngineSettings.standard

let private settingsRefused: (EngineSettings * string) list = [
    { standard with Equity = 0.0 }, "Equity must be above zero, was 0"
    { standard with Commission = -1e-4 }, "Commission must not be negative, was -0.0001"
    { standard with HalfSpread = nan }, "HalfSpread must be finite, was NaN"
    { standard with ImpactCoefficient = -1.0 }, "ImpactCoefficient must not be negative, was -1"
    { standard with BorrowTiers = [||] }, "borrow tiers is empty; at least one is needed"
    {
        standard with
            BorrowTiers = [| { MinimumAverageDailyNotional = 1e6; AnnualRate = 0.01 } |]
    },
    "borrow tiers: the last tier must hold from 0, not from 1000000"
    {
        standard with
            BorrowTiers = [| yield! Borrow.flat 0.01; yield! Borrow.flat 0.02 |]
    },
    "borrow tiers: minimum ADV must fall from tier to tier, but 0 follows 0"
    { standard with MarginRate = infinity }, "MarginRate must be finite, was Infinity"
    { standard with NoTradeBand = -0.1 }, "NoTradeBand must not be negative, was -0.1"
    { standard with LotSize = -1.0 }, "LotSize must not be negative, was -1"
    { standard with ParticipationCap = 0.0 }, "ParticipationCap must be above zero, was 0"
    { standard with PerNameCap = nan }, "PerNameCap must be finite, was NaN"
    { standard with NetCap = -0.5 }, "NetCap must not be negative, was -0.5"
    { standard with DelistingReturnLong = -2.0 },
    "DelistingReturnLong must lie in [-1, Infinity], was -2"
    { standard with DelistedAfterMissingBars = 0 },
    "DelistedAfterMissingBars must be above zero, was 0"
    { standard with CostMultiplier = -1.0 }, "CostMultiplier must not be negative, was -1"
    { standard with SizeAt = enum 7 }, "SizeAt '7' is not known; accepted: Decision, Fill"
]

[<Test>]
let ``each setting out of its range is refused by name and value`` () =
    Assert.Multiple(fun () ->
        for settings, sentence in settingsRefused do
            Assert.That(refusal (EngineSettings.create settings), Is.EqualTo sentence))

[<Test>]
let ``the defaults and no friction at all are accepted`` () =
    Assert.Multiple(fun () ->
        Assert.That(EngineSettings.create standard, Is.EqualTo(Ok standard: Result<_, Invalid>))

        Assert.That(EngineSettings.create EngineSettings.frictionless |> Result.isOk, Is.True))

let private bars = EngineCase.bars PriceBasis.Raw Ledger.case
let private axes = bars.Axes

let private withoutVolume: Bars =
    let values (panel: Panel) = panel.Values.ToArray()

    Bars.create
        axes
        PriceBasis.Raw
        (values bars.Open)
        (values bars.High)
        (values bars.Low)
        (values bars.Close)
        ValueNone
    |> EngineCase.orFail

let private market =
    EngineMarket.create bars CorporateActions.None |> EngineCase.orFail

let private panel value = Panel.init axes (fun _ _ -> value)

let private otherAxes =
    Axes.create [| 1L; 2L |] [| 1; 2 |] [| "A" |] |> EngineCase.orFail

let private idle (on: Axes) =
    Decisions.create
        on
        (Array.zeroCreate on.BarCount)
        (Array.zeroCreate (on.BarCount * on.SymbolCount))
    |> EngineCase.orFail

[<Test>]
let ``actions with bars declared adjusted are refused`` () =
    let actions = EngineCase.actions Ledger.case
    let adjusted = EngineCase.bars PriceBasis.Adjusted Ledger.case

    Assert.That(
        refusal (EngineMarket.create adjusted actions),
        Does.StartWith "actions: the bars are declared adjusted"
    )

[<Test>]
let ``impact and participation without volume are refused by the setting's name`` () =
    let market =
        EngineMarket.create withoutVolume CorporateActions.None |> EngineCase.orFail

    let free = { standard with ImpactCoefficient = 0.0 }

    Assert.Multiple(fun () ->
        Assert.That(
            refusal (Engine.create standard market),
            Does.StartWith "ImpactCoefficient: needs dollar ADV"
        )

        Assert.That(
            refusal (Engine.create { free with ParticipationCap = 0.1 } market),
            Does.StartWith "ParticipationCap: needs dollar ADV"
        )

        Assert.That(Engine.create free market |> Result.isOk))

[<Test>]
let ``settings that the market cannot serve are refused`` () =
    Assert.Multiple(fun () ->
        Assert.That(
            refusal (Engine.create { standard with SectorCap = 0.3 } market),
            Is.EqualTo "SectorCap: needs the sector of each name, and the market has none"
        )

        Assert.That(
            refusal (Engine.create { standard with FillAt = FillAt.Panel } market),
            Is.EqualTo "FillAt: Panel needs a panel of fill prices, and the market has none"
        ))

[<Test>]
let ``columns of a market are refused by name, symbol, date and value`` () =
    let lone value =
        Panel.init axes (fun t i -> if t = 1 && i = 2 then value else 1.0)

    Assert.Multiple(fun () ->
        Assert.That(
            refusal (EngineMarket.withBorrow (lone -0.01) market),
            Is.EqualTo
                "borrow of N02 on 2026-01-06 must be finite and not negative, or NaN for no borrow, was -0.01"
        )

        Assert.That(
            refusal (EngineMarket.withLiquidity (lone infinity) (panel 1.0) market),
            Does.StartWith "dailyVolatility of N02 on 2026-01-06"
        )

        Assert.That(
            refusal (EngineMarket.withLiquidity (panel 0.01) (lone -5.0) market),
            Does.StartWith "averageDailyNotional of N02 on 2026-01-06"
        )

        Assert.That(
            refusal (EngineMarket.withFillPrices (panel 1.0) market),
            Is.EqualTo
                "fillPrices of N01 on 2026-01-09 must be NaN where the name has no bar, was 1"
        )

        Assert.That(
            refusal (EngineMarket.withFillSlippage (lone nan) market),
            Does.StartWith "fillSlippage of N02 on 2026-01-06"
        )

        Assert.That(
            refusal (EngineMarket.withCashRates (Array.create 9 0.01) market),
            Is.EqualTo "cashRates must have length 10, had 9"
        )

        Assert.That(
            refusal (EngineMarket.withMarginRates (Array.create 10 nan) market),
            Is.EqualTo "marginRates must be finite, was NaN"
        )

        Assert.That(
            refusal (EngineMarket.withSectors [| "one" |] market),
            Is.EqualTo "sectors must have length 3, had 1"
        ))

[<Test>]
let ``decisions of another market and bars that are not there are refused`` () =
    let run decisions first last =
        refusal (Loop.runBetween standard market decisions first last)

    Assert.Multiple(fun () ->
        Assert.That(
            run (idle otherAxes) 0 9,
            Is.EqualTo "decisions: their bars and symbols are not those of the market"
        )

        Assert.That(run (idle axes) -1 9, Is.EqualTo "bar must lie in [0, 9], was -1")
        Assert.That(run (idle axes) 4 10, Is.EqualTo "lastBar must lie in [4, 9], was 10")
        Assert.That(run (idle axes) 4 3, Is.EqualTo "lastBar must lie in [4, 9], was 3"))

[<Test>]
let ``accounts that cannot be are refused`` () =
    let engine = EngineCase.engine Ledger.case

    let held cash shares =
        refusal (Engine.holding 8 cash shares engine)

    Assert.Multiple(fun () ->
        Assert.That(
            held 1000.0 [| 0.0; 5.0; 0.0 |],
            Does.StartWith "shares of N01 on 2026-01-15 cannot be held: the name has ended by then"
        )

        Assert.That(
            held -1000.0 [| 1.0; 0.0; 0.0 |],
            Is.EqualTo "equity must be above zero, was -967"
        )

        Assert.That(
            held 1000.0 [| nan; 0.0; 0.0 |],
            Does.StartWith "shares of N00 on 2026-01-15 must be finite"
        ))

[<Test>]
let ``a decision of another bar and a ruined account are refused by the step`` () =
    let engine = EngineCase.engine Ledger.case
    let decisions = EngineCase.decisions Ledger.case
    let start = Engine.inCash 0 engine |> EngineCase.orFail
    let ruined = (EngineCase.run Ledger.case).FinalState

    Assert.Multiple(fun () ->
        Assert.That(
            refusal (Step.plan engine (Step.decisionAt 2 decisions) start),
            Is.EqualTo "decision: it is of bar 2, the account of bar 0"
        )

        Assert.That(
            refusal (Step.plan engine ValueNone ruined),
            Is.EqualTo "state: the account is ruined: nothing follows"
        ))

[<Test>]
let ``orders can be planned after the last bar and not settled`` () =
    let engine = EngineCase.engine (EngineCase.truncate 6 Ledger.case)
    let decisions = EngineCase.decisions (EngineCase.truncate 6 Ledger.case)
    let last = (EngineCase.run (EngineCase.truncate 6 Ledger.case)).FinalState

    let planned =
        Step.plan engine (Step.decisionAt 5 decisions) last |> EngineCase.orFail

    Assert.Multiple(fun () ->
        // The orders of the ledger's bar 6, though bar 6 does not exist.
        Assert.That(planned.Shares.ToArray(), Is.EqualTo([| 500.0; 200.0; 0.0 |] :> obj))

        Assert.That(
            refusal (Step.settle engine planned),
            Is.EqualTo "planned: the market ends at bar 5: nothing fills after it"
        ))
