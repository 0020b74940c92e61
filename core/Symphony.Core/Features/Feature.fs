namespace Symphony.Core

open System

/// How a feature is computed.
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type internal FeatureWork =
    /// One value for each own bar of a symbol. The array may be shared: nobody writes to it again.
    | OfSymbol of (OwnBars -> float[])
    /// The whole panel at once.
    | OfMarket of (StepwiseBars -> Result<Panel, Invalid>)

/// <summary>A quantity of each symbol at each bar, known at the bar's close.</summary>
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
        source: string,
        cost: string,
        work: FeatureWork
    ) =

    /// The computation itself.
    member internal _.Work: FeatureWork = work

    /// <summary>The name in configurations and saved models, such as momentum_20.</summary>
    member _.Name: string = name

    /// <summary>How many of the symbol's first bars have no value.</summary>
    member _.WarmUpBars: int<bar> = warmUpBars

    /// <summary>True when it cannot be computed on bars without volume.</summary>
    member _.NeedsVolume: bool = needsVolume

    /// <summary>The formula in one line.</summary>
    member _.Definition: string = definition

    /// <summary>Where the formula comes from: the paper or book, and the place in it.</summary>
    member _.Source: string = source

    /// <summary>What one value costs with a window of w bars, such as O(1), O(log w) or O(w).</summary>
    member _.Cost: string = cost

/// <summary>Computes features, or says why not.</summary>
[<RequireQualifiedAccess>]
module Feature =

    /// A feature of one symbol's own bars.
    let internal ofSymbol
        (name: string)
        (warmUp: int)
        (definition: string)
        (source: string)
        (cost: string)
        (values: OwnBars -> float[])
        : Feature =
        let work = FeatureWork.OfSymbol values
        Feature(name, warmUp * 1<bar>, false, definition, source, cost, work)

    /// The same where the bars need volume.
    let internal ofVolume
        (name: string)
        (warmUp: int)
        (definition: string)
        (source: string)
        (cost: string)
        (values: OwnBars -> float[])
        : Feature =
        let work = FeatureWork.OfSymbol values
        Feature(name, warmUp * 1<bar>, true, definition, source, cost, work)

    let internal values (bars: StepwiseBars) (feature: Feature) : Result<Panel, Invalid> =
        match feature.Work with
        | FeatureWork.OfMarket compute -> compute bars
        | FeatureWork.OfSymbol values ->
            Ok(OwnBars.map bars (fun own panel -> Array.blit (values own) 0 panel 0 own.Count))

    let internal checkVolume (bars: Bars) (feature: Feature) : Result<unit, Invalid> =
        if feature.NeedsVolume && not bars.HasVolume then
            Error(
                Invalid.Conflict("features", $"{feature.Name} needs volume, and the bars have none")
            )
        else
            Ok()

    /// <summary>The values of one feature on bars as traded, T x N; NaN where there is none.</summary>
    /// <param name="bars">Bars as traded, with volume if the feature needs it.</param>
    /// <param name="actions">Their splits and dividends; none with adjusted bars.</param>
    /// <param name="feature">What to compute.</param>
    let ofMarket
        (bars: Bars)
        (actions: CorporateActions)
        (feature: Feature)
        : Result<Panel, Invalid> =
        checkVolume bars feature
        |> Result.bind (fun () -> Adjust.steps bars actions)
        |> Result.bind (fun steps -> values (StepwiseBars.create bars steps) feature)

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
