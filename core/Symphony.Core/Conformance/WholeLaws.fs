namespace Symphony.Core

open System

/// The laws that are judged on all splits together.
[<RequireQualifiedAccess>]
module internal WholeLaws =

    /// How often each row must be tested: as stated, or as most are.
    let private expectedTimes (reading: SplitReading) (times: int[]) : struct (int * string) =
        let stated = reading.Statement.Conventions.TimesTested

        if stated.HasValue then
            struct (stated.Value, $"{stated.Value} for each, as stated")
        else
            let common =
                times
                |> Array.filter (fun count -> count > 0)
                |> Array.countBy id
                |> Array.sortBy (fun (count, rows) -> -rows, -count)
                |> Array.tryHead
                |> Option.map fst
                |> Option.defaultValue 1

            struct (common, $"{common} for each, as most are")

    let private timesText (count: int) : string =
        match count with
        | 1 -> "once"
        | 2 -> "twice"
        | more -> $"{more} times"

    let private testedText (count: int) : string =
        if count = 0 then "is never tested" else $"is tested {timesText count}"

    /// Every observation is tested as often as it should be.
    let coverage (reading: SplitReading) (times: int[]) : LawFinding =
        let law = LawTally(SplitLaw.Coverage, "observations")
        law.Looked(int64 reading.Count)
        let bars = reading.Statement.Bars

        let fault r expected =
            law.Fault(
                -1,
                r,
                fun () -> $"{reading.Row r} {testedText times[r]}; expected: {timesText expected}"
            )

        match reading.Statement.Conventions.Scheme with
        | SplitScheme.WalkForward ->
            let mutable first = Int32.MaxValue

            for r in 0 .. reading.Count - 1 do
                if times[r] > 0 then
                    first <- min first bars[r]

            law.Note <- "once from the first tested bar on"

            for r in 0 .. reading.Count - 1 do
                if bars[r] >= first && times[r] <> 1 || first = Int32.MaxValue then
                    fault r 1
        | _ ->
            let struct (expected, note) = expectedTimes reading times
            law.Note <- note

            for r in 0 .. reading.Count - 1 do
                if times[r] <> expected then
                    fault r expected

        law.Finding

    let private cases = "groups"

    /// Sizes of groups, in dates, that differ by more than one.
    let private judgeSizes (law: LawTally) (sizes: int[]) : unit =
        law.Looked(int64 sizes.Length)
        let least, most = Array.min sizes, Array.max sizes

        if most - least > 1 then
            for group in 0 .. sizes.Length - 1 do
                if sizes[group] > least + 1 then
                    let smallest = Array.findIndex ((=) least) sizes

                    law.Fault(
                        -1,
                        -1,
                        fun () ->
                            $"group {group} has {sizes[group]} distinct dates and group {smallest} has {least}"
                    )

    /// Each observation in one group, no date in two, sizes in distinct dates that differ by at most one.
    let private stated (reading: SplitReading) : LawFinding * int[] voption =
        let law = LawTally(SplitLaw.GroupSizes, cases)
        let groups = reading.Statement.Groups
        let groupOf = Array.create reading.Count -1

        for g in 0 .. groups.Length - 1 do
            for r in groups[g].ToArray() do
                if groupOf[r] >= 0 then
                    let earlier = groupOf[r]

                    law.Fault(
                        -1,
                        r,
                        fun () -> $"{reading.Row r} is in group {earlier} and again in group {g}"
                    )
                else
                    groupOf[r] <- g

        let groupOfDate = Array.create reading.Dates.Length -1
        let firstOfDate = Array.create reading.Dates.Length -1

        for r in 0 .. reading.Count - 1 do
            let d = reading.DateOf[r]

            if groupOf[r] < 0 then
                law.Fault(-1, r, (fun () -> $"{reading.Row r} is in no group"))
            elif groupOfDate[d] < 0 then
                groupOfDate[d] <- groupOf[r]
                firstOfDate[d] <- r
            elif groupOfDate[d] <> groupOf[r] then
                law.FaultBetween(
                    -1,
                    r,
                    (fun () -> firstOfDate[d]),
                    fun other ->
                        $"{reading.Row r} is in group {groupOf[r]}, and {reading.Row other} of the same date "
                        + $"in group {groupOfDate[d]}"
                )

        judgeSizes
            law
            (Array.init groups.Length (fun g -> groupOfDate |> Seq.filter ((=) g) |> Seq.length))

        law.Finding, ValueSome groupOfDate

    /// Groups as stated, or as the splits show them; and the group of each date where there is one.
    let groups (reading: SplitReading) (testedDates: bool[][]) : LawFinding * int[] voption =
        let shown () =
            StatedGroups.ofSplits testedDates reading.Dates.Length

        if reading.Statement.Conventions.Scheme = SplitScheme.WalkForward then
            let reason = "the windows of a walk forward may differ in length"
            LawTally.NotJudged(SplitLaw.GroupSizes, cases, reason), ValueNone
        elif reading.Statement.Groups.Length > 0 then
            stated reading
        else
            match shown () with
            | ValueNone ->
                let reason = "no groups are stated, and the splits show none"
                LawTally.NotJudged(SplitLaw.GroupSizes, cases, reason), ValueNone
            | ValueSome groupOfDate ->
                let law = LawTally(SplitLaw.GroupSizes, cases)
                law.Note <- "not stated; the dates that are always tested together"
                judgeSizes law (StatedGroups.sizes groupOfDate)
                law.Finding, ValueSome groupOfDate

    /// For each split one bit for each row: is it tested?
    let private testBits (reading: SplitReading) : uint64[][] = [|
        for split in reading.Statement.Splits ->
            let bits = Array.zeroCreate<uint64>((reading.Count + 63) / 64)

            for r in split.Test.ToArray() do
                bits[r / 64] <- bits[r / 64] ||| (1UL <<< (r % 64))

            bits
    |]

    let private has (bits: uint64[]) (r: int) : bool =
        bits[r / 64] &&& (1UL <<< (r % 64)) <> 0UL

    /// Each path covers every observation once, by a split that tests it; and how many scores two paths share.
    let paths (reading: SplitReading) : struct (LawFinding * int64) =
        let paths = reading.Statement.Paths

        if paths.Length = 0 then
            let reason = "no paths are stated"
            struct (LawTally.NotJudged(SplitLaw.Paths, "observations in paths", reason), 0L)
        else
            let law = LawTally(SplitLaw.Paths, "observations in paths")
            let tests = testBits reading
            let used = tests |> Array.map (fun bits -> Array.zeroCreate<uint64> bits.Length)
            let splitOf = Array.create reading.Count -1
            let mutable shared = 0L

            for p in 0 .. paths.Length - 1 do
                Array.fill splitOf 0 splitOf.Length -1
                law.Looked(int64 reading.Count)

                for part in paths[p] do
                    for r in part.Rows.ToArray() do
                        let s = part.Split

                        if splitOf[r] >= 0 then
                            let earlier = splitOf[r]

                            law.Fault(
                                s,
                                r,
                                fun () ->
                                    $"path {p} covers {reading.Row r} twice, by split {earlier} and by split {s}"
                            )
                        else
                            splitOf[r] <- s

                            if not (has tests[s] r) then
                                law.Fault(
                                    s,
                                    r,
                                    fun () ->
                                        $"path {p} takes {reading.Row r} from split {s}, which does not test it"
                                )
                            elif has used[s] r then
                                shared <- shared + 1L
                            else
                                used[s][r / 64] <- used[s][r / 64] ||| (1UL <<< (r % 64))

                for r in 0 .. reading.Count - 1 do
                    if splitOf[r] < 0 then
                        law.Fault(-1, r, (fun () -> $"path {p} does not cover {reading.Row r}"))

            struct (law.Finding, shared)
