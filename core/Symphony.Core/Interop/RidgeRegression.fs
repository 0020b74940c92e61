namespace Symphony.Core.Interop

open System

open Symphony.Core

/// <summary>Ridge models of the next return, and their scores.</summary>
[<Sealed; AbstractClass>]
type RidgeRegression =

    /// <summary>The model fitted on some rows: target demeaned per date, scaler folded in.</summary>
    /// <param name="observations">The rows.</param>
    /// <param name="trainRows">Increasing numbers of labelled rows, at least 2.</param>
    /// <param name="penalty">Weight of the coefficients' squares, not negative.</param>
    /// <exception cref="RefusedException">Rows without labels, or features that depend on each other.</exception>
    static member Fit
        (observations: Observations, trainRows: ReadOnlySpan<int>, penalty: float)
        : LinearModel =
        Refusal.ifNull "observations" observations
        LinearModel.fit penalty trainRows observations |> Refusal.orRaise

    /// <summary>The scores of some rows, in the order given.</summary>
    /// <param name="model">The model.</param>
    /// <param name="observations">Rows with the model's features, in its order.</param>
    /// <param name="rows">Numbers of rows, labelled or not.</param>
    /// <exception cref="RefusedException">Other features than the model's, or a row that is not there.</exception>
    static member Score
        (model: LinearModel, observations: Observations, rows: ReadOnlySpan<int>)
        : float[] =
        Refusal.ifNull "model" model
        Refusal.ifNull "observations" observations
        LinearModel.scoreRows rows observations model |> Refusal.orRaise

    /// <summary>Scores rows of raw features.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">n x p values, row after row, columns in the order of the model's names.</param>
    /// <param name="scores">Where the n scores go.</param>
    /// <exception cref="RefusedException">Features that are not n x p.</exception>
    static member Score
        (model: LinearModel, features: ReadOnlySpan<float>, scores: Span<float>)
        : unit =
        Refusal.ifNull "model" model
        LinearModel.score features scores model |> Refusal.orRaise

/// <summary>From scores to weights.</summary>
[<Sealed; AbstractClass>]
type Sizing =

    /// <summary>Long-short weights from the ranks of scores, gross 1 or less.</summary>
    /// <param name="scores">T x N scores, NaN for none; the highest is to be bought.</param>
    /// <param name="cap">Largest size of one weight, from above 0 to 1; 0.05 is 5 % of equity.</param>
    /// <exception cref="RefusedException">A cap out of its range.</exception>
    static member WeightScores(scores: Panel, cap: float) : Decisions =
        Refusal.ifNull "scores" scores
        ScoreWeights.ofScores cap scores |> Refusal.orRaise

    /// <summary>The decisions times the half-Kelly fraction of their bar.</summary>
    /// <param name="adjustedBars">Adjusted bars.</param>
    /// <param name="decisions">The unscaled portfolio, on the same bars and symbols.</param>
    /// <exception cref="RefusedException">Raw bars, or decisions on other bars.</exception>
    static member ScaleByHalfKelly(adjustedBars: Bars, decisions: Decisions) : Decisions =
        Refusal.ifNull "adjustedBars" adjustedBars
        Refusal.ifNull "decisions" decisions
        HalfKelly.scale adjustedBars decisions |> Refusal.orRaise

    /// <summary>The half-Kelly fraction at the close of every bar, T values in [0, 1].</summary>
    /// <param name="adjustedBars">Adjusted bars.</param>
    /// <param name="decisions">The unscaled portfolio, on the same bars and symbols.</param>
    /// <exception cref="RefusedException">Raw bars, or decisions on other bars.</exception>
    static member HalfKellyFractions(adjustedBars: Bars, decisions: Decisions) : float[] =
        Refusal.ifNull "adjustedBars" adjustedBars
        Refusal.ifNull "decisions" decisions
        HalfKelly.fractions adjustedBars decisions |> Refusal.orRaise
