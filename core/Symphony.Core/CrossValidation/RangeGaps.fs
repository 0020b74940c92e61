namespace Symphony.Core

open System

/// The observations of an interval that none of some lists of ranges holds, as ranges, in order.
/// Each list is sorted and its ranges are disjoint; the lists may overlap each other. The work grows with
/// the number of ranges: as long as one list alone has the next ranges, it is read alone.
[<Sealed; AllowNullLiteral(false)>]
type internal RangeGaps(lists: IndexRange[][], first: int, after: int) =

    /// The place of the first range of a list that ends after an observation.
    let firstEndingAfter (observation: int) (list: IndexRange[]) : int =
        let mutable low = 0
        let mutable high = list.Length

        while low < high do
            let middle = (low + high) / 2

            if list[middle].After <= observation then low <- middle + 1 else high <- middle

        low

    let places: int[] = Array.map (firstEndingAfter first) lists
    let mutable position = first

    /// Writes the next gaps; how many, 0 after the last.
    member _.Read(gaps: Span<IndexRange>) : int =
        let mutable written = 0
        let mutable at = position

        while written < gaps.Length && at < after do
            let mutable next = -1
            let mutable start = after
            let mutable rival = after

            for i in 0 .. lists.Length - 1 do
                let list = lists[i]
                let mutable place = places[i]

                while place < list.Length && list[place].After <= at do
                    place <- place + 1

                places[i] <- place

                if place < list.Length then
                    let own = list[place].First

                    if own < start then
                        rival <- start
                        start <- own
                        next <- i
                    elif own < rival then
                        rival <- own

            if next < 0 then
                gaps[written] <- { First = at; Count = after - at }
                written <- written + 1
                at <- after
            else
                let list = lists[next]
                let mutable place = places[next]
                let mutable isAlone = true

                while isAlone do
                    let range = list[place]

                    if range.First > at then
                        gaps[written] <- { First = at; Count = range.First - at }
                        written <- written + 1

                    at <- max at range.After
                    place <- place + 1

                    isAlone <-
                        written < gaps.Length && place < list.Length && list[place].First < rival

                places[next] <- place

        position <- at
        written

/// What is done with gaps as they come.
[<RequireQualifiedAccess>]
module internal RangeGaps =

    /// Gaps read at a time.
    let private batch = 256

    let private buffer (lists: IndexRange[][]) : IndexRange[] =
        let mutable most = 1

        for list in lists do
            most <- min batch (most + list.Length)

        Array.zeroCreate most

    /// All gaps.
    let all (lists: IndexRange[][]) (first: int) (after: int) : IndexRange[] =
        let gaps = RangeGaps(lists, first, after)
        let some = buffer lists
        let mutable found: IndexRange[] = Array.zeroCreate some.Length
        let mutable count = 0
        let mutable read = gaps.Read(Span some)

        while read > 0 do
            if count + read > found.Length then
                Array.Resize(&found, 2 * (count + read))

            Array.blit some 0 found count read
            count <- count + read
            read <- gaps.Read(Span some)

        if count = found.Length then found else Array.sub found 0 count

    /// True when there is a gap.
    let exist (lists: IndexRange[][]) (first: int) (after: int) : bool =
        RangeGaps(lists, first, after).Read(Span(Array.zeroCreate 1)) > 0

    /// How many observations the gaps hold, of those that a running count counts.
    let count (running: int[]) (lists: IndexRange[][]) (first: int) (after: int) : int =
        let gaps = RangeGaps(lists, first, after)
        let some = buffer lists
        let mutable total = 0
        let mutable read = gaps.Read(Span some)

        while read > 0 do
            for i in 0 .. read - 1 do
                total <- total + (running[some[i].After] - running[some[i].First])

            read <- gaps.Read(Span some)

        total

    /// Writes the gaps' observations into a span that is long enough; how many.
    let write (destination: Span<int>) (lists: IndexRange[][]) (first: int) (after: int) : int =
        let gaps = RangeGaps(lists, first, after)
        let some = buffer lists
        let mutable total = 0
        let mutable read = gaps.Read(Span some)

        while read > 0 do
            for i in 0 .. read - 1 do
                let range = some[i]
                Kernels.fillIncreasing range.First (destination.Slice(total, range.Count))
                total <- total + range.Count

            read <- gaps.Read(Span some)

        total
