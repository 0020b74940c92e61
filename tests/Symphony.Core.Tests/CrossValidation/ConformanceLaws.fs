module Symphony.Core.Tests.ConformanceLaws

open System
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit
open NUnit.Framework

open Symphony.Core

/// Splits in plain words, right or wrong.
type StatedPlan = {
    Rows: (int * int * int)[]
    Conventions: SplitConventions
    /// For each split the rows it trains on and the rows it tests, as listed.
    Splits: (int list * int list) list
}

module StatedPlan =

    let lastBar (plan: StatedPlan) =
        plan.Rows |> Array.map (fun (bar, _, last) -> max bar last) |> Array.max

    let statement (plan: StatedPlan) : SplitStatement = {
        Conventions = plan.Conventions
        Bars = plan.Rows |> Array.map (fun (bar, _, _) -> bar)
        Symbols = plan.Rows |> Array.map (fun (_, symbol, _) -> symbol)
        SpanEnds = plan.Rows |> Array.map (fun (_, _, last) -> last)
        BarNames = [||]
        // Two bars a session, and a week-end after every fifth session.
        SessionDates = Array.init (lastBar plan + 1) (fun bar -> bar / 2 / 5 * 7 + bar / 2 % 5)
        SymbolNames = [||]
        Groups = [||]
        Splits = [|
            for train, test in plan.Splits ->
                {
                    Train = RowSet.ofRows (Array.ofList train)
                    Test = RowSet.ofRows (Array.ofList test)
                    TestGroups = [||]
                }
        |]
        Paths = [||]
    }

    let build (plan: StatedPlan) : StatedSplits =
        StatedSplits.create (statement plan)
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

type StatedPlans =

    static member private Rows: Gen<(int * int * int)[]> =
        gen {
            let! dates = Gen.choose (3, 14)
            let! names = Gen.choose (1, 3)

            let! drawn =
                Gen.arrayOfLength
                    (dates * names)
                    (Gen.zip3 (Gen.choose (0, 9)) (Gen.choose (1, 5)) (Gen.choose (0, 9)))

            let rows = [|
                for date in 0 .. dates - 1 do
                    for name in 0 .. names - 1 do
                        let there, length, labelled = drawn[date * names + name]

                        if there > 1 && date % 5 <> 3 then
                            date, name, (if labelled > 0 then date + length else -1)
            |]

            let! mixed = Gen.shuffle rows
            let! isMixed = Gen.elements [ true; false ]
            return if isMixed then mixed else rows
        }
        |> Gen.filter (fun rows -> rows.Length >= 2)

    static member private Conventions: Gen<SplitConventions> =
        gen {
            let! closure = Gen.elements [ IntervalClosure.Closed; IntervalClosure.HalfOpen ]
            let! scope = Gen.elements [ PurgeScope.Market; PurgeScope.Symbol ]

            let! origin =
                Gen.elements [
                    EmbargoOrigin.LatestSpanEnd
                    EmbargoOrigin.LastTestBar
                    EmbargoOrigin.TrainingSpanEnd
                ]

            let! embargo = Gen.choose (0, 4)
            let! inDays = Gen.elements [ EmbargoUnit.Bars; EmbargoUnit.Days ]
            let! scheme = Gen.elements [ SplitScheme.CrossValidation; SplitScheme.WalkForward ]
            let! times = Gen.elements [ Nullable(); Nullable 1; Nullable 2 ]

            return {
                Closure = closure
                Scope = scope
                EmbargoOrigin = origin
                Embargo = embargo
                EmbargoUnit = inDays
                Scheme = scheme
                TimesTested = times
            }
        }

    static member Plans() : Arbitrary<StatedPlan> =
        let gen =
            gen {
                let! rows = StatedPlans.Rows
                let! conventions = StatedPlans.Conventions
                let! splitCount = Gen.choose (1, 4)

                let split =
                    gen {
                        // Dates are mostly tested whole, rows mostly on one side; but not always.
                        let! testedDates =
                            Gen.arrayOfLength 20 (Gen.elements [ true; false; false ])

                        let! luck = Gen.arrayOfLength rows.Length (Gen.choose (0, 19))

                        let isTest r =
                            let bar, _, _ = rows[r]
                            if luck[r] = 0 then not testedDates[bar] else testedDates[bar]

                        let test = [
                            for r in 0 .. rows.Length - 1 do
                                if isTest r then
                                    r

                                    if luck[r] = 1 then
                                        r
                        ]

                        let train = [
                            for r in 0 .. rows.Length - 1 do
                                let _, _, last = rows[r]

                                if
                                    not (isTest r) && luck[r] < 12 && (last >= 0 || luck[r] = 2)
                                    || luck[r] = 3
                                then
                                    r
                        ]

                        return train, test
                    }

                let! splits = Gen.listOfLength splitCount split
                return { Rows = rows; Conventions = conventions; Splits = splits }
            }

        let simpler (plan: StatedPlan) =
            seq {
                if plan.Splits.Length > 1 then
                    for i in 0 .. plan.Splits.Length - 1 do
                        { plan with Splits = List.removeAt i plan.Splits }

                for i in 0 .. plan.Rows.Length - 1 do
                    if plan.Rows.Length > 2 then
                        let without rows =
                            rows
                            |> List.filter (fun r -> r <> i)
                            |> List.map (fun r -> if r > i then r - 1 else r)

                        {
                            plan with
                                Rows = Array.removeAt i plan.Rows
                                Splits =
                                    plan.Splits
                                    |> List.map (fun (train, test) -> without train, without test)
                        }

                if plan.Conventions.Embargo > 0 then
                    { plan with Conventions.Embargo = plan.Conventions.Embargo - 1 }
            }

        Arb.fromGenShrink (gen, simpler)

