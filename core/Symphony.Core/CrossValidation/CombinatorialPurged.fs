namespace Symphony.Core

open System

/// What the parts of observations are called in refusals.
[<RequireQualifiedAccess>]
type internal SplitWords =
    | Groups
    | Folds

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
    (
        words: SplitWords,
        settings: CombinatorialSettings,
        spans: ObservationSpans,
        groups: Groups,
        blocks: TestBlocks,
        combinations: int[][]
    ) =

    /// The blocks of a split: first and last group of each run of adjacent tested groups.
    let runs (tested: int[]) : struct (int * int)[] =
        let found = ResizeArray<struct (int * int)>()

        for group in tested do
            let last = found.Count - 1

            match if last < 0 then ValueNone else ValueSome found[last] with
            | ValueSome(struct (first, before)) when before = group - 1 ->
                found[last] <- struct (first, group)
            | _ -> found.Add(struct (group, group))

        found.ToArray()

    let rangeOf (struct (first, last): struct (int * int)) : IndexRange =
        let start = groups.FirstObservation first
        { First = start; Count = groups.FirstObservation(last + 1) - start }

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

    /// The observations.
    member internal _.Spans: ObservationSpans = spans

    /// The tested groups of a split.
    member internal _.Combination(split: int) : int[] = combinations[split]

    /// <summary>One split; who trains is computed when asked for.</summary>
    /// <param name="split">0 to N choose k - 1.</param>
    member _.Split(split: int) : CombinatorialSplit =
        let runs = runs combinations[split]

        CombinatorialSplit(
            split,
            Array.copy combinations[split],
            spans,
            Array.map rangeOf runs,
            runs |> Array.map (fun (struct (first, last)) -> blocks[first, last])
        )

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
    member internal this.Starved(split: int) : Invalid voption =
        let split = this.Split split

        if split.Trains then
            ValueNone
        else
            let tested =
                split.TestGroups.ToArray()
                |> Array.map (fun group -> string (group + 1))
                |> String.concat ", "

            let embargo = Embargo.describe settings.Embargo

            let setting, parts =
                match words with
                | SplitWords.Groups ->
                    $"{settings.Groups} groups with {settings.TestGroups} tested, embargo {embargo},",
                    $"groups {tested} are tested"
                | SplitWords.Folds ->
                    $"{settings.Groups} folds, embargo {embargo},", $"fold {tested} is tested"

            let testedLabels = spans.LabelledCount - split.Purged - split.Embargoed

            let reason =
                if spans.LabelledCount = 0 then
                    $"none of the {spans.Count} observations has a label to train on"
                else
                    $"{setting} leave nothing to train on when {parts}: of {spans.LabelledCount} labels "
                    + $"{testedLabels} are tested, {split.Purged} purged and {split.Embargoed} embargoed"

            ValueSome(Invalid.Conflict("crossValidation", reason))

/// <summary>Builds the splits, or says why not.</summary>
[<RequireQualifiedAccess>]
module CombinatorialPurged =

    /// <summary>8 groups, 2 tested: 28 splits, 7 paths; embargo 10 bars; purge over the market.</summary>
    let standard: CombinatorialSettings = {
        Groups = 8
        TestGroups = 2
        Embargo = Embargo.Bars 10<bar>
        Purge = PurgeScope.Market
    }

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
        let count = SplitCounts.choose settings.Groups settings.TestGroups

        if settings.TestGroups < 1 || settings.TestGroups >= settings.Groups then
            let reason =
                $"{settings.TestGroups} of {settings.Groups} groups cannot be tested; from 1 to N - 1 can"

            Error(Invalid.Conflict("testGroups", reason))
        elif count > float SplitCounts.most then
            let reason =
                $"{settings.Groups} choose {settings.TestGroups} is {Text.number (Math.Round count)} splits; "
                + $"at most {SplitCounts.most} are accepted"

            Error(Invalid.Conflict("groups", reason))
        else
            Ok()

    /// The splits, of settings that were checked.
    let internal assemble
        (words: SplitWords)
        (settings: CombinatorialSettings)
        (reach: EmbargoReach)
        (groups: Groups)
        (spans: ObservationSpans)
        : CombinatorialPurged =
        CombinatorialPurged(
            words,
            settings,
            spans,
            groups,
            TestBlocks(settings.Purge, reach, settings.TestGroups, groups, spans),
            combinations settings.Groups settings.TestGroups
        )

    /// The splits, or the refusal in words of groups or of folds.
    let internal build
        (words: SplitWords)
        (settings: CombinatorialSettings)
        (spans: ObservationSpans)
        : Result<CombinatorialPurged, Invalid> =
        let name =
            match words with
            | SplitWords.Groups -> "groups"
            | SplitWords.Folds -> "folds"

        Groups.cut name settings.Groups spans
        |> Result.bind (fun groups -> checkCounts settings |> Result.map (fun () -> groups))
        |> Result.bind (fun groups ->
            Embargo.reach settings.Embargo spans
            |> Result.map (fun reach -> assemble words settings reach groups spans))
        |> Result.bind (fun splits ->
            let mutable split = 0
            let mutable starved = ValueNone

            while split < splits.SplitCount && starved.IsNone do
                starved <- splits.Starved split
                split <- split + 1

            match starved with
            | ValueSome invalid -> Error invalid
            | ValueNone -> Ok splits)

    /// <summary>The splits of these observations; refused if any split has nothing left to train on.</summary>
    /// <param name="settings">Groups, test groups, embargo, purge.</param>
    /// <param name="spans">The observations.</param>
    let create
        (settings: CombinatorialSettings)
        (spans: ObservationSpans)
        : Result<CombinatorialPurged, Invalid> =
        build SplitWords.Groups settings spans
