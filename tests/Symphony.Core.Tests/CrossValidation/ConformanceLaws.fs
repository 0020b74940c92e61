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