[<AttributeUsage(AttributeTargets.Method)>]
type StatedPropertyAttribute() as this =
    inherit MarketPropertyAttribute()

    do
        this.Arbitrary <- [| typeof<Numbers>; typeof<Markets>; typeof<StatedPlans> |]
        this.MaxTest <- 400

let private finding (law: SplitLaw) (report: ConformanceReport) =
    report.Laws |> Seq.find (fun finding -> finding.Law = law)

[<StatedProperty>]
let ``each law finds as many faults as the slow reference, and the same first five``
    (plan: StatedPlan)
    =
    let report = Conformance.check (StatedPlan.build plan)

    ConformanceReference.broken (StatedPlan.statement plan)
    |> Map.forall (fun law expected ->
        let found = finding law report
        let examples = [ for fault in found.Examples -> fault.Split, fault.Observation ]

        found.Faults = int64 expected.Length
        && (law = SplitLaw.Disjoint || examples = List.truncate 5 expected)
        && (found.Verdict = LawVerdict.Broken) = not expected.IsEmpty)
    |> fun same -> same |> Prop.label $"{report}"

[<StatedProperty>]
let ``the order in which observations are listed changes no count`` (plan: StatedPlan) =
    let n = plan.Rows.Length
    let reversed r = n - 1 - r

    let other = {
        plan with
            Rows = Array.rev plan.Rows
            Splits =
                plan.Splits
                |> List.map (fun (train, test) ->
                    List.map reversed train |> List.rev, List.map reversed test |> List.rev)
    }

    let counts (plan: StatedPlan) = [
        for law in (Conformance.check (StatedPlan.build plan)).Laws ->
            law.Law, law.Faults, law.Checked
    ]

    counts plan = counts other

[<StatedProperty>]
let ``training on fewer rows never breaks overlap or embargo more often`` (plan: StatedPlan) =
    let fewer = {
        plan with
            Splits =
                plan.Splits
                |> List.map (fun (train, test) -> List.filter (fun r -> r % 2 = 0) train, test)
    }

    let faults law plan =
        (finding law (Conformance.check (StatedPlan.build plan))).Faults

    faults SplitLaw.NoOverlap fewer <= faults SplitLaw.NoOverlap plan
    && faults SplitLaw.Embargo fewer <= faults SplitLaw.Embargo plan

[<StatedProperty>]
let ``a longer embargo never breaks the embargo less often, and nothing else changes``
    (plan: StatedPlan)
    =
    let longer = { plan with Conventions.Embargo = plan.Conventions.Embargo + 2 }

    let a, b =
        Conformance.check (StatedPlan.build plan), Conformance.check (StatedPlan.build longer)

    (finding SplitLaw.Embargo a).Faults <= (finding SplitLaw.Embargo b).Faults
    && Seq.forall2
        (fun (x: LawFinding) (y: LawFinding) -> x.Law = SplitLaw.Embargo || x.Faults = y.Faults)
        a.Laws
        b.Laws

let private holdsAll (report: ConformanceReport) =
    (report.Conforms && report.Differences.Count = 0) |> Prop.label $"{report}"

[<MarketProperty>]
let ``our own combinatorial splits break no law and differ in nothing`` (plan: SplitPlan) =
    match CombinatorialPurged.create plan.Settings (SpanRows.build plan.Rows) with
    | Ok splits -> SplitStatements.ofCombinatorial splits |> Conformance.check |> holdsAll
    | Error _ -> true |> Prop.label "nothing to train on"

