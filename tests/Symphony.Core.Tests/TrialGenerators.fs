namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp

open Symphony.Core

/// Returns of 1 to 9 trials on the same 4 to 60 bars: fat tails, copies of each other, stretches without
/// a trade, trials that never trade.
type TrialMatrix = TrialMatrix of float[][]

/// Such trials, at least 2, with an even number of blocks of at least two bars, 2 to 8.
type OverfittingCase = OverfittingCase of returns: float[][] * blocks: int

/// 1 to 12 probabilities with ties, some 0 and some 1.
type PValues = PValues of float[]

/// Generators of trials.
type Trials =

    static member private Matrix(fewestTrials: int, fewestBars: int) : Gen<float[][]> =
        gen {
            let! count = Gen.choose (fewestTrials, 9)
            let! bars = Gen.choose (fewestBars, 60)

            let one =
                gen {
                    let! size = Gen.frequency [ 8, Gen.constant 0.01; 2, Gen.constant 0.06 ]

                    let! sum = Gen.map Array.sum (Gen.arrayOfLength 3 (Gen.choose (-1000, 1000)))
                    return size * float sum / 900.0
                }

            let! series = Gen.arrayOfLength count (Gen.arrayOfLength bars one)
            let! kinds = Gen.arrayOfLength count (Gen.choose (0, 9))
            let! cut = Gen.choose (0, bars)

            return
                series
                |> Array.mapi (fun i own ->
                    match kinds[i] with
                    // No trade before, or after, a bar; never; a copy of another; a constant gain.
                    | 0 -> own |> Array.mapi (fun t r -> if t < cut then 0.0 else r)
                    | 1 -> own |> Array.mapi (fun t r -> if t >= cut then 0.0 else r)
                    | 2 when i > 0 -> Array.copy series[i - 1]
                    | 3 when i > 0 -> Array.map2 (fun a b -> 0.8 * a + 0.2 * b) series[i - 1] own
                    | 4 when cut % 3 = 0 -> Array.zeroCreate bars
                    | 4 when cut % 3 = 1 -> Array.create bars 0.0123
                    | _ -> own)
        }

    static member private Fewer
        (fewestTrials: int, fewestBars: int, returns: float[][])
        : seq<float[][]> =
        seq {
            if returns.Length > fewestTrials then
                for i in 0 .. returns.Length - 1 do
                    yield Array.removeAt i returns

            let bars = returns[0].Length

            if bars > fewestBars then
                yield returns |> Array.map (Array.truncate (max fewestBars (bars / 2)))
                yield returns |> Array.map (Array.truncate (bars - 1))

            let rounded = returns |> Array.map (Array.map (fun r -> Math.Round(r, 3)))

            if rounded <> returns then
                yield rounded
        }

    static member Matrices() : Arbitrary<TrialMatrix> =
        Arb.fromGenShrink (
            Gen.map TrialMatrix (Trials.Matrix(1, 4)),
            fun (TrialMatrix returns) -> Seq.map TrialMatrix (Trials.Fewer(1, 4, returns))
        )

    static member OverfittingCases() : Arbitrary<OverfittingCase> =
        let gen =
            gen {
                let! half = Gen.choose (1, 4)
                let! returns = Trials.Matrix(2, 4 * half)
                return OverfittingCase(returns, 2 * half)
            }

        let shrink (OverfittingCase(returns, blocks)) =
            seq {
                if blocks > 2 then
                    yield OverfittingCase(returns, blocks - 2)

                for fewer in Trials.Fewer(2, 2 * blocks, returns) do
                    yield OverfittingCase(fewer, blocks)
            }

        Arb.fromGenShrink (gen, shrink)

    static member PValuesWithTies() : Arbitrary<PValues> =
        let one =
            Gen.frequency [
                6, Gen.map (fun k -> float k / 1000.0) (Gen.choose (0, 1000))
                3, Gen.map (fun k -> float k / 100000.0) (Gen.choose (0, 1000))
                1, Gen.elements [ 0.0; 1.0; 0.05; 1e-300 ]
            ]

        let gen =
            gen {
                let! count = Gen.choose (1, 12)
                let! values = Gen.arrayOfLength count one
                return PValues values
            }

        let shrink (PValues values) =
            seq {
                if values.Length > 1 then
                    for i in 0 .. values.Length - 1 do
                        yield PValues(Array.removeAt i values)
            }

        Arb.fromGenShrink (gen, shrink)

/// A property over trials, and over the numbers of DomainProperty.
[<AttributeUsage(AttributeTargets.Method)>]
type TrialPropertyAttribute() as this =
    inherit DomainPropertyAttribute()

    do this.Arbitrary <- [| typeof<Numbers>; typeof<Trials> |]

/// What laws of trials begin with.
[<RequireQualifiedAccess>]
module TrialCases =

    let ofResult (result: Result<'value, Invalid>) : 'value =
        match result with
        | Ok value -> value
        | Error invalid -> failwith (string invalid)

    let names (count: int) : string[] =
        Array.init count (fun i -> $"trial {i}")

    let returns (series: float[][]) : TrialReturns =
        TrialReturns.create (names series.Length) series |> ofResult

    /// Carries pieces out backwards: a schedule that must not show.
    let backwards (count: int) (piece: int -> unit) : unit =
        for i in count - 1 .. -1 .. 0 do
            piece i

    /// Seeded returns that are almost normal, with a mean for each trial.
    let seeded (seed: uint64) (bars: int) (means: float[]) : float[][] =
        let mutable rng = Rng.ofSeed seed

        let draw () =
            let struct (value, following) = Rng.uniform rng
            rng <- following
            value

        means
        |> Array.map (fun mean ->
            Array.init bars (fun _ -> mean + 0.01 * Elementary.normalQuantile (draw ())))
