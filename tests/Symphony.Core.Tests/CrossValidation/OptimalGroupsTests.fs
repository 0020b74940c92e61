module Symphony.Core.Tests.OptimalGroupsTests

open System
open NUnit.Framework

open Symphony.Core

let private wish: GroupWish = {
    Bars = 2520<bar>
    TrainBars = 1500<bar>
    Paths = 20
    LabelBars = 5<bar>
    EmbargoBars = 10<bar>
}

let private found wish =
    OptimalGroups.find wish |> Result.defaultWith (fun invalid -> failwith (string invalid))

[<TestCase(6, 2, 0, 0)>]
[<TestCase(6, 3, 1, 2)>]
[<TestCase(8, 2, 3, 4)>]
[<TestCase(9, 6, 2, 1)>]
[<TestCase(5, 4, 0, 3)>]
[<TestCase(7, 1, 4, 9)>]
[<TestCase(12, 5, 6, 3)>]
let ``the training bars are those of the splits themselves`` (groups, testGroups, label, embargo) =
    let size = 12
    let bars = groups * size

    let splits =
        CombinatorialPurged.create
            {
                Groups = groups
                TestGroups = testGroups
                Embargo = Embargo.Bars(embargo * 1<bar>)
                Purge = PurgeScope.Market
            }
            (SpanRows.build [| for bar in 0 .. bars - 1 -> bar, 0, bar + label |])
        |> Result.toOption

    let counts =
        splits
        |> Option.map (fun splits -> [
            for split in 0 .. splits.SplitCount - 1 -> float (splits.Split(split).TrainCount)
        ])

    let ofWish: GroupWish = {
        Bars = bars * 1<bar>
        TrainBars = 1<bar>
        Paths = 1
        LabelBars = label * 1<bar>
        EmbargoBars = embargo * 1<bar>
    }

    let choice = OptimalGroups.choice ofWish groups testGroups

    match counts, choice with
    | Some counts, ValueSome choice ->
        Assert.That(choice.MeanTrainBars, Is.EqualTo(List.average counts).Within(1e-9 * float bars))
        Assert.That(choice.LeastTrainBars, Is.EqualTo(List.min counts).Within(1e-9 * float bars))

        Assert.That(
            (choice.Splits, choice.Paths),
            Is.EqualTo((counts.Length, splits.Value.PathCount))
        )
    | None, ValueNone -> ()
    | _ -> Assert.Fail $"the splits {splits}, the choice {choice}"

[<Test>]
let ``the choice for ten years of days is the closest of all`` () =
    let choice = found wish

    let off (choice: GroupChoice) =
        abs (log (choice.MeanTrainBars / 1500.0)) + abs (log (float choice.Paths / 20.0))

    for groups in 2..60 do
        for testGroups in 1 .. groups - 1 do
            match OptimalGroups.choice wish groups testGroups with
            | ValueSome other -> Assert.That(off other, Is.GreaterThanOrEqualTo(off choice - 1e-12))
            | ValueNone -> ()

    // 8 choose 3: 56 splits, 21 paths.
    Assert.That((choice.Groups, choice.TestGroups), Is.EqualTo((8, 3)), string choice)

[<Test>]
let ``a wanted training share and path count that a choice has exactly are met by it`` () =
    // 6 groups, 2 tested, nothing purged: two thirds train, 5 paths.
    let choice =
        found {
            Bars = 600<bar>
            TrainBars = 400<bar>
            Paths = 5
            LabelBars = 0<bar>
            EmbargoBars = 0<bar>
        }

    Assert.That(
        (choice.Groups, choice.TestGroups, choice.Splits, choice.Paths),
        Is.EqualTo((6, 2, 15, 5))
    )

    Assert.That(choice.MeanTrainBars, Is.EqualTo 400.0)

[<Test>]
let ``every choice is accepted by the splits`` () =
    for bars in [ 30; 100; 250 ] do
        for train in [ bars / 3; bars / 2; bars - 10 ] do
            for paths in [ 1; 4; 12 ] do
                let wish = {
                    wish with
                        Bars = bars * 1<bar>
                        TrainBars = train * 1<bar>
                        Paths = paths
                        LabelBars = 3<bar>
                        EmbargoBars = 2<bar>
                }

                let choice = found wish

                let splits =
                    CombinatorialPurged.create
                        {
                            Groups = choice.Groups
                            TestGroups = choice.TestGroups
                            Embargo = Embargo.Bars 2<bar>
                            Purge = PurgeScope.Market
                        }
                        (SpanRows.build [| for bar in 0 .. bars - 1 -> bar, 0, bar + 3 |])

                Assert.That(Result.isOk splits, $"{wish} {choice} {splits}")

[<Test>]
let ``wishes that cannot be are refused with the value`` () =
    let refusal wish =
        match OptimalGroups.find wish with
        | Ok choice -> string choice
        | Error invalid -> string invalid

    Assert.That(refusal { wish with Bars = 1<bar> }, Does.StartWith "bars must lie in [2,")
    Assert.That(refusal { wish with TrainBars = 2520<bar> }, Does.Contain "[1, 2519], was 2520")
    Assert.That(refusal { wish with Paths = 0 }, Does.Contain "paths must lie in [1, 10000], was 0")

    Assert.That(
        refusal { wish with LabelBars = -1<bar> },
        Does.Contain "labelBars must not be negative"
    )

    Assert.That(
        refusal { wish with Bars = 20<bar>; TrainBars = 10<bar>; LabelBars = 19<bar> },
        Is.EqualTo
            "bars: labels of 19 bars and an embargo of 10 leave some split of 20 bars nothing to train on, whatever the groups"
    )
