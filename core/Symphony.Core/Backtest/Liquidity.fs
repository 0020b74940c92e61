namespace Symphony.Core

open System

/// The last sessions of every name, and what is measured over them.
[<Sealed>]
type internal SessionWindow(width: int) =

    let length = SessionWindow.Length
    let returns = Array.create (width * length) nan
    let notionals = Array.create (width * length) nan
    // Per name: the oldest slot, how many are filled, and the session not yet pushed.
    let oldest: int[] = Array.zeroCreate width
    let filled: int[] = Array.zeroCreate width
    let isOpen: bool[] = Array.zeroCreate width
    let openReturn = Array.create width nan
    let openNotional = Array.create width nan

    /// Sessions looked back on.
    static member Length: int = 20

    /// Fewer values than this give no measure.
    static member Fewest: int = 5

    member _.IsOpen(symbol: int) : bool = isOpen[symbol]

    member _.OpenNotional(symbol: int) : float = openNotional[symbol]

    member _.SetOpen(symbol: int, sessionReturn: float, notional: float) : unit =
        isOpen[symbol] <- true
        openReturn[symbol] <- sessionReturn
        openNotional[symbol] <- notional

    /// The session of each name that had one is over: it enters the window, the oldest leaves.
    member _.Push() : unit =
        for symbol in 0 .. width - 1 do
            if isOpen[symbol] then
                let count = filled[symbol]
                let start = oldest[symbol]
                let slot = symbol * length + (start + count) % length
                returns[slot] <- openReturn[symbol]
                notionals[slot] <- openNotional[symbol]
                isOpen[symbol] <- false

                if count < length then
                    filled[symbol] <- count + 1
                else
                    oldest[symbol] <- (start + 1) % length

    /// Over the sessions in the window, oldest first, and the open one last where it counts already:
    /// the number of values, their mean, and (when wanted) their sample standard deviation.
    member private _.Measure
        (values: float[], symbol: int, latest: float, withLatest: bool, deviation: bool)
        : float =
        let count = filled[symbol]
        // With the open session counted, the oldest of a full window makes room for it.
        let first = if withLatest && count = length then 1 else 0
        let mutable n = 0
        let mutable sum = 0.0

        for k in first .. count - 1 do
            let value = values[symbol * length + (oldest[symbol] + k) % length]

            if not (Double.IsNaN value) then
                n <- n + 1
                sum <- sum + value

        if withLatest && not (Double.IsNaN latest) then
            n <- n + 1
            sum <- sum + latest

        if n < SessionWindow.Fewest then
            nan
        else
            let mean = sum / float n

            if not deviation then
                mean
            else
                let mutable squares = 0.0

                for k in first .. count - 1 do
                    let value = values[symbol * length + (oldest[symbol] + k) % length]

                    if not (Double.IsNaN value) then
                        squares <- squares + (value - mean) * (value - mean)

                if withLatest && not (Double.IsNaN latest) then
                    squares <- squares + (latest - mean) * (latest - mean)

                sqrt (squares / float (n - 1))

    member this.Volatility(symbol: int, withOpen: bool) : float =
        this.Measure(returns, symbol, openReturn[symbol], withOpen && isOpen[symbol], true)

    member this.DailyNotional(symbol: int, withOpen: bool) : float =
        this.Measure(notionals, symbol, openNotional[symbol], withOpen && isOpen[symbol], false)

