namespace Symphony.Core

open System

/// Where splits differ from those that Symphony would make of the same observations and test rows.
[<Sealed>]
type internal SplitDifferences(reading: SplitReading) =

    let statement = reading.Statement
    let conventions = statement.Conventions
    let n = reading.Count
    let isWalk = conventions.Scheme = SplitScheme.WalkForward

    let isEmbargoed =
        conventions.Embargo > 0 || conventions.EmbargoUnit = EmbargoUnit.Days

    // Ours: spans closed as they are written, the embargo from the latest span end (before the test, in a
    // walk forward), the scope and length that are stated.
    let lanes =
        SplitLanes(
            {
                Scope = conventions.Scope
                Origin =
                    if isWalk then EmbargoOrigin.TrainingSpanEnd else EmbargoOrigin.LatestSpanEnd
                Embargo = conventions.Embargo
                Unit = conventions.EmbargoUnit
                CountsUnlabelled = conventions.Scope = PurgeScope.Market
            },
            statement.Bars,
            statement.SpanEnds,
            statement.Symbols,
            statement.SessionDates
        )

    let met: int[] = Array.zeroCreate n
    let embargoed: int[] = Array.zeroCreate n
    let mutable more = 0L
    let mutable less = 0L
    let mutable firstMore = ""
    let mutable firstLess = ""

    /// Reads one split as the laws left it.
    member _.Judge(s: int, laws: SplitLaws) : unit =
        lanes.Judge(laws.IsTest, laws.BlockOf, met, embargoed)

        for r in 0 .. n - 1 do
            if not laws.IsTest[r] && statement.SpanEnds[r] >= 0 then
                let dropped = met[r] >= 0 || embargoed[r] >= 0

                if laws.IsTrain[r] && dropped then
                    more <- more + 1L

                    if more = 1L then
                        let why = if met[r] >= 0 then "purge" else "embargo"
                        firstMore <- $"split {s} trains on {reading.Row r}, which the {why} drops"
                elif not laws.IsTrain[r] && not dropped && not isWalk then
                    less <- less + 1L

                    if less = 1L then
                        firstLess <- $"split {s} leaves out {reading.Row r}, which neither drops"

    /// The choices of test groups that are missing, or stand out of order.
    member private _.Combinations(testedDates: bool[][], groupOfDate: int[] voption) : string =
        match groupOfDate with
        | ValueNone -> ""
        | ValueSome groups ->
            let count = 1 + Array.fold max -1 groups

            let choice (tested: bool[]) = [
                for g in 0 .. count - 1 do
                    if Seq.exists2 (fun on group -> on && group = g) tested groups then
                        g
            ]

            let choices = testedDates |> Array.map choice |> List.ofArray
            let k = choices |> List.map List.length |> List.max
            let mutable all = 1.0

            for i in 1 .. min k (count - k) do
                all <- all * float (count - min k (count - k) + i) / float i

            if float (List.length (List.distinct choices)) <> all then
                $"{List.length (List.distinct choices)} of the {Text.number (Math.Round all)} choices of {k} of {count} groups are tested"
            elif List.sort choices <> choices then
                $"the {count} choose {k} splits are not in lexicographic order of their test groups"
            else
                ""

    /// All differences, once every split has been read.
    member this.Findings
        (testedDates: bool[][], groupOfDate: int[] voption, sharedScores: int64)
        : DifferenceFinding list =
        let finding difference count sentence = {
            Difference = difference
            Count = count
            Sentence = sentence
        }

        let origin =
            match conventions.EmbargoOrigin with
            | EmbargoOrigin.LastTestBar when isEmbargoed && not isWalk ->
                "the embargo is counted from the last tested bar; Symphony's from the latest end of a test label"
            | EmbargoOrigin.TrainingSpanEnd when isEmbargoed && not isWalk ->
                "the embargo lies before the test; Symphony's after it, from the latest end of a test label"
            | (EmbargoOrigin.LastTestBar | EmbargoOrigin.LatestSpanEnd) when isEmbargoed && isWalk ->
                "the embargo lies after the test; in Symphony's walk forward before it, from the end of a training label"
            | _ -> ""

        let scattered =
            match groupOfDate with
            | ValueSome groups -> StatedGroups.scattered groups
            | ValueNone -> ValueNone

        let combinations =
            if isWalk then "" else this.Combinations(testedDates, groupOfDate)

        [
            if conventions.Closure = IntervalClosure.HalfOpen then
                finding
                    SplitDifference.Closure
                    1L
                    "spans are half-open; Symphony's are closed, so that touching is overlap"
            if origin <> "" then
                finding SplitDifference.EmbargoOrigin 1L origin
            if more > 0L then
                finding
                    SplitDifference.TrainsOnMore
                    more
                    $"rows are trained on that Symphony drops; first {firstMore}"
            if less > 0L then
                finding
                    SplitDifference.TrainsOnLess
                    less
                    $"labelled rows are left out that Symphony trains on; first {firstLess}"
            match scattered with
            | ValueSome group ->
                finding
                    SplitDifference.GroupsNotContiguous
                    1L
                    $"group {group} is not one run of dates; Symphony's groups are"
            | ValueNone -> ()
            if combinations <> "" then
                finding SplitDifference.Combinations 1L combinations
            if sharedScores > 0L then
                finding
                    SplitDifference.SharedScores
                    sharedScores
                    "scores are used by two paths; Symphony's paths share none"
        ]
