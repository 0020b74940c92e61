module Symphony.Core.Tests.AuditLaws

open System
open NUnit.Framework

open Symphony.Core

/// The weekdays' own sessions, a day beyond both ends.
let private calendar (case: AuditCase) =
    AuditCalendar.Sessions [|
        for bar in 0 .. case.Days - 1 do
            let noon = int64 (AuditCase.date bar) * 86_400_000_000L + 43_200_000_000L

            {
                AuditSession.Date = AuditCase.date bar
                Open = noon - 1_000_000L
                Close = noon
            }
    |]

let private run case actions repairs series =
    Audit.run
        WorkPlan.sequential
        AuditSettings.daily
        (calendar case)
        (Array.ofList actions)
        repairs
        series
    |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private market (case: AuditCase) (faulty: SourceRow list) = [|
    for name in 0 .. case.Names - 1 ->
        AuditCase.series name (if name = case.Name then faulty else AuditCase.quiet case name)
|]

let private audited case =
    let rows, actions = AuditCase.planted case
    run case actions [] (market case rows)

let private findings (report: AuditReport) =
    List.ofArray (report.Findings.ToArray())

[<AuditProperty>]
let ``a quiet market is green throughout`` (case: AuditCase) =
    let report = run case [] [] (market case (AuditCase.quiet case case.Name))
    let struct (green, amber, red) = report.Tally

    report.Findings.Length = 0
    && report.Worst = AuditColour.Green
    && green = int64 (case.Names * case.Days)
    && amber = 0L
    && red = 0L

[<AuditProperty>]
let ``a planted fault is found by its rule, in its name, on its day, and nothing else is``
    (case: AuditCase)
    =
    let found = findings (audited case)

    // A long absence is both: sessions are missing, and who is back is not sure.
    let expected =
        match case.Rule with
        | AuditRule.TickerReuse -> [ AuditRule.MissingSessions; AuditRule.TickerReuse ]
        | rule -> [ rule ]

    let isAt (finding: AuditFinding) =
        match finding.Rule with
        | AuditRule.EndsEarly -> finding.From = AuditCase.date (case.Days - 8)
        | AuditRule.TickerReuse -> finding.From = AuditCase.date (case.Day + 65)
        | AuditRule.OutsideSession -> finding.From = AuditCase.date case.Day + 1
        | _ -> finding.From = AuditCase.date case.Day

    List.sort (found |> List.map _.Rule) = expected
    && found |> List.forall (fun each -> each.Symbol = AuditCase.symbol case.Name && isAt each)

[<AuditProperty>]
let ``the map has the gravest colour of the findings that cover a cell, and none outside a life``
    (case: AuditCase)
    =
    let report = audited case
    let found = findings report
    let rows, _ = AuditCase.planted case

    Seq.forall
        (fun (s, d) ->
            let symbol = report.Symbols.Span[s]
            let date = report.Dates.Span[d]

            let first, last =
                if symbol = AuditCase.symbol case.Name then
                    (List.head rows).Date, (List.last rows).Date
                else
                    AuditCase.date 0, AuditCase.date (case.Days - 1)

            let expected =
                if date < first || date > last then
                    ValueNone
                else
                    found
                    |> List.filter (fun each ->
                        (each.Symbol = "" || each.Symbol = symbol)
                        && each.From <= date
                        && date <= each.To)
                    |> List.map _.Colour
                    |> List.fold max AuditColour.Green
                    |> ValueSome

            report.Colour(s, d) = expected)
        (Seq.allPairs
            (seq { 0 .. report.Symbols.Length - 1 })
            (seq { 0 .. report.Dates.Length - 1 }))

[<AuditProperty>]
let ``the order of the symbols and the schedule change nothing`` (case: AuditCase) =
    let rows, actions = AuditCase.planted case
    let series = market case rows

    let backwards = {
        WorkPlan.sequential with
            Schedule =
                fun count piece ->
                    for each in count - 1 .. -1 .. 0 do
                        piece each
    }

    let one = run case actions [] series

    let other =
        Audit.run
            backwards
            AuditSettings.daily
            (calendar case)
            (Array.ofList actions)
            []
            (Array.rev series)
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    findings one = findings other && one.Symbols.ToArray() = other.Symbols.ToArray()

[<AuditProperty>]
let ``an accepted finding stays on record and is green`` (case: AuditCase) =
    let rows, actions = AuditCase.planted case
    let before = findings (run case actions [] (market case rows))

    let accept = {
        Kind = RepairKind.Accept case.Rule
        Symbol = ValueSome(AuditCase.symbol case.Name)
        From = AuditCase.date 0
        To = AuditCase.date case.Days
        Reason = "looked at"
    }

    let report = run case actions [ accept ] (market case rows)

    let expected =
        before
        |> List.map (fun each ->
            if each.Rule = case.Rule then { each with Colour = AuditColour.Green } else each)

    findings report = expected && (List.head report.Repairs).Count = 1L

