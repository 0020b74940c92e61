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
    { standard with Equity = -5.0 }, "Equity must be above zero, was -5"
    { standard with Equity = infinity }, "Equity must be finite, was Infinity"
    { standard with Commission = -1e-4 }, "Commission must not be negative, was -0.0001"
    { standard with Commission = infinity }, "Commission must be finite, was Infinity"
    { standard with MinimumFee = -1.0 }, "MinimumFee must not be negative, was -1"
    { standard with MinimumFee = infinity }, "MinimumFee must be finite, was Infinity"
    { standard with HalfSpread = nan }, "HalfSpread must be finite, was NaN"
    { standard with HalfSpread = -2e-4 }, "HalfSpread must not be negative, was -0.0002"
    { standard with ImpactCoefficient = -1.0 }, "ImpactCoefficient must not be negative, was -1"
    { standard with ImpactLaw = enum 2 }, "ImpactLaw '2' is not known; accepted: Power, Almgren2005"
    { standard with ImpactExponent = 0.0 }, "ImpactExponent must be above zero, was 0"
    { standard with ImpactExponent = nan }, "ImpactExponent must be finite, was NaN"
    { standard with ImpactExponent = 1.2 }, "ImpactExponent must be above 0 and at most 1, was 1.2"
    { standard with Almgren = { AlmgrenImpact.standard with Gamma = -0.3 } },
    "Almgren.Gamma must not be negative, was -0.3"
    { standard with Almgren = { AlmgrenImpact.standard with Eta = nan } },
    "Almgren.Eta must be finite, was NaN"
    { standard with Almgren = { AlmgrenImpact.standard with DurationDays = 0.0 } },
    "Almgren.DurationDays must be above zero, was 0"
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
    { standard with BorrowTiers = Borrow.flat -0.01 },
    "borrow tier rate must not be negative, was -0.01"
    { standard with MarginRate = infinity }, "MarginRate must be finite, was Infinity"
    { standard with CashRate = nan }, "CashRate must be finite, was NaN"
    { standard with NoTradeBand = -0.1 }, "NoTradeBand must not be negative, was -0.1"
    { standard with LotSize = -1.0 }, "LotSize must not be negative, was -1"
    { standard with ParticipationCap = 0.0 }, "ParticipationCap must be above zero, was 0"
    { standard with PerNameCap = nan }, "PerNameCap must be finite, was NaN"
    { standard with PerNameCap = 0.0 }, "PerNameCap must be above zero, was 0"
    { standard with SectorCap = -0.2 }, "SectorCap must be above zero, was -0.2"
    { standard with GrossCap = 0.0 }, "GrossCap must be above zero, was 0"
    { standard with NetCap = -0.5 }, "NetCap must not be negative, was -0.5"
    { standard with NetCap = nan }, "NetCap must be finite, was NaN"
    { standard with PerNameCap = 0.5; SectorCap = 0.4 },
    "PerNameCap: 0.5 can never be reached: SectorCap is 0.4"
    { standard with PerNameCap = 0.5; GrossCap = 0.3 },
    "PerNameCap: 0.5 can never be reached: GrossCap is 0.3"
    { standard with SectorCap = 0.9; GrossCap = 0.8 },
    "SectorCap: 0.9 can never be reached: GrossCap is 0.8"
    { standard with NetCap = 1.5; GrossCap = 1.0 },
    "NetCap: 1.5 can never be reached: GrossCap is 1"
    { standard with DelistingReturnLong = -2.0 }, "DelistingReturnLong must lie in [-1, 10], was -2"
    { standard with DelistingReturnShort = nan }, "DelistingReturnShort must be finite, was NaN"
    { standard with ReportParticipationAbove = 0.0 },
    "ReportParticipationAbove must be above zero, was 0"
    { standard with UnfilledPolicy = enum 2 },
    "UnfilledPolicy '2' is not known; accepted: Drop, Carry"
    { standard with FillAt = enum -1 }, "FillAt '-1' is not known; accepted: Open, Close, Panel"
    { standard with DelistedAfterMissingBars = 0 },
    "DelistedAfterMissingBars must be above zero, was 0"
    { standard with CostMultiplier = -1.0 }, "CostMultiplier must not be negative, was -1"
    { standard with SizeAt = enum 7 }, "SizeAt '7' is not known; accepted: Decision, Fill"
]

