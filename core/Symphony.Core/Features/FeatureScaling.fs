namespace Symphony.Core

open System

/// <summary>How features are brought to one scale.</summary>
[<RequireQualifiedAccess>]
type ScalingMethod =
    /// <summary>Less the mean, over the standard deviation (n - 1).</summary>
    | Standard = 0
    /// <summary>Less the median, over the distance of the quartiles divided by 1.349 (that of the normal law).</summary>
    | Robust = 1
    /// <summary>The share of training values below, 0 to 1.</summary>
    | Quantile = 2
    /// <summary>The normal quantile of the share of training values below.</summary>
    | RankGauss = 3

/// One column: a straight line, or a curve through knots.
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type internal ColumnScaling =
    | Line of centre: float * scale: float
    /// Ascending distinct values, and what each becomes.
    | Curve of knots: float[] * values: float[]

/// <summary>A scaling of p features, fitted on chosen rows.</summary>
[<Sealed; AllowNullLiteral(false)>]
type FeatureScaling internal (method: ScalingMethod, columns: ColumnScaling[]) =

    /// The columns themselves.
    member internal _.Columns: ColumnScaling[] = columns

    /// <summary>How it scales.</summary>
    member _.Method: ScalingMethod = method

    /// <summary>How many features, p.</summary>
    member _.Width: int = columns.Length

/// <summary>Fits scalings on training rows and applies them to any.</summary>
/// <remarks>Only the rows of the fit enter: a change of any other changes no bit.</remarks>
[<RequireQualifiedAccess>]
module FeatureScaling =

    /// The distance of the quartiles of the standard normal law.
    let private normalQuartiles = 1.3489795003921634

    let private line (centre: float) (scale: float) : ColumnScaling =
        ColumnScaling.Line(centre, (if scale > 0.0 && Double.IsFinite scale then scale else 1.0))

    let private standard (values: float[]) : ColumnScaling =
        let all = ReadOnlySpan values
        let mean = Moments.meanOf all
        line mean (sqrt (ValueOption.defaultValue 0.0 (Moments.variance all)))

    let private robust (sorted: float[]) : ColumnScaling =
        let at share =
            Quantile.ofSorted share (ReadOnlySpan sorted)

        line (at 0.5) ((at 0.75 - at 0.25) / normalQuartiles)

    /// Knots at the distinct values, each with a number made of its mean rank (1 to n) and n.
    let private curve (value: float -> float -> float) (sorted: float[]) : ColumnScaling =
        let ranks = Ranks.average (ReadOnlySpan sorted)

        let distinct =
            [| 0 .. sorted.Length - 1 |]
            |> Array.filter (fun k -> k = 0 || sorted[k] > sorted[k - 1])

        ColumnScaling.Curve(
            distinct |> Array.map (fun k -> sorted[k]),
            distinct |> Array.map (fun k -> value ranks[k] (float sorted.Length))
        )

    let private ofColumn (method: ScalingMethod) (values: float[]) : ColumnScaling =
        match method with
        | ScalingMethod.Standard -> standard values
        | _ ->
            let sorted = Array.sort values

            match method with
            | ScalingMethod.Robust -> robust sorted
            | ScalingMethod.Quantile ->
                sorted |> curve (fun rank n -> if n > 1.0 then (rank - 1.0) / (n - 1.0) else 0.5)
            | _ -> sorted |> curve (fun rank n -> Elementary.normalQuantile ((rank - 0.5) / n))

    /// <summary>Fits a scaling on the training rows.</summary>
    /// <param name="method">How to scale.</param>
    /// <param name="width">How many features, p, at least 1.</param>
    /// <param name="features">n x p finite values, row after row.</param>
    /// <param name="trainRows">The rows of the fit, 0 to n - 1, at least one.</param>
    /// <remarks>
    /// Rank-Gauss takes the normal quantile of <c>(rank - 0.5) / n</c>; equal values share the mean of their ranks;
    /// a constant column becomes 0 (0.5 as a quantile). Source: Hyndman and Fan (1996), definition 7, for quartiles;
    /// Blom (1958), "Statistical Estimates and Transformed Beta-Variables", for normal scores of ranks (with Hazen's 0.5).
    /// </remarks>
    let fit
        (method: ScalingMethod)
        (width: int)
        (features: ReadOnlyMemory<float>)
        (trainRows: ReadOnlyMemory<int>)
        : Result<FeatureScaling, Invalid> =
        let rows = trainRows.ToArray()
        let count = if width > 0 then features.Length / width else 0
        let outside = rows |> Array.tryFind (fun row -> row < 0 || row >= count)

        match outside with
        | _ when width < 1 -> Error(Invalid.NotPositive("width", float width))
        | _ when features.Length % width <> 0 ->
            Error(Invalid.LengthMismatch("features", (count + 1) * width, features.Length))
        | _ when rows.Length = 0 -> Error(Invalid.Empty "trainRows")
        | _ when method < ScalingMethod.Standard || method > ScalingMethod.RankGauss ->
            Error(Invalid.OutOfRange("method", float (int method), 0.0, 3.0))
        | Some row -> Error(Invalid.OutOfRange("trainRows", float row, 0.0, float (count - 1)))
        | None ->
            let column j =
                rows |> Array.map (fun row -> features.Span[row * width + j])

            let columns = Array.init width column

            match columns |> Array.collect id |> Array.tryFind (Double.IsFinite >> not) with
            | Some value -> Error(Invalid.NotFinite("features", value))
            | None -> Ok(FeatureScaling(method, columns |> Array.map (ofColumn method)))

    /// A value on a curve: straight between knots, flat beyond them.
    let private onCurve (knots: float[]) (values: float[]) (x: float) : float =
        let place = Array.BinarySearch(knots, x)

        if place >= 0 then
            values[place]
        else
            match ~~~place with
            | 0 -> values[0]
            | after when after = knots.Length -> values[after - 1]
            | after ->
                let share = (x - knots[after - 1]) / (knots[after] - knots[after - 1])
                values[after - 1] + (values[after] - values[after - 1]) * share

    /// <summary>The scaled features, n x p; a NaN stays one.</summary>
    /// <param name="features">n x p values, row after row.</param>
    /// <param name="scaling">What was fitted.</param>
    let transform
        (features: ReadOnlyMemory<float>)
        (scaling: FeatureScaling)
        : Result<float[], Invalid> =
        let width = scaling.Width

        if features.Length % width <> 0 then
            let rows = features.Length / width
            Error(Invalid.LengthMismatch("features", (rows + 1) * width, features.Length))
        else
            let result = features.ToArray()

            for j in 0 .. width - 1 do
                match scaling.Columns[j] with
                | ColumnScaling.Line(centre, scale) ->
                    for row in 0 .. result.Length / width - 1 do
                        result[row * width + j] <- (result[row * width + j] - centre) / scale
                | ColumnScaling.Curve(knots, values) ->
                    for row in 0 .. result.Length / width - 1 do
                        let x = result[row * width + j]

                        if not (Double.IsNaN x) then
                            result[row * width + j] <- onCurve knots values x

            Ok result
