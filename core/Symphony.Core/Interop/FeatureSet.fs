namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>Restates raw prices for splits and dividends.</summary>
[<Sealed; AbstractClass>]
type PriceAdjustment =

    /// <summary>The bars restated forward, marked adjusted: a value depends on its past alone.</summary>
    /// <param name="bars">Bars as traded, or adjusted ones, which come back as they are.</param>
    /// <param name="actions">Splits and dividends of raw bars; none with adjusted bars.</param>
    /// <exception cref="RefusedException">Adjusted bars with actions, or a dividend above the price.</exception>
    static member Forward(bars: Bars, actions: CorporateActions) : Bars =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Adjust.forward bars actions |> Refusal.orRaise

    /// <summary>The bars known at an instant, restated backward for the actions known by then, marked adjusted.</summary>
    /// <param name="bars">Bars as traded.</param>
    /// <param name="actions">Their splits and dividends; those effective after the last bar are not looked at.</param>
    /// <param name="kind">What is left out of the moves of prices, or put into them.</param>
    /// <param name="instant">Microseconds since 1970-01-01T00:00Z; the last bar is the last that has closed by then.</param>
    /// <exception cref="RefusedException">Adjusted bars, no bar by then, or a dividend above the price.</exception>
    static member AsOf
        (bars: Bars, actions: CorporateActions, kind: AdjustmentKind, instant: int64)
        : Bars =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Refusal.ifUndefined "kind" kind
        Adjust.asOf kind instant actions bars |> Refusal.orRaise

    /// <summary>The bars of the sessions up to a date, restated backward for the actions known by then, marked adjusted.</summary>
    /// <param name="bars">Bars as traded.</param>
    /// <param name="actions">Their splits and dividends; those effective after the last bar are not looked at.</param>
    /// <param name="kind">What is left out of the moves of prices, or put into them.</param>
    /// <param name="sessionDate">An epoch day (days since 1970-01-01).</param>
    /// <exception cref="RefusedException">Adjusted bars, no bar by then, or a dividend above the price.</exception>
    static member AsOfDate
        (bars: Bars, actions: CorporateActions, kind: AdjustmentKind, sessionDate: int)
        : Bars =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Refusal.ifUndefined "kind" kind
        Adjust.asOfDate kind sessionDate actions bars |> Refusal.orRaise

