namespace Symphony.Core.Interop

open System

open Symphony.Core

/// <summary>The standard technical indicators of one series: NaN while an indicator is not yet warm.</summary>
/// <remarks>
/// Recursive averages run over the whole past, from the first value given. All input is finite and oldest
/// first; the values come back one for each bar. Formulas, sources and degenerate cases stand at the F#
/// functions of the same name.
/// </remarks>
[<Sealed; AbstractClass>]
type Indicators =


    /// <summary>The simple average of the last n values.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member SimpleMovingAverage(values: ReadOnlySpan<float>, period: int) : float[] =
        MovingAverage.simple (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>The exponential average, weight 2 / (n + 1), from the mean of the first n values.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member ExponentialMovingAverage(values: ReadOnlySpan<float>, period: int) : float[] =
        MovingAverage.exponential (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>The exponential average, weight 2 / (n + 1), with the start that is asked for.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <param name="seed">The mean of the first n values, or the first value.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member ExponentialMovingAverage
        (values: ReadOnlySpan<float>, period: int, seed: AverageSeed)
        : float[] =
        MovingAverage.exponentialFrom seed (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>Wilder's average, weight 1 / n, from the mean of the first n values.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member WilderMovingAverage(values: ReadOnlySpan<float>, period: int) : float[] =
        MovingAverage.wilder (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>The average with weights n, n - 1, ..., 1.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member WeightedMovingAverage(values: ReadOnlySpan<float>, period: int) : float[] =
        MovingAverage.weighted (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>Mulloy's double exponential average (DEMA).</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member DoubleExponentialMovingAverage
        (values: ReadOnlySpan<float>, period: int)
        : float[] =
        MovingAverage.doubleExponential (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>Mulloy's triple exponential average (TEMA).</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member TripleExponentialMovingAverage
        (values: ReadOnlySpan<float>, period: int)
        : float[] =
        MovingAverage.tripleExponential (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>Hull's average.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member HullMovingAverage(values: ReadOnlySpan<float>, period: int) : float[] =
        MovingAverage.hull (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>Kaufman's adaptive average (KAMA).</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars of the efficiency ratio; usually 10.</param>
    /// <param name="fast">Bars of the fastest average; usually 2.</param>
    /// <param name="slow">Bars of the slowest average; usually 30.</param>
    /// <exception cref="RefusedException">A length below 1, slow below fast, or values that are not finite.</exception>
    static member KaufmanAdaptiveMovingAverage
        (values: ReadOnlySpan<float>, period: int, fast: int, slow: int)
        : float[] =
        AdaptiveAverage.kaufman (period * 1<bar>) (fast * 1<bar>) (slow * 1<bar>) values
        |> Refusal.orRaise

    /// <summary>The change over n bars, in the values' unit.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member Momentum(values: ReadOnlySpan<float>, period: int) : float[] =
        RateOfChange.momentum (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>The change over n bars as a fraction (ROCP).</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member RateOfChange(values: ReadOnlySpan<float>, period: int) : float[] =
        RateOfChange.fraction (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>The change over n bars in percent (ROC).</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member RateOfChangePercent(values: ReadOnlySpan<float>, period: int) : float[] =
        RateOfChange.percent (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>TRIX in percent: the change of a threefold exponential average.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member Trix(values: ReadOnlySpan<float>, period: int) : float[] =
        RateOfChange.trix (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>Wilder's relative strength index (RSI), 0 to 100.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member RelativeStrengthIndex(values: ReadOnlySpan<float>, period: int) : float[] =
        RelativeStrength.wilder (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>The relative strength index of simple means, 0 to 100.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member CutlerRelativeStrengthIndex(values: ReadOnlySpan<float>, period: int) : float[] =
        RelativeStrength.cutler (period * 1<bar>) values |> Refusal.orRaise

    /// <summary>MACD, its signal and the difference.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="fast">Bars of the fast average; usually 12.</param>
    /// <param name="slow">Bars of the slow average; usually 26.</param>
    /// <param name="signal">Bars of the signal; usually 9.</param>
    /// <exception cref="RefusedException">A length below 1, slow not above fast, or values that are not finite.</exception>
    static member MovingAverageConvergenceDivergence
        (values: ReadOnlySpan<float>, fast: int, slow: int, signal: int)
        : MacdLines =
        AverageConvergence.macd (fast * 1<bar>) (slow * 1<bar>) (signal * 1<bar>) values
        |> Refusal.orRaise

    /// <summary>The true ranges, in the prices' unit.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="first">What the first bar has, which has no close before it.</param>
    /// <exception cref="RefusedException">Bars that do not agree.</exception>
    static member TrueRange
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            first: FirstTrueRange
        ) : float[] =
        TrueRange.series first highs lows closes |> Refusal.orRaise

    /// <summary>Wilder's average true range (ATR), the first bar without one.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or bars that do not agree.</exception>
    static member AverageTrueRange
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            period: int
        ) : float[] =
        TrueRange.wilder FirstTrueRange.Absent (period * 1<bar>) highs lows closes
        |> Refusal.orRaise

    /// <summary>Wilder's average true range (ATR), with the first bar that is asked for.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <param name="first">What the first bar has, which has no close before it.</param>
    /// <exception cref="RefusedException">n below 1, or bars that do not agree.</exception>
    static member AverageTrueRange
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            period: int,
            first: FirstTrueRange
        ) : float[] =
        TrueRange.wilder first (period * 1<bar>) highs lows closes |> Refusal.orRaise

    /// <summary>The simple mean of the last n true ranges.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <param name="first">What the first bar has, which has no close before it.</param>
    /// <exception cref="RefusedException">n below 1, or bars that do not agree.</exception>
    static member SimpleAverageTrueRange
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            period: int,
            first: FirstTrueRange
        ) : float[] =
        TrueRange.simple first (period * 1<bar>) highs lows closes |> Refusal.orRaise

    /// <summary>+DI, -DI, DX, ADX and ADXR.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or bars that do not agree.</exception>
    static member DirectionalMovement
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            period: int
        ) : DirectionalLines =
        DirectionalMovement.wilder (period * 1<bar>) highs lows closes |> Refusal.orRaise

    /// <summary>Bollinger bands, population standard deviation.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <param name="multiple">Distances to each side, at least 0; usually 2.</param>
    /// <exception cref="RefusedException">n below 1, a negative multiple, or values that are not finite.</exception>
    static member BollingerBands
        (values: ReadOnlySpan<float>, period: int, multiple: float)
        : PriceBands =
        Bands.bollinger (period * 1<bar>) multiple values |> Refusal.orRaise

    /// <summary>Keltner's channel: means of typical prices and true ranges.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <param name="multiple">Distances to each side, at least 0; usually 2.</param>
    /// <exception cref="RefusedException">n below 1, or bars that do not agree.</exception>
    static member KeltnerChannel
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            period: int,
            multiple: float
        ) : PriceBands =
        Bands.keltner (period * 1<bar>) multiple highs lows closes |> Refusal.orRaise

    /// <summary>Keltner's channel from exponential averages.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <param name="rangePeriod">Bars of the average true range; usually 10.</param>
    /// <param name="multiple">Distances to each side, at least 0; usually 2.</param>
    /// <exception cref="RefusedException">n below 1, or bars that do not agree.</exception>
    static member ExponentialKeltnerChannel
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            period: int,
            rangePeriod: int,
            multiple: float
        ) : PriceBands =
        Bands.keltnerExponential (period * 1<bar>) (rangePeriod * 1<bar>) multiple highs lows closes
        |> Refusal.orRaise

    /// <summary>Donchian's channel: highest high, lowest low, their mean.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="period">Bars, n.</param>
    /// <param name="counted">Whether the present bar is among the n.</param>
    /// <exception cref="RefusedException">n below 1, or bars that do not agree.</exception>
    static member DonchianChannel
        (highs: ReadOnlySpan<float>, lows: ReadOnlySpan<float>, period: int, counted: ChannelBars)
        : PriceBands =
        Bands.donchian counted (period * 1<bar>) highs lows |> Refusal.orRaise

    /// <summary>Lane's fast %K, %K and %D, 0 to 100.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <param name="smoothing">Bars of %K's mean: 1 for the fast stochastic, usually 3 for the slow.</param>
    /// <param name="signal">Bars of %D's mean; usually 3.</param>
    /// <exception cref="RefusedException">A length below 1, or bars that do not agree.</exception>
    static member Stochastic
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            period: int,
            smoothing: int,
            signal: int
        ) : StochasticLines =
        Stochastic.lane (period * 1<bar>) (smoothing * 1<bar>) (signal * 1<bar>) highs lows closes
        |> Refusal.orRaise

    /// <summary>Williams %R, -100 to 0.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or bars that do not agree.</exception>
    static member WilliamsPercentR
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            period: int
        ) : float[] =
        Stochastic.williams (period * 1<bar>) highs lows closes |> Refusal.orRaise

    /// <summary>Lambert's commodity channel index (CCI).</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or bars that do not agree.</exception>
    static member CommodityChannelIndex
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            period: int
        ) : float[] =
        CommodityChannel.lambert (period * 1<bar>) highs lows closes |> Refusal.orRaise

    /// <summary>Aroon up, down and the oscillator.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or bars that do not agree.</exception>
    static member Aroon
        (highs: ReadOnlySpan<float>, lows: ReadOnlySpan<float>, period: int)
        : AroonLines =
        Aroon.chande (period * 1<bar>) highs lows |> Refusal.orRaise

    /// <summary>The ultimate oscillator, 0 to 100.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="shortPeriod">Usually 7 bars.</param>
    /// <param name="middlePeriod">Usually 14 bars.</param>
    /// <param name="longPeriod">Usually 28 bars.</param>
    /// <exception cref="RefusedException">A length below 1, or bars that do not agree.</exception>
    static member UltimateOscillator
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            shortPeriod: int,
            middlePeriod: int,
            longPeriod: int
        ) : float[] =
        UltimateOscillator.williams
            (shortPeriod * 1<bar>)
            (middlePeriod * 1<bar>)
            (longPeriod * 1<bar>)
            highs
            lows
            closes
        |> Refusal.orRaise

    /// <summary>On-balance volume (OBV), in shares.</summary>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="volumes">Volumes of at least 0.</param>
    /// <param name="start">What the first bar has.</param>
    /// <exception cref="RefusedException">Lengths that differ, or a negative volume.</exception>
    static member OnBalanceVolume
        (closes: ReadOnlySpan<float>, volumes: ReadOnlySpan<float>, start: BalanceStart)
        : float[] =
        MoneyFlow.onBalance start closes volumes |> Refusal.orRaise

    /// <summary>The money flow index (MFI), 0 to 100.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="volumes">Volumes of at least 0.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or bars that do not agree.</exception>
    static member MoneyFlowIndex
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            volumes: ReadOnlySpan<float>,
            period: int
        ) : float[] =
        MoneyFlow.index (period * 1<bar>) highs lows closes volumes |> Refusal.orRaise

    /// <summary>The volume-weighted average price (VWAP) of the last n bars.</summary>
    /// <param name="opens">Opens, oldest first.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="volumes">Volumes of at least 0.</param>
    /// <param name="period">Bars, n.</param>
    /// <exception cref="RefusedException">n below 1, or bars that do not agree.</exception>
    static member VolumeWeightedAveragePrice
        (
            opens: ReadOnlySpan<float>,
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>,
            volumes: ReadOnlySpan<float>,
            period: int
        ) : float[] =
        MoneyFlow.averagePrice (period * 1<bar>) opens highs lows closes volumes
        |> Refusal.orRaise

    /// <summary>Ichimoku's conversion, base and leading lines.</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="conversion">Usually 9 bars.</param>
    /// <param name="standard">Usually 26 bars.</param>
    /// <param name="leading">Usually 52 bars.</param>
    /// <param name="ahead">Bars the cloud is moved ahead; usually 26.</param>
    /// <exception cref="RefusedException">A length below 1, or bars that do not agree.</exception>
    static member Ichimoku
        (
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            conversion: int,
            standard: int,
            leading: int,
            ahead: int
        ) : IchimokuLines =
        Ichimoku.hosoda
            (conversion * 1<bar>)
            (standard * 1<bar>)
            (leading * 1<bar>)
            (ahead * 1<bar>)
            highs
            lows
        |> Refusal.orRaise

    /// <summary>Heikin-Ashi candles.</summary>
    /// <param name="opens">Opens, oldest first.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <exception cref="RefusedException">Bars that do not agree.</exception>
    static member HeikinAshi
        (
            opens: ReadOnlySpan<float>,
            highs: ReadOnlySpan<float>,
            lows: ReadOnlySpan<float>,
            closes: ReadOnlySpan<float>
        ) : HeikinAshiBars =
        HeikinAshi.bars opens highs lows closes |> Refusal.orRaise

    /// <summary>Wilder's parabolic stop and reverse (SAR).</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <exception cref="RefusedException">Bars that do not agree.</exception>
    static member ParabolicStop(highs: ReadOnlySpan<float>, lows: ReadOnlySpan<float>) : float[] =
        ParabolicStop.series ParabolicStop.wilder highs lows |> Refusal.orRaise

    /// <summary>The parabolic stop with other settings, that of a short negative (SAREXT).</summary>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above the highs.</param>
    /// <param name="settings">Acceleration, start and turns; <c>WilderStop</c> for the classic ones.</param>
    /// <exception cref="RefusedException">Settings out of range, or bars that do not agree.</exception>
    static member SignedParabolicStop
        (highs: ReadOnlySpan<float>, lows: ReadOnlySpan<float>, settings: ParabolicSettings)
        : float[] =
        ParabolicStop.signedSeries settings highs lows |> Refusal.orRaise

    /// <summary>The correlation of two series over the last n values, -1 to 1.</summary>
    /// <param name="x">Finite values, oldest first.</param>
    /// <param name="y">As many finite values of the same bars.</param>
    /// <param name="period">Bars, n.</param>
    /// <param name="kind">Pearson's or Spearman's.</param>
    /// <exception cref="RefusedException">n below 2, lengths that differ, or values that are not finite.</exception>
    static member Correlation
        (x: ReadOnlySpan<float>, y: ReadOnlySpan<float>, period: int, kind: CorrelationKind)
        : float[] =
        RollingRelation.correlation kind (period * 1<bar>) x y |> Refusal.orRaise

    /// <summary>The Sortino ratio per bar of the last n simple returns.</summary>
    /// <param name="prices">Finite prices, oldest first.</param>
    /// <param name="period">Bars, n.</param>
    /// <param name="target">The return per bar that is asked for.</param>
    /// <exception cref="RefusedException">n below 1, or values that are not finite.</exception>
    static member SortinoRatio(prices: ReadOnlySpan<float>, period: int, target: float) : float[] =
        RollingRelation.sortino target (period * 1<bar>) prices |> Refusal.orRaise

    /// <summary>Wilder's settings of the parabolic stop: 0.02, 0.02, 0.2, the side of the first step.</summary>
    static member WilderStop: ParabolicSettings = ParabolicStop.wilder

    /// <summary>Where values lie between bands (%b): 0 on the lower, 1 on the upper; NaN where they meet.</summary>
    /// <param name="bands">Bands of the same bars.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <exception cref="RefusedException">Lengths that differ, or values that are not finite.</exception>
    static member Position(bands: PriceBands, values: ReadOnlySpan<float>) : float[] =
        Bands.position bands values |> Refusal.orRaise
