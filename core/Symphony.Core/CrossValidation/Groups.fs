namespace Symphony.Core

/// <summary>N contiguous groups of the distinct bars of observations: a bar is never split.</summary>
/// <remarks>
/// The groups' counts of distinct bars differ by at most one, the larger ones first.
/// Source: Lopez de Prado (2018), AFML, 12.4.1.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Groups internal (spans: ObservationSpans, count: int) =

    let distinct = spans.DistinctBars.Length

    /// The place among the distinct bars at which a group starts.
    let start group =
        group * (distinct / count) + min group (distinct % count)

    /// <summary>How many groups, N.</summary>
    member _.Count: int = count

    /// <summary>How many distinct bars the group holds.</summary>
    /// <param name="group">0 to N - 1.</param>
    member _.BarCount(group: int) : int = start (group + 1) - start group

    /// <summary>The first bar of the group.</summary>
    /// <param name="group">0 to N - 1.</param>
    member _.FirstBar(group: int) : int = spans.DistinctBars[start group]

    /// <summary>The last bar of the group that has observations.</summary>
    /// <param name="group">0 to N - 1.</param>
    member _.LastBar(group: int) : int =
        spans.DistinctBars[start (group + 1) - 1]

    /// <summary>The first observation of the group.</summary>
    /// <param name="group">0 to N - 1, or N for one past the last observation.</param>
    member _.FirstObservation(group: int) : int = spans.BarStarts[start group]

    /// <summary>The group of an observation.</summary>
    /// <param name="observation">0 to n - 1.</param>
    member this.GroupOf(observation: int) : int =
        let mutable group = 0

        while this.FirstObservation(group + 1) <= observation do
            group <- group + 1

        group

/// <summary>Cuts observations into groups, or says why not.</summary>
[<RequireQualifiedAccess>]
module Groups =

    /// Groups by another name in the refusal.
    let internal cut
        (name: string)
        (count: int)
        (spans: ObservationSpans)
        : Result<Groups, Invalid> =
        if count < 2 || count > spans.BarCount then
            let reason =
                $"{count} {name} cannot be cut from {spans.BarCount} distinct bars; "
                + "at least 2, and at least one bar in each, are needed"

            Error(Invalid.Conflict(name, reason))
        else
            Ok(Groups(spans, count))

    /// <summary>Groups of near-equal counts of distinct bars.</summary>
    /// <param name="count">How many groups, from 2 to the number of distinct bars.</param>
    /// <param name="spans">The observations.</param>
    let create (count: int) (spans: ObservationSpans) : Result<Groups, Invalid> =
        cut "groups" count spans
