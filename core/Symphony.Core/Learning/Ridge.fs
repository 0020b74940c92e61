namespace Symphony.Core

open System

/// <summary>A ridge fit: the line through standardised features, and how they were standardised.</summary>
/// <remarks><c>y = intercept + sum of w_j (x_j - mean_j) / standardDeviation_j</c>.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type RidgeFit internal (scaler: Scaler, coefficients: float[], intercept: float) =

    /// The coefficients themselves.
    member internal _.CoefficientArray: float[] = coefficients

    /// <summary>How the features were standardised.</summary>
    member _.Scaler: Scaler = scaler

    /// <summary>w, p coefficients of the standardised features.</summary>
    member _.Coefficients: ReadOnlyMemory<float> = ReadOnlyMemory coefficients

    /// <summary>The value at the features' means.</summary>
    member _.Intercept: float = intercept

/// <summary>Least squares with a penalty on the size of the coefficients.</summary>
[<RequireQualifiedAccess>]
module Ridge =

    /// The features' means and scales, from the merged sums of the rows.
    let private scaler (sums: DateBlock) : Scaler =
        let scale j =
            let variance = sums.Products[DateBlock.place j j] / float (sums.Count - 1)
            let deviation = if sums.Lows[j] < sums.Highs[j] then sqrt variance else 0.0
            if deviation > 0.0 then deviation else 1.0

        Scaler(sums.Means, Array.init sums.Means.Length scale)

    /// The fit from the merged sums of the rows. A column that is constant there gets the coefficient 0.
    let internal ofSums
        (penalty: float)
        (intercept: float)
        (sums: DateBlock)
        : Result<RidgeFit, Invalid> =
        let width = sums.Means.Length
        let scaler = scaler sums
        let scales = scaler.ScaleArray
        let isConstant j = not (sums.Lows[j] < sums.Highs[j])
        let gram: float[] = Array.zeroCreate (width * width)
        let moments: float[] = Array.zeroCreate width

        for j in 0 .. width - 1 do
            if isConstant j then
                gram[j * width + j] <- 1.0
            else
                moments[j] <- sums.Moments[j] / scales[j]

                for k in 0..j do
                    if not (isConstant k) then
                        let product = sums.Products[DateBlock.place j k] / (scales[j] * scales[k])
                        gram[j * width + k] <- product
                        gram[k * width + j] <- product

                gram[j * width + j] <- gram[j * width + j] + penalty

        match Linear.solvePositiveDefinite gram moments with
        | ValueSome coefficients when Array.forall Double.IsFinite coefficients ->
            Ok(RidgeFit(scaler, coefficients, intercept))
        | _ ->
            let reason =
                $"with {Text.number penalty} the {width} features are linearly dependent on the {sums.Count} "
                + "training rows, or too large to multiply; a larger penalty separates them"

            Error(Invalid.Conflict("penalty", reason))

    let internal check (penalty: float) (rows: int) : Result<unit, Invalid> =
        match Check.notNegative "penalty" penalty with
        | Ok() when rows < 2 -> Error(Invalid.Insufficient("training rows", 2, rows))
        | result -> result

    /// <summary>The fit of a target to features, intercept free.</summary>
    /// <param name="penalty">Weight of the coefficients' squares against the squared errors, not negative.</param>
    /// <param name="width">How many features, p, at least 1.</param>
    /// <param name="features">n x p finite values, row after row.</param>
    /// <param name="targets">n finite values, at least 2.</param>
    /// <remarks>
    /// Minimises <c>sum (y - b - z w)^2 + penalty |w|^2</c> over w and b, where z are the features
    /// standardised on these rows (divisor n - 1); b is not penalised. The solution is
    /// <c>w = (Z'Z + penalty I)^-1 Z'y</c>. Source: Hoerl and Kennard (1970), "Ridge regression: biased
    /// estimation for nonorthogonal problems", Technometrics 12; Hastie, Tibshirani and Friedman (2009),
    /// The Elements of Statistical Learning, 3.4.1.
    /// </remarks>
    let fit
        (penalty: float)
        (width: int)
        (features: float[])
        (targets: float[])
        : Result<RidgeFit, Invalid> =
        let shapes =
            Check.all [
                Check.positive "width" (float width)
                Check.length "features" (width * targets.Length) features.Length
                check penalty targets.Length
            ]

        let finite =
            [ "features", features; "targets", targets ]
            |> List.tryPick (fun (name, values) ->
                values
                |> Array.tryFind (fun value -> not (Double.IsFinite value))
                |> Option.map (fun value -> Invalid.NotFinite(name, value)))

        match shapes, finite with
        | Error invalid, _
        | _, Some invalid -> Error invalid
        | Ok(), None ->
            let rows = [| 0 .. targets.Length - 1 |]
            let sums = DateBlock.ofRows width features targets rows 0 rows.Length
            ofSums penalty (Moments.meanOf (ReadOnlySpan targets)) sums
