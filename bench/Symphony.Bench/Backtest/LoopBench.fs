namespace Symphony.Bench

open System
open BenchmarkDotNet.Attributes

open Symphony.Core

/// A whole history against the bare loop of the same arithmetic. A growing ratio means that the bar
/// does more than its arithmetic; an allocation that grows with the bars means that a bar allocates.
/// `Totals` allocates one row of 128 bytes a bar and nothing else; `EachTrade` adds columns of trades.
[<MemoryDiagnoser>]
type LoopBench() =

    let mutable sessionDates: int[] = [||]
    let mutable opens: float[] = [||]
    let mutable closes: float[] = [||]
    let mutable weights: float[] = [||]
    let mutable engine: Engine voption = ValueNone
    let mutable decisions: Decisions voption = ValueNone
    let mutable start: EngineState voption = ValueNone

    let orFail (result: Result<'value, Invalid>) : 'value =
        match result with
        | Ok value -> value
        | Error invalid -> invalidOp (invalid.ToString())

    /// Bars of the history.
    [<Params(2520)>]
    member val Bars = 0 with get, set

    /// Names of the market.
    [<Params(500)>]
    member val Names = 0 with get, set

    /// Seeded prices, volumes and long-short weights decided at every bar.
    [<GlobalSetup>]
    member this.Setup() : unit =
        let cells = this.Bars * this.Names
        let mutable rng = Rng.ofSeed 42UL

        let draw () =
            let struct (value, following) = Rng.uniform rng
            rng <- following
            value

        sessionDates <- Array.init this.Bars (fun t -> 15000 + t + 2 * (t / 5))
        opens <- Array.zeroCreate cells
        closes <- Array.zeroCreate cells
        let volumes = Array.init cells (fun _ -> Math.Round(1e5 + 2e6 * draw ()))

        for t in 0 .. this.Bars - 1 do
            for i in 0 .. this.Names - 1 do
                let cell = t * this.Names + i
                let before = if t = 0 then 20.0 + 80.0 * draw () else closes[cell - this.Names]
                opens[cell] <- before * (1.0 + 0.01 * (draw () - 0.5))
                closes[cell] <- opens[cell] * (1.0 + 0.03 * (draw () - 0.5))

        weights <- Array.init cells (fun _ -> 4.0 * (draw () - 0.5) / float this.Names)

        let axes =
            Axes.create
                (sessionDates |> Array.map (fun d -> int64 d * 86_400_000_000L))
                sessionDates
                (Array.init this.Names (fun i -> $"N{i:D4}"))
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

        engine <- ValueSome(Engine.create EngineSettings.standard market |> orFail)

        decisions <-
            ValueSome(Decisions.create axes (Array.create this.Bars true) weights |> orFail)

        start <- ValueSome(Engine.inCash 0 engine.Value |> orFail)
        let bare = this.Bare()
        let full = this.Totals()
        let last = full.Row(full.RowCount - 1).Equity

        if abs (bare[bare.Length - 1] / last - 1.0) > 1e-9 then
            invalidOp $"the bare loop ends at {bare[bare.Length - 1]}, the engine at {last}"

    /// The arithmetic alone.
    [<Benchmark(Baseline = true)>]
    member this.Bare() : float[] =
        let market = engine.Value.Market

        BareLoop.run
            engine.Value.Settings
            sessionDates
            opens
            closes
            weights
            market.DailyVolatility.Array
            market.AverageDailyNotional.Array
            this.Names

    /// The engine, one row a bar.
    [<Benchmark>]
    member this.Totals() : BacktestResult =
        Loop.resume engine.Value decisions.Value TradeRecording.Totals (this.Bars - 1) start.Value
        |> orFail

    /// The engine, every trade written down.
    [<Benchmark>]
    member this.EachTrade() : BacktestResult =
        Loop.resume
            engine.Value
            decisions.Value
            TradeRecording.EachTrade
            (this.Bars - 1)
            start.Value
        |> orFail
