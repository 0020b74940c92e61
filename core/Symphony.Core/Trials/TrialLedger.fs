namespace Symphony.Core

open System

/// <summary>One record of a ledger: what was computed, and how it counts.</summary>
[<NoComparison>]
type TrialRecord = private {
    Position: int
    CountsAs: TrialKind
    What: TrialEntry
} with

    /// <summary>Its place in the ledger, from 1.</summary>
    member this.Number: int = this.Position

    /// <summary>How it counts.</summary>
    member this.Kind: TrialKind = this.CountsAs

    /// <summary>What was computed, as it was appended.</summary>
    member this.Entry: TrialEntry = this.What

    /// <summary>The configuration it was computed for.</summary>
    member this.Identity: TrialIdentity = this.What.Identity

    /// <summary>How many were computed: 1 for an outcome.</summary>
    member this.Count: int = this.What.Count

    /// <summary>What it came to; none for work.</summary>
    member this.Outcome: TrialOutcome voption = this.What.Outcome

/// <summary>Everything that was tried in one study, in the order it was recorded.</summary>
/// <remarks>
/// A value: appending gives a new ledger and leaves the old one as it was. A trial is a distinct
/// configuration whose net out-of-sample returns over the reported period were computed; changes of cost or
/// capital alone, repeats, split fits, evaluations inside training sets and paths are recorded with their
/// kind and not counted. Source: Bailey and Lopez de Prado (2014), "The Deflated Sharpe Ratio", JPM 40(5),
/// on why every trial must be counted.
/// </remarks>
[<NoComparison>]
type TrialLedger = private {
    Name: string
    Newest: TrialRecord list
    Length: int
    Counted: int
    SameDecisions: Map<string, TrialRecord list>
} with

    /// <summary>The study whose trials it holds.</summary>
    member this.Study: string = this.Name

    /// <summary>How many records of any kind.</summary>
    member this.RecordCount: int = this.Length

    /// <summary>N: how many counted trials; 0 when there is none yet.</summary>
    member this.TrialCount: int = this.Counted

