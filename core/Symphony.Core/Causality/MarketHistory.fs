namespace Symphony.Core

open System

/// <summary>What research may look at of a market: its bars and the corporate actions on them.</summary>
[<NoComparison; NoEquality>]
type MarketHistory = {
    /// <summary>The bars.</summary>
    Bars: Bars
    /// <summary>Their splits, dividends and delistings; none with adjusted bars.</summary>
    Actions: CorporateActions
}

/// <summary>Histories cut short.</summary>
[<RequireQualifiedAccess>]
module MarketHistory =

    let private isAbsentBefore (bar: int) (bars: Bars) (symbol: int) : bool =
        let mutable t = 0

        while t < bar && not (bars.IsPresent(t, symbol)) do
            t <- t + 1

        t >= bar

    /// The columns of the names of which nothing is known at a bar: no row up to it and no action.
    let internal unbornAt (bar: int) (history: MarketHistory) : int[] =
        let hasActed = Array.create history.Bars.Axes.SymbolCount false

        for action in history.Actions.Array do
            if action.Bar <= bar then
                hasActed[action.Symbol] <- true

        [| 0 .. hasActed.Length - 1 |]
        |> Array.filter (fun symbol ->
            not hasActed[symbol] && isAbsentBefore (bar + 1) history.Bars symbol)

    /// <summary>All that was known at the close of one bar: nothing of any later bar, nor its actions.</summary>
    /// <param name="bar">The last bar that stays, 0 to T - 1.</param>
    /// <param name="history">The whole history.</param>
    /// <remarks>
    /// All symbols stay, with or without a row. An action effective at the open of the next bar is not known
    /// yet, and goes too.
    /// </remarks>
    let upTo (bar: int) (history: MarketHistory) : Result<MarketHistory, Invalid> =
        let axes = history.Bars.Axes

        Check.within "bar" 0.0 (float (axes.BarCount - 1)) (float bar)
        |> Result.map (fun () ->
            let shorter =
                Axes(
                    axes.Instants.Slice(0, bar + 1).ToArray(),
                    axes.SessionDates.Slice(0, bar + 1).ToArray(),
                    Array.ofSeq axes.Symbols
                )

            let cells = (bar + 1) * axes.SymbolCount

            let rows (panel: Panel) =
                Panel(shorter, Array.sub panel.Array 0 cells)

            let bars = history.Bars

            {
                Bars =
                    Bars(
                        shorter,
                        rows bars.Open,
                        rows bars.High,
                        rows bars.Low,
                        rows bars.Close,
                        ValueOption.map rows bars.VolumeOrNone,
                        bars.PriceBasis
                    )
                Actions =
                    history.Actions.Array
                    |> Array.filter (fun action -> action.Bar <= bar)
                    |> CorporateActions
            })
