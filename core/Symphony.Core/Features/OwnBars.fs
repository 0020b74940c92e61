namespace Symphony.Core

open System

/// The equal-weighted market's log return at each bar, NaN where no name has a row there and at the bar before.
[<Sealed; AllowNullLiteral(false)>]
type internal MarketReturns(logReturns: float[]) =

    /// One for each bar of the market.
    member _.LogReturns: float[] = logReturns

    /// From one bar to a later one; NaN where it is not known throughout.
    member _.Between(from: int, until: int) : float =
        if until = from + 1 then
            logReturns[until]
        else
            let mutable sum = 0.0

            for t in from + 1 .. until do
                sum <- sum + logReturns[t]

            sum

[<RequireQualifiedAccess>]
module internal MarketReturns =

    /// The mean simple return from one bar to the next over the names with a row at both, as a logarithm.
    let equalWeight (bars: Bars) (steps: float[]) : MarketReturns =
        let width = bars.Axes.SymbolCount
        let closes = bars.Close.Array
        let returns = Array.zeroCreate width

        let ofBar t =
            let mutable count = 0

            if t > 0 then
                for i in 0 .. width - 1 do
                    let cell = t * width + i
                    let simple = closes[cell] * steps[cell] / closes[cell - width] - 1.0

                    if not (Double.IsNaN simple) then
                        returns[count] <- simple
                        count <- count + 1

            if count = 0 then
                nan
            else
                Elementary.log1p (Kernels.sum (ReadOnlySpan(returns, 0, count)) / float count)

        MarketReturns(Array.init bars.Axes.BarCount ofBar)

    /// One symbol's log returns from bar to bar.
    let ofSymbol (symbol: int) (bars: Bars) (steps: float[]) : MarketReturns =
        let width = bars.Axes.SymbolCount
        let closes = bars.Close.Array

        let ofBar t =
            let cell = t * width + symbol

            if t > 0 then
                Elementary.log (closes[cell] * steps[cell] / closes[cell - width])
            else
                nan

        MarketReturns(Array.init bars.Axes.BarCount ofBar)

/// Bars, for each bar of a symbol what its shares became since the symbol's bar before, and the market's
/// returns, computed when first asked for.
[<NoComparison; NoEquality>]
type internal StepwiseBars = {
    Bars: Bars
    Actions: CorporateActions
    Steps: float[]
    Market: Lazy<MarketReturns>
}

[<RequireQualifiedAccess>]
module internal StepwiseBars =

    let create (bars: Bars) (actions: CorporateActions) (steps: float[]) : StepwiseBars = {
        Bars = bars
        Actions = actions
        Steps = steps
        Market = lazy MarketReturns.equalWeight bars steps
    }

