module Symphony.Core.Tests.BacktestResultTests

open System
open NUnit.Framework
open FsCheck.FSharp

open Symphony.Core
open Symphony.Core.Tests.Runs

/// A few roundings.
let private rounding = 1e-12

let private wideOf (barsInSession: int) (width: int) (count: int) : EngineMarket * Decisions =
    let axes =
        Axes.create
            (Array.init count (fun t ->
                int64 (t / barsInSession + 1) * 86_400_000_000L
                + int64 (t % barsInSession) * 60_000_000L))
            (Array.init count (fun t -> 18000 + t / barsInSession))
            (Array.init width (fun i -> $"N{i:D3}"))
        |> EngineCase.orFail

    let rng = Random 5
    let closes = Array.create (count * width) 50.0

    for t in 1 .. count - 1 do
        for i in 0 .. width - 1 do
            closes[t * width + i] <-
                closes[(t - 1) * width + i] * (1.0 + 0.02 * (rng.NextDouble() - 0.5))

    let volumes = Array.create (count * width) 1e6

    let bars =
        Bars.create
            axes
            PriceBasis.Raw
            (Array.copy closes)
            (Array.copy closes)
            (Array.copy closes)
            closes
            (ValueSome volumes)
        |> EngineCase.orFail

    let weights =
        Array.init (count * width) (fun _ -> (rng.NextDouble() - 0.5) * 4.0 / float width)

    EngineMarket.create bars CorporateActions.None |> EngineCase.orFail,
    Decisions.create axes (Array.create count true) weights |> EngineCase.orFail

let private wide = wideOf 1

[<Test>]
let ``a run of several blocks of rows is the fold of its steps, bit for bit``
    ([<Values(1, 390)>] barsInSession: int)
    ([<Values(3, 11, 16)>] width: int)
    ([<Values(false, true)>] isCapped: bool)
    =
    let market, decisions = wideOf barsInSession width 2200
    let standard = EngineSettings.standard

    let settings =
        if isCapped then { standard with GrossCap = 0.8; NetCap = 0.05 } else standard

    let engine = Engine.create settings market |> EngineCase.orFail
    let start = Engine.inCash 0 engine |> EngineCase.orFail

    let result =
        Loop.resume engine decisions TradeRecording.Totals 2199 start |> EngineCase.orFail

    let mutable state = start
    let mutable differing = 0

    for row in 1 .. result.RowCount - 1 do
        let outcome =
            Step.run engine (Step.decisionAt state.Bar decisions) state |> EngineCase.orFail

        if rowBits outcome.Row <> rowBits (result.Row row) then
            differing <- differing + 1

        state <- outcome.State

    Assert.Multiple(fun () ->
        Assert.That(result.RowCount, Is.EqualTo 2200)
        Assert.That(differing, Is.EqualTo 0)
        Assert.That(stateBits state, Is.EqualTo(stateBits result.FinalState))
        Assert.That(result.Rows.Length, Is.EqualTo 2200)
        Assert.That(rowBits (result.Rows.Span[2100]), Is.EqualTo(rowBits (result.Row 2100))))

/// Bytes allocated by a run without a list of its trades.
let private allocated (bars: int) : int64 =
    let market, decisions = wide 100 200
    let engine = Engine.create EngineSettings.standard market |> EngineCase.orFail
    let state = Engine.inCash 50 engine |> EngineCase.orFail

    let run () =
        Loop.resume engine decisions TradeRecording.Totals (50 + bars) state |> EngineCase.orFail

    run () |> ignore
    let before = GC.GetAllocatedBytesForCurrentThread()
    run () |> ignore
    GC.GetAllocatedBytesForCurrentThread() - before

[<Test>]
let ``a bar allocates nothing but its row in the result`` () =
    let perBar = float (allocated 140 - allocated 40) / 100.0
    // One row, the money of a session's end, and what the result computes from them: returns of equity and of cash.
    let row = float (sizeof<AccountRow> + sizeof<OtherMoney>) + 2.0 * 8.0
    TestContext.Out.WriteLine $"{perBar} bytes a bar, {row} expected"
    Assert.That(perBar, Is.LessThanOrEqualTo(row + 1.0))

[<Test>]
let ``nothing traded has no returns and no basis points`` () =
    let market, decisions = wide 3 30

    let idle =
        Decisions.create decisions.Axes (Array.zeroCreate 30) (Array.zeroCreate 90)
        |> EngineCase.orFail

    let result = Loop.run EngineSettings.standard market idle |> EngineCase.orFail

    Assert.Multiple(fun () ->
        Assert.That(result.FirstFillBar, Is.EqualTo -1)
        Assert.That(result.Returns.Length, Is.EqualTo 0)
        Assert.That(result.CashReturns.Length, Is.EqualTo 0)
        Assert.That(result.CostTable[0].BasisPointsOfTurnover.HasValue, Is.False)
        Assert.That(result.TotalCost, Is.EqualTo 0.0))

