namespace Symphony.Core

open System

/// Windows of prices, or of what is measured in them, restated in the shares of the window's last bar: a
/// value k bars before counts as value / growth, where growth is what one share of then has become. The
/// value depends on its window alone, bit for bit. Without actions in a window growth is exactly 1, and the
/// blocks are those of WindowTree, so that the bits are those of a series that never had an action.
[<RequireQualifiedAccess>]
module internal PriceLevels =

    /// Blocks of n = 1, 2, 4, ... values from the last back, as in WindowTree, joined as
    /// <c>late + early x weight / growth of the late block</c>.
    let private restatedSums
        (ratio: float)
        (window: int)
        (steps: float[])
        (values: float[])
        : float[] =
        let length = values.Length
        let block = Array.copy values
        let growth = Array.copy steps
        let mutable result = Array.create length nan
        let mutable resultGrowth = growth
        let mutable ofBlock = ratio
        let mutable ofResult = 1.0
        let mutable n = 1
        let mutable covered = 0

        while covered < window do
            if window &&& n <> 0 then
                if covered = 0 then
                    result <- Array.copy block
                    resultGrowth <- Array.copy growth
                    ofResult <- ofBlock
                else
                    for t in length - 1 .. -1 .. covered do
                        let early = block[t - covered] * ofResult / resultGrowth[t]
                        result[t] <- result[t] + early
                        resultGrowth[t] <- resultGrowth[t] * growth[t - covered]

                    Array.Fill(result, nan, 0, min covered length)
                    ofResult <- ofResult * ofBlock

                covered <- covered + n

            if covered < window then
                for t in length - 1 .. -1 .. n do
                    block[t] <- block[t] + block[t - n] * ofBlock / growth[t]
                    growth[t] <- growth[t] * growth[t - n]

                Array.Fill(block, nan, 0, min n length)
                ofBlock <- ofBlock * ofBlock
                n <- 2 * n

        result

    let private absent (values: float[]) : float[] = Array.create values.Length nan

    /// The sum of ratio^k times the value k bars before, over each window.
    let weightedSums (own: OwnBars) (ratio: float) (window: int) (values: float[]) : float[] =
        if window > values.Length then absent values
        elif own.HasActions then restatedSums ratio window own.Steps values
        else WindowBlocks.weightedSums ratio window values

    /// The sum of each window.
    let sums (own: OwnBars) (window: int) (values: float[]) : float[] =
        weightedSums own 1.0 window values

    /// The sum of share counts, which grow where prices fall.
    let shareSums (own: OwnBars) (window: int) (shares: float[]) : float[] =
        if window > shares.Length then
            absent shares
        elif own.HasActions then
            restatedSums 1.0 window (own.Steps |> Array.map (fun step -> 1.0 / step)) shares
        else
            WindowBlocks.weightedSums 1.0 window shares

    /// What the weights of a window sum to.
    let weightOf (ratio: float) (window: int) : float =
        (WindowBlocks.weightedSums ratio window (Array.create window 1.0))[window - 1]

    /// The mean with weights 1, ratio, ratio^2, ... from the last bar back, cut off at the window.
    let exponentialMeans (own: OwnBars) (ratio: float) (window: int) (values: float[]) : float[] =
        let weight = weightOf ratio window
        weightedSums own ratio window values |> Array.map (fun sum -> sum / weight)

    /// The extreme of each window; blocks are joined as in the sums.
    let private restatedExtremes
        (better: float -> float -> float)
        (window: int)
        (steps: float[])
        (values: float[])
        : float[] =
        let length = values.Length
        let block = Array.copy values
        let growth = Array.copy steps
        let mutable result = Array.create length nan
        let mutable resultGrowth = growth
        let mutable n = 1
        let mutable covered = 0

        while covered < window do
            if window &&& n <> 0 then
                if covered = 0 then
                    result <- Array.copy block
                    resultGrowth <- Array.copy growth
                else
                    for t in length - 1 .. -1 .. covered do
                        result[t] <- better result[t] (block[t - covered] / resultGrowth[t])
                        resultGrowth[t] <- resultGrowth[t] * growth[t - covered]

                    Array.Fill(result, nan, 0, min covered length)

                covered <- covered + n

            if covered < window then
                for t in length - 1 .. -1 .. n do
                    block[t] <- better block[t] (block[t - n] / growth[t])
                    growth[t] <- growth[t] * growth[t - n]

                Array.Fill(block, nan, 0, min n length)
                n <- 2 * n

        result

    /// The highest of each window.
    let highest (own: OwnBars) (window: int) (values: float[]) : float[] =
        if window > values.Length then absent values
        elif own.HasActions then restatedExtremes max window own.Steps values
        else WindowExtremes.highest window values

    /// The lowest of each window.
    let lowest (own: OwnBars) (window: int) (values: float[]) : float[] =
        if window > values.Length then absent values
        elif own.HasActions then restatedExtremes min window own.Steps values
        else WindowExtremes.lowest window values

    /// The value of the bar before in the shares of this one; NaN at the first.
    let before (own: OwnBars) (values: float[]) : float[] =
        Array.init values.Length (fun t -> if t = 0 then nan else values[t - 1] / own.Steps[t])

    /// The value so many bars before in the shares of this one; NaN where there is none.
    let earlier (own: OwnBars) (bars: int) (values: float[]) : float[] =
        Array.init values.Length (fun t ->
            if t < bars then nan else values[t - bars] / own.Growth(t - bars, t))

    /// A window's values, written to a scratch array as long as it.
    let restateInto (own: OwnBars) (values: float[]) (last: int) (scratch: float[]) : unit =
        let first = last - scratch.Length + 1
        let mutable growth = 1.0

        for k in scratch.Length - 1 .. -1 .. 0 do
            scratch[k] <- values[first + k] / growth
            growth <- growth * own.Steps[first + k]

    /// A quantity of each window of one series, taken afresh: O(window) a value.
    let inline ofWindows
        (own: OwnBars)
        (window: int)
        (values: float[])
        ([<InlineIfLambda>] quantity: float[] -> float)
        : float[] =
        let scratch = Array.zeroCreate<float> window
        let result = Array.create values.Length nan

        for t in window - 1 .. values.Length - 1 do
            if not (Double.IsNaN values[t - window + 1]) then
                restateInto own values t scratch
                result[t] <- quantity scratch

        result
