namespace Symphony.Bench

open System
open BenchmarkDotNet.Attributes

open Symphony.Core

/// What the machine reads: five panels of 2520 x 500 doubles, 50.4 MB, each added up. The bare loop reads as
/// many bytes; what it takes longer than this is its arithmetic.
type BandwidthBench() =

    let panels =
        Array.init 5 (fun k -> Array.init (2520 * 500) (fun i -> float (i + k)))

    /// Bytes / time is the read bandwidth.
    [<Benchmark>]
    member _.FivePanels() : float =
        let mutable total = 0.0

        for panel in panels do
            total <- total + Kernels.sum (ReadOnlySpan panel)

        total
