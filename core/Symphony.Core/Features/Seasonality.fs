namespace Symphony.Core

open System

/// <summary>Where the session lies in the week.</summary>
[<RequireQualifiedAccess>]
module Seasonality =

    /// Monday 0 to Sunday 6; the epoch's day 0 was a Thursday.
    let private weekday (epochDay: int) : int = ((epochDay + 3) % 7 + 7) % 7

    let private ofWeekday (name: string) (definition: string) (value: float -> float) : Feature =
        let table = Array.init 7 (fun day -> value (2.0 * Math.PI * float day / 7.0))

        let compute (bars: StepwiseBars) =
            let axes = bars.Bars.Axes

            Panel.init axes (fun t i ->
                if bars.Bars.IsPresent(t, i) then table[weekday (axes.SessionDate t)] else nan)
            |> Ok

        Feature(
            name,
            0<bar>,
            false,
            definition,
            "French (1980), Stock returns and the weekend effect, Journal of Financial Economics 8(1)",
            "O(1)",
            FeatureWork.OfMarket compute
        )

    /// <summary>The sine of the session's place in the week.</summary>
    /// <remarks><c>sin(2 pi d / 7)</c>, d from 0 on Monday to 6 on Sunday.</remarks>
    let dayOfWeekSine: Feature =
        ofWeekday "day_of_week_sin" "sin(2 pi d / 7), d = 0 on Monday" Elementary.sin

    /// <summary>The cosine of the session's place in the week.</summary>
    /// <remarks><c>cos(2 pi d / 7)</c>, d from 0 on Monday to 6 on Sunday.</remarks>
    let dayOfWeekCosine: Feature =
        ofWeekday "day_of_week_cos" "cos(2 pi d / 7), d = 0 on Monday" Elementary.cos