/// A unit mistaken for another, and numbers beyond all accounts.
let private unitsMistaken: (EngineSettings * string) list = [
    { standard with Equity = 1e303 }, "Equity must be at most 1E+18, was 1E+303"
    { standard with HalfSpread = 2.5 },
    "HalfSpread must be a fraction of notional below 0.5, was 2.5; 2.5 bp is written 0.00025"
    { standard with HalfSpread = 0.5 },
    "HalfSpread must be a fraction of notional below 0.5, was 0.5; 0.5 bp is written 5E-05"
    { standard with Commission = 1.0 },
    "Commission must be a fraction of notional below 0.5, was 1; 1 bp is written 0.0001"
    { standard with MinimumFee = 1e7 },
    "MinimumFee: 10000000 for each fill is no less than the whole Equity, 10000000"
    { standard with ImpactCoefficient = 1e303 },
    "ImpactCoefficient must be at most 1000, was 1E+303"
    { standard with Almgren = { AlmgrenImpact.standard with Gamma = 1e303 } },
    "Almgren.Gamma must be at most 1000, was 1E+303"
    { standard with Almgren = { AlmgrenImpact.standard with Eta = 1e9 } },
    "Almgren.Eta must be at most 1000, was 1000000000"
    { standard with Almgren = { AlmgrenImpact.standard with DurationDays = 1e9 } },
    "Almgren.DurationDays must be at most 1000, was 1000000000"
    { standard with BorrowTiers = Borrow.flat 50.0 },
    "borrow tier rate must be a fraction a year of at most 10, was 50; 6 % a year is written 0.06"
    { standard with MarginRate = 600.0 },
    "MarginRate must be a fraction a year from -10 to 10, was 600; 6 % a year is written 0.06"
    { standard with CashRate = -25.0 },
    "CashRate must be a fraction a year from -10 to 10, was -25; 6 % a year is written 0.06"
    { standard with NoTradeBand = 25.0 },
    "NoTradeBand must be a fraction below 1, was 25; 25 bp is written 0.0025"
    { standard with LotSize = 1e303 }, "LotSize must be at most 1E+18, was 1E+303"
    { standard with ParticipationCap = 10.0 },
    "ParticipationCap must be at most 1, or infinity for no limit, was 10; 10 % is written 0.1"
    { standard with PerNameCap = 1e303 },
    "PerNameCap must be at most 1000000, or infinity for no limit, was 1E+303"
    { standard with SectorCap = 2e6 },
    "SectorCap must be at most 1000000, or infinity for no limit, was 2000000"
    { standard with GrossCap = 1e303 },
    "GrossCap must be at most 1000000, or infinity for no limit, was 1E+303"
    { standard with NetCap = 1e303 },
    "NetCap must be at most 1000000, or infinity for no limit, was 1E+303"
    { standard with DelistingReturnLong = 30.0 }, "DelistingReturnLong must lie in [-1, 10], was 30"
    { standard with DelistingReturnShort = 1e303 },
    "DelistingReturnShort must lie in [-1, 10], was 1E+303"
    { standard with ReportParticipationAbove = 1e303 },
    "ReportParticipationAbove must be at most 1000000, or infinity for no limit, was 1E+303"
    { standard with CostMultiplier = 1e303 }, "CostMultiplier must be at most 1000, was 1E+303"
]

