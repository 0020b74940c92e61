namespace Symphony.Core

/// <summary>Whether the names at each date are those that could have been known at that date.</summary>
[<Struct; NoComparison>]
type PointInTime = {
    /// <summary>True when they are; reports are stamped with it.</summary>
    IsPit: bool
    /// <summary>Why, or why not, as a sentence.</summary>
    Reason: string
}

/// <summary>Judges whether a universe is point-in-time.</summary>
[<RequireQualifiedAccess>]
module PointInTime =

    /// <summary>The share of leavers, and of members' days, without a bar above which a membership is not point-in-time: 5 %.</summary>
    [<Literal>]
    let MostMissing = 0.05

    /// Fewer expected ends than this, and none among the names proves nothing.
    let private tellingEnds = 3.0

    /// Ends are believed to be all there when they are at least one for so many expected ones.
    let private expectedForOne = 10.0

    /// A number whose digits behind the point count only while it is small.
    let private about (value: float) : string =
        Text.number (if value < 10.0 then round (value * 10.0) / 10.0 else round value)

    let private onceListed (survivorship: Survivorship) : PointInTime =
        let ended, expected = survivorship.EndedCount, survivorship.ExpectedEnds

        let count = if ended = 0 then "none" else string ended

        let found =
            $"{count} of {survivorship.NameCount} end before the last bar in {about survivorship.NameYears} name-years, where about {about expected} would at a half-life of ten years"

        let stated = "The bars are stated to hold every name listed at each date"

        if expected < tellingEnds then
            {
                IsPit = true
                Reason =
                    if ended > 0 then
                        $"{stated}; {found}."
                    else
                        $"{stated}; {found}, which is too few to doubt it."
            }
        elif ended > 0 && float ended * expectedForOne >= expected then
            { IsPit = true; Reason = $"{stated}; {found}." }
        else
            {
                IsPit = false
                Reason = $"{stated}, but {found}: names that failed are missing."
            }

    let private percent (share: float) : string =
        let tenths = round (share * 1000.0) / 10.0
        if tenths < 0.1 then "less than 0.1 %" else $"{Text.number tenths} %%"

    let private ofMembership (membership: Membership) (survivorship: Survivorship) : PointInTime =
        let axes = survivorship.Axes

        let spells =
            membership
            |> Membership.clipped (axes.SessionDate 0) (axes.SessionDate(axes.BarCount - 1))

        let leavers = Membership.leavers spells
        let missing = ValueOption.defaultValue 0.0 survivorship.MissingShare

        let share =
            if missing > 0.0 then
                $" Of the members, day by day, {percent missing} have no bar."
            else
                ""

        let no reason = { IsPit = false; Reason = reason + share }

        if spells.Length = 0 then
            no "Nobody is a member on any day of the bars."
        elif leavers.Length = 0 && Membership.nobodyJoins spells then
            no
                "The membership is one day's list on the days of the bars, without anyone who joins or leaves: names that left before it are missing."
        elif leavers.Length = 0 then
            no
                "Nobody leaves the membership on the days of the bars: these are the members of its last day with the days they joined, and those that left are missing."
        else
            let absent = survivorship.AbsentMembers |> Set.ofSeq

            let lost = leavers |> Array.filter absent.Contains |> Array.length

            if lost = leavers.Length then
                no
                    $"Names are members by date, but none of those that leave ({leavers.Length}) has a bar: only those that stayed are there."
            elif lost > 1 && float lost > MostMissing * float leavers.Length then
                no
                    $"Names are members by date, but {lost} of the {leavers.Length} that leave have no bar: mostly those that stayed are there."
            elif missing > MostMissing then
                no
                    $"Names are members by date, but too many of them are not in the bars (at most {percent MostMissing} is accepted)."
            else
                { IsPit = true; Reason = "Names are members by date." + share }

    /// <summary>The judgement, from a membership or, without one, from what is stated of the bars.</summary>
    /// <param name="membership">Who was a member when, where that was given.</param>
    /// <param name="everyListed">True where the bars are stated to hold every name listed at each date, those that ended too.</param>
    /// <param name="survivorship">What the bars themselves tell.</param>
    /// <remarks>
    /// A membership is point-in-time when someone leaves it on the days of the bars (spells are cut to them, and who
    /// is back on the last day has not left): a list of one day's names, with or without the days they joined, is
    /// not. Nor is one of which two leavers or more, and more than 5 % of them, have no bar, or more than 5 % of the members' days
    /// (<c>MostMissing</c>). Without a membership the names are those of the files, which nothing proves complete; a
    /// statement that they are is believed unless at least three names would be expected to end and none does, or
    /// fewer than a tenth of those expected.
    /// </remarks>
    let judge
        (membership: Membership voption)
        (everyListed: bool)
        (survivorship: Survivorship)
        : PointInTime =
        match membership with
        | ValueSome known -> ofMembership known survivorship
        | ValueNone when everyListed -> onceListed survivorship
        | ValueNone -> {
            IsPit = false
            Reason =
                "The names are those of the files, not the members known at each date: names that failed may be missing."
          }
