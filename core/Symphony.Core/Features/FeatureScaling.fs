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

/// <summary>What was fitted of one column: a straight line, or a curve through knots.</summary>
/// <remarks>
/// A line gives <c>(x - centre) / scale</c>. A curve is straight between its knots and flat beyond them; it has at least
/// one knot, and centre 0 and scale 1 then mean nothing.
/// </remarks>
type ScalingColumn = {
    /// <summary>What is taken off, in units of the feature.</summary>
    Centre: float
    /// <summary>What the rest is divided by, above zero.</summary>
    Scale: float
    /// <summary>Strictly increasing values of the feature; none for a line.</summary>
    Knots: ReadOnlyMemory<float>
    /// <summary>What each knot becomes, never decreasing; none for a line.</summary>
    Values: ReadOnlyMemory<float>
}

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

    /// <summary>What was fitted, column after column: all that there is to keep.</summary>
    /// <param name="scaling">What was fitted.</param>
    let columns (scaling: FeatureScaling) : ScalingColumn[] =
        scaling.Columns
        |> Array.map (fun column ->
            match column with
            | ColumnScaling.Line(centre, scale) -> {
                Centre = centre
                Scale = scale
                Knots = ReadOnlyMemory.Empty
                Values = ReadOnlyMemory.Empty
              }
            | ColumnScaling.Curve(knots, values) -> {
                Centre = 0.0
                Scale = 1.0
                Knots = ReadOnlyMemory knots
                Values = ReadOnlyMemory values
              })

    let private restored (isCurve: bool) (place: int) (column: ScalingColumn) =
        let knots, values = column.Knots.ToArray(), column.Values.ToArray()
        let isFinite = Array.forall Double.IsFinite
        let rises = Array.pairwise knots |> Array.tryFindIndex (fun (a, b) -> not (a < b))

        if not isCurve && knots.Length = 0 && values.Length = 0 then
            Check.all [
                Check.finite $"centre of column {place}" column.Centre
                Check.positive $"scale of column {place}" column.Scale
            ]
            |> Result.map (fun () -> ColumnScaling.Line(column.Centre, column.Scale))
        elif not isCurve then
            Error(Invalid.LengthMismatch($"knots of column {place}", 0, knots.Length))
        elif knots.Length = 0 then
            Error(Invalid.Empty $"knots of column {place}")
        elif values.Length <> knots.Length then
            Error(Invalid.LengthMismatch($"values of column {place}", knots.Length, values.Length))
        elif not (isFinite knots && isFinite values) then
            Error(Invalid.NotFinite($"knots of column {place}", nan))
        else
            match rises with
            | Some k -> Error(Invalid.NotIncreasing($"knots of column {place}", k + 1))
            | None when Array.pairwise values |> Array.exists (fun (a, b) -> b < a) ->
                let reason = "they must never decrease"
                Error(Invalid.Conflict($"values of column {place}", reason))
            | None -> Ok(ColumnScaling.Curve(knots, values))

    /// <summary>A scaling that was fitted before, from what was kept of it.</summary>
    /// <param name="method">How it scales.</param>
    /// <param name="columns">Its columns, at least one: lines for standard and robust, curves for the others.</param>
    let restore
        (method: ScalingMethod)
        (columns: ScalingColumn[])
        : Result<FeatureScaling, Invalid> =
        let isCurve = method = ScalingMethod.Quantile || method = ScalingMethod.RankGauss
        let parts = columns |> Array.mapi (restored isCurve)

        let refused =
            parts
            |> Array.tryPick (fun part ->
                match part with
                | Error invalid -> Some invalid
                | Ok _ -> None)

        match refused with
        | _ when columns.Length = 0 -> Error(Invalid.Empty "columns")
        | _ when method < ScalingMethod.Standard || method > ScalingMethod.RankGauss ->
            Error(Invalid.OutOfRange("method", float (int method), 0.0, 3.0))
        | Some invalid -> Error invalid
        | None -> Ok(FeatureScaling(method, parts |> Array.choose Result.toOption))

    /// <summary>The same scaling with fewer knots: what is kept of it stays small however many rows it was fitted on.</summary>
    /// <param name="most">Knots that a column keeps at most, at least 2.</param>
    /// <param name="scaling">What was fitted; lines stay as they are.</param>
    /// <remarks>
    /// The first and the last knot stay, and between them knots at even steps of their order. Between two knots that
    /// stay a value is off by less than what they differ by: with 1,000 knots, a thousandth of the training values.
    /// </remarks>
    let thinned (most: int) (scaling: FeatureScaling) : Result<FeatureScaling, Invalid> =
        let thin column =
            match column with
            | ColumnScaling.Curve(knots, values) when knots.Length > most ->
                let kept =
                    Array.init most (fun k ->
                        int ((int64 k * int64 (knots.Length - 1)) / int64 (most - 1)))

                ColumnScaling.Curve(
                    kept |> Array.map (fun k -> knots[k]),
                    kept |> Array.map (fun k -> values[k])
                )
            | other -> other

        Check.within "most" 2.0 (float Int32.MaxValue) (float most)
        |> Result.map (fun () -> FeatureScaling(scaling.Method, scaling.Columns |> Array.map thin))
