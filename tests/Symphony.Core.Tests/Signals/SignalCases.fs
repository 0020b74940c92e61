namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

/// A small market and what is signalled on it; names and bars beyond the market's are not read.
[<StructuredFormatDisplay("{Text}")>]
type SignalCase = {
    Market: EngineCase
    Signalled: SignalEvents[][]
    Scores: float[][]
    Settings: SignalSettings
    Rules: ScoreRules
} with

    member this.Text: string =
        let bars = this.Market.SessionDates.Length

        let rows =
            [
                for i in 0 .. this.Market.Names.Length - 1 ->
                    $"N{i:D2} %A{Array.truncate bars this.Signalled[i]} %A{Array.truncate bars this.Scores[i]}"
            ]
            |> String.concat "\n"

        $"{this.Settings}\n{this.Rules}\n{rows}\n{this.Market.Text}"

[<RequireQualifiedAccess>]
module SignalCase =

    let private column (case: SignalCase) (values: 'v[][]) : 'v[] = [|
        for t in 0 .. EngineCase.barCount case.Market - 1 do
            for i in 0 .. case.Market.Names.Length - 1 do
                values[i][t]
    |]

    let signals (case: SignalCase) : TradeSignals =
        TradeSignals.create (EngineCase.axes case.Market) (column case case.Signalled)
        |> EngineCase.orFail

    let scores (case: SignalCase) : Panel =
        Panel.create (EngineCase.axes case.Market) (column case case.Scores) |> EngineCase.orFail

    let ofSignals (case: SignalCase) : SignalDecisions =
        SignalDecisions.ofSignals case.Settings (EngineCase.engine case.Market) (signals case)
        |> EngineCase.orFail

    let ofScores (case: SignalCase) : SignalDecisions =
        SignalDecisions.ofScores
            case.Settings
            case.Rules
            (EngineCase.engine case.Market)
            (scores case)
        |> EngineCase.orFail

/// Random signals and scores on the markets of <c>EngineCases</c>, with a shrinker.
type SignalCases =

    static member private MostNames = 40
    static member private MostBars = 24

    static member private Events: Gen<SignalEvents> =
        Gen.frequency [
            6, Gen.constant SignalEvents.None
            3, Gen.constant SignalEvents.EnterLong
            3, Gen.constant SignalEvents.EnterShort
            2, Gen.constant SignalEvents.ExitLong
            2, Gen.constant SignalEvents.ExitShort
            2, Gen.constant SignalEvents.Flip
            1, Gen.constant (SignalEvents.ExitLong ||| SignalEvents.EnterShort)
            1, Gen.constant (SignalEvents.ExitShort ||| SignalEvents.EnterLong)
            1, Gen.constant (SignalEvents.ExitLong ||| SignalEvents.ExitShort)
            1, Gen.constant (SignalEvents.ExitLong ||| SignalEvents.EnterLong)
            1, Gen.constant (SignalEvents.ExitShort ||| SignalEvents.EnterShort)
        ]

    /// Few values, so that thresholds are met exactly and priorities tie.
    static member private Score: Gen<float> =
        Gen.frequency [
            1, Gen.constant nan
            9, Gen.choose (-8, 8) |> Gen.map (fun k -> 0.005 * float k)
        ]

    static member private Settings: Gen<SignalSettings> =
        gen {
            let! positions = Gen.choose (1, 5)
            let! gross = Gen.elements [ 1.0; 0.5; 1.5 ]
            let! sizing = Gen.elements [ SignalSizing.PerSlot; SignalSizing.Shared ]

            let! opposite =
                Gen.elements [ OppositeEntry.Flip; OppositeEntry.Exit; OppositeEntry.Ignore ]

            let! conflict = Gen.elements [ SignalConflict.ExitWins; SignalConflict.EnterWins ]

            let! rebalance = Gen.elements [ SignalRebalance.OnChange; SignalRebalance.EveryBar ]

            return {
                MaximumPositions = positions
                Gross = gross
                Sizing = sizing
                OppositeEntry = opposite
                Conflict = conflict
                Rebalance = rebalance
            }
        }

    static member private Rules: Gen<ScoreRules> =
        gen {
            let! enter = Gen.choose (0, 5)
            let! exit = Gen.choose (-3, enter)
            let! longOnly = Gen.elements [ false; false; true ]
            let! missing = Gen.elements [ MissingScore.Exit; MissingScore.Hold ]
            let! hasEdge = Gen.elements [ true; false ]
            let! basisPoints = Gen.choose (-20, 200)
            let! days = Gen.choose (0, 60)
            let make = if longOnly then ScoreRules.longOnly else ScoreRules.symmetric

            return {
                make (0.005 * float enter) (0.005 * float exit) with
                    MissingScore = missing
                    MinimumEdge =
                        if hasEdge then
                            ValueSome {
                                ReturnPerScore = 0.5
                                BasisPoints = float basisPoints
                                Notional = 50_000.0
                                HoldingDays = float days
                            }
                        else
                            ValueNone
            }
        }

    static member private Simpler(case: SignalCase) : seq<SignalCase> =
        seq {
            for market in Arb.toShrink (EngineCases.SmallMarkets()) case.Market do
                // A name that goes takes its own signals with it.
                let kept = [
                    for name in market.Names ->
                        case.Market.Names
                        |> List.tryFindIndex (fun n -> obj.ReferenceEquals(n, name))
                ]

                let rows (values: 'v[][]) =
                    if List.forall Option.isSome kept then
                        Array.append [| for k in kept -> values[k.Value] |] values
                    else
                        values

                yield {
                    case with
                        Market = market
                        Signalled = rows case.Signalled
                        Scores = rows case.Scores
                }

            for i in 0 .. case.Market.Names.Length - 1 do
                for t in 0 .. EngineCase.barCount case.Market - 1 do
                    let cleared (rows: 'v[][]) value =
                        Array.updateAt i (Array.updateAt t value rows[i]) rows

                    if case.Signalled[i][t] <> SignalEvents.None then
                        yield { case with Signalled = cleared case.Signalled SignalEvents.None }

                    if case.Scores[i][t] <> 0.0 then
                        yield { case with Scores = cleared case.Scores 0.0 }
        }

    static member SignalledMarkets() : Arbitrary<SignalCase> =
        let gen =
            gen {
                let! market = Arb.toGen (EngineCases.SmallMarkets())

                let rows value =
                    Gen.arrayOfLength
                        SignalCases.MostNames
                        (Gen.arrayOfLength SignalCases.MostBars value)

                let! signalled = rows SignalCases.Events
                let! scores = rows SignalCases.Score
                let! settings = SignalCases.Settings
                let! rules = SignalCases.Rules

                return {
                    Market = market
                    Signalled = signalled
                    Scores = scores
                    Settings = settings
                    Rules = rules
                }
            }

        Arb.fromGenShrink (gen, SignalCases.Simpler)

/// A property over signals on small markets.
[<AttributeUsage(AttributeTargets.Method)>]
type SignalPropertyAttribute() as this =
    inherit EnginePropertyAttribute()

    do this.Arbitrary <- [| typeof<EngineCases>; typeof<SignalCases> |]
