namespace Symphony.Core

open System

/// <summary>A mean, how far it can be believed, and what it is in units of that.</summary>
/// <remarks>Values of overlapping outcomes move together; the error allows for it.</remarks>
[<Struct; NoComparison>]
type MeanEstimate = {
    /// <summary>How many values.</summary>
    Count: int
    /// <summary>Their mean; none without a value.</summary>
    Mean: float voption
    /// <summary>The standard error of the mean; none of fewer than two values, or of values without spread.</summary>
    StandardError: float voption
} with

    /// <summary>The mean over its standard error; none where the error has none.</summary>
    member this.TStatistic: float voption =
        match this.Mean, this.StandardError with
        | ValueSome mean, ValueSome error -> ValueSome(mean / error)
        | _ -> ValueNone

    /// The mean plus so many standard errors.
    member private this.At(errors: float) : float voption =
        match this.Mean, this.StandardError with
        | ValueSome mean, ValueSome error -> ValueSome(mean + errors * error)
        | _ -> ValueNone

    /// <summary>The lower end of the mean's 95 % interval by the normal law; none where the error has none.</summary>
    member this.Low: float voption = this.At -1.959963984540054

    /// <summary>The upper end of the mean's 95 % interval by the normal law; none where the error has none.</summary>
    member this.High: float voption = this.At 1.959963984540054

/// <summary>The standard error of the mean of values that move together.</summary>
[<RequireQualifiedAccess>]
module NeweyWest =

    /// The sum of products of deviations of values exactly so many bars apart.
    let private productsAt
        (lag: int)
        (centre: float)
        (bars: int[])
        (values: float[])
        (earlier: float[])
        (later: float[])
        : float =
        let n = values.Length
        let mutable pairs = 0
        let mutable first = 0

        for second in 1 .. n - 1 do
            while bars[first] < bars[second] - lag do
                first <- first + 1

            if bars[first] = bars[second] - lag then
                earlier[pairs] <- values[first]
                later[pairs] <- values[second]
                pairs <- pairs + 1

        Kernels.sumOfProductsOfDeviations
            centre
            centre
            (ReadOnlySpan(later, 0, pairs))
            (ReadOnlySpan(earlier, 0, pairs))

    /// The estimate of values at bars that increase.
    let internal estimate (lags: int) (bars: int[]) (values: float[]) : MeanEstimate =
        let n = values.Length
        let mean = Moments.mean (ReadOnlySpan values)

        let error =
            if n < 2 then
                ValueNone
            else
                let centre = mean.Value
                let mutable sum = Kernels.sumOfSquaredDeviations centre (ReadOnlySpan values)
                let earlier = Array.zeroCreate<float> n
                let later = Array.zeroCreate<float> n

                for lag in 1 .. min lags (bars[n - 1] - bars[0]) do
                    let weight = 1.0 - float lag / float (lags + 1)

                    sum <- sum + 2.0 * weight * productsAt lag centre bars values earlier later

                let variance = sum / (float n * float (n - 1))
                if variance > 0.0 then ValueSome(sqrt variance) else ValueNone

        { Count = n; Mean = mean; StandardError = error }

    /// <summary>The mean and its standard error, with the products of values up to so many bars apart.</summary>
    /// <param name="lags">
    /// How many bars apart values still move together, not negative: 0 if they are independent, the horizon
    /// less 1 for outcomes that overlap.
    /// </param>
    /// <param name="bars">The bar of each value, n numbers, increasing; a bar without a value is left out.</param>
    /// <param name="values">n finite values.</param>
    /// <remarks>
    /// <c>sqrt ((g_0 + 2 sum of (1 - l / (L + 1)) g_l) / (n (n - 1)))</c>, g_l the sum of products of deviations
    /// l bars apart: a bar without a value counts as one at the mean. With L = 0 the standard deviation
    /// (divisor n - 1) over sqrt n. Source: Newey and West (1987), Econometrica 55(3). None where the sum is
    /// not positive.
    /// </remarks>
    let mean
        (lags: int)
        (bars: ReadOnlySpan<int>)
        (values: ReadOnlySpan<float>)
        : Result<MeanEstimate, Invalid> =
        let bars = bars.ToArray()
        let values = values.ToArray()
        let late = Seq.pairwise bars |> Seq.tryFindIndex (fun (a, b) -> b <= a)
        let bad = values |> Array.tryFind (fun value -> not (Double.IsFinite value))

        Check.all [
            Check.notNegative "lags" (float lags)
            Check.length "bars" values.Length bars.Length
            (match late with
             | Some index -> Error(Invalid.NotIncreasing("bars", index + 1))
             | None -> Ok())
            (match bad with
             | Some value -> Error(Invalid.NotFinite("values", value))
             | None -> Ok())
        ]
        |> Result.map (fun () -> estimate lags bars values)
