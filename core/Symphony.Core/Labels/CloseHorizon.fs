namespace Symphony.Core

open System

/// <summary>Labels of a fixed horizon from close to close, as they are published: not executable.</summary>
/// <remarks>
/// A label that starts at the very close at which it was decided cannot be traded; these are here to meet
/// published examples. For anything that is to be earned take <c>Horizon</c>, which enters at the next open.
/// Source: Lopez de Prado (2018), AFML, 3.2.
/// </remarks>
[<RequireQualifiedAccess>]
module CloseHorizon =

    /// <summary>The simple returns from each close to the one so many bars later, not executable.</summary>
    /// <param name="bars">Bars from close to close, at least 1.</param>
    /// <param name="closes">Closes, T x N, above zero; NaN where there is no row.</param>
    /// <remarks>
    /// <c>close(t + k) / close(t) - 1</c>, span [t, t + k]. Without one of the two closes there is no label, and
    /// none is waited for. The closes are taken as they are: restate them for splits first.
    /// </remarks>
    let simpleReturns (bars: int<bar>) (closes: Panel) : Result<LabelOutcomes, Invalid> =
        let axes = closes.Axes
        let width = axes.SymbolCount
        let held = int bars * width
        let values = closes.Array

        Check.within "horizonBars" 1.0 1_000_000.0 (float (int bars))
        |> Result.map (fun () ->
            let settled =
                Array.init values.Length (fun cell ->
                    if Double.IsNaN values[cell] then -1
                    elif cell + held < values.Length then cell / width + int bars
                    else Int32.MaxValue)

            LabelOutcomes.ofCells
                axes
                $"close {int bars} bars later / close - 1, not executable"
                settled
                (fun cell -> values[cell + held] / values[cell] - 1.0))
