namespace Symphony.Bench

open System
open System.Threading
open BenchmarkDotNet.Attributes

open Symphony.Core

/// Many parameter sets over one long history: bars x sets a second is 1,000,000 x sets (1,000 where not said) over
/// the time. The aim is 200 million on two threads at the densities of a strategy that trades: one signal in 100
/// bars, and one in 10 where trades last (25 bars and more). A signal at every bar with prices reached within three
/// bars is all trades: there the cost of a trade shows, and nothing else. Every set's equity is marked at every bar.
[<MemoryDiagnoser>]
type BracketBench() =

    let bars = 1_000_000
    let sigma = 0.001
    let mutable market: EngineMarket voption = ValueNone
    let mutable signals: BracketSignals voption = ValueNone
    let mutable sets: BracketSettings[] = [||]

    let orFail (result: Result<'value, Invalid>) : 'value =
        match result with
        | Ok value -> value
        | Error invalid -> invalidOp (invalid.ToString())

    let onThreads (threads: int) (count: int) (piece: int -> unit) : unit =
        let mutable next = -1

        let work () =
            let mutable k = Interlocked.Increment &next

            while k < count do
                piece k
                k <- Interlocked.Increment &next

        let others = [ for _ in 2..threads -> Thread work ]

        for thread in others do
            thread.Start()

        work ()

        for thread in others do
            thread.Join()

    let mutable threads = 2

    /// Parameter sets; one signal in so many bars; standard deviations of a bar from the entry to the prices that
    /// end a trade; whether the stop follows; threads.
    let ofCase (name: string) : struct (int * int * float * bool * int) =
        match name with
        | "1 in 1000, 5 sigma" -> struct (1000, 1000, 5.0, false, 2)
        | "1 in 100, 5 sigma" -> struct (1000, 100, 5.0, false, 2)
        | "the same, one thread" -> struct (1000, 100, 5.0, false, 1)
        | "the same, trailing" -> struct (1000, 100, 5.0, true, 2)
        | "1 in 10, 5 sigma" -> struct (1000, 10, 5.0, false, 2)
        | "every bar, 5 sigma" -> struct (1000, 1, 5.0, false, 2)
        | _ -> struct (100, 1, 1.5, false, 2)

    /// How often there is a signal, and how far the prices are that end a trade.
    [<Params("1 in 1000, 5 sigma",
             "1 in 100, 5 sigma",
             "the same, one thread",
             "the same, trailing",
             "1 in 10, 5 sigma",
             "every bar, 5 sigma",
             "every bar, 1.5 sigma, 100 sets")>]
    member val Case = "1 in 100, 5 sigma" with get, set

    /// A seeded walk with four steps within each minute.
    [<GlobalSetup>]
    member this.Setup() : unit =
        let struct (count, oneIn, distance, trails, used) = ofCase this.Case
        threads <- used
        let mutable rng = Rng.ofSeed 42UL

        let draw () =
            let struct (value, following) = Rng.uniform rng
            rng <- following
            value

        let opens, highs = Array.zeroCreate bars, Array.zeroCreate bars
        let lows, closes = Array.zeroCreate bars, Array.zeroCreate bars
        let mutable price = 100.0

        for t in 0 .. bars - 1 do
            opens[t] <- price
            highs[t] <- price
            lows[t] <- price

            for _ in 1..4 do
                price <- price * (1.0 + sigma * sqrt 3.0 * (draw () - 0.5))
                highs[t] <- max highs[t] price
                lows[t] <- min lows[t] price

            closes[t] <- price

        let axes =
            Axes.create
                (Array.init bars (fun t -> int64 t * 60_000_000L))
                (Array.init bars (fun t -> t / 1440))
                [| "N0" |]
            |> orFail

        let made =
            Bars.create
                axes
                PriceBasis.Adjusted
                opens
                highs
                lows
                closes
                (ValueSome(Array.create bars 1e6))
            |> orFail

        market <- ValueSome(EngineMarket.create made CorporateActions.None |> orFail)

        let units =
            Panel.create axes (Array.init bars (fun _ -> sigma * (0.9 + 0.2 * draw ()))) |> orFail

        let at = [| 0 .. bars - 1 |] |> Array.filter (fun _ -> draw () < 1.0 / float oneIn)

        signals <-
            LabelEvents.withSides
                axes
                at
                (Array.zeroCreate at.Length)
                (at |> Array.map (fun _ -> if draw () < 0.5 then Side.Long else Side.Short))
            |> orFail
            |> BracketSignals.ofEvents
            |> ValueSome

        sets <-
            Array.init count (fun k ->
                let lean = 0.8 + 0.4 * float k / float count

                {
                    BracketSettings.standard with
                        ProfitTargets = BracketSettings.oneTarget (distance * lean)
                        StopLoss =
                            (if trails then StopLoss.Trailing else StopLoss.Fixed) (
                                distance * (2.0 - lean)
                            )
                        TimeExit = ValueSome(VerticalBarrier.Bars 390<bar>)
                        Unit = BracketUnit.Target(BarrierTarget.Given units)
                        // No strategy of a random walk lives on its costs: small, so that none ends early.
                        RiskPerTrade = 1e-6
                })

    /// The summaries of all sets.
    [<Benchmark>]
    member _.Summaries() : BracketResult voption[] =
        Brackets.runMany
            { WorkPlan.sequential with Schedule = onThreads threads }
            BracketRecording.Summary
            EngineSettings.standard
            market.Value
            ValueNone
            signals.Value
            sets
        |> orFail
