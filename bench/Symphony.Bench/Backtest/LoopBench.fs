namespace Symphony.Bench

open System
open BenchmarkDotNet.Attributes

open Symphony.Core

/// A whole history against the bare loop of the same arithmetic. A growing ratio means that the bar
/// does more than its arithmetic; an allocation that grows with the bars means that a bar allocates.
/// `Totals` allocates one row of 56 bytes a bar, 72 more where a session ends, and nothing else; `EachTrade` adds
/// 12 bytes a trade.
[<MemoryDiagnoser>]
type LoopBench() =

    let mutable firstBar = 0
    let mutable sessionDates: int[] = [||]
    let mutable opens: float[] = [||]
    let mutable closes: float[] = [||]
    let mutable weights: float[] = [||]
    let mutable engine: Engine voption = ValueNone
    let mutable limited: Engine voption = ValueNone
    let mutable decisions: Decisions voption = ValueNone
    let mutable monthly: Decisions voption = ValueNone
    let mutable single: Engine voption = ValueNone
    let mutable limitedSingle: Engine voption = ValueNone
    let mutable singleDecisions: Decisions voption = ValueNone
    let mutable start: EngineState voption = ValueNone
    let mutable middle: EngineState voption = ValueNone
    let mutable decision: Decision voption = ValueNone

    let orFail (result: Result<'value, Invalid>) : 'value =
        match result with
        | Ok value -> value
        | Error invalid -> invalidOp (invalid.ToString())

    let run (engine: Engine) (decisions: Decisions) (recording: TradeRecording) : BacktestResult =
        Loop.resume engine decisions recording (decisions.Axes.BarCount - 1) start.Value |> orFail

    /// Bars x names; the last are minutes, 390 to a session.
    [<Params("2520x500", "2520x50", "100000x10")>]
    member val Shape = "2520x500" with get, set

    /// Seeded prices, volumes and long-short weights decided at every bar.
    [<GlobalSetup>]
    member this.Setup() : unit =
        let shape = this.Shape.Split 'x'
        let bars, names = int shape[0], int shape[1]
        let isIntraday = bars > 10000
        let move = if isIntraday then 0.05 else 1.0
        let cells = bars * names
        let mutable rng = Rng.ofSeed 42UL

        let draw () =
            let struct (value, following) = Rng.uniform rng
            rng <- following
            value

        sessionDates <-
            Array.init bars (fun t ->
                let day = if isIntraday then t / 390 else t
                15000 + day + 2 * (day / 5))

        opens <- Array.zeroCreate cells
        closes <- Array.zeroCreate cells
        let volumes = Array.init cells (fun _ -> Math.Round(1e5 + 2e6 * draw ()))

        for t in 0 .. bars - 1 do
            for i in 0 .. names - 1 do
                let cell = t * names + i
                let before = if t = 0 then 20.0 + 80.0 * draw () else closes[cell - names]
                opens[cell] <- before * (1.0 + 0.01 * move * (draw () - 0.5))
                closes[cell] <- opens[cell] * (1.0 + 0.03 * move * (draw () - 0.5))

        let gross = if isIntraday then 0.04 else 4.0
        weights <- Array.init cells (fun _ -> gross * (draw () - 0.5) / float names)

        let axes =
            Axes.create
                (Array.init bars (fun t ->
                    int64 sessionDates[t] * 86_400_000_000L + int64 (t % 390) * 60_000_000L))
                sessionDates
                (Array.init names (fun i -> $"N{i:D4}"))
            |> orFail

        let market =
            Bars.create
                axes
                PriceBasis.Raw
                opens
                (Array.map2 max opens closes)
                (Array.map2 min opens closes)
                closes
                (ValueSome volumes)
            |> Result.bind (fun bars -> EngineMarket.create bars CorporateActions.None)
            |> orFail

        firstBar <- Array.findIndex id market.RowFacts.KnownQuotients
        engine <- ValueSome(Engine.create EngineSettings.standard market |> orFail)

        let limits = {
            EngineSettings.standard with
                NoTradeBand = 1e-4
                LotSize = 1.0
                ParticipationCap = 0.05
                PerNameCap = 0.5
                GrossCap = 0.8
                NetCap = 0.05
        }

        limited <- ValueSome(Engine.create limits market |> orFail)
        decisions <- ValueSome(Decisions.create axes (Array.create bars true) weights |> orFail)
        // Its panels are its own: nothing of the double ones is read in a run.
        let rounded = EngineMarket.inSinglePrecision market |> orFail
        single <- ValueSome(Engine.create EngineSettings.standard rounded |> orFail)
        limitedSingle <- ValueSome(Engine.create limits rounded |> orFail)
        singleDecisions <- ValueSome(Decisions.inSinglePrecision decisions.Value |> orFail)

        let isMonthly t = t % 21 = 0

        monthly <- ValueSome(Decisions.create axes (Array.init bars isMonthly) weights |> orFail)

        // Where the bare loop begins: before it no sigma is known, and nothing trades.
        start <- ValueSome(Engine.inCash firstBar engine.Value |> orFail)

        middle <-
            ValueSome(
                (Loop.resume
                    engine.Value
                    decisions.Value
                    TradeRecording.Totals
                    (bars / 2)
                    start.Value
                 |> orFail)
                    .FinalState
            )

        decision <- Step.decisionAt (bars / 2) decisions.Value
        let bare = this.Bare()
        let full = this.Totals()
        let last = full.Row(full.RowCount - 1).Equity

        if abs (bare[bare.Length - 1] / last - 1.0) > 1e-9 then
            invalidOp $"the bare loop ends at {bare[bare.Length - 1]}, the engine at {last}"

    member private _.RunBare(isQuotient: bool, sigmas: float[]) : float[] =
        let market = engine.Value.Market

        BareLoop.run
            isQuotient
            engine.Value.Settings
            firstBar
            sessionDates
            opens
            closes
            weights
            sigmas
            market.AverageDailyNotional.Array
            market.Axes.SymbolCount

    /// The arithmetic alone: open, close, weight, sigma and ADV each read once.
    [<Benchmark(Baseline = true)>]
    member this.Bare() : float[] =
        this.RunBare(false, engine.Value.Market.DailyVolatility.Array)

    /// The same with sigma / sqrt(ADV) found before, as the engine has it of its market.
    [<Benchmark>]
    member this.BareQuotient() : float[] =
        this.RunBare(true, engine.Value.Market.RowFacts.Quotients.Array)

    /// The engine, one row a bar.
    [<Benchmark>]
    member _.Totals() : BacktestResult =
        run engine.Value decisions.Value TradeRecording.Totals

    /// The same with panels and weights in single precision.
    [<Benchmark>]
    member _.Single() : BacktestResult =
        run single.Value singleDecisions.Value TradeRecording.Totals

    /// Band, lots, participation, caps per name, on gross and on net.
    [<Benchmark>]
    member _.Limited() : BacktestResult =
        run limited.Value decisions.Value TradeRecording.Totals

    /// The same with panels and weights in single precision.
    [<Benchmark>]
    member _.LimitedSingle() : BacktestResult =
        run limitedSingle.Value singleDecisions.Value TradeRecording.Totals

    /// A decision at one bar in 21.
    [<Benchmark>]
    member _.Monthly() : BacktestResult =
        run engine.Value monthly.Value TradeRecording.Totals

    /// The engine, every trade written down.
    [<Benchmark>]
    member _.EachTrade() : BacktestResult =
        run engine.Value decisions.Value TradeRecording.EachTrade

    /// One bar of live trading: from an account to the next, trades written down.
    [<Benchmark>]
    member _.OneStep() : StepOutcome =
        Step.run engine.Value decision middle.Value |> orFail
