/// Isotonic regression the slow ways.
module Symphony.Core.Tests.IsotonicReference

open System

/// Means by weight of the places in order, pooled pair by pair: the first pair that falls is joined, and
/// the search starts again, until no pair falls. Sums are added left to right.
let pooled (places: (float * float) list) : (float * float * int) list =
    let mean (weight: float, sum: float, _: int) = sum / weight

    let rec join (before: (float * float * int) list) levels =
        match levels with
        | left :: right :: rest when mean left >= mean right ->
            let (w, s, n), (w', s', n') = left, right
            Some(List.rev before @ ((w + w', s + s', n + n') :: rest))
        | level :: rest -> join (level :: before) rest
        | [] -> None

    let rec settle levels =
        match join [] levels with
        | Some fewer -> settle fewer
        | None -> levels

    places |> List.map (fun (w, y) -> w, w * y, 1) |> settle

/// The largest over starts up to i of the smallest over ends from i of the mean between them (Robertson,
/// Wright and Dykstra, 1988, Order Restricted Statistical Inference, 1.4).
let maximumOfMinima (weights: float[]) (y: float[]) : float[] =
    let mean first last =
        let mutable weight = 0.0
        let mutable sum = 0.0

        for k in first..last do
            weight <- weight + weights[k]
            sum <- sum + weights[k] * y[k]

        sum / weight

    Array.init y.Length (fun i ->
        Seq.max (
            seq {
                for first in 0..i do
                    Seq.min (
                        seq {
                            for last in i .. y.Length - 1 do
                                mean first last
                        }
                    )
            }
        ))
