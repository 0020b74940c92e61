namespace Symphony.Core

open System

/// <summary>Puts sample weights of several kinds together.</summary>
[<RequireQualifiedAccess>]
module SampleWeights =

    let private check (spans: ObservationSpans) (factor: float[]) : Result<unit, Invalid> =
        let isOfItsRow r =
            if spans.IsLabelled r then
                Double.IsFinite factor[r] && factor[r] >= 0.0
            else
                Double.IsNaN factor[r]

        Check.length "weights" spans.Count factor.Length
        |> Result.bind (fun () ->
            match Seq.tryFind (isOfItsRow >> not) (seq { 0 .. factor.Length - 1 }) with
            | None -> Ok()
            | Some r when not (spans.IsLabelled r) ->
                Error(
                    Invalid.Conflict(
                        "weights",
                        $"must be NaN without a label, was {Text.number factor[r]} at observation {r}"
                    )
                )
            | Some r when Double.IsFinite factor[r] ->
                Error(Invalid.Negative("weights", factor[r]))
            | Some r -> Error(Invalid.NotFinite("weights", factor[r])))

    /// <summary>
    /// The products of the weights, scaled to sum to the number of labels; NaN for observations without one.
    /// </summary>
    /// <param name="factors">At least one array of n weights, not negative; NaN without a label.</param>
    /// <param name="spans">The observations.</param>
    let combine (factors: float[] list) (spans: ObservationSpans) : Result<float[], Invalid> =
        let checks = factors |> List.map (check spans) |> Check.all

        match checks with
        | _ when factors.IsEmpty -> Error(Invalid.Empty "weights")
        | Error invalid -> Error invalid
        | Ok() ->
            let products = factors |> List.reduce (Array.map2 (fun a b -> a * b))
            let labelled = products |> Array.filter (fun each -> not (Double.IsNaN each))

            match Moments.mean (ReadOnlySpan labelled) with
            | ValueNone -> Error(Invalid.Empty "labels")
            | ValueSome mean when mean > 0.0 -> Ok(products |> Array.map (fun each -> each / mean))
            | ValueSome _ ->
                Error(
                    Invalid.Conflict(
                        "weights",
                        $"are all 0 when multiplied: none of the {labelled.Length} labels counts"
                    )
                )