[<EngineProperty>]
let ``returns begin with the bar of the first fill and compound to the equity`` (case: EngineCase) =
    let result = EngineCase.run case

    result.FirstFillBar < 0
    || (let before = result.Row(result.FirstFillBar - result.FirstBar - 1).Equity
        let grown = result.Returns.ToArray() |> Array.fold (fun e r -> e * (1.0 + r)) before
        let last = result.FinalState.Equity

        result.Returns.Length = result.RowCount - result.FirstFillBar + result.FirstBar
        && result.CashReturns.Length = result.Returns.Length
        && result.Trades.Bars.Span[0] >= 1
        && abs (grown - last) <= 1e-9 * (abs before + abs last))

[<Test>]
let ``more cost is less equity, and the stress runs trade the same names`` () =
    let market, decisions = wide 20 120

    let rows =
        CostStress.run CostStress.standardMultipliers EngineSettings.standard market decisions 0 119
        |> EngineCase.orFail

    let single = Loop.run EngineSettings.standard market decisions |> EngineCase.orFail

    Assert.Multiple(fun () ->
        Assert.That(rows |> Seq.map _.Multiplier, Is.EqualTo([ 0.0; 1.0; 2.0; 3.0 ] :> obj))

        Assert.That(
            rows |> Seq.pairwise |> Seq.forall (fun (a, b) -> b.FinalEquity < a.FinalEquity)
        )

        Assert.That(
            rows[0].Result.CostTable |> Seq.truncate 4 |> Seq.forall (fun row -> row.Money = 0.0)
        )

        Assert.That(rows[1].FinalEquity, Is.EqualTo single.FinalState.Equity)
        Assert.That(rows |> Seq.map _.Result.FillCount |> Seq.distinct |> Seq.length, Is.EqualTo 1))

[<Test>]
let ``the benchmark holds every tradable name alike and is made equal every 21 bars`` () =
    let market, _ = wide 4 60
    let engine = Engine.create EngineSettings.standard market |> EngineCase.orFail
    let benchmark = EqualWeightBenchmark.decisions engine 0 |> EngineCase.orFail
    let decided = [ 0..59 ] |> List.filter benchmark.IsDecided

    Assert.Multiple(fun () ->
        // Five returns are known at bar 5 for the first time.
        Assert.That(decided, Is.EqualTo([ 5; 26; 47 ] :> obj))

        Assert.That(
            benchmark.Weights(5).ToArray(),
            Is.EqualTo([| 0.25; 0.25; 0.25; 0.25 |] :> obj)
        ))

[<Test>]
let ``the benchmark leaves a name that has ended and keeps one that misses a bar`` () =
    let engine =
        EngineCase.engine {
            Ledger.case with
                Settings = {
                    Ledger.case.Settings with
                        SectorCap = infinity
                        ImpactCoefficient = 0.0
                        ParticipationCap = infinity
                }
        }

    let benchmark = EqualWeightBenchmark.decisions engine 0 |> EngineCase.orFail
    let decided = [ 0..9 ] |> List.filter benchmark.IsDecided

    Assert.Multiple(fun () ->
        // All three at 0; B's record at 8; C after five missing bars, at the close of bar 8.
        Assert.That(decided, Is.EqualTo([ 0; 8 ] :> obj))

        Assert.That(
            benchmark.Weights(0).ToArray(),
            Is.EqualTo([| 1.0 / 3.0; 1.0 / 3.0; 1.0 / 3.0 |] :> obj)
        )

        Assert.That(benchmark.Weights(8).ToArray(), Is.EqualTo([| 1.0; 0.0; 0.0 |] :> obj)))

