namespace Symphony.Core

open System

/// <summary>How many configurations were tried before this one was reported, and how they spread.</summary>
/// <remarks>
/// A trial is a distinct configuration whose net out-of-sample returns over the reported period were
/// computed. Command line, pipelines and reports make it from the ledger of trials alone; a count stated
/// by hand says so.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type TrialSummary internal (count: int, variance: float, isStatedByHand: bool, isSpreadKnown: bool)
    =

    /// Of so many trials those whose Sharpe ratio per bar is known.
    static member internal OfKnown(count: int, sharpeRatiosPerBar: float[]) : TrialSummary =
        let variance =
            Moments.variance (ReadOnlySpan sharpeRatiosPerBar) |> ValueOption.defaultValue 0.0

        TrialSummary(count, variance, false, count = 1 || sharpeRatiosPerBar.Length >= 2)

    /// <summary>The number of trials N, at least 1, the reported one included.</summary>
    member _.Count: int = count

    /// <summary>
    /// The sample variance (divisor n - 1) of the trials' Sharpe ratios per bar; 0 for one trial, and where it
    /// is not known.
    /// </summary>
    member _.Variance: float = variance

    /// <summary>
    /// False when of several trials fewer than two have a Sharpe ratio: how they spread is not known, and no
    /// ratio can be deflated by them.
    /// </summary>
    member _.IsSpreadKnown: bool = isSpreadKnown

    /// <summary>True when N does not come from a ledger.</summary>
    member _.IsStatedByHand: bool = isStatedByHand

    /// <summary>What a report prints beside a deflated ratio.</summary>
    override _.ToString() : string =
        if isStatedByHand then
            $"N = {count} trials, N stated by hand"
        elif count = 1 then
            "single trial"
        elif not isSpreadKnown then
            $"N = {count} trials, fewer than two with a Sharpe ratio: no deflation"
        else
            $"N = {count} trials"

/// <summary>Builds summaries of trials.</summary>
[<RequireQualifiedAccess>]
module TrialSummary =

    /// <summary>One trial: nothing to deflate by.</summary>
    let single: TrialSummary = TrialSummary(1, 0.0, false, true)

    /// <summary>The trials of a ledger.</summary>
    /// <param name="sharpeRatiosPerBar">
    /// One Sharpe ratio per bar for each distinct configuration, at least one; NaN for a trial that has none,
    /// which counts but does not spread.
    /// </param>
    let ofLedger (sharpeRatiosPerBar: float[]) : Result<TrialSummary, Invalid> =
        if sharpeRatiosPerBar.Length = 0 then
            Error(Invalid.Empty "sharpeRatiosPerBar")
        else
            match sharpeRatiosPerBar |> Array.tryFind Double.IsInfinity with
            | Some ratio -> Error(Invalid.NotFinite("sharpeRatiosPerBar", ratio))
            | None ->
                let known = sharpeRatiosPerBar |> Array.filter Double.IsFinite
                Ok(TrialSummary.OfKnown(sharpeRatiosPerBar.Length, known))

    /// <summary>Trials stated by hand, as for a published example.</summary>
    /// <param name="count">N, at least 1.</param>
    /// <param name="variance">The variance of the trials' Sharpe ratios per bar, not negative.</param>
    let stated (count: int) (variance: float) : Result<TrialSummary, Invalid> =
        if count < 1 then
            Error(Invalid.NotPositive("count", float count))
        else
            Check.notNegative "variance" variance
            |> Result.map (fun () -> TrialSummary(count, variance, true, true))