/// <summary>Appends to ledgers and reads what they hold.</summary>
[<RequireQualifiedAccess>]
module TrialLedger =

    /// <summary>The empty ledger of a study.</summary>
    /// <param name="study">The study's name, not empty.</param>
    let create (study: string) : Result<TrialLedger, Invalid> =
        if study = "" then
            Error(Invalid.Empty "study")
        else
            Ok {
                Name = study
                Newest = []
                Length = 0
                Counted = 0
                SameDecisions = Map.empty
            }

    let private sameDecisions (entry: TrialEntry) (ledger: TrialLedger) : TrialRecord list =
        match ledger.SameDecisions |> Map.tryFind entry.Identity.Decisions with
        | Some records -> records
        | None -> []

    /// Work done for one configuration is done for all that decide alike: costs change no fit.
    let private says (record: TrialRecord) (entry: TrialEntry) : bool =
        match TrialEntry.workOf entry with
        | ValueSome kind ->
            record.Kind = kind
            && record.Count = entry.Count
            && record.Identity.Inputs = entry.Identity.Inputs
        | ValueNone -> record.Entry = entry

    let private kindOf (before: TrialRecord list) (entry: TrialEntry) : TrialKind =
        match TrialEntry.workOf entry with
        | ValueSome kind -> kind
        | ValueNone ->
            let outcomes = before |> List.filter _.Outcome.IsSome

            if outcomes.IsEmpty then
                TrialKind.Trial
            elif
                outcomes
                |> List.exists (fun record ->
                    record.Identity.Configuration = entry.Identity.Configuration)
            then
                TrialKind.Repeat
            else
                TrialKind.OtherCosts

    /// <summary>The record that says the same as an entry; none when it was not appended.</summary>
    /// <param name="entry">What was computed.</param>
    /// <param name="ledger">The ledger to look in.</param>
    /// <remarks>
    /// An outcome is the same when configuration, data and figures are. Work is the same when kind, number,
    /// data and decisions are: a change of costs fits nothing anew.
    /// </remarks>
    let tryFind (entry: TrialEntry) (ledger: TrialLedger) : TrialRecord voption =
        sameDecisions entry ledger
        |> List.tryFind (fun record -> says record entry)
        |> function
            | Some record -> ValueSome record
            | None -> ValueNone

    /// <summary>The ledger with an entry recorded; as it is when it says the same already.</summary>
    /// <param name="entry">What was computed; its study is the ledger's.</param>
    /// <param name="ledger">The ledger to append to, which stays as it is.</param>
    /// <remarks>
    /// The ledger decides the kind of an outcome: a trial when no outcome before it has its decisions, a
    /// repeat when one has its configuration, else other costs. A resumed run finds its own record.
    /// </remarks>
    let append (entry: TrialEntry) (ledger: TrialLedger) : Result<TrialLedger, Invalid> =
        if entry.Identity.Study <> ledger.Name then
            Error(
                Invalid.Conflict(
                    "study",
                    $"a record of the study '{entry.Identity.Study}' does not belong in the ledger of '{ledger.Name}'"
                )
            )
        else
            let before = sameDecisions entry ledger

            if before |> List.exists (fun record -> says record entry) then
                Ok ledger
            else
                let kind = kindOf before entry

                let record = { Position = ledger.Length + 1; CountsAs = kind; What = entry }

                Ok {
                    ledger with
                        Newest = record :: ledger.Newest
                        Length = record.Number
                        Counted = ledger.Counted + (if kind = TrialKind.Trial then 1 else 0)
                        SameDecisions =
                            ledger.SameDecisions
                            |> Map.add entry.Identity.Decisions (record :: before)
                }

    /// <summary>The ledger with entries recorded in order; refused whole if one is.</summary>
    /// <param name="entries">What was computed.</param>
    /// <param name="ledger">The ledger to append to, which stays as it is.</param>
    let appendAll (entries: TrialEntry seq) (ledger: TrialLedger) : Result<TrialLedger, Invalid> =
        (Ok ledger, entries) ||> Seq.fold (fun grown entry -> grown |> Result.bind (append entry))

    /// <summary>All records, oldest first.</summary>
    /// <param name="ledger">The ledger.</param>
    let records (ledger: TrialLedger) : TrialRecord[] =
        let all = List.toArray ledger.Newest
        Array.Reverse all
        all

    /// <summary>The newest record; none in an empty ledger.</summary>
    /// <param name="ledger">The ledger.</param>
    let tryLast (ledger: TrialLedger) : TrialRecord voption =
        match ledger.Newest with
        | newest :: _ -> ValueSome newest
        | [] -> ValueNone

    /// <summary>The counted trials, oldest first: N records.</summary>
    /// <param name="ledger">The ledger.</param>
    let trials (ledger: TrialLedger) : TrialRecord[] =
        records ledger |> Array.filter (fun record -> record.Kind = TrialKind.Trial)

    /// <summary>The ledger as it was when it had so many records.</summary>
    /// <param name="recordCount">How many of its first records to keep; all when there are fewer.</param>
    /// <param name="ledger">The ledger.</param>
    let asOf (recordCount: int) (ledger: TrialLedger) : TrialLedger =
        let kept =
            ledger.Newest |> List.skipWhile (fun record -> record.Number > recordCount)

        {
            ledger with
                Newest = kept
                Length = kept.Length
                Counted =
                    kept |> List.filter (fun record -> record.Kind = TrialKind.Trial) |> List.length
                SameDecisions =
                    ledger.SameDecisions
                    |> Map.map (fun _ -> List.filter (fun record -> record.Number <= recordCount))
                    |> Map.filter (fun _ same -> not same.IsEmpty)
        }

    /// <summary>How much was computed of one kind, all records of it together.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="ledger">The ledger.</param>
    let total (kind: TrialKind) (ledger: TrialLedger) : int64 =
        ledger.Newest
        |> List.sumBy (fun record -> if record.Kind = kind then int64 record.Count else 0L)

    /// <summary>One Sharpe ratio per bar for each counted trial, oldest first; NaN for a trial without.</summary>
    /// <param name="ledger">The ledger.</param>
    let sharpeRatiosPerBar (ledger: TrialLedger) : float[] =
        trials ledger
        |> Array.map (fun record ->
            match record.Outcome with
            | ValueSome outcome -> ValueOption.defaultValue nan outcome.SharpePerBar
            | ValueNone -> nan)

    /// <summary>N and the sample variance of the trials' Sharpe ratios per bar; none without a trial.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <remarks>
    /// The variance has divisor n - 1 over the trials that have a ratio; a trial without one counts in N but
    /// does not spread.
    /// </remarks>
    let summary (ledger: TrialLedger) : TrialSummary voption =
        match TrialSummary.ofLedger (sharpeRatiosPerBar ledger) with
        | Ok trials -> ValueSome trials
        | Error _ -> ValueNone

    /// <summary>
    /// The record whose returns stand for each counted trial in a comparison with a reported one, oldest
    /// trial first: none for a trial without kept returns.
    /// </summary>
    /// <param name="reported">The record that is reported: it stands for its own trial.</param>
    /// <param name="ledger">The ledger; records after the reported one are left out.</param>
    /// <remarks>
    /// The latest record of the trial's first configuration: a repeat on newer data takes the place of the
    /// trial, a change of costs does not.
    /// </remarks>
    let standIns (reported: TrialRecord) (ledger: TrialLedger) : TrialRecord voption[] =
        let keptReturns (record: TrialRecord) =
            match record.Outcome with
            | ValueSome outcome -> outcome.ReturnsHash.IsSome
            | ValueNone -> false

        trials (asOf reported.Number ledger)
        |> Array.map (fun trial ->
            if trial.Identity.Decisions = reported.Identity.Decisions then
                if keptReturns reported then ValueSome reported else ValueNone
            else
                sameDecisions trial.Entry ledger
                |> List.tryFind (fun record ->
                    record.Number <= reported.Number
                    && record.Identity.Configuration = trial.Identity.Configuration
                    && keptReturns record)
                |> function
                    | Some record -> ValueSome record
                    | None -> ValueNone)
