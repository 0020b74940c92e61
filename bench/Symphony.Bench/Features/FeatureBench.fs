namespace Symphony.Bench

open System.Threading
open BenchmarkDotNet.Attributes

open Symphony.Core

/// Forty features of 500 names over 2,520 days: `TwoThreads` is to stay below a second. `OneByOne` computes them as
/// forty single requests: what it costs more is what sharing the symbols' own bars and log returns saves.
[<MemoryDiagnoser>]
type FeatureBench() =

    let mutable market: Bars voption = ValueNone

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

    /// A made-up market, restated.
    [<GlobalSetup>]
    member _.Setup() : unit =
        let made =
            SyntheticMarket.generate {
                SyntheticMarket.demonstration 3UL with
                    Names = RollingSizes.Names
                    Sessions = RollingSizes.Bars
            }
            |> orFail

        market <- ValueSome(Adjust.forward made.Bars made.Actions |> orFail)

    member private _.Compute(schedule: int -> (int -> unit) -> unit) : int =
        let panels =
            FeaturePanels.ofMarket
                schedule
                market.Value
                CorporateActions.None
                FeatureCatalogue.broad
            |> orFail

        panels.Length

    [<Benchmark(Baseline = true)>]
    member this.OneThread() : int = this.Compute Schedule.sequential

    [<Benchmark>]
    member this.TwoThreads() : int = this.Compute twoThreads

    [<Benchmark>]
    member _.OneByOne() : int =
        FeatureCatalogue.broad
        |> List.sumBy (fun feature ->
            let panel: Panel = Feature.compute market.Value feature |> orFail
            panel.Axes.BarCount)