/// <summary>Features by name, in order.</summary>
[<Sealed; AllowNullLiteral(false)>]
type FeatureSet private (features: Feature list) =

    /// <summary>The standard features: momentum, volatility, liquidity, drawdown, day of the week.</summary>
    static member Standard: FeatureSet = FeatureSet FeatureCatalogue.standard

    /// <summary>Forty features that see a daily bar from every side.</summary>
    static member Broad: FeatureSet = FeatureSet FeatureCatalogue.broad

    /// <summary>Every family of features, then the technical indicators, each with one example.</summary>
    static member Families: IReadOnlyList<FeatureFamily> =
        Array.AsReadOnly(Array.ofList (FeatureCatalogue.families @ FeatureCatalogue.indicators))
        :> IReadOnlyList<FeatureFamily>

    /// <summary>These features in their order, the catalogue's or the caller's own.</summary>
    /// <param name="features">At least one; names distinct.</param>
    /// <exception cref="RefusedException">No feature, or a name twice.</exception>
    static member Of(features: IReadOnlyList<Feature>) : FeatureSet =
        Refusal.ifNull "features" features
        FeatureSet(FeatureCatalogue.distinct (List.ofSeq features) |> Refusal.orRaise)

    /// <summary>The features of these names, in their order.</summary>
    /// <param name="names">Distinct names, at least one, such as momentum_20 or day_of_week_sin.</param>
    /// <exception cref="RefusedException">A name that is not known, with the nearest ones.</exception>
    static member Parse(names: IReadOnlyList<string>) : FeatureSet =
        Refusal.ifAnyNull "names" names
        FeatureSet(FeatureCatalogue.parseAll (List.ofSeq names) |> Refusal.orRaise)

    /// <summary>The features of these names, in their order, some of them the caller's own.</summary>
    /// <param name="names">Distinct names, at least one, of the catalogue or of one's own, with any suffix.</param>
    /// <param name="own">Features that names may stand for beside the catalogue's; none is called as one of the catalogue.</param>
    /// <param name="sectors">The sector of each symbol, for names that end in _cs_sector; may be empty.</param>
    /// <exception cref="RefusedException">A name that is not known, with the nearest ones; sectors that are needed and not there.</exception>
    static member Parse
        (
            names: IReadOnlyList<string>,
            own: IReadOnlyList<Feature>,
            sectors: IReadOnlyDictionary<string, string>
        ) : FeatureSet =
        Refusal.ifAnyNull "names" names
        Refusal.ifAnyNull "own" own
        Refusal.ifNull "sectors" sectors

        FeatureSet(
            FeatureCatalogue.parseWith (List.ofSeq own) sectors (List.ofSeq names)
            |> Refusal.orRaise
        )

    /// <summary>The features of these names where the market's sessions are known: places in the session can be computed.</summary>
    /// <param name="names">Distinct names, at least one, of the catalogue or of one's own, with any suffix.</param>
    /// <param name="own">Features that names may stand for beside the catalogue's; none is called as one of the catalogue.</param>
    /// <param name="sectors">The sector of each symbol, for names that end in _cs_sector; may be empty.</param>
    /// <param name="sessions">The calendar that knows of a date, an epoch day; what it refuses with a <c>RefusedException</c> is refused.</param>
    /// <exception cref="RefusedException">A name that is not known, with the nearest ones; sectors that are needed and not there.</exception>
    static member Parse
        (
            names: IReadOnlyList<string>,
            own: IReadOnlyList<Feature>,
            sectors: IReadOnlyDictionary<string, string>,
            sessions: Func<int, SessionCalendar>
        ) : FeatureSet =
        Refusal.ifAnyNull "names" names
        Refusal.ifAnyNull "own" own
        Refusal.ifNull "sectors" sectors
        Refusal.ifNull "sessions" sessions

        let known day =
            Refusal.caught (fun () -> sessions.Invoke day)

        FeatureSet(
            FeatureCatalogue.parseOn known (List.ofSeq own) sectors (List.ofSeq names)
            |> Refusal.orRaise
        )

    /// <summary>True when a name's feature is computed from the market's sessions, and so needs a calendar.</summary>
    /// <param name="name">A feature's name, with any suffix.</param>
    static member NeedsSessions(name: string) : bool =
        Refusal.ifNull "name" name
        FeatureCatalogue.needsSessions name

    /// <summary>The same, where names with a suffix are values among the members of a universe alone.</summary>
    /// <param name="names">Distinct names, at least one, of the catalogue or of one's own, with any suffix.</param>
    /// <param name="own">Features that names may stand for beside the catalogue's; none is called as one of the catalogue.</param>
    /// <param name="sectors">The sector of each symbol, for names that end in _cs_sector; may be empty.</param>
    /// <param name="sessions">The calendar that knows of a date, an epoch day; what it refuses with a <c>RefusedException</c> is refused.</param>
    /// <param name="members">From bars and their actions to a mask on the same axes, above 0 where a name is in at the bar's close.</param>
    /// <exception cref="RefusedException">A name that is not known, with the nearest ones; sectors that are needed and not there.</exception>
    static member Parse
        (
            names: IReadOnlyList<string>,
            own: IReadOnlyList<Feature>,
            sectors: IReadOnlyDictionary<string, string>,
            sessions: Func<int, SessionCalendar>,
            members: Func<Bars, CorporateActions, Panel>
        ) : FeatureSet =
        Refusal.ifAnyNull "names" names
        Refusal.ifAnyNull "own" own
        Refusal.ifNull "sectors" sectors
        Refusal.ifNull "sessions" sessions
        Refusal.ifNull "members" members

        let known day =
            Refusal.caught (fun () -> sessions.Invoke day)

        let mask bars actions =
            Refusal.caught (fun () -> members.Invoke(bars, actions))

        FeatureSet(
            FeatureCatalogue.parseOnWithin known mask (List.ofSeq own) sectors (List.ofSeq names)
            |> Refusal.orRaise
        )

    /// <summary>True for a name that ends in a suffix: a value among those of the other names of its date.</summary>
    /// <param name="name">Any name.</param>
    static member IsCrossSectional(name: string) : bool =
        Refusal.ifNull "name" name
        FeatureCatalogue.isCrossSectional name

    /// <summary>The features in order, with their definitions.</summary>
    member _.Features: IReadOnlyList<Feature> =
        Array.AsReadOnly(Array.ofList features) :> IReadOnlyList<Feature>

    /// <summary>The names in order.</summary>
    member _.Names: IReadOnlyList<string> =
        Array.AsReadOnly [| for feature in features -> feature.Name |] :> IReadOnlyList<string>

    /// <summary>True when one of them cannot be computed on bars without volume.</summary>
    member _.NeedsVolume: bool = features |> List.exists _.NeedsVolume

    /// <summary>How many of a symbol's first bars lack the value of at least one feature.</summary>
    member _.WarmUpBars: int =
        features |> List.map (fun feature -> int feature.WarmUpBars) |> List.max

    /// <summary>The values of all features, in their order; what they share is computed once.</summary>
    /// <param name="bars">Bars as traded, with volume if a feature needs it.</param>
    /// <param name="actions">Their splits and dividends; none with adjusted bars.</param>
    /// <param name="schedule">Carries out independent pieces; null for one after the other.</param>
    /// <exception cref="RefusedException">Volume that is missing, or adjusted bars with actions.</exception>
    member _.ComputeAll
        (bars: Bars, actions: CorporateActions, schedule: Action<int, Action<int>> | null)
        : IReadOnlyList<Panel> =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions

        let schedule =
            match schedule with
            | null -> Schedule.sequential
            | given -> fun count piece -> given.Invoke(count, Action<int> piece)

        let panels =
            FeaturePanels.ofMarket schedule bars actions features |> Refusal.orRaise

        Array.AsReadOnly(Array.ofList panels) :> IReadOnlyList<Panel>

    /// <summary>The values of one feature, T x N; NaN where there is none.</summary>
    /// <param name="feature">Its place, from 0.</param>
    /// <param name="adjustedBars">Adjusted bars, with volume if the feature needs it.</param>
    /// <exception cref="RefusedException">Raw bars, or volume that is missing.</exception>
    member _.Compute(feature: int, adjustedBars: Bars) : Panel =
        Refusal.ifNull "adjustedBars" adjustedBars
        Feature.compute adjustedBars features[feature] |> Refusal.orRaise

    /// <summary>The values of one feature on bars as traded, T x N; NaN where there is none.</summary>
    /// <param name="feature">Its place, from 0.</param>
    /// <param name="bars">Bars as traded, with volume if the feature needs it.</param>
    /// <param name="actions">Their splits and dividends; none with adjusted bars.</param>
    /// <exception cref="RefusedException">Volume that is missing, or adjusted bars with actions.</exception>
    member _.Compute(feature: int, bars: Bars, actions: CorporateActions) : Panel =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Feature.ofMarket bars actions features[feature] |> Refusal.orRaise

    /// <summary>The features as a table: a row for each bar of a symbol, a column for each feature.</summary>
    /// <param name="bars">The market's bars.</param>
    /// <param name="panels">The features' values, in the order of the names, as <c>ComputeAll</c> gives them.</param>
    /// <param name="rows">Every bar that a symbol has, or those alone at which all features have a value.</param>
    /// <exception cref="RefusedException">Panels that do not fit, or no row.</exception>
    member _.ToMatrix(bars: Bars, panels: IReadOnlyList<Panel>, rows: FeatureRows) : FeatureMatrix =
        Refusal.ifNull "bars" bars
        Refusal.ifAnyNull "panels" panels
        Refusal.ifUndefined "rows" rows

        FeatureMatrix.ofPanels rows bars features (List.ofSeq panels) |> Refusal.orRaise

    /// <summary>Rows of all the features with their labels: one where all have a value.</summary>
    /// <param name="bars">Bars as traded, with volume if a feature needs it.</param>
    /// <param name="actions">Their splits and dividends; none with adjusted bars.</param>
    /// <param name="labels">The labels, on the same bars and symbols.</param>
    /// <exception cref="RefusedException">Missing volume, or too few bars for any row.</exception>
    member _.Observe(bars: Bars, actions: CorporateActions, labels: Labels) : Observations =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Refusal.ifNull "labels" labels
        Observations.ofMarket features labels actions bars |> Refusal.orRaise

    /// <summary>Rows of all the features with their labels: one where all have a value.</summary>
    /// <param name="adjustedBars">Adjusted bars, with volume if a feature needs it.</param>
    /// <param name="labels">The labels, on the same bars and symbols.</param>
    /// <exception cref="RefusedException">Raw bars, missing volume, or too few bars for any row.</exception>
    member _.Observe(adjustedBars: Bars, labels: Labels) : Observations =
        Refusal.ifNull "adjustedBars" adjustedBars
        Refusal.ifNull "labels" labels
        Observations.build features labels adjustedBars |> Refusal.orRaise

    /// <summary>Rows of features that were computed before.</summary>
    /// <param name="panels">The features' values, in the order of the names.</param>
    /// <param name="labels">The labels, on the same bars and symbols.</param>
    /// <exception cref="RefusedException">Panels that do not fit, or no row with all features.</exception>
    member this.Observe(panels: IReadOnlyList<Panel>, labels: Labels) : Observations =
        Refusal.ifAnyNull "panels" panels
        Refusal.ifNull "labels" labels

        Observations.ofPanels (List.ofSeq this.Names) (List.ofSeq panels) labels
        |> Refusal.orRaise

    /// <summary>Rows of features that were computed before, with outcomes as their targets.</summary>
    /// <param name="panels">The features' values, in the order of the names.</param>
    /// <param name="outcomes">Other returns than simple ones, or classes, on the same bars and symbols.</param>
    /// <exception cref="RefusedException">Panels that do not fit, or no row with all features.</exception>
    member this.Observe(panels: IReadOnlyList<Panel>, outcomes: LabelOutcomes) : Observations =
        Refusal.ifAnyNull "panels" panels
        Refusal.ifNull "outcomes" outcomes

        Observations.ofOutcomes (List.ofSeq this.Names) (List.ofSeq panels) outcomes
        |> Refusal.orRaise

