namespace Symphony.Core

open System

/// Bars, and for each bar of a symbol what its shares became since the symbol's bar before.
[<NoComparison; NoEquality>]
type internal StepwiseBars = { Bars: Bars; Steps: float[] }

/// <summary>A quantity of each symbol at each bar, computed from that symbol's own bars up to it.</summary>
/// <remarks>
/// A window counts the symbol's own present bars: a bar without a row is passed over. The value is NaN
/// where the symbol has no row, and while its window is not yet full. It depends on its window alone, bit
/// for bit: on raw bars, splits and dividends are undone inside the window, so that an action before it
/// leaves no trace, as it would in the last digits of restated prices.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Feature
    internal
    (
        name: string,
        warmUpBars: int<bar>,
        needsVolume: bool,
        definition: string,
        compute: StepwiseBars -> Panel
    ) =

    /// The computation itself, on bars that were checked.
    member internal _.Values(bars: StepwiseBars) : Panel = compute bars

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

    /// <summary>The values of one feature on bars as traded, T x N; NaN where there is none.</summary>
    /// <param name="bars">Bars as traded, with volume if the feature needs it.</param>
    /// <param name="actions">Their splits and dividends; none with adjusted bars.</param>
    /// <param name="feature">What to compute.</param>
    let ofMarket
        (bars: Bars)
        (actions: CorporateActions)
        (feature: Feature)
        : Result<Panel, Invalid> =
        if feature.NeedsVolume && not bars.HasVolume then
            Error(
                Invalid.Conflict("features", $"{feature.Name} needs volume, and the bars have none")
            )
        else
            Adjust.steps bars actions
            |> Result.map (fun steps -> feature.Values { Bars = bars; Steps = steps })

    /// <summary>The values of one feature on adjusted bars, T x N; NaN where there is none.</summary>
    /// <param name="bars">Adjusted bars, with volume if the feature needs it.</param>
    /// <param name="feature">What to compute.</param>
    let compute (bars: Bars) (feature: Feature) : Result<Panel, Invalid> =
        match bars.PriceBasis with
        | PriceBasis.Raw ->
            let reason =
                $"{feature.Name} sees splits as returns in raw prices; adjust them, or give their actions"

            Error(Invalid.Conflict("bars", reason))
        | _ -> ofMarket bars CorporateActions.None feature

/// One symbol's present bars side by side, so that a window is a span.
[<Sealed; AllowNullLiteral(false)>]
type internal OwnBars(cells: int[], closes: float[], steps: float[], acted: int[]) =

    /// How many.
    member _.Count: int = cells.Length

    /// The number of each one's cell in a panel.
    member _.Cells: int[] = cells

    /// The closes as they are.
    member _.Closes: float[] = closes

    /// What one share of the bar before has become.
    member _.Steps: float[] = steps

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

    let private ofSymbol (bars: StepwiseBars) (symbol: int) : OwnBars =
        let width = bars.Bars.Axes.SymbolCount
        let closes = bars.Bars.Close.Array
        let cells = ResizeArray<int>()

        for t in 0 .. bars.Bars.Axes.BarCount - 1 do
            if not (Double.IsNaN closes[t * width + symbol]) then
                cells.Add(t * width + symbol)

        let cells = cells.ToArray()
        let steps = cells |> Array.map (fun cell -> bars.Steps[cell])

        OwnBars(
            cells,
            cells |> Array.map (fun cell -> closes[cell]),
            steps,
            [| 0 .. cells.Length - 1 |] |> Array.filter (fun own -> steps[own] <> 1.0)
        )

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
