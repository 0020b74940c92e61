namespace Symphony.Core

open System

/// <summary>All splits of k test groups out of N, purged and embargoed, and the paths they rebuild.</summary>
/// <remarks>
/// Splits are in lexicographic order of their test groups. Adjacent test groups merge into one block; a
/// labelled observation outside trains unless its span meets a block's interval or starts within the
/// embargo after it. Path j takes for each group the j-th split that tests it.
/// Source: Lopez de Prado (2018), AFML, 12.4.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type CombinatorialPurged
    internal
    (settings: CombinatorialSettings, spans: ObservationSpans, groups: Groups, combinations: int[][])
    =

    let symbolCount = 1 + Array.fold max -1 spans.SymbolArray

    /// The blocks of a split: first observation and one past the last, adjacent groups merged.
    let blocks (tested: int[]) : struct (int * int) list =
        let extend merged group =
            let first = groups.FirstObservation group
            let after = groups.FirstObservation(group + 1)

            match merged with
            | struct (start, last) :: earlier when last = first -> struct (start, after) :: earlier
            | _ -> struct (first, after) :: merged

        tested |> Array.fold extend [] |> List.rev

    /// The tested blocks of a split, each with the interval that purges each symbol.
    let testedBlocks (tested: int[]) : struct (int * int * LabelSpan voption[])[] = [|
        for struct (first, after) in blocks tested do
            struct (first, after, Purge.intervals settings.Purge symbolCount first after spans)
    |]

    /// What becomes of an observation: 0 trains, 1 purged, 2 under embargo, 3 tested, 4 without a label.
    let fate (tested: struct (int * int * LabelSpan voption[])[]) (r: int) : byte =
        let mutable fate = if spans.IsLabelled r then 0uy else 4uy

        for struct (first, after, intervals) in tested do
            if r >= first && r < after then
                fate <- 3uy
            elif fate = 0uy || fate = 2uy then
                match intervals[spans.Symbol r] with
                | ValueSome interval when Purge.drops interval (spans.Span r) -> fate <- 1uy
                | ValueSome interval when Embargo.drops settings.Embargo interval (spans.Bar r) ->
                    fate <- 2uy
                | _ -> ()

        fate

    let fates (tested: int[]) : byte[] =
        let blocks = testedBlocks tested
        Array.init spans.Count (fate blocks)

    let countOf (fate: byte[]) (wanted: byte) : int =
        let mutable count = 0

        for each in fate do
            if each = wanted then
                count <- count + 1

        count

    let place (fate: byte[]) (wanted: byte) : int[] =
        let places = Array.zeroCreate (countOf fate wanted)
        let mutable next = 0

        for r in 0 .. fate.Length - 1 do
            if fate[r] = wanted then
                places[next] <- r
                next <- next + 1

        places

    /// <summary>The settings it was built with.</summary>
    member _.Settings: CombinatorialSettings = settings

    /// <summary>The groups of distinct bars.</summary>
    member _.Groups: Groups = groups

    /// <summary>How many observations, n.</summary>
    member _.ObservationCount: int = spans.Count

    /// <summary>N choose k.</summary>
    member _.SplitCount: int = combinations.Length

    /// <summary>k / N x (N choose k): also how many scores each observation gets.</summary>
    member _.PathCount: int = combinations.Length * settings.TestGroups / settings.Groups

    /// The tested groups of a split.
    member internal _.Combination(split: int) : int[] = combinations[split]

    /// <summary>One split; computed when asked for.</summary>
    /// <param name="split">0 to N choose k - 1.</param>
    member _.Split(split: int) : CombinatorialSplit =
        let fate = fates combinations[split]
        let test = place fate 3uy
        let groups = Array.copy combinations[split]
        CombinatorialSplit(split, groups, place fate 0uy, test, countOf fate 1uy, countOf fate 2uy)

    /// <summary>The split whose scores a path takes for a group: the j-th, from 0, that tests it.</summary>
    /// <param name="path">j, 0 to the number of paths - 1.</param>
    /// <param name="group">0 to N - 1.</param>
    member _.SplitOfPath(path: int, group: int) : int =
        let mutable split = -1
        let mutable left = path

        while left >= 0 do
            split <- split + 1

            if Array.contains group combinations[split] then
                left <- left - 1

        split

    /// Why a split cannot train, in numbers, if it cannot.
    member internal _.Starved(split: int) : Invalid voption =
        let blocks = testedBlocks combinations[split]
        let mutable first = 0

        // As a rule the first few observations answer.
        while first < spans.Count && fate blocks first <> 0uy do
            first <- first + 1

        if first < spans.Count then
            ValueNone
        else
            let count = countOf (fates combinations[split])

            let labelled =
                spans.SpanEndArray |> Array.filter (fun last -> last >= 0) |> Array.length

            let tested =
                combinations[split]
                |> Array.map (fun group -> string (group + 1))
                |> String.concat ", "

            let testedLabels = labelled - count 1uy - count 2uy

            ValueSome(
                Invalid.Conflict(
                    "crossValidation",
                    $"{settings.Groups} groups with {settings.TestGroups} tested, embargo {int settings.Embargo} bars, "
                    + $"leave nothing to train on when groups {tested} are tested: of {labelled} labels "
                    + $"{testedLabels} are tested, {count 1uy} purged and {count 2uy} embargoed"
                )
            )

