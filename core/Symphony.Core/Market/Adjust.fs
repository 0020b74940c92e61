namespace Symphony.Core

open System

/// <summary>What the moves of adjusted prices leave out of, or put into, those of raw ones.</summary>
[<RequireQualifiedAccess>]
type AdjustmentKind =
    /// <summary>Splits are left out: prices for one share of the as-of day, falling at each dividend.</summary>
    | Split = 0
    /// <summary>
    /// Splits, and dividends as a fraction of the price before: a price that falls by just its dividend has not
    /// moved. The vendors' "adjusted close".
    /// </summary>
    | Dividend = 1
    /// <summary>
    /// Splits, and dividends reinvested at the close of the first bar on or after their ex-date, which is the day's
    /// own close where a bar is a day: from the close of a bar to that of the next the holding period return.
    /// </summary>
    | TotalReturn = 2

/// <summary>Prices restated for splits and dividends: forward for features, backward as of a day for people.</summary>
[<RequireQualifiedAccess>]
module Adjust =

    /// What has happened to one symbol since its last bar: what one share has become, its last price in today's
    /// shares without the dividends paid since, and the cash paid since on one share of then.
    [<Struct; NoComparison>]
    type private Running = { Step: float; LastPrice: float; Cash: float }

    /// Dividends first, since they are paid on the shares held at the close before, then splits.
    let private afterActions
        (kind: AdjustmentKind)
        (axes: Axes)
        (actions: ReadOnlySpan<CorporateAction>)
        (running: Running[])
        : Invalid voption =
        let mutable refused = ValueNone

        for action in actions do
            match action.Kind with
            | ActionKind.Dividend _ when kind = AdjustmentKind.Split -> ()
            | ActionKind.Dividend cash when kind = AdjustmentKind.TotalReturn ->
                let now = running[action.Symbol]
                running[action.Symbol] <- { now with Cash = now.Cash + cash * now.Step }
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
                        now with
                            Step = now.Step * (now.LastPrice / left)
                            LastPrice = left
                    }
            | _ -> ()

        for action in actions do
            match action.Kind with
            | ActionKind.Split ratio ->
                let now = running[action.Symbol]

                running[action.Symbol] <- {
                    now with
                        Step = now.Step * ratio
                        LastPrice = now.LastPrice / ratio
                }
            | _ -> ()

        refused

    /// Steps of a kind up to a bar, 1 after it, whatever its actions; and what one share of each symbol's last bar
    /// has become since, by actions that still wait for a bar.
    let private stepsUpTo
        (last: int)
        (kind: AdjustmentKind)
        (bars: Bars)
        (actions: CorporateActions)
        : Result<struct (float[] * float[]), Invalid> =
        let axes = bars.Axes
        let width = axes.SymbolCount
        let closes = bars.Close.Array
        let result = Array.create closes.Length 1.0
        let running = Array.create width { Step = 1.0; LastPrice = nan; Cash = 0.0 }
        let mutable first = 0
        let mutable refused = ValueNone

        for t in 0..last do
            let mutable after = first

            while after < actions.Count && actions.Array[after].Bar = t do
                after <- after + 1

            if after > first && refused.IsNone then
                let today = ReadOnlySpan(actions.Array, first, after - first)
                refused <- afterActions kind axes today running

            first <- after

            for i in 0 .. width - 1 do
                let cell = t * width + i

                if not (Double.IsNaN closes[cell]) then
                    let now = running[i]

                    result[cell] <-
                        if now.Cash = 0.0 then now.Step else now.Step + now.Cash / closes[cell]

                    running[i] <- { Step = 1.0; LastPrice = closes[cell]; Cash = 0.0 }

        match refused with
        | ValueSome invalid -> Error invalid
        | ValueNone when bars.PriceBasis = PriceBasis.Adjusted && actions.Count > 0 ->
            let reason =
                "bars declared adjusted already contain them; give raw bars or no actions"

            Error(Invalid.Conflict("actions", reason))
        | ValueNone -> Ok(struct (result, running |> Array.map _.Step))

    /// For each bar of a symbol the product over its actions since the symbol's bar before: what one share
    /// of then has become, dividends put back into it. It depends on these two bars and the actions between.
    let internal steps (bars: Bars) (actions: CorporateActions) : Result<float[], Invalid> =
        stepsUpTo (bars.Axes.BarCount - 1) AdjustmentKind.Dividend bars actions
        |> Result.map (fun struct (steps, _) -> steps)

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

    /// The bars up to one of them, in its shares.
    let private asOfBar
        (kind: AdjustmentKind)
        (last: int)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<Bars, Invalid> =
        let width = bars.Axes.SymbolCount
        let cells = (last + 1) * width

        stepsUpTo last kind bars actions
        |> Result.bind (fun struct (steps, pending) ->
            // What one share of each bar has become by the as-of bar, at which a name may have no bar of its own.
            let growth = Array.create cells 1.0
            Array.blit pending 0 growth (cells - width) width

            for cell in cells - width - 1 .. -1 .. 0 do
                growth[cell] <- growth[cell + width] * steps[cell + width]

            let restated (operation: float -> float -> float) (panel: Panel) =
                Array.init cells (fun cell -> operation panel.Array[cell] growth[cell])

            Axes.create
                (bars.Axes.Instants.Slice(0, last + 1).ToArray())
                (bars.Axes.SessionDates.Slice(0, last + 1).ToArray())
                (Array.ofSeq bars.Axes.Symbols)
            |> Result.bind (fun axes ->
                Bars.create
                    axes
                    PriceBasis.Adjusted
                    (restated (/) bars.Open)
                    (restated (/) bars.High)
                    (restated (/) bars.Low)
                    (restated (/) bars.Close)
                    (bars.VolumeOrNone |> ValueOption.map (restated (*)))))

    /// How many bars come before the first that is not known.
    let private firstBars (isKnown: int -> bool) (bars: Bars) : int =
        let mutable known = 0

        while known < bars.Axes.BarCount && isKnown known do
            known <- known + 1

        known

    /// The as-of adjustment up to the last of the first bars that is known then.
    let private asOfCount
        (kind: AdjustmentKind)
        (known: int)
        (firstIs: string)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<Bars, Invalid> =
        if bars.PriceBasis = PriceBasis.Adjusted then
            let reason =
                "bars declared adjusted hold what their source knew later; raw bars and their actions are accepted"

            Error(Invalid.Conflict("bars", reason))
        elif known = 0 then
            let reason = $"no bar is known by then; the first is {firstIs}"
            Error(Invalid.Conflict("asOf", reason))
        else
            asOfBar kind (known - 1) actions bars

    /// <summary>The bars known at an instant, restated backward for the actions known by then, marked adjusted.</summary>
    /// <param name="kind">What is left out of the moves of prices, or put into them.</param>
    /// <param name="instant">Microseconds since 1970-01-01T00:00Z; the last bar is the last that has closed by then.</param>
    /// <param name="actions">The market's splits and dividends; those effective after the last bar are not looked at.</param>
    /// <param name="bars">Bars as traded.</param>
    /// <remarks>
    /// The last bar keeps its prices. An earlier price is divided by what one share of then has become: the product
    /// of the split ratios since, and of <c>p / (p - dividend)</c> with the price p before the dividend
    /// (<c>Dividend</c>) or of <c>1 + dividend / close</c> with the close of the name's first bar on or after the
    /// ex-date (<c>TotalReturn</c>, on the shares held before a split of the same bar). Returns of
    /// <c>TotalReturn</c> from the close of a bar to that of the next are
    /// <c>(price x ratio + dividend) / price before - 1</c>; with several bars a day the dividend is in the price
    /// from the first on, as the day's last is not known before it has closed. What is known by then counts also
    /// for a name without a bar on or after it, whose last price is then not of one share of the as-of day's; only
    /// the dividends of <c>TotalReturn</c> wait for the bar whose close reinvests them. Volume is multiplied by the same number, so that
    /// price x volume stays the money traded. A later as-of instant multiplies the prices of a name by one number.
    /// A dividend before the symbol's first bar counts for nothing. Source: CRSP (2023), "Data Descriptions Guide",
    /// factor to adjust price, and holding period total return.
    /// </remarks>
    let asOf
        (kind: AdjustmentKind)
        (instant: int64)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<Bars, Invalid> =
        let known = firstBars (fun t -> bars.Axes.Instant t <= instant) bars
        asOfCount kind known (Text.instant (bars.Axes.Instant 0)) actions bars

    /// <summary>The bars of the sessions up to a date, restated backward for the actions known by then.</summary>
    /// <param name="kind">What is left out of the moves of prices, or put into them.</param>
    /// <param name="sessionDate">An epoch day (days since 1970-01-01); the last bar is the last of the last session up to it.</param>
    /// <param name="actions">The market's splits and dividends; those effective after the last bar are not looked at.</param>
    /// <param name="bars">Bars as traded.</param>
    /// <remarks>As <c>asOf</c> at the close of that session.</remarks>
    let asOfDate
        (kind: AdjustmentKind)
        (sessionDate: int)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<Bars, Invalid> =
        let known = firstBars (fun t -> bars.Axes.SessionDate t <= sessionDate) bars
        asOfCount kind known (Text.date (bars.Axes.SessionDate 0)) actions bars
