namespace Symphony.Bench

open System
open BenchmarkDotNet.Attributes

open Symphony.Core

/// 500 names over ten years of days: one walk with ranges and volumes, made once for all cases.
[<RequireQualifiedAccess>]
module IndicatorMarket =

    let names = 500
    let days = 2520

    let private orFail (result: Result<'value, Invalid>) : 'value =
        match result with
        | Ok value -> value
        | Error invalid -> invalidOp (invalid.ToString())

    let private make () : Bars =
        let cells = days * names

        let opens, highs, lows, closes, volumes =
            Array.zeroCreate cells,
            Array.zeroCreate cells,
            Array.zeroCreate cells,
            Array.zeroCreate cells,
            Array.zeroCreate cells

        let mutable rng = Rng.ofSeed 42UL

        let draw () =
            let struct (value, following) = Rng.uniform rng
            rng <- following
            value

        for cell in 0 .. cells - 1 do
            let before = if cell < names then 20.0 + draw () * 100.0 else closes[cell - names]
            let first = before * (1.0 + 0.01 * (draw () - 0.5))
            let last = first * (1.0 + 0.03 * (draw () - 0.5))
            opens[cell] <- first
            closes[cell] <- last
            highs[cell] <- max first last * (1.0 + 0.01 * draw ())
            lows[cell] <- min first last * (1.0 - 0.01 * draw ())
            volumes[cell] <- 1e5 + 1e6 * draw ()

        let axes =
            Axes.create
                (Array.init days (fun day -> int64 day * 86_400_000_000L))
                (Array.init days id)
                (Array.init names (fun name -> $"N{name}"))
            |> orFail

        Bars.create axes PriceBasis.Adjusted opens highs lows closes (ValueSome volumes) |> orFail

    let private shared = lazy make ()

    /// The bars.
    let bars () : Bars = shared.Value

    /// The bars with what the engine of features needs besides.
    let internal stepwise () : StepwiseBars =
        StepwiseBars.create
            shared.Value
            CorporateActions.None
            (Adjust.steps shared.Value CorporateActions.None |> orFail)

/// Each indicator as a feature on 500 names x 2,520 days, one thread, against its memory traffic: the closes
/// of each name gathered from the panel and written back. Those of O(1) and O(log w) should take a few
/// times that; a ratio that grows with the length of an average means that the window is walked.
[<MemoryDiagnoser>]
type IndicatorBench() =

    let mutable market: StepwiseBars voption = ValueNone
    let mutable feature: Feature voption = ValueNone

    /// The indicators with their usual lengths.
    static member Names: seq<string> = IndicatorCatalogue.usual |> Seq.map _.Name

    /// Which.
    [<ParamsSource("Names")>]
    member val Name = "rsi_14" with get, set

    /// The market, and the feature by its name.
    [<GlobalSetup>]
    member this.Setup() : unit =
        market <- ValueSome(IndicatorMarket.stepwise ())

        feature <-
            IndicatorCatalogue.usual |> List.find (fun usual -> usual.Name = this.Name) |> ValueSome

    /// Every close read and written once, name by name.
    [<Benchmark(Baseline = true)>]
    member _.Traffic() : Panel =
        OwnBars.map market.Value (fun own panel -> Array.blit own.Closes 0 panel 0 own.Count)

    /// The indicator.
    [<Benchmark>]
    member _.Indicator() : Panel =
        match Feature.values market.Value feature.Value with
        | Ok panel -> panel
        | Error invalid -> invalidOp (invalid.ToString())

/// Indicators of one name in the single-series face, 2,520 days, against a copy of the closes: a few times that for
/// the recursions, the length of the window more for what is taken afresh.
[<MemoryDiagnoser>]
type IndicatorSeriesBench() =

    let closes =
        lazy
            (let bars = IndicatorMarket.bars ()
             Array.init IndicatorMarket.days (fun day -> bars.Close[day, 0]))

    /// What it takes to read the closes and write as many numbers.
    [<Benchmark(Baseline = true)>]
    member _.Copy() : float[] = Array.copy closes.Value

    /// Wilder's relative strength of the whole past.
    [<Benchmark>]
    member _.RelativeStrength() : Result<float[], Invalid> =
        RelativeStrength.wilder 14<bar> (ReadOnlySpan closes.Value)

    /// Three averages of the whole past.
    [<Benchmark>]
    member _.Convergence() : Result<MacdLines, Invalid> =
        AverageConvergence.macd 12<bar> 26<bar> 9<bar> (ReadOnlySpan closes.Value)

    /// Means and deviations of 20 days, each taken afresh.
    [<Benchmark>]
    member _.Bollinger() : Result<PriceBands, Invalid> =
        Bands.bollinger 20<bar> 2.0 (ReadOnlySpan closes.Value)