[<MarketProperty>]
let ``our own walk forward breaks no law and differs in nothing`` (SpanRows rows) (embargo: byte) =
    let settings = {
        RefitBars = 4<bar>
        Embargo = Embargo.Bars(int embargo % 4 * 1<bar>)
        MinimumTrainBars = 3<bar>
        Window = TrainingWindow.Anchored
    }

    match WalkForward.create settings (SpanRows.build rows) with
    | Ok walk -> SplitStatements.ofWalkForward walk |> Conformance.check |> holdsAll
    | Error _ -> true |> Prop.label "nothing to train on"

[<MarketProperty>]
let ``one purged label more in the training set is a fault`` (plan: SplitPlan) (pick: byte) =
    match CombinatorialPurged.create plan.Settings (SpanRows.build plan.Rows) with
    | Error _ -> true
    | Ok splits ->
        let statement = (SplitStatements.ofCombinatorial splits).Statement
        let s = int pick % splits.SplitCount
        let split = splits.Split s
        let kept = set (split.Train.ToArray())
        let tested = set (split.Test.ToArray())

        // A labelled row that purge or embargo dropped for a labelled test row's sake.
        let dropped =
            [ 0 .. splits.ObservationCount - 1 ]
            |> List.filter (fun r ->
                statement.SpanEnds[r] >= 0
                && not (kept.Contains r)
                && not (tested.Contains r)
                && tested
                   |> Seq.exists (fun t ->
                       statement.SpanEnds[t] >= 0
                       && (plan.Settings.Purge = PurgeScope.Market
                           || statement.Symbols[t] = statement.Symbols[r])
                       && statement.Bars[t] <= statement.SpanEnds[r]
                       && statement.Bars[r] <= statement.SpanEnds[t]))

        dropped
        |> List.forall (fun r ->
            let leaking = {
                statement with
                    Splits =
                        statement.Splits
                        |> Array.mapi (fun i one ->
                            if i = s then
                                {
                                    one with
                                        Train =
                                            RowSet.concat [| one.Train; RowSet.ofRows [| r |] |]
                                }
                            else
                                one)
            }

            match StatedSplits.create leaking with
            | Ok stated ->
                let found = finding SplitLaw.NoOverlap (Conformance.check stated)

                found.Faults = 1L
                && found.Examples[0].Split = s
                && found.Examples[0].Observation = r
            | Error invalid -> failwith (string invalid))

[<Test>]
let ``an embargo in calendar days is stated and judged in days`` () =
    let days = [| 0; 1; 2; 3; 4; 7; 8; 9; 10; 11; 14; 15; 16; 17; 18; 21; 22; 23; 24; 25 |]

    let axes =
        Axes.create (days |> Array.map (fun day -> int64 day * 86_400_000_000L)) days [| "A" |]
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let spans =
        ObservationSpans.onAxes
            axes
            [| 0..19 |]
            (Array.zeroCreate 20)
            (Array.init 20 (fun bar -> min 19 (bar + 1)))
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let stated (embargo: int) =
        CombinatorialPurged.create
            {
                Groups = 4
                TestGroups = 1
                Embargo = Embargo.CalendarDays embargo
                Purge = PurgeScope.Market
            }
            spans
        |> Result.defaultWith (fun invalid -> failwith (string invalid))
        |> SplitStatements.ofCombinatorial

    Assert.That((Conformance.check (stated 3)).Conforms)
    Assert.That((Conformance.check (stated 3)).Differences, Is.Empty)

    // The same training sets do not keep an embargo that is a week longer.
    let longer = { (stated 3).Statement with Conventions.Embargo = 10 }

    match StatedSplits.create longer with
    | Ok longer ->
        let found = finding SplitLaw.Embargo (Conformance.check longer)
        Assert.That(found.Verdict, Is.EqualTo LawVerdict.Broken)

        Assert.That(
            found.Examples[0].Sentence,
            Does.Contain("4 days after the test labels end at 1970-01-08; the embargo is 10 days")
        )
    | Error invalid -> Assert.Fail(string invalid)

