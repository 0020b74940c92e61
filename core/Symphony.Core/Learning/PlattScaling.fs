namespace Symphony.Core

open System

/// <summary>A probability from a score: <c>1 / (1 + exp (slope x score + intercept))</c>.</summary>
/// <remarks>A higher score is more probable when the slope is below zero, as Platt wrote it.</remarks>
[<Struct; NoComparison>]
type PlattScaling = private {
    A: float
    B: float
} with

    /// <summary>A, per unit of score.</summary>
    member this.Slope: float = this.A

    /// <summary>B, dimensionless.</summary>
    member this.Intercept: float = this.B

/// <summary>Fits a sigmoid that turns scores into probabilities.</summary>
[<RequireQualifiedAccess>]
module PlattScaling =

    let private mostSteps = 100
    let private smallestStep = 1e-10
    let private ridge = 1e-12
    /// What a step promises, a share of the rows' weight, below which the loss has no digits to judge it by.
    let private wholeStepsBelow = 1e-9

    /// <summary>A scaling of known coefficients.</summary>
    /// <param name="slope">A, per unit of score, finite; below zero when higher scores are more probable.</param>
    /// <param name="intercept">B, dimensionless, finite.</param>
    let create (slope: float) (intercept: float) : Result<PlattScaling, Invalid> =
        Check.all [ Check.finite "slope" slope; Check.finite "intercept" intercept ]
        |> Result.map (fun () -> { A = slope; B = intercept })

    /// 1 / (1 + exp z), from the side where it loses no digits.
    let private sigmoid (z: float) : float =
        if z >= 0.0 then
            let e = Elementary.exp -z
            e / (1.0 + e)
        else
            1.0 / (1.0 + Elementary.exp z)

    /// <summary>The probability at a score, in [0, 1]; NaN at NaN.</summary>
    /// <param name="scaling">The fitted sigmoid.</param>
    /// <param name="score">A score.</param>
    let predict (scaling: PlattScaling) (score: float) : float =
        sigmoid (scaling.A * score + scaling.B)

    /// Rows with their targets, and room for what a step needs of each.
    [<NoComparison; NoEquality>]
    type private Rows = {
        Scores: float[]
        Targets: float[]
        Weights: float[]
        Terms: float[]
        Slopes: float[]
        Curvatures: float[]
        Scaled: float[]
    }

    /// The loss of a sigmoid: the sum of w (t z + log (1 + exp -z)), z = a s + b.
    let private loss (rows: Rows) (a: float) (b: float) : float =
        for i in 0 .. rows.Scores.Length - 1 do
            let z = a * rows.Scores[i] + b
            let target = rows.Targets[i]

            rows.Terms[i] <-
                rows.Weights[i]
                * (if z >= 0.0 then
                       target * z + Elementary.log1p (Elementary.exp -z)
                   else
                       (target - 1.0) * z + Elementary.log1p (Elementary.exp z))

        Kernels.sum (ReadOnlySpan rows.Terms)

    /// Newton's direction from here and how much it promises; the second is positive.
    let private direction (rows: Rows) (a: float) (b: float) : struct (float * float * float) =
        for i in 0 .. rows.Scores.Length - 1 do
            let score = rows.Scores[i]
            let p = sigmoid (a * score + b)
            let curvature = rows.Weights[i] * (p * (1.0 - p))
            rows.Slopes[i] <- rows.Weights[i] * (rows.Targets[i] - p)
            rows.Curvatures[i] <- curvature
            rows.Scaled[i] <- curvature * score

        let scores = ReadOnlySpan rows.Scores
        let slopeA = Kernels.dot scores (ReadOnlySpan rows.Slopes)
        let slopeB = Kernels.sum (ReadOnlySpan rows.Slopes)
        let aa = Kernels.dot scores (ReadOnlySpan rows.Scaled) + ridge
        let ab = Kernels.sum (ReadOnlySpan rows.Scaled)
        let bb = Kernels.sum (ReadOnlySpan rows.Curvatures) + ridge
        let determinant = aa * bb - ab * ab
        let stepA = -(bb * slopeA - ab * slopeB) / determinant
        let stepB = -(aa * slopeB - ab * slopeA) / determinant
        struct (stepA, stepB, -(slopeA * stepA + slopeB * stepB))

    /// The share of Newton's step, halved from one, at which the loss falls enough; 0 if at none.
    let private damping
        (rows: Rows)
        (a: float)
        (b: float)
        (struct (stepA: float, stepB: float, promise: float))
        : float =
        let current = loss rows a b
        let mutable size = 1.0

        while size >= smallestStep
              && not (
                  loss rows (a + size * stepA) (b + size * stepB) < current - 1e-4 * size * promise
              ) do
            size <- size / 2.0

        if size >= smallestStep then size else 0.0

    /// Newton's steps: damped while the loss can tell, then whole ones for as long as they shrink.
    let private minimise (rows: Rows) (weight: float) (start: float) : struct (float * float) =
        let mutable a = 0.0
        let mutable b = start
        let mutable last = infinity
        let mutable steps = 0
        let mutable isDone = false

        while not isDone && steps < mostSteps do
            let struct (stepA, stepB, promise) = direction rows a b
            steps <- steps + 1

            let size =
                if promise > wholeStepsBelow * weight then
                    damping rows a b (struct (stepA, stepB, promise))
                elif promise < last then
                    1.0
                else
                    0.0

            a <- a + size * stepA
            b <- b + size * stepB
            last <- promise
            isDone <- size = 0.0 || promise = 0.0

        struct (a, b)

    let private notFinite (parameter: string) (values: float[]) : Result<unit, Invalid> =
        match values |> Array.tryFind (fun value -> not (Double.IsFinite value)) with
        | Some value -> Error(Invalid.NotFinite(parameter, value))
        | None -> Ok()

    let private negative (weights: float[]) : Result<unit, Invalid> =
        match weights |> Array.tryFind (fun weight -> weight < 0.0) with
        | Some weight -> Error(Invalid.Negative("weights", weight))
        | None -> Ok()

    /// The weight of the rows with this outcome.
    let private weightOf (outcome: bool) (weights: float[]) (outcomes: bool[]) : float =
        let mutable sum = 0.0

        for i in 0 .. outcomes.Length - 1 do
            if outcomes[i] = outcome then
                sum <- sum + weights[i]

        sum

    let private compute
        (weights: float[])
        (scores: float[])
        (outcomes: bool[])
        (positive: float)
        (negative: float)
        : PlattScaling =
        let targetOfTrue = (positive + 1.0) / (positive + 2.0)
        let targetOfFalse = 1.0 / (negative + 2.0)
        let weight = positive + negative
        let weights' = ReadOnlySpan weights
        let centre = Kernels.dot weights' (ReadOnlySpan scores) / weight
        let deviations = scores |> Array.map (fun score -> score - centre)

        let squares = deviations |> Array.map (fun deviation -> deviation * deviation)
        let scale = sqrt (Kernels.dot weights' (ReadOnlySpan squares) / weight)
        let isConstant = scores |> Array.forall (fun score -> score = scores[0])

        if scale > 0.0 && not isConstant then
            let rows = {
                Scores = deviations |> Array.map (fun deviation -> deviation / scale)
                Targets = outcomes |> Array.map (fun o -> if o then targetOfTrue else targetOfFalse)
                Weights = weights
                Terms = Array.zeroCreate scores.Length
                Slopes = Array.zeroCreate scores.Length
                Curvatures = Array.zeroCreate scores.Length
                Scaled = Array.zeroCreate scores.Length
            }

            let start = Elementary.log ((negative + 1.0) / (positive + 1.0))
            let struct (a, b) = minimise rows weight start
            { A = a / scale; B = b - a / scale * centre }
        else
            // Scores that do not differ say nothing: the probability is the mean target.
            let mean = (positive * targetOfTrue + negative * targetOfFalse) / weight
            { A = 0.0; B = Elementary.log ((1.0 - mean) / mean) }

    /// <summary>The sigmoid of largest likelihood, with targets drawn in from 0 and 1.</summary>
    /// <param name="weights">One for each row, finite, not negative; empty for equal weights of 1.</param>
    /// <param name="scores">Scores, n finite values of at most 1e100 in size; not those the scores' model was trained on.</param>
    /// <param name="outcomes">What happened, n values, with weight on both outcomes.</param>
    /// <remarks>
    /// Minimises <c>sum of -w (t log p + (1 - t) log (1 - p))</c> with t = (N1 + 1) / (N1 + 2) where it
    /// happened and 1 / (N0 + 2) where not, N1 and N0 their weights. Source: Platt (1999), "Probabilistic
    /// Outputs for Support Vector Machines"; the Newton steps of Lin, Lin and Weng (2007), Machine Learning
    /// 68(3). Scores that are all equal get the slope 0.
    /// </remarks>
    let fit
        (weights: ReadOnlySpan<float>)
        (scores: ReadOnlySpan<float>)
        (outcomes: ReadOnlySpan<bool>)
        : Result<PlattScaling, Invalid> =
        let scores = scores.ToArray()
        let outcomes = outcomes.ToArray()

        let weights =
            if weights.Length = 0 then Array.create scores.Length 1.0 else weights.ToArray()

        let tooLarge = scores |> Array.tryFind (fun score -> abs score > 1e100)

        let checks =
            Check.all [
                (if scores.Length = 0 then Error(Invalid.Empty "scores") else Ok())
                Check.length "outcomes" scores.Length outcomes.Length
                Check.length "weights" scores.Length weights.Length
                notFinite "scores" scores
                notFinite "weights" weights
                negative weights
                (match tooLarge with
                 | Some score -> Error(Invalid.OutOfRange("scores", score, -1e100, 1e100))
                 | None -> Ok())
            ]

        match checks with
        | Error invalid -> Error invalid
        | Ok() ->
            let positive = weightOf true weights outcomes
            let negative = weightOf false weights outcomes

            if positive > 0.0 && negative > 0.0 then
                Ok(compute weights scores outcomes positive negative)
            else
                let only = if positive > 0.0 then "true" else "false"

                Error(
                    Invalid.Conflict(
                        "outcomes",
                        $"all {scores.Length} are {only} or weightless; a sigmoid needs both"
                    )
                )
