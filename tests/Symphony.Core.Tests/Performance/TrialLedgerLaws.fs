module Symphony.Core.Tests.TrialLedgerLaws

open System
open NUnit.Framework

open Symphony.Core

/// One thing computed, from few configurations, so that histories repeat themselves.
type private Step = { Work: TrialKind option; Configuration: int; Inputs: int; Size: int }

let private ok (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (string invalid)

let private stepOf (what: byte, configuration: byte, inputs: byte, size: byte) : Step = {
    Work =
        match int what % 6 with
        | 0 -> Some TrialKind.SplitFits
        | 1 -> Some TrialKind.InnerEvaluations
        | 2 -> Some TrialKind.Paths
        | _ -> None
    Configuration = int configuration % 8
    Inputs = int inputs % 2
    Size = 1 + int size % 3
}

/// Configurations 0 and 4, 1 and 5, ... decide alike and differ in costs.
let private identityOf (study: string) (step: Step) : TrialIdentity =
    ok (
        TrialIdentity.create
            study
            $"c{step.Configuration}"
            $"d{step.Configuration % 4}"
            $"i{step.Inputs}"
    )

let private ratioOf (step: Step) : float voption =
    if step.Size = 3 then
        ValueNone
    else
        ValueSome(0.01 * float (step.Configuration + step.Size))

let private entryOf (study: string) (step: Step) : TrialEntry =
    let identity = identityOf study step

    match step.Work with
    | Some kind -> ok (TrialEntry.ofWork kind step.Size identity)
    | None ->
        TrialEntry.ofOutcome identity (ok (TrialOutcome.create (ratioOf step) 250 10957 11322))

let private study = "study"

let private empty = ok (TrialLedger.create study)

let private ledgerOf (steps: Step[]) : TrialLedger =
    ok (TrialLedger.appendAll (steps |> Array.map (entryOf study)) empty)

let private history (raw: (byte * byte * byte * byte)[]) : Step[] = raw |> Array.map stepOf

/// Every step that says something new, in order, with its kind: the rules read off one by one.
let private reference (steps: Step[]) : (Step * TrialKind)[] =
    let kept = ResizeArray<Step * TrialKind>()

    for step in steps do
        let decisions (other: Step) =
            other.Configuration % 4 = step.Configuration % 4

        let saysSame (other: Step) =
            match step.Work with
            | Some _ ->
                other.Work = step.Work
                && decisions other
                && other.Inputs = step.Inputs
                && other.Size = step.Size
            | None -> other = step

        if kept |> Seq.forall (fun (other, _) -> not (saysSame other)) then
            let outcomes =
                kept
                |> Seq.map fst
                |> Seq.filter (fun other -> other.Work.IsNone && decisions other)

            let kind =
                match step.Work with
                | Some kind -> kind
                | None when Seq.isEmpty outcomes -> TrialKind.Trial
                | None when
                    outcomes |> Seq.exists (fun other -> other.Configuration = step.Configuration)
                    ->
                    TrialKind.Repeat
                | None -> TrialKind.OtherCosts

            kept.Add(step, kind)

    kept.ToArray()

[<DomainProperty>]
let ``a ledger holds what the rules say one by one`` (raw: (byte * byte * byte * byte)[]) =
    let steps = history raw

    let held =
        TrialLedger.records (ledgerOf steps)
        |> Array.map (fun record -> record.Entry, record.Kind)

    held = (reference steps |> Array.map (fun (step, kind) -> entryOf study step, kind))

[<DomainProperty>]
let ``N counts distinct decisions that have an outcome, whatever else was recorded``
    (raw: (byte * byte * byte * byte)[])
    =
    let steps = history raw

    let decisions =
        steps
        |> Array.filter _.Work.IsNone
        |> Array.map (fun step -> step.Configuration % 4)
        |> Array.distinct

    let ledger = ledgerOf steps

    ledger.TrialCount = decisions.Length
    && (TrialLedger.trials ledger).Length = decisions.Length

[<DomainProperty>]
let ``what is appended twice is recorded once`` (raw: (byte * byte * byte * byte)[]) =
    let steps = history raw
    let once = ledgerOf steps

    let again = ok (TrialLedger.appendAll (steps |> Array.map (entryOf study)) once)

    TrialLedger.records again = TrialLedger.records once

[<DomainProperty>]
let ``the order in which trials came changes neither N nor, beyond rounding, their variance``
    (raw: (byte * byte * byte * byte)[])
    =
    // One outcome a configuration: which of several stands for a trial does follow from the order.
    let steps =
        history raw
        |> Array.filter (fun step -> step.Work.IsNone && step.Configuration < 4)
        |> Array.distinctBy _.Configuration

    match
        TrialLedger.summary (ledgerOf steps), TrialLedger.summary (ledgerOf (Array.rev steps))
    with
    | ValueSome there, ValueSome back ->
        there.Count = back.Count && abs (there.Variance - back.Variance) <= 1e-15
    | ValueNone, ValueNone -> steps.Length = 0
    | _ -> false

[<DomainProperty>]
let ``work and changes of cost change neither N nor the variance``
    (raw: (byte * byte * byte * byte)[])
    =
    let steps = history raw

    let trials =
        TrialLedger.records (ledgerOf steps) |> Array.filter (fun r -> r.Kind = TrialKind.Trial)

    let alone = ok (TrialLedger.appendAll (trials |> Array.map _.Entry) empty)

    match TrialLedger.summary (ledgerOf steps), TrialLedger.summary alone with
    | ValueSome all, ValueSome counted ->
        all.Count = counted.Count && all.Variance = counted.Variance && not all.IsStatedByHand
    | ValueNone, ValueNone -> true
    | _ -> false

[<DomainProperty>]
let ``a ledger as of an earlier record is the ledger there was``
    (raw: (byte * byte * byte * byte)[])
    (at: byte)
    =
    let steps = history raw
    let entries = TrialLedger.records (ledgerOf steps) |> Array.map _.Entry
    let count = min entries.Length (int at)
    let earlier = TrialLedger.asOf count (ledgerOf steps)
    let there = ok (TrialLedger.appendAll entries[.. count - 1] empty)
    let later = ok (TrialLedger.appendAll entries[count..] earlier)

    TrialLedger.records earlier = TrialLedger.records there
    && earlier.TrialCount = there.TrialCount
    && earlier.RecordCount = count
    && TrialLedger.records later = TrialLedger.records (ledgerOf steps)

[<DomainProperty>]
let ``appending leaves the ledger it was appended to as it was``
    (raw: (byte * byte * byte * byte)[])
    =
    let before = ledgerOf (history raw)
    let records = TrialLedger.records before

    let more = entryOf study { Work = None; Configuration = 99; Inputs = 0; Size = 1 }

    let after = ok (TrialLedger.append more before)

    TrialLedger.records before = records
    && after.RecordCount = before.RecordCount + 1
    && (TrialLedger.tryLast after).Value.Entry = more
    && (TrialLedger.tryFind more before).IsNone
    && (TrialLedger.tryFind more after).Value.Number = after.RecordCount

[<DomainProperty>]
let ``a record of another study is refused whole``
    (raw: (byte * byte * byte * byte)[])
    (place: byte)
    =
    let steps = history raw

    if steps.Length = 0 then
        true
    else
        let stray = int place % steps.Length

        let entries =
            steps |> Array.mapi (fun i step -> entryOf (if i = stray then "other" else study) step)

        match TrialLedger.appendAll entries empty with
        | Error(Invalid.Conflict("study", reason)) -> reason.Contains "other"
        | _ -> false

[<DomainProperty>]
let ``totals add up every record of a kind`` (raw: (byte * byte * byte * byte)[]) =
    let steps = history raw
    let ledger = ledgerOf steps

    [| TrialKind.SplitFits; TrialKind.InnerEvaluations; TrialKind.Paths |]
    |> Array.forall (fun kind ->
        TrialLedger.total kind ledger =
            (reference steps
             |> Array.sumBy (fun (step, held) -> if held = kind then int64 step.Size else 0L)))

[<DomainProperty>]
let ``each counted trial but the reported one is stood in for by a record of its own configuration``
    (raw: (byte * byte * byte * byte)[])
    =
    let withReturns (record: TrialEntry) =
        match record.Outcome with
        | ValueSome outcome when outcome.SharpePerBar.IsSome ->
            TrialEntry.ofOutcome record.Identity (ok (TrialOutcome.withReturnsHash "r" outcome))
        | _ -> record

    let ledger =
        ok (TrialLedger.appendAll (history raw |> Array.map (entryOf study >> withReturns)) empty)

    TrialLedger.records ledger
    |> Array.filter _.Outcome.IsSome
    |> Array.forall (fun reported ->
        let trials = TrialLedger.trials (TrialLedger.asOf reported.Number ledger)
        let standIns = TrialLedger.standIns reported ledger

        standIns.Length = trials.Length
        && Array.forall2
            (fun (trial: TrialRecord) (standIn: TrialRecord voption) ->
                match standIn with
                | ValueSome found when trial.Identity.Decisions = reported.Identity.Decisions ->
                    found = reported
                | ValueSome found ->
                    found.Number <= reported.Number
                    && found.Identity.Configuration = trial.Identity.Configuration
                    && found.Outcome.Value.ReturnsHash.IsSome
                | ValueNone -> true)
            trials
            standIns)
