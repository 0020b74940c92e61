module Symphony.Core.Tests.SignalLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Runs

let private sidesOf (case: SignalCase) (found: SignalDecisions) : int list list = [
    for t in 0 .. EngineCase.barCount case.Market - 1 ->
        [ for i in 0 .. case.Market.Names.Length - 1 -> found.Side(t, i) ]
]

let private plainSignals (case: SignalCase) =
    PlainSignals.sides
        case.Market
        case.Settings.MaximumPositions
        (fun name bar side ->
            PlainSignals.sideOfEvents case.Settings (case.Signalled[name][bar]) side)
        (PlainSignals.canTrade case.Market)
        (fun _ _ -> 0.0)

/// True, false, or none where the two sides of the comparison are equal but for rounding.
let private paysFor (case: SignalCase) name bar side =
    match case.Rules.MinimumEdge with
    | ValueNone -> Some(PlainSignals.canTrade case.Market name bar side)
    | ValueSome edge ->
        match PlainSignals.roundTrip case.Market edge name bar side with
        | None -> Some false
        | Some cost ->
            let left = float side * case.Scores[name][bar] * edge.ReturnPerScore - cost
            let right = edge.BasisPoints * 1e-4
            if abs (left - right) < 1e-12 then None else Some(left > right)

[<SignalProperty>]
let ``sides of signals are those of the table, name by name`` (case: SignalCase) =
    sidesOf case (SignalCase.ofSignals case) = plainSignals case

[<SignalProperty>]
let ``sides of scores are those of the thresholds and of what an entry earns after its costs``
    (case: SignalCase)
    =
    let s = case.Market.Settings

    // The plain cost knows the square root alone.
    let mutable isClose = s.ImpactLaw <> ImpactLaw.Power || s.ImpactExponent <> 0.5

    let pays name bar side =
        match paysFor case name bar side with
        | Some answer -> answer
        | None ->
            isClose <- true
            true

    let plain =
        PlainSignals.sides
            case.Market
            case.Settings.MaximumPositions
            (fun name bar side ->
                PlainSignals.sideOfScore case.Settings case.Rules (case.Scores[name][bar]) side)
            pays
            (fun name bar -> abs (case.Scores[name][bar]))

    isClose || sidesOf case (SignalCase.ofScores case) = plain

let private either (case: SignalCase) = [ SignalCase.ofSignals case; SignalCase.ofScores case ]

[<SignalProperty>]
let ``weights are the sides times the share of gross, and nothing is decided without a change``
    (case: SignalCase)
    =
    either case
    |> List.forall (fun found ->
        let sides = sidesOf case found
        let nothing = sides[0] |> List.map (fun _ -> 0)
        let s = case.Settings

        [ 0 .. sides.Length - 1 ]
        |> List.forall (fun t ->
            let before = if t = 0 then nothing else sides[t - 1]
            let isChanged = sides[t] <> before
            let hasBegun = sides[0..t] |> List.exists (fun row -> row <> nothing)
            let isEveryBar = s.Rebalance = SignalRebalance.EveryBar
            let openPositions = sides[t] |> List.sumBy abs

            let share =
                s.Gross
                / float (
                    if s.Sizing = SignalSizing.Shared then openPositions else s.MaximumPositions
                )

            found.Decisions.IsDecided t = (isChanged || isEveryBar && hasBegun)
            && (not (found.Decisions.IsDecided t)
                || List.forall2
                    (fun side weight ->
                        if side = 0 then weight = 0.0 else weight = float side * share)
                    sides[t]
                    (List.ofArray (found.Decisions.Weights(t).ToArray())))
            && openPositions <= s.MaximumPositions
            && openPositions <= found.MostPositions))

[<SignalProperty>]
let ``every position that is entered is left, ends or is still there`` (case: SignalCase) =
    either case
    |> List.forall (fun found ->
        let counts = found.Counts

        let held = sidesOf case found |> List.last |> List.sumBy abs
        held = counts.LongEntries + counts.ShortEntries - counts.Exits - counts.Ended)

[<SignalProperty>]
let ``no position is in a name the engine would not trade when it was entered`` (case: SignalCase) =
    either case
    |> List.forall (fun found ->
        let sides = sidesOf case found

        [ 0 .. sides.Length - 1 ]
        |> List.forall (fun t ->
            [ 0 .. case.Market.Names.Length - 1 ]
            |> List.forall (fun i ->
                let before = if t = 0 then 0 else sides[t - 1][i]
                let now = sides[t][i]
                now = 0 || now = before || PlainSignals.canTrade case.Market i t now)))

let private everySetting = [
    for opposite in [ OppositeEntry.Flip; OppositeEntry.Exit; OppositeEntry.Ignore ] do
        for conflict in [ SignalConflict.ExitWins; SignalConflict.EnterWins ] do
            { SignalSettings.standard with OppositeEntry = opposite; Conflict = conflict }
]

[<Test>]
let ``every set of signals on every side under every setting gives the side of the slow table`` () =
    let isPossible (events: SignalEvents) =
        not (
            events.HasFlag(SignalEvents.EnterLong ||| SignalEvents.EnterShort)
            || events.HasFlag SignalEvents.Flip && events <> SignalEvents.Flip
        )

    let mutable asked = 0

    Assert.Multiple(fun () ->
        for settings in everySetting do
            for events in [ 0..31 ] |> List.map enum<SignalEvents> |> List.filter isPossible do
                for side in [ -1; 0; 1 ] do
                    asked <- asked + 1

                    Assert.That(
                        TradeSignals.sideAfter settings events side,
                        Is.EqualTo(PlainSignals.sideOfEvents settings events side),
                        $"%A{settings.OppositeEntry} %A{settings.Conflict} %A{events} from {side}"
                    ))

    // 12 sets of the four signals, and the flip alone.
    Assert.That(asked, Is.EqualTo(6 * 13 * 3))

