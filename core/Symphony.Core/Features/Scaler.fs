namespace Symphony.Core

open System

/// <summary>Means and standard deviations that bring features to one scale, fitted on chosen rows.</summary>
/// <remarks>
/// <c>z = (x - mean) / standardDeviation</c>, divisor n - 1. A column that is constant on the rows of the
/// fit has the scale 1.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Scaler internal (means: float[], standardDeviations: float[]) =

    /// The means themselves.
    member internal _.MeanArray: float[] = means

    /// The scales themselves.
    member internal _.ScaleArray: float[] = standardDeviations

    /// <summary>How many features, p.</summary>
    member _.Width: int = means.Length

    /// <summary>The features' means, p values.</summary>
    member _.Means: ReadOnlyMemory<float> = ReadOnlyMemory means

    /// <summary>The features' standard deviations (divisor n - 1), p values above zero; 1 if constant.</summary>
    member _.StandardDeviations: ReadOnlyMemory<float> = ReadOnlyMemory standardDeviations
