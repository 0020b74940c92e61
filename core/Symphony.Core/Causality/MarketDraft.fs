namespace Symphony.Core

open System

/// A market whose later part is being rewritten: copies of the columns, rows after the cut writable.
[<Sealed>]
type internal MarketDraft(cut: int, history: MarketHistory) =

    let bars = history.Bars
    let width = bars.Axes.SymbolCount
    let opens = Array.copy bars.Open.Array
    let highs = Array.copy bars.High.Array
    let lows = Array.copy bars.Low.Array
    let closes = Array.copy bars.Close.Array

    let volumes =
        bars.VolumeOrNone |> ValueOption.map (fun panel -> Array.copy panel.Array)

    let mutable actions = history.Actions.Array

    member _.Width: int = width
    member _.BarCount: int = bars.Axes.BarCount
    member _.HasVolume: bool = volumes.IsSome
    member _.IsPresent(cell: int) : bool = not (Double.IsNaN closes[cell])
    member _.Close(cell: int) : float = closes[cell]

    member _.Actions
        with get () = actions
        and set (value: CorporateAction[]) = actions <- value

    /// The first cell after the cut.
    member _.FirstLater: int = (cut + 1) * width

    /// The last cell of all.
    member _.LastCell: int = closes.Length - 1

    /// A row between these prices; high and low lie outside by the fractions.
    member _.Write(cell: int, o: float, c: float, above: float, below: float) : unit =
        opens[cell] <- o
        closes[cell] <- c
        highs[cell] <- max o c * (1.0 + above)
        lows[cell] <- min o c * (1.0 - below)

    member _.WriteVolume(cell: int, volume: float) : unit =
        match volumes with
        | ValueSome given -> given[cell] <- volume
        | ValueNone -> ()

    member _.ScaleVolume(cell: int, factor: float) : unit =
        match volumes with
        | ValueSome given -> given[cell] <- given[cell] * factor
        | ValueNone -> ()

    /// Opens and closes each by its own factor: no ratio of the row stays.
    member this.ScalePrices(cell: int, draws: Draws, factor: Draws -> float) : unit =
        let o = opens[cell] * factor draws
        let c = closes[cell] * factor draws
        this.Write(cell, o, c, 0.05 * draws.Uniform(), 0.05 * draws.Uniform())

    member _.Remove(cell: int) : unit =
        opens[cell] <- nan
        highs[cell] <- nan
        lows[cell] <- nan
        closes[cell] <- nan

        match volumes with
        | ValueSome given -> given[cell] <- nan
        | ValueNone -> ()

    /// The name's last close up to a cell's bar, else its next one, else 10.
    member _.PriceNear(cell: int) : float =
        let mutable back = cell

        while back >= 0 && Double.IsNaN closes[back] do
            back <- back - width

        if back >= 0 then
            closes[back]
        else
            let mutable ahead = cell

            while ahead < closes.Length && Double.IsNaN closes[ahead] do
                ahead <- ahead + width

            if ahead < closes.Length then closes[ahead] else 10.0

    /// A row where there was none.
    member this.Add(cell: int, draws: Draws) : unit =
        let near = this.PriceNear cell
        this.Write(cell, near * draws.Factor(), near * draws.Factor(), 0.03, 0.03)
        this.WriteVolume(cell, 1000.0 * draws.Factor())

    /// Later dividends that would take all of a new, lower price, halved to fit it: bars must be able to pay.
    member private _.Payable() : CorporateAction[] =
        let changed = Array.copy actions
        // Dividends come before splits of their bar: they are paid on the shares of the close before.
        let order (place: int) =
            match actions[place].Kind with
            | ActionKind.Dividend _ -> struct (actions[place].Symbol, actions[place].Bar, 0)
            | _ -> struct (actions[place].Symbol, actions[place].Bar, 1)

        let places = Array.init actions.Length id |> Array.sortBy order
        let mutable symbol = -1
        let mutable seen = -1
        let mutable last = nan

        for place in places do
            let action = actions[place]

            if action.Symbol <> symbol then
                symbol <- action.Symbol
                seen <- -1
                last <- nan

            // The latest close since the action before, where there is one.
            let mutable bar = action.Bar - 1

            while bar >= max 0 seen && Double.IsNaN closes[bar * width + symbol] do
                bar <- bar - 1

            if bar >= max 0 seen then
                last <- closes[bar * width + symbol]

            seen <- action.Bar

            match action.Kind with
            | ActionKind.Dividend cash when not (Double.IsNaN last) ->
                let paid = if action.Bar > cut && cash >= last then 0.5 * last else cash
                changed[place] <- { action with Kind = ActionKind.Dividend paid }
                last <- last - paid
            | ActionKind.Split ratio -> last <- last / ratio
            | _ -> ()

        changed

    member this.ToHistory() : MarketHistory =
        let panel values = Panel(bars.Axes, values)

        {
            Bars =
                Bars(
                    bars.Axes,
                    panel opens,
                    panel highs,
                    panel lows,
                    panel closes,
                    ValueOption.map panel volumes,
                    bars.PriceBasis
                )
            Actions = CorporateActions(this.Payable())
        }
