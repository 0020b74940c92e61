namespace Symphony.Core

open System
open System.Collections.Generic

/// How far one name is from another.
[<RequireQualifiedAccess>]
module internal EditDistance =

    /// Insertions, deletions and replacements that turn one text into the other.
    /// Source: Wagner and Fischer (1974), "The string-to-string correction problem", JACM 21.
    let between (a: string) (b: string) : int =
        let mutable above = Array.init (b.Length + 1) id

        for i in 1 .. a.Length do
            let row = Array.create (b.Length + 1) i

            for j in 1 .. b.Length do
                let replaced = if a[i - 1] = b[j - 1] then above[j - 1] else above[j - 1] + 1
                row[j] <- min replaced (1 + min above[j] row[j - 1])

            above <- row

        above[b.Length]

/// <summary>Features by name.</summary>
[<RequireQualifiedAccess>]
module FeatureCatalogue =

    /// <summary>
    /// The standard features, in order: momentum over 5, 20, 60 and 126 bars, realised volatility over 20
    /// and 60, dollar ADV over 20, drawdown over 252, and the day of the week.
    /// </summary>
    let standard: Feature list = [
        Momentum.overBars 5<bar>
        Momentum.overBars 20<bar>
        Momentum.overBars 60<bar>
        Momentum.overBars 126<bar>
        Volatility.realised 20<bar>
        Volatility.realised 60<bar>
        DollarVolume.overBars 20<bar>
        PriceDrawdown.overBars 252<bar>
        Seasonality.dayOfWeekSine
        Seasonality.dayOfWeekCosine
    ]

    /// <summary>
    /// Forty features that see a daily bar from every side: trend at six horizons, reversal, place in the price's
    /// range, volatility by closes, ranges and gaps, asymmetry, liquidity and its price, what the market explains
    /// and what it leaves, order flow, memory, randomness, breaks, and the week.
    /// </summary>
    /// <remarks>
    /// Chosen so that each family of the catalogue that bars can support is there once with its usual window, twice
    /// where its horizon matters; what another one says again with the sign turned or a constant added is left out.
    /// </remarks>
    let broad: Feature list = [
        Momentum.overBars 5<bar>
        Momentum.overBars 20<bar>
        Momentum.overBars 60<bar>
        Momentum.overBars 126<bar>
        Momentum.skipping 126<bar> 21<bar>
        Momentum.skipping 252<bar> 21<bar>
        Momentum.reversal 1<bar>
        Momentum.reversal 5<bar>
        PricePosition.zScore 20<bar>
        PricePosition.zScore 60<bar>
        PricePosition.channel 20<bar>
        PricePosition.distanceToHigh 252<bar>
        PriceDrawdown.overBars 252<bar>
        Volatility.realised 20<bar>
        Volatility.realised 60<bar>
        Volatility.exponential 20<bar>
        RangeVolatility.parkinson 20<bar>
        RangeVolatility.garmanKlass 20<bar>
        RangeVolatility.rogersSatchell 20<bar>
        RangeVolatility.yangZhang 20<bar>
        Volatility.ratio 20<bar> 252<bar>
        Volatility.skewness 60<bar>
        Gaps.overnight
        Gaps.volatility 20<bar>
        DollarVolume.overBars 20<bar>
        PricePosition.volumeZ 20<bar>
        Illiquidity.amihud 20<bar>
        Illiquidity.roll 20<bar>
        Illiquidity.corwinSchultz 20<bar>
        Illiquidity.kyle 20<bar>
        MarketBeta.toMarket 60<bar>
        MarketBeta.idiosyncraticVolatility 60<bar>
        MarketBeta.residualMomentum 126<bar> 21<bar>
        OrderFlow.vwapDislocation 20<bar>
        OrderFlow.imbalance 20<bar>
        FractionalDifference.ofPrice 40 100<bar>
        ReturnEntropy.plugIn 60<bar>
        StructuralBreak.cusum 60<bar>
        Seasonality.dayOfWeekSine
        Seasonality.dayOfWeekCosine
    ]

    let private ofBars: FeatureFamily list = [
        FeatureFamily.windowed "momentum_N" 1 20 Momentum.overBars
        FeatureFamily.twofold "momentum_N_skip_S" (2, 1) (126, 21) Momentum.skipping
        FeatureFamily.windowed "reversal_N" 1 5 Momentum.reversal
        FeatureFamily.windowed "price_z_N" 2 20 PricePosition.zScore
        FeatureFamily.windowed "channel_position_N" 1 20 PricePosition.channel
        FeatureFamily.windowed "distance_to_high_N" 1 252 PricePosition.distanceToHigh
        FeatureFamily.windowed "distance_to_low_N" 1 252 PricePosition.distanceToLow
        FeatureFamily.windowed "drawdown_N" 2 252 PriceDrawdown.overBars
        FeatureFamily.windowed "realised_volatility_N" 2 20 Volatility.realised
        FeatureFamily.windowed "ewma_volatility_N" 2 20 Volatility.exponential
        FeatureFamily.windowed "parkinson_N" 1 20 RangeVolatility.parkinson
        FeatureFamily.windowed "garman_klass_N" 1 20 RangeVolatility.garmanKlass
        FeatureFamily.windowed "rogers_satchell_N" 1 20 RangeVolatility.rogersSatchell
        FeatureFamily.windowed "yang_zhang_N" 2 20 RangeVolatility.yangZhang
        FeatureFamily.twofold "volatility_ratio_S_L" (2, 3) (20, 252) Volatility.ratio
        FeatureFamily.windowed "skewness_N" 3 60 Volatility.skewness
        FeatureFamily.windowed "kurtosis_N" 4 60 Volatility.kurtosis
        FeatureFamily.single Gaps.overnight
        FeatureFamily.windowed "gap_mean_N" 1 20 Gaps.mean
        FeatureFamily.windowed "gap_volatility_N" 2 20 Gaps.volatility
        FeatureFamily.windowed "gap_share_N" 1 20 Gaps.share
        FeatureFamily.windowed "dollar_adv_N" 1 20 DollarVolume.overBars
        FeatureFamily.windowed "volume_z_N" 2 20 PricePosition.volumeZ
        FeatureFamily.windowed "amihud_N" 1 20 Illiquidity.amihud
        FeatureFamily.windowed "roll_spread_N" 2 20 Illiquidity.roll
        FeatureFamily.windowed "corwin_schultz_N" 1 20 Illiquidity.corwinSchultz
        FeatureFamily.windowed "kyle_lambda_N" 3 20 Illiquidity.kyle
        FeatureFamily.windowed "beta_N" 2 60 MarketBeta.toMarket
        FeatureFamily.windowed "idiosyncratic_volatility_N" 3 60 MarketBeta.idiosyncraticVolatility
        FeatureFamily.twofold
            "residual_momentum_N_skip_S"
            (3, 0)
            (126, 21)
            MarketBeta.residualMomentum
        FeatureFamily.windowed "vwap_dislocation_N" 1 20 OrderFlow.vwapDislocation
        FeatureFamily.windowed "order_flow_imbalance_N" 2 20 OrderFlow.imbalance
        FeatureFamily.windowed "tick_imbalance_N" 1 20 OrderFlow.tickImbalance
        FeatureFamily.twofold "fracdiff_D_N" (1, 2) (40, 100) (fun order window ->
            FractionalDifference.ofPrice (int order) window)
        FeatureFamily.windowed "entropy_N" 4 60 ReturnEntropy.plugIn
        FeatureFamily.windowed "lempel_ziv_N" 4 60 ReturnEntropy.lempelZiv
        FeatureFamily.windowed "cusum_break_N" 2 60 StructuralBreak.cusum
        FeatureFamily.windowed "sadf_N" 8 60 StructuralBreak.supremumDickeyFuller
        FeatureFamily.twofold "trend_regime_S_L" (1, 2) (50, 200) PricePosition.trendRegime
        FeatureFamily.twofold
            "volatility_regime_S_L"
            (2, 3)
            (20, 252)
            PricePosition.volatilityRegime
        FeatureFamily.single Seasonality.dayOfWeekSine
        FeatureFamily.single Seasonality.dayOfWeekCosine
        FeatureFamily.single Seasonality.monthSine
        FeatureFamily.single Seasonality.monthCosine
        FeatureFamily.single Seasonality.turnOfMonth
        FeatureFamily.single Seasonality.expiryFriday
        FeatureFamily.single Seasonality.sessionTimeSine
        FeatureFamily.single Seasonality.sessionTimeCosine
        FeatureFamily.single Seasonality.openingBar
    ]

    /// <summary>Every family of features, each with one example; all but cross-sectional forms and named benchmarks.</summary>
    /// <remarks>Those of <c>SessionTime</c> are computed only with a calendar: see <c>parseOn</c>.</remarks>
    let families: FeatureFamily list = ofBars @ SessionTime.unbound

    /// <summary>The technical indicators, each with its usual lengths: N stands for each length of a name.</summary>
    let indicators: FeatureFamily list =
        List.map2
            (fun form usual -> FeatureFamily(form, [], [], fun _ -> usual))
            IndicatorCatalogue.forms
            IndicatorCatalogue.usual

    /// What may follow a feature's name.
    let private crossSections: (string * (Feature -> Feature)) list = [
        "_cs_rank", CrossSection.rankOf
        "_cs_zscore", CrossSection.zScoreOf
        "_cs_winsor", CrossSection.winsorOf
        "_cs_neutral", CrossSection.neutralOf
    ]

    let private ofSector = "_cs_sector"

    let private noSectors =
        Dictionary<string, string>() :> IReadOnlyDictionary<string, string>

    let private known =
        lazy
            (standard
             @ broad
             @ [ for family in families -> family.Example ]
             @ IndicatorCatalogue.usual
             |> List.map _.Name
             |> List.distinct)

    let private unknown (name: string) : Invalid =
        let nearest =
            known.Value
            |> List.sortBy (fun known -> EditDistance.between (name.ToLowerInvariant()) known)
            |> List.truncate 3
            |> String.concat ", "

        let accepted =
            [ for family in families -> family.Pattern ]
            @ [ "beta_N_to_SYMBOL" ]
            @ IndicatorCatalogue.forms
            |> String.concat ", "

        let suffixes = List.map fst crossSections @ [ ofSector ] |> String.concat ", "

        Invalid.Unknown("feature", name, $"{accepted}, each with {suffixes}; nearest: {nearest}")

    /// beta_N_to_SYMBOL.
    let private againstSymbol (name: string) : Result<Feature, Invalid> voption =
        let parts = name.Split('_', 4)

        if parts.Length = 4 && parts[0] = "beta" && parts[2] = "to" && parts[3].Length > 0 then
            let build numbers =
                MarketBeta.toSymbol parts[3] (List.head numbers * 1<bar>)

            let family = FeatureFamily("beta_N", [ 2 ], [ 60 ], build)

            match family.NumbersOf $"beta_{parts[1]}" with
            | ValueSome numbers -> ValueSome(family.Create(name, numbers))
            | ValueNone -> ValueNone
        else
            ValueNone

    let private ofFamily
        (onSessions: FeatureFamily list)
        (name: string)
        : Result<Feature, Invalid> =
        let found =
            ofBars @ onSessions
            |> List.tryPick (fun family ->
                match family.NumbersOf name with
                | ValueSome numbers -> Some(family.Create(name, numbers))
                | ValueNone -> None)

        match found, againstSymbol name with
        | Some result, _ -> result
        | None, ValueSome result -> result
        | None, ValueNone -> Error(unknown name)

    let private endsWith (suffix: string) (name: string) =
        name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)

    /// <summary>True for a name that ends in a suffix: a value among those of the other names of its date.</summary>
    /// <param name="name">Any name.</param>
    let isCrossSectional (name: string) : bool =
        endsWith ofSector name
        || crossSections |> List.exists (fun (suffix, _) -> endsWith suffix name)

    let rec private parseAmong
        (onSessions: FeatureFamily list)
        (restrict: Feature -> Feature)
        (own: Feature list)
        (sectors: IReadOnlyDictionary<string, string>)
        (name: string)
        : Result<Feature, Invalid> =
        let form = crossSections |> List.tryFind (fun (suffix, _) -> endsWith suffix name)

        // What stands before the last suffix; without any suffix of its own, of the members alone.
        let before (suffix: string) =
            let inner = name.Substring(0, name.Length - suffix.Length)

            parseAmong onSessions restrict own sectors inner
            |> Result.map (if isCrossSectional inner then id else restrict)

        match own |> List.tryFind (fun feature -> feature.Name = name), form with
        | Some feature, _ -> Ok feature
        | None, Some(suffix, create) -> before suffix |> Result.map create
        | None, None when endsWith ofSector name && sectors.Count = 0 ->
            let reason = $"{name} needs the sector of each symbol, and no sectors are given"
            Error(Invalid.Conflict("feature", reason))
        | None, None when endsWith ofSector name ->
            before ofSector |> Result.map (CrossSection.sectorNeutralOf sectors)
        | None, None when name = "drawdown" -> Ok(PriceDrawdown.overBars 252<bar>)
        | None, None ->
            IndicatorCatalogue.tryParse name
            |> ValueOption.defaultWith (fun () -> ofFamily onSessions name)

    /// <summary>True when a name's feature is computed from the market's sessions, and so needs a calendar.</summary>
    /// <param name="name">A feature's name, with any suffix.</param>
    let rec needsSessions (name: string) : bool =
        match
            ofSector :: List.map fst crossSections
            |> List.tryFind (fun suffix -> endsWith suffix name)
        with
        | Some suffix -> needsSessions (name.Substring(0, name.Length - suffix.Length))
        | None -> SessionTime.unbound |> List.exists (fun family -> family.NumbersOf(name).IsSome)

    /// <summary>The feature of this name, or a refusal that shows the nearest names.</summary>
    /// <param name="name">
    /// A name of one of the <c>families</c> or <c>indicators</c>, such as parkinson_20, rsi_14 or month_sin; beta_N_to_SYMBOL;
    /// drawdown stands for drawdown_252. After it may follow _cs_rank, _cs_zscore, _cs_winsor or _cs_neutral.
    /// </param>
    let parse (name: string) : Result<Feature, Invalid> =
        parseAmong SessionTime.unbound id [] noSectors name

    /// <summary>Features in their order; none, or a name twice, is refused.</summary>
    /// <param name="features">The catalogue's or the caller's own.</param>
    let distinct (features: Feature list) : Result<Feature list, Invalid> =
        match features |> List.countBy _.Name |> List.tryFind (fun (_, count) -> count > 1) with
        | _ when features.IsEmpty -> Error(Invalid.Empty "features")
        | Some(name, _) -> Error(Invalid.Duplicate("features", name))
        | None -> Ok features

    let private parseNames
        (onSessions: FeatureFamily list)
        (restrict: Feature -> Feature)
        (own: Feature list)
        (sectors: IReadOnlyDictionary<string, string>)
        (names: string list)
        : Result<Feature list, Invalid> =
        let taken =
            own
            |> List.tryFind (fun feature ->
                feature.Name = "standard"
                || feature.Name = "broad"
                || Result.isOk (parse feature.Name))

        let parsed =
            names
            |> List.collect (fun name ->
                match name with
                | "standard" -> List.map Ok standard
                | "broad" -> List.map Ok broad
                | one -> [ parseAmong onSessions restrict own sectors one ])

        let likeDerived = own |> List.tryFind (fun feature -> isCrossSectional feature.Name)

        match
            taken,
            List.tryPick
                (function
                | Error invalid -> Some invalid
                | Ok _ -> None)
                parsed
        with
        | _ when names.IsEmpty -> Error(Invalid.Empty "features")
        | _ when likeDerived.IsSome ->
            let reason =
                $"{likeDerived.Value.Name} ends as a value among the names of a date does; one of your own needs another name"

            Error(Invalid.Conflict("features", reason))
        | Some feature, _ ->
            let reason =
                $"{feature.Name} is a feature of the catalogue; one of your own needs another name"

            Error(Invalid.Conflict("features", reason))
        | None, Some invalid -> Error invalid
        | None, None -> distinct (parsed |> List.choose Result.toOption)

    /// <summary>The features of these names in their order, some of them the caller's own; a name twice is refused.</summary>
    /// <param name="own">
    /// Features that names may stand for beside the catalogue's, with all suffixes; none is called as one of the catalogue.
    /// </param>
    /// <param name="sectors">The sector of each symbol, for names that end in _cs_sector; may be empty.</param>
    /// <param name="names">At least one name; standard and broad stand for these sets.</param>
    let parseWith
        (own: Feature list)
        (sectors: IReadOnlyDictionary<string, string>)
        (names: string list)
        : Result<Feature list, Invalid> =
        parseNames SessionTime.unbound id own sectors names

    /// <summary>The same where the market's sessions are known, so that places in the session can be computed.</summary>
    /// <param name="sessions">The calendar that knows of a date (an epoch day), or why there is none.</param>
    /// <param name="own">Features of the caller's own, as for <c>parseWith</c>.</param>
    /// <param name="sectors">The sector of each symbol, likewise.</param>
    /// <param name="names">At least one name; standard and broad stand for these sets.</param>
    let parseOn
        (sessions: int -> Result<SessionCalendar, Invalid>)
        (own: Feature list)
        (sectors: IReadOnlyDictionary<string, string>)
        (names: string list)
        : Result<Feature list, Invalid> =
        parseNames (SessionTime.families sessions) id own sectors names

    /// <summary>The same, where names with a suffix are values among the members of a universe alone.</summary>
    /// <param name="members">
    /// From bars and their actions to a mask on the same bars and symbols, above 0 where a name is in at the bar's close.
    /// </param>
    /// <param name="own">Features that names may stand for beside the catalogue's, with all suffixes.</param>
    /// <param name="sectors">The sector of each symbol, for names that end in _cs_sector; may be empty.</param>
    /// <param name="names">At least one name; standard and broad stand for these sets.</param>
    /// <remarks>A name that is out has no rank, and takes no place among the others; names without a suffix are as ever.</remarks>
    let parseWithin
        (members: Bars -> CorporateActions -> Result<Panel, Invalid>)
        (own: Feature list)
        (sectors: IReadOnlyDictionary<string, string>)
        (names: string list)
        : Result<Feature list, Invalid> =
        parseNames SessionTime.unbound (CrossSection.among members) own sectors names

    /// <summary>Both: the market's sessions are known, and values among names are among a universe's members alone.</summary>
    /// <param name="sessions">The calendar that knows of a date (an epoch day), or why there is none.</param>
    /// <param name="members">From bars and their actions to a mask, as for <c>parseWithin</c>.</param>
    /// <param name="own">Features of the caller's own, as for <c>parseWith</c>.</param>
    /// <param name="sectors">The sector of each symbol, likewise.</param>
    /// <param name="names">At least one name; standard and broad stand for these sets.</param>
    let parseOnWithin
        (sessions: int -> Result<SessionCalendar, Invalid>)
        (members: Bars -> CorporateActions -> Result<Panel, Invalid>)
        (own: Feature list)
        (sectors: IReadOnlyDictionary<string, string>)
        (names: string list)
        : Result<Feature list, Invalid> =
        parseNames (SessionTime.families sessions) (CrossSection.among members) own sectors names

    /// <summary>The features of these names in their order; a name twice is refused.</summary>
    /// <param name="names">At least one name that <c>parse</c> knows; standard and broad stand for these sets.</param>
    let parseAll (names: string list) : Result<Feature list, Invalid> = parseWith [] noSectors names
