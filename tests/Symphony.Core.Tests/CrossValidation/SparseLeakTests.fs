/// Look-ahead that shows on few days only: what cuts at kinds of days and dense cuts are there for.
module Symphony.Core.Tests.SparseLeakTests

open System
open NUnit.Framework

open Symphony.Core

let private accepted (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (string invalid)

/// Some three years of weekdays from 2000-01-03 on, six names.
let private history: MarketHistory =
    let bars, actions =
        MarketPlan.build { Bars = 760; Names = 6; Seed = 5UL; Gaps = []; Actions = [] }

    { Bars = bars; Actions = actions }

/// The same, seven bars to a session.
let private intraday: MarketHistory =
    let old = history.Bars.Axes

    let axes =
        Axes.create
            (Array.init old.BarCount (fun t ->
                int64 (old.SessionDate(t / 7)) * 86_400_000_000L + int64 (t % 7) * 3_600_000_000L))
            (Array.init old.BarCount (fun t -> old.SessionDate(t / 7)))
            (Array.ofSeq old.Symbols)
        |> accepted

    let copy (panel: Panel) = Array.copy panel.Array
    let bars = history.Bars

    let same =
        Bars.create
            axes
            PriceBasis.Raw
            (copy bars.Open)
            (copy bars.High)
            (copy bars.Low)
            (copy bars.Close)
            (ValueOption.map copy bars.VolumeOrNone)
        |> accepted

    { Bars = same; Actions = CorporateActions.None }

let private dateOf (axes: Axes) bar =
    DateOnly.FromDayNumber(axes.SessionDate bar + 719162)

/// Zero, but on some days the close so many bars on over that of the bar, where there is one.
let private ahead (bars: int) (isDay: Axes -> int -> bool) (market: MarketHistory) : Panel =
    let axes = market.Bars.Axes

    Panel.init axes (fun t i ->
        if isDay axes t then
            if t + bars < axes.BarCount then
                market.Bars.Close[t + bars, i] / market.Bars.Close[t, i]
            else
                nan
        else
            0.0 * market.Bars.Close[t, i])

/// Whether the bar is the last one before another month, quarter or year. It needs no later bar to know that.
let private isLastOf (months: int) (axes: Axes) (t: int) =
    let next (date: DateOnly) =
        date.AddDays(if date.DayOfWeek = DayOfWeek.Friday then 3 else 1)

    let span (date: DateOnly) =
        (date.Year * 12 + date.Month - 1) / months

    let date = dateOf axes t
    span (next date) <> span date

let private leaks: (string * (MarketHistory -> Panel)) list = [
    "Friday's next bar", ahead 1 (fun axes t -> (dateOf axes t).DayOfWeek = DayOfWeek.Friday)
    "the first of a month", ahead 1 (fun axes t -> (dateOf axes t).Day = 1)
    "late December", ahead 5 (fun axes t -> (dateOf axes t).Month = 12 && (dateOf axes t).Day > 20)
    "a month's last bar", ahead 1 (isLastOf 1)
    "a quarter's last bar", ahead 1 (isLastOf 3)
    "a year's last bar", ahead 1 (isLastOf 12)
    "24 December", ahead 1 (fun axes t -> (dateOf axes t).Month = 12 && (dateOf axes t).Day = 24)
    "third Friday",
    ahead 2 (fun axes t ->
        let date = dateOf axes t
        date.DayOfWeek = DayOfWeek.Friday && date.Day >= 15 && date.Day <= 21)
    "the larger close on Tuesdays",
    (fun market ->
        let axes = market.Bars.Axes
        let close = market.Bars.Close

        Panel.init axes (fun t i ->
            if t + 1 < axes.BarCount && (dateOf axes t).DayOfWeek = DayOfWeek.Tuesday then
                max close[t, i] close[t + 1, i]
            else
                close[t, i]))
]

let private together (computations: (string * (MarketHistory -> Panel)) list) market =
    computations
    |> List.map (fun (name, compute) -> KnownPanel.ofPanel name (compute market))
    |> Ok

let private caught settings market computations =
    let proof =
        Causality.prove WorkPlan.sequential settings (together computations) market |> accepted

    [
        for each in proof.Subjects do
            if each.Verdict = CausalityVerdict.LeakFound then
                each.Subject
    ]

[<Test>]
let ``what looks ahead on few days is caught by the standard settings, whatever the seed`` () =
    for seed in 1UL .. 3UL do
        Assert.That(
            caught { Causality.standard with Seed = seed } history leaks,
            Is.EqualTo<string list>(List.map fst leaks),
            $"seed {seed}"
        )

[<Test>]
let ``kinds of days are cut where there is no dense cut at all`` () =
    let plain = leaks |> List.filter (fun (name, _) -> name <> "24 December")

    for seed in 1UL .. 3UL do
        let found = caught { Causality.standard with Dense = 0; Seed = seed } history plain

        for name in
            [
                "Friday's next bar"
                "a month's last bar"
                "a quarter's last bar"
                "a year's last bar"
            ] do
            Assert.That(found, Does.Contain name, $"seed {seed}")

[<Test>]
let ``the first and the last bar of a session, and the last of a Friday, are caught`` () =
    let isFirst (_: Axes) t = t % 7 = 0
    let isLast (_: Axes) t = t % 7 = 6

    let within = [
        "first", ahead 1 isFirst
        "third", ahead 1 (fun _ t -> t % 7 = 2)
        "last", ahead 1 isLast
        "last of Fridays",
        ahead 1 (fun axes t -> isLast axes t && (dateOf axes t).DayOfWeek = DayOfWeek.Friday)
    ]

    for seed in 1UL .. 3UL do
        Assert.That(
            caught { Causality.standard with Seed = seed } intraday within,
            Is.EqualTo<string list>(List.map fst within),
            $"seed {seed}"
        )

[<Test>]
let ``nothing that looks back is accused, and the proof says how many bars were cut`` () =
    let innocent = [
        "close", (fun (market: MarketHistory) -> market.Bars.Close)
        "Fridays", ahead 0 (fun axes t -> (dateOf axes t).DayOfWeek = DayOfWeek.Friday)
    ]

    let prove settings market =
        Causality.prove WorkPlan.sequential settings (together innocent) market |> accepted

    for market in [ history; intraday ] do
        let proof = prove Causality.standard market
        Assert.That(proof.IsProved)
        Assert.That(proof.Cuts.Length, Is.EqualTo 24)
        Assert.That(proof.DenseCuts.Length, Is.EqualTo 64)
        Assert.That(proof.BarCount, Is.EqualTo 760)
        Assert.That(proof.CutBars, Is.GreaterThanOrEqualTo 64)
        Assert.That(proof.CutBars, Is.LessThanOrEqualTo 88)

    let small = Causality.forSize history.Bars.Axes
    Assert.That(small.Dense, Is.EqualTo 1024)
    let all = prove small history
    Assert.That(all.CutBars, Is.EqualTo 759, "every bar but the last, which has no later one")

    let sparse = prove { Causality.standard with Dense = 0 } history
    Assert.That(sparse.DenseCuts.Length, Is.EqualTo 0)
    Assert.That(sparse.CutBars, Is.EqualTo 24)

[<MarketProperty>]
let ``dense cuts are distinct, increasing, and as many as asked for or as there are``
    (one: MarketAndBar)
    =
    let bars, actions = MarketPlan.build one.Market
    let last = one.Market.Bars - 2

    [ 0; 1; 3; 64; 300 ]
    |> List.forall (fun count ->
        let cuts = CausalityCuts.dense 5UL count { Bars = bars; Actions = actions }

        cuts.Length = min count (last + 1)
        && Array.pairwise cuts |> Array.forall (fun (a, b) -> a < b)
        && cuts |> Array.forall (fun cut -> cut >= 0 && cut <= last)
        && (count = 0 || Array.last cuts = last))

[<Test>]
let ``dense cuts hold the days around a year's end in a row, and a whole year where there are many``
    ()
    =
    let longestRun (cuts: int[]) =
        cuts
        |> Array.pairwise
        |> Array.fold
            (fun (longest, current) (a, b) ->
                let current = if b = a + 1 then current + 1 else 1
                max longest current, current)
            (1, 1)
        |> fst

    let cuts count = CausalityCuts.dense 3UL count history
    let axes = history.Bars.Axes
    Assert.That(longestRun (cuts 64), Is.GreaterThanOrEqualTo 21)
    Assert.That(longestRun (cuts 400), Is.GreaterThanOrEqualTo 262)

    let days =
        cuts 64
        |> Array.map (dateOf axes)
        |> Array.filter (fun date -> date.Year = 2001 && date.Month = 12 && date.Day > 20)

    Assert.That(days.Length, Is.EqualTo 7, "every weekday of late December 2001")

/// Weekdays of three years but for two holidays, so many bars to a session.
let private ofDays (perSession: int) : Axes =
    let holidays = [ DateOnly(2000, 1, 17); DateOnly(2000, 11, 23) ]

    let days =
        [| 0..1000 |]
        |> Array.map (fun day -> DateOnly(2000, 1, 3).AddDays day)
        |> Array.filter (fun date ->
            date.DayOfWeek <> DayOfWeek.Saturday
            && date.DayOfWeek <> DayOfWeek.Sunday
            && not (List.contains date holidays))

    let dates =
        Array.init (days.Length * perSession) (fun t -> days[t / perSession].DayNumber - 719162)

    let instants =
        dates
        |> Array.mapi (fun t date ->
            int64 date * 86_400_000_000L + int64 (t % perSession) * 3_600_000_000L)

    Axes.create instants dates [| "A" |] |> accepted

[<TestCase 1>]
[<TestCase 3>]
let ``kinds of bars are those that their dates tell`` (perSession: int) =
    let axes = ofDays perSession
    let date = dateOf axes

    let spanOf (months: int) (t: int) =
        ((date t).Year * 12 + (date t).Month - 1) / months

    // The ends of sessions that have a later one: whatever bars there are, one for each date.
    let ends =
        [| 0 .. axes.BarCount - 2 |] |> Array.filter (fun t -> date t <> date (t + 1))

    let beside shift months = [
        for place in 0 .. ends.Length - 1 do
            let turn = place - shift

            if turn >= 0 && turn < ends.Length then
                let last = ends[turn]

                if spanOf months last <> spanOf months (last + 1) then
                    ends[place]
    ]

    let where isDay =
        ends |> Array.filter (fun t -> isDay (date t)) |> List.ofArray

    let expected = [
        for day in Enum.GetValues<DayOfWeek>() do
            where (fun date -> date.DayOfWeek = day)
        beside 0 1
        beside 1 1
        beside -1 1
        beside 0 3
        beside 0 12
        beside 1 12
        where (fun date -> date = DateOnly(2000, 1, 14) || date = DateOnly(2000, 11, 22))
        if perSession > 1 then
            List.ofArray ends
            ends |> Array.map (fun t -> t + 1) |> List.ofArray
            ends |> Array.map (fun t -> t - 1) |> List.ofArray
    ]

    let finer = [
        for day in 1..31 do
            where (fun date -> date.Day = day)

        for month in 1..12 do
            where (fun date -> date.Month = month)
    ]

    let listed (kinds: int[][]) =
        kinds |> Array.map List.ofArray |> Set.ofArray

    let known kinds =
        kinds |> List.filter (fun bars -> not (List.isEmpty bars)) |> Set.ofList

    Assert.That((listed (CausalityCalendar.kinds axes) = known expected))
    Assert.That((listed (CausalityCalendar.finerKinds axes) = known finer))