/// <summary>Builds the splits, or says why not.</summary>
[<RequireQualifiedAccess>]
module CombinatorialPurged =

    /// More splits than this are a mistake.
    let private mostSplits = 10_000

    /// <summary>8 groups, 2 tested: 28 splits, 7 paths; embargo 10 bars; purge over the market.</summary>
    let standard: CombinatorialSettings = {
        Groups = 8
        TestGroups = 2
        Embargo = 10<bar>
        Purge = PurgeScope.Market
    }

    /// N choose k, as a float so that no count overflows.
    let private choose (n: int) (k: int) : float =
        let mutable product = 1.0

        for i in 1 .. min k (n - k) do
            product <- product * float (n - min k (n - k) + i) / float i

        product

    /// The combinations of k numbers below n, each increasing, in lexicographic order.
    let private combinations (n: int) (k: int) : int[][] =
        let rec from (first: int) (left: int) : int list list =
            if left = 0 then
                [ [] ]
            else
                [
                    for head in first .. n - left do
                        for tail in from (head + 1) (left - 1) do
                            head :: tail
                ]

        from 0 k |> List.map Array.ofList |> Array.ofList

    let private checkCounts (settings: CombinatorialSettings) : Result<unit, Invalid> =
        let count = choose settings.Groups settings.TestGroups

        if settings.TestGroups < 1 || settings.TestGroups >= settings.Groups then
            let reason =
                $"{settings.TestGroups} of {settings.Groups} groups cannot be tested; from 1 to N - 1 can"

            Error(Invalid.Conflict("testGroups", reason))
        elif count > float mostSplits then
            let reason =
                $"{settings.Groups} choose {settings.TestGroups} is {Text.number (Math.Round count)} splits; "
                + $"at most {mostSplits} are accepted"

            Error(Invalid.Conflict("groups", reason))
        else
            Check.notNegative "embargoBars" (float (int settings.Embargo))

    /// <summary>The splits of these observations; refused if any split has nothing left to train on.</summary>
    /// <param name="settings">Groups, test groups, embargo, purge.</param>
    /// <param name="spans">The observations.</param>
    let create
        (settings: CombinatorialSettings)
        (spans: ObservationSpans)
        : Result<CombinatorialPurged, Invalid> =
        Groups.create settings.Groups spans
        |> Result.bind (fun groups -> checkCounts settings |> Result.map (fun () -> groups))
        |> Result.bind (fun groups ->
            let all = combinations settings.Groups settings.TestGroups
            let splits = CombinatorialPurged(settings, spans, groups, all)
            let mutable split = 0
            let mutable starved = ValueNone

            while split < all.Length && starved.IsNone do
                starved <- splits.Starved split
                split <- split + 1

            match starved with
            | ValueSome invalid -> Error invalid
            | ValueNone -> Ok splits)
