namespace Symphony.Core

open System

/// <summary>What a label of a fixed horizon holds, and how a name that ends without a record pays out.</summary>
type HorizonSettings = {
    /// <summary>Bars from entry to exit, at least 1.</summary>
    Bars: int<bar>
    /// <summary>Simple return from the last price where no record says, at least -1.</summary>
    DelistingReturn: float
}

/// <summary>Executable labels of a fixed horizon.</summary>
[<RequireQualifiedAccess>]
module Horizon =

    /// <summary>Five bars, and -30 % for a name that ends without a record.</summary>
    let standard: HorizonSettings = { Bars = 5<bar>; DelistingReturn = -0.3 }

    let private fill
        (settings: HorizonSettings)
        (name: TradedName)
        (returns: float[])
        (spanEnds: int[])
        (settled: int[])
        : unit =
        for t in 0 .. name.BarCount - 1 do
            let entryBar = Timing.fillBar t

            if
                entryBar < name.BarCount
                && entryBar < name.DelistingBar
                && not (Double.IsNaN(name.Open entryBar))
            then
                let due = Timing.exitBar t settings.Bars

                match TradeExit.atOpen settings.DelistingReturn name due with
                | ValueSome exit ->
                    returns[t * name.Width + name.Column] <-
                        TradeExit.simpleReturn Side.Long name entryBar exit.Bar exit.Price

                    spanEnds[t * name.Width + name.Column] <- exit.Bar
                    settled[t * name.Width + name.Column] <- exit.Bar
                | ValueNone -> settled[t * name.Width + name.Column] <- Int32.MaxValue

    /// <summary>The labels of every bar and symbol: what a long decided at the close of t earned.</summary>
    /// <param name="settings">Horizon and delisting return.</param>
    /// <param name="actions">Splits, dividends and delistings of raw bars; none with adjusted bars.</param>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <remarks>
    /// Entry at the open of t + 1, exit at the open of t + 1 + k; splits and dividends between are the
    /// holder's. No entry open, or a delisting on record by then: no label. No exit open: the next open
    /// within 5 bars. A delisting on record by the exit: out there at the last close x (1 + its return).
    /// No open within those 5 bars: the name has ended as the engine has it, and the last close
    /// x (1 + <c>DelistingReturn</c>) is what is left, known at the last of the 5. Data that end before any
    /// of this is known: no label, never 0. The span runs from t to the bar of the exit.
    /// </remarks>
    let create
        (settings: HorizonSettings)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<Labels, Invalid> =
        let checks =
            Check.all [
                Check.within "horizonBars" 1.0 1_000_000.0 (float (int settings.Bars))
                Check.finite "delistingReturn" settings.DelistingReturn
                Check.within "delistingReturn" -1.0 infinity settings.DelistingReturn
                TradedName.checkBasis actions bars
            ]

        checks
        |> Result.map (fun () ->
            let axes = bars.Axes
            let returns = Array.create (axes.BarCount * axes.SymbolCount) nan
            let spanEnds = Array.create returns.Length -1
            let settled = Array.create returns.Length -1
            let bySymbol = TradedName.actionsBySymbol axes actions

            for i in 0 .. axes.SymbolCount - 1 do
                let name =
                    TradedName.create
                        bars.Open.Array
                        bars.Close.Array
                        axes.SymbolCount
                        i
                        axes.BarCount
                        bySymbol[i]

                fill settings name returns spanEnds settled

            Labels(Panel(axes, returns), spanEnds, ValueSome settled))
