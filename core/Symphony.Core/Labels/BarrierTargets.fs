namespace Symphony.Core

open System

/// <summary>What the barriers of each bar are multiples of.</summary>
[<RequireQualifiedAccess>]
module BarrierTargets =

    let private day = 86_400_000_000L

    /// For each own bar the place of the own bar its one-day return starts from; -1 where there is none.
    let private oneDayEarlier (axes: Axes) (own: OwnBars) : int[] =
        let width = axes.SymbolCount
        let bar k = own.Cells[k] / width
        let result = Array.create own.Count -1
        let mutable aged = -1
        // First own bars of this session and of the one before it.
        let mutable sessionStart = 0
        let mutable sessionBefore = -1

        for k in 0 .. own.Count - 1 do
            if k > 0 && axes.SessionDate(bar k) <> axes.SessionDate(bar (k - 1)) then
                sessionBefore <- sessionStart
                sessionStart <- k

            while aged + 1 < sessionStart
                  && axes.Instant(bar (aged + 1)) <= axes.Instant(bar k) - day do
                aged <- aged + 1

            result[k] <- max aged sessionBefore

        result

    /// Weights (1 - a)^age with a = 2 / (span + 1); the deviation around the weighted mean, unbiased.
    let private exponential (span: int) (bars: StepwiseBars) : Panel =
        let axes = bars.Bars.Axes
        let decay = 1.0 - 2.0 / (float span + 1.0)

        OwnBars.map bars (fun own values ->
            let earlier = oneDayEarlier axes own
            let mutable count = 0
            let mutable weight = 0.0
            let mutable squaredWeight = 0.0
            let mutable mean = 0.0
            // The weighted sum of squared deviations from the mean.
            let mutable squares = 0.0

            for k in 0 .. own.Count - 1 do
                let from = earlier[k]

                if from >= 0 then
                    let simpleReturn = own.Closes[k] * own.Growth(from, k) / own.Closes[from] - 1.0

                    count <- count + 1
                    let older = weight * decay
                    weight <- older + 1.0
                    squaredWeight <- squaredWeight * (decay * decay) + 1.0
                    let deviation = simpleReturn - mean
                    squares <- squares * decay + deviation * deviation * (older / weight)
                    mean <- mean + deviation / weight

                if count >= span then
                    values[k] <- sqrt (squares / (weight - squaredWeight / weight)))

    /// The mean true range of the last own bars, in today's shares, over the close.
    let private averageTrueRange (window: int) (bars: StepwiseBars) : Panel =
        let highs, lows = bars.Bars.High.Array, bars.Bars.Low.Array

        OwnBars.map bars (fun own values ->
            let ranges =
                Array.init own.Count (fun k ->
                    let high, low = highs[own.Cells[k]], lows[own.Cells[k]]

                    if k = 0 then
                        nan
                    else
                        let before = own.Closes[k - 1] / own.Steps[k]
                        max high before - min low before)

            for t in window .. own.Count - 1 do
                let isPlain = own.IsPlain(t - window + 1, t)
                let mutable sum = 0.0

                for k in t - window + 1 .. t do
                    sum <- sum + (if isPlain then ranges[k] else ranges[k] / own.Growth(k, t))

                values[t] <- sum / float window / own.Closes[t])

    let private checkGiven (axes: Axes) (fractions: Panel) : Result<unit, Invalid> =
        let values = fractions.Array
        let mutable cell = 0

        // Above zero and finite, or NaN.
        while cell < values.Length
              && (values[cell] > 0.0 && values[cell] < infinity || Double.IsNaN values[cell]) do
            cell <- cell + 1

        if not (fractions.Axes.SameAs axes) then
            Error(Invalid.Conflict("target", "must have the bars and symbols of the prices"))
        elif cell = values.Length then
            Ok()
        else
            let symbol = axes.Symbols[cell % axes.SymbolCount]
            let date = axes.SessionDate(cell / axes.SymbolCount)
            let rule = "must be finite and above zero, or NaN where there is none"
            Error(Invalid.BadValue("target", symbol, date, values[cell], rule))

    /// <summary>The target of each bar and symbol, a fraction of price, T x N; NaN where there is none.</summary>
    /// <param name="target">Which measure.</param>
    /// <param name="actions">Splits and dividends of raw bars; none with adjusted bars.</param>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <remarks>
    /// <para>Each is known at the close of its bar.</para>
    /// <para><c>DailyVolatility</c>: as the engine has it, daily on every frequency, over the last 20
    /// completed sessions, from 5 values on.</para>
    /// <para><c>ExponentialVolatility</c>: over the simple returns r of the symbol's own bars, each since
    /// its last bar that is a day old or older (or since the first bar of its session before, where that
    /// is later, so that daily bars stamped a few hours apart give one-day returns): <c>sqrt(sum w (r -
    /// m)^2 / (W - V / W))</c>, with <c>w = (1 - 2 / (span + 1))^age</c>, m the weighted mean, W the sum
    /// of w and V of w^2; NaN before so many returns as the span. It reaches back to the symbol's first
    /// bar. Source: Lopez de Prado (2018), AFML, snippet 3.1, which takes the last bar more than a day
    /// old: on daily bars of one hour that is a return of two days.</para>
    /// <para><c>AverageTrueRange</c>: the plain mean of <c>max(high, close before) - min(low, close
    /// before)</c>, earlier bars restated for splits and dividends, over the close. Source: Wilder (1978),
    /// "New Concepts in Technical Trading Systems", chapter 3, who smooths recursively instead.</para>
    /// </remarks>
    let panel
        (target: BarrierTarget)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<Panel, Invalid> =
        let stepwise (compute: StepwiseBars -> Panel) =
            Adjust.steps bars actions
            |> Result.map (fun steps -> compute (StepwiseBars.create bars actions steps))

        match target with
        | BarrierTarget.Fixed fraction ->
            Check.positive "target" fraction
            |> Result.map (fun () ->
                let cells = bars.Axes.BarCount * bars.Axes.SymbolCount
                Panel(bars.Axes, Array.create cells fraction))
        | BarrierTarget.DailyVolatility ->
            TradedName.checkBasis actions bars
            |> Result.map (fun () ->
                let struct (volatility, _) = Liquidity.panels bars actions
                volatility)
        | BarrierTarget.ExponentialVolatility span ->
            Check.within "volatilitySpan" 2.0 1_000_000.0 (float span)
            |> Result.bind (fun () -> stepwise (exponential span))
        | BarrierTarget.AverageTrueRange window ->
            Check.within "trueRangeWindow" 1.0 1_000_000.0 (float (int window))
            |> Result.bind (fun () -> stepwise (averageTrueRange (int window)))
        | BarrierTarget.Given fractions ->
            checkGiven bars.Axes fractions |> Result.map (fun () -> fractions)
