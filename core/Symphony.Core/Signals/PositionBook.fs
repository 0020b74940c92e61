namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>What signals came to.</summary>
[<Struct>]
type SignalCounts = {
    /// <summary>Longs entered from nothing.</summary>
    LongEntries: int
    /// <summary>Shorts entered from nothing.</summary>
    ShortEntries: int
    /// <summary>Positions left.</summary>
    Exits: int
    /// <summary>Positions turned around.</summary>
    Flips: int
    /// <summary>Positions in names that ended.</summary>
    Ended: int
    /// <summary>Entries that found all positions taken.</summary>
    WithoutRoom: int
    /// <summary>Entries in a name without a bar at their close, or that has ended.</summary>
    WithoutBar: int
    /// <summary>Entries that were not expected to earn enough after costs.</summary>
    BelowCost: int
    /// <summary>
    /// Entries in a name that the engine would not trade: no volatility or dollar ADV where the settings need
    /// one, or nothing to borrow. They take no position.
    /// </summary>
    Untradable: int
}

/// What an entry is worth against its cost.
[<RequireQualifiedAccess>]
type internal EntryVerdict =
    | Worth = 0
    | BelowCost = 1
    | Untradable = 2

/// How names are asked about: the side wanted given the one held, whether an entry pays, and which
/// entries come first when there is not room for all.
[<NoEquality; NoComparison>]
type internal SignalSource = {
    Wanted: int -> int -> int -> int
    Judge: int -> int -> int -> EntryVerdict
    Priority: int -> int -> float
}

/// The sides of all names, bar after bar. At a bar the held names come first, then the entries, the
/// highest priority first and equal ones in symbol order.
[<Sealed>]
type internal PositionBook(rules: Rules, settings: SignalSettings, source: SignalSource) =

    let width = rules.Width
    let sides: int[] = Array.zeroCreate width
    let lastBars: int[] = Array.create width -1
    let hasEnded: bool[] = Array.zeroCreate width
    let candidates = List<struct (int * int * float)>()
    let mutable openPositions = 0
    let mutable counts = Unchecked.defaultof<SignalCounts>
    let mutable hasChanged = false

    member _.Sides: int[] = sides
    member _.OpenPositions: int = openPositions
    member _.HasChanged: bool = hasChanged
    member _.Counts: SignalCounts = counts

    /// What is known of each name at the close of the bar.
    member private _.Observe(bar: int) : unit =
        for a in rules.ActionStarts[bar] .. rules.ActionStarts[bar + 1] - 1 do
            match rules.Actions[a].Kind with
            | ActionKind.Delisting _ -> hasEnded[rules.Actions[a].Symbol] <- true
            | _ -> ()

        for i in 0 .. width - 1 do
            if not (Double.IsNaN rules.Closes[bar * width + i]) then
                lastBars[i] <- bar

    member private _.IsGone (bar: int) (i: int) : bool =
        hasEnded[i]
        || lastBars[i] >= 0 && bar - lastBars[i] >= rules.Settings.DelistedAfterMissingBars

    member private _.Put (i: int) (side: int) : unit =
        openPositions <- openPositions + abs side - abs sides[i]
        sides[i] <- side
        hasChanged <- true

    member private _.Refuse(verdict: EntryVerdict) : unit =
        match verdict with
        | EntryVerdict.BelowCost -> counts <- { counts with BelowCost = counts.BelowCost + 1 }
        | EntryVerdict.Untradable -> counts <- { counts with Untradable = counts.Untradable + 1 }
        | _ -> ()

    /// A held name: kept, left, or turned around where the other side pays.
    member private this.Hold (bar: int) (i: int) : unit =
        let side = sides[i]

        if this.IsGone bar i then
            this.Put i 0
            counts <- { counts with Ended = counts.Ended + 1 }
        else
            let wanted = source.Wanted bar i side

            if wanted = 0 then
                this.Put i 0
                counts <- { counts with Exits = counts.Exits + 1 }
            elif wanted <> side then
                match source.Judge bar i wanted with
                | EntryVerdict.Worth ->
                    this.Put i wanted
                    counts <- { counts with Flips = counts.Flips + 1 }
                | refused ->
                    this.Put i 0
                    counts <- { counts with Exits = counts.Exits + 1 }
                    this.Refuse refused

    /// A name that is not held: a candidate where an entry is wanted, can be, and pays.
    member private this.Consider (bar: int) (i: int) : unit =
        let wanted = source.Wanted bar i 0

        if wanted <> 0 then
            if lastBars[i] <> bar || this.IsGone bar i then
                counts <- { counts with WithoutBar = counts.WithoutBar + 1 }
            else
                match source.Judge bar i wanted with
                | EntryVerdict.Worth -> candidates.Add(struct (i, wanted, source.Priority bar i))
                | refused -> this.Refuse refused

    member private this.Enter() : unit =
        let room = settings.MaximumPositions - openPositions

        if candidates.Count > room then
            // Stable, so that equal priorities stay in symbol order.
            let ranked =
                candidates |> Seq.sortBy (fun (struct (_, _, priority)) -> -priority) |> Seq.toArray

            counts <- { counts with WithoutRoom = counts.WithoutRoom + candidates.Count - room }
            candidates.Clear()
            candidates.AddRange(Seq.truncate room ranked)

        for struct (i, side, _) in candidates do
            this.Put i side

            counts <-
                if side > 0 then
                    { counts with LongEntries = counts.LongEntries + 1 }
                else
                    { counts with ShortEntries = counts.ShortEntries + 1 }

    /// The sides after the close of this bar, the one after the last asked for.
    member this.Advance(bar: int) : unit =
        hasChanged <- false
        candidates.Clear()
        this.Observe bar

        // Whoever is held before this bar's entries is asked once, so that nothing is left and entered
        // again at one bar.
        for i in 0 .. width - 1 do
            if sides[i] <> 0 then this.Hold bar i else this.Consider bar i

        if candidates.Count > 0 then
            this.Enter()
