namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>Combines the scores of several models into one.</summary>
[<Sealed; AbstractClass>]
type ModelStacking =

    static member private Columns(scores: IReadOnlyList<float[]>) : float[][] =
        Refusal.ifAnyNull "scores" scores
        Array.ofSeq scores

    /// <summary>A stack in which every member counts the same.</summary>
    /// <param name="members">Distinct names, at least one.</param>
    /// <param name="scale">To which scale scores are brought on each date.</param>
    /// <exception cref="RefusedException">No name, or one twice.</exception>
    static member Equal(members: IReadOnlyList<string>, scale: ScoreScale) : ScoreStack =
        Refusal.ifUndefined "scale" scale
        Refusal.ifAnyNull "members" members
        Stacker.equal scale (Array.ofSeq members) |> Refusal.orRaise

    /// <summary>A stack of stated weights.</summary>
    /// <param name="members">Distinct names, m of them, at least one.</param>
    /// <param name="weights">m values, none negative and not all 0; they are divided by their sum.</param>
    /// <param name="scale">To which scale scores are brought on each date.</param>
    /// <exception cref="RefusedException">Names or weights that make no stack.</exception>
    static member Stated
        (members: IReadOnlyList<string>, weights: ReadOnlySpan<float>, scale: ScoreScale)
        : ScoreStack =
        Refusal.ifUndefined "scale" scale
        Refusal.ifAnyNull "members" members
        Stacker.stated scale (Array.ofSeq members) (weights.ToArray()) |> Refusal.orRaise

    /// <summary>A stack whose weights are fitted, by least squares without a negative one, on out-of-fold scores.</summary>
    /// <param name="members">Distinct names, m of them, at least one.</param>
    /// <param name="dates">n numbers of the rows' dates that never decrease, such as their bars.</param>
    /// <param name="scores">For each member n scores of rows that it was not fitted on; NaN for none.</param>
    /// <param name="outcomes">n outcomes; NaN for none.</param>
    /// <param name="scale">To which scale scores and outcomes are brought on each date.</param>
    /// <exception cref="RefusedException">Shapes that differ, or too few rows.</exception>
    static member Fit
        (
            members: IReadOnlyList<string>,
            dates: ReadOnlySpan<int>,
            scores: IReadOnlyList<float[]>,
            outcomes: ReadOnlySpan<float>,
            scale: ScoreScale
        ) : ScoreStack =
        Refusal.ifUndefined "scale" scale
        Refusal.ifAnyNull "members" members

        Stacker.fit
            scale
            (Array.ofSeq members)
            (dates.ToArray())
            (ModelStacking.Columns scores)
            (outcomes.ToArray())
        |> Refusal.orRaise

    /// <summary>One score for each row; a member without one leaves its weight to the others.</summary>
    /// <param name="stack">Members and weights.</param>
    /// <param name="dates">n numbers of the rows' dates that never decrease, such as their bars.</param>
    /// <param name="scores">For each member, in the stack's order, n scores; NaN for none.</param>
    /// <exception cref="RefusedException">Shapes that differ, or a score that is infinite.</exception>
    static member Combine
        (stack: ScoreStack, dates: ReadOnlySpan<int>, scores: IReadOnlyList<float[]>)
        : float[] =
        Refusal.ifNull "stack" stack

        Stacker.combine stack (dates.ToArray()) (ModelStacking.Columns scores) |> Refusal.orRaise

    /// <summary>The same rows with some of their features, in the order named.</summary>
    /// <param name="observations">The rows.</param>
    /// <param name="features">Distinct names of features they have, at least one.</param>
    /// <exception cref="RefusedException">A feature that they do not have, or one twice.</exception>
    static member Select
        (observations: Observations, features: IReadOnlyList<string>)
        : Observations =
        Refusal.ifNull "observations" observations
        Refusal.ifAnyNull "features" features
        Observations.select (Array.ofSeq features) observations |> Refusal.orRaise
