namespace Symphony.Core

/// <summary>What a record of a ledger stands for; only <c>Trial</c> is counted.</summary>
[<RequireQualifiedAccess>]
type TrialKind =
    /// <summary>Net returns of decisions that no record before it has: the kind that N counts.</summary>
    | Trial = 0
    /// <summary>Decisions of an earlier record, at other costs or capital.</summary>
    | OtherCosts = 1
    /// <summary>A configuration of an earlier record, on other data or with other code.</summary>
    | Repeat = 2
    /// <summary>Models fitted on the training sets of splits and of walk-forward windows.</summary>
    | SplitFits = 3
    /// <summary>Configurations evaluated inside a training set, as tuning does.</summary>
    | InnerEvaluations = 4
    /// <summary>Combinatorial backtest paths.</summary>
    | Paths = 5

/// <summary>Which configuration of which study something was computed for.</summary>
/// <remarks>
/// Hashes are texts that are equal when, and only when, what they stand for is; the command line writes
/// SHA-256 in hexadecimal.
/// </remarks>
[<NoComparison>]
type TrialIdentity = private {
    StudyName: string
    ConfigurationHash: string
    DecisionHash: string
    InputHash: string
} with

    /// <summary>The study whose ledger counts it.</summary>
    member this.Study: string = this.StudyName

    /// <summary>Hash of the whole configuration.</summary>
    member this.Configuration: string = this.ConfigurationHash

    /// <summary>Hash of the settings that decide the weights: costs and capital left out.</summary>
    member this.Decisions: string = this.DecisionHash

    /// <summary>Hash of the data it ran on.</summary>
    member this.Inputs: string = this.InputHash

/// <summary>Makes identities.</summary>
[<RequireQualifiedAccess>]
module TrialIdentity =

    let private named (parameter: string) (text: string) : Result<unit, Invalid> =
        if text = "" then Error(Invalid.Empty parameter) else Ok()

    /// <summary>Accepts an identity, or says what is missing.</summary>
    /// <param name="study">The study's name, not empty.</param>
    /// <param name="configuration">Hash of the whole configuration, not empty.</param>
    /// <param name="decisions">Hash of the settings that decide the weights, not empty; the configuration's where nothing else varies.</param>
    /// <param name="inputs">Hash of the data, not empty.</param>
    let create
        (study: string)
        (configuration: string)
        (decisions: string)
        (inputs: string)
        : Result<TrialIdentity, Invalid> =
        Check.all [
            named "study" study
            named "configuration" configuration
            named "decisions" decisions
            named "inputs" inputs
        ]
        |> Result.map (fun () -> {
            StudyName = study
            ConfigurationHash = configuration
            DecisionHash = decisions
            InputHash = inputs
        })

/// <summary>What the net out-of-sample returns of a configuration came to.</summary>
[<NoComparison>]
type TrialOutcome = private {
    RatioPerBar: float voption
    BarCount: int
    FirstDate: int voption
    LastDate: int voption
    ReturnHash: string voption
} with

    /// <summary>Sharpe ratio per bar in excess of cash; none where the returns have none.</summary>
    member this.SharpePerBar: float voption = this.RatioPerBar

    /// <summary>How many returns it rests on; 0 when nothing was ever traded.</summary>
    member this.Bars: int = this.BarCount

    /// <summary>Session date of the first return, an epoch day; none without returns.</summary>
    member this.FirstSession: int voption = this.FirstDate

    /// <summary>Session date of the last return, an epoch day; none without returns.</summary>
    member this.LastSession: int voption = this.LastDate

    /// <summary>Hash of the returns bar by bar; none where they were not kept.</summary>
    member this.ReturnsHash: string voption = this.ReturnHash

