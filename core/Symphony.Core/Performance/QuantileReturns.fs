namespace Symphony.Core

open System
open System.Collections.Generic
open System.Collections.ObjectModel

/// <summary>What came of the names of one quantile of scores.</summary>
[<Struct; NoComparison>]
type QuantileReturn = {
    /// <summary>1 for the lowest scores.</summary>
    Quantile: int
    /// <summary>How many rows fell into it, over all bars.</summary>
    Rows: int
    /// <summary>The mean over bars of the equally weighted mean outcome, with its standard error.</summary>
    Outcome: MeanEstimate
}

/// <summary>Outcomes by quantile of score.</summary>
[<Sealed; AllowNullLiteral(false)>]
type QuantileReturns internal (quantiles: QuantileReturn[], spread: MeanEstimate) =

    let quantiles: IReadOnlyList<QuantileReturn> = ReadOnlyCollection quantiles

    /// <summary>The quantiles, lowest scores first.</summary>
    member _.Quantiles: IReadOnlyList<QuantileReturn> = quantiles

    /// <summary>The highest quantile less the lowest, over the bars that have both, with its standard error.</summary>
    member _.Spread: MeanEstimate = spread

/// <summary>Sorts scores into quantiles bar by bar and averages what came of each.</summary>
[<RequireQualifiedAccess>]
module QuantileReturns =

    /// One bar's mean outcome in each quantile; NaN in one without a row.
    let private means (quantiles: int) (ranks: float[]) (outcomes: float[]) (counts: int[]) =
        let sums = Array.zeroCreate<float> quantiles
        let here = Array.zeroCreate<int> quantiles
        let n = float ranks.Length

        for i in 0 .. ranks.Length - 1 do
            // Rank r of n belongs to the quantile q with q - 1 < r Q / n <= q; a mean rank of ties stays whole.
            let place = int (ceil (ranks[i] * float quantiles / n)) - 1
            sums[place] <- sums[place] + outcomes[i]
            here[place] <- here[place] + 1
            counts[place] <- counts[place] + 1

        Array.init quantiles (fun q -> if here[q] > 0 then sums[q] / float here[q] else nan)

    let private estimateOf (lags: int) (bars: int[]) (values: float[]) : MeanEstimate =
        let known =
            Array.zip bars values |> Array.filter (fun (_, value) -> not (Double.IsNaN value))

        NeweyWest.estimate lags (Array.map fst known) (Array.map snd known)

    /// <summary>Mean outcome by quantile of score; a bar with fewer complete rows than quantiles is left out.</summary>
    /// <param name="quantiles">How many, at least 2 (5 or 10 is usual).</param>
    /// <param name="lags">How many bars apart outcomes still overlap, not negative: the horizon less 1.</param>
    /// <param name="bars">The bar of each row, n values, never decreasing.</param>
    /// <param name="scores">Scores, n values; a row with NaN is left out.</param>
    /// <param name="outcomes">What the scores foretold, n values; a row with NaN is left out.</param>
    /// <remarks>
    /// In each bar a row of rank r (1 lowest, ties share their mean rank and so their quantile) of n is in
    /// quantile <c>ceiling(r Q / n)</c>; rows weigh alike within a bar, bars alike over time. The standard
    /// errors are those of Newey and West (1987). Gross of cost. Source: Fama and French (1992), JF 47(2),
    /// for portfolios sorted by rank.
    /// </remarks>
    let byBar
        (quantiles: int)
        (lags: int)
        (bars: ReadOnlySpan<int>)
        (scores: ReadOnlySpan<float>)
        (outcomes: ReadOnlySpan<float>)
        : Result<QuantileReturns, Invalid> =
        let n = bars.Length
        let mutable late = 1

        while late < n && bars[late] >= bars[late - 1] do
            late <- late + 1

        let checks =
            Check.all [
                (if quantiles < 2 then
                     Error(Invalid.Insufficient("quantiles", 2, quantiles))
                 else
                     Ok())
                Check.notNegative "lags" (float lags)
                Check.length "scores" n scores.Length
                Check.length "outcomes" n outcomes.Length
                (if late < n then Error(Invalid.NotIncreasing("bars", late)) else Ok())
            ]

        match checks with
        | Error invalid -> Error invalid
        | Ok() ->
            let counts = Array.zeroCreate<int> quantiles
            let found = List<int>()
            let byQuantile = Array.init quantiles (fun _ -> List<float>())
            let x = List<float>()
            let y = List<float>()
            let mutable first = 0

            while first < n do
                let bar = bars[first]
                let mutable row = first
                x.Clear()
                y.Clear()

                while row < n && bars[row] = bar do
                    if not (Double.IsNaN scores[row] || Double.IsNaN outcomes[row]) then
                        x.Add scores[row]
                        y.Add outcomes[row]

                    row <- row + 1

                if x.Count >= quantiles then
                    let ranks = Ranks.average (ReadOnlySpan(x.ToArray()))
                    let means = means quantiles ranks (y.ToArray()) counts
                    found.Add bar

                    for q in 0 .. quantiles - 1 do
                        byQuantile[q].Add means[q]

                first <- row

            let bars = found.ToArray()
            let series = byQuantile |> Array.map (fun values -> values.ToArray())
            let spread = Array.map2 (fun high low -> high - low) series[quantiles - 1] series[0]

            let quantile q = {
                Quantile = q + 1
                Rows = counts[q]
                Outcome = estimateOf lags bars series[q]
            }

            Ok(QuantileReturns(Array.init quantiles quantile, estimateOf lags bars spread))
