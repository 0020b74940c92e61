namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>Shorter bars of the same market, to see which of two prices in one bar came first.</summary>
/// <remarks>
/// A bar holds the finer bars that close after the bar before it closed and not after it closes itself;
/// the first bar holds none, since no trade begins there.
/// Symbols are matched by name; one without finer bars stays as it is.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type FinerBars internal (axes: Axes, finer: Bars, starts: int[], columns: int[]) =

    /// The bars that hold them.
    member internal _.Coarse: Axes = axes

    /// The first finer bar of each bar, and one past the last of the last bar.
    member internal _.Starts: int[] = starts

    /// The finer column of each symbol; -1 without one.
    member internal _.Columns: int[] = columns

    /// <summary>The shorter bars.</summary>
    member _.Bars: Bars = finer

/// <summary>Pairs bars with shorter ones, or says why not.</summary>
[<RequireQualifiedAccess>]
module FinerBars =

    /// Beyond this fraction of a price it is no rounding of a source.
    [<Literal>]
    let internal LargestTolerance = 0.01

    /// A finer price outside the bar that holds it.
    [<Struct; NoComparison; NoEquality>]
    type private Outlier = {
        Bar: int
        Finer: int
        Symbol: int
        IsHigh: bool
        /// The bar's own price; NaN where the bar has no row.
        Bound: float
        Value: float
    } with

        /// How far outside, a fraction of the bar's price.
        member this.Excess: float = abs (this.Value - this.Bound) / this.Bound

        /// False where the bound is missing.
        member this.IsWithin(tolerance: float) : bool =
            if this.IsHigh then
                this.Value <= this.Bound * (1.0 + tolerance)
            else
                this.Value >= this.Bound * (1.0 - tolerance)

    /// Every finer high and low outside its bar by more than a fraction of the bar's price, in time order.
    let private outliers
        (tolerance: float)
        (bars: Bars)
        (finer: Bars)
        (starts: int[])
        (columns: int[])
        : List<Outlier> =
        let width = bars.Axes.SymbolCount
        let finerWidth = finer.Axes.SymbolCount
        let found = List<Outlier>()

        for bar in 0 .. bars.Axes.BarCount - 1 do
            for k in starts[bar] .. starts[bar + 1] - 1 do
                for symbol in 0 .. width - 1 do
                    if columns[symbol] >= 0 then
                        let cell = k * finerWidth + columns[symbol]
                        let high, low = finer.High.Array[cell], finer.Low.Array[cell]
                        let top = bars.High.Array[bar * width + symbol]
                        let bottom = bars.Low.Array[bar * width + symbol]

                        let add isHigh bound value =
                            found.Add {
                                Bar = bar
                                Finer = k
                                Symbol = symbol
                                IsHigh = isHigh
                                Bound = bound
                                Value = value
                            }

                        if not (Double.IsNaN high) then
                            // Each is true of a missing row too.
                            if not (high <= top * (1.0 + tolerance)) then
                                add true top high

                            if not (low >= bottom * (1.0 - tolerance)) then
                                add false bottom low

        found

    /// A fraction with two digits, above this one.
    let private roundedUp (fraction: float) : float =
        let mutable scale = 1.0

        while fraction * scale < 10.0 do
            scale <- scale * 10.0

        // Two last bits more than it is: prices off by one bit are accepted too.
        -(floor (-(fraction * (1.0 + 1e-9) + 4.5e-16) * scale)) / scale

    let private sentence (bars: Bars) (finer: Bars) (found: List<Outlier>) : string =
        let first = found[0]
        let name = bars.Axes.Symbols[first.Symbol]
        let field = if first.IsHigh then "high" else "low"
        let side = if first.IsHigh then "above" else "below"
        let at = Text.instant (finer.Axes.Instant first.Finer)
        let closes = Text.instant (bars.Axes.Instant first.Bar)

        if Double.IsNaN first.Bound then
            $"the {field} of {name} at {at}, {Text.number first.Value}, stands in the bar that closes at {closes}, where {name} has no row"
        else
            let broken =
                $"the {field} of {name} at {at}, {Text.number first.Value}, is {side} the {field} of the bar that closes at {closes}, {Text.number first.Bound}"

            // A missing row is beyond every tolerance.
            let enough =
                if found.Exists(fun one -> not (one.IsWithin LargestTolerance)) then
                    infinity
                else
                    found |> Seq.map _.Excess |> Seq.max |> roundedUp |> min LargestTolerance

            if enough <= LargestTolerance then
                $"{broken}; a tolerance of {Text.number enough} accepts every finer price"
            else
                $"{broken}; no tolerance up to {Text.number LargestTolerance} accepts every finer price, so they are of another market or price basis"

    /// The shorter bars as they are, by the bars that hold them; prices outside a bar by no more than this fraction
    /// are left there.
    let internal pairWithin
        (tolerance: float)
        (finer: Bars)
        (bars: Bars)
        : Result<FinerBars, Invalid> =
        let axes = bars.Axes
        let instants = axes.Instants.Span
        let shorter = finer.Axes.Instants.Span
        let starts: int[] = Array.zeroCreate (axes.BarCount + 1)
        let mutable k = 0

        while k < shorter.Length && shorter[k] <= instants[0] do
            k <- k + 1

        // No trade begins in the first bar.
        starts[0] <- k

        for bar in 1 .. axes.BarCount - 1 do
            starts[bar] <- k

            while k < shorter.Length && shorter[k] <= instants[bar] do
                k <- k + 1

        starts[axes.BarCount] <- k
        let columns = [| for symbol in axes.Symbols -> finer.Axes.IndexOf symbol |]

        if finer.PriceBasis <> bars.PriceBasis then
            Error(
                Invalid.Conflict(
                    "finerBars",
                    "must be on the price basis of the bars, raw or adjusted"
                )
            )
        elif columns |> Array.forall (fun column -> column < 0) then
            Error(Invalid.Conflict("finerBars", "have none of the symbols of the bars"))
        else
            let outside = outliers tolerance bars finer starts columns

            if outside.Count > 0 then
                Error(Invalid.Conflict("finerBars", sentence bars finer outside))
            else
                Ok(FinerBars(axes, finer, starts, columns))

    /// The prices of finer bars cut to those of the bars that hold them; the same where none is outside.
    let private cut (bars: Bars) (paired: FinerBars) : Result<FinerBars, Invalid> =
        let finer = paired.Bars
        let outside = outliers 0.0 bars finer paired.Starts paired.Columns

        if outside.Count = 0 then
            Ok paired
        else
            let cutPanel (panel: Panel) =
                let values = Array.copy panel.Array

                for one in outside do
                    let cell = one.Finer * finer.Axes.SymbolCount + paired.Columns[one.Symbol]

                    values[cell] <-
                        if one.IsHigh then
                            min one.Bound values[cell]
                        else
                            max one.Bound values[cell]

                values

            Bars.create
                finer.Axes
                finer.PriceBasis
                (cutPanel finer.Open)
                (cutPanel finer.High)
                (cutPanel finer.Low)
                (cutPanel finer.Close)
                (finer.VolumeOrNone |> ValueOption.map _.Array)
            |> Result.map (fun inside ->
                FinerBars(paired.Coarse, inside, paired.Starts, paired.Columns))

    /// <summary>The shorter bars by the bars that hold them, prices outside a bar by rounding forgiven.</summary>
    /// <param name="tolerance">
    /// How far a finer high or low may lie outside its bar, a fraction of the bar's price, from 0 to 0.01.
    /// </param>
    /// <param name="finer">Shorter bars on the same price basis, within the prices of the bars that hold them.</param>
    /// <param name="bars">The bars whose order of prices is asked.</param>
    /// <remarks>
    /// Vendors round bars of each length apart, so that a minute's high may be a tick above its quarter hour's.
    /// Prices within the tolerance are cut to their bar's low and high: nothing is reached that the bar itself did
    /// not reach. The refusal names the first price outside, and the smallest tolerance that accepts all, in two
    /// digits.
    /// </remarks>
    let createWithin (tolerance: float) (finer: Bars) (bars: Bars) : Result<FinerBars, Invalid> =
        Check.within "tolerance" 0.0 LargestTolerance tolerance
        |> Result.bind (fun () -> pairWithin tolerance finer bars)
        |> Result.bind (fun paired -> if tolerance > 0.0 then cut bars paired else Ok paired)

    /// <summary>The shorter bars by the bars that hold them.</summary>
    /// <param name="finer">Shorter bars on the same price basis, within the prices of the bars that hold them.</param>
    /// <param name="bars">The bars whose order of prices is asked.</param>
    /// <remarks>
    /// Finer bars that close after the last bar belong to none. A finer price outside the bar that holds
    /// it is refused: the two would not be the same market, unless a source rounded (<c>createWithin</c>).
    /// </remarks>
    let create (finer: Bars) (bars: Bars) : Result<FinerBars, Invalid> = pairWithin 0.0 finer bars
