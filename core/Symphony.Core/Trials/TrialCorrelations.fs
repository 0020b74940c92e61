namespace Symphony.Core

open System

/// <summary>How the returns of trials move together: correlations of all pairs.</summary>
[<Sealed; AllowNullLiteral(false)>]
type TrialCorrelations internal (count: int, values: float[]) =

    /// <summary>How many trials N, at least 1.</summary>
    member _.TrialCount: int = count

    /// <summary>The correlation of two trials, in [-1, 1].</summary>
    /// <param name="first">A trial's number, from 0.</param>
    /// <param name="second">A trial's number, from 0.</param>
    member _.Item
        with get (first: int, second: int): float = values[first * count + second]

    /// N x N values, row after row.
    member internal _.Array: float[] = values

    /// <summary>The mean over all pairs of different trials; none of a single trial.</summary>
    member _.Mean: float voption =
        if count < 2 then
            ValueNone
        else
            let pairs = float count * float (count - 1)
            ValueSome((Kernels.sum (ReadOnlySpan values) - float count) / pairs)

/// <summary>Correlations of trials.</summary>
[<RequireQualifiedAccess>]
module TrialCorrelations =

    /// Rows that are compared with all others in one piece: they stay in the cache.
    let private rowsOfPiece = 16

    /// <summary>Correlations as published, or computed elsewhere.</summary>
    /// <param name="correlations">N rows of N values in [-1, 1]: symmetric, 1 on the diagonal.</param>
    let create (correlations: float[][]) : Result<TrialCorrelations, Invalid> =
        let n = correlations.Length
        let values = Array.concat correlations

        if n = 0 then
            Error(Invalid.Empty "correlations")
        else
            match correlations |> Array.tryFind (fun row -> row.Length <> n) with
            | Some row -> Error(Invalid.LengthMismatch("correlations", n, row.Length))
            | None ->
                Check.all [
                    for i in 0 .. n - 1 do
                        Check.within "correlations" 1.0 1.0 values[i * n + i]

                        for j in 0 .. i - 1 do
                            Check.within "correlations" -1.0 1.0 values[i * n + j]

                            if values[i * n + j] <> values[j * n + i] then
                                Error(
                                    Invalid.Conflict(
                                        "correlations",
                                        $"the pair {i}, {j} has two values: {Text.number values[i * n + j]} and {Text.number values[j * n + i]}"
                                    )
                                )
                ]
                |> Result.map (fun () -> TrialCorrelations(n, values))

    /// <summary>Pearson's correlations of trials on the same bars.</summary>
    /// <param name="schedule">Carries out independent pieces; <c>Schedule.sequential</c> on one thread.</param>
    /// <param name="trials">The trials' returns.</param>
    /// <remarks>A trial whose returns are all equal moves with nothing: 0 with every other.</remarks>
    let ofTrials
        (schedule: int -> (int -> unit) -> unit)
        (trials: TrialReturns)
        : TrialCorrelations =
        let n = trials.TrialCount
        let values = Array.zeroCreate<float>(n * n)

        let means = Array.init n (fun trial -> Moments.meanOf (trials.Series trial))

        let squares =
            Array.init n (fun trial ->
                Kernels.sumOfSquaredDeviations means[trial] (trials.Series trial))

        schedule ((n + rowsOfPiece - 1) / rowsOfPiece) (fun piece ->
            let first = piece * rowsOfPiece
            let last = min n (first + rowsOfPiece) - 1

            for j in 0..last do
                for i in max first j .. last do
                    let scale = sqrt squares[i] * sqrt squares[j]

                    let correlation =
                        if i = j then
                            1.0
                        elif scale > 0.0 && Double.IsFinite scale then
                            let products =
                                Kernels.sumOfProductsOfDeviations
                                    means[i]
                                    means[j]
                                    (trials.Series i)
                                    (trials.Series j)

                            max -1.0 (min 1.0 (products / scale))
                        else
                            0.0

                    values[i * n + j] <- correlation
                    values[j * n + i] <- correlation)

        TrialCorrelations(n, values)
