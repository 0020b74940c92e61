namespace Symphony.Core

open System
open System.Globalization

/// Indicators as features by name: a prefix and its lengths in bars.
[<RequireQualifiedAccess>]
module internal IndicatorCatalogue =

    /// The longest length that a name may ask for: ten years of daily bars.
    let private longest = 2_520

    [<NoComparison; NoEquality>]
    type private Family = {
        Prefix: string
        /// The usual lengths, which also say how many there are.
        Usual: int list
        /// The least each length may be, from those before it.
        Least: int list -> int
        Create: int<bar>[] -> Feature
    }

    let private family prefix usual least create = {
        Prefix = prefix
        Usual = usual
        Least = least
        Create = create
    }

    let private one prefix usual least (create: int<bar> -> Feature) : Family =
        family prefix [ usual ] (fun _ -> least) (fun lengths -> create lengths[0])

    let private increasing (before: int list) : int =
        match List.tryLast before with
        | Some length -> length
        | None -> 1

    let private families: Family list = [
        one "sma" 50 1 IndicatorAverages.simple
        one "ema" 20 1 IndicatorAverages.exponentialAverage
        one "wma" 20 1 IndicatorAverages.weightedAverage
        one "dema" 20 1 IndicatorAverages.doubleExponential
        one "tema" 10 1 IndicatorAverages.tripleExponential
        one "hma" 16 2 IndicatorAverages.hull
        one "kama" 10 1 IndicatorAverages.kaufman
        family
            "macd"
            [ 12; 26 ]
            (fun before -> if before.IsEmpty then 1 else before[0] + 1)
            (fun n -> IndicatorAverages.convergence n[0] n[1])
        family
            "macd"
            [ 12; 26; 9 ]
            (fun before -> if before.Length = 1 then before[0] + 1 else 1)
            (fun n -> IndicatorAverages.histogram n[0] n[1] n[2])
        one "trix" 15 1 IndicatorAverages.trix
        family "heikin_ashi" [] (fun _ -> 0) (fun _ -> IndicatorAverages.heikinAshi)
        one "rsi" 14 1 IndicatorOscillators.relativeStrength
        family "stochastic_k" [ 14; 3 ] (fun _ -> 1) (fun n ->
            IndicatorOscillators.stochasticK n[0] n[1])
        family "stochastic_d" [ 14; 3; 3 ] (fun _ -> 1) (fun n ->
            IndicatorOscillators.stochasticD n[0] n[1] n[2])
        one "williams" 14 1 IndicatorOscillators.williams
        one "cci" 20 2 IndicatorOscillators.commodityChannel
        one "aroon_up" 25 1 IndicatorOscillators.aroonUp
        one "aroon_down" 25 1 IndicatorOscillators.aroonDown
        one "aroon" 25 1 IndicatorOscillators.aroonOscillator
        family "ultimate" [ 7; 14; 28 ] increasing (fun n ->
            IndicatorOscillators.ultimate n[0] n[1] n[2])
        one "atr" 14 1 IndicatorRanges.averageTrueRange
        one "plus_di" 14 1 IndicatorRanges.plusIndicator
        one "minus_di" 14 1 IndicatorRanges.minusIndicator
        one "adx" 14 1 IndicatorRanges.averageDirectional
        one "bollinger_position" 20 2 IndicatorRanges.bollingerPosition
        one "bollinger_width" 20 2 IndicatorRanges.bollingerWidth
        one "keltner_position" 20 1 IndicatorRanges.keltnerPosition
        one "donchian_position" 20 1 IndicatorRanges.donchianPosition
        one "ichimoku_base" 26 1 IndicatorRanges.ichimokuBase
        family "ichimoku_cloud" [ 9; 26; 52 ] increasing (fun n ->
            IndicatorRanges.ichimokuCloud n[0] n[1] n[2])
        one "parabolic_stop" 100 2 IndicatorRanges.parabolicStop
        one "mfi" 14 1 IndicatorVolume.moneyFlow
        one "obv" 20 1 IndicatorVolume.onBalance
    ]

    /// Every indicator with its usual lengths.
    let usual: Feature list =
        families
        |> List.map (fun family ->
            family.Create(family.Usual |> List.map (fun n -> n * 1<bar>) |> Array.ofList))

    /// How the names are written: rsi_N, macd_N_N, ...
    let forms: string list =
        families
        |> List.map (fun family ->
            String.Join("_", family.Prefix :: List.map (fun _ -> "N") family.Usual))

    let private lengths (written: string) : int list voption =
        let parsed =
            written.Split('_', StringSplitOptions.None)
            |> Array.map (fun text ->
                match Int32.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture) with
                | true, value -> value
                | false, _ -> -1)

        if written = "" then ValueSome []
        elif Array.contains -1 parsed then ValueNone
        else ValueSome(List.ofArray parsed)

    let private lengthsIn (name: string) (family: Family) : int list voption =
        if name = family.Prefix then
            lengths ""
        elif name.StartsWith(family.Prefix + "_", StringComparison.Ordinal) then
            match name.Substring(family.Prefix.Length + 1) with
            | "" -> ValueNone
            | rest -> lengths rest
        else
            ValueNone

    let private create
        (name: string)
        (family: Family)
        (given: int list)
        : Result<Feature, Invalid> =
        let outside =
            given
            |> List.indexed
            |> List.tryFind (fun (place, length) ->
                length < family.Least(List.truncate place given) || length > longest)

        match outside with
        | Some(place, length) ->
            let least = float (family.Least(List.truncate place given))
            Error(Invalid.OutOfRange($"window of {name}", float length, least, float longest))
        | None -> Ok(family.Create(given |> List.map (fun n -> n * 1<bar>) |> Array.ofList))

    /// The indicator of this name, a refusal of its lengths, or nothing where it is no indicator's name.
    let tryParse (name: string) : Result<Feature, Invalid> voption =
        let found =
            families
            |> List.tryPick (fun family ->
                match lengthsIn name family with
                | ValueSome given when given.Length = family.Usual.Length -> Some(family, given)
                | _ -> None)

        match found with
        | Some(family, given) -> ValueSome(create name family given)
        | None -> ValueNone
