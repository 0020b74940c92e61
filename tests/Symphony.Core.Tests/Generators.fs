namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

/// A number from every corner of the doubles: random bits, subnormal, near 0 and 1, huge, special.
type HardFloat = HardFloat of float

/// A series of any length from 0 to 100 with finite values of very different sizes.
type MixedSeries = MixedSeries of float[]

/// Two such series of one length.
type MixedPair = MixedPair of (float * float)[]

/// Simple returns per bar: 2 to 400 of them, fat tails, within (-0.9, 0.9), not all equal.
type ReturnSeries = ReturnSeries of float[]

/// 1 to 40 values with many ties.
type TiedSeries = TiedSeries of float[]

/// A probability in (0, 1).
type Probability = Probability of float

/// Every generator of numbers, each with its shrinker.
type Numbers =

    static member private FromBits: Gen<float> =
        ArbMap.defaults |> ArbMap.generate<int64> |> Gen.map BitConverter.Int64BitsToDouble

    static member private Sized(low: int, high: int) : Gen<float> =
        gen {
            let! exponent = Gen.choose (low, high)
            let! bits = ArbMap.generate<int64> ArbMap.defaults
            let! sign = Gen.elements [ 1.0; -1.0 ]

            let significand =
                BitConverter.Int64BitsToDouble((bits &&& 0xfffffffffffffL) ||| 0x3ff0000000000000L)

            return sign * Math.ScaleB(significand, exponent)
        }

    /// Simpler numbers first: 0, 1, whole, then half as large, then with fewer digits.
    static member private Simpler(x: float) : seq<float> =
        seq {
            if x <> 0.0 && Double.IsFinite x then
                yield 0.0

                if abs x > 1.0 then
                    yield float (sign x)

                if Math.Truncate x <> x then
                    yield Math.Truncate x

                if abs x > 1e-300 then
                    yield x / 2.0

                let rounded =
                    BitConverter.Int64BitsToDouble(
                        BitConverter.DoubleToInt64Bits x &&& ~~~0xffffffffL
                    )

                if rounded <> x then
                    yield rounded
        }

    static member private Fewer(values: 'value[]) : seq<'value[]> =
        seq {
            let n = values.Length

            if n > 1 then
                yield values[.. n / 2 - 1]
                yield values[n / 2 ..]

            if n > 0 && n <= 32 then
                for i in 0 .. n - 1 do
                    yield Array.removeAt i values
        }

    static member private SimplerSeries(values: float[]) : seq<float[]> =
        seq {
            yield! Numbers.Fewer values

            if values.Length <= 12 then
                for i in 0 .. values.Length - 1 do
                    for simpler in Numbers.Simpler values[i] do
                        yield Array.updateAt i simpler values
        }

    static member private Mixed: Gen<float> =
        Gen.frequency [
            4, Numbers.Sized(-8, 8)
            2, Numbers.Sized(-60, 60)
            1, Gen.constant 0.0
            1, Gen.map float (Gen.choose (-5, 5))
        ]

    static member HardFloats() : Arbitrary<HardFloat> =
        let special =
            Gen.elements [
                0.0
                -0.0
                1.0
                -1.0
                0.5
                nan
                infinity
                -infinity
                Double.Epsilon
                -Double.Epsilon
                Double.MaxValue
                -Double.MaxValue
                2.2250738585072014e-308
                2.225073858507201e-308
            ]

        let nearOne =
            gen {
                let! off = Gen.choose (-40, 40)

                let! centre =
                    Gen.elements [ 1.0; 0.5; 2.0; -1.0; 0.7071067811865476; 1.4142135623730951 ]

                return centre * (1.0 + float off * 1.1102230246251565e-16)
            }

        let nearQuarterTurns =
            gen {
                let! turns = Gen.choose (1, 1000000)
                let! off = Gen.choose (-2, 2)
                let near = float turns * 0.7853981633974483
                return near + float off * (Math.BitIncrement near - near)
            }

        Gen.frequency [
            2, Numbers.FromBits
            4, Numbers.Sized(-4, 10)
            3, Numbers.Sized(-60, -1)
            1, Numbers.Sized(-1074, -1000)
            2, Numbers.Sized(0, 1023)
            2, nearOne
            2, nearQuarterTurns
            1, special
        ]
        |> fun gen ->
            Arb.fromGenShrink (
                Gen.map HardFloat gen,
                fun (HardFloat x) -> Seq.map HardFloat (Numbers.Simpler x)
            )

    static member MixedSeriesOfAnyLength() : Arbitrary<MixedSeries> =
        let gen =
            gen {
                let! length = Gen.choose (0, 100)
                let! values = Gen.arrayOfLength length Numbers.Mixed
                return MixedSeries values
            }

        Arb.fromGenShrink (
            gen,
            fun (MixedSeries values) -> Seq.map MixedSeries (Numbers.SimplerSeries values)
        )

    static member MixedPairs() : Arbitrary<MixedPair> =
        let gen =
            gen {
                let! length = Gen.choose (0, 100)
                let! values = Gen.arrayOfLength length (Gen.zip Numbers.Mixed Numbers.Mixed)
                return MixedPair values
            }

        Arb.fromGenShrink (gen, fun (MixedPair values) -> Seq.map MixedPair (Numbers.Fewer values))

    static member ReturnSeriesOfFatTails() : Arbitrary<ReturnSeries> =
        let one =
            gen {
                let! size =
                    Gen.frequency [
                        8, Gen.constant 0.01
                        2, Gen.constant 0.05
                        1, Gen.constant 0.3
                    ]

                let! sum = Gen.map Array.sum (Gen.arrayOfLength 4 (Gen.choose (-1000, 1000)))
                return Math.Clamp(size * float sum / 1200.0, -0.89, 0.89)
            }

        let isUsable (values: float[]) =
            values.Length >= 2
            && Array.distinct values |> Array.length > 1
            && values |> Array.forall (fun r -> abs r < 0.9)

        let gen =
            gen {
                let! length = Gen.choose (2, 400)
                let! values = Gen.arrayOfLength length one
                return values
            }
            |> Gen.filter isUsable

        let shrink (ReturnSeries values) =
            Numbers.SimplerSeries values |> Seq.filter isUsable |> Seq.map ReturnSeries

        Arb.fromGenShrink (Gen.map ReturnSeries gen, shrink)

    static member TiedSeriesOfFewValues() : Arbitrary<TiedSeries> =
        let gen =
            gen {
                let! length = Gen.choose (1, 40)
                let! values = Gen.arrayOfLength length (Gen.map float (Gen.choose (-6, 6)))
                return TiedSeries values
            }

        let shrink (TiedSeries values) =
            Numbers.SimplerSeries values |> Seq.filter (fun v -> v.Length > 0) |> Seq.map TiedSeries

        Arb.fromGenShrink (gen, shrink)

    static member Probabilities() : Arbitrary<Probability> =
        let usable p = p > 0.0 && p < 1.0

        let gen =
            Gen.frequency [
                4, Gen.map (fun k -> float k / 1000001.0) (Gen.choose (1, 1000000))
                2, Gen.map abs (Numbers.Sized(-1074, -1))
                1, Gen.map (fun x -> 1.0 - abs x) (Numbers.Sized(-53, -1))
                1, Gen.map (fun x -> 0.5 + x) (Numbers.Sized(-54, -2))
            ]
            |> Gen.filter usable

        Arb.fromGenShrink (
            Gen.map Probability gen,
            fun (Probability p) ->
                [ 0.5; 0.25; 0.75; 0.1 ]
                |> List.filter (fun q -> q <> p && abs (q - 0.5) < abs (p - 0.5))
                |> Seq.map Probability
        )

/// A property over the numbers above. The seed is fixed; SYMPHONY_REPLAY = "seed,gamma" or
/// "seed,gamma,size" sets another.
[<AttributeUsage(AttributeTargets.Method)>]
type DomainPropertyAttribute() as this =
    inherit PropertyAttribute()

    do
        this.Arbitrary <- [| typeof<Numbers> |]

        this.Replay <-
            match Environment.GetEnvironmentVariable "SYMPHONY_REPLAY" with
            | null
            | "" -> "20261121,4242424243"
            | given -> given
