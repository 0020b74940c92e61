module Symphony.Core.Tests.TrialLedgerTests

open System
open NUnit.Framework

open Symphony.Core

let private ok (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (string invalid)

let private refused (result: Result<'value, Invalid>) : string =
    match result with
    | Ok _ -> "accepted"
    | Error invalid -> string invalid

let private identity (configuration: string) (decisions: string) (inputs: string) =
    ok (TrialIdentity.create "momentum" configuration decisions inputs)

let private outcome (ratio: float) =
    ok (TrialOutcome.create (ValueSome ratio) 1250 10957 12782)

let private entry configuration decisions inputs ratio =
    TrialEntry.ofOutcome (identity configuration decisions inputs) (outcome ratio)

let private empty = ok (TrialLedger.create "momentum")

[<Test>]
let ``costs, new data and a resumed run are recorded and not counted`` () =
    let ledger =
        empty
        |> TrialLedger.append (entry "c1" "d1" "i1" 0.02)
        |> Result.bind (TrialLedger.append (entry "c1 at twice the cost" "d1" "i1" 0.01))
        |> Result.bind (TrialLedger.append (entry "c1" "d1" "i1 and a month more" 0.03))
        |> Result.bind (TrialLedger.append (entry "c1" "d1" "i1" 0.02))
        |> Result.bind (TrialLedger.append (entry "c2" "d2" "i1" 0.04))
        |> ok

    let kinds = TrialLedger.records ledger |> Array.map _.Kind |> List.ofArray

    Assert.That(
        (kinds = [ TrialKind.Trial; TrialKind.OtherCosts; TrialKind.Repeat; TrialKind.Trial ]),
        string kinds
    )

    let summary = (TrialLedger.summary ledger).Value
    Assert.That(summary.Count, Is.EqualTo 2)
    // (0.02, 0.04): mean 0.03, squares 0.0001 each, over n - 1 = 1.
    Assert.That(summary.Variance, Is.EqualTo(0.0002).Within 1e-17)
    Assert.That(string summary, Is.EqualTo "N = 2 trials")

[<Test>]
let ``work before the outcome does not make it a repeat`` () =
    let of1 = identity "c1" "d1" "i1"

    let ledger =
        empty
        |> TrialLedger.append (ok (TrialEntry.ofWork TrialKind.SplitFits 28 of1))
        |> Result.bind (
            TrialLedger.append (ok (TrialEntry.ofWork TrialKind.InnerEvaluations 4000 of1))
        )
        |> Result.bind (TrialLedger.append (ok (TrialEntry.ofWork TrialKind.Paths 7 of1)))
        |> Result.bind (TrialLedger.append (entry "c1" "d1" "i1" 0.02))
        |> ok

    Assert.That(ledger.TrialCount, Is.EqualTo 1)
    Assert.That(string (TrialLedger.summary ledger).Value, Is.EqualTo "single trial")
    Assert.That(TrialLedger.total TrialKind.InnerEvaluations ledger, Is.EqualTo 4000L)
    let held = TrialLedger.records ledger
    Assert.That(held[3].Kind, Is.EqualTo TrialKind.Trial)
    Assert.That(held[0].Outcome.IsNone)

[<Test>]
let ``a change of costs fits nothing anew`` () =
    let work = TrialEntry.ofWork TrialKind.SplitFits 28

    let ledger =
        ok (
            TrialLedger.appendAll
                [
                    ok (work (identity "c1" "d1" "i1"))
                    ok (work (identity "c1 at twice the cost" "d1" "i1"))
                    ok (work (identity "c1" "d1" "newer data"))
                ]
                empty
        )

    Assert.That(TrialLedger.total TrialKind.SplitFits ledger, Is.EqualTo 56L)

[<Test>]
let ``an empty ledger has no summary, and a trial without a ratio counts but does not spread`` () =
    Assert.That((TrialLedger.summary empty).IsNone)

    let ledger =
        ok (
            TrialLedger.appendAll
                [
                    entry "c1" "d1" "i1" 0.1
                    entry "c2" "d2" "i1" 0.3
                    TrialEntry.ofOutcome (identity "c3" "d3" "i1") TrialOutcome.nothingTraded
                ]
                empty
        )

    let summary = (TrialLedger.summary ledger).Value
    Assert.That(summary.Count, Is.EqualTo 3)
    Assert.That(summary.Variance, Is.EqualTo(0.02).Within 1e-15)

[<Test>]
let ``the luck of the trials of a ledger is the published one`` () =
    // Bailey and Lopez de Prado (2014), p. 9: N = 100, variance 1/2 a year over 250 days, 0.1132 a day.
    // Two clusters of ratios at the mean plus and minus one step give the variance exactly.
    let step = sqrt (0.5 / 250.0 * 99.0 / 100.0)

    let entries =
        Array.init 100 (fun i -> entry $"c{i}" $"d{i}" "i" (if i % 2 = 0 then step else -step))

    let summary = (TrialLedger.summary (ok (TrialLedger.appendAll entries empty))).Value
    Assert.That(summary.Count, Is.EqualTo 100)
    Assert.That(Sharpe.luckOfTrials summary, Is.EqualTo(0.1132).Within 5e-5)

[<Test>]
let ``each refusal names the parameter and the value`` () =
    let one = identity "c" "d" "i"

    let wrong sharpe bars first last =
        refused (TrialOutcome.create sharpe bars first last)

    Assert.Multiple(fun () ->
        Assert.That(refused (TrialLedger.create ""), Does.StartWith "study is empty")
        Assert.That(refused (TrialIdentity.create "" "c" "d" "i"), Does.StartWith "study is empty")

        Assert.That(
            refused (TrialIdentity.create "s" "" "d" "i"),
            Does.StartWith "configuration is empty"
        )

        Assert.That(
            refused (TrialIdentity.create "s" "c" "" "i"),
            Does.StartWith "decisions is empty"
        )

        Assert.That(
            refused (TrialIdentity.create "s" "c" "d" ""),
            Does.StartWith "inputs is empty"
        )

        Assert.That(wrong ValueNone 0 0 0, Is.EqualTo "bars needs at least 1, has 0")
        Assert.That(wrong (ValueSome 0.1) 1 0 0, Is.EqualTo "bars needs at least 2, has 1")
        Assert.That(wrong (ValueSome nan) 9 0 0, Is.EqualTo "sharpePerBar must be finite, was NaN")
        Assert.That(wrong (ValueSome infinity) 9 0 0, Does.Contain "must be finite, was Infinity")

        Assert.That(
            wrong (ValueSome 0.1) 9 10957 10956,
            Is.EqualTo "lastSession: 1999-12-31 is before the first, 2000-01-01"
        )

        Assert.That(
            refused (TrialEntry.ofWork TrialKind.Paths 0 one),
            Is.EqualTo "count must be above zero, was 0"
        )

        Assert.That(
            refused (TrialEntry.ofWork TrialKind.Trial 1 one),
            Does.StartWith "kind 'Trial' is not known; accepted: SplitFits"
        )

        Assert.That(
            refused (TrialOutcome.withReturnsHash "" (outcome 0.1)),
            Does.StartWith "returnsHash is empty"
        )

        Assert.That(
            refused (TrialLedger.append (entry "c" "d" "i" 0.1) (ok (TrialLedger.create "value"))),
            Is.EqualTo
                "study: a record of the study 'momentum' does not belong in the ledger of 'value'"
        ))

let private series (instants: int64[]) (dates: int[]) (cash: float[]) (returns: float[]) =
    NetReturns.create
        (ReadOnlySpan instants)
        (ReadOnlySpan dates)
        (ReadOnlySpan cash)
        (ReadOnlySpan returns)

[<Test>]
let ``returns that no market has are refused`` () =
    let dates = [| 1; 1; 2 |]
    let returns = [| 0.01; -0.01; 0.02 |]

    Assert.Multiple(fun () ->
        Assert.That(
            refused (series [| 1L; 1L; 2L |] dates [||] returns),
            Does.StartWith "instants must be strictly increasing, but entry 1"
        )

        Assert.That(
            refused (series [| 1L; 2L |] dates [||] returns),
            Is.EqualTo "instants must have length 3, had 2"
        )

        Assert.That(
            refused (series [| 1L; 2L; 3L |] [| 1; 2 |] [||] returns),
            Is.EqualTo "sessionDates must have length 3, had 2"
        )

        Assert.That(
            refused (series [| 1L; 2L; 3L |] [| 1; 3; 2 |] [||] returns),
            Is.EqualTo "sessionDates: entry 2, 1970-01-03, is before the one before it"
        )

        Assert.That(
            refused (series [| 1L; 2L; 3L |] dates [| 0.0 |] returns),
            Is.EqualTo "cashReturns must have length 3, had 1"
        )

        Assert.That(
            refused (series [| 1L; 2L; 3L |] dates [||] [| 0.1; nan; infinity |]),
            Is.EqualTo "returns[1] must be finite, was NaN"
        )

        Assert.That(
            refused (series [| 1L; 2L; 3L |] dates [| 0.0; 0.0; infinity |] returns),
            Is.EqualTo "cashReturns[2] must be finite, was Infinity"
        ))

[<DomainProperty>]
let ``an outcome has the ratio of its returns in excess of cash``
    (ReturnSeries returns)
    (cash: byte)
    =
    let rate = float cash * 1e-5
    let n = returns.Length

    let held =
        ok (
            series
                (Array.init n int64)
                (Array.init n (fun i -> i / 2))
                (Array.create n rate)
                returns
        )

    let came = TrialOutcome.ofReturns held
    let excess = returns |> Array.map (fun r -> r - rate)

    came.SharpePerBar = Sharpe.perBar (ReadOnlySpan excess)
    && came.Bars = n
    && came.FirstSession = ValueSome 0
    && came.LastSession = ValueSome((n - 1) / 2)

[<Test>]
let ``no returns are nothing traded`` () =
    Assert.That(
        TrialOutcome.ofReturns (ok (series [||] [||] [||] [||])),
        Is.EqualTo TrialOutcome.nothingTraded
    )
