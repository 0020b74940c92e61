namespace Symphony.Bench

open System
open BenchmarkDotNet.Attributes

open Symphony.Core

/// One symbol's minute bars, 2,000 sessions of 390: 780,000 bars of 48 bytes, 37 MB.
type ResampleBench() =

    let sessions = 2000
    let minutes = 390
    let minute = 60_000_000L
    let count = sessions * minutes
    let dayMicros = 86_400_000_000L

    let calendar =
        let opens =
            Array.init sessions (fun i -> int64 (15_000 + i) * dayMicros + 870L * minute)

        SessionCalendar.create
            "bench"
            (Array.init sessions (fun i -> 15_000 + i))
            opens
            (opens |> Array.map (fun opening -> opening + int64 minutes * minute))
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let bars =
        let price i = 100.0 + float (i * 7919 % 1009) / 100.0

        BarSeries.create
            (Array.init count (fun i ->
                int64 (15_000 + i / minutes) * dayMicros
                + (870L + int64 (i % minutes) + 1L) * minute))
            (Array.init count price)
            (Array.init count (fun i -> price i + 11.0))
            (Array.init count (fun i -> price i - 11.0))
            (Array.init count (fun i -> price (i + 1)))
            (Array.init count (fun i -> float (i % 5000)))
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    // As the source's file would be with one minute in seven lost.
    let holed =
        let kept = [|
            for i in 0 .. count - 1 do
                if i % 7 <> 3 then
                    i
        |]

        let pick (values: 'value[]) = kept |> Array.map (fun i -> values[i])

        BarSeries(
            pick bars.InstantArray,
            pick bars.OpenArray,
            pick bars.HighArray,
            pick bars.LowArray,
            pick bars.CloseArray,
            pick bars.VolumeArray
        )

    let into = ResampledBars()

    let resample (width: BarWidth) (source: BarSeries) : int =
        into.Clear()

        let resampler =
            Resampler(
                calendar,
                { Width = width; SourceMinutes = 1; Outside = OutsideSessions.Refuse }
            )

        resampler.Add(source, into)
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

        resampler.Finish into
        into.Count

    let instantsAsFloats = Array.init count float

    /// The same 48 bytes a bar, added up: what reading them costs.
    [<Benchmark(Baseline = true)>]
    member _.SameBytes() : float =
        Kernels.sum (ReadOnlySpan instantsAsFloats)
        + Kernels.sum (ReadOnlySpan bars.OpenArray)
        + Kernels.sum (ReadOnlySpan bars.HighArray)
        + Kernels.sum (ReadOnlySpan bars.LowArray)
        + Kernels.sum (ReadOnlySpan bars.CloseArray)
        + Kernels.sum (ReadOnlySpan bars.VolumeArray)

    /// Bars / time is the speed the issue asks of one thread.
    [<Benchmark>]
    member _.FifteenMinutes() : int = resample (BarWidth.Minutes 15) bars

    /// With a minute in seven missing, ends of bars are looked for.
    [<Benchmark>]
    member _.FifteenMinutesWithGaps() : int = resample (BarWidth.Minutes 15) holed

    [<Benchmark>]
    member _.Sessions() : int = resample BarWidth.Session bars
