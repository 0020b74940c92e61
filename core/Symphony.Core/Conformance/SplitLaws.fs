namespace Symphony.Core

open System

/// The laws that are judged split by split.
[<Sealed>]
type internal SplitLaws(reading: SplitReading) =

    let statement = reading.Statement
    let conventions = statement.Conventions
    let bars = statement.Bars
    let n = reading.Count
    let dateCount = reading.Dates.Length

    let notEmpty = LawTally(SplitLaw.NotEmpty, "splits")
    let disjoint = LawTally(SplitLaw.Disjoint, "listed rows")
    let labelled = LawTally(SplitLaw.TrainingLabelled, "training rows")
    let overlap = LawTally(SplitLaw.NoOverlap, "training labels")
    let embargo = LawTally(SplitLaw.Embargo, "training labels")
    let wholeDates = LawTally(SplitLaw.WholeDates, "dates in splits")
    let pastOnly = LawTally(SplitLaw.PastOnly, "training rows")

    let lanes =
        SplitLanes(
            {
                Scope = conventions.Scope
                Origin = conventions.EmbargoOrigin
                Embargo = conventions.Embargo
                Unit = conventions.EmbargoUnit
                CountsUnlabelled = false
            },
            bars,
            reading.ClosedEnds,
            statement.Symbols,
            statement.SessionDates
        )

    let isTrain: bool[] = Array.zeroCreate n
    let isTest: bool[] = Array.zeroCreate n
    let testedDates: bool[] = Array.zeroCreate dateCount
    let blockOf: int[] = Array.zeroCreate n
    let met: int[] = Array.zeroCreate n
    let embargoed: int[] = Array.zeroCreate n
    let times: int[] = Array.zeroCreate n

    let name (bar: int) = reading.Stated.BarName bar

    let listed (s: int) (place: string) (rows: RowSet) (into: bool[]) =
        disjoint.Looked rows.Count

        reading.Mark(
            rows,
            into,
            fun r ->
                disjoint.Fault(
                    s,
                    r,
                    fun () -> $"split {s} lists {reading.Row r} twice among its {place} rows"
                )
        )

    let judgeLists (s: int) =
        let split = statement.Splits[s]
        listed s "training" split.Train isTrain
        listed s "test" split.Test isTest
        notEmpty.Looked 1L

        if split.Train.Count = 0L || split.Test.Count = 0L then
            let what = if split.Train.Count = 0L then "trains on" else "tests"
            notEmpty.Fault(s, -1, (fun () -> $"split {s} {what} nothing"))

        labelled.Looked split.Train.Count

        for r in 0 .. n - 1 do
            if isTrain[r] && isTest[r] then
                disjoint.Fault(
                    s,
                    r,
                    fun () -> $"split {s} both trains on and tests {reading.Row r}"
                )

            if isTrain[r] && statement.SpanEnds[r] < 0 then
                labelled.Fault(
                    s,
                    r,
                    fun () -> $"split {s} trains on {reading.Row r}, which has no label"
                )

            if isTest[r] then
                times[r] <- times[r] + 1

    /// Where a training row lies beside the tested dates that it comes too near to.
    let edge (r: int) (other: int) : string =
        if testedDates[reading.DateOf[r]] then "on a tested date"
        elif bars[r] < bars[other] then "at the leading edge of the test"
        else "at the trailing edge of the test"

    let overlapSentence (s: int) (r: int) (other: int) =
        $"split {s} trains on {reading.Row r}, which overlaps the tested {reading.Row other}, {edge r other}"

    let length (from: int) (until: int) : string =
        let count, one, more =
            match conventions.EmbargoUnit with
            | EmbargoUnit.Days ->
                statement.SessionDates[until] - statement.SessionDates[from], "day", "days"
            | _ -> until - from, "bar", "bars"

        let noun = if count = 1 then one else more
        $"{count} {noun}"

    let embargoSentence (s: int) (r: int) (origin: int) () =
        let rule =
            match conventions.EmbargoUnit with
            | EmbargoUnit.Days -> $"the embargo is {conventions.Embargo} days"
            | _ -> $"the embargo is {conventions.Embargo} bars"

        let row = reading.Row r

        match conventions.EmbargoOrigin with
        | EmbargoOrigin.TrainingSpanEnd ->
            let gap = length reading.ClosedEnds[r] origin

            $"split {s} trains on {row}, whose span ends {gap} before the tested {name origin}; {rule}"
        | EmbargoOrigin.LastTestBar ->
            $"split {s} trains on {row}, {length origin bars[r]} after the tested {name origin}; {rule}"
        | _ ->
            $"split {s} trains on {row}, {length origin bars[r]} after the test labels end at {name origin}; {rule}"

    let judgeSpans (s: int) =
        lanes.Judge(isTest, blockOf, met, embargoed)

        for r in 0 .. n - 1 do
            if isTrain[r] && not isTest[r] && statement.SpanEnds[r] >= 0 then
                overlap.Looked 1L
                embargo.Looked 1L

                if met[r] >= 0 then
                    overlap.FaultBetween(
                        s,
                        r,
                        (fun () -> lanes.FirstMet(isTest, r)),
                        overlapSentence s r
                    )

                if embargoed[r] >= 0 then
                    embargo.Fault(s, r, embargoSentence s r embargoed[r])

    let testedRows: int[] = Array.zeroCreate dateCount
    let aTested: int[] = Array.zeroCreate dateCount
    let notTested: int[] = Array.zeroCreate dateCount

    let judgeDates (s: int) =
        Array.fill testedRows 0 dateCount 0

        for r in n - 1 .. -1 .. 0 do
            let d = reading.DateOf[r]

            if isTest[r] then
                testedRows[d] <- testedRows[d] + 1
                aTested[d] <- r
            else
                notTested[d] <- r

        wholeDates.Looked(int64 dateCount)

        for d in 0 .. dateCount - 1 do
            if testedRows[d] > 0 && testedRows[d] < reading.RowsOfDate[d] then
                wholeDates.FaultBetween(
                    s,
                    notTested[d],
                    (fun () -> aTested[d]),
                    fun other ->
                        $"split {s} tests {testedRows[d]} of the {reading.RowsOfDate[d]} observations of "
                        + $"{name reading.Dates[d]}: {reading.Row other} is tested, "
                        + $"{reading.Row notTested[d]} is not"
                )

    let judgePast (s: int) =
        match Array.tryFindIndex id testedDates with
        | Some first when conventions.Scheme = SplitScheme.WalkForward ->
            for r in 0 .. n - 1 do
                if isTrain[r] then
                    pastOnly.Looked 1L

                    if reading.DateOf[r] >= first then
                        pastOnly.Fault(
                            s,
                            r,
                            fun () ->
                                $"split {s} trains on {reading.Row r}, which is not before the first "
                                + $"tested {name reading.Dates[first]}"
                        )
        | _ -> ()

    /// Reads one split; the splits are read in their order.
    member _.Judge(s: int) : unit =
        judgeLists s
        reading.TestedDates(isTest, testedDates)
        reading.Blocks(testedDates, blockOf)
        judgeSpans s
        judgeDates s
        judgePast s

    /// Rows the split read last trains on.
    member _.IsTrain: bool[] = isTrain

    /// Rows it tests.
    member _.IsTest: bool[] = isTest

    /// Distinct dates of which it tests a row.
    member _.TestedDates: bool[] = testedDates

    /// For each row the number of its run of tested dates, -1 for none.
    member _.BlockOf: int[] = blockOf

    /// How often each row was tested so far.
    member _.Times: int[] = times

    /// The laws of single splits, judged on what was read so far.
    member _.Findings: LawFinding list =
        embargo.Note <-
            match conventions.EmbargoUnit, conventions.Embargo with
            | EmbargoUnit.Bars, 0 -> "the stated embargo is 0 bars"
            | _ -> ""

        [
            notEmpty.Finding
            disjoint.Finding
            labelled.Finding
            overlap.Finding
            embargo.Finding
            wholeDates.Finding
            if conventions.Scheme = SplitScheme.WalkForward then
                pastOnly.Finding
            else
                LawTally.NotJudged(
                    SplitLaw.PastOnly,
                    "training rows",
                    "in cross-validation training may lie after the test"
                )
        ]
