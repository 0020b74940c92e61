namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp

/// Scores of 1 to 5 members on 2 to 9 dates of 1 to 7 names, some missing, ties and copies among them; with outcomes.
type StackCase = { Dates: int[]; Scores: float[][]; Outcomes: float[] }

/// Generators of stacks, with their shrinker.
type Stacks =

    static member private Rows(rows: int[], case: StackCase) : StackCase = {
        Dates = rows |> Array.map (fun row -> case.Dates[row])
        Scores = case.Scores |> Array.map (fun own -> rows |> Array.map (fun row -> own[row]))
        Outcomes = rows |> Array.map (fun row -> case.Outcomes[row])
    }

    static member private Fewer(case: StackCase) : seq<StackCase> =
        seq {
            if case.Scores.Length > 1 then
                for j in 0 .. case.Scores.Length - 1 do
                    yield { case with Scores = Array.removeAt j case.Scores }

            let days = Array.distinct case.Dates

            if days.Length > 2 then
                for day in days do
                    let kept =
                        [| 0 .. case.Dates.Length - 1 |]
                        |> Array.filter (fun row -> case.Dates[row] <> day)

                    yield Stacks.Rows(kept, case)
        }

    static member Cases() : Arbitrary<StackCase> =
        let made =
            gen {
                let! members = Gen.choose (1, 5)
                let! days = Gen.choose (2, 9)
                let! names = Gen.arrayOfLength days (Gen.choose (1, 7))

                let dates =
                    names
                    |> Array.mapi (fun day count -> Array.create count (3 * day))
                    |> Array.concat

                let value =
                    Gen.frequency [
                        6, Gen.map (fun k -> float k / 997.0) (Gen.choose (-3000, 3000))
                        2, Gen.map float (Gen.choose (-2, 2))
                    ]

                let! common = Gen.arrayOfLength dates.Length value
                let! own = Gen.arrayOfLength members (Gen.arrayOfLength dates.Length value)
                let! kinds = Gen.arrayOfLength members (Gen.choose (0, 9))
                let! noise = Gen.arrayOfLength dates.Length value
                let! missing = Gen.arrayOfLength (members * dates.Length) (Gen.choose (0, 24))

                let scores =
                    own
                    |> Array.mapi (fun j own ->
                        match kinds[j] with
                        | 0 -> Array.create dates.Length 0.25
                        | 1 -> Array.copy common
                        | 2 -> common |> Array.map (fun score -> -score)
                        | 3
                        | 4
                        | 5 -> Array.map2 (fun a b -> 1e3 * (a + b)) common own
                        // Much in common: a coefficient that is freed first may have to go again.
                        | 6
                        | 7 -> Array.map2 (fun a b -> 4.0 * a + b) common own
                        | _ -> own)
                    |> Array.mapi (fun j own ->
                        own
                        |> Array.mapi (fun row score ->
                            if missing[j * dates.Length + row] = 0 then nan else score))

                return {
                    Dates = dates
                    Scores = scores
                    Outcomes = Array.map2 (fun a b -> 0.5 * a + b) common noise
                }
            }

        Arb.fromGenShrink (made, Stacks.Fewer)

/// A property over stacks.
[<AttributeUsage(AttributeTargets.Method)>]
type StackPropertyAttribute() as this =
    inherit DomainPropertyAttribute()

    do this.Arbitrary <- [| typeof<Numbers>; typeof<Stacks> |]
