module Symphony.Core.Tests.SweepLaws

open System
open System.Collections.Generic
open System.Threading.Tasks
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Runs

/// How a sweep is cut, and on how many threads its pieces run.
type private Cut = { Bars: int; Scenarios: int; Batch: int; Order: int }

let private cutOf (draw: int) : Cut = {
    Bars = 1 + (draw &&& 3) * (1 + (draw >>> 2 &&& 3))
    Scenarios = [| 1; 2; 5; 7; 13; 16; 64; 64 |][draw >>> 4 &&& 7]
    Batch = [| 1; 3; 7; 16; 61; 100; 100; 100 |][draw >>> 7 &&& 7]
    Order = draw >>> 10 &&& 3
}

let private schedule (order: int) (count: int) (piece: int -> unit) : unit =
    match order with
    | 0 -> Schedule.sequential count piece
    | 1 -> Schedule.sequential count (fun k -> piece (count - 1 - k))
    | _ -> Parallel.For(0, count, piece) |> ignore

/// The market with everything that any settings may ask for.
let private marketOf (case: EngineCase) : EngineMarket =
    EngineCase.market {
        case with
            Offered = { case.Offered with FillPrices = true }
            Settings = { case.Settings with SectorCap = 1.0; GrossCap = infinity }
    }

let private sourcesKept (keep: Decisions -> Decisions) (case: EngineCase) : SweepSource[] =
    let given = keep (EngineCase.decisions case)

    let other =
        EngineCase.decisions {
            case with
                Decided = Array.rev case.Decided
                Names = [
                    for name in case.Names ->
                        { name with Weights = name.Weights |> Array.rev |> Array.map (fun w -> -w) }
                ]
        }

    let scores = EngineCase.panel case (fun name t -> name.Volatility[t] - 0.03)

    [|
        SweepSource.create "given" given
        |> Result.bind (SweepSource.withScores scores)
        |> EngineCase.orFail
        SweepSource.create "other" other
        |> Result.bind (SweepSource.withScores scores)
        |> EngineCase.orFail
    |]

let private sourcesOf (case: EngineCase) : SweepSource[] = sourcesKept id case

