module Symphony.Core.Tests.QuoteAuditLaws

open System
open NUnit.Framework
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

// A bid and an ask, each of which may be anything.
let private values = [| 1.0; 1.01; 1.02; 0.99; nan; 0.0; -1.0; infinity |]

/// Quotes one second apart; where the gap is 0, at one instant.
type QuotePlan = { Quotes: (int * int * int) list }

type QuotePlans =

    static member Plan() : Arbitrary<QuotePlan> =
        let value = Gen.frequency [ 6, Gen.choose (0, 3); 1, Gen.choose (0, 7) ]

        let quote =
            Gen.map3 (fun bid ask gap -> bid, ask, gap) value value (Gen.choose (0, 2))

        let shrink (plan: QuotePlan) =
            seq {
                if plan.Quotes.Length > 1 then
                    for i in 0 .. plan.Quotes.Length - 1 do
                        { Quotes = List.removeAt i plan.Quotes }
            }

        Arb.fromGenShrink (
            Gen.nonEmptyListOf quote |> Gen.map (fun quotes -> { Quotes = quotes }),
            shrink
        )

let private date = 15_000
let private start = int64 date * 86_400_000_000L

let private instants (plan: QuotePlan) =
    plan.Quotes
    |> List.scan (fun at (_, _, gap) -> at + int64 gap * 1_000_000L) start
    |> List.tail
    |> Array.ofList

let private columns (plan: QuotePlan) =
    plan.Quotes |> List.map (fun (bid, _, _) -> values[bid]) |> Array.ofList,
    plan.Quotes |> List.map (fun (_, ask, _) -> values[ask]) |> Array.ofList

// Moves of a few cents a second are no matter here.
let private settings = { AuditSettings.intraday with OutlierReturn = 100.0 }

let private audit (series: RawSeries) =
    Audit.run WorkPlan.sequential settings AuditCalendar.OwnDates [||] [] [| series |]
    |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private found (series: RawSeries) =
    [
        for finding in (audit series).Findings.ToArray() do
            finding.Rule, finding.Instant, finding.Value
    ]
    |> List.sort

let private orFail result =
    result |> Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid))

/// Slow and obvious: each quote by itself, and each instant's quotes together.
let private slow (plan: QuotePlan) =
    let instants = instants plan
    let bids, asks = columns plan
    let sound value = Double.IsFinite value && value > 0.0

    [
        for i in 0 .. instants.Length - 1 do
            let bid, ask = bids[i], asks[i]
            let at = ValueSome instants[i]
            let missing = [ bid; ask ] |> List.filter Double.IsNaN |> List.length

            if missing > 0 then
                AuditRule.OneSidedQuote, at, float missing

            match
                [ bid; ask ] |> List.tryFind (fun value -> not (Double.IsNaN value || sound value))
            with
            | Some value -> AuditRule.ImpossiblePrice, at, value
            | None -> ()

            if sound bid && sound ask && ask < bid then
                AuditRule.CrossedQuote, at, (ask - bid) / bid

        for instant, quotes in [ 0 .. instants.Length - 1 ] |> List.groupBy (fun i -> instants[i]) do
            let alike =
                quotes
                |> List.forall (fun i ->
                    bids[i].Equals bids[quotes.Head] && asks[i].Equals asks[quotes.Head])

            if quotes.Length > 1 && alike then
                AuditRule.DuplicateRow, ValueSome instant, float (quotes.Length - 1)
    ]
    |> List.sort

[<Property(Arbitrary = [| typeof<QuotePlans> |], MaxTest = 300)>]
let ``quotes are found at fault exactly where the slow rules find them, and for nothing else``
    (plan: QuotePlan)
    =
    let bids, asks = columns plan

    let series =
        RawSeries.ofQuotes "X" (instants plan) (Array.create bids.Length date) bids asks |> orFail

    found series = slow plan

