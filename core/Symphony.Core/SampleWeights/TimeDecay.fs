namespace Symphony.Core

open System

/// <summary>Sample weights that fade with age, age being counted in uniqueness.</summary>
/// <remarks>
/// The newest labels weigh 1, and the weight falls in a straight line with the cumulative average uniqueness x
/// of all labels up to and including their bar: from <c>lastWeight</c> at x = 0 if that is at least 0; if it is
/// below 0, the oldest part -lastWeight of the uniqueness weighs nothing at all. Labels of one bar have one age.
/// Above 1 the old weigh more than the new. Source: Lopez de Prado (2018), AFML, 4.7, snippet 4.11.
/// </remarks>
[<RequireQualifiedAccess>]
module TimeDecay =

    /// <summary>The weights, n values, not negative; NaN for observations without a label.</summary>
    /// <param name="lastWeight">c, above -1; 1 for no decay, 0 for a fall to nothing at the very first.</param>
    /// <param name="uniqueness">The labels' average uniqueness, n values in (0, 1]; NaN without a label.</param>
    /// <param name="spans">The observations.</param>
    let weights
        (lastWeight: float)
        (uniqueness: ReadOnlySpan<float>)
        (spans: ObservationSpans)
        : Result<float[], Invalid> =
        let given = uniqueness.ToArray()

        let isOfItsRow r =
            if spans.IsLabelled r then
                given[r] > 0.0 && given[r] <= 1.0
            else
                Double.IsNaN given[r]

        let checks =
            Check.all [
                Check.finite "lastWeight" lastWeight
                if lastWeight <= -1.0 then
                    Error(
                        Invalid.Conflict(
                            "lastWeight",
                            $"must be above -1, was {Text.number lastWeight}; at -1 nothing is left of any label"
                        )
                    )
                Check.length "uniqueness" spans.Count given.Length
            ]

        match checks with
        | Error invalid -> Error invalid
        | Ok() ->
            match Seq.tryFind (isOfItsRow >> not) (seq { 0 .. given.Length - 1 }) with
            | Some r when spans.IsLabelled r ->
                Error(
                    Invalid.Conflict(
                        "uniqueness",
                        $"of a label must lie in (0, 1], was {Text.number given[r]} at observation {r}"
                    )
                )
            | Some r ->
                Error(
                    Invalid.Conflict(
                        "uniqueness",
                        $"must be NaN without a label, was {Text.number given[r]} at observation {r}"
                    )
                )
            | None ->
                let ages: float[] = Array.zeroCreate spans.DistinctBars.Length
                let mutable sum = 0.0

                for d in 0 .. ages.Length - 1 do
                    for r in spans.BarStarts[d] .. spans.BarStarts[d + 1] - 1 do
                        if spans.IsLabelled r then
                            sum <- sum + given[r]

                    ages[d] <- sum

                let slope =
                    if lastWeight >= 0.0 then
                        (1.0 - lastWeight) / sum
                    else
                        1.0 / ((lastWeight + 1.0) * sum)

                let constant = 1.0 - slope * sum
                let weights = Array.create spans.Count nan

                for d in 0 .. ages.Length - 1 do
                    for r in spans.BarStarts[d] .. spans.BarStarts[d + 1] - 1 do
                        if spans.IsLabelled r then
                            weights[r] <- max 0.0 (constant + slope * ages[d])

                Ok weights