[<Test>]
let ``every score on every side under every setting gives the side of the thresholds`` () =
    let rules = [
        ScoreRules.symmetric 2.0 1.0
        // Left below 1 or above -1 while the other side is entered: an exit beside an opposite entry.
        { ScoreRules.symmetric 2.0 1.0 with MissingScore = MissingScore.Hold }
        // Kept down to -5: an opposite entry without an exit.
        ScoreRules.symmetric 2.0 -5.0
    ]

    Assert.Multiple(fun () ->
        for settings in everySetting do
            for rule in rules do
                for score in [ nan; -6.0; -3.0; -2.0; -1.5; -0.5; 0.0; 0.5; 1.0; 2.0; 3.0; 6.0 ] do
                    for side in [ -1; 0; 1 ] do
                        Assert.That(
                            SignalDecisions.sideOf settings rule score side,
                            Is.EqualTo(PlainSignals.sideOfScore settings rule score side),
                            $"%A{settings.OppositeEntry} %A{rule} {score} from {side}"
                        ))

/// Everything after a bar is another history: prices, signals and scores.
let private changedAfter (bar: int) (case: SignalCase) : SignalCase =
    let later (values: 'v[]) other =
        values |> Array.mapi (fun t value -> if t > bar then other t value else value)

    {
        case with
            Signalled =
                case.Signalled
                |> Array.map (fun row -> later row (fun t _ -> enum<SignalEvents>(1 <<< (t % 4))))
            Scores =
                case.Scores
                |> Array.map (fun row -> later row (fun t _ -> 0.01 * float (t % 3 - 1)))
            Market = {
                case.Market with
                    Names = [
                        for name in case.Market.Names ->
                            {
                                name with
                                    Candles =
                                        later name.Candles (fun _ c ->
                                            if c.IsPresent then
                                                Candle.Absent
                                            else
                                                Candle.Of 7.0 9.0 500.0)
                                    Volatility = later name.Volatility (fun _ v -> 2.0 * v)
                                    Adv = later name.Adv (fun _ v -> 0.1 * v)
                                    Borrow = later name.Borrow (fun _ _ -> nan)
                                    FillPrice = later name.FillPrice (fun _ _ -> 8.0)
                                    Actions = name.Actions |> List.filter (fun (at, _) -> at <= bar)
                            }
                    ]
            }
    }

[<SignalProperty>]
let ``nothing after a bar changes a decision up to it`` (case: SignalCase) (cut: int) =
    let bars = EngineCase.barCount case.Market
    let bar = (abs (cut % bars) + bars) % bars
    let other = changedAfter bar case

    List.forall2
        (fun (a: SignalDecisions) (b: SignalDecisions) ->
            [ 0..bar ]
            |> List.forall (fun t ->
                a.Decisions.IsDecided t = b.Decisions.IsDecided t
                && Array.forall2
                    sameBits
                    (a.Decisions.Weights(t).ToArray())
                    (b.Decisions.Weights(t).ToArray())))
        (either case)
        (either other)

let private mirrored (events: SignalEvents) =
    let swap a b =
        if events.HasFlag a then b else SignalEvents.None

    swap SignalEvents.EnterLong SignalEvents.EnterShort
    ||| swap SignalEvents.EnterShort SignalEvents.EnterLong
    ||| swap SignalEvents.ExitLong SignalEvents.ExitShort
    ||| swap SignalEvents.ExitShort SignalEvents.ExitLong
    ||| (events &&& SignalEvents.Flip)

[<SignalProperty>]
let ``longs and shorts exchanged are the same book turned around`` (case: SignalCase) =
    let turned = {
        case with
            Signalled = case.Signalled |> Array.map (Array.map mirrored)
            Scores = case.Scores |> Array.map (Array.map (~-))
            Rules = {
                case.Rules with
                    EnterLong = -case.Rules.EnterShort
                    ExitLong = -case.Rules.ExitShort
                    EnterShort = -case.Rules.EnterLong
                    ExitShort = -case.Rules.ExitLong
                    MinimumEdge = ValueNone
            }
    }

    let plain = {
        case with
            Rules = { case.Rules with MinimumEdge = ValueNone }
            // What cannot be borrowed can be bought.
            Market = { case.Market with Offered = { case.Market.Offered with Borrow = false } }
    }

    let turned = { turned with Market = plain.Market }
    let opposite = List.map (List.map (~-))

    sidesOf turned (SignalCase.ofSignals turned) =
        opposite (sidesOf plain (SignalCase.ofSignals plain))
    && sidesOf turned (SignalCase.ofScores turned) =
        opposite (sidesOf plain (SignalCase.ofScores plain))

[<SignalProperty>]
let ``asking more of an entry never brings a name's first entry forward`` (case: SignalCase) =
    let free = { case with Settings = { case.Settings with MaximumPositions = 40 } }

    let first (found: SignalDecisions) = [
        for i in 0 .. case.Market.Names.Length - 1 ->
            [ 0 .. EngineCase.barCount case.Market - 1 ]
            |> List.tryFind (fun t -> found.Side(t, i) <> 0)
            |> Option.defaultValue Int32.MaxValue
    ]

    match case.Rules.MinimumEdge with
    | ValueNone -> true
    | ValueSome edge ->
        let stricter = {
            free with
                Rules.MinimumEdge = ValueSome { edge with BasisPoints = edge.BasisPoints + 37.0 }
        }

        List.forall2 (<=) (first (SignalCase.ofScores free)) (first (SignalCase.ofScores stricter))