/// In single precision where the draw says so and the values allow it.
let private kept (bit: int) (draw: int) (round: 'value -> Result<'value, Invalid>) (given: 'value) =
    if draw >>> bit &&& 1 = 0 then
        given
    else
        match round given with
        | Ok rounded -> rounded
        | Error _ -> given

/// The settings changed to what one pass over the names serves, so that scenarios share rows.
let private shared (settings: EngineSettings) : EngineSettings = {
    settings with
        MinimumFee = 0.0
        ImpactLaw = ImpactLaw.Power
        ImpactExponent = 0.5
        MarginAllowed = true
        SizeAt = SizeAt.Decision
        UnfilledPolicy = UnfilledPolicy.Drop
}

/// Scenarios of some settings, each with what else can vary.
let private scenariosOf (settings: EngineSettings list) : Scenario[] = [|
    for k, each in List.indexed settings do
        for source in [ "given"; "other" ] do
            for scale in [ 1.0; 0.37; -1.5 ] do
                for threshold in [ 0.0; 0.02 ] do
                    {
                        Name = $"{k} {source} {scale} {threshold}"
                        Source = source
                        Scale = scale
                        EntryThreshold = threshold
                        Settings = each
                    }
|]

let private settingsOf (market: EngineMarket) (cut: Cut) (detail: SweepDetail) : SweepSettings =
    let whole = {
        SweepSettings.wholeHistory market.Axes with
            Detail = detail
            BlockBars = cut.Bars
            BlockScenarios = cut.Scenarios
    }

    {
        whole with
            ByteBudget = int64 cut.Batch * SweepSettings.bytesPerScenario market.Axes whole
    }

let private aloneOn
    (market: EngineMarket)
    (sources: SweepSource[])
    (settings: SweepSettings)
    (scenario: Scenario)
    : BacktestResult =
    let source = sources |> Array.find (fun source -> source.Name = scenario.Source)
    let decisions = Scenario.decisions source scenario |> EngineCase.orFail
    let engine = Engine.create scenario.Settings market |> EngineCase.orFail

    Engine.inCash settings.FirstBar engine
    |> Result.bind (Loop.resume engine decisions TradeRecording.Totals settings.LastBar)
    |> EngineCase.orFail

let private sameNullable (a: Nullable<float>) (b: float voption) : bool =
    match b with
    | ValueSome value -> a.HasValue && sameBits a.Value value
    | ValueNone -> not a.HasValue

/// Every figure of an outcome against the result of the scenario's own run.
let private agrees (alone: BacktestResult) (outcome: ScenarioOutcome) : bool =
    let excess =
        Sharpe.excess alone.CashReturns.Span alone.Returns.Span |> EngineCase.orFail

    let estimate = SharpeEstimate.ofReturns (ReadOnlySpan excess)
    let falls = Drawdown.ofEquity alone.Equity.Span |> EngineCase.orFail

    outcome.Status = alone.Status
    && sameBits outcome.FinalEquity alone.FinalState.Equity
    && sameBits outcome.TotalReturn (alone.FinalState.Equity / alone.Row(0).Equity - 1.0)
    && outcome.FirstFillBar = alone.FirstFillBar
    && sameNullable outcome.SharpePerBar (Sharpe.perBar (ReadOnlySpan excess))
    && sameNullable
        outcome.Skewness
        (ValueOption.map (fun (e: SharpeEstimate) -> e.Skewness) estimate)
    && sameNullable
        outcome.Kurtosis
        (ValueOption.map (fun (e: SharpeEstimate) -> e.Kurtosis) estimate)
    && (not outcome.SharpeBars.HasValue || outcome.SharpeBars.Value = excess.Length)
    && sameBits outcome.MaximumDrawdown (Drawdown.maximum (ReadOnlySpan falls))
    && sameBits outcome.Turnover (Kernels.sum alone.Turnover.Span)
    && sameBits outcome.FillNotional alone.FillNotional
    && outcome.FillCount = alone.FillCount
    && outcome.LargeFillCount = alone.LargeFillCount
    && outcome.DelistingCount = alone.DelistingCount
    && sameBits outcome.PermanentImpact alone.PermanentImpact
    && outcome.WithoutPermanentImpactCount = alone.WithoutPermanentImpactCount
    && outcome.Untradable = alone.Untradable
    && Seq.forall2
        (fun (a: CostRow) (b: CostRow) ->
            a.Part = b.Part
            && sameBits a.Money b.Money
            && a.BasisPointsOfTurnover = b.BasisPointsOfTurnover)
        outcome.CostTable
        alone.CostTable
    && sameBits outcome.TotalCost alone.TotalCost

let private rowsAgree (alone: BacktestResult) (outcome: ScenarioOutcome) : bool =
    match outcome.Result with
    | null -> false
    | result ->
        rowsOf result = rowsOf alone
        && stateBits result.FinalState = stateBits alone.FinalState
        && result.FinalState.LastBarsArray = alone.FinalState.LastBarsArray
        && result.FinalState.HasEndedArray = alone.FinalState.HasEndedArray

let private sweep plan settings market sources (scenarios: Scenario[]) =
    Sweep.outcomes plan settings market sources scenarios |> EngineCase.orFail

[<EngineProperty(MaxTest = 120)>]
let ``each scenario is its own run to the last bit, however the sweep is cut``
    (case: EngineCase)
    (second: EngineCase)
    (third: EngineCase)
    (draw: int)
    =
    let market = kept 13 draw EngineMarket.inSinglePrecision (marketOf case)
    let sources = sourcesKept (kept 14 draw Decisions.inSinglePrecision) case

    let scenarios =
        scenariosOf [
            case.Settings
            shared case.Settings
            shared second.Settings
            shared third.Settings
            { shared case.Settings with CostMultiplier = 0.5 }
            // Each of these reads one thing of the market otherwise than the one before it.
            {
                shared case.Settings with
                    ImpactCoefficient = 0.0
                    ParticipationCap = infinity
            }
            { shared case.Settings with ImpactCoefficient = 0.0; ParticipationCap = 0.05 }
            { shared case.Settings with ReportParticipationAbove = 0.001 }
            {
                shared case.Settings with
                    ReportParticipationAbove = 0.001
                    BorrowTiers = Borrow.flat 0.03
            }
            {
                shared case.Settings with
                    ReportParticipationAbove = 0.001
                    DelistedAfterMissingBars = 2
            }
            {
                shared case.Settings with
                    NetCap = 0.05
                    GrossCap = 0.6
                    SectorCap = infinity
                    PerNameCap = infinity
            }
            {
                shared case.Settings with
                    NetCap = 0.3
                    GrossCap = 0.6
                    SectorCap = infinity
                    PerNameCap = infinity
            }
            {
                shared case.Settings with
                    NetCap = 0.3
                    GrossCap = 0.3
                    SectorCap = infinity
                    PerNameCap = infinity
            }
            {
                shared case.Settings with
                    NetCap = 0.3
                    GrossCap = 0.6
                    SectorCap = infinity
                    PerNameCap = 0.02
            }
            {
                shared case.Settings with
                    NetCap = 0.3
                    GrossCap = 0.6
                    SectorCap = 0.1
                    PerNameCap = infinity
            }
        ]

    let cut = cutOf draw
    let settings = settingsOf market cut SweepDetail.Rows
    let plan = { WorkPlan.sequential with Schedule = schedule cut.Order }
    let outcomes = sweep plan settings market sources scenarios

    outcomes.Count = scenarios.Length
    && Seq.forall2
        (fun (scenario: Scenario) (outcome: ScenarioOutcome) ->
            let alone = aloneOn market sources settings scenario

            outcome.Scenario = scenario
            && agrees alone outcome
            && rowsAgree alone outcome
            && alone.Equity.ToArray() = outcome.Equity.ToArray())
        scenarios
        outcomes

[<EngineProperty(MaxTest = 60)>]
let ``a sweep of part of a history is the run of that part`` (case: EngineCase) (draw: int) =
    let market = marketOf case
    let sources = sourcesOf case
    let scenarios = scenariosOf [ case.Settings; shared case.Settings ]
    let cut = cutOf draw
    let bars = EngineCase.barCount case
    let first = int (uint32 draw >>> 16) % bars
    let last = first + int (uint32 draw >>> 20) % (bars - first)

    let settings = { settingsOf market cut SweepDetail.Rows with FirstBar = first; LastBar = last }

    let outcomes = sweep WorkPlan.sequential settings market sources scenarios

    Seq.forall2
        (fun scenario outcome ->
            let alone = aloneOn market sources settings scenario
            agrees alone outcome && rowsAgree alone outcome)
        scenarios
        outcomes

[<EngineProperty(MaxTest = 40)>]
let ``less detail changes no figure`` (case: EngineCase) (draw: int) =
    let market = marketOf case
    let sources = sourcesOf case
    let scenarios = scenariosOf [ case.Settings; shared case.Settings ]
    let settings = settingsOf market (cutOf draw) SweepDetail.Summary
    let brief = sweep WorkPlan.sequential settings market sources scenarios

    let withEquity =
        sweep
            WorkPlan.sequential
            { settings with Detail = SweepDetail.Equity }
            market
            sources
            scenarios

    Seq.forall2
        (fun scenario (outcome: ScenarioOutcome) ->
            agrees (aloneOn market sources settings scenario) outcome
            && outcome.Equity.IsEmpty
            && isNull outcome.Result)
        scenarios
        brief
    && Seq.forall2
        (fun scenario (outcome: ScenarioOutcome) ->
            let alone = aloneOn market sources settings scenario

            agrees alone outcome
            && alone.Equity.ToArray() = outcome.Equity.ToArray()
            && isNull outcome.Result)
        scenarios
        withEquity

[<EngineProperty(MaxTest = 60)>]
let ``outcomes come in order and stop where they are told to`` (case: EngineCase) (draw: int) =
    let market = marketOf case
    let sources = sourcesOf case
    let scenarios = scenariosOf [ case.Settings; shared case.Settings ]
    let cut = cutOf draw
    let settings = settingsOf market cut SweepDetail.Summary
    let stopAfter = int (uint32 draw >>> 20) % 60
    let mutable asked = 0
    let shares = List<float>()

    let plan = {
        Schedule = Schedule.sequential
        Progress = shares.Add
        IsStopped =
            fun () ->
                asked <- asked + 1
                asked > stopAfter
    }

    let received = List<int>()

    let report =
        Sweep.run plan settings market sources scenarios (fun outcome -> received.Add outcome.Index)
        |> EngineCase.orFail

    List.ofSeq received = [ 0 .. received.Count - 1 ]
    && report.ScenarioCount = received.Count
    && report.IsStopped = (received.Count < scenarios.Length)
    && Seq.forall (fun share -> share > 0.0 && share <= 1.0) shares
    && Seq.pairwise shares |> Seq.forall (fun (a, b) -> a <= b)
    && (report.IsStopped || shares[shares.Count - 1] = 1.0)
    && report.BytesHeld <= settings.ByteBudget

let private smallCase () : EngineMarket * SweepSource[] =
    let axes =
        Axes.create [| for t in 1L .. 4L -> t * 86_400_000_000L |] [| for t in 1..4 -> t |] [|
            "A"
            "B"
        |]
        |> EngineCase.orFail

    let prices = Array.create 8 10.0

    let market =
        Bars.create axes PriceBasis.Raw prices prices prices prices (ValueSome(Array.create 8 1e6))
        |> Result.bind (fun bars -> EngineMarket.create bars CorporateActions.None)
        |> EngineCase.orFail

    let decisions =
        Decisions.create axes (Array.create 4 true) (Array.create 8 0.3) |> EngineCase.orFail

    market, [| SweepSource.create "all" decisions |> EngineCase.orFail |]

let private refusal settings (sources: SweepSource[]) (scenarios: Scenario[]) market : string =
    match Sweep.run WorkPlan.sequential settings market sources scenarios ignore with
    | Ok report -> $"accepted %A{report}"
    | Error invalid -> invalid.ToString()

let private all = Scenario.create "one" "all" EngineSettings.standard

[<Test>]
let ``a sweep that cannot be is refused by name and value`` () =
    let market, sources = smallCase ()
    let whole = SweepSettings.wholeHistory market.Axes
    let needed = SweepSettings.bytesPerScenario market.Axes whole

    let refused settings scenarios =
        refusal settings sources scenarios market

    let cases = [
        refused { whole with ByteBudget = needed - 1L } [| all |],
        $"ByteBudget: {needed - 1L} bytes are less than one scenario takes: {needed}, for 2 names and 4 bars at detail Summary"
        refused { whole with FirstBar = -1 } [| all |], "FirstBar must lie in [0, 3], was -1"
        refused { whole with FirstBar = 2; LastBar = 1 } [| all |],
        "LastBar must lie in [2, 3], was 1"
        refused { whole with LastBar = 4 } [| all |], "LastBar must lie in [0, 3], was 4"
        refused { whole with BlockBars = 0 } [| all |],
        "BlockBars must lie in [1, 2147483647], was 0"
        refused { whole with BlockScenarios = 0 } [| all |],
        "BlockScenarios must lie in [1, 2147483647], was 0"
        refused { whole with Detail = enum 3 } [| all |],
        "Detail '3' is not known; accepted: Summary, Equity, Rows"
        refused whole [||], "scenarios is empty; at least one is needed"
        refused whole [| all; all |], "scenarios holds one twice"
        refused whole [| { all with Source = "none" } |],
        "scenario 'one': Source 'none' is not known; accepted: all"
        refused whole [| { all with Scale = nan } |],
        "scenario 'one': Scale must be finite, was NaN"
        refused whole [| { all with EntryThreshold = -1.0 } |],
        "scenario 'one': EntryThreshold must not be negative, was -1"
        refused whole [| { all with EntryThreshold = 0.5 } |],
        "scenario 'one': EntryThreshold: 0.5 needs scores, and source 'all' has none"
        refused whole [|
            all
            {
                all with
                    Name = "two"
                    Settings = { EngineSettings.standard with Commission = -1.0 }
            }
        |],
        "scenario 'two': Commission must not be negative, was -1"
        refused whole [|
            { all with Settings = { EngineSettings.standard with FillAt = FillAt.Panel } }
        |],
        "scenario 'one': FillAt: Panel needs a panel of fill prices, and the market has none"
        refusal whole [| sources[0]; sources[0] |] [| all |] market, "sources holds all twice"
    ]

    for actual, expected in cases do
        Assert.That(actual, Is.EqualTo expected)

[<Test>]
let ``a weight beyond all accounts with its scale is refused`` () =
    let market, _ = smallCase ()

    let sources = [|
        Decisions.create market.Axes (Array.create 4 true) (Array.create 8 1e5)
        |> Result.bind (SweepSource.create "large")
        |> EngineCase.orFail
    |]

    let scenario = { all with Source = "large"; Scale = 11.0 }

    Assert.That(
        refusal (SweepSettings.wholeHistory market.Axes) sources [| scenario |] market,
        Is.EqualTo
            "scenario 'one': Scale: 11 times the largest weight of source 'large', 100000, is more than 1000000 times equity"
    )

[<Test>]
let ``costs, capital and paths make no trials, everything else does`` () =
    let _, sources = smallCase ()
    let decisions = sources[0].Decisions

    let path name =
        SweepSource.create name decisions
        |> Result.bind (SweepSource.asPathOf "all")
        |> EngineCase.orFail

    let other = SweepSource.create "other" decisions |> EngineCase.orFail
    let given = [| sources[0]; path "path 1"; path "path 2"; other |]
    let s = EngineSettings.standard
    let on settings = { all with Settings = settings }
    let changes = Scenario.changesDecisions given all

    let same = [
        { all with Name = "other name" }
        { all with Source = "path 2" }
        on { s with Equity = 1.0 }
        on { s with Commission = 0.0 }
        on { s with HalfSpread = 0.0 }
        on { s with ImpactCoefficient = 0.3 }
        on { s with BorrowTiers = Borrow.flat 0.0 }
        on { s with MinimumFee = 1.0 }
        on { s with ImpactLaw = ImpactLaw.Almgren2005 }
        on { s with ImpactExponent = 0.6 }
        on { s with MarginRate = 0.0 }
        on { s with CashRate = 0.02 }
        on { s with CostMultiplier = 2.0 }
    ]

    let changed = [
        { all with Source = "other" }
        { all with Scale = 0.5 }
        { all with EntryThreshold = 0.1 }
        on { s with NoTradeBand = 0.01 }
        on { s with LotSize = 1.0 }
        on { s with ParticipationCap = 0.1 }
        on { s with PerNameCap = 0.1 }
        on { s with NetCap = 0.1 }
        on { s with MarginAllowed = false }
        on { s with SizeAt = SizeAt.Fill }
        on { s with FillAt = FillAt.Close }
        on { s with DelistedAfterMissingBars = 3 }
    ]

    Assert.That(same |> List.filter changes, Is.Empty)
    Assert.That(changed |> List.filter (changes >> not), Is.Empty)

    Assert.That(
        Scenario.trialCount given (List.toArray (same @ changed)),
        Is.EqualTo(1 + changed.Length)
    )

[<Test>]
let ``a grid holds every combination once`` () =
    let _, sources = smallCase ()

    let settings = [|
        for multiplier in [ 0.0; 1.0 ] ->
            KeyValuePair(
                $"costs x{multiplier}",
                { EngineSettings.standard with CostMultiplier = multiplier }
            )
    |]

    let grid = Scenario.grid settings sources [| 0.5; 1.0 |] [| 0.0; 0.25 |]

    Assert.That(
        grid |> Seq.map _.Name |> Seq.toList,
        Is.EqualTo<string list> [
            "costs x0 all x0.5 from 0"
            "costs x0 all x0.5 from 0.25"
            "costs x0 all x1 from 0"
            "costs x0 all x1 from 0.25"
            "costs x1 all x0.5 from 0"
            "costs x1 all x0.5 from 0.25"
            "costs x1 all x1 from 0"
            "costs x1 all x1 from 0.25"
        ]
    )

    Assert.That(Scenario.trialCount sources grid, Is.EqualTo 4)

/// What a sweep of costs in one batch allocates per scenario, where none shares with another.
let private allocatedPerScenario
    (market: EngineMarket)
    (sources: SweepSource[])
    (detail: SweepDetail)
    (change: EngineSettings -> EngineSettings)
    : int64 * int64 =
    let settings = {
        SweepSettings.wholeHistory market.Axes with
            Detail = detail
            BlockScenarios = 1
    }

    let scenarios = [|
        for k in 0..9 ->
            Scenario.create
                $"{k}"
                "all"
                (change { EngineSettings.standard with DelistedAfterMissingBars = 5 + k })
    |]

    let run () =
        Sweep.run WorkPlan.sequential settings market sources scenarios ignore
        |> EngineCase.orFail
        |> ignore

    run ()
    let before = GC.GetAllocatedBytesForCurrentThread()
    run ()

    (GC.GetAllocatedBytesForCurrentThread() - before) / int64 scenarios.Length,
    SweepSettings.bytesPerScenario market.Axes settings

[<Test>]
let ``a scenario takes no more bytes than the budget counts for it`` () =
    for bars, width in [ 200, 1; 40, 300; 700, 37 ] do
        let axes =
            Axes.create [| for t in 1..bars -> int64 t * 86_400_000_000L |] [|
                for t in 1..bars -> t
            |] [| for i in 0 .. width - 1 -> $"N{i:D3}" |]
            |> EngineCase.orFail

        let cells = bars * width

        // Every second name pauses now and then.
        let prices =
            Array.init cells (fun cell ->
                let t, i = cell / width, cell % width

                if i % 2 = 1 && t % 9 = i % 9 then nan else 20.0 + float ((7 * t + 3 * i) % 11))

        let volumes = prices |> Array.map (fun price -> price * 1e5)

        let market =
            Bars.create axes PriceBasis.Raw prices prices prices prices (ValueSome volumes)
            |> Result.bind (fun bars -> EngineMarket.create bars CorporateActions.None)
            |> EngineCase.orFail

        let decisions =
            Decisions.create
                axes
                (Array.create bars true)
                (Array.init cells (fun cell -> float (cell % 5 - 2) / float (2 * width)))
            |> EngineCase.orFail

        let sources = [| SweepSource.create "all" decisions |> EngineCase.orFail |]

        for detail in [ SweepDetail.Summary; SweepDetail.Equity; SweepDetail.Rows ] do
            for change in [ id; (fun settings -> { settings with MinimumFee = 1.0 }) ] do
                let allocated, counted = allocatedPerScenario market sources detail change
                Assert.That(allocated, Is.LessThanOrEqualTo counted, $"{bars} x {width} {detail}")