/// <summary>Makes outcomes from figures or from returns.</summary>
[<RequireQualifiedAccess>]
module TrialOutcome =

    /// <summary>The outcome of a configuration that never traded.</summary>
    let nothingTraded: TrialOutcome = {
        RatioPerBar = ValueNone
        BarCount = 0
        FirstDate = ValueNone
        LastDate = ValueNone
        ReturnHash = ValueNone
    }

    let private ratioFits (bars: int) (sharpePerBar: float voption) : Result<unit, Invalid> =
        match sharpePerBar with
        | ValueSome ratio when bars >= 2 -> Check.finite "sharpePerBar" ratio
        | ValueSome _ -> Error(Invalid.Insufficient("bars", 2, bars))
        | ValueNone -> Ok()

    /// <summary>Accepts the figures of an outcome that has returns, or says why not.</summary>
    /// <param name="sharpePerBar">Sharpe ratio per bar in excess of cash, finite; none where there is none.</param>
    /// <param name="bars">How many returns, at least 1, and 2 for a ratio.</param>
    /// <param name="firstSession">Session date of the first return, an epoch day.</param>
    /// <param name="lastSession">Session date of the last return, an epoch day, not before the first.</param>
    let create
        (sharpePerBar: float voption)
        (bars: int)
        (firstSession: int)
        (lastSession: int)
        : Result<TrialOutcome, Invalid> =
        Check.all [
            (if bars < 1 then Error(Invalid.Insufficient("bars", 1, bars)) else Ok())
            ratioFits bars sharpePerBar
            (if lastSession < firstSession then
                 Error(
                     Invalid.Conflict(
                         "lastSession",
                         $"{Text.date lastSession} is before the first, {Text.date firstSession}"
                     )
                 )
             else
                 Ok())
        ]
        |> Result.map (fun () -> {
            RatioPerBar = sharpePerBar
            BarCount = bars
            FirstDate = ValueSome firstSession
            LastDate = ValueSome lastSession
            ReturnHash = ValueNone
        })

    /// <summary>The outcome with the hash of its returns, so that they can be told apart and found.</summary>
    /// <param name="returnsHash">Hash of the returns bar by bar, not empty.</param>
    /// <param name="outcome">The outcome.</param>
    let withReturnsHash
        (returnsHash: string)
        (outcome: TrialOutcome)
        : Result<TrialOutcome, Invalid> =
        if returnsHash = "" then
            Error(Invalid.Empty "returnsHash")
        else
            Ok { outcome with ReturnHash = ValueSome returnsHash }

    /// <summary>The outcome of a series; of none, that nothing was traded.</summary>
    /// <param name="series">Net returns with their bars and what cash returned.</param>
    let ofReturns (series: NetReturns) : TrialOutcome =
        let n = series.Count

        if n = 0 then
            nothingTraded
        else
            {
                RatioPerBar = NetReturns.sharpePerBar series
                BarCount = n
                FirstDate = ValueSome(series.SessionDate 0)
                LastDate = ValueSome(series.SessionDate(n - 1))
                ReturnHash = ValueNone
            }

/// <summary>Something computed in a study, before its ledger says how it counts.</summary>
[<NoComparison>]
type TrialEntry = private {
    Whose: TrialIdentity
    Work: TrialKind voption
    HowMany: int
    CameTo: TrialOutcome voption
} with

    /// <summary>The configuration it was computed for.</summary>
    member this.Identity: TrialIdentity = this.Whose

    /// <summary>How many were computed: 1 for an outcome.</summary>
    member this.Count: int = this.HowMany

    /// <summary>What it came to; none for work, which has no out-of-sample returns of its own.</summary>
    member this.Outcome: TrialOutcome voption = this.CameTo

/// <summary>Makes entries.</summary>
[<RequireQualifiedAccess>]
module TrialEntry =

    /// <summary>Net out-of-sample returns over the reported period were computed.</summary>
    /// <param name="identity">The configuration.</param>
    /// <param name="outcome">What its returns came to.</param>
    let ofOutcome (identity: TrialIdentity) (outcome: TrialOutcome) : TrialEntry = {
        Whose = identity
        Work = ValueNone
        HowMany = 1
        CameTo = ValueSome outcome
    }

    /// <summary>Work that is recorded by how much there was, and never counted.</summary>
    /// <param name="kind">Split fits, inner evaluations or paths.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="identity">The configuration it was done for.</param>
    let ofWork
        (kind: TrialKind)
        (count: int)
        (identity: TrialIdentity)
        : Result<TrialEntry, Invalid> =
        match kind with
        | TrialKind.SplitFits
        | TrialKind.InnerEvaluations
        | TrialKind.Paths ->
            if count < 1 then
                Error(Invalid.NotPositive("count", float count))
            else
                Ok { Whose = identity; Work = ValueSome kind; HowMany = count; CameTo = ValueNone }
        | _ ->
            Error(
                Invalid.Unknown(
                    "kind",
                    kind.ToString(),
                    "SplitFits, InnerEvaluations and Paths; how an outcome counts is the ledger's to say"
                )
            )

    let internal workOf (entry: TrialEntry) : TrialKind voption = entry.Work
