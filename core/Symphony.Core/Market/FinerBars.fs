namespace Symphony.Core

open System

/// <summary>Shorter bars of the same market, to see which of two prices in one bar came first.</summary>
/// <remarks>
/// A bar holds the finer bars that close after the bar before it closed and not after it closes itself;
/// the first bar holds none, since no trade begins there.
/// Symbols are matched by name; one without finer bars stays as it is.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type FinerBars internal (axes: Axes, finer: Bars, starts: int[], columns: int[]) =

    /// The bars that hold them.
    member internal _.Coarse: Axes = axes

    /// The first finer bar of each bar, and one past the last of the last bar.
    member internal _.Starts: int[] = starts

    /// The finer column of each symbol; -1 without one.
    member internal _.Columns: int[] = columns

    /// <summary>The shorter bars.</summary>
    member _.Bars: Bars = finer

/// <summary>Pairs bars with shorter ones, or says why not.</summary>
[<RequireQualifiedAccess>]
module FinerBars =

    /// The first finer price outside the bar that holds it by more than this fraction of the bar's own.
    let private firstOutside
        (tolerance: float)
        (bars: Bars)
        (finer: Bars)
        (starts: int[])
        (columns: int[])
        : Invalid voption =
        let width = bars.Axes.SymbolCount
        let finerWidth = finer.Axes.SymbolCount
        let mutable found = ValueNone
        let mutable bar = 0

        while bar < bars.Axes.BarCount && found.IsNone do
            for k in starts[bar] .. starts[bar + 1] - 1 do
                for symbol in 0 .. width - 1 do
                    if columns[symbol] >= 0 && found.IsNone then
                        let cell = k * finerWidth + columns[symbol]
                        let high, low = finer.High.Array[cell], finer.Low.Array[cell]
                        let top = bars.High.Array[bar * width + symbol]
                        let bottom = bars.Low.Array[bar * width + symbol]

                        let refuse field value rule =
                            let name = bars.Axes.Symbols[symbol]
                            let date = bars.Axes.SessionDate bar
                            found <- ValueSome(Invalid.BadValue(field, name, date, value, rule))

                        if not (Double.IsNaN high) then
                            if Double.IsNaN top then
                                refuse "finer high" high "stands in a bar that has no row"
                            elif high > top * (1.0 + tolerance) then
                                refuse
                                    "finer high"
                                    high
                                    $"must not be above the high of its bar ({Text.number top})"
                            elif low < bottom * (1.0 - tolerance) then
                                refuse
                                    "finer low"
                                    low
                                    $"must not be below the low of its bar ({Text.number bottom})"

            bar <- bar + 1

        found

    /// The shorter bars by the bars that hold them, prices outside a bar by no more than this fraction forgiven.
    let internal createWithin
        (tolerance: float)
        (finer: Bars)
        (bars: Bars)
        : Result<FinerBars, Invalid> =
        let axes = bars.Axes
        let instants = axes.Instants.Span
        let shorter = finer.Axes.Instants.Span
        let starts: int[] = Array.zeroCreate (axes.BarCount + 1)
        let mutable k = 0

        while k < shorter.Length && shorter[k] <= instants[0] do
            k <- k + 1

        // No trade begins in the first bar.
        starts[0] <- k

        for bar in 1 .. axes.BarCount - 1 do
            starts[bar] <- k

            while k < shorter.Length && shorter[k] <= instants[bar] do
                k <- k + 1

        starts[axes.BarCount] <- k
        let columns = [| for symbol in axes.Symbols -> finer.Axes.IndexOf symbol |]

        if finer.PriceBasis <> bars.PriceBasis then
            Error(
                Invalid.Conflict(
                    "finerBars",
                    "must be on the price basis of the bars, raw or adjusted"
                )
            )
        elif columns |> Array.forall (fun column -> column < 0) then
            Error(Invalid.Conflict("finerBars", "have none of the symbols of the bars"))
        else
            match firstOutside tolerance bars finer starts columns with
            | ValueSome invalid -> Error invalid
            | ValueNone -> Ok(FinerBars(axes, finer, starts, columns))

    /// <summary>The shorter bars by the bars that hold them.</summary>
    /// <param name="finer">Shorter bars on the same price basis, within the prices of the bars that hold them.</param>
    /// <param name="bars">The bars whose order of prices is asked.</param>
    /// <remarks>
    /// Finer bars that close after the last bar belong to none. A finer price outside the bar that holds
    /// it is refused: the two would not be the same market.
    /// </remarks>
    let create (finer: Bars) (bars: Bars) : Result<FinerBars, Invalid> = createWithin 0.0 finer bars
