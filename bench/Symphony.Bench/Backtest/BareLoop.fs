namespace Symphony.Bench

open System

open Symphony.Core

/// The arithmetic of parts 2 to 6 of the bar (see Step) and nothing else: every panel read once, one pass a bar,
/// full fills, no actions, no absent bars, no counters. It is the floor the engine is measured against,
/// and it gives the engine's equity to rounding.
[<RequireQualifiedAccess>]
module BareLoop =

    /// Close equity by bar.
    let run
        (settings: EngineSettings)
        (sessionDates: int[])
        (opens: float[])
        (closes: float[])
        (weights: float[])
        (volatility: float[])
        (adv: float[])
        (width: int)
        : float[] =
        let bars = closes.Length / width
        let equities = Array.zeroCreate<float> bars
        let shares = Array.zeroCreate<float> width
        let proportional = settings.Commission + settings.HalfSpread
        let impact = settings.ImpactCoefficient
        let mutable cash = settings.Equity
        let mutable equity = settings.Equity
        equities[0] <- equity

        for t in 0 .. bars - 2 do
            let row = t * width
            let next = row + width
            let mutable owed = 0.0
            let mutable traded = 0.0
            let mutable cost = 0.0
            let mutable held = 0.0

            for i in 0 .. width - 1 do
                let close = closes[row + i]
                let size = adv[row + i]
                let had = shares[i]

                if had < 0.0 then
                    let rate =
                        if size >= 50e6 then 0.005
                        elif size >= 5e6 then 0.01
                        else 0.02

                    owed <- owed - had * close * rate

                let order =
                    if size > 0.0 && not (Double.IsNaN volatility[row + i]) then
                        weights[row + i] * equity / close - had
                    else
                        0.0

                if order <> 0.0 then
                    let notional = order * opens[next + i]
                    let absolute = abs notional
                    traded <- traded + notional

                    cost <-
                        cost
                        + absolute * proportional
                        + impact * ((volatility[row + i] / sqrt size) * (absolute * sqrt absolute))

                    shares[i] <- had + order

                held <- held + shares[i] * closes[next + i]

            let days = float (sessionDates[t + 1] - sessionDates[t])
            let margin = if cash < 0.0 then cash * settings.MarginRate * days / 360.0 else 0.0
            cash <- cash + margin - owed * days / 360.0 - traded - cost
            equity <- cash + held
            equities[t + 1] <- equity

        equities
