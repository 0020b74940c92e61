module Symphony.Core.Tests.ObservationRolesLaws

open System
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

/// The reference's fates in their order.
let private roleOfFate = [|
    ObservationRole.Train
    ObservationRole.Purged
    ObservationRole.Embargoed
    ObservationRole.Test
    ObservationRole.Unused
|]

[<MarketProperty>]
let ``the roles of a split are those of a check of each observation`` (plan: SplitPlan) =
    let spans = SpanRows.build plan.Rows

    match CombinatorialPurged.create plan.Settings spans with
    | Error _ -> true
    | Ok splits ->
        Seq.init splits.SplitCount splits.Split
        |> Seq.forall (fun split ->
            let roles = ObservationRoles.ofSplit split

            let fates =
                SplitReference.fates plan.Settings splits.Groups (split.TestGroups.ToArray()) spans

            roles.Roles.ToArray() = (fates |> Array.map (fun fate -> roleOfFate[int fate]))
            && roles.Rows ObservationRole.Train = split.Train.ToArray()
            && roles.Rows ObservationRole.Test = split.Test.ToArray()
            && (roles.Rows ObservationRole.Purged).Length = split.Purged
            && (roles.Rows ObservationRole.Embargoed).Length = split.Embargoed
            && roles.ShareDropped = split.ShareDropped
            && roleOfFate
               |> Array.forall (fun role -> roles.CountOf role = (roles.Rows role).Length))

let private walkOf (rows: SpanRows) (embargo: Embargo) =
    let (SpanRows plain) = rows
    let spans = SpanRows.build plain

    let settings = {
        RefitBars = (1 + plain.Length % 9) * 1<bar>
        Embargo = embargo
        MinimumTrainBars = 2<bar>
        Window =
            if plain.Length % 2 = 0 then
                TrainingWindow.Anchored
            else
                TrainingWindow.Rolling 4<bar>
    }

    spans, WalkForward.create settings spans

[<MarketProperty>]
let ``the roles of a walk's window are those of a check of each observation``
    (rows: SpanRows)
    (embargo: Embargo)
    =
    match walkOf rows embargo with
    | _, Error _ -> true
    | spans, Ok walk ->
        Seq.init walk.WindowCount walk.Window
        |> Seq.forall (fun window ->
            let roles = ObservationRoles.ofWindow window
            let expected = SplitReference.window walk.Settings spans window.FirstBar

            roles.Rows ObservationRole.Train = expected.Train
            && roles.Rows ObservationRole.Test = expected.Test
            && (roles.Rows ObservationRole.Purged).Length = expected.Purged
            && (roles.Rows ObservationRole.Embargoed).Length = expected.Embargoed
            && roles.Rows ObservationRole.Purged
               |> Array.forall (fun r -> spans.SpanEnd r >= window.FirstBar))

[<MarketProperty>]
let ``validation is the latest share of the training bars, and nothing that trains shares a bar with it``
    (plan: SplitPlan)
    =
    let spans = SpanRows.build plan.Rows

    match CombinatorialPurged.create plan.Settings spans with
    | Error _ -> true
    | Ok splits ->
        let before = ObservationRoles.ofSplit (splits.Split 0)
        let train = before.Rows ObservationRole.Train
        let bars = train |> Array.map spans.Bar |> Array.distinct

        [ 0.1; 0.34; 0.5 ]
        |> List.forall (fun share ->
            let count = int (ceil (share * float bars.Length - 1e-9))
            let first = bars[bars.Length - count]

            let fate r =
                if spans.Bar r >= first then
                    ObservationRole.Validation
                elif spans.SpanEnd r >= first then
                    ObservationRole.Purged
                elif
                    SplitReference.isUnderEmbargo
                        plan.Settings.Embargo
                        spans
                        (spans.SpanEnd r)
                        first
                then
                    ObservationRole.Embargoed
                else
                    ObservationRole.Train

            let expected =
                before.Roles.ToArray()
                |> Array.mapi (fun r role -> if role = ObservationRole.Train then fate r else role)

            match ObservationRoles.withValidation share plan.Settings.Embargo spans before with
            | Ok roles -> roles.Roles.ToArray() = expected
            | Error invalid ->
                not (Array.contains ObservationRole.Train expected)
                && (string invalid).Contains "leaves nothing to train on")

[<Test>]
let ``a share that is none, and roles of other observations, are refused`` () =
    let rows = [| for bar in 0..29 -> bar, 0, bar + 1 |]
    let spans = SpanRows.build rows

    let splits =
        CombinatorialPurged.create
            {
                Groups = 3
                TestGroups = 1
                Embargo = Embargo.Bars 1<bar>
                Purge = PurgeScope.Market
            }
            spans
        |> accepted

    let roles = ObservationRoles.ofSplit (splits.Split 0)

    let refusal share spans =
        match ObservationRoles.withValidation share (Embargo.Bars 0<bar>) spans roles with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    for share in [ 0.0; 1.0; nan; -0.2 ] do
        Assert.That(refusal share spans, Does.Contain "validation share must lie in [0, 1]")

    Assert.That(refusal 0.5 (SpanRows.build rows[..9]), Does.Contain "roles must have length 10")
    Assert.That(refusal 0.99 spans, Does.Contain "leaves nothing to train on")

    // 10 % of the 18 bars that train are two: written decimally, rounded up.
    let validated =
        accepted (ObservationRoles.withValidation 0.1 (Embargo.Bars 0<bar>) spans roles)

    Assert.That(validated.Rows ObservationRole.Validation, Is.EqualTo<int> [| 28; 29 |])
    Assert.That(validated.Rows ObservationRole.Purged, Does.Contain 27)

[<Test>]
let ``the share dropped is that of what might train or validate`` () =
    let roles =
        ObservationRoles [|
            ObservationRole.Unused
            ObservationRole.Train
            ObservationRole.Validation
            ObservationRole.Validation
            ObservationRole.Purged
            ObservationRole.Embargoed
            ObservationRole.Embargoed
            ObservationRole.Test
        |]

    Assert.That(roles.ShareDropped, Is.EqualTo 0.5)
    Assert.That(roles.CountOf ObservationRole.Embargoed, Is.EqualTo 2)
    Assert.That((ObservationRoles [| ObservationRole.Test |]).ShareDropped, Is.EqualTo 0.0)
