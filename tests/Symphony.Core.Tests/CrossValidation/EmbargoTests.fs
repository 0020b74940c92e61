module Symphony.Core.Tests.EmbargoTests

open System
open NUnit.Framework

open Symphony.Core

let private accepted result =
    result |> Result.defaultWith (fun invalid -> failwith (string invalid))

/// One symbol, a label of one bar on each bar, on these session dates.
let private onDates (dates: int list) : ObservationSpans =
    let axes =
        Axes.create [| for i in 0 .. dates.Length - 1 -> int64 i |] (Array.ofList dates) [| "A" |]
        |> accepted

    let bars = [| 0 .. dates.Length - 1 |]
    ObservationSpans.onAxes axes bars (Array.map (fun _ -> 0) bars) bars |> accepted

let private trains embargo (spans: ObservationSpans) =
    let splits =
        PurgedKFold.create { Folds = 3; Embargo = embargo; Purge = PurgeScope.Market } spans
        |> accepted

    List.ofArray (splits.Split(0).Train.ToArray())

[<Test>]
let ``an embargo of calendar days counts weekends, one of bars does not`` () =
    // Thursday 2026-01-01 is epoch day 20454; sessions Thursday, Friday, then Monday to Friday.
    let spans = onDates [ 20454; 20455; 20458; 20459; 20460; 20461 ]
    // The first fold tests Thursday and Friday.
    Assert.That((trains (Embargo.Bars 2<bar>) spans = [ 4; 5 ]), Is.True)
    Assert.That((trains (Embargo.CalendarDays 2) spans = [ 2; 3; 4; 5 ]), Is.True)
    Assert.That((trains (Embargo.CalendarDays 3) spans = [ 3; 4; 5 ]), Is.True)
    Assert.That((trains (Embargo.CalendarDays 5) spans = [ 5 ]), Is.True)
    // 34 % of six bars are two.
    Assert.That((trains (Embargo.Fraction 0.34) spans = [ 4; 5 ]), Is.True)

[<Test>]
let ``within a day an embargo of calendar days ends with a session, and 0 days are the rest of it``
    ()
    =
    // Two sessions of five bars; the first fold tests bars 0 to 3.
    let spans = onDates [ 10; 10; 10; 10; 10; 11; 11; 11; 11; 11 ]
    Assert.That((trains (Embargo.CalendarDays 0) spans = [ 5..9 ]), Is.True)
    Assert.That((trains (Embargo.Bars 0<bar>) spans = [ 4..9 ]), Is.True)

[<Test>]
let ``a walk keeps calendar days between the last label and the first score`` () =
    let spans = onDates [ 1; 2; 5; 6; 7; 8; 9; 12; 13; 14 ]

    let walk embargo =
        WalkForward.create
            {
                RefitBars = 4<bar>
                Embargo = embargo
                MinimumTrainBars = 2<bar>
                Window = TrainingWindow.Anchored
            }
            spans
        |> accepted

    // The second label ends on day 2; the first session more than two days later is day 5, bar 2.
    Assert.That((walk (Embargo.CalendarDays 2)).FirstBar, Is.EqualTo 2)
    Assert.That((walk (Embargo.CalendarDays 3)).FirstBar, Is.EqualTo 3)
    Assert.That((walk (Embargo.Bars 0<bar>)).FirstBar, Is.EqualTo 2)
    Assert.That((walk (Embargo.Bars 3<bar>)).FirstBar, Is.EqualTo 5)

[<Test>]
let ``days and fractions need the market's axes, and each refusal names its value`` () =
    let bare =
        ObservationSpans.create [| 0..9 |] (Array.zeroCreate 10) [| 0..9 |] |> accepted

    let refusal embargo =
        match
            PurgedKFold.create { Folds = 2; Embargo = embargo; Purge = PurgeScope.Market } bare
        with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    Assert.That(refusal (Embargo.Bars 1<bar>), Is.EqualTo "accepted")

    Assert.That(
        refusal (Embargo.CalendarDays 14),
        Is.EqualTo
            "embargo: 14 calendar days need the market's session dates; these observations know bar numbers alone"
    )

    Assert.That(refusal (Embargo.Fraction 0.01), Does.StartWith "embargo: 1 % of the bars need")
    Assert.That(refusal (Embargo.Fraction 1.5), Does.Contain "must lie in [0, 1], was 1.5")
    Assert.That(refusal (Embargo.Fraction nan), Does.Contain "was NaN")
    Assert.That(refusal (Embargo.CalendarDays -1), Does.Contain "must not be negative, was -1")

[<Test>]
let ``a fraction is taken as it is written`` () =
    let axes =
        MarketPlan.axes { Bars = 100; Names = 1; Seed = 1UL; Gaps = []; Actions = [] }

    // In binary 0.29 times 100 is below 29.
    Assert.That((Embargo.ofFraction 0.29 axes = Ok 29<bar>), Is.True)
    Assert.That(int (0.29 * 100.0), Is.EqualTo 28)

[<Test>]
let ``spans outside the market, and strange symbols, are refused`` () =
    let axes =
        MarketPlan.axes { Bars = 10; Names = 2; Seed = 1UL; Gaps = []; Actions = [] }

    let refusal bars symbols ends =
        match ObservationSpans.onAxes axes bars symbols ends with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    Assert.That(refusal [| 9 |] [| 1 |] [| 9 |], Is.EqualTo "accepted")
    Assert.That(refusal [| 10 |] [| 1 |] [| 10 |], Does.StartWith "bars must lie in [0, 9], was 10")
    Assert.That(refusal [| 9 |] [| 2 |] [| 9 |], Does.StartWith "symbols must lie in [0, 1], was 2")
    Assert.That(refusal [| 9 |] [| 1 |] [| 10 |], Does.StartWith "spanEnds must lie in [0, 9]")
    Assert.That(refusal [| 9 |] [| -1 |] [| 9 |], Does.StartWith "symbols must lie in")
    Assert.That(refusal [| 9 |] [| 1 |] [| 8 |], Does.Contain "ends at 8, before it starts")
    Assert.That(refusal [| 3; 2 |] [| 0; 0 |] [| 3; 3 |], Does.Contain "2 follows 3")
    Assert.That(refusal [| -1 |] [| 0 |] [| 3 |], Does.Contain "must not be negative, was -1")
    Assert.That(refusal [||] [||] [||], Does.Contain "observations is empty")

[<Test>]
let ``bars that no market has are refused before a sum of two overflows`` () =
    let refusal bars ends =
        match ObservationSpans.create bars (Array.map (fun _ -> 0) bars) ends with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    Assert.That(refusal [| 0; 99_999_999 |] [| 5; 99_999_999 |], Is.EqualTo "accepted")

    Assert.That(
        refusal [| 0; 1 |] [| Int32.MaxValue; 2 |],
        Does.StartWith "spanEnds must lie in [0, 99999999], was 2147483647"
    )

    Assert.That(refusal [| 0; 100_000_000 |] [| 1; -1 |], Does.StartWith "bars must lie in [0,")