/// One symbol's present bars side by side, so that a window is a span. What several features need is
/// computed once, when first asked for: one thread has one of these.
[<Sealed; AllowNullLiteral(false)>]
type internal OwnBars(market: StepwiseBars, symbol: int, cells: int[]) =

    let width = market.Bars.Axes.SymbolCount

    let gather (values: float[]) =
        cells |> Array.map (fun cell -> values[cell])

    let steps = gather market.Steps

    let acted =
        [| 0 .. cells.Length - 1 |] |> Array.filter (fun own -> steps[own] <> 1.0)

    let opens = lazy gather market.Bars.Open.Array
    let highs = lazy gather market.Bars.High.Array
    let lows = lazy gather market.Bars.Low.Array
    let closes = gather market.Bars.Close.Array

    let volumes =
        lazy
            (match market.Bars.VolumeOrNone with
             | ValueSome volumes -> gather volumes.Array
             | ValueNone -> Array.create cells.Length nan)

    /// One value for each bar, from the bar's number; NaN at the first.
    let afterFirst (value: int -> float) =
        Array.init cells.Length (fun t -> if t = 0 then nan else value t)

    let logReturns =
        lazy (afterFirst (fun t -> Elementary.log (closes[t] * steps[t] / closes[t - 1])))

    let logFromOpen (prices: Lazy<float[]>) =
        lazy
            (let opens = opens.Value
             Array.map2 (fun price first -> Elementary.log (price / first)) prices.Value opens)

    let openToHigh = logFromOpen highs
    let openToLow = logFromOpen lows
    let openToClose = logFromOpen (lazy closes)
    let overnight = lazy (Array.map2 (-) logReturns.Value openToClose.Value)

    let marketReturns =
        lazy
            (let market = market.Market.Value
             afterFirst (fun t -> market.Between(cells[t - 1] / width, cells[t] / width)))

    // By window: the market's and the symbol's log returns together.
    let products = System.Collections.Generic.Dictionary<int, WindowProducts>()

    let money = lazy (Array.map2 (*) closes volumes.Value)

    /// How many.
    member _.Count: int = cells.Length

    /// The symbol's column.
    member _.Symbol: int = symbol

    /// The whole market.
    member _.Market: StepwiseBars = market

    /// The number of each one's cell in a panel.
    member _.Cells: int[] = cells

    /// The number of one's bar on the market's axis.
    member _.Bar(own: int) : int = cells[own] / width

    /// The first prices as they are.
    member _.Opens: float[] = opens.Value

    /// The highest prices as they are.
    member _.Highs: float[] = highs.Value

    /// The lowest prices as they are.
    member _.Lows: float[] = lows.Value

    /// The closes as they are.
    member _.Closes: float[] = closes

    /// The shares traded as they are; NaN where the bars have none.
    member _.Volumes: float[] = volumes.Value

    /// Close x volume.
    member _.Money: float[] = money.Value

    /// What one share of the bar before has become.
    member _.Steps: float[] = steps

    /// True when a share is another at some bar than at the one before.
    member _.HasActions: bool = acted.Length > 0

    /// log (close / close before), shares restated; NaN at the first.
    member _.LogReturns: float[] = logReturns.Value

    /// log (open / close before), shares restated: the log return less log (close / open); NaN at the first.
    member _.Overnight: float[] = overnight.Value

    /// log (high / open).
    member _.OpenToHigh: float[] = openToHigh.Value

    /// log (low / open).
    member _.OpenToLow: float[] = openToLow.Value

    /// log (close / open).
    member _.OpenToClose: float[] = openToClose.Value

    /// The equal-weighted market's log return since the symbol's own bar before; NaN at the first.
    member _.MarketReturns: float[] = marketReturns.Value

    /// Means and products of the market's (x) and the symbol's (y) log returns over each window.
    member _.WithMarket(window: int) : WindowProducts =
        match products.TryGetValue window with
        | true, known -> known
        | false, _ ->
            let made = WindowProducts.ofPairs window marketReturns.Value logReturns.Value
            products[window] <- made
            made

    /// What one share held at the close of one own bar is at a later one, dividends put back into it.
    member this.Growth(from: int, until: int) : float =
        let mutable place = Array.BinarySearch(acted, from + 1)
        place <- if place < 0 then ~~~place else place
        let mutable product = 1.0

        while place < acted.Length && acted[place] <= until do
            product <- product * steps[acted[place]]
            place <- place + 1

        product

    /// True when a share is the same share at both own bars.
    member _.IsPlain(from: int, until: int) : bool =
        let place = Array.BinarySearch(acted, from + 1)
        let next = if place < 0 then ~~~place else place
        next >= acted.Length || acted[next] > until

[<RequireQualifiedAccess>]
module internal OwnBars =

    let ofSymbol (bars: StepwiseBars) (symbol: int) : OwnBars =
        let width = bars.Bars.Axes.SymbolCount
        let closes = bars.Bars.Close.Array
        let cells = Array.zeroCreate bars.Bars.Axes.BarCount
        let mutable count = 0

        for t in 0 .. cells.Length - 1 do
            let cell = t * width + symbol

            if not (Double.IsNaN closes[cell]) then
                cells[count] <- cell
                count <- count + 1

        OwnBars(bars, symbol, (if count = cells.Length then cells else Array.sub cells 0 count))

    /// A panel filled symbol by symbol: <c>fill own values</c> writes one value for each own bar; they come
    /// as NaN.
    let map (bars: StepwiseBars) (fill: OwnBars -> float[] -> unit) : Panel =
        let axes = bars.Bars.Axes
        let result = Array.create (axes.BarCount * axes.SymbolCount) nan

        for i in 0 .. axes.SymbolCount - 1 do
            let own = ofSymbol bars i
            let values = Array.create own.Count nan
            fill own values

            for k in 0 .. own.Count - 1 do
                result[own.Cells[k]] <- values[k]

        Panel(axes, result)
