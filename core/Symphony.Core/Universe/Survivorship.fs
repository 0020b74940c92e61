namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>How much of a market's past is missing because it did not survive.</summary>
/// <remarks>
/// A name has ended when it has no bar in the last five sessions, or a delisting record effective by the last bar. A name-year is a year from a name's first bar to
/// its last. Members without a bar are counted day by day, whether the bars know the name or not.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Survivorship
    internal
    (
        axes: Axes,
        lastBars: int[],
        ended: int[],
        recorded: int,
        nameYears: float,
        alive: int[],
        members: int[],
        missing: int[],
        absentMembers: string[]
    ) =

    let absent = Array.AsReadOnly absentMembers

    /// <summary>The bars and symbols.</summary>
    member _.Axes: Axes = axes

    /// <summary>How many names have a bar at all.</summary>
    member _.NameCount: int =
        lastBars |> Array.sumBy (fun last -> if last >= 0 then 1 else 0)

    /// <summary>How many names end before the sample does.</summary>
    member _.EndedCount: int = ended.Length

    /// <summary>The columns of the names that end before the sample does, in order of their last bars.</summary>
    member _.Ended: ReadOnlyMemory<int> = ReadOnlyMemory ended

    /// <summary>How many of those have a delisting record.</summary>
    member _.RecordedCount: int = recorded

    /// <summary>The last bar of a name, -1 where it has none.</summary>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member _.LastBar(symbol: int) : int = lastBars[symbol]

    /// <summary>Years that names are in the sample, all together.</summary>
    member _.NameYears: float = nameYears

    /// <summary>How many names would be expected to end in so many name-years at a half-life of ten years.</summary>
    /// <remarks>
    /// name-years x ln 2 / 10. Publicly traded companies of North America end (most are bought or merge) at a rate
    /// that does not depend on their age, with a half-life of about a decade. Source: Daepp, Hamilton, West and
    /// Bettencourt (2015), "The mortality of companies", Journal of the Royal Society Interface 12(106).
    /// </remarks>
    member _.ExpectedEnds: float = nameYears * 0.6931471805599453 / 10.0

    /// <summary>Names between their first and their last bar, by bar.</summary>
    member _.Alive: ReadOnlyMemory<int> = ReadOnlyMemory alive

    /// <summary>Members by bar; 0 where no membership was given.</summary>
    member _.Members: ReadOnlyMemory<int> = ReadOnlyMemory members

    /// <summary>Members without a bar, by bar.</summary>
    member _.MissingMembers: ReadOnlyMemory<int> = ReadOnlyMemory missing

    /// <summary>Members without a bar as a share of members, over all bars; without a value where there are no members.</summary>
    member _.MissingShare: float voption =
        match Array.sumBy int64 members with
        | 0L -> ValueNone
        | all -> ValueSome(float (Array.sumBy int64 missing) / float all)

    /// <summary>Names that are members within the sample and have no bar while they are, in ordinal order.</summary>
    member _.AbsentMembers: IReadOnlyList<string> = absent :> IReadOnlyList<string>

/// <summary>Measures survivorship.</summary>
[<RequireQualifiedAccess>]
module Survivorship =

    /// The first and the last bar of each name with a row, -1 without.
    let private extents (bars: Bars) : struct (int[] * int[]) =
        let axes = bars.Axes
        let firsts = Array.create axes.SymbolCount -1
        let lasts = Array.create axes.SymbolCount -1

        for t in 0 .. axes.BarCount - 1 do
            for i in 0 .. axes.SymbolCount - 1 do
                if bars.IsPresent(t, i) then
                    if firsts[i] < 0 then
                        firsts[i] <- t

                    lasts[i] <- t

        struct (firsts, lasts)

    /// The first bar whose session date is not before a day; T where there is none.
    let private firstFrom (dates: int[]) (day: int) : int =
        let mutable low = 0
        let mutable high = dates.Length

        while low < high do
            let middle = (low + high) / 2
            if dates[middle] < day then low <- middle + 1 else high <- middle

        low

    /// The bars of a spell: from the first to one past the last.
    let private barsOf (dates: int[]) (spell: MembershipSpell) : struct (int * int) =
        let past =
            if spell.LastDay = Membership.OpenLastDay then
                dates.Length
            else
                firstFrom dates (spell.LastDay + 1)

        struct (firstFrom dates spell.FirstDay, past)

    /// <summary>What is known of the names that are not there any more, and of those that never were.</summary>
    /// <param name="membership">Who was a member when, where that is known.</param>
    /// <param name="actions">The market's actions: delistings are records of ends.</param>
    /// <param name="bars">The market's bars.</param>
    let measure
        (membership: Membership voption)
        (actions: CorporateActions)
        (bars: Bars)
        : Survivorship =
        let axes = bars.Axes
        let dates = axes.SessionDates.ToArray()
        let sessions = (UniverseScreens.barsOf UniverseReview.EveryBar axes).Sessions
        let struct (firsts, lasts) = extents bars
        let final = axes.BarCount - 1
        let delistings = UniverseScreens.delistings axes actions

        let ended =
            [| 0 .. axes.SymbolCount - 1 |]
            |> Array.filter (fun i ->
                lasts[i] >= 0
                && (delistings[i] <= final
                    || sessions[final] - sessions[lasts[i]] >= UniverseScreens.Patience))
            |> Array.sortBy (fun i -> struct (lasts[i], i))

        let hasRecord = Array.create axes.SymbolCount false

        for action in actions.Array do
            match action.Kind with
            | ActionKind.Delisting _ -> hasRecord[action.Symbol] <- true
            | _ -> ()

        let alive: int[] = Array.zeroCreate axes.BarCount
        let mutable days = 0L

        for i in 0 .. axes.SymbolCount - 1 do
            if lasts[i] >= 0 then
                days <- days + int64 (dates[lasts[i]] - dates[firsts[i]])

                for t in firsts[i] .. lasts[i] do
                    alive[t] <- alive[t] + 1

        let members: int[] = Array.zeroCreate axes.BarCount
        let missing: int[] = Array.zeroCreate axes.BarCount
        let absent = ResizeArray<string>()

        match membership with
        | ValueNone -> ()
        | ValueSome known ->
            let mutable within = 0
            let mutable present = 0

            known.Array
            |> Array.iteri (fun k spell ->
                let column = axes.IndexOf spell.Symbol
                let struct (first, past) = barsOf dates spell

                for t in first .. past - 1 do
                    members[t] <- members[t] + 1
                    within <- within + 1

                    if column >= 0 && bars.IsPresent(t, column) then
                        present <- present + 1
                    else
                        missing[t] <- missing[t] + 1

                let isLastOfName =
                    k = known.Array.Length - 1
                    || not (
                        String.Equals(
                            known.Array[k + 1].Symbol,
                            spell.Symbol,
                            StringComparison.Ordinal
                        )
                    )

                if isLastOfName then
                    if within > 0 && present = 0 then
                        absent.Add spell.Symbol

                    within <- 0
                    present <- 0)

        Survivorship(
            axes,
            lasts,
            ended,
            ended |> Array.filter (fun i -> hasRecord[i]) |> Array.length,
            float days / 365.25,
            alive,
            members,
            missing,
            absent.ToArray()
        )