[<Test>]
let ``an equity that is no number any more is ruin, on every path of the engine`` () =
    let calm, _ = wide 3 8
    let axes = calm.Axes

    // No weight is large enough for it: the price of the first name leaves the numbers at bar 3.
    let lifted (panel: Panel) =
        Array.init 24 (fun cell -> if cell = 9 then 1e306 else panel[cell / 3, cell % 3])

    let market =
        Bars.create
            axes
            calm.Bars.PriceBasis
            (calm.Bars.Open.Values.ToArray())
            (lifted calm.Bars.High)
            (calm.Bars.Low.Values.ToArray())
            (lifted calm.Bars.Close)
            ValueNone
        |> Result.bind (fun bars -> EngineMarket.create bars CorporateActions.None)
        |> EngineCase.orFail

    let weights = Array.zeroCreate<float> 24
    weights[6] <- 1e6

    let bold =
        Decisions.create market.Axes (Array.create 8 true) weights |> EngineCase.orFail

    let free = {
        EngineSettings.frictionless with
            BorrowTiers = Borrow.flat 0.0
            MarginRate = 0.0
    }

    for settings in [ free; { free with SizeAt = SizeAt.Fill }; { free with MinimumFee = 1e-300 } ] do
        for mayFuse in [ true; false ] do
            let engine = Engine.create settings market |> EngineCase.orFail
            engine.Rules.MayFuse <- mayFuse

            let result =
                Engine.inCash 0 engine
                |> Result.bind (Loop.resume engine bold TradeRecording.Totals 7)
                |> EngineCase.orFail

            Assert.That(result.Status, Is.EqualTo RunStatus.Ruined)
            Assert.That(result.FinalState.Bar, Is.EqualTo 3)

        let source = SweepSource.create "bold" bold |> EngineCase.orFail

        let outcome =
            Sweep.outcomes WorkPlan.sequential (SweepSettings.wholeHistory market.Axes) market [|
                source
            |] [|
                {
                    Name = "bold"
                    Source = "bold"
                    Scale = 1.0
                    EntryThreshold = 0.0
                    Settings = settings
                }
            |]
            |> EngineCase.orFail

        Assert.That(outcome[0].Status, Is.EqualTo RunStatus.Ruined)

/// How many of a thousand small markets do it, and at least how many should.
let private met: (string * int * (BacktestResult -> bool)) list =
    let some (value: BarRow -> float) (result: BacktestResult) =
        result.Rows.ToArray() |> Array.exists (fun row -> value row <> 0.0)

    [
        "trade", 600, (fun run -> run.FillCount > 0L)
        "pay borrow", 200, some _.Borrow
        "pay margin", 60, some _.MarginInterest
        "have dividends", 100, some _.Dividends
        "close a delisted name", 100, (fun run -> run.DelistingCount > 0)
        "are ruined", 5, (fun run -> run.Status = RunStatus.Ruined)
        "cannot borrow", 50, (fun run -> run.Untradable.NoBorrow > 0)
        "lack a fill price", 50, (fun run -> run.Untradable.NoFillPrice > 0)
        "lack an ADV", 50, (fun run -> run.Untradable.NoAverageDailyNotional > 0)
        "lack a volatility", 20, (fun run -> run.Untradable.NoVolatility > 0)
        "want a name that has ended", 50, (fun run -> run.Untradable.Ended > 0)
        "end with an open order",
        50,
        (fun run -> run.FinalState.OpenOrders.ToArray() |> Array.exists ((<>) 0.0))
    ]

[<Test>]
let ``the small markets of the laws meet every rule often`` () =
    // A law over cases that never trade, short or end would say nothing.
    let seed = FsCheck.Rnd(20261121UL, 4242424243UL)

    let runs =
        Gen.sampleWithSeed seed 50 1000 (EngineCases.SmallMarkets().Generator)
        |> Array.map EngineCase.run

    Assert.Multiple(fun () ->
        for rule, least, holds in met do
            let count = runs |> Array.filter holds |> Array.length
            Assert.That(count, Is.GreaterThanOrEqualTo least, $"markets that {rule}"))

/// What is held after one decision of this weight at a price of ten, in lots of this many shares.
let private heldInLots (lot: float) (weight: float) : float * int64 =
    let market, _ = wide 1 2
    let bars = market.Bars
    let flat = Array.create 2 10.0

    let market =
        Bars.create
            bars.Axes
            PriceBasis.Raw
            flat
            (Array.copy flat)
            (Array.copy flat)
            (Array.copy flat)
            ValueNone
        |> Result.bind (fun bars -> EngineMarket.create bars CorporateActions.None)
        |> EngineCase.orFail

    let decisions =
        Decisions.create bars.Axes [| true; false |] [| weight; 0.0 |] |> EngineCase.orFail

    let settings = { EngineSettings.frictionless with LotSize = lot }
    let result = Loop.run settings market decisions |> EngineCase.orFail
    result.FinalState.Shares.Span[0], result.FillCount

[<Test>]
let ``orders are cut toward zero to whole lots, however small the rest and however many the lots``
    ()
    =
    Assert.Multiple(fun () ->
        Assert.That(heldInLots 1.0 5e-16, Is.EqualTo((0.0, 0L)), "a fraction of a share is no lot")
        let held, fills = heldInLots 0.001 0.94497789263527
        Assert.That(fills, Is.EqualTo 1L)
        Assert.That(held / 0.001, Is.EqualTo(Math.Round(held / 0.001)).Within 1e-6)
        Assert.That(held, Is.LessThanOrEqualTo 944977.89263527))
