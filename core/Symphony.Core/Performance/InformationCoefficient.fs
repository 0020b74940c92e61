namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>Spearman's rank correlation.</summary>
[<RequireQualifiedAccess>]
module RankCorrelation =

    /// Pearson's correlation of ranks, whose mean is known.
    let internal ofRanks (x: ReadOnlySpan<float>) (y: ReadOnlySpan<float>) : float voption =
        let mean = float (x.Length + 1) / 2.0
        let ofX = Kernels.sumOfSquaredDeviations mean x
        let ofY = Kernels.sumOfSquaredDeviations mean y

        if ofX > 0.0 && ofY > 0.0 then
            let product = Kernels.sumOfProductsOfDeviations mean mean x y
            ValueSome(max -1.0 (min 1.0 (product / sqrt (ofX * ofY))))
        else
            ValueNone

    /// <summary>The correlation of average ranks, in [-1, 1]; none when either series is constant.</summary>
    /// <param name="x">n values, none of them NaN.</param>
    /// <param name="y">n values, none of them NaN.</param>
    /// <remarks>Equal values share the mean of their ranks. Source: Kendall (1948), Rank Correlation Methods, 3.</remarks>
    let spearman
        (x: ReadOnlySpan<float>)
        (y: ReadOnlySpan<float>)
        : Result<float voption, Invalid> =
        match Check.length "y" x.Length y.Length with
        | Error invalid -> Error invalid
        | Ok() -> Ok(ofRanks (ReadOnlySpan(Ranks.average x)) (ReadOnlySpan(Ranks.average y)))

/// <summary>How well scores ordered the outcomes, bar by bar.</summary>
[<Sealed; AllowNullLiteral(false)>]
type InformationCoefficient internal (bars: int[], values: float[]) =

    let mean = Moments.mean (ReadOnlySpan values)

    /// <summary>The bars that have a coefficient, in order.</summary>
    member _.Bars: ReadOnlyMemory<int> = ReadOnlyMemory bars

    /// <summary>The rank correlation of scores and outcomes at each of these bars.</summary>
    member _.Values: ReadOnlyMemory<float> = ReadOnlyMemory values

    /// <summary>How many bars have a coefficient.</summary>
    member _.Count: int = values.Length

    /// The mean over bars; none without a bar.
    member internal _.MeanOrNone: float voption = mean

    /// The mean with its standard error, products of up to so many bars apart counted.
    member internal _.Estimate(lags: int) : MeanEstimate = NeweyWest.estimate lags bars values

/// <summary>Rank correlations of scores and outcomes by bar, and their mean.</summary>
[<RequireQualifiedAccess>]
module InformationCoefficient =

    let private ranked
        (count: int)
        (values: float[])
        (sorted: float[])
        (order: int[])
        (ranks: float[])
        : unit =
        Ranks.averageInto
            (ReadOnlySpan(values, 0, count))
            (Span(sorted, 0, count))
            (Span(order, 0, count))
            (Span(ranks, 0, count))

    /// <summary>One rank correlation for each bar; bars without one (a constant side, fewer than two rows) are left out.</summary>
    /// <param name="bars">The bar of each row, n values, never decreasing.</param>
    /// <param name="scores">Scores, n values; a row with NaN is left out.</param>
    /// <param name="outcomes">What the scores foretold, n values; a row with NaN is left out.</param>
    let byBar
        (bars: ReadOnlySpan<int>)
        (scores: ReadOnlySpan<float>)
        (outcomes: ReadOnlySpan<float>)
        : Result<InformationCoefficient, Invalid> =
        let n = bars.Length
        let mutable late = 1

        while late < n && bars[late] >= bars[late - 1] do
            late <- late + 1

        match Check.length "scores" n scores.Length, Check.length "outcomes" n outcomes.Length with
        | Error invalid, _
        | _, Error invalid -> Error invalid
        | _ when late < n -> Error(Invalid.NotIncreasing("bars", late))
        | _ ->
            let foundBars = List<int>()
            let found = List<float>()
            let x = Array.zeroCreate<float> n
            let y = Array.zeroCreate<float> n
            let ranksOfX = Array.zeroCreate<float> n
            let ranksOfY = Array.zeroCreate<float> n
            let sorted = Array.zeroCreate<float> n
            let order = Array.zeroCreate<int> n
            let mutable first = 0

            while first < n do
                let bar = bars[first]
                let mutable row = first
                let mutable count = 0

                while row < n && bars[row] = bar do
                    if not (Double.IsNaN scores[row] || Double.IsNaN outcomes[row]) then
                        x[count] <- scores[row]
                        y[count] <- outcomes[row]
                        count <- count + 1

                    row <- row + 1

                ranked count x sorted order ranksOfX
                ranked count y sorted order ranksOfY

                match
                    RankCorrelation.ofRanks
                        (ReadOnlySpan(ranksOfX, 0, count))
                        (ReadOnlySpan(ranksOfY, 0, count))
                with
                | ValueSome correlation ->
                    foundBars.Add bar
                    found.Add correlation
                | ValueNone -> ()

                first <- row

            Ok(InformationCoefficient(foundBars.ToArray(), found.ToArray()))

    /// <summary>The mean coefficient over bars; none without a bar that has one.</summary>
    /// <param name="coefficient">The coefficients by bar.</param>
    let mean (coefficient: InformationCoefficient) : float voption = coefficient.MeanOrNone

    /// <summary>The standard error of the mean over bars; none of fewer than two bars.</summary>
    /// <param name="lags">
    /// How many bars apart coefficients still move together: 0 if they are independent, the horizon less 1
    /// for labels that overlap.
    /// </param>
    /// <param name="coefficient">The coefficients by bar.</param>
    /// <remarks>
    /// With 0 lags the standard deviation (divisor n - 1) over sqrt n; else the products of coefficients up
    /// to so many bars apart are added with Bartlett weights. Source: Newey and West (1987), Econometrica
    /// 55(3). None where that sum is not positive.
    /// </remarks>
    let standardError (lags: int) (coefficient: InformationCoefficient) : float voption =
        coefficient.Estimate(max lags 0).StandardError

    /// <summary>The mean coefficient over bars with its standard error.</summary>
    /// <param name="lags">As for the standard error.</param>
    /// <param name="coefficient">The coefficients by bar.</param>
    let estimate (lags: int) (coefficient: InformationCoefficient) : MeanEstimate =
        coefficient.Estimate(max lags 0)
