namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>One time a name was in an index or a list: from its first day to its last, both in.</summary>
[<Struct>]
type MembershipSpell = {
    /// <summary>The name, as the bars call it.</summary>
    Symbol: string
    /// <summary>First day as a member, an epoch day; <c>Membership.OpenFirstDay</c> where that is not known.</summary>
    FirstDay: int
    /// <summary>Last day as a member, an epoch day; <c>Membership.OpenLastDay</c> where it still is one.</summary>
    LastDay: int
}

/// <summary>Who was a member when: the spells of each name, in order and apart.</summary>
[<Sealed; AllowNullLiteral(false)>]
type Membership internal (spells: MembershipSpell[]) =

    // In order of name and day: the spells of a name are neighbours.
    let places =
        let found = Dictionary<string, struct (int * int)>(StringComparer.Ordinal)

        spells
        |> Array.iteri (fun i spell ->
            let first =
                match found.TryGetValue spell.Symbol with
                | true, struct (first, _) -> first
                | false, _ -> i

            found[spell.Symbol] <- struct (first, i))

        found

    let symbols = Array.AsReadOnly(spells |> Array.map _.Symbol |> Array.distinct)

    /// The spells in order of name and day.
    member internal _.Array: MembershipSpell[] = spells

    /// <summary>All spells, in order of name, then of day.</summary>
    member _.Spells: ReadOnlyMemory<MembershipSpell> = ReadOnlyMemory spells

    /// <summary>Every name that was ever a member, in ordinal order.</summary>
    member _.Symbols: IReadOnlyList<string> = symbols :> IReadOnlyList<string>

    /// <summary>True when the name was a member on a day.</summary>
    /// <param name="symbol">The name.</param>
    /// <param name="day">An epoch day.</param>
    member _.IsMember(symbol: string, day: int) : bool =
        match places.TryGetValue symbol with
        | false, _ -> false
        | true, struct (first, last) ->
            let mutable i = first

            while i <= last && spells[i].LastDay < day do
                i <- i + 1

            i <= last && spells[i].FirstDay <= day

