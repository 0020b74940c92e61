module Symphony.Core.Tests.SurvivorshipLaws

open System
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private measure plan =
    let bars, actions = UniversePlan.build plan
    bars, actions, Survivorship.measure (UniversePlan.membership plan) actions bars

[<UniverseProperty>]
let ``members and those of them without a bar are counted day by day`` (plan: UniversePlan) =
    let bars, _, found = measure plan
    let axes = bars.Axes

    let spells = if plan.HasMembership then UniversePlan.spells plan else [||]

    let membersAt t =
        spells
        |> Array.filter (fun spell ->
            spell.FirstDay <= axes.SessionDate t && axes.SessionDate t <= spell.LastDay)
        |> Array.map _.Symbol

    let isMissing t symbol =
        match axes.IndexOf symbol with
        | -1 -> true
        | column -> not (bars.IsPresent(t, column))

    let members = [| for t in 0 .. axes.BarCount - 1 -> (membersAt t).Length |]

    let missing = [|
        for t in 0 .. axes.BarCount - 1 -> membersAt t |> Array.filter (isMissing t) |> Array.length
    |]

    let absent =
        spells
        |> Array.map _.Symbol
        |> Array.distinct
        |> Array.filter (fun symbol ->
            let days =
                [| 0 .. axes.BarCount - 1 |]
                |> Array.filter (fun t -> Array.contains symbol (membersAt t))

            days.Length > 0 && days |> Array.forall (fun t -> isMissing t symbol))
        |> Array.sort

    found.Members.ToArray() = members
    && found.MissingMembers.ToArray() = missing
    && Array.ofSeq found.AbsentMembers = absent
    && match found.MissingShare with
       | ValueNone -> Array.sum members = 0
       | ValueSome share -> share = float (Array.sum missing) / float (Array.sum members)

[<UniverseProperty>]
let ``a name has ended when it has no bar in the last five sessions or a delisting record``
    (plan: UniversePlan)
    =
    let bars, actions, found = measure plan
    let axes = bars.Axes
    let dates = axes.SessionDates.ToArray() |> Array.distinct
    let recent = dates |> Array.skip (max 0 (dates.Length - 5))
    let has name bar = bars.IsPresent(bar, name)
    let names = [| 0 .. plan.Market.Names - 1 |]
    let all = [| 0 .. axes.BarCount - 1 |]

    let isRecorded name =
        actions.Array
        |> Array.exists (fun action ->
            action.Symbol = name
            && (match action.Kind with
                | ActionKind.Delisting _ -> true
                | _ -> false))

    let ended =
        names
        |> Array.filter (fun name ->
            Array.exists (has name) all
            && (isRecorded name
                || not (
                    all
                    |> Array.exists (fun t ->
                        has name t && Array.contains (axes.SessionDate t) recent)
                )))

    let lastOf name =
        Array.tryFindBack (has name) all |> Option.defaultValue -1

    let firstOf name = Array.find (has name) all
    let living = names |> Array.filter (fun name -> lastOf name >= 0)

    let years =
        living
        |> Array.sumBy (fun name -> axes.SessionDate(lastOf name) - axes.SessionDate(firstOf name))

    Array.sort (found.Ended.ToArray()) = ended
    && (found.Ended.ToArray()
        |> Array.map lastOf
        |> Array.pairwise
        |> Array.forall (fun (a, b) -> a <= b))
    && found.EndedCount = ended.Length
    && found.RecordedCount = (ended |> Array.filter isRecorded |> Array.length)
    && found.NameCount = living.Length
    && names |> Array.forall (fun name -> found.LastBar name = lastOf name)
    && found.NameYears = float years / 365.25
    && found.Alive.ToArray() = [|
        for t in all ->
            living
            |> Array.filter (fun name -> firstOf name <= t && t <= lastOf name)
            |> Array.length
    |]

