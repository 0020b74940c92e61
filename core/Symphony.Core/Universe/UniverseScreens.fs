namespace Symphony.Core

open System

/// Bars as the screens see them: the same for every name of a market.
[<NoComparison; NoEquality>]
type internal ScreenBars = {
    /// The number of the session of each bar.
    Sessions: int[]
    /// The first bar at which the market is known to be intraday: the second of a session; T where there is none.
    IntradayFrom: int
    /// Whether the screens are looked at anew.
    IsReview: bool[]
}

/// The screens of one name, each value from the name's own bars up to it.
[<RequireQualifiedAccess>]
module internal UniverseScreens =

    /// A name without a bar for so many sessions has ended: as the engine counts missing bars.
    [<Literal>]
    let Patience = 5

    let private period (review: UniverseReview) (sessionDate: int) : int =
        match review with
        // 1970-01-01 was a Thursday: the Monday before it is day -3.
        | UniverseReview.Weekly ->
            (sessionDate + 3) / 7 - (if (sessionDate + 3) % 7 < 0 then 1 else 0)
        | UniverseReview.Monthly ->
            let date = CivilDate.toDate sessionDate
            date.Year * 12 + date.Month
        | _ -> sessionDate

    let barsOf (review: UniverseReview) (axes: Axes) : ScreenBars =
        let sessions: int[] = Array.zeroCreate axes.BarCount
        let isReview = Array.create axes.BarCount true
        let mutable intradayFrom = axes.BarCount

        for t in 1 .. axes.BarCount - 1 do
            let isNew = axes.SessionDate t <> axes.SessionDate(t - 1)
            sessions[t] <- sessions[t - 1] + (if isNew then 1 else 0)

            if not isNew then
                intradayFrom <- min intradayFrom t

            isReview[t] <-
                review = UniverseReview.EveryBar
                || period review (axes.SessionDate t) <> period review (axes.SessionDate(t - 1))

        { Sessions = sessions; IntradayFrom = intradayFrom; IsReview = isReview }

    /// The mean of the last values of a ring, oldest first, and of the open session where it counts.
    let private mean
        (window: int)
        (ring: float[])
        (pushed: int)
        (latest: float)
        (withLatest: bool)
        : float =
        let before = if withLatest then window - 1 else window

        if pushed < before then
            nan
        else
            let mutable sum = 0.0

            for k in pushed - before .. pushed - 1 do
                sum <- sum + ring[k % window]

            if withLatest then
                sum <- sum + latest

            sum / float window

    /// The first bar at which each name's delisting is effective; T or more where there is none.
    let delistings (axes: Axes) (actions: CorporateActions) : int[] =
        let result = Array.create axes.SymbolCount Int32.MaxValue

        for action in actions.Array do
            match action.Kind with
            | ActionKind.Delisting _ ->
                result[action.Symbol] <- min result[action.Symbol] action.Bar
            | _ -> ()

        result

    /// The splits of each name in order of their bars, those announced for the bar after the last left out.
    let splits (axes: Axes) (actions: CorporateActions) : struct (int * float)[][] =
        let found =
            Array.init axes.SymbolCount (fun _ -> ResizeArray<struct (int * float)>())

        for action in actions.Array do
            match action.Kind with
            | ActionKind.Split ratio when action.Bar < axes.BarCount ->
                found[action.Symbol].Add(struct (action.Bar, ratio))
            | _ -> ()

        found
        |> Array.map (fun each -> each.ToArray() |> Array.sortBy (fun (struct (bar, _)) -> bar))

    /// The verdict of the screens and of presence at each bar of one name, membership aside.
    let verdicts
        (settings: UniverseSettings)
        (market: ScreenBars)
        (delistedFrom: int)
        (splits: struct (int * float)[])
        (bars: Bars)
        (symbol: int)
        : UniverseVerdict[] =
        let axes = bars.Axes
        let width = axes.SymbolCount
        let closes = bars.Close.Array

        let volumes =
            match bars.VolumeOrNone with
            | ValueSome panel -> panel.Array
            | ValueNone -> [||]

        let window = settings.WindowSessions
        let ring: float[] = Array.zeroCreate window
        let result = Array.create axes.BarCount UniverseVerdict.In
        let hasScreen = UniverseSettings.hasScreen settings
        // Completed sessions, and the one that may still grow.
        let mutable pushed = 0
        let mutable isOpen = false
        let mutable traded = 0.0
        let mutable lastClose = nan
        let mutable lastBar = -1
        let mutable held = UniverseVerdict.In
        let mutable nextSplit = 0

        for t in 0 .. axes.BarCount - 1 do
            if isOpen && market.Sessions[t] <> market.Sessions[lastBar] then
                ring[pushed % window] <- traded
                pushed <- pushed + 1
                isOpen <- false
                traded <- 0.0

            let cell = t * width + symbol

            // The last price in shares of today, also where the name has no bar since its split.
            while nextSplit < splits.Length && (let struct (bar, _) = splits[nextSplit] in bar <= t) do
                let struct (_, ratio) = splits[nextSplit]
                lastClose <- lastClose / ratio
                nextSplit <- nextSplit + 1

            if not (Double.IsNaN closes[cell]) then
                isOpen <- true
                lastClose <- closes[cell]
                lastBar <- t

                if volumes.Length > 0 then
                    traded <- traded + closes[cell] * volumes[cell]

            if market.IsReview[t] && hasScreen then
                let countsToday = isOpen && t < market.IntradayFrom
                let history = pushed + (if countsToday then 1 else 0)

                held <-
                    if lastBar < 0 || history < settings.MinimumHistory then
                        UniverseVerdict.ShortHistory
                    elif lastClose < settings.MinimumPrice then
                        UniverseVerdict.LowPrice
                    elif settings.MinimumDollarVolume > 0.0 then
                        let money = mean window ring pushed traded countsToday

                        if Double.IsNaN money then UniverseVerdict.ShortHistory
                        elif money < settings.MinimumDollarVolume then UniverseVerdict.Illiquid
                        else UniverseVerdict.In
                    else
                        UniverseVerdict.In

            let isGone =
                lastBar < 0
                || t >= delistedFrom
                || market.Sessions[t] - market.Sessions[lastBar] >= Patience

            result[t] <- if isGone then UniverseVerdict.NoBar else held

        result
