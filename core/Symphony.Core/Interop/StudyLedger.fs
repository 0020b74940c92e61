namespace Symphony.Core.Interop

open System
open System.Collections.Generic
open System.Runtime.InteropServices

open Symphony.Core

/// <summary>Makes net returns that know their bars.</summary>
[<AbstractClass; Sealed>]
type TradedReturns private () =

    /// <summary>Net returns with the bars they belong to.</summary>
    /// <param name="instants">The bars' closing instants, n values, microseconds since 1970-01-01T00:00Z, strictly increasing.</param>
    /// <param name="sessionDates">The bars' session dates, n values, epoch days, never decreasing.</param>
    /// <param name="returns">Net simple returns per bar, n finite values.</param>
    /// <param name="cashReturns">Simple returns of cash per bar, n finite values; empty for none.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">Lengths disagree, bars are out of order or a value is not finite.</exception>
    static member Of
        (
            instants: ReadOnlySpan<int64>,
            sessionDates: ReadOnlySpan<int>,
            returns: ReadOnlySpan<float>,
            cashReturns: ReadOnlySpan<float>
        ) : NetReturns =
        NetReturns.create instants sessionDates cashReturns returns |> Refusal.orRaise

    /// <summary>The returns of a run of the engine, from its first fill on.</summary>
    /// <param name="result">A run of the engine.</param>
    static member OfBacktest(result: BacktestResult) : NetReturns =
        Refusal.ifNull "result" result
        NetReturns.ofBacktest result

    /// <summary>The returns of a parameter set of brackets, from its first fill on; none unless its equity is written down.</summary>
    /// <param name="result">A set's result.</param>
    static member OfBracket(result: BracketResult) : NetReturns =
        Refusal.ifNull "result" result
        NetReturns.ofBracket result

