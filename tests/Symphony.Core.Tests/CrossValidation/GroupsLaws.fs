module Symphony.Core.Tests.GroupsLaws

open NUnit.Framework

open Symphony.Core

let private groups count rows =
    Groups.create count (SpanRows.build rows)
    |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private countOf (SpanRows rows) =
    2 + rows.Length % (SpanRows.distinctBars rows - 1)

[<MarketProperty>]
let ``every observation is in exactly one group, and order is kept`` (SpanRows rows) =
    let groups = groups (countOf (SpanRows rows)) rows
    let starts = [| for group in 0 .. groups.Count -> groups.FirstObservation group |]

    starts[0] = 0
    && starts[groups.Count] = rows.Length
    && starts |> Array.pairwise |> Array.forall (fun (a, b) -> a < b)
    && Seq.forall
        (fun r ->
            let group = groups.GroupOf r
            starts[group] <= r && r < starts[group + 1])
        (seq { 0 .. rows.Length - 1 })

[<MarketProperty>]
let ``the groups' counts of distinct bars differ by at most one`` (SpanRows rows) =
    let groups = groups (countOf (SpanRows rows)) rows
    let counts = [| for group in 0 .. groups.Count - 1 -> groups.BarCount group |]
    Array.max counts - Array.min counts <= 1 && Array.sum counts = SpanRows.distinctBars rows

[<MarketProperty>]
let ``a bar is never split between groups`` (SpanRows rows) =
    let groups = groups (countOf (SpanRows rows)) rows

    Seq.forall
        (fun group -> groups.LastBar group < groups.FirstBar(group + 1))
        (seq { 0 .. groups.Count - 2 })

[<Test>]
let ``ten bars in four groups are three, three, two and two`` () =
    let groups = groups 4 [| for bar in 0..9 -> bar * 3, 0, -1 |]
    Assert.That([ for group in 0..3 -> groups.BarCount group ], Is.EqualTo<int list> [ 3; 3; 2; 2 ])
    Assert.That(groups.FirstBar 3, Is.EqualTo 24)

[<Test>]
let ``more groups than bars, and fewer than two, are refused with both numbers`` () =
    let spans = SpanRows.build [| for bar in 0..4 -> bar, 0, -1 |]

    match Groups.create 6 spans, Groups.create 1 spans with
    | Error many, Error few ->
        Assert.That(string many, Does.Contain "6 groups cannot be cut from 5 distinct bars")
        Assert.That(few.Parameter, Is.EqualTo "groups")
    | _ -> Assert.Fail "accepted"
