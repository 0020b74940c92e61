namespace Symphony.Core.Interop

open System

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

    /// <summary>How it scales.</summary>
    member _.Method: ScalingMethod = scaling.Method

    /// <summary>How many features, p.</summary>
    member _.Width: int = scaling.Width

    /// <summary>The scaled features, n x p; a NaN stays one.</summary>
    /// <param name="features">n x p values, row after row.</param>
    /// <exception cref="RefusedException">A length that is no multiple of p.</exception>
    member _.Transform(features: ReadOnlyMemory<float>) : float[] =
        FeatureScaling.transform features scaling |> Refusal.orRaise