[<Test>]
let ``a hundred names over twenty years: a half-life of ten years expects 2000 x ln 2 / 10 = 138.6 ends``
    ()
    =
    let dates = [| 0; 3652; 7305 |]

    let axes =
        Axes.create (dates |> Array.map int64) dates (Array.init 100 (fun i -> $"S{i}"))
        |> accepted

    let prices () = Array.create 300 1.0

    let bars =
        Bars.create axes PriceBasis.Raw (prices ()) (prices ()) (prices ()) (prices ()) ValueNone
        |> accepted

    let found = Survivorship.measure ValueNone CorporateActions.None bars
    Assert.That(found.NameYears, Is.EqualTo(2000.0).Within(1e-9))
    Assert.That(found.ExpectedEnds, Is.EqualTo(138.629).Within(0.001))
    Assert.That(found.EndedCount, Is.EqualTo 0)

    // Believed where it cannot be doubted, not where it must be.
    let judge membership stated =
        PointInTime.judge membership stated found

    Assert.That((judge ValueNone true).IsPit, Is.False)

    Assert.That(
        (judge ValueNone true).Reason,
        Does.Contain "none of 100 end before the last bar in 2000 name-years, where about 139 would"
    )

    Assert.That((judge ValueNone false).IsPit, Is.False)
    Assert.That((judge ValueNone false).Reason, Does.Contain "The names are those of the files")

let private spell symbol first last = { Symbol = symbol; FirstDay = first; LastDay = last }

/// The judgement on three days, with bars of these names on each.
let private judgedOn (names: string[]) spells =
    let dates = [| 0; 1; 2 |]
    let axes = Axes.create (dates |> Array.map int64) dates names |> accepted
    let prices () = Array.create (3 * names.Length) 1.0

    let bars =
        Bars.create axes PriceBasis.Raw (prices ()) (prices ()) (prices ()) (prices ()) ValueNone
        |> accepted

    let membership = ValueSome(accepted (Membership.create spells))

    PointInTime.judge membership false (Survivorship.measure membership CorporateActions.None bars)

let private judged spells = judgedOn [| "A"; "B" |] spells
let private never = Membership.OpenLastDay

[<Test>]
let ``a membership that nobody leaves is not point-in-time, with or without the days of joining``
    ()
    =
    let ofToday = judged [| spell "A" 0 never; spell "B" 0 never |]
    let withDays = judged [| spell "A" 0 never; spell "B" 1 never |]
    let dated = judged [| spell "A" 0 never; spell "B" 0 1 |]

    let onlyLeavers =
        judged [|
            spell "A" Membership.OpenFirstDay 1
            spell "B" Membership.OpenFirstDay never
        |]

    Assert.That(
        (ofToday.IsPit, withDays.IsPit, dated.IsPit, onlyLeavers.IsPit),
        Is.EqualTo((false, false, true, true))
    )

    Assert.That(ofToday.Reason, Does.Contain "one day's list")

    Assert.That(
        withDays.Reason,
        Does.Contain "Nobody leaves the membership on the days of the bars"
    )

    Assert.That(dated.Reason, Is.EqualTo "Names are members by date.")

[<Test>]
let ``who leaves before the bars, after them, or for a while has not left on their days`` () =
    let survivors = [| spell "A" 0 never; spell "B" 1 never |]
    let old = judged (Array.append survivors [| spell "OLD" -900 -400 |])
    let future = judged [| spell "A" 0 never; spell "B" 1 5000 |]
    let last = judged [| spell "A" 0 never; spell "B" 1 2 |]
    let back = judged [| spell "A" 0 never; spell "B" 0 0; spell "B" 2 never |]
    let elsewhere = judged [| spell "A" -9 -5; spell "B" 7 8 |]

    Assert.That(
        [ old; future; last; back; elsewhere ] |> List.map _.IsPit,
        Is.EqualTo<bool list> [ false; false; false; false; false ]
    )

    Assert.That(elsewhere.Reason, Is.EqualTo "Nobody is a member on any day of the bars.")

[<UniverseProperty>]
let ``spells before and after the bars change nothing in the judgement`` (plan: UniversePlan) =
    let bars, actions = UniversePlan.build plan

    let first, last =
        bars.Axes.SessionDate 0, bars.Axes.SessionDate(bars.Axes.BarCount - 1)

    let judge spells =
        let known = ValueSome(accepted (Membership.create spells))
        PointInTime.judge known false (Survivorship.measure known actions bars)

    let spells = UniversePlan.spells plan

    let others = [|
        spell "OLD" (first - 900) (first - 1)
        spell "NEW" (last + 1) (last + 9)
        spell "LATER" (last + 1) never
    |]

    (judge spells).Reason = (judge (Array.append spells others)).Reason

[<Test>]
let ``a membership whose leavers all have no bar is not point-in-time, and says what share is missing``
    ()
    =
    let found =
        judgedOn [| "A"; "B" |] [|
            spell "A" 0 never
            spell "B" 0 never
            spell "GONE" 0 0
            spell "LOST" 0 1
        |]

    Assert.That(found.IsPit, Is.False)

    Assert.That(
        found.Reason,
        Is.EqualTo(
            "Names are members by date, but none of those that leave (2) has a bar: only those that stayed are there. "
            + "Of the members, day by day, 33.3 % have no bar."
        )
    )

