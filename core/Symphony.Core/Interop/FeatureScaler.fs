namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>Brings features to one scale, fitted on training rows alone.</summary>
[<Sealed; AllowNullLiteral(false)>]
type FeatureScaler private (scaling: FeatureScaling) =

    /// <summary>Fits on the training rows.</summary>
    /// <param name="method">Standard, robust, quantile or rank-Gauss.</param>
    /// <param name="width">How many features, p, at least 1.</param>
    /// <param name="features">n x p finite values, row after row.</param>
    /// <param name="trainRows">The rows of the fit, 0 to n - 1, at least one.</param>
    /// <exception cref="RefusedException">A length that does not fit, a row that is not there, a NaN.</exception>
    static member Fit
        (
            method: ScalingMethod,
            width: int,
            features: ReadOnlyMemory<float>,
            trainRows: ReadOnlyMemory<int>
        ) : FeatureScaler =
        FeatureScaler(FeatureScaling.fit method width features trainRows |> Refusal.orRaise)

    /// <summary>Fits on the training rows of a split.</summary>
    /// <param name="method">Standard, robust, quantile or rank-Gauss.</param>
    /// <param name="observations">The rows.</param>
    /// <param name="trainRows">The rows of the fit, 0 to n - 1, at least one.</param>
    /// <exception cref="RefusedException">A row that is not there.</exception>
    static member Fit
        (method: ScalingMethod, observations: Observations, trainRows: ReadOnlyMemory<int>)
        : FeatureScaler =
        Refusal.ifUndefined "method" method
        Refusal.ifNull "observations" observations
        FeatureScaler.Fit(method, observations.Width, observations.Features, trainRows)

    /// <summary>Fits on the rows that training windows end with.</summary>
    /// <param name="method">Standard, robust, quantile or rank-Gauss.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="train">Numbers of windows, at least one.</param>
    /// <exception cref="RefusedException">A window that is not there.</exception>
    static member Fit
        (method: ScalingMethod, windows: SequenceWindows, train: ReadOnlySpan<int>)
        : FeatureScaler =
        Refusal.ifUndefined "method" method
        Refusal.ifNull "windows" windows
        FeatureScaler(SequenceWindows.fitScaling method train windows |> Refusal.orRaise)

    /// <summary>A scaling that was fitted before.</summary>
    /// <param name="method">How it scales.</param>
    /// <param name="columns">Its columns: lines for standard and robust, curves for the others.</param>
    /// <exception cref="RefusedException">Columns that are no such scaling.</exception>
    static member Restore
        (method: ScalingMethod, columns: IReadOnlyList<ScalingColumn>)
        : FeatureScaler =
        Refusal.ifUndefined "method" method
        Refusal.ifAnyNull "columns" columns
        FeatureScaler(FeatureScaling.restore method (Array.ofSeq columns) |> Refusal.orRaise)

    /// The scaling itself.
    member internal _.Scaling: FeatureScaling = scaling

    /// <summary>What was fitted, column after column: all that there is to keep.</summary>
    member _.Columns: IReadOnlyList<ScalingColumn> =
        Array.AsReadOnly(FeatureScaling.columns scaling) :> IReadOnlyList<ScalingColumn>

    /// <summary>The same scaling with at most so many knots a column, so that what is kept of it stays small.</summary>
    /// <param name="most">At least 2.</param>
    /// <exception cref="RefusedException">Less than 2.</exception>
    member _.Thinned(most: int) : FeatureScaler =
        FeatureScaler(FeatureScaling.thinned most scaling |> Refusal.orRaise)

    /// <summary>The same rows with scaled features.</summary>
    /// <param name="observations">Rows of the features that were fitted.</param>
    /// <exception cref="RefusedException">Rows of another number of features.</exception>
    member _.Scale(observations: Observations) : Observations =
        Refusal.ifNull "observations" observations
        Observations.scaled scaling observations |> Refusal.orRaise

    /// <summary>The same windows over scaled features.</summary>
    /// <param name="windows">Windows of the features that were fitted.</param>
    /// <exception cref="RefusedException">Windows of another number of features.</exception>
    member _.Scale(windows: SequenceWindows) : SequenceWindows =
        Refusal.ifNull "windows" windows
        SequenceWindows.scaled scaling windows |> Refusal.orRaise

    /// <summary>How it scales.</summary>
    member _.Method: ScalingMethod = scaling.Method

    /// <summary>How many features, p.</summary>
    member _.Width: int = scaling.Width

    /// <summary>The scaled features, n x p; a NaN stays one.</summary>
    /// <param name="features">n x p values, row after row.</param>
    /// <exception cref="RefusedException">A length that is no multiple of p.</exception>
    member _.Transform(features: ReadOnlyMemory<float>) : float[] =
        FeatureScaling.transform features scaling |> Refusal.orRaise