/// Six dates of two symbols in three groups; each split tests one of them.
let private threeFolds = {
    Conventions = {
        Closure = IntervalClosure.Closed
        Scope = PurgeScope.Market
        EmbargoOrigin = EmbargoOrigin.LatestSpanEnd
        Embargo = 0
        EmbargoUnit = EmbargoUnit.Bars
        Scheme = SplitScheme.CrossValidation
        TimesTested = Nullable()
    }
    Bars = Array.init 12 (fun r -> r / 2)
    Symbols = Array.init 12 (fun r -> r % 2)
    SpanEnds = Array.init 12 (fun r -> r / 2)
    BarNames = [||]
    SessionDates = [||]
    SymbolNames = [| "A"; "B" |]
    Groups = Array.init 3 (fun g -> RowSet.ofRows [| 4 * g .. 4 * g + 3 |])
    Splits =
        Array.init 3 (fun g -> {
            Train = RowSet.ofRows (Array.filter (fun r -> r / 4 <> g) [| 0..11 |])
            Test = RowSet.ofRows [| 4 * g .. 4 * g + 3 |]
            TestGroups = [| g |]
        })
    Paths = [|
        Array.init 3 (fun g -> { Split = g; Rows = RowSet.ofRows [| 4 * g .. 4 * g + 3 |] })
    |]
}

let private judged (statement: SplitStatement) (law: SplitLaw) =
    match StatedSplits.create statement with
    | Ok stated ->
        let found = finding law (Conformance.check stated)
        string found.Verdict, found.Faults, [ for fault in found.Examples -> fault.Sentence ]
    | Error invalid -> failwith (string invalid)

[<Test>]
let ``groups that are stated are held to be a partition of whole dates of near-equal size`` () =
    let sizes groups =
        judged
            { threeFolds with Groups = groups |> List.map RowSet.ofRows |> Array.ofList }
            SplitLaw.GroupSizes

    Assert.That((judged threeFolds SplitLaw.GroupSizes = ("Holds", 0L, [])))

    Assert.That(
        sizes [ [| 0..3 |]; Array.append [| 4..7 |] [| 0 |]; [| 8..11 |] ] =
            ("Broken", 1L, [ "row 0 (A, bar 0) is in group 0 and again in group 1" ])
    )

    Assert.That(
        sizes [ [| 0..3 |]; [| 4..7 |]; [| 8..10 |] ] =
            ("Broken", 1L, [ "row 11 (B, bar 5) is in no group" ])
    )

    Assert.That(
        sizes [ [| 0..4 |]; [| 5..7 |]; [| 8..11 |] ] =
            ("Broken",
             2L,
             [
                 "row 5 (B, bar 2) is in group 1, and row 4 (A, bar 2) of the same date in group 0"
                 "group 0 has 3 distinct dates and group 1 has 1"
             ])
    )

[<Test>]
let ``a path covers every observation once, by a split that tests it`` () =
    let paths parts =
        let path = [| for split, rows in parts -> { Split = split; Rows = RowSet.ofRows rows } |]

        judged { threeFolds with Paths = [| path |] } SplitLaw.Paths

    Assert.That((judged threeFolds SplitLaw.Paths = ("Holds", 0L, [])))

    Assert.That(
        paths [ 0, [| 0..3 |]; 1, [| 4..7 |]; 2, [| 8..10 |] ] =
            ("Broken", 1L, [ "path 0 does not cover row 11 (B, bar 5)" ])
    )

    Assert.That(
        paths [ 0, [| 0..3 |]; 1, [| 4..7 |]; 2, [| 8..11 |]; 2, [| 8 |] ] =
            ("Broken", 1L, [ "path 0 covers row 8 (A, bar 4) twice, by split 2 and by split 2" ])
    )

    Assert.That(
        paths [ 0, [| 0..3 |]; 0, [| 4 |]; 1, [| 5..7 |]; 2, [| 8..11 |] ] =
            ("Broken", 1L, [ "path 0 takes row 4 (A, bar 2) from split 0, which does not test it" ])
    )

[<Test>]
let ``two paths that share scores, and choices of groups that are missing, are differences and no faults``
    ()
    =
    let report =
        StatedSplits.create { threeFolds with Splits = Array.rev threeFolds.Splits; Paths = [||] }
        |> Result.map Conformance.check
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    Assert.That(report.Conforms)

    Assert.That(
        [ for each in report.Differences -> each.Difference ] = [ SplitDifference.Combinations ]
    )

    let shared =
        StatedSplits.create {
            threeFolds with
                Paths = Array.append threeFolds.Paths threeFolds.Paths
        }
        |> Result.map Conformance.check
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    Assert.That(shared.Conforms)
    Assert.That(shared.Differences[0].Difference, Is.EqualTo SplitDifference.SharedScores)
    Assert.That(shared.Differences[0].Count, Is.EqualTo 12L)
