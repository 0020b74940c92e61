namespace Symphony.Core

open System

/// <summary>What a split does with an observation.</summary>
[<RequireQualifiedAccess>]
type ObservationRole =
    /// <summary>Nothing: it has no label and is not tested, or lies outside a walk's window.</summary>
    | Unused = 0
    /// <summary>A model is fitted on it.</summary>
    | Train = 1
    /// <summary>A model is chosen, or stopped, by its score on it.</summary>
    | Validation = 2
    /// <summary>A model is scored on it.</summary>
    | Test = 3
    /// <summary>Dropped: its label's span meets the interval of a test, or of the validation.</summary>
    | Purged = 4
    /// <summary>Dropped: too close to a test or to the validation, and not purged.</summary>
    | Embargoed = 5

/// <summary>The role of every observation in one split.</summary>
[<Sealed; AllowNullLiteral(false)>]
type ObservationRoles internal (roles: ObservationRole[]) =

    /// The roles themselves.
    member internal _.Array: ObservationRole[] = roles

    /// <summary>How many observations, n.</summary>
    member _.Count: int = roles.Length

    /// <summary>The roles, n values.</summary>
    member _.Roles: ReadOnlyMemory<ObservationRole> = ReadOnlyMemory roles

    /// <summary>The observations of a role, increasing.</summary>
    /// <param name="role">The role.</param>
    member _.Rows(role: ObservationRole) : int[] =
        [| 0 .. roles.Length - 1 |] |> Array.filter (fun r -> roles[r] = role)

    /// <summary>How many observations have a role.</summary>
    /// <param name="role">The role.</param>
    member _.CountOf(role: ObservationRole) : int =
        let mutable count = 0

        for one in roles do
            if one = role then
                count <- count + 1

        count

    /// <summary>
    /// Share of the labelled observations that might train or validate which purge and embargo dropped, from 0 to 1;
    /// 0 where there are none.
    /// </summary>
    member this.ShareDropped: float =
        let dropped =
            this.CountOf ObservationRole.Purged + this.CountOf ObservationRole.Embargoed

        let kept =
            this.CountOf ObservationRole.Train + this.CountOf ObservationRole.Validation

        float dropped / float (max 1 (kept + dropped))

/// <summary>Says of every observation what a split does with it.</summary>
[<RequireQualifiedAccess>]
module ObservationRoles =

    let private fill
        (spans: ObservationSpans)
        (from: int)
        (after: int)
        (dropped: DroppedRanges[])
        (tested: IndexRange[])
        : ObservationRoles =
        let roles = Array.create spans.Count ObservationRole.Unused

        let mark (role: ObservationRole) (ranges: IndexRange[]) =
            for range in ranges do
                for r in max from range.First .. min after range.After - 1 do
                    if spans.IsLabelled r then
                        roles[r] <- role

        mark ObservationRole.Train [| { First = from; Count = after - from } |]

        for block in dropped do
            mark ObservationRole.Embargoed block.Dropped

        for block in dropped do
            mark ObservationRole.Purged block.Purged

        for range in tested do
            Array.fill roles range.First range.Count ObservationRole.Test

        ObservationRoles roles

    /// <summary>The roles of a combinatorial split or a fold: train, test, purged, embargoed.</summary>
    /// <param name="split">The split.</param>
    let ofSplit (split: CombinatorialSplit) : ObservationRoles =
        fill split.Spans 0 split.Spans.Count split.Blocks split.TestRangeArray

    /// <summary>The roles of a window of a walk: train, test (what it scores), purged, embargoed.</summary>
    /// <param name="window">The window.</param>
    let ofWindow (window: WalkForwardWindow) : ObservationRoles =
        fill window.Spans window.FirstTrained window.FirstScored [| window.Late |] [|
            if window.ScoredCount > 0 then
                { First = window.FirstScored; Count = window.ScoredCount }
        |]

    /// <summary>The latest dates of training set aside to choose or stop a model by.</summary>
    /// <param name="share">The share of the distinct training bars, rounded up, above 0 and below 1.</param>
    /// <param name="embargo">How long must have passed from the end of a training label to the first validation bar.</param>
    /// <param name="spans">The observations.</param>
    /// <param name="roles">Their roles before.</param>
    /// <remarks>
    /// The training observations of the latest bars validate. Of the earlier ones those are purged whose labels have not
    /// ended before the first validation bar, over all symbols, and those under embargo whose labels ended so late as
    /// in a walk forward: nothing that trains shares a bar with what validates. Tests keep what they had; a split
    /// that is left without training is refused.
    /// </remarks>
    let withValidation
        (share: float)
        (embargo: Embargo)
        (spans: ObservationSpans)
        (roles: ObservationRoles)
        : Result<ObservationRoles, Invalid> =
        if not (share > 0.0 && share < 1.0) then
            Error(Invalid.OutOfRange("validation share", share, 0.0, 1.0))
        elif roles.Count <> spans.Count then
            Error(Invalid.LengthMismatch("roles", spans.Count, roles.Count))
        else
            let train = roles.Rows ObservationRole.Train
            let bars = train |> Array.map spans.Bar |> Array.distinct

            if bars.Length = 0 then
                Error(Invalid.Insufficient("training bars", 2, 0))
            else
                Embargo.reach embargo spans
                |> Result.bind (fun reach ->
                    // The share is taken as it is written, so that 10 % of 30 bars are 3, not 4.
                    let count = int (Math.Ceiling(decimal share * decimal bars.Length))
                    let first = bars[bars.Length - count]

                    let role r =
                        if spans.Bar r >= first then ObservationRole.Validation
                        elif spans.SpanEnd r >= first then ObservationRole.Purged
                        elif reach.Last(spans.SpanEnd r) >= first then ObservationRole.Embargoed
                        else ObservationRole.Train

                    let result = Array.copy roles.Array

                    for r in train do
                        result[r] <- role r

                    if result |> Array.contains ObservationRole.Train then
                        Ok(ObservationRoles result)
                    else
                        let reason =
                            $"a share of {Text.number share} leaves nothing to train on: {bars.Length} training bars, "
                            + $"{count} of which validate, and labels that must end {Embargo.describe embargo} before them"

                        Error(Invalid.Conflict("validation share", reason)))