/// <summary>Builds memberships from what vendors give: spells, lists by date, or changes.</summary>
[<RequireQualifiedAccess>]
module Membership =

    /// <summary>The first day of a spell whose beginning is not known.</summary>
    [<Literal>]
    let OpenFirstDay = Int32.MinValue

    /// <summary>The last day of a spell that has not ended.</summary>
    [<Literal>]
    let OpenLastDay = Int32.MaxValue

    let private dayText (day: int) : string =
        if day = OpenFirstDay then "the beginning"
        elif day = OpenLastDay then "the end"
        else Text.date day

    let private refusal (sorted: MembershipSpell[]) : Invalid voption =
        let spellText (spell: MembershipSpell) =
            $"{dayText spell.FirstDay} to {dayText spell.LastDay}"

        let nameless =
            sorted |> Array.exists (fun spell -> String.IsNullOrWhiteSpace spell.Symbol)

        let backward = sorted |> Array.tryFind (fun spell -> spell.LastDay < spell.FirstDay)

        let overlapping =
            sorted
            |> Array.pairwise
            |> Array.tryFind (fun (a, b) ->
                String.Equals(a.Symbol, b.Symbol, StringComparison.Ordinal)
                && b.FirstDay <= a.LastDay)

        match backward, overlapping with
        | _ when sorted.Length = 0 -> ValueSome(Invalid.Empty "membership")
        | _ when nameless -> ValueSome(Invalid.Empty "membership symbol")
        | Some spell, _ ->
            let reason =
                $"{spell.Symbol} is a member from {spellText spell}, which ends before it begins"

            ValueSome(Invalid.Conflict("membership", reason))
        | _, Some(a, b) ->
            let reason =
                $"{a.Symbol} is a member from {spellText a} and again from {spellText b}; spells that do not meet are accepted"

            ValueSome(Invalid.Conflict("membership", reason))
        | _ -> ValueNone

    /// <summary>Memberships from spells in any order.</summary>
    /// <param name="spells">At least one; those of a name do not overlap, both days of each are in.</param>
    let create (spells: MembershipSpell[]) : Result<Membership, Invalid> =
        let sorted = Array.copy spells

        Array.Sort(
            sorted,
            Comparison(fun (a: MembershipSpell) (b: MembershipSpell) ->
                match String.CompareOrdinal(a.Symbol, b.Symbol) with
                | 0 -> compare a.FirstDay b.FirstDay
                | other -> other)
        )

        match refusal sorted with
        | ValueSome invalid -> Error invalid
        | ValueNone -> Ok(Membership sorted)

    /// <summary>Memberships from spells in columns.</summary>
    /// <param name="symbols">Names, one for each spell.</param>
    /// <param name="firstDays">First days, epoch days, as many.</param>
    /// <param name="lastDays">Last days, epoch days, as many.</param>
    let ofColumns
        (symbols: string[])
        (firstDays: int[])
        (lastDays: int[])
        : Result<Membership, Invalid> =
        Check.all [
            Check.length "firstDays" symbols.Length firstDays.Length
            Check.length "lastDays" symbols.Length lastDays.Length
        ]
        |> Result.bind (fun () ->
            create (
                Array.init symbols.Length (fun i -> {
                    Symbol = symbols[i]
                    FirstDay = firstDays[i]
                    LastDay = lastDays[i]
                })
            ))

    /// Rows by date and name; the same row twice is refused.
    let private sortedRows
        (days: int[])
        (symbols: string[])
        : Result<struct (int * string * int)[], Invalid> =
        let rows = Array.init days.Length (fun i -> struct (days[i], symbols[i], i))

        Array.Sort(
            rows,
            Comparison(fun (struct (a, x, _)) (struct (b, y, _)) ->
                if a <> b then compare a b else String.CompareOrdinal(x, y))
        )

        let repeated =
            Seq.pairwise rows
            |> Seq.tryFind (fun (struct (a, x, _), struct (b, y, _)) ->
                a = b && String.Equals(x, y, StringComparison.Ordinal))

        match repeated with
        | Some(struct (day, symbol, _), _) ->
            Error(Invalid.Duplicate("membership", $"{symbol} on {Text.date day}"))
        | None -> Ok rows

    /// <summary>Memberships from whole lists: the rows of a day are all members from it to the day before the next list.</summary>
    /// <param name="days">Epoch days, one for each row, in any order.</param>
    /// <param name="symbols">Names, one for each row; a name once a day.</param>
    /// <remarks>The last list holds on. Nobody is a member before the first.</remarks>
    let ofLists (days: int[]) (symbols: string[]) : Result<Membership, Invalid> =
        Check.length "membership symbols" days.Length symbols.Length
        |> Result.bind (fun () -> sortedRows days symbols)
        |> Result.bind (fun rows ->
            let lists = days |> Array.distinct |> Array.sort

            let untilOf (day: int) =
                match Array.BinarySearch(lists, day) + 1 with
                | next when next < lists.Length -> lists[next] - 1
                | _ -> OpenLastDay

            // A name on the next list too goes on: its spell grows until a list is without it.
            let running = Dictionary<string, struct (int * int)>(StringComparer.Ordinal)
            let spells = ResizeArray<MembershipSpell>()

            for struct (day, symbol, _) in rows do
                match running.TryGetValue symbol with
                | true, struct (first, last) when last = day - 1 ->
                    running[symbol] <- struct (first, untilOf day)
                | isRunning, struct (first, last) ->
                    if isRunning then
                        spells.Add { Symbol = symbol; FirstDay = first; LastDay = last }

                    running[symbol] <- struct (day, untilOf day)

            for pair in running do
                let struct (first, last) = pair.Value
                spells.Add { Symbol = pair.Key; FirstDay = first; LastDay = last }

            create (spells.ToArray()))

    /// <summary>Memberships from changes: a row says that a name is a member from its day on, or no longer.</summary>
    /// <param name="days">Epoch days, one for each row, in any order.</param>
    /// <param name="symbols">Names, one for each row; a name once a day.</param>
    /// <param name="joins">True where the name is a member from the day on, false where it no longer is.</param>
    /// <remarks>
    /// A name whose first row says that it no longer is a member was one from the beginning. A name that joins twice
    /// without leaving, or leaves twice without joining, is refused.
    /// </remarks>
    let ofChanges (days: int[]) (symbols: string[]) (joins: bool[]) : Result<Membership, Invalid> =
        Check.all [
            Check.length "membership symbols" days.Length symbols.Length
            Check.length "membership joins" days.Length joins.Length
        ]
        |> Result.bind (fun () -> sortedRows days symbols)
        |> Result.bind (fun rows ->
            let since = Dictionary<string, int>(StringComparer.Ordinal)
            let until = Dictionary<string, int>(StringComparer.Ordinal)
            let spells = ResizeArray<MembershipSpell>()
            let mutable fault = ValueNone

            let refuse (symbol: string) (did: string) (day: int) (doing: string) (before: int) =
                if fault.IsNone then
                    let reason =
                        $"{symbol} {doing} on {Text.date day} and {did} on {Text.date before} already; "
                        + "joining and leaving by turns is accepted"

                    fault <- ValueSome(Invalid.Conflict("membership", reason))

            for struct (day, symbol, row) in rows do
                match since.TryGetValue symbol, until.TryGetValue symbol with
                | (true, first), _ when joins[row] -> refuse symbol "joined" day "joins" first
                | (true, first), _ ->
                    spells.Add { Symbol = symbol; FirstDay = first; LastDay = day - 1 }
                    since.Remove symbol |> ignore
                    until[symbol] <- day
                | _ when joins[row] -> since[symbol] <- day
                | _, (true, left) -> refuse symbol "left" day "leaves" left
                | _ ->
                    spells.Add { Symbol = symbol; FirstDay = OpenFirstDay; LastDay = day - 1 }
                    until[symbol] <- day

            for pair in since do
                spells.Add { Symbol = pair.Key; FirstDay = pair.Value; LastDay = OpenLastDay }

            match fault with
            | ValueSome invalid -> Error invalid
            | ValueNone -> create (spells.ToArray()))

    /// The spells of a sample from its first day to its last: cut to it, without those outside of it.
    let internal clipped (first: int) (last: int) (membership: Membership) : MembershipSpell[] =
        membership.Array
        |> Array.filter (fun spell -> spell.FirstDay <= last && spell.LastDay >= first)
        |> Array.map (fun spell -> {
            spell with
                FirstDay = max first spell.FirstDay
                LastDay = min last spell.LastDay
        })

    /// The names whose last spell ends before the last of all spells does. Who comes back has not left: a list of
    /// survivors knows the days they were out, too.
    let internal leavers (spells: MembershipSpell[]) : string[] =
        if spells.Length = 0 then
            [||]
        else
            let final = spells |> Array.map _.LastDay |> Array.max

            spells
            |> Array.groupBy _.Symbol
            |> Array.filter (fun (_, own) -> (own |> Array.map _.LastDay |> Array.max) < final)
            |> Array.map fst

    /// Whether all spells begin on one day.
    let internal nobodyJoins (spells: MembershipSpell[]) : bool =
        spells |> Array.forall (fun spell -> spell.FirstDay = spells[0].FirstDay)
