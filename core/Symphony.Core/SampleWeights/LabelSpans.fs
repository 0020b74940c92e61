namespace Symphony.Core

/// <summary>Labels by bar and symbol as spans, for concurrency, uniqueness and splits.</summary>
[<RequireQualifiedAccess>]
module LabelSpans =

    /// <summary>The spans of all labels, one observation each, in the order of bars and then symbols.</summary>
    /// <param name="labels">The labels; cells without one are left out.</param>
    let ofLabels (labels: Labels) : ObservationSpans =
        let width = labels.Axes.SymbolCount

        let cells =
            [| 0 .. labels.SpanEndArray.Length - 1 |]
            |> Array.filter (fun cell -> labels.SpanEndArray[cell] >= 0)

        ObservationSpans(
            ValueSome labels.Axes,
            cells |> Array.map (fun cell -> cell / width),
            cells |> Array.map (fun cell -> cell % width),
            cells |> Array.map (fun cell -> labels.SpanEndArray[cell])
        )