[<AuditProperty>]
let ``rows that a repair drops leave no finding of their own, and the source keeps them``
    (case: AuditCase)
    =
    let rows, actions = AuditCase.planted case
    let series = market case rows

    let drop = {
        Kind = RepairKind.DropRows
        Symbol = ValueSome(AuditCase.symbol case.Name)
        From = AuditCase.date 0
        To = AuditCase.date case.Days
        Reason = "not this company"
    }

    let report = run case actions [ drop ] series

    report.Findings.Length = 0
    && (List.head report.Repairs).Count = int64 rows.Length
    && series[case.Name].Count = rows.Length

let private january = AuditCase.date 0

let private quietCase = {
    Names = 8
    Days = 130
    Seed = 5UL
    Rule = AuditRule.ThinDate
    Name = 0
    Day = 40
}

let private eight (change: int -> SourceRow list -> SourceRow list) = [|
    for name in 0..7 -> AuditCase.series name (change name (AuditCase.quiet quietCase name))
|]

[<TestCase(20, 24, 0)>]
[<TestCase(20, 22, 2)>]
[<TestCase(125, 129, 0)>]
let ``sessions whose rows somebody left out are not missed, those that were never there are``
    (first: int)
    (dropped: int)
    (missing: int)
    =
    // Of a gap's five days the first have rows, which a repair drops; the others have none.
    let isGone (row: SourceRow) =
        row.Date > AuditCase.date dropped && row.Date <= AuditCase.date 24

    let series =
        eight (fun name rows -> if name = 3 then rows |> List.filter (isGone >> not) else rows)

    let drop = {
        Kind = RepairKind.DropRows
        Symbol = ValueSome(AuditCase.symbol 3)
        From = AuditCase.date first
        To = AuditCase.date dropped
        Reason = "another company's"
    }

    match
        Audit.run
            WorkPlan.sequential
            AuditSettings.daily
            AuditCalendar.OwnDates
            [||]
            [ drop ]
            series
    with
    | Error invalid -> Assert.Fail(string invalid)
    | Ok report ->
        let found = [| for each in report.Findings.ToArray() -> struct (each.Rule, each.Value) |]

        let expected = [|
            if missing > 0 then
                struct (AuditRule.MissingSessions, float missing)
        |]

        Assert.That((found = expected), Is.True, $"%A{found}")

[<Test>]
let ``a gap runs from the first session that is missed to the last, not over those left out`` () =
    let isGone (row: SourceRow) =
        row.Date >= AuditCase.date 20 && row.Date <= AuditCase.date 24

    let series =
        eight (fun name rows -> if name = 3 then rows |> List.filter (isGone >> not) else rows)

    let drop day = {
        Kind = RepairKind.DropRows
        Symbol = ValueSome(AuditCase.symbol 3)
        From = AuditCase.date day
        To = AuditCase.date day
        Reason = "another company's"
    }

    let repairs = [ drop 20; drop 24 ]

    match
        Audit.run WorkPlan.sequential AuditSettings.daily AuditCalendar.OwnDates [||] repairs series
    with
    | Error invalid -> Assert.Fail(string invalid)
    | Ok report ->
        let found = [| for each in report.Findings.ToArray() -> each.Value, each.From, each.To |]
        Assert.That((found = [| 3.0, AuditCase.date 21, AuditCase.date 23 |]), $"%A{found}")

[<Test>]
let ``a date on which most names have no row is a finding of the market, not of each name`` () =
    let series =
        eight (fun name rows -> if name < 2 then rows else List.removeAt 40 rows)

    for calendar in [ calendar quietCase; AuditCalendar.OwnDates ] do
        let report =
            Audit.run WorkPlan.sequential AuditSettings.daily calendar [||] [] series
            |> Result.defaultWith (fun invalid -> failwith (string invalid))

        let only = Seq.exactlyOne (findings report)
        Assert.That(only.Rule, Is.EqualTo AuditRule.ThinDate)
        Assert.That(only.Symbol, Is.EqualTo "")
        Assert.That(only.From, Is.EqualTo(AuditCase.date 40))
        Assert.That(only.Value, Is.EqualTo 0.25)
        // Red for the two that have a row, and for the six within whose life the date lies.
        let struct (_, _, red) = report.Tally
        Assert.That(red, Is.EqualTo 8L)

[<Test>]
let ``volumes lost by the whole market are one finding`` () =
    let series =
        eight (fun _ rows ->
            rows |> List.mapi (fun k row -> if k = 40 then { row with Volume = 0.0 } else row))

    let report = run quietCase [] [] series
    let only = Seq.exactlyOne (findings report)
    Assert.That(only.Rule, Is.EqualTo AuditRule.VolumeLost)
    Assert.That(only.Value, Is.EqualTo 1.0)
    Assert.That(report.Worst, Is.EqualTo AuditColour.Amber)