[<Property(Arbitrary = [| typeof<QuotePlans> |], MaxTest = 300)>]
let ``crossed quotes of an audit are those that the rule by itself finds`` (plan: QuotePlan) =
    let bids, asks = columns plan

    // The rule by itself looks at sound quotes.
    let sound =
        [| 0 .. bids.Length - 1 |]
        |> Array.filter (fun i ->
            [ bids[i]; asks[i] ] |> List.forall (fun value -> Double.IsFinite value && value > 0.0))

    let pick (column: 'value[]) = sound |> Array.map (fun i -> column[i])

    let dates = Array.create sound.Length date

    let alone =
        Audit.quotes settings "X" (pick (instants plan)) dates (pick bids) (pick asks) |> orFail

    let series =
        RawSeries.ofQuotes "X" (pick (instants plan)) dates (pick bids) (pick asks) |> orFail

    sound.Length = 0
    || List.sort [ for finding in alone -> finding.Rule, finding.Instant, finding.Value ] =
        (found series |> List.filter (fun (rule, _, _) -> rule = AuditRule.CrossedQuote))

[<Test>]
let ``bars of quotes by hand: each side by itself, and the two against each other`` () =
    let bars (bids: float list list) (asks: float list list) =
        let columns (rows: float list list) =
            Array.init 4 (fun k -> rows |> List.map (fun row -> row[k]) |> Array.ofList)

        RawSeries.ofQuoteBars
            "X"
            (Array.init bids.Length (fun i -> start + int64 (i + 1) * 60_000_000L))
            (Array.create bids.Length date)
            (columns bids)
            (columns asks)
        |> orFail

    let none = [ nan; nan; nan; nan ]
    let bid, ask = [ 1.0; 1.2; 0.9; 1.1 ], [ 1.1; 1.3; 1.0; 1.2 ]

    let series =
        bars [ bid; none; [ 1.0; nan; 0.9; 1.1 ]; bid; [ 1.0; 1.05; 0.9; 1.1 ]; bid ] [
            ask
            ask
            ask
            [ 1.1; 1.3; 0.9; 1.2 ]
            ask
            [ 1.1; 1.3; 0.8; 1.2 ]
        ]

    let rules =
        found series
        |> List.map (fun (rule, at, value) ->
            rule, (at.Value - start) / 60_000_000L, Math.Round(value, 6))

    // The fourth bar's ask touched the lowest bid, which is no fault; the last one's went below it.
    Assert.That(
        (rules = [
            AuditRule.IncompleteRow, 3L, 1.0
            AuditRule.HighLowViolation, 5L, Math.Round(0.05 / 1.1, 6)
            AuditRule.CrossedQuote, 6L, Math.Round((0.8 - 0.9) / 0.9, 6)
            AuditRule.OneSidedQuote, 2L, 1.0
        ]),
        $"{rules}"
    )

[<Test>]
let ``an ask below the bid at any of the four prices of a bar is found`` () =
    for field in 0..3 do
        let one (value: float) (other: float) =
            Array.init 4 (fun k -> [| if k = field then value else other |])

        // The ask crosses at one price alone; order within a side is not what is looked at.
        let series =
            RawSeries.ofQuoteBars "X" [| start |] [| date |] (one 1.0 1.0) (one 0.99 1.01) |> orFail

        let crossed =
            found series |> List.filter (fun (rule, _, _) -> rule = AuditRule.CrossedQuote)

        Assert.That(crossed.Length, Is.EqualTo 1, $"field {field}")

[<Test>]
let ``a quote said again and again is not stale, a bar of quotes is`` () =
    let count = settings.StaleRows + 1
    let instants = Array.init count (fun i -> start + int64 i * 60_000_000L)
    let dates = Array.create count date
    let bids, asks = Array.create count 1.0, Array.create count 1.01
    let quotes = RawSeries.ofQuotes "X" instants dates bids asks |> orFail

    let bars =
        RawSeries.ofQuoteBars "X" instants dates (Array.create 4 bids) (Array.create 4 asks)
        |> orFail

    Assert.That(found quotes, Is.Empty)
    Assert.That(found bars |> List.map (fun (rule, _, _) -> rule) = [ AuditRule.StaleRun ])

[<Test>]
let ``columns of quotes that are not as many as their rows are refused by name`` () =
    let refusal result =
        match result with
        | Ok _ -> "accepted"
        | Error(invalid: Invalid) -> string invalid

    Assert.That(
        RawSeries.ofQuotes "X" [| 1L |] [| 1 |] [| 1.0 |] [||] |> refusal,
        Is.EqualTo "asks must have length 1, had 0"
    )

    Assert.That(
        RawSeries.ofQuoteBars "X" [| 1L |] [| 1 |] [| [| 1.0 |] |] [||] |> refusal,
        Is.EqualTo "bids must have length 4, had 1"
    )

    Assert.That(
        RawSeries.ofQuotes "X" [| 2L; 1L |] [| 1; 1 |] [| 1.0; 1.0 |] [| 1.0; 1.0 |] |> refusal,
        Does.StartWith "instants"
    )
