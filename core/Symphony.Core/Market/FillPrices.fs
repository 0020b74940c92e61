namespace Symphony.Core

open System

/// <summary>Prices that fills happen at, measured from shorter bars.</summary>
[<RequireQualifiedAccess>]
module FillPrices =

    /// A finer price this fraction outside its bar is a source's rounding, and makes no difference: the
    /// average is kept within the bar.
    [<Literal>]
    let private Rounding = 1e-6

    /// <summary>The volume-weighted average price of each bar, T x N; NaN where nothing is known to have traded.</summary>
    /// <param name="tolerance">
    /// How far a finer high or low may lie outside its bar, a fraction of the bar's price, from 0 to 0.01.
    /// </param>
    /// <param name="finer">Shorter bars with volumes, held by the bars the orders fill in.</param>
    /// <param name="bars">The bars the orders fill in.</param>
    /// <remarks>
    /// Sum of typical price x volume over sum of volume, over the finer bars that each bar holds, in time
    /// order; the typical price is (high + low + close) / 3, and the average is kept within the bar's low and
    /// high. Finer prices farther outside their bar are refused. The first bar has none: no
    /// order fills there. An order that takes this price takes part all through the bar.
    /// </remarks>
    let volumeWeightedWithin
        (tolerance: float)
        (finer: Bars)
        (bars: Bars)
        : Result<Panel, Invalid> =
        match finer.VolumeOrNone with
        | ValueNone ->
            Error(
                Invalid.Conflict(
                    "finer",
                    "a volume-weighted price needs volumes, and the finer bars have none"
                )
            )
        | ValueSome volumes ->
            Check.within "tolerance" 0.0 FinerBars.LargestTolerance tolerance
            |> Result.bind (fun () -> FinerBars.pairWithin tolerance finer bars)
            |> Result.map (fun held ->
                let finerWidth = finer.Axes.SymbolCount

                Panel.init bars.Axes (fun t i ->
                    let column = held.Columns[i]
                    let mutable traded = 0.0
                    let mutable weighted = 0.0

                    if column >= 0 && bars.IsPresent(t, i) then
                        for k in held.Starts[t] .. held.Starts[t + 1] - 1 do
                            let cell = k * finerWidth + column
                            let volume = volumes.Array[cell]

                            if not (Double.IsNaN volume) then
                                let typical =
                                    (finer.High.Array[cell]
                                     + finer.Low.Array[cell]
                                     + finer.Close.Array[cell])
                                    / 3.0

                                traded <- traded + volume
                                weighted <- weighted + typical * volume

                    if traded > 0.0 then
                        max bars.Low[t, i] (min bars.High[t, i] (weighted / traded))
                    else
                        nan))

    /// <summary>The volume-weighted average price of each bar, T x N, finer prices up to a millionth outside their bar forgiven.</summary>
    /// <param name="finer">Shorter bars with volumes, held by the bars the orders fill in.</param>
    /// <param name="bars">The bars the orders fill in.</param>
    let volumeWeighted (finer: Bars) (bars: Bars) : Result<Panel, Invalid> =
        volumeWeightedWithin Rounding finer bars
