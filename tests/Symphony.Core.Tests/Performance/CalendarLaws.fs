module Symphony.Core.Tests.CalendarLaws

open System
open NUnit.Framework

open Symphony.Core

let private epochDay (year: int) (month: int) (day: int) =
    DateOnly(year, month, day).DayNumber - DateOnly(1970, 1, 1).DayNumber

let private barsPerYear (dates: int[]) =
    Calendar.barsPerYear (ReadOnlySpan dates)

let private monthly (dates: int[]) (returns: float[]) =
    match Calendar.monthlyReturns (ReadOnlySpan dates) (ReadOnlySpan returns) with
    | Ok years -> years
    | Error invalid -> failwith (string invalid)

[<Test>]
let ``a bar every day makes 365.25 bars a year and a bar every week 52.18`` () =
    Assert.Multiple(fun () ->
        Assert.That((barsPerYear [| 0..1000 |]).Value, Is.EqualTo(365.25).Within 1e-9)
        Assert.That((barsPerYear [| 0..7..7000 |]).Value, Is.EqualTo(365.25 / 7.0).Within 1e-9))

[<Test>]
let ``weekdays make 261 bars a year`` () =
    // 1970-01-01 was a Thursday: Monday is day 4.
    let weekdays = [|
        for week in 0..520 do
            for day in 0..4 -> 4 + 7 * week + day
    |]

    // From a Monday to a Friday one weekend is missing, in ten years 0.1 bars a year.
    Assert.That((barsPerYear weekdays).Value, Is.EqualTo(365.25 * 5.0 / 7.0).Within 0.2)

[<Test>]
let ``seven bars a session make seven times as many bars a year`` () =
    let daily = [| 0..100 |]
    let hourly = daily |> Array.collect (Array.replicate 7)
    Assert.That((barsPerYear hourly).Value, Is.EqualTo(7.0 * (barsPerYear daily).Value).Within 1e-9)

[<Test>]
let ``bars of one session date have no year`` () =
    Assert.That((barsPerYear [||]).IsNone)
    Assert.That((barsPerYear [| 5; 5; 5 |]).IsNone)

[<DomainProperty>]
let ``months compound to years and years to the whole``
    (ReturnSeries returns)
    (start: int16)
    (step: byte)
    =
    let dates =
        returns |> Array.mapi (fun t _ -> 12000 + int start / 10 + t * (1 + int step % 9))

    let years = monthly dates returns

    let growth (values: float seq) =
        values |> Seq.fold (fun g r -> g * (1.0 + r)) 1.0

    let isClose (a: float) (b: float) = abs (a - b) <= 1e-9 * (1.0 + abs b)

    isClose (growth (years |> Seq.map _.Total)) (growth returns)
    && years
       |> Array.forall (fun year ->
           year.Months.Count = 12
           && isClose (growth (year.Months |> Seq.choose Option.ofNullable)) (1.0 + year.Total))
    && years |> Array.pairwise |> Array.forall (fun (a, b) -> a.Year < b.Year)

[<Test>]
let ``a return counts for the month of its session date`` () =
    let dates = [|
        epochDay 2020 1 31
        epochDay 2020 2 3
        epochDay 2020 2 28
        epochDay 2021 1 4
    |]

    let years = monthly dates [| 0.1; 0.2; -0.5; 0.01 |]

    Assert.Multiple(fun () ->
        Assert.That(years |> Array.map _.Year, Is.EqualTo<int>([| 2020; 2021 |]))
        Assert.That(years[0].Months[0].Value, Is.EqualTo(0.1).Within 1e-15)
        Assert.That(years[0].Months[1].Value, Is.EqualTo(-0.4).Within 1e-15)
        Assert.That(years[0].Months[2].HasValue, Is.False)
        Assert.That(years[0].Total, Is.EqualTo(1.1 * 1.2 * 0.5 - 1.0).Within 1e-15)
        Assert.That(years[1].Months[0].Value, Is.EqualTo(0.01).Within 1e-15))