[<Test>]
let ``a membership whose leavers have no bars but for one is not point-in-time, however few days they miss``
    ()
    =
    let names = [| for i in 1..60 -> $"S{i}" |]
    let staying = names |> Array.map (fun name -> spell name 0 never)
    let leaving = [| for i in 1..10 -> spell $"L{i}" 0 0 |]

    let judge known =
        judgedOn (Array.append names known) (Array.append staying leaving)

    let one = judge [| "L1" |]
    Assert.That(one.IsPit, Is.False)
    Assert.That(one.Reason, Does.Contain "9 of the 10 that leave have no bar")
    Assert.That((judge [| for i in 1..9 -> $"L{i}" |]).IsPit, Is.True)

[<Test>]
let ``members without bars are accepted to a twentieth of the days, and their share is in the reason``
    ()
    =
    // Names that stay have three days each; one that leaves has one with a bar, another one without.
    let judge stay =
        let names = [| for i in 1..stay -> $"S{i}" |]

        let staying = names |> Array.map (fun name -> spell name 0 never)
        let spells = Array.append staying [| spell "LEFT" 0 0; spell "GONE" 0 0 |]

        judgedOn (Array.append names [| "LEFT" |]) spells

    let most, more = judge 6, judge 5
    Assert.That((most.IsPit, more.IsPit), Is.EqualTo((true, false)))

    Assert.That(
        most.Reason,
        Is.EqualTo "Names are members by date. Of the members, day by day, 5 % have no bar."
    )

    Assert.That(
        more.Reason,
        Is.EqualTo(
            "Names are members by date, but too many of them are not in the bars (at most 5 % is accepted). "
            + "Of the members, day by day, 5.9 % have no bar."
        )
    )

[<Test>]
let ``stated completeness is believed from a tenth of the expected ends on`` () =
    // A hundred names over twenty years, some with ten: 12 in 1,880 name-years (130.3 expected), 13 in 1,870 (129.6).
    let judge ended =
        let dates = [| 0; 3652; 7300; 7301; 7302; 7303; 7304; 7305 |]
        let names = Array.init 100 (fun i -> $"S{i}")
        let axes = Axes.create (dates |> Array.map int64) dates names |> accepted

        let prices () =
            Array.init 800 (fun cell -> if cell / 100 > 1 && cell % 100 < ended then nan else 1.0)

        let bars =
            Bars.create
                axes
                PriceBasis.Raw
                (prices ())
                (prices ())
                (prices ())
                (prices ())
                ValueNone
            |> accepted

        PointInTime.judge ValueNone true (Survivorship.measure ValueNone CorporateActions.None bars)

    Assert.That(
        [ for ended in [ 0; 1; 12; 13; 40 ] -> (judge ended).IsPit ],
        Is.EqualTo<bool list> [ false; false; false; true; true ]
    )

    Assert.That(
        (judge 1).Reason,
        Is.EqualTo(
            "The bars are stated to hold every name listed at each date, but 1 of 100 end before the last bar in 1990 "
            + "name-years, where about 138 would at a half-life of ten years: names that failed are missing."
        )
    )

    Assert.That(
        (judge 13).Reason,
        Does.Contain "13 of 100 end before the last bar in 1870 name-years, where about 130 would"
    )

[<Test>]
let ``stated completeness is believed where names end, or where too little time has passed`` () =
    let rows = Array.init 30 id
    let axes = Axes.create (rows |> Array.map int64) rows [| "A"; "B" |] |> accepted

    let prices () =
        Array.init 60 (fun cell -> if cell % 2 = 1 && cell > 20 then nan else 1.0)

    let build (values: unit -> float[]) =
        Bars.create axes PriceBasis.Raw (values ()) (values ()) (values ()) (values ()) ValueNone
        |> accepted

    let judge bars =
        PointInTime.judge ValueNone true (Survivorship.measure ValueNone CorporateActions.None bars)

    Assert.That((judge (build prices)).IsPit)
    Assert.That((judge (build prices)).Reason, Does.Contain "1 of 2 end before the last bar")
    let short = judge (build (fun () -> Array.create 60 1.0))
    Assert.That(short.IsPit)
    Assert.That(short.Reason, Does.Contain "too few to doubt")
