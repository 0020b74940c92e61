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
let ``a name has ended when it has no bar in the last five sessions`` (plan: UniversePlan) =
    let bars, actions, found = measure plan
    let axes = bars.Axes
    let dates = axes.SessionDates.ToArray() |> Array.distinct
    let recent = dates |> Array.skip (max 0 (dates.Length - 5))
    let has name bar = bars.IsPresent(bar, name)
    let names = [| 0 .. plan.Market.Names - 1 |]
    let all = [| 0 .. axes.BarCount - 1 |]

    let ended =
        names
        |> Array.filter (fun name ->
            Array.exists (has name) all
            && not (
                all
                |> Array.exists (fun t -> has name t && Array.contains (axes.SessionDate t) recent)
            ))

    let isRecorded name =
        actions.Array
        |> Array.exists (fun action ->
            action.Symbol = name
            && (match action.Kind with
                | ActionKind.Delisting _ -> true
                | _ -> false))

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
        Does.Contain "none of 100 ends in 2000 name-years, where about 139 would"
    )

    Assert.That((judge ValueNone false).IsPit, Is.False)
    Assert.That((judge ValueNone false).Reason, Does.Contain "The names are those of the files")

let private spell symbol first last = { Symbol = symbol; FirstDay = first; LastDay = last }

let private judged spells =
    let dates = [| 0; 1; 2 |]
    let axes = Axes.create (dates |> Array.map int64) dates [| "A" |] |> accepted
    let prices () = Array.create 3 1.0

    let bars =
        Bars.create axes PriceBasis.Raw (prices ()) (prices ()) (prices ()) (prices ()) ValueNone
        |> accepted

    let membership = ValueSome(accepted (Membership.create spells))

    PointInTime.judge membership false (Survivorship.measure membership CorporateActions.None bars)

[<Test>]
let ``a membership that nobody leaves is not point-in-time, with or without the days of joining``
    ()
    =
    let never = Membership.OpenLastDay
    let ofToday = judged [| spell "A" 0 never; spell "B" 0 never |]
    let withDays = judged [| spell "A" 0 never; spell "B" 1 never |]
    let dated = judged [| spell "A" 0 never; spell "B" 0 1 |]

    let onlyLeavers =
        judged [|
            spell "A" Membership.OpenFirstDay 5
            spell "B" Membership.OpenFirstDay never
        |]

    Assert.That(
        (ofToday.IsPit, withDays.IsPit, dated.IsPit, onlyLeavers.IsPit),
        Is.EqualTo((false, false, true, true))
    )

    Assert.That(ofToday.Reason, Does.Contain "one day's list")
    Assert.That(withDays.Reason, Does.Contain "Nobody ever leaves")

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