/// <summary>sigma(t) and dollar ADV(t), daily on every frequency.</summary>
/// <remarks>
/// Sample standard deviation of session log returns (with the splits and dividends in between), and
/// mean of the session's sum of close x volume, over the name's last 20 completed sessions known at the
/// close of bar t; NaN with fewer than 5 values. A session with one bar is complete at its close. Once
/// a session has shown a second bar the market is intraday: from then on a session is complete when a
/// bar of a later one has come, for nothing earlier proves that it is over.
/// </remarks>
[<RequireQualifiedAccess>]
module internal Liquidity =

    /// What one share of each name has become, and earned, since a bar of that name.
    [<Sealed>]
    type private Since(width: int) =
        member val Ratio: float[] = Array.create width 1.0
        member val Cash: float[] = Array.zeroCreate width

        member this.Reset(symbol: int) : unit =
            this.Ratio[symbol] <- 1.0
            this.Cash[symbol] <- 0.0

        /// A dividend is paid on the shares held before a split of the same bar.
        member this.Act(symbol: int, ratio: float, cashPerShare: float) : unit =
            this.Cash[symbol] <- this.Cash[symbol] + cashPerShare * this.Ratio[symbol]
            this.Ratio[symbol] <- this.Ratio[symbol] * ratio

    /// Volatility and dollar ADV, T x N each.
    let panels (bars: Bars) (actions: CorporateActions) : struct (Panel * Panel) =
        let axes = bars.Axes
        let width = axes.SymbolCount
        let closes = bars.Close.Array

        let volumes =
            match bars.VolumeOrNone with
            | ValueSome panel -> panel.Array
            | ValueNone -> [||]

        let volatility = Array.create closes.Length nan
        let dailyNotional = Array.create closes.Length nan
        let window = SessionWindow width
        // Since the last bar, and since the last bar of the session before.
        let sinceBar = Since width
        let sinceSession = Since width
        let lastClose = Array.create width nan
        let sessionBefore = Array.create width nan
        let listed = actions.Array
        let mutable action = 0
        let mutable isIntraday = false

        for t in 0 .. axes.BarCount - 1 do
            let opensSession = t = 0 || axes.SessionDate t <> axes.SessionDate(t - 1)
            // Within a session of an intraday market nothing new is complete.
            let isUnchanged = isIntraday && not opensSession

            if opensSession then window.Push() else isIntraday <- true

            while action < listed.Length && listed[action].Bar = t do
                let symbol = listed[action].Symbol
                let mutable ratio = 1.0
                let mutable cash = 0.0

                while action < listed.Length
                      && listed[action].Bar = t
                      && listed[action].Symbol = symbol do
                    match listed[action].Kind with
                    | ActionKind.Split given -> ratio <- given
                    | ActionKind.Dividend given -> cash <- given
                    | ActionKind.Delisting _ -> ()

                    action <- action + 1

                sinceBar.Act(symbol, ratio, cash)

            for symbol in 0 .. width - 1 do
                let cell = t * width + symbol
                let close = closes[cell]

                if not (Double.IsNaN close) then
                    if window.IsOpen symbol then
                        sinceSession.Act(symbol, sinceBar.Ratio[symbol], sinceBar.Cash[symbol])
                    else
                        sessionBefore[symbol] <- lastClose[symbol]
                        sinceSession.Reset symbol
                        sinceSession.Act(symbol, sinceBar.Ratio[symbol], sinceBar.Cash[symbol])

                    sinceBar.Reset symbol
                    lastClose[symbol] <- close

                    let worth = close * sinceSession.Ratio[symbol] + sinceSession.Cash[symbol]
                    let traded = if volumes.Length = 0 then nan else close * volumes[cell]

                    let sofar = if window.IsOpen symbol then window.OpenNotional symbol else 0.0

                    // The first session of a name has no return: log NaN is NaN.
                    window.SetOpen(
                        symbol,
                        Elementary.log (worth / sessionBefore[symbol]),
                        sofar + traded
                    )

                if isUnchanged then
                    volatility[cell] <- volatility[cell - width]
                    dailyNotional[cell] <- dailyNotional[cell - width]
                else
                    volatility[cell] <- window.Volatility(symbol, not isIntraday)
                    dailyNotional[cell] <- window.DailyNotional(symbol, not isIntraday)

        struct (Panel(axes, volatility), Panel(axes, dailyNotional))
