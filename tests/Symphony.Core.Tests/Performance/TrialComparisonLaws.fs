module Symphony.Core.Tests.TrialComparisonLaws

open System
open System.Collections.Generic
open NUnit.Framework

open Symphony.Core

let private ok (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (string invalid)

let private day = 86_400_000_000L

/// Returns of days first, first + 1, ...
let private seriesFrom (first: int) (returns: float[]) : NetReturns =
    let days = Array.init returns.Length (fun i -> first + i)

    ok (
        NetReturns.create
            (ReadOnlySpan(days |> Array.map (fun d -> int64 d * day)))
            (ReadOnlySpan days)
            (ReadOnlySpan<float>())
            (ReadOnlySpan returns)
    )

let private noise (seed: int) (bars: int) : float[] =
    let mutable rng = Rng.ofSeed (uint64 seed)

    Array.init bars (fun _ ->
        let struct (u, next) = Rng.uniform rng
        rng <- next
        0.02 * (u - 0.49))

/// A ledger of one outcome for each series, in order, with the returns by their hash.
let private ledgerOf
    (series: (string * NetReturns voption)[])
    : TrialLedger * (TrialRecord -> NetReturns) =
    let byHash = Dictionary<string, NetReturns>()

    let entries =
        series
        |> Array.map (fun (name, returns) ->
            let identity = ok (TrialIdentity.create "study" name name "i")

            match returns with
            | ValueSome kept ->
                byHash[name] <- kept

                TrialEntry.ofOutcome
                    identity
                    (ok (TrialOutcome.withReturnsHash name (TrialOutcome.ofReturns kept)))
            | ValueNone ->
                TrialEntry.ofOutcome identity (ok (TrialOutcome.create (ValueSome 0.05) 100 0 99)))

    let ledger = ok (TrialLedger.appendAll entries (ok (TrialLedger.create "study")))
    ledger, (fun record -> byHash[record.Outcome.Value.ReturnsHash.Value])

let private compare (series: (string * NetReturns voption)[]) : TrialComparison =
    let ledger, returnsOf = ledgerOf series

    TrialComparison.ofLedger
        Schedule.sequential
        returnsOf
        (Array.last (TrialLedger.records ledger))
        ledger

let private probability (answer: OverfittingAnswer) : float voption =
    match answer with
    | OverfittingAnswer.Estimated estimate -> ValueSome estimate.Probability
    | _ -> ValueNone

[<Test>]
let ``one trial deflates by nothing and has no probability of overfitting`` () =
    let returns = noise 1 100
    let one = compare [| "a", ValueSome(seriesFrom 0 returns) |]
    let estimate = (SharpeEstimate.ofReturns (ReadOnlySpan returns)).Value
    Assert.That((one.Trials, one.Compared, one.CommonBars), Is.EqualTo((1, 1, 100)))
    Assert.That(one.Effective.Count, Is.EqualTo 1)
    Assert.That(one.DeflatedSharpeRatio.Value, Is.EqualTo (Sharpe.probabilistic 0.0 estimate).Value)
    Assert.That(string one.Overfitting, Is.EqualTo "two trials are needed, there is 1")

[<Test>]
let ``trials on the same bars are compared as if they were put side by side`` () =
    let all = Array.init 6 (fun i -> noise (i + 1) 320)

    let compared =
        compare (all |> Array.mapi (fun i r -> string i, ValueSome(seriesFrom 0 r)))

    let side = ok (TrialReturns.create (Array.init 6 string) all)
    let clusters = EffectiveTrials.clustered Schedule.sequential side

    let expected =
        match ok (Overfitting.assess OverfittingSettings.Standard Schedule.sequential side) with
        | OverfittingAnswer.Estimated estimate -> estimate.Probability
        | other -> failwith (string other)

    Assert.That(compared.Effective.Count, Is.EqualTo clusters.Count)
    Assert.That(compared.Effective.Variance, Is.EqualTo clusters.Summary.Variance)
    Assert.That((probability compared.Overfitting).Value, Is.EqualTo expected)
    let estimate = (SharpeEstimate.ofReturns (ReadOnlySpan all[5])).Value

    Assert.That(
        compared.DeflatedSharpeRatio.Value,
        Is.EqualTo (Sharpe.deflated clusters.Summary estimate).Value
    )

[<Test>]
let ``trials that do the same are one`` () =
    let base' = noise 3 300

    let nudged k =
        Array.mapi (fun i r -> r + 1e-5 * float ((i * (k + 3)) % 7)) base'

    let four =
        compare (Array.init 4 (fun k -> string k, ValueSome(seriesFrom 0 (nudged k))))

    Assert.That((four.Trials, four.Compared, four.Effective.Count), Is.EqualTo((4, 4, 1)))

[<DomainProperty>]
let ``a trial that cannot be compared counts as one by itself`` (without: byte) (elsewhere: byte) =
    let without = int without % 4
    let elsewhere = int elsewhere % 4

    let series = [|
        for i in 1..3 -> $"same {i}", ValueSome(seriesFrom 0 (noise i 120))
        for i in 1..without -> $"without {i}", ValueNone
        for i in 1..elsewhere -> $"elsewhere {i}", ValueSome(seriesFrom 60 (noise (10 + i) 120))
        yield "reported", ValueSome(seriesFrom 0 (noise 9 120))
    |]

    let found = compare series
    let alone = without + elsewhere

    found.Trials = series.Length
    && found.Compared = 4
    && found.WithoutReturns = without
    && found.OnOtherBars = elsewhere
    && found.CommonBars = 120
    && found.Effective.Count = found.Clusters.Value.Count + alone
    && found.Effective.Count <= found.Trials
    && not found.Effective.IsStatedByHand

[<DomainProperty>]
let ``all that are compared are compared on the bars they all have`` (shifts: byte[]) =
    let bars = 200
    // Up to a quarter of the bars away: some cover nine tenths, some do not.
    let firsts = shifts |> Array.truncate 6 |> Array.map (fun s -> int s % 50)

    let series = [|
        for i in 0 .. firsts.Length - 1 -> $"{i}", ValueSome(seriesFrom firsts[i] (noise i bars))
        yield "reported", ValueSome(seriesFrom 10 (noise 77 bars))
    |]

    let found = compare series
    let joined = firsts |> Array.filter (fun first -> bars - abs (first - 10) >= 180)
    let first = Array.max (Array.append [| 10 |] joined)
    let last = Array.min (Array.append [| 10 |] joined) + bars - 1

    found.Compared = joined.Length + 1
    && found.OnOtherBars = firsts.Length - joined.Length
    && found.CommonBars = last - first + 1

[<Test>]
let ``what comes after the reported record changes nothing`` () =
    let series =
        Array.init 5 (fun i -> string i, ValueSome(seriesFrom 0 (noise (i + 1) 200)))

    let ledger, returnsOf = ledgerOf series
    let third = (TrialLedger.records ledger)[2]
    let now = TrialComparison.ofLedger Schedule.sequential returnsOf third ledger
    let shorter, _ = ledgerOf series[..2]
    let then' = TrialComparison.ofLedger Schedule.sequential returnsOf third shorter
    Assert.That(now.Trials, Is.EqualTo 3)
    Assert.That(now.DeflatedSharpeRatio, Is.EqualTo then'.DeflatedSharpeRatio)
    Assert.That(probability now.Overfitting, Is.EqualTo(probability then'.Overfitting))

[<Test>]
let ``the schedule does not show`` () =
    let series =
        Array.init 8 (fun i -> string i, ValueSome(seriesFrom 0 (noise (i + 1) 200)))

    let ledger, returnsOf = ledgerOf series
    let last = Array.last (TrialLedger.records ledger)

    let backwards count piece =
        for i in count - 1 .. -1 .. 0 do
            piece i

    let forth = TrialComparison.ofLedger Schedule.sequential returnsOf last ledger
    let back = TrialComparison.ofLedger backwards returnsOf last ledger
    Assert.That(back.DeflatedSharpeRatio, Is.EqualTo forth.DeflatedSharpeRatio)
    Assert.That(probability back.Overfitting, Is.EqualTo(probability forth.Overfitting))

[<Test>]
let ``a reported outcome that never traded has reasons, not numbers`` () =
    let identity = ok (TrialIdentity.create "study" "none" "none" "i")
    let before, returnsOf = ledgerOf [| "a", ValueSome(seriesFrom 0 (noise 1 100)) |]

    let ledger =
        ok (TrialLedger.append (TrialEntry.ofOutcome identity TrialOutcome.nothingTraded) before)

    let last = Array.last (TrialLedger.records ledger)
    let found = TrialComparison.ofLedger Schedule.sequential returnsOf last ledger

    Assert.That(
        (found.Trials, found.Compared, found.WithoutReturns, found.OnOtherBars),
        Is.EqualTo((2, 0, 1, 1))
    )

    Assert.That(found.Effective.Count, Is.EqualTo 2)
    Assert.That(found.DeflatedSharpeRatio.IsNone)
    Assert.That(string found.Overfitting, Does.StartWith "two trials are needed, there")