[<Test>]
let ``each setting out of its range is refused by name and value`` () =
    Assert.Multiple(fun () ->
        for settings, sentence in settingsRefused @ unitsMistaken do
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
let ``caps of a part as large as its whole are accepted`` () =
    let even = {
        standard with
            PerNameCap = 0.5
            SectorCap = 0.5
            GrossCap = 0.5
            NetCap = 0.5
    }

    Assert.Multiple(fun () ->
        Assert.That(EngineSettings.create even |> Result.isOk)
        Assert.That(EngineSettings.create { even with PerNameCap = infinity } |> Result.isOk)

        Assert.That(
            EngineSettings.create { standard with NetCap = 0.0; PerNameCap = 0.3 } |> Result.isOk
        ))

/// Each field that is a number, with the settings that hold another value of it.
let private numbers: (string * (float -> EngineSettings)) list =
    let fields =
        Microsoft.FSharp.Reflection.FSharpType.GetRecordFields typeof<EngineSettings>

    let values = Microsoft.FSharp.Reflection.FSharpValue.GetRecordFields standard

    [
        for k in 0 .. fields.Length - 1 do
            if fields[k].PropertyType = typeof<float> then
                fields[k].Name,
                fun value ->
                    Microsoft.FSharp.Reflection.FSharpValue.MakeRecord(
                        typeof<EngineSettings>,
                        Array.updateAt k (box value) values
                    )
                    :?> EngineSettings
    ]

[<Test>]
let ``no number among the settings may be NaN, minus infinity or beyond all accounts`` () =
    Assert.That(numbers.Length, Is.EqualTo 19)

    Assert.Multiple(fun () ->
        for name, settings in numbers do
            for value in [ nan; -infinity; -1e303; 1e303 ] do
                Assert.That(
                    refusal (EngineSettings.create (settings value)),
                    Does.StartWith name,
                    $"{name} = {value}"
                ))

[<Test>]
let ``the largest costs and rates are accepted`` () =
    let largest = {
        standard with
            Commission = 0.4999
            HalfSpread = 0.4999
            MarginRate = 10.0
            CashRate = -10.0
            BorrowTiers = Borrow.flat 10.0
            NoTradeBand = 0.9999
            ParticipationCap = 1.0
            ImpactExponent = 1.0
            CostMultiplier = 1000.0
    }

    Assert.That(refusal (EngineSettings.create largest), Is.EqualTo "nothing was refused")

/// The axes of the ledger's bars with one instant or session date, or its symbols, changed.
let private axesRefused: (Result<Axes, Invalid> * string) list =
    let instants = axes.Instants.ToArray()
    let dates = axes.SessionDates.ToArray()
    let symbols = Seq.toArray axes.Symbols

    [
        Axes.create (Array.updateAt 4 instants[3] instants) dates symbols,
        "instants must be strictly increasing, but entry 4 is not above the one before"
        Axes.create (Array.rev instants) dates symbols,
        "instants must be strictly increasing, but entry 1 is not above the one before"
        Axes.create instants (Array.updateAt 7 0 dates) symbols,
        "sessionDates must be strictly increasing, but entry 7 is not above the one before"
        Axes.create instants (Array.truncate 3 dates) symbols,
        "sessionDates must have length 10, had 3"
        Axes.create instants dates [| "A"; "A"; "B" |], "symbols holds A twice"
        Axes.create [||] [||] symbols, "instants is empty; at least one is needed"
    ]

[<Test>]
let ``unsorted, repeated and missing axes are refused by name and place`` () =
    Assert.Multiple(fun () ->
        for result, sentence in axesRefused do
            Assert.That(refusal result, Is.EqualTo sentence))

[<Test>]
let ``prices, volumes and weights that cannot be are refused by name, symbol, date and value`` () =
    let ones = Array.create 30 1.0

    let barsWith (prices: float[]) (volumes: float[]) =
        Bars.create
            axes
            PriceBasis.Raw
            (Array.copy prices)
            (Array.copy prices)
            (Array.copy prices)
            (Array.copy prices)
            (ValueSome volumes)

    let decided (bars: int) (weights: float[]) =
        Decisions.create axes (Array.create bars true) weights

    let alone value = Array.updateAt 5 value ones

    Assert.Multiple(fun () ->
        for value, sentence in
            [
                infinity, "open of N02 on 2026-01-06 must be finite and above zero, was Infinity"
                0.0, "open of N02 on 2026-01-06 must be finite and above zero, was 0"
                -3.0, "open of N02 on 2026-01-06 must be finite and above zero, was -3"
            ] do
            Assert.That(refusal (barsWith (alone value) ones), Is.EqualTo sentence)

        Assert.That(
            refusal (barsWith ones (alone -1.0)),
            Does.StartWith "volume of N02 on 2026-01-06"
        )

        Assert.That(
            refusal (decided 10 (alone nan)),
            Is.EqualTo "weight of N02 on 2026-01-06 must be finite, was NaN"
        )

        Assert.That(
            refusal (decided 10 (alone -infinity)),
            Is.EqualTo "weight of N02 on 2026-01-06 must be finite, was -Infinity"
        )

        for value, written in [ 1e303, "1E+303"; -1000001.0, "-1000001" ] do
            Assert.That(
                refusal (decided 10 (alone value)),
                Is.EqualTo
                    $"weight of N02 on 2026-01-06 must be a fraction of equity from -1000000 to 1000000, was {written}"
            )

        Assert.That(decided 10 (alone -1e6) |> Result.isOk)

        // A row for a bar that does not exist.
        Assert.That(
            refusal (decided 11 (Array.create 33 0.0)),
            Is.EqualTo "decided must have length 10, had 11"
        )

        Assert.That(
            refusal (decided 10 (Array.create 33 0.0)),
            Is.EqualTo "weights must have length 30, had 33"
        ))

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
                "borrow of N02 on 2026-01-06 must be a fraction a year from 0 to 10, or NaN for no borrow, was -0.01"
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
            refusal (
                EngineMarket.withFillSlippage
                    (Panel.init axes (fun t i -> if t = 1 && i = 2 then nan else 1e-4))
                    market
            ),
            Does.StartWith "fillSlippage of N02 on 2026-01-06"
        )

        Assert.That(
            refusal (EngineMarket.withFillPrices (lone 0.0) market),
            Is.EqualTo
                "fillPrices of N02 on 2026-01-06 must be finite and above zero, or NaN for no fill, was 0"
        )

        Assert.That(
            refusal (EngineMarket.withSharesOutstanding (lone 0.0) market),
            Is.EqualTo
                "sharesOutstanding of N02 on 2026-01-06 must be finite and above zero, or NaN where not known, was 0"
        )

        Assert.That(
            refusal (EngineMarket.withSharesOutstanding (lone infinity) market),
            Does.StartWith "sharesOutstanding of N02 on 2026-01-06"
        )

        Assert.That(
            refusal (EngineMarket.withContractMultipliers [| 1.0; 1.0 |] market),
            Is.EqualTo "contractMultipliers must have length 3, had 2"
        )

        for value, written in [ 0.0, "0"; -50.0, "-50"; nan, "NaN"; infinity, "Infinity" ] do
            Assert.That(
                refusal (EngineMarket.withContractMultipliers [| 1.0; value; 1.0 |] market),
                Is.EqualTo
                    $"contractMultipliers: that of N01 must be finite and above zero, was {written}"
            )

        Assert.That(
            refusal (EngineMarket.withCashRates (Array.create 9 0.01) market),
            Is.EqualTo "cashRates must have length 10, had 9"
        )

        Assert.That(
            refusal (EngineMarket.withMarginRates (Array.create 10 nan) market),
            Is.EqualTo "marginRates must be finite, was NaN"
        )

        for extend in [ EngineMarket.withMarginRates; EngineMarket.withCashRates ] do
            Assert.That(
                refusal (extend (Array.create 10 600.0) market),
                Does.EndWith
                    "Rates must be a fraction a year from -10 to 10, was 600; 6 % a year is written 0.06"
            )

        Assert.That(
            refusal (EngineMarket.withBorrow (lone 25.0) market),
            Is.EqualTo
                "borrow of N02 on 2026-01-06 must be a fraction a year from 0 to 10, or NaN for no borrow, was 25"
        )

        Assert.That(
            refusal (EngineMarket.withFillSlippage (panel 2.5) market),
            Does.StartWith "fillSlippage of N00 on 2026-01-05 must be a fraction of notional"
        )

        Assert.That(
            refusal (EngineMarket.withSectors [| "one" |] market),
            Is.EqualTo "sectors must have length 3, had 1"
        ))

[<Test>]
let ``panels of another shape or other axes are refused by name`` () =
    let later =
        Axes.create
            (axes.Instants.ToArray() |> Array.map ((+) 1L))
            (axes.SessionDates.ToArray())
            (Seq.toArray axes.Symbols)
        |> EngineCase.orFail

    let onOther extend =
        for other in [ otherAxes; later ] do
            let name: string = extend (Panel.init other (fun _ _ -> 1.0)) |> refusal

            Assert.That(name, Does.EndWith ": its bars and symbols are not those of the market")

    Assert.Multiple(fun () ->
        onOther (fun other -> EngineMarket.withLiquidity other (panel 1.0) market)
        onOther (fun other -> EngineMarket.withLiquidity (panel 1.0) other market)
        onOther (fun other -> EngineMarket.withBorrow other market)
        onOther (fun other -> EngineMarket.withFillPrices other market)
        onOther (fun other -> EngineMarket.withFillSlippage other market)
        onOther (fun other -> EngineMarket.withSharesOutstanding other market)

        Assert.That(
            refusal (Panel.create axes (Array.zeroCreate 29)),
            Is.EqualTo "values must have length 30, had 29"
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
