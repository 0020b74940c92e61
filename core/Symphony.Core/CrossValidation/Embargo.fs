namespace Symphony.Core

open System

/// <summary>How long after a test label's end nothing is trained on.</summary>
/// <remarks>
/// What a test label saw may echo after its end, in features that look back.
/// Source: Lopez de Prado (2018), AFML, 7.4.2, snippet 7.2.
/// </remarks>
[<RequireQualifiedAccess>]
type Embargo =
    /// <summary>So many bars of the market axis, not negative: decision bars up to end + bars are dropped.</summary>
    | Bars of bars: int<bar>
    /// <summary>
    /// So many calendar days, not negative: decision bars are dropped whose session date is at most so many
    /// days after the session date of the end. 0 days are the rest of the end's own session.
    /// </summary>
    | CalendarDays of days: int
    /// <summary>This fraction of the market axis' length, from 0 to 1, in bars, rounded down.</summary>
    | Fraction of fraction: float

/// The last bar under embargo for each bar at which a label may end.
[<Sealed; AllowNullLiteral(false)>]
type internal EmbargoReach(bars: int, lastOfEnd: int[]) =

    /// The last bar under embargo after an end; the end itself when none is.
    member _.Last(spanEnd: int) : int =
        if spanEnd < lastOfEnd.Length then
            lastOfEnd[spanEnd]
        else
            int (min (int64 Int32.MaxValue - 1L) (int64 spanEnd + int64 bars))

/// <summary>Drops training labels that start too soon after a test block.</summary>
[<RequireQualifiedAccess>]
module Embargo =

    /// <summary>
    /// True when a training label must go: its decision bar lies after the interval's end, but at most so
    /// many bars.
    /// </summary>
    /// <param name="embargo">Bars of the market axis, not negative.</param>
    /// <param name="interval">First test date to latest end of a test label, both inclusive.</param>
    /// <param name="decisionBar">The decision bar of the training label.</param>
    let drops (embargo: int<bar>) (interval: LabelSpan) (decisionBar: int) : bool =
        decisionBar > interval.End && decisionBar - interval.End <= int embargo

    /// The fraction is taken as it is written, so that 29 % of 100 bars are 29, not 28.
    let private barsOfFraction (fraction: float) (barCount: int) : int =
        int (Math.Floor(decimal fraction * decimal barCount))

    let private checkFraction (fraction: float) : Result<unit, Invalid> =
        Check.within "embargo fraction" 0.0 1.0 fraction

    /// <summary>So many bars as this fraction of the market axis makes, rounded down.</summary>
    /// <param name="fraction">From 0 to 1; 0.01 is AFML's one per cent.</param>
    /// <param name="axes">The market's axes.</param>
    let ofFraction (fraction: float) (axes: Axes) : Result<int<bar>, Invalid> =
        checkFraction fraction
        |> Result.map (fun () -> barsOfFraction fraction axes.BarCount * 1<bar>)

    /// <summary>The embargo in words: <c>10 bars</c>, <c>14 calendar days</c>, <c>1 % of the bars</c>.</summary>
    /// <param name="embargo">The embargo.</param>
    let describe (embargo: Embargo) : string =
        match embargo with
        | Embargo.Bars bars -> $"{int bars} bars"
        | Embargo.CalendarDays days -> $"{days} calendar days"
        | Embargo.Fraction fraction ->
            $"{Text.number (float (decimal fraction * 100m))} %% of the bars"

    /// For each bar the last one whose session date is at most so many days later.
    let private lastWithin (days: int) (axes: Axes) : int[] =
        let dates = axes.SessionDates.ToArray()
        let last = Array.zeroCreate dates.Length
        let mutable reached = 0

        for bar in 0 .. dates.Length - 1 do
            while reached + 1 < dates.Length
                  && int64 dates[reached + 1] <= int64 dates[bar] + int64 days do
                reached <- reached + 1

            last[bar] <- reached

        last

    /// The bars under embargo after each end; refused where dates or length of the axis are needed and not
    /// known.
    let internal reach
        (embargo: Embargo)
        (spans: ObservationSpans)
        : Result<EmbargoReach, Invalid> =
        let needing (what: string) (ofAxes: Axes -> EmbargoReach) =
            match spans.Axes with
            | ValueSome axes -> Ok(ofAxes axes)
            | ValueNone ->
                let reason =
                    $"{describe embargo} need the market's {what}; these observations know bar numbers alone"

                Error(Invalid.Conflict("embargo", reason))

        match embargo with
        | Embargo.Bars bars ->
            Check.notNegative "embargoBars" (float (int bars))
            |> Result.map (fun () -> EmbargoReach(int bars, [||]))
        | Embargo.CalendarDays days ->
            Check.notNegative "embargo days" (float days)
            |> Result.bind (fun () ->
                needing "session dates" (fun axes -> EmbargoReach(0, lastWithin days axes)))
        | Embargo.Fraction fraction ->
            checkFraction fraction
            |> Result.bind (fun () ->
                needing "bars" (fun axes ->
                    EmbargoReach(barsOfFraction fraction axes.BarCount, [||])))
