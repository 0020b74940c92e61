namespace Symphony.Bench

open System
open System.Threading
open BenchmarkDotNet.Attributes

open Symphony.Core

/// The statistics of 1,000 trials over ten years of days. `Plain` recomputes every ratio of one combination in
/// 64 of 16 blocks: times 64 is what the whole would take. A falling ratio between it and `OneThread` means
/// that combinations no longer share what they begin with; memory must stay below 200 MB.
[<MemoryDiagnoser>]
type OverfittingBench() =

    let mutable series: float[][] = [||]
    let mutable trials: TrialReturns voption = ValueNone

    let orFail (result: Result<'value, Invalid>) : 'value =
        match result with
        | Ok value -> value
        | Error invalid -> invalidOp (invalid.ToString())

    let twoThreads (count: int) (piece: int -> unit) : unit =
        let next = [| -1 |]

        let work () =
            let mutable mine = Interlocked.Increment(&next[0])

            while mine < count do
                piece mine
                mine <- Interlocked.Increment(&next[0])

        let helper = Thread work
        helper.Start()
        work ()
        helper.Join()

    /// Trials that were made.
    [<Params(1000)>]
    member val Trials = 0 with get, set

    /// Bars of each.
    [<Params(2520)>]
    member val Bars = 0 with get, set

    /// Seeded returns without skill.
    [<GlobalSetup>]
    member this.Setup() : unit =
        let mutable rng = Rng.ofSeed 11UL

        let draw () =
            let struct (value, following) = Rng.uniform rng
            rng <- following
            value

        series <-
            Array.init this.Trials (fun _ ->
                Array.init this.Bars (fun _ -> 0.01 * (draw () + draw () + draw () - 1.5)))

        let names = Array.init this.Trials (fun i -> $"trial {i}")
        trials <- ValueSome(TrialReturns.create names series |> orFail)

    member private _.Assess(schedule: int -> (int -> unit) -> unit) : float =
        match Overfitting.assess OverfittingSettings.Standard schedule trials.Value |> orFail with
        | OverfittingAnswer.Estimated found -> found.Probability
        | other -> invalidOp (string other)

    /// Every 64th combination, each ratio from its bars.
    [<Benchmark(Baseline = true)>]
    member _.Plain() : float =
        PlainOverfitting.probability 16 64 series

    /// All 12,870 combinations.
    [<Benchmark>]
    member this.OneThread() : float = this.Assess Schedule.sequential

    /// The same on two threads.
    [<Benchmark>]
    member this.TwoThreads() : float = this.Assess twoThreads

    /// All deflated ratios at the effective number of trials, on two threads.
    [<Benchmark>]
    member _.Deflated() : float =
        let all = trials.Value
        let clusters = EffectiveTrials.clustered twoThreads all
        let mutable best = 0.0

        for trial in 0 .. all.TrialCount - 1 do
            match SharpeEstimate.ofReturns (all.Returns(trial).Span) with
            | ValueSome estimate ->
                best <-
                    max
                        best
                        (Sharpe.deflated clusters.Summary estimate |> ValueOption.defaultValue 0.0)
            | ValueNone -> ()

        best

    /// Superior predictive ability, 1,000 resamples, on two threads.
    [<Benchmark>]
    member _.SuperiorAbility() : float =
        (RealityCheck.test RealityCheckSettings.Standard (Rng.ofSeed 1UL) twoThreads trials.Value
         |> orFail)
            .ConsistentPValue
