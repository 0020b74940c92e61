namespace Symphony.Core

open System

/// <summary>What a held name without a score does.</summary>
[<RequireQualifiedAccess>]
type MissingScore =
    /// <summary>It is left.</summary>
    | Exit = 0
    /// <summary>It is held until a score says otherwise.</summary>
    | Hold = 1

/// <summary>The least an entry must be expected to earn after its own costs.</summary>
type MinimumEdge = {
    /// <summary>The simple return expected over the holding per unit of score, finite, above zero.</summary>
    ReturnPerScore: float
    /// <summary>The least expected return after the round trip, in basis points of the position, from -1,000,000 to 1,000,000.</summary>
    BasisPoints: float
    /// <summary>The size of the position that is costed, in money, above zero.</summary>
    Notional: float
    /// <summary>Calendar days a short is expected to be borrowed, from 0 to 36,600.</summary>
    HoldingDays: float
}

/// <summary>Scores at which names are entered and left; between the two a position is kept.</summary>
/// <remarks>
/// A name is entered long above <c>EnterLong</c> and left below <c>ExitLong</c>; entered short below
/// <c>EnterShort</c> and left above <c>ExitShort</c>. A score equal to a threshold does neither. An
/// entry at infinity (long) or minus infinity (short) never comes.
/// </remarks>
type ScoreRules = {
    /// <summary>Enter long above it; infinity for no longs.</summary>
    EnterLong: float
    /// <summary>Leave a long below it; not above <c>EnterLong</c>.</summary>
    ExitLong: float
    /// <summary>Enter short below it; minus infinity for no shorts; not above <c>EnterLong</c>.</summary>
    EnterShort: float
    /// <summary>Leave a short above it; not below <c>EnterShort</c>.</summary>
    ExitShort: float
    /// <summary>What a held name without a score does.</summary>
    MissingScore: MissingScore
    /// <summary>The least an entry must be expected to earn after costs; none to enter on the score alone.</summary>
    MinimumEdge: MinimumEdge voption
}

/// <summary>Builds score rules and checks them.</summary>
[<RequireQualifiedAccess>]
module ScoreRules =

    /// <summary>Both sides alike: enter beyond one size of score, leave inside another.</summary>
    /// <param name="enter">Long above it, short below its negative; not negative.</param>
    /// <param name="exit">A long is left below it, a short above its negative; at most <c>enter</c>.</param>
    let symmetric (enter: float) (exit: float) : ScoreRules = {
        EnterLong = enter
        ExitLong = exit
        EnterShort = -enter
        ExitShort = -exit
        MissingScore = MissingScore.Exit
        MinimumEdge = ValueNone
    }

    /// <summary>Longs alone.</summary>
    /// <param name="enter">Long above it.</param>
    /// <param name="exit">Left below it; at most <c>enter</c>.</param>
    let longOnly (enter: float) (exit: float) : ScoreRules = {
        symmetric enter exit with
            EnterShort = -infinity
            ExitShort = -infinity
    }

    let private notNaN (parameter: string) (value: float) : Result<unit, Invalid> =
        if Double.IsNaN value then Error(Invalid.NotFinite(parameter, value)) else Ok()

    let private notAbove
        (parameter: string)
        (value: float)
        (limit: string)
        (most: float)
        : Result<unit, Invalid> =
        if value <= most then
            Ok()
        else
            Error(
                Invalid.Conflict(
                    parameter,
                    $"{Text.number value} is above {limit} ({Text.number most}): a name would be entered and left by the same score"
                )
            )

    /// <summary>The rules themselves when they do not contradict each other, else the first refusal.</summary>
    /// <param name="rules">Rules to check.</param>
    let create (rules: ScoreRules) : Result<ScoreRules, Invalid> =
        Check.all [
            notNaN "EnterLong" rules.EnterLong
            notNaN "ExitLong" rules.ExitLong
            notNaN "EnterShort" rules.EnterShort
            notNaN "ExitShort" rules.ExitShort
            notAbove "ExitLong" rules.ExitLong "EnterLong" rules.EnterLong
            notAbove "EnterShort" rules.EnterShort "ExitShort" rules.ExitShort
            notAbove "EnterShort" rules.EnterShort "EnterLong" rules.EnterLong
            if
                rules.MissingScore <> MissingScore.Exit && rules.MissingScore <> MissingScore.Hold
            then
                Error(
                    Invalid.Unknown(
                        "MissingScore",
                        Text.number (float (int rules.MissingScore)),
                        "Exit, Hold"
                    )
                )
            match rules.MinimumEdge with
            | ValueNone -> ()
            | ValueSome edge ->
                Bounds.positiveAtMost Bounds.Money "MinimumEdge.ReturnPerScore" edge.ReturnPerScore
                Bounds.within 1e6 "MinimumEdge.BasisPoints" edge.BasisPoints
                Bounds.positiveAtMost Bounds.Money "MinimumEdge.Notional" edge.Notional
                Bounds.atMost 36600.0 "MinimumEdge.HoldingDays" edge.HoldingDays
        ]
        |> Result.map (fun () -> rules)
