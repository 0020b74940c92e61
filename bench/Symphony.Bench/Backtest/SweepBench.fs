namespace Symphony.Bench

open System
open System.Threading
open BenchmarkDotNet.Attributes

open Symphony.Core

/// A thousand scenarios over one market against one run of the engine in the same session. Times of a sweep are
/// per scenario, so that the ratio is that of a scenario-cell to a cell of a single run. A growing ratio
/// means that scenarios no longer share what does not depend on them, or that their rows left the cache; two
/// threads much below twice one thread mean that pieces of work wait for each other.
[<MemoryDiagnoser>]
type SweepBench() =

    let mutable engine: Engine voption = ValueNone
    let mutable decisions: Decisions voption = ValueNone
    let mutable start: EngineState voption = ValueNone
    let mutable sources: SweepSource[] = [||]
    let mutable singles: EngineMarket voption = ValueNone
    let mutable singleSources: SweepSource[] = [||]
    let mutable costs: Scenario[] = [||]
    let mutable everything: Scenario[] = [||]

    let orFail (result: Result<'value, Invalid>) : 'value =
        match result with
        | Ok value -> value
        | Error invalid -> invalidOp (invalid.ToString())

    /// Costs alone: all scenarios follow the same weights.
    let ofCosts (k: int) : Scenario =
        Scenario.create $"costs {k}" "weights" {
            EngineSettings.standard with
                Commission = 0.1e-4 * float (k % 10)
                HalfSpread = 0.5e-4 * float (k / 10 % 10)
                ImpactCoefficient = 0.5 + 0.1 * float (k / 100)
        }

    /// Kelly fraction, band, caps, lots, participation and costs together.
    let ofEverything (k: int) : Scenario = {
        Scenario.create $"all {k}" "weights" {
            EngineSettings.standard with
                CostMultiplier = 0.5 * float (1 + k % 5)
                NoTradeBand = 1e-4 * float (k / 5 % 4)
                LotSize = if k / 20 % 2 = 0 then 0.0 else 1.0
                ParticipationCap = if k / 40 % 2 = 0 then infinity else 0.1
                PerNameCap = if k / 80 % 2 = 0 then infinity else 0.003
        } with
            Scale = 0.25 * float (1 + k / 160)
    }

    /// Two threads of the bench take pieces as they come.
    let onTwo (count: int) (piece: int -> unit) : unit =
        let next = [| -1 |]

        let work () =
            let mutable k = Interlocked.Increment &next[0]

            while k < count do
                piece k
                k <- Interlocked.Increment &next[0]

        let threads = Array.init 2 (fun _ -> Thread work)
        threads |> Array.iter _.Start()
        threads |> Array.iter _.Join()

    let sweepOn
        (market: EngineMarket)
        (sources: SweepSource[])
        (plan: WorkPlan)
        (scenarios: Scenario[])
        : float =
        let mutable total = 0.0

        Sweep.run
            plan
            (SweepSettings.wholeHistory market.Axes)
            market
            sources
            scenarios
            (fun outcome -> total <- total + outcome.FinalEquity)
        |> orFail
        |> ignore

        total

    let sweep (plan: WorkPlan) (scenarios: Scenario[]) : float =
        sweepOn engine.Value.Market sources plan scenarios

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

        let sessionDates = Array.init this.Bars (fun t -> 15000 + t + 2 * (t / 5))
        let opens = Array.zeroCreate<float> cells
        let closes = Array.zeroCreate<float> cells
        let volumes = Array.init cells (fun _ -> Math.Round(1e5 + 2e6 * draw ()))

        for t in 0 .. this.Bars - 1 do
            for i in 0 .. this.Names - 1 do
                let cell = t * this.Names + i
                let before = if t = 0 then 20.0 + 80.0 * draw () else closes[cell - this.Names]
                opens[cell] <- before * (1.0 + 0.01 * (draw () - 0.5))
                closes[cell] <- opens[cell] * (1.0 + 0.03 * (draw () - 0.5))

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

        let weights = Array.init cells (fun _ -> 4.0 * (draw () - 0.5) / float this.Names)
        let given = Decisions.create axes (Array.create this.Bars true) weights |> orFail
        engine <- ValueSome(Engine.create EngineSettings.standard market |> orFail)
        decisions <- ValueSome given
        start <- ValueSome(Engine.inCash 0 engine.Value |> orFail)
        sources <- [| SweepSource.create "weights" given |> orFail |]
        singles <- ValueSome(EngineMarket.inSinglePrecision market |> orFail)

        singleSources <- [|
            Decisions.inSinglePrecision given
            |> Result.bind (SweepSource.create "weights")
            |> orFail
        |]

        costs <- Array.init 1000 ofCosts
        everything <- Array.init 1000 ofEverything

    /// One run of the engine, one row a bar: two hundred after each other, as warm and as steady as a sweep.
    [<Benchmark(Baseline = true, OperationsPerInvoke = 200)>]
    member this.Loop() : float =
        let mutable total = 0.0

        for _ in 1..200 do
            let result =
                Loop.resume
                    engine.Value
                    decisions.Value
                    TradeRecording.Totals
                    (this.Bars - 1)
                    start.Value
                |> orFail

            total <- total + result.FinalState.Equity

        total

    /// A thousand cost settings, one thread; the time is that of one scenario.
    [<Benchmark(OperationsPerInvoke = 1000)>]
    member _.Costs() : float = sweep WorkPlan.sequential costs

    /// The same on panels in single precision.
    [<Benchmark(OperationsPerInvoke = 1000)>]
    member _.CostsInSinglePrecision() : float =
        sweepOn singles.Value singleSources WorkPlan.sequential costs

    /// The same on two threads.
    [<Benchmark(OperationsPerInvoke = 1000)>]
    member _.CostsOnTwoThreads() : float =
        sweep { WorkPlan.sequential with Schedule = onTwo } costs

    /// A thousand scenarios that differ in everything, one thread; the time is that of one scenario.
    [<Benchmark(OperationsPerInvoke = 1000)>]
    member _.Everything() : float = sweep WorkPlan.sequential everything
