namespace Symphony.Core

open System

/// <summary>How the scores of one date are brought to one scale, so that those of several models can be added.</summary>
[<RequireQualifiedAccess>]
type ScoreScale =
    /// <summary>Standard deviations (n - 1) above the date's mean.</summary>
    | Standard = 0
    /// <summary>Ranks from -0.5 to 0.5: (rank - 0.5) / n - 0.5, equal scores sharing the mean of their ranks.</summary>
    | Rank = 1

/// <summary>Brings scores to one scale, date by date.</summary>
[<RequireQualifiedAccess>]
module ScoreScale =

    /// Beyond this, sums of squares would leave the range of doubles.
    let private largest = 1e100

    let private check (dates: int[]) (scores: float[]) : Result<unit, Invalid> =
        let falls =
            seq { 1 .. dates.Length - 1 } |> Seq.tryFind (fun i -> dates[i] < dates[i - 1])

        let beyond =
            scores |> Array.tryFind (fun score -> not (Double.IsNaN score || abs score <= largest))

        match Check.length "scores" dates.Length scores.Length, falls, beyond with
        | Error invalid, _, _ -> Error invalid
        | _, Some i, _ ->
            let reason = $"must not decrease, but {dates[i]} follows {dates[i - 1]}"
            Error(Invalid.Conflict("dates", reason))
        | _, _, Some score when not (Double.IsFinite score) ->
            Error(Invalid.NotFinite("scores", score))
        | _, _, Some score -> Error(Invalid.OutOfRange("scores", score, -largest, largest))
        | Ok(), None, None -> Ok()

    /// The scores of one date in place; where all are equal they say nothing, and each becomes 0.
    let private rescale (scale: ScoreScale) (values: Span<float>) : unit =
        let all = Span<float>.op_Implicit values: ReadOnlySpan<float>
        let n = float values.Length

        match scale with
        | ScoreScale.Rank ->
            let ranks = Ranks.average all

            for i in 0 .. ranks.Length - 1 do
                values[i] <- (ranks[i] - 0.5) / n - 0.5
        | _ ->
            let mean = Moments.meanOf all
            let squares = Kernels.sumOfSquaredDeviations mean all
            let deviation = if squares > 0.0 then sqrt (squares / (n - 1.0)) else 0.0

            for i in 0 .. values.Length - 1 do
                values[i] <- if deviation > 0.0 then (values[i] - mean) / deviation else 0.0

    /// <summary>Scores on one scale: each date's against those of the same date.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="dates">n numbers of the rows' dates that never decrease; only which are equal matters.</param>
    /// <param name="scores">n scores; NaN for none, up to 1e100 in size.</param>
    /// <remarks>
    /// n scores; NaN where there is none, and 0 on a date whose scores are all equal. Nothing of another date
    /// enters, so that tomorrow's scores change none of today's.
    /// </remarks>
    let byDate (scale: ScoreScale) (dates: int[]) (scores: float[]) : Result<float[], Invalid> =
        check dates scores
        |> Result.map (fun () ->
            let result = Array.create scores.Length nan
            let row: float[] = Array.zeroCreate scores.Length
            let places: int[] = Array.zeroCreate scores.Length
            let mutable first = 0

            while first < dates.Length do
                let mutable after = first
                let mutable count = 0

                while after < dates.Length && dates[after] = dates[first] do
                    if not (Double.IsNaN scores[after]) then
                        row[count] <- scores[after]
                        places[count] <- after
                        count <- count + 1

                    after <- after + 1

                rescale scale (Span(row, 0, count))

                for i in 0 .. count - 1 do
                    result[places[i]] <- row[i]

                first <- after

            result)
