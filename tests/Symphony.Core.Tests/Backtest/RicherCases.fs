namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

/// A small market with what its names and costs may have besides: a minimum fee, another impact law, contract
/// multipliers, shares outstanding.
[<StructuredFormatDisplay("{Text}")>]
type RicherCase = {
    Case: EngineCase
    MinimumFee: float
    Law: ImpactLaw
    Exponent: float
    Almgren: AlmgrenImpact
    /// One for each name; the multiplier is two to that power.
    Powers: int list
    /// Shares outstanding of each name at every close; NaN where not known.
    Outstanding: float list
} with

    member this.Text: string =
        $"%A{this.Case}fee {this.MinimumFee} {this.Law} {this.Exponent} {this.Almgren} multipliers 2^%A{this.Powers} outstanding %A{this.Outstanding}"

    member this.Settings: EngineSettings = {
        this.Case.Settings with
            MinimumFee = this.MinimumFee
            ImpactLaw = this.Law
            ImpactExponent = this.Exponent
            Almgren = this.Almgren
    }

    /// The multipliers of the names, powers of two.
    member this.Multipliers: float[] = [|
        for power in this.Powers ->
            if power < 0 then 1.0 / float (1 <<< -power) else float (1 <<< power)
    |]

[<RequireQualifiedAccess>]
module RicherCase =

    let orFail = EngineCase.orFail

    /// The market with all it has.
    let market (richer: RicherCase) : EngineMarket =
        let outstanding = List.toArray richer.Outstanding

        EngineCase.market richer.Case
        |> EngineMarket.withContractMultipliers richer.Multipliers
        |> orFail
        |> fun market ->
            EngineMarket.withSharesOutstanding
                (Panel.init market.Axes (fun _ i -> outstanding[i]))
                market
        |> orFail

    let runOn (market: EngineMarket) (richer: RicherCase) : BacktestResult =
        Loop.run richer.Settings market (EngineCase.decisions richer.Case) |> orFail

    let run (richer: RicherCase) : BacktestResult = runOn (market richer) richer

/// Generators of richer markets, with a shrinker.
type RicherCases =

    static member private Case: Gen<RicherCase> =
        gen {
            let! case = EngineCases.SmallMarkets().Generator

            let! fee =
                Gen.frequency [ 2, Gen.choose (0, 400) |> Gen.map float; 1, Gen.constant 0.0 ]

            let! law = Gen.elements [ ImpactLaw.Power; ImpactLaw.Almgren2005 ]
            let! exponent = Gen.elements [ 0.5; 0.4; 0.6; 1.0 ]
            let! duration = Gen.elements [ 1.0; 0.5; 0.1 ]
            let! gamma = Gen.elements [ 0.314; 0.314; 0.0 ]
            let! powers = Gen.listOfLength case.Names.Length (Gen.choose (-3, 6))

            let! outstanding =
                Gen.listOfLength
                    case.Names.Length
                    (Gen.frequency [
                        4, Gen.choose (1, 2000) |> Gen.map (fun k -> 1e5 * float k)
                        1, Gen.constant nan
                    ])

            return {
                Case = case
                MinimumFee = fee
                Law = law
                Exponent = exponent
                Almgren = { Gamma = gamma; Eta = 0.142; DurationDays = duration }
                Powers = powers
                Outstanding = outstanding
            }
        }

    static member private Simpler(richer: RicherCase) : seq<RicherCase> =
        seq {
            for case in EngineCases.SmallMarkets().Shrinker richer.Case do
                // A smaller market has the first of these columns, which is enough to shrink.
                yield {
                    richer with
                        Case = case
                        Powers = List.truncate case.Names.Length richer.Powers
                        Outstanding = List.truncate case.Names.Length richer.Outstanding
                }

            if richer.MinimumFee <> 0.0 then
                yield { richer with MinimumFee = 0.0 }
                yield { richer with MinimumFee = floor (richer.MinimumFee / 2.0) }

            if richer.Law <> ImpactLaw.Power then
                yield { richer with Law = ImpactLaw.Power }

            if richer.Exponent <> 0.5 then
                yield { richer with Exponent = 0.5 }

            if List.exists ((<>) 0) richer.Powers then
                yield { richer with Powers = List.map (fun _ -> 0) richer.Powers }
                yield { richer with Powers = List.map (fun power -> power / 2) richer.Powers }
        }

    static member RicherMarkets() : Arbitrary<RicherCase> =
        Arb.fromGenShrink (RicherCases.Case, RicherCases.Simpler)

/// A property over richer markets, with the seed of every property here.
[<AttributeUsage(AttributeTargets.Method)>]
type RicherPropertyAttribute() as this =
    inherit PropertyAttribute()

    do
        this.Arbitrary <- [| typeof<RicherCases> |]
        this.MaxTest <- 300
        this.QuietOnSuccess <- true

        this.Replay <-
            match Environment.GetEnvironmentVariable "SYMPHONY_REPLAY" with
            | null
            | "" -> "20261121,4242424243"
            | given -> given
