namespace Symphony.Bench

open System
open BenchmarkDotNet.Attributes

open Symphony.Core

/// Rolling kernels over 500 series of 2,520 values, in nanoseconds for one value. `Copy` moves the memory a kernel
/// must move (one series in, one out, afresh): a kernel is to stay within twice of it. `RunningSum` is what the
/// law of the window forbids.
[<MemoryDiagnoser>]
type RollingBench() =

    let mutable series: float[][] = [||]

    /// Values of the window.
    [<Params(20, 60, 252)>]
    member val Window = 0 with get, set

    /// Seeded walks.
    [<GlobalSetup>]
    member _.Setup() : unit =
        let mutable rng = Rng.ofSeed 7UL

        let draw () =
            let struct (value, following) = Rng.uniform rng
            rng <- following
            value

        series <-
            Array.init RollingSizes.Names (fun _ ->
                let mutable level = 0.0

                Array.init RollingSizes.Bars (fun _ ->
                    level <- level + draw () - 0.5
                    level))

    member inline private _.Each([<InlineIfLambda>] kernel: float[] -> float[]) : float =
        let mutable last = 0.0

        for values in series do
            let result = kernel values
            last <- last + result[result.Length - 1]

        last

    [<Benchmark(Baseline = true, OperationsPerInvoke = RollingSizes.Values)>]
    member this.Copy() : float = this.Each Array.copy

    [<Benchmark(OperationsPerInvoke = RollingSizes.Values)>]
    member this.RunningSum() : float =
        this.Each(fun values ->
            let result = Array.zeroCreate values.Length
            RunningSum.mean this.Window values result
            result)

    [<Benchmark(OperationsPerInvoke = RollingSizes.Values)>]
    member this.Sum() : float =
        this.Each(Rolling.sum (this.Window * 1<bar>))

    [<Benchmark(OperationsPerInvoke = RollingSizes.Values)>]
    member this.Mean() : float =
        this.Each(Rolling.mean (this.Window * 1<bar>))

    [<Benchmark(OperationsPerInvoke = RollingSizes.Values)>]
    member this.Variance() : float =
        this.Each(Rolling.variance (this.Window * 1<bar>))

    [<Benchmark(OperationsPerInvoke = RollingSizes.Values)>]
    member this.Highest() : float =
        this.Each(Rolling.highest (this.Window * 1<bar>))

    [<Benchmark(OperationsPerInvoke = RollingSizes.Values)>]
    member this.Kurtosis() : float =
        this.Each(Rolling.kurtosis (this.Window * 1<bar>))

    [<Benchmark(OperationsPerInvoke = RollingSizes.Values)>]
    member this.Slope() : float =
        this.Each(fun values -> Rolling.slope (this.Window * 1<bar>) values values)
