namespace Symphony.Core

open System

/// <summary>How many configurations were tried before this one was reported, and how they spread.</summary>
/// <remarks>
/// A trial is a distinct configuration whose net out-of-sample returns over the reported period were
/// computed. Command line, pipelines and reports make it from the ledger of trials alone; a count stated
/// by hand says so.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type TrialSummary internal (count: int, variance: float, isStatedByHand: bool) =

    /// <summary>The number of trials N, at least 1, the reported one included.</summary>
    member _.Count: int = count

    /// <summary>The sample variance (divisor n - 1) of the trials' Sharpe ratios per bar; 0 for one trial.</summary>
    member _.Variance: float = variance

    /// <summary>True when N does not come from a ledger.</summary>
    member _.IsStatedByHand: bool = isStatedByHand

    /// <summary>What a report prints beside a deflated ratio.</summary>
    override _.ToString() : string =
        if isStatedByHand then $"N = {count} trials, N stated by hand"
        elif count = 1 then "single trial"
        else $"N = {count} trials"

/// <summary>Builds summaries of trials.</summary>
[<RequireQualifiedAccess>]
module TrialSummary =

    /// <summary>One trial: nothing to deflate by.</summary>
    let single: TrialSummary = TrialSummary(1, 0.0, false)

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
                let variance = Moments.variance (ReadOnlySpan known) |> ValueOption.defaultValue 0.0
                Ok(TrialSummary(sharpeRatiosPerBar.Length, variance, false))

    /// <summary>Trials stated by hand, as for a published example.</summary>
    /// <param name="count">N, at least 1.</param>
    /// <param name="variance">The variance of the trials' Sharpe ratios per bar, not negative.</param>
    let stated (count: int) (variance: float) : Result<TrialSummary, Invalid> =
        if count < 1 then
            Error(Invalid.NotPositive("count", float count))
        else
            Check.notNegative "variance" variance
            |> Result.map (fun () -> TrialSummary(count, variance, true))
