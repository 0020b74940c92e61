namespace Symphony.Bench

open BenchmarkDotNet.Attributes

open Symphony.Core

/// Every bar of a long history an event, against a tight scan of one name bar after bar. At 120 bars the
/// labels must take at most half its time, at 2,000 a tenth, and with barriers that are reached within a
/// few bars at most 1.2 times: a growing ratio there means that an event does more than it must, a ratio
/// at 2,000 that grows with the horizon means that the search scans.
[<MemoryDiagnoser>]
type TripleBarrierBench() =

    let sigma = 0.001
    let mutable targets: float[] = [||]
    let mutable bars: Bars voption = ValueNone
    let mutable events: LabelEvents voption = ValueNone
    let mutable panel: Panel voption = ValueNone

    let orFail (result: Result<'value, Invalid>) : 'value =
        match result with
        | Ok value -> value
        | Error invalid -> invalidOp (invalid.ToString())

    /// Bars of the history.
    [<Params(1_000_000)>]
    member val Bars = 0 with get, set

    /// Bars to the vertical barrier; the prices are 2 sigma x sqrt(H / 4) away, and at 4 bars reached soon.
    [<Params(4, 120, 2000)>]
    member val Horizon = 0 with get, set

    /// Two sigma of a quarter of the horizon; of four bars two sigma, with a horizon of 120 to find them.
    member this.Multiple = 2.0 * sqrt (float this.Horizon / 4.0)

    /// The bars to the vertical barrier.
    member this.Vertical = max 120 this.Horizon

    /// A seeded walk with four steps within each bar.
    [<GlobalSetup>]
    member this.Setup() : unit =
        let mutable rng = Rng.ofSeed 42UL

        let draw () =
            let struct (value, following) = Rng.uniform rng
            rng <- following
            value

        let opens, highs, lows, closes =
            Array.zeroCreate this.Bars,
            Array.zeroCreate this.Bars,
            Array.zeroCreate this.Bars,
            Array.zeroCreate this.Bars

        let mutable price = 100.0

        for t in 0 .. this.Bars - 1 do
            opens[t] <- price
            highs[t] <- price
            lows[t] <- price

            for _ in 1..4 do
                // A quarter bar's uniform step with standard deviation sigma / 2.
                price <- price * (1.0 + sigma * sqrt 3.0 * (draw () - 0.5))
                highs[t] <- max highs[t] price
                lows[t] <- min lows[t] price

            closes[t] <- price

        targets <- Array.init this.Bars (fun _ -> sigma * (0.9 + 0.2 * draw ()))

        let axes =
            Axes.create
                (Array.init this.Bars (fun t -> int64 t * 60_000_000L))
                (Array.init this.Bars (fun t -> t / 1440))
                [| "N0" |]
            |> orFail

        let made =
            Bars.create axes PriceBasis.Adjusted opens highs lows closes ValueNone |> orFail

        bars <- ValueSome made
        events <- ValueSome(LabelEvents.everyBar made)
        panel <- ValueSome(Panel.create axes targets |> orFail)
        let scan, labels = this.TightScan(), this.Labels()

        for t in 0 .. this.Bars - 1 do
            if scan.ExitBars[t] <> labels.ExitBars.Span[t] then
                invalidOp $"event {t}: {scan.ExitBars[t]} by the scan, {labels.ExitBars.Span[t]}"

            if
                scan.ExitBars[t] >= 0
                && (scan.Returns[t] <> labels.GrossReturns.Span[t]
                    || scan.Hits[t] <> int labels.Hits.Span[t])
            then
                invalidOp $"event {t}: {scan.Returns[t]} by the scan, {labels.GrossReturns.Span[t]}"

    /// Bar after bar.
    [<Benchmark(Baseline = true)>]
    member this.TightScan() : TightScan.Found =
        let bars = bars.Value

        TightScan.run
            this.Multiple
            this.Vertical
            targets
            bars.Open.Array
            bars.High.Array
            bars.Low.Array

    /// The labels with everything that they tell.
    [<Benchmark>]
    member this.Labels() : BarrierLabels =
        TripleBarrier.create
            {
                TripleBarrierSettings.standard with
                    ProfitTaking = ValueSome this.Multiple
                    StopLoss = StopLoss.Fixed this.Multiple
                    Vertical = VerticalBarrier.Bars(this.Vertical * 1<bar>)
                    Target = BarrierTarget.Given panel.Value
            }
            events.Value
            CorporateActions.None
            bars.Value
        |> orFail
