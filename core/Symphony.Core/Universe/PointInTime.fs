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

    /// Fewer expected ends than this, and none among the names proves nothing.
    let private tellingEnds = 3.0

    let private onceListed (survivorship: Survivorship) : PointInTime =
        let names, years = survivorship.NameCount, survivorship.NameYears

        if survivorship.EndedCount > 0 then
            {
                IsPit = true
                Reason =
                    $"The bars are stated to hold every name listed at each date; {survivorship.EndedCount} of {names} end before the last bar."
            }
        elif survivorship.ExpectedEnds < tellingEnds then
            {
                IsPit = true
                Reason =
                    $"The bars are stated to hold every name listed at each date; in {Text.number (round years)} name-years none ends, which is too few to doubt it."
            }
        else
            {
                IsPit = false
                Reason =
                    $"The bars are stated to hold every name listed at each date, but none of {names} ends in {Text.number (round years)} name-years, where about {Text.number (round survivorship.ExpectedEnds)} would at a half-life of ten years: names that failed are missing."
            }

    let private ofMembership (membership: Membership) : PointInTime =
        match Membership.nobodyJoins membership, Membership.nobodyLeaves membership with
        | true, true -> {
            IsPit = false
            Reason =
                "The membership is one day's list, without anyone who joins or leaves: names that left before it are missing."
          }
        | false, true -> {
            IsPit = false
            Reason =
                "Nobody ever leaves the membership: these are the members of its last day with the days they joined, and those that left are missing."
          }
        | _ -> { IsPit = true; Reason = "Names are members by date." }

    /// <summary>The judgement, from a membership or, without one, from what is stated of the bars.</summary>
    /// <param name="membership">Who was a member when, where that was given.</param>
    /// <param name="everyListed">True where the bars are stated to hold every name listed at each date, those that ended too.</param>
    /// <param name="survivorship">What the bars themselves tell.</param>
    /// <remarks>
    /// A membership is point-in-time when someone leaves it: a list of one day's names, with or without the days they
    /// joined, is not. Without a membership the names are those of the files, which nothing proves complete; a
    /// statement that they are is believed unless no name ends where at least three would be expected to.
    /// </remarks>
    let judge
        (membership: Membership voption)
        (everyListed: bool)
        (survivorship: Survivorship)
        : PointInTime =
        match membership with
        | ValueSome known -> ofMembership known
        | ValueNone when everyListed -> onceListed survivorship
        | ValueNone -> {
            IsPit = false
            Reason =
                "The names are those of the files, not the members known at each date: names that failed may be missing."
          }
