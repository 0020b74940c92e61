namespace Symphony.Core

open System

/// <summary>Observations that follow one another: the first of them and how many they are.</summary>
[<Struct>]
type IndexRange = {
    /// <summary>The first observation, 0 or later.</summary>
    First: int
    /// <summary>How many observations, at least 1.</summary>
    Count: int
} with

    /// <summary>One past the last observation.</summary>
    member this.After: int = this.First + this.Count

/// Ranges in order that neither touch nor overlap, built from the front.
[<Sealed; AllowNullLiteral(false)>]
type internal RangeBuilder private (start: IndexRange[], startCount: int) =

    let mutable ranges = start
    let mutable count = startCount

    /// None yet.
    new() = RangeBuilder([||], 0)

    /// One past the last observation added; 0 before the first.
    member _.After: int = if count = 0 then 0 else ranges[count - 1].After

    /// Adds the observations from first to after - 1, none of them before the last range.
    member this.Add(first: int, after: int) : unit =
        if after > first then
            if count > 0 && first <= this.After then
                let last = ranges[count - 1]
                ranges[count - 1] <- { last with Count = after - last.First }
            else
                if count = ranges.Length then
                    Array.Resize(&ranges, max 4 (2 * count))

                ranges[count] <- { First = first; Count = after - first }
                count <- count + 1

    /// Makes the last range reach up to after - 1.
    member this.Extend(after: int) : unit = this.Add(this.After, after)

    /// The same ranges in a builder of their own.
    member _.Copy() : RangeBuilder =
        RangeBuilder(Array.sub ranges 0 count, count)

    /// The ranges so far.
    member _.ToArray() : IndexRange[] = Array.sub ranges 0 count

/// What is done with ranges.
[<RequireQualifiedAccess>]
module internal IndexRange =

    /// Writes the observations of the ranges into a span that is long enough; how many.
    let write (destination: Span<int>) (ranges: IndexRange[]) : int =
        let mutable total = 0

        for range in ranges do
            Kernels.fillIncreasing range.First (destination.Slice(total, range.Count))
            total <- total + range.Count

        total

    /// The observations of the ranges.
    let observations (ranges: IndexRange[]) : int[] =
        let rows: int[] = Array.zeroCreate (Array.sumBy _.Count ranges)
        write (Span rows) ranges |> ignore
        rows
