namespace Symphony.Core.Tests

open System
open System.Diagnostics
open System.Globalization
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open NUnit.Framework

open Symphony.Core

/// The setting of processor and C library that a run of the tests was started with.
///
/// SYMPHONY_EXPECT_ISA says which of the four it is to be: default (or nothing), noavx2, nohwintrinsic,
/// noglibc.
[<TestFixture>]
type InstructionSets() =

    let variable (name: string) : string =
        Environment.GetEnvironmentVariable name |> Option.ofObj |> Option.defaultValue ""

    let expected = variable "SYMPHONY_EXPECT_ISA"

    let points = [| for i in 1..4000 -> float i * 0.37 |]

    /// exp (3 sin x) from the C library as this process has it.
    let here () =
        points |> Array.map (fun x -> Math.Exp(Math.Sin x * 3.0))

    /// The same from a process without the tunable; none where there is no awk.
    let elsewhere () : float[] option =
        let program =
            "BEGIN { for (i = 1; i <= 4000; i++) printf \"%.17g\\n\", exp(sin(i * 0.37) * 3) }"

        let start = ProcessStartInfo("awk", [ program ], RedirectStandardOutput = true)
        start.Environment.Remove "GLIBC_TUNABLES" |> ignore
        start.Environment["LC_ALL"] <- "C"

        try
            use started = Process.Start start |> Unchecked.nonNull
            let text = started.StandardOutput.ReadToEnd()
            started.WaitForExit()

            text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            |> Array.map (fun line -> Double.Parse(line, CultureInfo.InvariantCulture))
            |> Some
        with :? ComponentModel.Win32Exception ->
            None

    /// How many values of the C library differ from those of a process without the tunable.
    let differences () : int option =
        elsewhere ()
        |> Option.map (fun values ->
            Array.map2 (<>) (here ()) values |> Array.filter id |> Array.length)

    [<Test>]
    member _.``the setting asked for is in effect``() =
        let avx512, avx2, sse =
            Vector512.IsHardwareAccelerated, Avx2.IsSupported, Vector128.IsHardwareAccelerated

        let tunables = variable "GLIBC_TUNABLES"

        TestContext.Out.WriteLine(
            $"setting {expected}; lanes of 512: {avx512}, AVX2: {avx2}, lanes of 128: {sse}; "
            + $"GLIBC_TUNABLES: '{tunables}', values of the C library it changes: {differences ()}"
        )

        Assert.Multiple(fun () ->
            match expected with
            | "noavx2" ->
                Assert.That(avx2, Is.False, "AVX2")
                Assert.That(Vector256.IsHardwareAccelerated, Is.False, "lanes of 256")
                Assert.That(sse, Is.True, "lanes of 128")
            | "nohwintrinsic" ->
                Assert.That(avx2, Is.False, "AVX2")
                Assert.That(sse, Is.False, "lanes of 128")
            | "noglibc" ->
                Assert.That(tunables, Does.Contain "glibc.cpu.hwcaps=-FMA,-AVX2")
                // Where the processor has FMA its absence shows in the bits.
                match differences () with
                | Some count when Fma.IsSupported -> Assert.That(count, Is.GreaterThan 0)
                | _ -> ()
            | ""
            | "default" ->
                Assert.That(variable "DOTNET_EnableAVX2", Is.Not.EqualTo "0")
                Assert.That(variable "DOTNET_EnableHWIntrinsic", Is.Not.EqualTo "0")
                Assert.That(tunables, Does.Not.Contain "hwcaps")
            | other ->
                Assert.Fail(
                    $"SYMPHONY_EXPECT_ISA is '{other}'; accepted: default, noavx2, nohwintrinsic, noglibc"
                ))

    /// One number over all kernels and functions: the same under every setting, on every machine.
    [<Test>]
    member _.``kernels and functions give the bits committed here``() =
        let x =
            Array.init 1003 (fun i ->
                Elementary.sin (float i * 0.7) * Elementary.exp (float (i % 40) - 20.0))

        let y =
            Array.init 1003 (fun i -> Elementary.normalQuantile ((float i + 0.5) / 1003.0))

        let mutable digest = 17UL

        let add (value: float) =
            digest <- digest * 1099511628211UL + uint64 (BitConverter.DoubleToInt64Bits value)

        for i in 0..1002 do
            for f in
                [
                    Elementary.exp
                    Elementary.expm1
                    Elementary.cos
                    Elementary.tanh
                    Elementary.erf
                    Elementary.normalCdf
                ] do
                add (f y[i])

            add (Elementary.log (abs x[i] + 1e-3))
            add (Elementary.log1p (abs x[i]))
            add (Elementary.pow (abs x[i] + 0.1) y[i])

        add (Kernels.sum (ReadOnlySpan x))
        add (Kernels.dot (ReadOnlySpan x) (ReadOnlySpan y))
        add (Kernels.sumOfFourthDeviations 0.1 (ReadOnlySpan y))
        Kernels.addScaled 0.3 (ReadOnlySpan x) (Span y)
        add (Kernels.sumOfAbsolutes (ReadOnlySpan y))

        match Moments.ofSeries (ReadOnlySpan y) with
        | ValueSome moments ->
            add moments.Skewness
            add moments.Kurtosis
        | ValueNone -> ()

        Assert.That(digest.ToString "x16", Is.EqualTo "c80b03c57651909e")
