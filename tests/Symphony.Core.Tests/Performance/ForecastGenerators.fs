namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp

/// Scores, outcomes and weights: 1 to 60 rows with ties, no weight for some, weight for one at least.
type WeightedRows = WeightedRows of (float * float * float)[]

/// 1 to 200 probabilities in [0, 1] with ties, the ends among them, and what happened.
type ForecastRows = ForecastRows of (float * bool)[]

/// Scores with outcomes of both kinds: 2 to 120 rows.
type ScoredRows = ScoredRows of (float * bool)[]

/// Generators of rows that are scored or forecast, each with its shrinker.
type Forecasts =

    static member private Fewer(rows: 'row[]) : seq<'row[]> =
        seq {
            if rows.Length > 1 then
                yield rows[.. rows.Length / 2 - 1]
                yield rows[rows.Length / 2 ..]

            if rows.Length <= 40 then
                for i in 0 .. rows.Length - 1 do
                    yield Array.removeAt i rows
        }

    static member private Arrays(least: int, most: int, row: Gen<'row>) : Gen<'row[]> =
        gen {
            let! length = Gen.choose (least, most)
            return! Gen.arrayOfLength length row
        }

    static member private Shrinking
        (isUsable: 'row[] -> bool, gen: Gen<'row[]>, wrap: 'row[] -> 'made, unwrap)
        =
        Arb.fromGenShrink (
            gen |> Gen.filter isUsable |> Gen.map wrap,
            fun made -> Forecasts.Fewer(unwrap made) |> Seq.filter isUsable |> Seq.map wrap
        )

    static member private Score: Gen<float> =
        Gen.frequency [
            3, Gen.map (fun k -> float k / 4.0) (Gen.choose (-12, 12))
            2, Gen.map (fun k -> float k * 1.37e-3) (Gen.choose (-4000, 4000))
        ]

    static member WeightedRowsOfTies() : Arbitrary<WeightedRows> =
        let row =
            gen {
                let! x = Forecasts.Score
                let! y = Gen.oneof [ Gen.map float (Gen.choose (0, 1)); Forecasts.Score ]

                let! w =
                    Gen.frequency [
                        3, Gen.constant 1.0
                        2, Gen.map (fun k -> float k / 3.0) (Gen.choose (1, 9))
                        1, Gen.constant 0.0
                    ]

                return x, y, w
            }

        Forecasts.Shrinking(
            Array.exists (fun (_, _, w) -> w > 0.0),
            Forecasts.Arrays(1, 60, row),
            WeightedRows,
            fun (WeightedRows rows) -> rows
        )

    static member ForecastsOfTies() : Arbitrary<ForecastRows> =
        let row =
            gen {
                let! p =
                    Gen.frequency [
                        3, Gen.map (fun k -> float k / 20.0) (Gen.choose (0, 20))
                        3, Gen.map (fun k -> float k / 1000003.0) (Gen.choose (0, 1000003))
                        1, Gen.elements [ 0.0; 1.0; 0.1; 0.3; 0.7; 0.29999999999999993 ]
                    ]

                let! happened = ArbMap.generate<bool> ArbMap.defaults
                return p, happened
            }

        Forecasts.Shrinking(
            Array.isEmpty >> not,
            Forecasts.Arrays(1, 200, row),
            ForecastRows,
            fun (ForecastRows rows) -> rows
        )

    static member ScoresOfBothKinds() : Arbitrary<ScoredRows> =
        let row = Gen.zip Forecasts.Score (ArbMap.generate<bool> ArbMap.defaults)

        let hasBoth rows =
            Array.exists snd rows && Array.exists (snd >> not) rows

        Forecasts.Shrinking(
            hasBoth,
            Forecasts.Arrays(2, 120, row),
            ScoredRows,
            fun (ScoredRows rows) -> rows
        )

/// A property over rows that are scored or forecast.
[<AttributeUsage(AttributeTargets.Method)>]
type ForecastPropertyAttribute() as this =
    inherit DomainPropertyAttribute()

    do this.Arbitrary <- [| typeof<Numbers>; typeof<Forecasts> |]