/// <summary>Something computed in a study, before its ledger says how it counts.</summary>
[<Sealed; AllowNullLiteral(false)>]
type StudyEntry internal (entry: TrialEntry) =

    member internal _.Entry: TrialEntry = entry

    /// <summary>The configuration it was computed for.</summary>
    member _.Identity: TrialIdentity = entry.Identity

    /// <summary>Says which configuration of which study something was computed for.</summary>
    /// <param name="study">The study's name, not empty.</param>
    /// <param name="configuration">Hash of the whole configuration, not empty.</param>
    /// <param name="decisions">Hash of the settings that decide the weights, costs and capital left out, not empty.</param>
    /// <param name="inputs">Hash of the data, not empty.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A text is empty.</exception>
    static member Identify
        (study: string, configuration: string, decisions: string, inputs: string)
        : TrialIdentity =
        Refusal.ifNull "study" study
        Refusal.ifNull "configuration" configuration
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "inputs" inputs
        TrialIdentity.create study configuration decisions inputs |> Refusal.orRaise

    /// <summary>Net out-of-sample returns of a configuration.</summary>
    /// <param name="identity">The configuration.</param>
    /// <param name="returns">Its net returns; of none, that nothing was traded.</param>
    static member OfReturns(identity: TrialIdentity, returns: NetReturns) : StudyEntry =
        Refusal.ifNull "identity" identity
        Refusal.ifNull "returns" returns
        StudyEntry(TrialEntry.ofOutcome identity (TrialOutcome.ofReturns returns))

    /// <summary>Net out-of-sample returns of a configuration, kept elsewhere under their hash.</summary>
    /// <param name="identity">The configuration.</param>
    /// <param name="returns">Its net returns; of none, that nothing was traded.</param>
    /// <param name="returnsHash">Hash of the returns, not empty.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The hash is empty.</exception>
    static member OfReturns
        (identity: TrialIdentity, returns: NetReturns, returnsHash: string)
        : StudyEntry =
        Refusal.ifNull "identity" identity
        Refusal.ifNull "returns" returns
        Refusal.ifNull "returnsHash" returnsHash

        TrialOutcome.ofReturns returns
        |> TrialOutcome.withReturnsHash returnsHash
        |> Refusal.orRaise
        |> TrialEntry.ofOutcome identity
        |> StudyEntry

    /// <summary>The figures of an outcome whose returns are not at hand.</summary>
    /// <param name="identity">The configuration.</param>
    /// <param name="sharpePerBar">Sharpe ratio per bar in excess of cash, finite; null where there is none.</param>
    /// <param name="bars">How many returns, at least 1, and 2 for a ratio.</param>
    /// <param name="firstSession">Session date of the first return, an epoch day.</param>
    /// <param name="lastSession">Session date of the last return, an epoch day, not before the first.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A figure is out of range.</exception>
    static member OfFigures
        (
            identity: TrialIdentity,
            sharpePerBar: Nullable<float>,
            bars: int,
            firstSession: int,
            lastSession: int
        ) : StudyEntry =
        Refusal.ifNull "identity" identity

        TrialOutcome.create (ValueOption.ofNullable sharpePerBar) bars firstSession lastSession
        |> Refusal.orRaise
        |> TrialEntry.ofOutcome identity
        |> StudyEntry

    /// <summary>The figures of an outcome whose returns are kept elsewhere under their hash.</summary>
    /// <param name="identity">The configuration.</param>
    /// <param name="sharpePerBar">Sharpe ratio per bar in excess of cash, finite; null where there is none.</param>
    /// <param name="bars">How many returns, at least 1, and 2 for a ratio.</param>
    /// <param name="firstSession">Session date of the first return, an epoch day.</param>
    /// <param name="lastSession">Session date of the last return, an epoch day, not before the first.</param>
    /// <param name="returnsHash">Hash of the returns, not empty.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A figure is out of range, or the hash is empty.</exception>
    static member OfFigures
        (
            identity: TrialIdentity,
            sharpePerBar: Nullable<float>,
            bars: int,
            firstSession: int,
            lastSession: int,
            returnsHash: string
        ) : StudyEntry =
        Refusal.ifNull "identity" identity
        Refusal.ifNull "returnsHash" returnsHash

        TrialOutcome.create (ValueOption.ofNullable sharpePerBar) bars firstSession lastSession
        |> Result.bind (TrialOutcome.withReturnsHash returnsHash)
        |> Refusal.orRaise
        |> TrialEntry.ofOutcome identity
        |> StudyEntry

    /// <summary>A configuration that never traded.</summary>
    /// <param name="identity">The configuration.</param>
    static member OfNothingTraded(identity: TrialIdentity) : StudyEntry =
        Refusal.ifNull "identity" identity
        StudyEntry(TrialEntry.ofOutcome identity TrialOutcome.nothingTraded)

    /// <summary>Work that is recorded by how much there was, and never counted.</summary>
    /// <param name="identity">The configuration it was done for.</param>
    /// <param name="kind">Split fits, inner evaluations or paths.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The kind is an outcome's, or the count below 1.</exception>
    static member OfWork(identity: TrialIdentity, kind: TrialKind, count: int) : StudyEntry =
        Refusal.ifUndefined "kind" kind
        Refusal.ifNull "identity" identity
        StudyEntry(TrialEntry.ofWork kind count identity |> Refusal.orRaise)

