namespace Symphony.Core

open System

/// <summary>A quantity of each symbol at each bar, computed from that symbol's own bars up to it.</summary>
/// <remarks>
/// A window counts the symbol's own present bars: a bar without a row is passed over. The value is NaN
/// where the symbol has no row, and while its window is not yet full. It depends on its window alone, bit
/// for bit, and the bars must be adjusted, so that a split is not a return.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Feature
    internal
    (
        name: string,
        warmUpBars: int<bar>,
        needsVolume: bool,
        definition: string,
        compute: Bars -> Panel
    ) =

    /// The computation itself, on bars that were checked.
    member internal _.Values(bars: Bars) : Panel = compute bars

    /// <summary>The name in configurations and saved models, such as momentum_20.</summary>
    member _.Name: string = name

    /// <summary>How many of the symbol's first bars have no value.</summary>
    member _.WarmUpBars: int<bar> = warmUpBars

    /// <summary>True when it cannot be computed on bars without volume.</summary>
    member _.NeedsVolume: bool = needsVolume

    /// <summary>The formula in one line.</summary>
    member _.Definition: string = definition

/// <summary>Computes features, or says why not.</summary>
[<RequireQualifiedAccess>]
module Feature =

    /// <summary>The values of one feature, T x N; NaN where there is none.</summary>
    /// <param name="bars">Adjusted bars, with volume if the feature needs it.</param>
    /// <param name="feature">What to compute.</param>
    let compute (bars: Bars) (feature: Feature) : Result<Panel, Invalid> =
        match bars.PriceBasis with
        | PriceBasis.Raw ->
            let reason =
                $"{feature.Name} is defined on adjusted prices, and these are raw; adjust them first"

            Error(Invalid.Conflict("bars", reason))
        | _ when feature.NeedsVolume && not bars.HasVolume ->
            Error(
                Invalid.Conflict("features", $"{feature.Name} needs volume, and the bars have none")
            )
        | _ -> Ok(feature.Values bars)

/// One symbol's present bars side by side, so that a window is a span.
[<RequireQualifiedAccess>]
module internal OwnBars =

    /// A panel filled symbol by symbol. <c>read</c> takes the number of a cell to the input there;
    /// <c>fill inputs count outputs</c> writes the first <c>count</c> outputs, which come as NaN.
    let map (bars: Bars) (read: int -> float) (fill: float[] -> int -> float[] -> unit) : Panel =
        let axes = bars.Axes
        let width = axes.SymbolCount
        let closes = bars.Close.Array
        let values = Array.create closes.Length nan
        let cells: int[] = Array.zeroCreate axes.BarCount
        let inputs: float[] = Array.zeroCreate axes.BarCount
        let outputs: float[] = Array.zeroCreate axes.BarCount

        for i in 0 .. width - 1 do
            let mutable count = 0

            for t in 0 .. axes.BarCount - 1 do
                let cell = t * width + i

                if not (Double.IsNaN closes[cell]) then
                    cells[count] <- cell
                    inputs[count] <- read cell
                    outputs[count] <- nan
                    count <- count + 1

            fill inputs count outputs

            for own in 0 .. count - 1 do
                values[cells[own]] <- outputs[own]

        Panel(axes, values)
