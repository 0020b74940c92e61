namespace Symphony.Core

open System
open System.Globalization

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

    /// The longest window that a name may ask for: a century of daily bars.
    let private longestWindow = 25_200

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

    /// The families whose names end in a window: prefix, shortest window, feature.
    let private families: struct (string * int * (int<bar> -> Feature)) list = [
        struct ("momentum_", 1, Momentum.overBars)
        struct ("realised_volatility_", 2, Volatility.realised)
        struct ("dollar_adv_", 1, DollarVolume.overBars)
        struct ("drawdown_", 2, PriceDrawdown.overBars)
    ]

    let private unknown (name: string) : Invalid =
        let nearest =
            standard @ IndicatorCatalogue.usual
            |> List.map _.Name
            |> List.sortBy (fun known -> EditDistance.between (name.ToLowerInvariant()) known)
            |> List.truncate 3
            |> String.concat ", "

        let accepted =
            "momentum_N, realised_volatility_N, dollar_adv_N, drawdown_N, day_of_week_sin, day_of_week_cos, "
            + String.Join(", ", IndicatorCatalogue.forms)

        Invalid.Unknown("feature", name, $"{accepted}; nearest: {nearest}")

    let private ofFamily (name: string) : Result<Feature, Invalid> =
        let family =
            families
            |> List.tryFind (fun struct (prefix, _, _) ->
                name.StartsWith(prefix, StringComparison.Ordinal))

        match family with
        | None -> Error(unknown name)
        | Some struct (prefix, shortest, create) ->
            match
                Int32.TryParse(
                    name.AsSpan prefix.Length,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture
                )
            with
            | true, window when window >= shortest && window <= longestWindow ->
                Ok(create (window * 1<bar>))
            | true, window ->
                Error(
                    Invalid.OutOfRange(
                        $"window of {name}",
                        float window,
                        float shortest,
                        float longestWindow
                    )
                )
            | false, _ -> Error(unknown name)

    /// <summary>The feature of this name, or a refusal that shows the nearest names.</summary>
    /// <param name="name">
    /// momentum_N, realised_volatility_N, dollar_adv_N or drawdown_N with N bars; day_of_week_sin or
    /// day_of_week_cos; drawdown stands for drawdown_252; an indicator with its lengths, such as rsi_14 or
    /// macd_12_26_9 (the refusal of an unknown name lists them all).
    /// </param>
    let parse (name: string) : Result<Feature, Invalid> =
        match name with
        | "drawdown" -> Ok(PriceDrawdown.overBars 252<bar>)
        | "day_of_week_sin" -> Ok Seasonality.dayOfWeekSine
        | "day_of_week_cos" -> Ok Seasonality.dayOfWeekCosine
        | other ->
            IndicatorCatalogue.tryParse other |> ValueOption.defaultWith (fun () -> ofFamily other)

    /// <summary>The features of these names in their order; a name twice is refused.</summary>
    /// <param name="names">At least one name that <c>parse</c> knows.</param>
    let parseAll (names: string list) : Result<Feature list, Invalid> =
        let parsed = names |> List.map parse

        match
            List.tryPick
                (function
                | Error invalid -> Some invalid
                | Ok _ -> None)
                parsed
        with
        | _ when names.IsEmpty -> Error(Invalid.Empty "features")
        | Some invalid -> Error invalid
        | None ->
            let features = parsed |> List.choose Result.toOption

            match features |> List.countBy _.Name |> List.tryFind (fun (_, count) -> count > 1) with
            | Some(name, _) -> Error(Invalid.Duplicate("features", name))
            | None -> Ok features
