namespace Symphony.Core

open System

/// <summary>Prices restated for splits and dividends, from the past forward.</summary>
[<RequireQualifiedAccess>]
module Adjust =

    /// What has happened to one symbol since its last bar, and its last price in today's shares without
    /// the dividends paid since.
    [<Struct; NoComparison>]
    type private Running = { Step: float; LastPrice: float }

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
                        Step = now.Step * (now.LastPrice / left)
                        LastPrice = left
                    }
            | _ -> ()

        for action in actions do
            match action.Kind with
            | ActionKind.Split ratio ->
                let now = running[action.Symbol]

                running[action.Symbol] <- {
                    Step = now.Step * ratio
                    LastPrice = now.LastPrice / ratio
                }
            | _ -> ()

        refused

    /// For each bar of a symbol the product over its actions since the symbol's bar before: what one share
    /// of then has become, dividends put back into it. It depends on these two bars and the actions between.
    let internal steps (bars: Bars) (actions: CorporateActions) : Result<float[], Invalid> =
        let axes = bars.Axes
        let width = axes.SymbolCount
        let closes = bars.Close.Array
        let result = Array.create closes.Length 1.0
        let running = Array.create width { Step = 1.0; LastPrice = nan }
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

                if not (Double.IsNaN closes[cell]) then
                    result[cell] <- running[i].Step

                    running[i] <- { Step = 1.0; LastPrice = closes[cell] }

        match refused with
        | ValueSome invalid -> Error invalid
        | ValueNone when bars.PriceBasis = PriceBasis.Adjusted && actions.Count > 0 ->
            let reason =
                "bars declared adjusted already contain them; give raw bars or no actions"

            Error(Invalid.Conflict("actions", reason))
        | ValueNone -> Ok result

    /// The product of each symbol's steps so far.
    let private factors (axes: Axes) (steps: float[]) : float[] =
        let width = axes.SymbolCount
        let result = Array.copy steps

        for cell in width .. result.Length - 1 do
            result[cell] <- result[cell - width] * steps[cell]

        result

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
        match steps bars actions with
        | Error invalid -> Error invalid
        | Ok _ when bars.PriceBasis = PriceBasis.Adjusted -> Ok bars
        | Ok steps ->
            let factor = factors bars.Axes steps
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
                volume
