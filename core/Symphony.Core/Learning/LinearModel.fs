namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>A linear score of raw features: the scaler is folded in.</summary>
/// <remarks><c>score = intercept + sum of coefficient_j x_j</c>, added in column order.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type LinearModel
    internal
    (
        featureNames: string[],
        coefficients: float[],
        intercept: float,
        fit: RidgeFit,
        penalty: float,
        trainCount: int
    ) =

    /// The coefficients themselves.
    member internal _.CoefficientArray: float[] = coefficients

    /// <summary>The features' names in the order of the coefficients.</summary>
    member _.FeatureNames: IReadOnlyList<string> =
        Array.AsReadOnly featureNames :> IReadOnlyList<string>

    /// <summary>p coefficients of the raw features.</summary>
    member _.Coefficients: ReadOnlyMemory<float> = ReadOnlyMemory coefficients

    /// <summary>The score of a row of zeros.</summary>
    member _.Intercept: float = intercept

    /// <summary>How the features were standardised before the fit.</summary>
    member _.Scaler: Scaler = fit.Scaler

    /// <summary>p coefficients of the standardised features: comparable with each other.</summary>
    member _.StandardisedCoefficients: ReadOnlyMemory<float> = fit.Coefficients

    /// <summary>The penalty of the fit.</summary>
    member _.Penalty: float = penalty

    /// <summary>How many rows it was fitted on.</summary>
    member _.TrainCount: int = trainCount

/// <summary>Fits linear models and scores with them.</summary>
[<RequireQualifiedAccess>]
module LinearModel =

    /// Increasing labelled rows, or the refusal.
    let private checkRows
        (rows: ReadOnlySpan<int>)
        (observations: Observations)
        : Result<unit, Invalid> =
        let mutable refused = ValueNone
        let mutable before = -1

        for row in rows do
            if refused.IsNone then
                if row >= observations.Count || row < 0 then
                    let last = float (observations.Count - 1)
                    refused <- ValueSome(Invalid.OutOfRange("training row", float row, 0.0, last))
                elif row <= before then
                    let reason = $"must increase, but {row} follows {before}"
                    refused <- ValueSome(Invalid.Conflict("training rows", reason))
                elif not (observations.Spans.IsLabelled row) then
                    refused <-
                        ValueSome(Invalid.Conflict("training rows", $"row {row} has no label"))

                before <- row

        match refused with
        | ValueSome invalid -> Error invalid
        | ValueNone -> Ok()

    /// The sums of the training rows, date by date: a date that trains whole has them ready.
    let private sums (rows: int[]) (observations: Observations) : DateBlock =
        let spans = observations.Spans
        let blocks = ResizeArray<DateBlock>()
        let mutable first = 0
        let mutable date = 0

        while first < rows.Length do
            while spans.BarStarts[date + 1] <= rows[first] do
                date <- date + 1

            let mutable after = first + 1

            while after < rows.Length && rows[after] < spans.BarStarts[date + 1] do
                after <- after + 1

            let whole = observations.DateBlocks[date]

            if whole.Count = after - first then
                blocks.Add whole
            else
                DateBlock.ofRows
                    observations.Width
                    observations.FeatureArray
                    observations.TargetArray
                    rows
                    first
                    after
                |> blocks.Add

            first <- after

        DateBlock.merge observations.Width blocks

    /// <summary>The ridge model of the target, demeaned per date, on some rows.</summary>
    /// <param name="penalty">Weight of the coefficients' squares against the squared errors, not negative.</param>
    /// <param name="trainRows">Increasing numbers of labelled rows, at least 2.</param>
    /// <param name="observations">The rows.</param>
    /// <remarks>
    /// The target of a row is its label's return less the mean of the training rows of its date; scaler and
    /// coefficients come from the training rows alone, and no other row enters any sum. The intercept is
    /// free: it is 0 at the features' means, since the demeaned target has the mean 0. Sums are taken date
    /// by date and merged about the overall mean, so that large features lose no digits.
    /// </remarks>
    let fit
        (penalty: float)
        (trainRows: ReadOnlySpan<int>)
        (observations: Observations)
        : Result<LinearModel, Invalid> =
        match Ridge.check penalty trainRows.Length, checkRows trainRows observations with
        | Error invalid, _
        | _, Error invalid -> Error invalid
        | Ok(), Ok() ->
            let rows = trainRows.ToArray()

            sums rows observations
            |> Ridge.ofSums penalty 0.0
            |> Result.map (fun fit ->
                let scales = fit.Scaler.ScaleArray
                let coefficients = Array.map2 (/) fit.CoefficientArray scales
                let mutable intercept = fit.Intercept

                for j in 0 .. coefficients.Length - 1 do
                    intercept <- intercept - coefficients[j] * fit.Scaler.MeanArray[j]

                LinearModel(
                    Array.ofSeq observations.FeatureNames,
                    coefficients,
                    intercept,
                    fit,
                    penalty,
                    rows.Length
                ))

    /// The score of the row that starts at a place of row-major features.
    let private scoreAt (model: LinearModel) (features: ReadOnlySpan<float>) (start: int) : float =
        let coefficients = model.CoefficientArray
        let mutable score = model.Intercept

        for j in 0 .. coefficients.Length - 1 do
            score <- score + coefficients[j] * features[start + j]

        score

    /// <summary>Scores rows of raw features.</summary>
    /// <param name="features">n x p values, row after row, columns in the order of the model's names.</param>
    /// <param name="scores">Where the n scores go.</param>
    /// <param name="model">The model.</param>
    let score
        (features: ReadOnlySpan<float>)
        (scores: Span<float>)
        (model: LinearModel)
        : Result<unit, Invalid> =
        let width = model.CoefficientArray.Length

        match Check.length "features" (scores.Length * width) features.Length with
        | Error invalid -> Error invalid
        | Ok() ->
            for r in 0 .. scores.Length - 1 do
                scores[r] <- scoreAt model features (r * width)

            Ok()

    /// <summary>The scores of some rows of observations, in the order given.</summary>
    /// <param name="rows">Numbers of rows, labelled or not.</param>
    /// <param name="observations">Rows with the model's features, in its order.</param>
    /// <param name="model">The model.</param>
    let scoreRows
        (rows: ReadOnlySpan<int>)
        (observations: Observations)
        (model: LinearModel)
        : Result<float[], Invalid> =
        let expected = String.concat ", " model.FeatureNames
        let actual = String.concat ", " observations.FeatureNames

        if not (String.Equals(expected, actual, StringComparison.Ordinal)) then
            Error(
                Invalid.Conflict(
                    "features",
                    $"the model scores ({expected}), the rows hold ({actual})"
                )
            )
        else
            let features = ReadOnlySpan observations.FeatureArray
            let scores = Array.zeroCreate rows.Length
            let mutable outside = ValueNone

            for place in 0 .. rows.Length - 1 do
                let row = rows[place]

                if row < 0 || row >= observations.Count then
                    outside <- ValueSome row
                else
                    scores[place] <- scoreAt model features (row * observations.Width)

            match outside with
            | ValueSome row ->
                Error(Invalid.OutOfRange("row", float row, 0.0, float (observations.Count - 1)))
            | ValueNone -> Ok scores
