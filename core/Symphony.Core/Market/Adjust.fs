namespace Symphony.Core

open System

/// <summary>Prices restated for splits and dividends, from the past forward.</summary>
[<RequireQualifiedAccess>]
module Adjust =

    /// What one symbol's factor is now, and its last price in today's shares without paid dividends.
    [<Struct; NoComparison>]
    type private Running = { Factor: float; LastPrice: float }

    /// Dividends first, since they are paid on the shares held at the close before, then splits.
    let private afterActions
        (axes: Axes)
        (actions: ReadOnlySpan<CorporateAction>)
        (running: Running[])
        : Invalid voption =
        let mutable refused = ValueNone

        for action in actions do
            match action.Kind with
            | ActionKind.Dividend cash when not (Double.IsNaN running[action.Symbol].LastPrice) ->
                let now = running[action.Symbol]

                if cash >= now.LastPrice then
                    let rule =
                        $"must be below the last price before it ({Text.number now.LastPrice})"

                    let symbol = axes.Symbols[action.Symbol]
                    let date = axes.SessionDate action.Bar
                    refused <- ValueSome(Invalid.BadValue("dividend", symbol, date, cash, rule))
                else
                    let left = now.LastPrice - cash

                    running[action.Symbol] <- {
                        Factor = now.Factor * (now.LastPrice / left)
                        LastPrice = left
                    }
            | _ -> ()

        for action in actions do
            match action.Kind with
            | ActionKind.Split ratio ->
                let now = running[action.Symbol]

                running[action.Symbol] <- {
                    Factor = now.Factor * ratio
                    LastPrice = now.LastPrice / ratio
                }
            | _ -> ()

        refused

    /// The factor of every cell: the product over the actions effective up to its bar.
    let private factors (bars: Bars) (actions: CorporateActions) : Result<float[], Invalid> =
        let axes = bars.Axes
        let width = axes.SymbolCount
        let closes = bars.Close.Array
        let result = Array.zeroCreate closes.Length
        let running = Array.create width { Factor = 1.0; LastPrice = nan }
        let mutable first = 0
        let mutable refused = ValueNone

        for t in 0 .. axes.BarCount - 1 do
            let mutable after = first

            while after < actions.Count && actions.Array[after].Bar = t do
                after <- after + 1

            if after > first && refused.IsNone then
                let today = ReadOnlySpan(actions.Array, first, after - first)
                refused <- afterActions axes today running

            first <- after

            for i in 0 .. width - 1 do
                let cell = t * width + i
                result[cell] <- running[i].Factor

                if not (Double.IsNaN closes[cell]) then
                    running[i] <- { running[i] with LastPrice = closes[cell] }

        match refused with
        | ValueSome invalid -> Error invalid
        | ValueNone -> Ok result

    /// <summary>The bars restated forward, marked adjusted: a value depends on its past alone.</summary>
    /// <param name="bars">Bars as traded, or adjusted ones, which come back as they are.</param>
    /// <param name="actions">Splits and dividends of raw bars; none with adjusted bars.</param>
    /// <remarks>
    /// Each price is multiplied by the product, over the actions effective up to its bar, of the split's
    /// ratio and of <c>p / (p - dividend)</c>, where p is the last price before the dividend: a price that
    /// falls by just the dividend, or to 1/ratio, shows no return. Volume is divided by the same product,
    /// so that price x volume stays the money traded. Vendors restate backward, by the reciprocal of the
    /// later factors: returns are the same, but there the past changes with every new action. A dividend
    /// before the symbol's first bar counts for nothing; one not below the price before it is refused.
    /// Source: CRSP (2023), "Data Descriptions Guide", factor to adjust price.
    /// </remarks>
    let forward (bars: Bars) (actions: CorporateActions) : Result<Bars, Invalid> =
        match bars.PriceBasis with
        | PriceBasis.Adjusted when actions.Count > 0 ->
            let reason =
                "bars declared adjusted already contain them; give raw bars or no actions"

            Error(Invalid.Conflict("actions", reason))
        | PriceBasis.Adjusted -> Ok bars
        | _ ->
            factors bars actions
            |> Result.bind (fun factor ->
                let prices (panel: Panel) = Array.map2 (*) panel.Array factor

                let volume =
                    bars.VolumeOrNone |> ValueOption.map (fun v -> Array.map2 (/) v.Array factor)

                Bars.create
                    bars.Axes
                    PriceBasis.Adjusted
                    (prices bars.Open)
                    (prices bars.High)
                    (prices bars.Low)
                    (prices bars.Close)
                    volume)
