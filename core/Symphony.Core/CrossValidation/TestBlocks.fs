namespace Symphony.Core

open System

/// What a block of adjacent test groups, or a walk's window, takes from training, as sorted ranges; a block
/// is itself among them. Between two dropped observations a range may hold some without a label, which
/// never train.
[<Struct; NoComparison; NoEquality>]
type internal DroppedRanges = {
    /// What is purged.
    Purged: IndexRange[]
    /// What is purged or under embargo.
    Dropped: IndexRange[]
}

/// What every block of up to k adjacent groups takes from training, found once for all splits.
/// A label far before a block matters only if it reaches the block's group: those that cross into a
/// group are listed per group in one pass over the observations. After a block only the bars up to the
/// end of its embargo are looked at.
[<Sealed; AllowNullLiteral(false)>]
type internal TestBlocks
    (scope: PurgeScope, reach: EmbargoReach, longest: int, groups: Groups, spans: ObservationSpans)
    =

    let bars = spans.BarArray
    let symbols = spans.SymbolArray
    let spanEnds = spans.SpanEndArray
    let labelledBefore = spans.LabelledBefore
    let width = 1 + Array.fold max 0 symbols

    /// Adds observations; those between them and the last ones, if all are without a label, go along.
    let add (dropped: RangeBuilder) (first: int) (after: int) =
        let last = dropped.After
        let joins = last > 0 && labelledBefore[last] = labelledBefore[first]
        dropped.Add((if joins then last else first), after)

    /// For each group the labelled observations before it whose labels end in it or later.
    let crossing: IndexRange[][] =
        let into = Array.init groups.Count (fun _ -> RangeBuilder())

        for group in 0 .. groups.Count - 2 do
            let boundary = groups.FirstBar(group + 1)

            for r in groups.FirstObservation group .. groups.FirstObservation(group + 1) - 1 do
                if spanEnds[r] >= boundary then
                    let mutable reached = group + 1

                    while reached < groups.Count && groups.FirstBar reached <= spanEnds[r] do
                        add into[reached] r (r + 1)
                        reached <- reached + 1

        into |> Array.map _.ToArray()

    /// The latest end of a label of each group; at least its last bar.
    let marketEnds: int[] =
        Array.init groups.Count (fun group ->
            let mutable last = groups.LastBar group

            for r in groups.FirstObservation group .. groups.FirstObservation(group + 1) - 1 do
                last <- max last spanEnds[r]

            last)

    let ofMarket (first: int) (last: int) : DroppedRanges =
        let from = groups.FirstObservation first
        let after = groups.FirstObservation(last + 1)
        let spanEnd = Array.max (Array.sub marketEnds first (last - first + 1))

        let ranges (upTo: int) =
            let dropped = RangeBuilder()

            for range in crossing[first] do
                dropped.Add(range.First, range.After)

            add dropped from after
            dropped.Extend(max after (spans.FirstAtOrAfter(upTo + 1)))
            dropped.ToArray()

        let last = reach.Last spanEnd

        {
            Purged = ranges spanEnd
            Dropped = if last = spanEnd then ranges spanEnd else ranges last
        }

    /// The first labelled bar and the latest span end of each symbol in a group.
    let firstBars, lastEnds =
        if scope <> PurgeScope.Symbol then
            [||], [||]
        else
            let first = Array.init groups.Count (fun _ -> Array.create width Int32.MaxValue)
            let last = Array.init groups.Count (fun _ -> Array.create width -1)

            for group in 0 .. groups.Count - 1 do
                let first, last = first[group], last[group]

                for r in groups.FirstObservation group .. groups.FirstObservation(group + 1) - 1 do
                    if spanEnds[r] >= 0 then
                        let symbol = symbols[r]
                        first[symbol] <- min first[symbol] bars[r]
                        last[symbol] <- max last[symbol] spanEnds[r]

            first, last

    /// Starts and ends are those of each symbol's test labels in the block.
    let ofSymbols (first: int) (last: int) (starts: int[]) (ends: int[]) : DroppedRanges =
        let from = groups.FirstObservation first
        let after = groups.FirstObservation(last + 1)
        let purged = RangeBuilder()

        for range in crossing[first] do
            for r in range.First .. range.After - 1 do
                if spanEnds[r] >= starts[symbols[r]] then
                    add purged r (r + 1)

        let dropped = purged.Copy()

        for block in [ purged; dropped ] do
            add block from after

        let reached =
            ends |> Array.map (fun spanEnd -> if spanEnd < 0 then -1 else reach.Last spanEnd)

        let furthest = Array.max reached
        let mutable r = after

        while r < bars.Length && bars[r] <= furthest do
            if spanEnds[r] >= 0 && bars[r] <= reached[symbols[r]] then
                add dropped r (r + 1)

                if bars[r] <= ends[symbols[r]] then
                    add purged r (r + 1)

            r <- r + 1

        { Purged = purged.ToArray(); Dropped = dropped.ToArray() }

    /// For each first group the blocks of one group, of two, and so on.
    let blocks: DroppedRanges[][] =
        Array.init groups.Count (fun first ->
            let starts = Array.create width Int32.MaxValue
            let ends = Array.create width -1

            Array.init (min longest (groups.Count - first)) (fun more ->
                let last = first + more

                match scope with
                | PurgeScope.Symbol ->
                    let ownStarts = firstBars[last]
                    let ownEnds = lastEnds[last]

                    for symbol in 0 .. width - 1 do
                        starts[symbol] <- min (starts[symbol]) (ownStarts[symbol])
                        ends[symbol] <- max (ends[symbol]) (ownEnds[symbol])

                    ofSymbols first last starts ends
                | _ -> ofMarket first last))

    /// What the block of the groups from first to last takes.
    member _.Item(first: int, last: int) : DroppedRanges = blocks[first][last - first]
