/// The laws of splits in the obvious slow way: every training row against every tested one.
module Symphony.Core.Tests.ConformanceReference

open System

open Symphony.Core

/// The cases that break each law, as (split, row), in the order of splits and rows.
type Broken = Map<SplitLaw, (int * int) list>

let private closed (statement: SplitStatement) (r: int) =
    match statement.SpanEnds[r] with
    | -1 -> None
    | last when statement.Conventions.Closure = IntervalClosure.HalfOpen -> Some(last - 1)
    | last -> Some last

let private sameScope (statement: SplitStatement) a b =
    statement.Conventions.Scope = PurgeScope.Market
    || statement.Symbols[a] = statement.Symbols[b]

/// Runs of distinct dates that have a tested row.
let private blocks (statement: SplitStatement) (test: Set<int>) : Set<int> list =
    let testedBars = test |> Set.map (fun r -> statement.Bars[r])

    let extend runs bar =
        match Set.contains bar testedBars, runs with
        | true, (run :: others) -> (bar :: run) :: others
        | true, [] -> [ [ bar ] ]
        | false, _ -> [] :: runs

    statement.Bars
    |> Array.distinct
    |> Array.sort
    |> Array.fold extend []
    |> List.filter (List.isEmpty >> not)
    |> List.map (fun run ->
        let bars = set run
        test |> Set.filter (fun r -> bars.Contains statement.Bars[r]))

let private inEmbargo (statement: SplitStatement) (test: Set<int>) (r: int) : bool =
    let conventions = statement.Conventions

    let isWithin from until =
        from < until
        && (if conventions.EmbargoUnit = EmbargoUnit.Days then
                statement.SessionDates[until] - statement.SessionDates[from] <= conventions.Embargo
            else
                until - from <= conventions.Embargo)

    blocks statement test
    |> List.exists (fun block ->
        let rows = block |> Set.toList |> List.filter (sameScope statement r)

        match conventions.EmbargoOrigin with
        | EmbargoOrigin.LastTestBar ->
            rows <> []
            && isWithin
                (rows |> List.map (fun t -> statement.Bars[t]) |> List.max)
                statement.Bars[r]
        | EmbargoOrigin.TrainingSpanEnd ->
            rows <> []
            && isWithin
                (closed statement r).Value
                (rows |> List.map (fun t -> statement.Bars[t]) |> List.min)
        | _ ->
            match rows |> List.choose (closed statement) with
            | [] -> false
            | ends -> isWithin (List.max ends) statement.Bars[r])

/// What breaks the laws of single splits, of coverage and of paths.
let broken (statement: SplitStatement) : Broken =
    let n = statement.Bars.Length
    let rows = [ 0 .. n - 1 ]

    let lists = [
        for split in statement.Splits ->
            List.ofArray (split.Train.ToArray()), List.ofArray (split.Test.ToArray())
    ]

    let inEach (law: int -> Set<int> -> Set<int> -> int list) = [
        for s, (train, test) in List.indexed lists do
            for r in law s (set train) (set test) -> s, r
    ]

    let repeats (list: int list) =
        list |> List.countBy id |> List.collect (fun (r, times) -> List.replicate (times - 1) r)

    let times r =
        lists |> List.sumBy (fun (_, test) -> if List.contains r test then 1 else 0)

    let testedAtAll = rows |> List.filter (fun r -> times r > 0)

    let expected =
        if statement.Conventions.TimesTested.HasValue then
            statement.Conventions.TimesTested.Value
        else
            match testedAtAll |> List.countBy times with
            | [] -> 1
            | counts -> counts |> List.maxBy (fun (count, rows) -> rows, count) |> fst

    let isWalk = statement.Conventions.Scheme = SplitScheme.WalkForward
    let firstTested = testedAtAll |> List.map (fun r -> statement.Bars[r])

    Map [
        SplitLaw.Coverage,
        [
            for r in rows do
                let fault =
                    if not isWalk then
                        times r <> expected
                    else
                        firstTested.IsEmpty
                        || statement.Bars[r] >= List.min firstTested && times r <> 1

                if fault then
                    -1, r
        ]
        SplitLaw.NotEmpty,
        [
            for s, (train, test) in List.indexed lists do
                if train.IsEmpty || test.IsEmpty then
                    s, -1
        ]
        SplitLaw.Disjoint,
        [
            for s, (train, test) in List.indexed lists do
                for r in
                    repeats train
                    @ repeats test
                    @ [ for r in Set.intersect (set train) (set test) -> r ] -> s, r
        ]
        SplitLaw.TrainingLabelled,
        inEach (fun _ train _ -> [
            for r in train do
                if statement.SpanEnds[r] < 0 then
                    r
        ])
        SplitLaw.NoOverlap,
        inEach (fun _ train test -> [
            for r in train - test do
                let meets t =
                    match closed statement r, closed statement t with
                    | Some last, Some testEnd ->
                        sameScope statement r t
                        && statement.Bars[r] <= testEnd
                        && statement.Bars[t] <= last
                    | _ -> false

                if Seq.exists meets test then
                    r
        ])
        SplitLaw.Embargo,
        inEach (fun _ train test -> [
            for r in train - test do
                if (closed statement r).IsSome && inEmbargo statement test r then
                    r
        ])
        SplitLaw.WholeDates,
        [
            for s, (_, test) in List.indexed lists do
                for _, own in rows |> List.groupBy (fun r -> statement.Bars[r]) |> List.sortBy fst do
                    let untested = own |> List.filter (fun r -> not (List.contains r test))

                    if not untested.IsEmpty && untested.Length < own.Length then
                        s, untested.Head
        ]
        SplitLaw.PastOnly,
        inEach (fun _ train test -> [
            if isWalk && not test.IsEmpty then
                let first = test |> Seq.map (fun r -> statement.Bars[r]) |> Seq.min

                for r in train do
                    if statement.Bars[r] >= first then
                        r
        ])
    ]
