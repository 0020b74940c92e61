namespace Symphony.Core

open System

/// <summary>How much to bet on a forecast with a probability.</summary>
[<RequireQualifiedAccess>]
module BetSize =

    /// <summary>The size of a bet from the probability that the forecast is right, from -1 to 1.</summary>
    /// <param name="classes">K, outcomes that were possible, at least 2; meta-labels have 2.</param>
    /// <param name="probability">Of the forecast outcome, from 0 to 1.</param>
    /// <remarks>
    /// <c>2 Phi(z) - 1</c> with <c>z = (p - 1/K) / sqrt(p (1 - p))</c>: 0 at p = 1/K, the limits -1 and 1 at 0
    /// and 1. Times the side for a short. Source: Lopez de Prado (2018), AFML, 10.3, snippet 10.1. None for
    /// fewer than two classes or what is no probability.
    /// </remarks>
    let ofProbability (classes: int) (probability: float) : float voption =
        if classes < 2 || not (probability >= 0.0 && probability <= 1.0) then
            ValueNone
        elif probability = 0.0 then
            ValueSome -1.0
        elif probability = 1.0 then
            ValueSome 1.0
        else
            let z =
                (probability - 1.0 / float classes) / sqrt (probability * (1.0 - probability))

            // 2 Phi(z) - 1 without the loss of digits near 0.
            ValueSome(Elementary.erf (z / sqrt 2.0))

    /// <summary>The size in whole steps, so that small changes of a probability trade nothing.</summary>
    /// <param name="step">Above 0, at most 1.</param>
    /// <param name="size">From -1 to 1.</param>
    /// <remarks>
    /// The nearest multiple of the step, the even one of two equally near, held in [-1, 1].
    /// Source: Lopez de Prado (2018), AFML, 10.5, snippet 10.3. None for a step or a size out of range.
    /// </remarks>
    let discretised (step: float) (size: float) : float voption =
        if step > 0.0 && step <= 1.0 && abs size <= 1.0 then
            ValueSome(max -1.0 (min 1.0 (Math.Round(size / step) * step)))
        else
            ValueNone
