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
        |> Result.bind (fun steps -> values (StepwiseBars.create bars actions steps) feature)

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

    let private checkName (name: string) : Result<unit, Invalid> =
        let isPlain (c: char) =
            c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c = '_'

        if name.Length = 0 then
            Error(Invalid.Empty "feature name")
        elif name |> Seq.forall isPlain then
            Ok()
        else
            Error(
                Invalid.Unknown("feature name", name, "lower-case letters, digits and underscores")
            )

    /// <summary>A feature of the caller's own, from a function of the whole market.</summary>
    /// <param name="name">Lower-case letters, digits and underscores.</param>
    /// <param name="warmUpBars">How many of a symbol's first bars have no value, not negative.</param>
    /// <param name="definition">The formula in one line.</param>
    /// <param name="compute">From bars as traded and their actions to values on the same bars and symbols.</param>
    /// <remarks>
    /// Nothing keeps such a function from looking ahead, or beyond its window: <c>Causality.prove</c> with
    /// <c>CausalOutputs.features</c> tries it as it tries the catalogue's. Volume is the function's to ask for.
    /// </remarks>
    let ofFunction
        (name: string)
        (warmUpBars: int<bar>)
        (definition: string)
        (compute: Bars -> CorporateActions -> Result<Panel, Invalid>)
        : Result<Feature, Invalid> =
        let onSameAxes (bars: StepwiseBars) (values: Panel) =
            if bars.Bars.Axes.SameAs values.Axes then
                Ok values
            else
                let reason = $"{name} gave values on other bars or symbols than it was given"
                Error(Invalid.Conflict("features", reason))

        let work =
            FeatureWork.OfMarket(fun bars ->
                compute bars.Bars bars.Actions |> Result.bind (onSameAxes bars))

        Check.all [
            checkName name
            Check.within "warmUpBars" 0.0 (float Int32.MaxValue) (float warmUpBars)
        ]
        |> Result.map (fun () ->
            Feature(name, warmUpBars, false, definition, "the caller's own", "as written", work))

    /// <summary>A feature of the caller's own, from each window of log returns: it cannot look beyond it.</summary>
    /// <param name="name">Lower-case letters, digits and underscores.</param>
    /// <param name="window">How many log returns of a symbol's own bars, at least 1.</param>
    /// <param name="definition">The formula in one line.</param>
    /// <param name="statistic">From the window's log returns, the latest last, to a number; NaN for none.</param>
    /// <remarks>Splits and dividends are undone in the returns. It is called once a bar: O(w) at least.</remarks>
    let ofReturns
        (name: string)
        (window: int<bar>)
        (definition: string)
        (statistic: float[] -> float)
        : Result<Feature, Invalid> =
        let n = int window

        let values (own: OwnBars) =
            Array.init own.Count (fun t ->
                if t < n then nan else statistic (Array.sub own.LogReturns (t - n + 1) n))

        Check.all [ checkName name; Check.positive "window" (float n) ]
        |> Result.map (fun () -> ofSymbol name n definition "the caller's own" "as written" values)
