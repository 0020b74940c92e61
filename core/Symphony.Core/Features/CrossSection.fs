namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>Values against those of the other names on the same date.</summary>
/// <remarks>
/// The names of a date are those with a value there: to keep names out (a universe, a screen), give them NaN
/// first, as <c>within</c> does. Nothing of another date enters. O(log N) a value for ranks and quantiles, else O(1).
/// </remarks>
[<RequireQualifiedAccess>]
module CrossSection =

    /// Each row's present values side by side, changed in place, and put back.
    let private mapRows (change: float[] -> int -> unit) (values: Panel) : Panel =
        let width = values.Axes.SymbolCount
        let result = Array.create values.Array.Length nan
        let row = Array.zeroCreate<float> width
        let columns = Array.zeroCreate<int> width

        for t in 0 .. values.Axes.BarCount - 1 do
            let mutable count = 0

            for i in 0 .. width - 1 do
                let value = values.Array[t * width + i]

                if Double.IsFinite value then
                    row[count] <- value
                    columns[count] <- i
                    count <- count + 1

            if count > 0 then
                change row count

            for k in 0 .. count - 1 do
                result[t * width + columns[k]] <- row[k]

        Panel(values.Axes, result)

    /// <summary>The values of the names that a mask keeps, NaN for the others.</summary>
    /// <param name="mask">Above 0 where a name counts, on the same bars and symbols.</param>
    /// <param name="values">The values.</param>
    let within (mask: Panel) (values: Panel) : Result<Panel, Invalid> =
        if mask.Axes.SameAs values.Axes then
            Array.map2 (fun kept value -> if kept > 0.0 then value else nan) mask.Array values.Array
            |> Panel.create values.Axes
        else
            Error(Invalid.Conflict("mask", "it has other bars or symbols than the values"))

    /// <summary>Ranks from -0.5 to 0.5: (rank - 0.5) / n - 0.5, equal values sharing the mean of their ranks.</summary>
    /// <param name="values">The values.</param>
    let rank (values: Panel) : Panel =
        let width = values.Axes.SymbolCount
        let sorted = Array.zeroCreate<float> width
        let order = Array.zeroCreate<int> width
        let ranks = Array.zeroCreate<float> width

        values
        |> mapRows (fun row count ->
            Ranks.averageInto
                (ReadOnlySpan(row, 0, count))
                (Span(sorted, 0, count))
                (Span(order, 0, count))
                (Span(ranks, 0, count))

            for k in 0 .. count - 1 do
                row[k] <- (ranks[k] - 0.5) / float count - 0.5)

    /// <summary>Standard deviations (n - 1) above the date's mean; NaN where all values are equal.</summary>
    /// <param name="values">The values.</param>
    let zScore (values: Panel) : Panel =
        values
        |> mapRows (fun row count ->
            let all = ReadOnlySpan(row, 0, count)
            let mean = Moments.meanOf all
            let squares = Kernels.sumOfSquaredDeviations mean all
            let deviation = if squares > 0.0 then sqrt (squares / float (count - 1)) else nan

            for k in 0 .. count - 1 do
                row[k] <- (row[k] - mean) / deviation)

    /// <summary>Values beyond two quantiles of their date moved to these quantiles.</summary>
    /// <param name="share">The lower quantile; the upper one is 1 - share. In [0, 0.5].</param>
    /// <param name="values">The values.</param>
    /// <remarks>Quantiles as in <c>Quantile.linear</c>. Source: Tukey (1962), "The future of data analysis", section 14.</remarks>
    let winsorise (share: float) (values: Panel) : Result<Panel, Invalid> =
        let sorted = Array.zeroCreate<float> values.Axes.SymbolCount

        let clamp (row: float[]) count =
            Array.blit row 0 sorted 0 count
            Array.Sort(sorted, 0, count)
            let low = Quantile.ofSorted share (ReadOnlySpan(sorted, 0, count))
            let high = Quantile.ofSorted (1.0 - share) (ReadOnlySpan(sorted, 0, count))

            for k in 0 .. count - 1 do
                row[k] <- max low (min high row[k])

        Check.within "share" 0.0 0.5 share |> Result.map (fun () -> mapRows clamp values)

    /// <summary>What is left of the values when a straight line on an exposure, such as beta, is taken off.</summary>
    /// <param name="exposure">On the same bars and symbols; a name without one has no value.</param>
    /// <param name="values">The values.</param>
    /// <remarks>Least squares with an intercept, date by date; where all exposures are equal only the mean goes.</remarks>
    let neutralise (exposure: Panel) (values: Panel) : Result<Panel, Invalid> =
        let width = values.Axes.SymbolCount

        if not (exposure.Axes.SameAs values.Axes) then
            Error(Invalid.Conflict("exposure", "it has other bars or symbols than the values"))
        else
            let result = Array.create values.Array.Length nan
            let x = Array.zeroCreate<float> width
            let y = Array.zeroCreate<float> width
            let cells = Array.zeroCreate<int> width

            for t in 0 .. values.Axes.BarCount - 1 do
                let mutable count = 0

                for cell in t * width .. t * width + width - 1 do
                    let value, given = values.Array[cell], exposure.Array[cell]

                    if Double.IsFinite value && Double.IsFinite given then
                        x[count] <- given
                        y[count] <- value
                        cells[count] <- cell
                        count <- count + 1

                if count > 0 then
                    let xs = ReadOnlySpan(x, 0, count)
                    let ys = ReadOnlySpan(y, 0, count)
                    let meanX = Moments.meanOf xs
                    let meanY = Moments.meanOf ys
                    let spread = Kernels.sumOfSquaredDeviations meanX xs

                    let slope =
                        if spread > 0.0 then
                            Kernels.sumOfProductsOfDeviations meanX meanY xs ys / spread
                        else
                            0.0

                    for k in 0 .. count - 1 do
                        result[cells[k]] <- y[k] - meanY - slope * (x[k] - meanX)

            Panel.create values.Axes result

    /// <summary>What is left of the values when the mean of each sector is taken off.</summary>
    /// <param name="sectors">For each symbol the number of its sector; any numbers.</param>
    /// <param name="values">The values.</param>
    let neutraliseBySector (sectors: int[]) (values: Panel) : Result<Panel, Invalid> =
        let width = values.Axes.SymbolCount

        Check.length "sectors" width sectors.Length
        |> Result.map (fun () ->
            let members =
                [| 0 .. width - 1 |] |> Array.groupBy (fun i -> sectors[i]) |> Array.map snd

            let result = Array.create values.Array.Length nan
            let row = Array.zeroCreate<float> width

            for t in 0 .. values.Axes.BarCount - 1 do
                for sector in members do
                    let mutable count = 0

                    for i in sector do
                        let value = values.Array[t * width + i]

                        if Double.IsFinite value then
                            row[count] <- value
                            count <- count + 1

                    if count > 0 then
                        let mean = Moments.meanOf (ReadOnlySpan(row, 0, count))

                        for i in sector do
                            let value = values.Array[t * width + i]

                            if Double.IsFinite value then
                                result[t * width + i] <- value - mean

            Panel(values.Axes, result))

    /// <summary>A feature whose values are those of names that are in, NaN for the others.</summary>
    /// <param name="members">
    /// From bars and their actions to a mask on the same bars and symbols, above 0 where a name is in at the bar's close.
    /// </param>
    /// <param name="feature">Any feature; the name stays, and each value is computed from the name's whole history.</param>
    /// <remarks>Ranks, z-scores and means of it are among the members alone.</remarks>
    let among
        (members: Bars -> CorporateActions -> Result<Panel, Invalid>)
        (feature: Feature)
        : Feature =
        Feature(
            feature.Name,
            feature.WarmUpBars,
            feature.NeedsVolume,
            $"{feature.Definition}, of names in the universe",
            feature.Source,
            feature.Cost,
            FeatureWork.OfMarket(fun bars ->
                Feature.values bars feature
                |> Result.bind (fun values ->
                    members bars.Bars bars.Actions |> Result.bind (fun mask -> within mask values)))
        )

    /// A feature from another one, date by date.
    let private ofFeature
        suffix
        wording
        source
        cost
        (transform: Panel -> Result<Panel, Invalid>)
        (feature: Feature)
        =
        Feature(
            feature.Name + suffix,
            feature.WarmUpBars,
            feature.NeedsVolume,
            $"{wording} of: {feature.Definition}",
            source,
            cost,
            FeatureWork.OfMarket(fun bars -> Feature.values bars feature |> Result.bind transform)
        )

    /// <summary>The rank of a feature among the names of the date, named as it is with _cs_rank at the end.</summary>
    /// <param name="feature">Any feature.</param>
    let rankOf (feature: Feature) : Feature =
        ofFeature
            "_cs_rank"
            "rank among the date's names, -0.5 to 0.5,"
            "Kelly, Pruitt and Su (2019), Characteristics are covariances, Journal of Financial Economics 134(3), section 5"
            "O(log N)"
            (rank >> Ok)
            feature

    /// <summary>The z-score of a feature among the names of the date, with _cs_zscore at the end of its name.</summary>
    /// <param name="feature">Any feature.</param>
    let zScoreOf (feature: Feature) : Feature =
        ofFeature
            "_cs_zscore"
            "standard deviations above the date's mean"
            "Grinold and Kahn (2000), Active Portfolio Management, 2nd edition, chapter 11"
            "O(1)"
            (zScore >> Ok)
            feature

    /// <summary>A feature clamped to the 5 % and 95 % quantiles of the date, with _cs_winsor at the end of its name.</summary>
    /// <param name="feature">Any feature.</param>
    let winsorOf (feature: Feature) : Feature =
        ofFeature
            "_cs_winsor"
            "clamped to the date's quantiles at 5 % and 95 %,"
            "Tukey (1962), The future of data analysis, Annals of Mathematical Statistics 33(1), section 14"
            "O(log N)"
            (winsorise 0.05)
            feature

    /// <summary>A feature less its line on beta over 60 bars, with _cs_neutral at the end of its name.</summary>
    /// <param name="feature">Any feature.</param>
    let neutralOf (feature: Feature) : Feature =
        let beta = MarketBeta.toMarket 60<bar>

        Feature(
            feature.Name + "_cs_neutral",
            max feature.WarmUpBars beta.WarmUpBars,
            feature.NeedsVolume,
            $"residual of the date's regression on beta_60 of: {feature.Definition}",
            "Grinold and Kahn (2000), Active Portfolio Management, 2nd edition, chapter 4",
            "O(1)",
            FeatureWork.OfMarket(fun bars ->
                match Feature.values bars beta, Feature.values bars feature with
                | Ok exposure, Ok values -> neutralise exposure values
                | Error invalid, _
                | _, Error invalid -> Error invalid)
        )

    /// <summary>A feature less the mean of the date's names of its sector, with _cs_sector at the end of its name.</summary>
    /// <param name="sectors">The sector of each symbol, as it is given: not as it was on each date.</param>
    /// <param name="feature">Any feature.</param>
    /// <remarks>A symbol without a sector has no value, and is in nobody's mean. A sector of one name gives 0.</remarks>
    let sectorNeutralOf
        (sectors: IReadOnlyDictionary<string, string>)
        (feature: Feature)
        : Feature =
        let neutral (values: Panel) =
            let known = Dictionary<string, int>(StringComparer.Ordinal)

            let numbers =
                [| 0 .. values.Axes.SymbolCount - 1 |]
                |> Array.map (fun i ->
                    match sectors.TryGetValue values.Axes.Symbols[i] with
                    | true, sector ->
                        match known.TryGetValue sector with
                        | true, number -> number
                        | false, _ ->
                            known[sector] <- known.Count
                            known.Count - 1
                    | false, _ -> -1)

            let width = numbers.Length

            Panel(
                values.Axes,
                values.Array
                |> Array.mapi (fun cell value -> if numbers[cell % width] < 0 then nan else value)
            )
            |> neutraliseBySector numbers

        ofFeature
            "_cs_sector"
            "less the mean of the date's names of the sector,"
            "Grinold and Kahn (2000), Active Portfolio Management, 2nd edition, chapter 4"
            "O(1)"
            neutral
            feature