/// <summary>One record of a study's ledger; null where a quantity has no value.</summary>
[<Sealed; AllowNullLiteral(false)>]
type StudyRecord internal (record: TrialRecord) =

    let ofOutcome (value: TrialOutcome -> 'value voption) : Nullable<'value> =
        record.Outcome |> ValueOption.bind value |> ValueOption.toNullable

    member internal _.Record: TrialRecord = record

    /// <summary>Its place in the ledger, from 1.</summary>
    member _.Number: int = record.Number

    /// <summary>How it counts; only <c>Trial</c> is counted.</summary>
    member _.Kind: TrialKind = record.Kind

    /// <summary>The configuration it was computed for.</summary>
    member _.Identity: TrialIdentity = record.Identity

    /// <summary>How many were computed: 1 for an outcome.</summary>
    member _.Count: int = record.Count

    /// <summary>True when it has net out-of-sample returns; false for work.</summary>
    member _.IsOutcome: bool = record.Outcome.IsSome

    /// <summary>Sharpe ratio per bar in excess of cash; null where there is none.</summary>
    member _.SharpePerBar: Nullable<float> = ofOutcome _.SharpePerBar

    /// <summary>How many returns it rests on; 0 for work and when nothing was traded.</summary>
    member _.Bars: int =
        record.Outcome |> ValueOption.map _.Bars |> ValueOption.defaultValue 0

    /// <summary>Session date of the first return, an epoch day; null without returns.</summary>
    member _.FirstSession: Nullable<int> = ofOutcome _.FirstSession

    /// <summary>Session date of the last return, an epoch day; null without returns.</summary>
    member _.LastSession: Nullable<int> = ofOutcome _.LastSession

    /// <summary>Hash of the returns; empty where they were not kept.</summary>
    member _.ReturnsHash: string =
        record.Outcome |> ValueOption.bind _.ReturnsHash |> ValueOption.defaultValue ""

/// <summary>What the counted trials of a study say about a reported one; null where a quantity has no value.</summary>
[<Sealed; AllowNullLiteral(false)>]
type StudyComparison internal (comparison: TrialComparison) =

    /// <summary>N: the counted trials, the reported one included.</summary>
    member _.Trials: int = comparison.Trials

    /// <summary>How many of them are compared bar by bar, the reported one included.</summary>
    member _.Compared: int = comparison.Compared

    /// <summary>How many have no kept returns.</summary>
    member _.WithoutReturns: int = comparison.WithoutReturns

    /// <summary>How many have returns, but on fewer than nine tenths of the reported bars.</summary>
    member _.OnOtherBars: int = comparison.OnOtherBars

    /// <summary>The bars that all compared trials have.</summary>
    member _.CommonBars: int = comparison.CommonBars

    /// <summary>The effective number of trials: clusters, and each trial that is not compared by itself.</summary>
    member _.EffectiveTrials: int = comparison.Effective.Count

    /// <summary>What the number of clusters rests on, in words; empty where nothing is compared.</summary>
    member _.EffectiveBasis: string =
        comparison.Clusters |> ValueOption.map (_.Basis >> string) |> ValueOption.defaultValue ""

    /// <summary>The probability, in [0, 1], that the Sharpe ratio exceeds the luck of the effective number of trials.</summary>
    member _.DeflatedSharpeRatio: Nullable<float> =
        ValueOption.toNullable comparison.DeflatedSharpeRatio

    /// <summary>The probability of backtest overfitting, in [0, 1]; null where there is none.</summary>
    member _.OverfittingProbability: Nullable<float> =
        match comparison.Overfitting with
        | OverfittingAnswer.Estimated estimate -> Nullable estimate.Probability
        | _ -> Nullable()

    /// <summary>How many choices of blocks that probability rests on; 0 where there is none.</summary>
    member _.OverfittingCombinations: int =
        match comparison.Overfitting with
        | OverfittingAnswer.Estimated estimate -> estimate.CombinationCount
        | _ -> 0

    /// <summary>Why there is no such probability, in words; empty where there is one.</summary>
    member _.WhyNoOverfittingProbability: string =
        match comparison.Overfitting with
        | OverfittingAnswer.Estimated _ -> ""
        | without -> string without

/// <summary>Everything that was tried in one study. A value: appending gives a new one.</summary>
[<Sealed; AllowNullLiteral(false)>]
type StudyLedger internal (ledger: TrialLedger) =

    let records =
        lazy (TrialLedger.records ledger |> Array.map StudyRecord |> Array.AsReadOnly)

    member internal _.Ledger: TrialLedger = ledger

    /// <summary>The empty ledger of a study.</summary>
    /// <param name="study">The study's name, not empty.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The name is empty.</exception>
    static member Create(study: string) : StudyLedger =
        Refusal.ifNull "study" study
        StudyLedger(TrialLedger.create study |> Refusal.orRaise)

    /// <summary>The study whose trials it holds.</summary>
    member _.Study: string = ledger.Study

    /// <summary>N: how many counted trials; 0 when there is none yet.</summary>
    member _.TrialCount: int = ledger.TrialCount

    /// <summary>How many records of any kind.</summary>
    member _.RecordCount: int = ledger.RecordCount

    /// <summary>The newest record, if there is one.</summary>
    /// <param name="record">The record; null in an empty ledger.</param>
    member _.TryLast([<Out>] record: byref<StudyRecord | null>) : bool =
        let last = TrialLedger.tryLast ledger |> ValueOption.map StudyRecord
        record <- last |> ValueOption.map withNull |> ValueOption.defaultValue null
        last.IsSome

    /// <summary>All records, oldest first.</summary>
    member _.Records: IReadOnlyList<StudyRecord> = records.Value

    /// <summary>How much was computed of one kind, all records of it together.</summary>
    /// <param name="kind">The kind.</param>
    member _.Total(kind: TrialKind) : int64 =
        Refusal.ifUndefined "kind" kind
        TrialLedger.total kind ledger

    /// <summary>The ledger with an entry recorded; the same when it says so already.</summary>
    /// <param name="entry">What was computed; its study is the ledger's.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The entry is of another study.</exception>
    member _.Append(entry: StudyEntry) : StudyLedger =
        Refusal.ifNull "entry" entry
        StudyLedger(TrialLedger.append entry.Entry ledger |> Refusal.orRaise)

    /// <summary>The record that says the same as an entry, if there is one.</summary>
    /// <param name="entry">What was computed.</param>
    /// <param name="record">The record; null where there is none.</param>
    member _.TryFind(entry: StudyEntry, [<Out>] record: byref<StudyRecord | null>) : bool =
        Refusal.ifNull "entry" entry
        let found = TrialLedger.tryFind entry.Entry ledger |> ValueOption.map StudyRecord
        record <- found |> ValueOption.map withNull |> ValueOption.defaultValue null
        found.IsSome

    /// <summary>The ledger as it was when it had so many records.</summary>
    /// <param name="recordCount">How many of its first records to keep.</param>
    member _.AsOf(recordCount: int) : StudyLedger =
        StudyLedger(TrialLedger.asOf recordCount ledger)

    /// <summary>N and the variance of the trials' Sharpe ratios per bar, if there is a trial.</summary>
    /// <param name="trials">What a deflated Sharpe ratio needs; null without a trial.</param>
    member _.TrySummary([<Out>] trials: byref<TrialSummary | null>) : bool =
        let summary = TrialLedger.summary ledger
        trials <- summary |> ValueOption.map withNull |> ValueOption.defaultValue null
        summary.IsSome

    /// <summary>The Sharpe ratio per bar that the best of the trials reaches by luck; 0 with fewer than two.</summary>
    member _.LuckOfTrialsPerBar: float =
        TrialLedger.summary ledger
        |> ValueOption.map Sharpe.luckOfTrials
        |> ValueOption.defaultValue 0.0

    /// <summary>Compares a reported record with the counted trials up to it, on one thread.</summary>
    /// <param name="reported">The record that is reported: an outcome.</param>
    /// <param name="returnsOf">The returns of a record that has a hash of them.</param>
    member this.Compare
        (reported: StudyRecord, returnsOf: Func<StudyRecord, NetReturns>)
        : StudyComparison =
        this.Compare(reported, returnsOf, fun count piece -> Schedule.sequential count piece.Invoke)

    /// <summary>Compares a reported record with the counted trials up to it.</summary>
    /// <param name="reported">The record that is reported: an outcome.</param>
    /// <param name="returnsOf">The returns of a record that has a hash of them.</param>
    /// <param name="schedule">Carries out so many independent pieces, each given its number from 0.</param>
    member _.Compare
        (
            reported: StudyRecord,
            returnsOf: Func<StudyRecord, NetReturns>,
            schedule: Action<int, Action<int>>
        ) : StudyComparison =
        Refusal.ifNull "reported" reported
        Refusal.ifNull "returnsOf" returnsOf
        Refusal.ifNull "schedule" schedule

        TrialComparison.ofLedger
            (fun count piece -> schedule.Invoke(count, Action<int> piece))
            (StudyRecord >> returnsOf.Invoke)
            reported.Record
            ledger
        |> StudyComparison
