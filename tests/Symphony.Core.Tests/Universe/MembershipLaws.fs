module Symphony.Core.Tests.MembershipLaws

open System
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private names = [ for i in 0..6 -> $"N{i}" ]

/// Days around all spells of a plan.
let private days (plan: UniversePlan) =
    let first = (MarketPlan.axes plan.Market).SessionDate 0
    [ first - 3 .. first + 150 ]

/// Every name's membership day by day, as a slow reader of the spells would have it.
let private byHand (spells: MembershipSpell[]) (day: int) = [
    for name in names do
        if
            spells
            |> Array.exists (fun spell ->
                spell.Symbol = name && spell.FirstDay <= day && day <= spell.LastDay)
        then
            name
]

let private membersOf (membership: Membership) (day: int) =
    names |> List.filter (fun name -> membership.IsMember(name, day))

[<UniverseProperty>]
let ``a name is a member from the first day of each of its spells to the last, both in``
    (plan: UniversePlan)
    =
    let spells = UniversePlan.spells plan
    let membership = accepted (Membership.create spells)

    days plan |> List.forall (fun day -> membersOf membership day = byHand spells day)

[<UniverseProperty>]
let ``lists of every day, and of the days on which something changed, say what the spells say``
    (plan: UniversePlan)
    =
    let spells = UniversePlan.spells plan
    let days = days plan

    let ofLists (listed: int list) =
        let rows = [|
            for day in listed do
                for name in byHand spells day -> day, name
        |]

        accepted (Membership.ofLists (Array.map fst rows) (Array.map snd rows))

    let isEmptyNowhere =
        days |> List.forall (fun day -> not (List.isEmpty (byHand spells day)))

    let changed =
        days
        |> List.filter (fun day -> day = days.Head || byHand spells day <> byHand spells (day - 1))

    let agrees (listed: int list) =
        let membership = ofLists listed

        List.forall (fun day -> membersOf membership day = byHand spells day) days

    // A day without members has no row, so that the list before it holds on: it cannot be said in lists.
    not isEmptyNowhere || agrees days && agrees changed

[<UniverseProperty>]
let ``changes say what the spells say`` (plan: UniversePlan) =
    let spells = UniversePlan.spells plan

    let rows = [|
        for spell in spells do
            let goesOnFromBefore =
                spells
                |> Array.exists (fun before ->
                    before.Symbol = spell.Symbol && before.LastDay + 1 = spell.FirstDay)

            // Who is a member does not join.
            if spell.FirstDay <> Membership.OpenFirstDay && not goesOnFromBefore then
                spell.FirstDay, spell.Symbol, true

            let goesOn =
                spells
                |> Array.exists (fun next ->
                    next.Symbol = spell.Symbol && next.FirstDay = spell.LastDay + 1)

            if spell.LastDay <> Membership.OpenLastDay && not goesOn then
                spell.LastDay + 1, spell.Symbol, false
    |]

    let always (spell: MembershipSpell) =
        spell.FirstDay = Membership.OpenFirstDay && spell.LastDay = Membership.OpenLastDay

    // A name that was there all the time never changes.
    rows.Length = 0
    || Array.exists always spells
    || (let membership =
            accepted (
                Membership.ofChanges
                    (rows |> Array.map (fun (day, _, _) -> day))
                    (rows |> Array.map (fun (_, name, _) -> name))
                    (rows |> Array.map (fun (_, _, joins) -> joins))
            )

        days plan |> List.forall (fun day -> membersOf membership day = byHand spells day))

let private spell symbol first last = { Symbol = symbol; FirstDay = first; LastDay = last }

let private refusalOf (result: Result<'value, Invalid>) : string =
    match result with
    | Ok _ -> "accepted"
    | Error invalid -> string invalid

[<Test>]
let ``spells that overlap, end before they begin, or are none are refused with the name and the days``
    ()
    =
    let day = CivilDate.epochDay 2020 1 1
    let sentence spells = refusalOf (Membership.create spells)

    Assert.That(
        sentence [| spell "A" (day + 5) Membership.OpenLastDay; spell "A" day (day + 5) |],
        Is.EqualTo(
            "membership: A is a member from 2020-01-01 to 2020-01-06 and again from 2020-01-06 to the end; "
            + "spells that do not meet are accepted"
        )
    )

    Assert.That(
        sentence [| spell "A" day (day - 1) |],
        Does.Contain "A is a member from 2020-01-01 to 2019-12-31, which ends before it begins"
    )

    Assert.That(sentence [||], Does.Contain "membership is empty")
    Assert.That(sentence [| spell " " day day |], Does.Contain "membership symbol is empty")

    Assert.That(
        sentence [| spell "A" day day; spell "A" (day + 1) day |],
        Does.Contain "ends before"
    )

[<Test>]
let ``a row given twice is refused, and a list of another length`` () =
    Assert.That(
        refusalOf (Membership.ofLists [| 0; 1; 0 |] [| "A"; "A"; "A" |]),
        Does.Contain "membership holds A on 1970-01-01 twice"
    )

    Assert.That(
        refusalOf (Membership.ofChanges [| 0; 0 |] [| "A"; "A" |] [| true; false |]),
        Does.Contain "A on 1970-01-01 twice"
    )

    Assert.That(refusalOf (Membership.ofLists [| 0 |] [||]), Does.Contain "length")
    Assert.That(refusalOf (Membership.ofColumns [| "A" |] [| 0 |] [||]), Does.Contain "length")

[<Test>]
let ``joining twice running and leaving twice running are refused, whichever name does it`` () =
    let changes days joins =
        refusalOf (
            Membership.ofChanges [| yield! days; 0; 1 |] [|
                yield! Array.create (Array.length days) "B"
                "A"
                "A"
            |] [| yield! joins; true; false |]
        )

    Assert.That(
        changes [| 31; 10 |] [| true; true |],
        Does.Contain "B joins on 1970-02-01 and joined on 1970-01-11 already"
    )

    Assert.That(
        changes [| 5; 31; 40 |] [| true; false; false |],
        Does.Contain "B leaves on 1970-02-10 and left on 1970-02-01 already"
    )

    Assert.That(
        changes [| 31; 40 |] [| false; false |],
        Does.Contain "B leaves on 1970-02-10 and left on 1970-02-01 already"
    )

    Assert.That(changes [| 31; 40; 50 |] [| false; true; false |], Is.EqualTo "accepted")

[<Test>]
let ``the last list holds on, a name left out of one is gone, and one that leaves first was always there``
    ()
    =
    let lists =
        accepted (Membership.ofLists [| 10; 10; 20; 30; 30 |] [| "A"; "B"; "A"; "A"; "B" |])

    let changes =
        accepted (Membership.ofChanges [| 10; 20 |] [| "A"; "B" |] [| true; false |])

    let known (membership: Membership) name days =
        days |> List.map (fun day -> membership.IsMember(name, day))

    Assert.That(
        known lists "B" [ 9; 10; 19; 20; 29; 30; 9999 ] = [
            false
            true
            true
            false
            false
            true
            true
        ]
    )

    Assert.That(lists.Spells.Length, Is.EqualTo 3)
    Assert.That(known changes "B" [ -9999; 19; 20 ] = [ true; true; false ])
    Assert.That(known changes "A" [ 9; 10; 9999 ] = [ false; true; true ])