/// <summary>Executable labels of a fixed horizon.</summary>
[<Sealed; AbstractClass>]
type HorizonLabels =

    /// <summary>What a long decided at the close of each bar earned: entry t + 1, exit t + 1 + horizon.</summary>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <param name="actions">Splits, dividends and delistings of raw bars; none with adjusted bars.</param>
    /// <param name="horizonBars">Bars from entry to exit, at least 1.</param>
    /// <param name="delistingReturn">Simple return from the last price where no record says, at least -1.</param>
    /// <exception cref="RefusedException">A setting out of range, or adjusted bars with actions.</exception>
    static member Create
        (bars: Bars, actions: CorporateActions, horizonBars: int, delistingReturn: float)
        : Labels =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions

        Horizon.create
            { Bars = horizonBars * 1<bar>; DelistingReturn = delistingReturn }
            actions
            bars
        |> Refusal.orRaise

    /// <summary>Labels that were computed before.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="simpleReturns">T x N simple gross returns, time-major; NaN without a label.</param>
    /// <param name="spanEnds">T x N last bars, not before the decision's; -1 without a label.</param>
    /// <exception cref="RefusedException">Lengths that differ, or a return without a span.</exception>
    static member Restore
        (axes: Axes, simpleReturns: ReadOnlySpan<float>, spanEnds: ReadOnlySpan<int>)
        : Labels =
        Refusal.ifNull "axes" axes
        Labels.create axes (simpleReturns.ToArray()) (spanEnds.ToArray()) |> Refusal.orRaise
