namespace Symphony.Bench

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open BenchmarkDotNet.Attributes

open Symphony.Core

/// What the machine reads: five panels of 2520 x 500 doubles, 50.4 MB, side by side and fetched ahead as the bare
/// loop has them, each added up. The bare loop reads as many bytes; what it takes longer than this is its arithmetic.
type BandwidthBench() =

    let panels =
        Array.init 5 (fun k -> Array.init (2520 * 500) (fun i -> float (i + k)))

    static member inline private Sum<'L when 'L: struct and 'L :> ILane<'L>>
        (panels: float[][])
        : float =
        let a = &MemoryMarshal.GetArrayDataReference panels[0]
        let b = &MemoryMarshal.GetArrayDataReference panels[1]
        let c = &MemoryMarshal.GetArrayDataReference panels[2]
        let d = &MemoryMarshal.GetArrayDataReference panels[3]
        let e = &MemoryMarshal.GetArrayDataReference panels[4]
        let mutable ofA = 'L.Of 0.0
        let mutable ofB = 'L.Of 0.0
        let mutable ofC = 'L.Of 0.0
        let mutable ofD = 'L.Of 0.0
        let mutable ofE = 'L.Of 0.0
        let mutable i = 0

        while i < panels[0].Length do
            BareLoop.expect<Streamed> &a i
            BareLoop.expect<Streamed> &b i
            BareLoop.expect<Streamed> &c i
            BareLoop.expect<Streamed> &d i
            BareLoop.expect<Streamed> &e i
            ofA <- ofA + 'L.Load(&a, i)
            ofB <- ofB + 'L.Load(&b, i)
            ofC <- ofC + 'L.Load(&c, i)
            ofD <- ofD + 'L.Load(&d, i)
            ofE <- ofE + 'L.Load(&e, i)
            i <- i + 'L.Width

        'L.Total(ofA + ofB + ofC + ofD + ofE)

    static member private InOne(panels: float[][]) : float = BandwidthBench.Sum<EightInOne> panels
    static member private InTwo(panels: float[][]) : float = BandwidthBench.Sum<EightInTwo> panels

    /// Bytes / time is the read bandwidth.
    [<Benchmark>]
    member _.FivePanels() : float =
        if Vector512.IsHardwareAccelerated then
            BandwidthBench.InOne panels
        else
            BandwidthBench.InTwo panels