[<Test>]
let ``minutes missing inside a session are a share of the session`` () =
    let minute = 60_000_000L
    let opened = int64 january * 86_400_000_000L

    let session = { AuditSession.Date = january; Open = opened; Close = opened + 100L * minute }

    let instants = [|
        for k in 1L .. 100L do
            if k <= 20L || k > 50L then
                opened + k * minute
    |]

    let column () =
        instants |> Array.mapi (fun k _ -> 100.0 + 0.01 * float (k % 7))

    let prices = column ()

    let series =
        RawSeries.create
            "A"
            instants
            (Array.create instants.Length january)
            prices
            prices
            prices
            prices
            ValueNone
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let report =
        Audit.run
            WorkPlan.sequential
            AuditSettings.intraday
            (AuditCalendar.SessionBars([| session |], minute))
            [||] [] [| series |]
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let only = Seq.exactlyOne (findings report)
    Assert.That(only.Rule, Is.EqualTo AuditRule.MissingBars)
    Assert.That(only.Value, Is.EqualTo(0.3).Within(1e-15))
    Assert.That(only.Colour, Is.EqualTo AuditColour.Amber)

[<Test>]
let ``an ask below the bid is found, an equal one is not`` () =
    let found =
        Audit.quotes AuditSettings.intraday "GBPUSD" [| 1L; 2L; 3L |] (Array.create 3 january) [|
            1.6
            1.6
            1.6
        |] [| 1.6; 1.5984; 1.6002 |]
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let only = Array.exactlyOne found
    Assert.That(only.Instant, Is.EqualTo(ValueSome 2L))
    Assert.That(only.Value, Is.EqualTo(-0.001).Within(1e-15))

[<Test>]
let ``a split on record explains the jump`` () =
    let case = { quietCase with Rule = AuditRule.SplitLikeJump }

    let rows, _ = AuditCase.planted case

    let split = {
        Symbol = AuditCase.symbol 0
        Date = AuditCase.date 40
        Kind = ActionKind.Split 2.0
    }

    Assert.That((run case [ split ] [] (market case rows)).Findings.Length, Is.Zero)

[<Test>]
let ``a delisting on record explains the end`` () =
    let case = { quietCase with Rule = AuditRule.EndsEarly }

    let rows, _ = AuditCase.planted case

    let delisting = {
        Symbol = AuditCase.symbol 0
        Date = AuditCase.date (case.Days - 7)
        Kind = ActionKind.Delisting -0.3
    }

    Assert.That((run case [ delisting ] [] (market case rows)).Findings.Length, Is.Zero)

[<Test>]
let ``a week without rows of three names is red, and refused where amber is asked for`` () =
    let without =
        eight (fun name rows -> if name < 3 then List.take 40 rows @ List.skip 45 rows else rows)

    let red = run quietCase [] [] without
    Assert.That(red.Worst, Is.EqualTo AuditColour.Red)

    match AuditReport.require AuditColour.Amber red with
    | Ok() -> Assert.Fail "red data was accepted"
    | Error invalid ->
        let first, last = AuditCase.date 40, AuditCase.date 44

        let day (epoch: int) =
            DateOnly.FromDayNumber(719162 + epoch).ToString "yyyy-MM-dd"

        Assert.That(
            string invalid,
            Is.EqualTo
                $"data: AMBER or better is needed, and the data is RED: N0 {day first} to {day last}: sessions without a row (5 sessions), and 2 more"
        )

    let whole = run quietCase [] [] (eight (fun _ rows -> rows))

    Assert.That(
        AuditReport.require AuditColour.Green whole,
        Is.EqualTo(Ok(): Result<unit, Invalid>)
    )

[<Test>]
let ``a rule whose colour is green finds nothing, another colour is taken over`` () =
    let case = { quietCase with Rule = AuditRule.PriceSpike }
    let rows, _ = AuditCase.planted case

    let withColour colour =
        Audit.run
            WorkPlan.sequential
            { AuditSettings.daily with Colours = Map [ AuditRule.PriceSpike, colour ] }
            (calendar case)
            [||]
            []
            (market case rows)
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    Assert.That((withColour AuditColour.Green).Findings.Length, Is.Zero)
    Assert.That((withColour AuditColour.Amber).Worst, Is.EqualTo AuditColour.Amber)

[<Test>]
let ``rules have names of their own that lead back to them`` () =
    for rule in AuditRule.all do
        Assert.That(
            AuditRule.ofName (AuditRule.name rule),
            Is.EqualTo(Ok rule: Result<AuditRule, Invalid>)
        )

    let numbers = [ 0 .. Enum.GetValues<AuditRule>().Length - 1 ]
    Assert.That((List.map int AuditRule.all = numbers), Is.True)

[<Test>]
let ``what is wrong with the question is said by name and value`` () =
    let refusal settings repairs series =
        match Audit.run WorkPlan.sequential settings AuditCalendar.OwnDates [||] repairs series with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    let whole = eight (fun _ rows -> rows)

    Assert.That(
        refusal { AuditSettings.daily with StaleRows = 1 } [] whole,
        Is.EqualTo "staleRows must lie in [2, 1000000000], was 1"
    )

    Assert.That(
        refusal AuditSettings.daily [] (Array.append whole whole),
        Is.EqualTo "series holds N0 twice"
    )

    let repair = {
        Kind = RepairKind.DropRows
        Symbol = ValueNone
        From = january
        To = january
        Reason = " "
    }

    Assert.That(
        refusal AuditSettings.daily [ repair ] whole,
        Is.EqualTo "reason is empty; at least one is needed"
    )
