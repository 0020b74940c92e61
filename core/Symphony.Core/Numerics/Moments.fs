namespace Symphony.Core

open System

/// <summary>The first four moments of a series.</summary>
/// <remarks>
/// With m_k = sum (x - mean)^k / n: variance = n m_2 / (n - 1), skewness = m_3 / m_2^(3/2),
/// kurtosis = m_4 / m_2^2 (Pearson's: 3 for the normal law).
/// </remarks>
[<Struct; NoComparison>]
type Moments = {
    /// <summary>How many values, at least 2.</summary>
    Count: int
    /// <summary>The arithmetic mean.</summary>
    Mean: float
    /// <summary>The sample variance (divisor n - 1), above zero.</summary>
    Variance: float
    /// <summary>The population skewness.</summary>
    Skewness: float
    /// <summary>The population kurtosis, Pearson's: 3 for the normal law; at least 1.</summary>
    Kurtosis: float
} with

    /// <summary>The sample standard deviation (divisor n - 1), above zero.</summary>
    member this.StandardDeviation: float = sqrt this.Variance

/// <summary>Means, variances and higher moments in fixed order.</summary>
[<RequireQualifiedAccess>]
module Moments =

    /// The mean, corrected by the mean of what is left: a constant series has exactly its value.
    let internal meanOf (values: ReadOnlySpan<float>) : float =
        let count = float values.Length
        let first = Kernels.sum values / count
        let corrected = first + Kernels.sumOfDeviations first values / count
        if Double.IsFinite corrected then corrected else first

    /// <summary>The arithmetic mean; none of an empty series.</summary>
    /// <param name="values">n finite values.</param>
    let mean (values: ReadOnlySpan<float>) : float voption =
        if values.Length = 0 then ValueNone else ValueSome(meanOf values)

    /// <summary>The sample variance (divisor n - 1); none of fewer than two values.</summary>
    /// <param name="values">n finite values.</param>
    let variance (values: ReadOnlySpan<float>) : float voption =
        if values.Length < 2 then
            ValueNone
        else
            ValueSome(
                Kernels.sumOfSquaredDeviations (meanOf values) values / float (values.Length - 1)
            )

    /// <summary>The first four moments; none of fewer than two values or of a constant series.</summary>
    /// <param name="values">n finite values.</param>
    let ofSeries (values: ReadOnlySpan<float>) : Moments voption =
        if values.Length < 2 then
            ValueNone
        else
            let count = float values.Length
            let mean = meanOf values
            let squares = Kernels.sumOfSquaredDeviations mean values
            let second = squares / count

            // Below this the powers would leave the range of doubles.
            if not (second * second > 0.0 && Double.IsFinite(second * second)) then
                ValueNone
            else
                let third = Kernels.sumOfCubedDeviations mean values / count
                let fourth = Kernels.sumOfFourthDeviations mean values / count

                ValueSome {
                    Count = values.Length
                    Mean = mean
                    Variance = squares / (count - 1.0)
                    Skewness = third / (second * sqrt second)
                    Kurtosis = fourth / (second * second)
                }
