namespace Symphony.Core

open System
open System.Collections.Generic

/// What a market may add to its bars; an absent one leaves the engine's settings in charge.
[<NoEquality; NoComparison>]
type internal MarketExtras = {
    CashRates: float[] voption
    MarginRates: float[] voption
    BorrowRates: Panel voption
    Sectors: int[] voption
    FillPrices: Panel voption
    FillSlippage: Panel voption
    /// Absent where one contract of every name is one share.
    ContractMultipliers: float[] voption
    SharesOutstanding: Panel voption
    /// Dollar ADV as measured at quoted prices; absent where it was given in money.
    QuotedAdv: Panel voption
}

/// <summary>
/// Everything the engine reads of a market: bars, corporate actions, volatility and dollar ADV, and,
/// where given, rates, borrow, sectors and fill prices.
/// </summary>
[<Sealed; AllowNullLiteral(false)>]
type EngineMarket
    internal
    (
        bars: Bars,
        actions: CorporateActions,
        volatility: Panel,
        dollarAdv: Panel,
        extras: MarketExtras
    ) =

    /// Where the actions of each bar, and of the one after the last, start in the sorted array; T + 2 entries.
    let actionStarts =
        let starts = Array.zeroCreate (bars.Axes.BarCount + 2)

        for action in actions.Array do
            starts[action.Bar + 1] <- starts[action.Bar + 1] + 1

        for t in 1 .. starts.Length - 1 do
            starts[t] <- starts[t] + starts[t - 1]

        starts

    /// Prices of one contract in money: the quoted ones themselves where no name has a multiplier.
    let inMoney (quoted: Panel) : float[] =
        match extras.ContractMultipliers with
        | ValueNone -> quoted.Array
        | ValueSome multipliers ->
            Array.mapi
                (fun cell price -> price * multipliers[cell % multipliers.Length])
                quoted.Array

    let closes = lazy (inMoney bars.Close)
    let opens = lazy (inMoney bars.Open)
    let fillPrices = lazy (ValueOption.map inMoney extras.FillPrices)

    let rowFacts =
        RowFacts(
            bars.Axes.SymbolCount,
            volatility.Array,
            dollarAdv.Array,
            closes,
            opens,
            fillPrices
        )

    let paid =
        match extras.ContractMultipliers with
        | ValueNone -> actions.Array
        | ValueSome multipliers ->
            actions.Array
            |> Array.map (fun action ->
                match action.Kind with
                | ActionKind.Dividend cash -> {
                    action with
                        Kind = ActionKind.Dividend(cash * multipliers[action.Symbol])
                  }
                | _ -> action)

    /// What all shares of a name are worth at each close: shares outstanding x the last close, restated
    /// for the actions since.
    let capitalisation (outstanding: Panel) : float[] =
        let width = bars.Axes.SymbolCount
        let prices = Array.create width nan
        let values = Array.zeroCreate outstanding.Array.Length

        for t in 0 .. bars.Axes.BarCount - 1 do
            let mutable a = actionStarts[t]

            while a < actionStarts[t + 1] do
                let symbol = paid[a].Symbol
                let mutable ratio = 1.0
                let mutable cash = 0.0

                while a < actionStarts[t + 1] && paid[a].Symbol = symbol do
                    match paid[a].Kind with
                    | ActionKind.Split given -> ratio <- given
                    | ActionKind.Dividend given -> cash <- given
                    | ActionKind.Delisting _ -> ()

                    a <- a + 1

                prices[symbol] <- max 0.0 ((prices[symbol] - cash) / ratio)

            for i in 0 .. width - 1 do
                let cell = t * width + i
                let close = closes.Value[cell]

                if not (Double.IsNaN close) then
                    prices[i] <- close

                values[cell] <- outstanding.Array[cell] * prices[i]

        values

    let capitalisations =
        lazy
            (match extras.SharesOutstanding with
             | ValueSome outstanding -> capitalisation outstanding
             | ValueNone -> [||])

    member internal _.ActionStarts: int[] = actionStarts
    member internal _.Extras: MarketExtras = extras

    member internal _.RowFacts: RowFacts = rowFacts

    /// Closes of one contract in money.
    member internal _.MoneyCloses: float[] = closes.Value

    /// Opens of one contract in money.
    member internal _.MoneyOpens: float[] = opens.Value

    /// The market's own fill prices of one contract in money.
    member internal _.MoneyFillPrices: float[] voption = fillPrices.Value

    /// The actions, dividends in money for one contract.
    member internal _.MoneyActions: CorporateAction[] = paid

    /// What all shares of each name are worth at each close, T x N; empty where shares outstanding are not
    /// given.
    member internal _.Capitalisations: float[] = capitalisations.Value

    /// <summary>The bars and symbols.</summary>
    member _.Axes: Axes = bars.Axes

    /// <summary>The bars.</summary>
    member _.Bars: Bars = bars

    /// <summary>Splits, dividends and delistings.</summary>
    member _.Actions: CorporateActions = actions

    /// <summary>Daily volatility known at each close, T x N, a fraction per square-root day; NaN where not known.</summary>
    /// <remarks>
    /// Sample standard deviation of session log returns, splits and dividends included, over the name's
    /// last 20 completed sessions; at least 5 values.
    /// </remarks>
    member _.DailyVolatility: Panel = volatility

    /// <summary>Mean traded money a day known at each close, T x N; NaN where not known.</summary>
    /// <remarks>
    /// Mean of close x volume, times the contract multiplier, over the name's last 20 completed sessions; at
    /// least 5 values.
    /// </remarks>
    member _.AverageDailyNotional: Panel = dollarAdv

    /// <summary>What one point of a name's quoted price is worth in a contract of it, N values; 1 for shares.</summary>
    member _.ContractMultipliers: IReadOnlyList<float> =
        match extras.ContractMultipliers with
        | ValueSome multipliers -> Array.AsReadOnly multipliers :> IReadOnlyList<float>
        | ValueNone -> Array.AsReadOnly(Array.create bars.Axes.SymbolCount 1.0)

/// <summary>Builds the engine's market, or says why not.</summary>
[<RequireQualifiedAccess>]
module EngineMarket =

    let private none: MarketExtras = {
        CashRates = ValueNone
        MarginRates = ValueNone
        BorrowRates = ValueNone
        Sectors = ValueNone
        FillPrices = ValueNone
        FillSlippage = ValueNone
        ContractMultipliers = ValueNone
        SharesOutstanding = ValueNone
        QuotedAdv = ValueNone
    }

    let private withExtras (extras: MarketExtras) (market: EngineMarket) : EngineMarket =
        EngineMarket(
            market.Bars,
            market.Actions,
            market.DailyVolatility,
            market.AverageDailyNotional,
            extras
        )

    /// The first cell whose value breaks the rule, as a refusal.
    let private cells
        (parameter: string)
        (rule: string)
        (isBroken: int -> float -> bool)
        (panel: Panel)
        : Result<unit, Invalid> =
        let values = panel.Array
        let mutable cell = 0

        while cell < values.Length && not (isBroken cell values[cell]) do
            cell <- cell + 1

        if cell = values.Length then
            Ok()
        else
            let axes = panel.Axes
            let width = axes.SymbolCount

            Error(
                Invalid.BadValue(
                    parameter,
                    axes.Symbols[cell % width],
                    axes.SessionDate(cell / width),
                    values[cell],
                    rule
                )
            )

    let private sameAxes
        (parameter: string)
        (market: EngineMarket)
        (panel: Panel)
        : Result<unit, Invalid> =
        if panel.Axes.SameAs market.Axes then
            Ok()
        else
            Error(Invalid.Conflict(parameter, "its bars and symbols are not those of the market"))

    /// NaN, or finite and not negative.
    let private isNegative (_: int) (value: float) : bool =
        not (Double.IsNaN value) && not (Double.IsFinite value && value >= 0.0)

    /// <summary>A market of bars and corporate actions; volatility and dollar ADV are measured from them.</summary>
    /// <param name="bars">The bars; as traded when there are actions.</param>
    /// <param name="actions">Splits, dividends and delistings, or <c>CorporateActions.None</c>.</param>
    /// <remarks>Without volume dollar ADV is not known, and settings that need it are refused by the run.</remarks>
    let create (bars: Bars) (actions: CorporateActions) : Result<EngineMarket, Invalid> =
        let isOutside (action: CorporateAction) =
            action.Bar > bars.Axes.BarCount || action.Symbol >= bars.Axes.SymbolCount

        if actions.Count > 0 && bars.PriceBasis = PriceBasis.Adjusted then
            Error(
                Invalid.Conflict(
                    "actions",
                    $"the bars are declared adjusted, so {actions.Count} corporate actions would count twice; give raw bars or no actions"
                )
            )
        elif Array.exists isOutside actions.Array then
            Error(
                Invalid.Conflict("actions", "one lies outside the bars and symbols of the market")
            )
        else
            let struct (volatility, dollarAdv) = Liquidity.panels bars actions

            Ok(
                EngineMarket(
                    bars,
                    actions,
                    volatility,
                    dollarAdv,
                    { none with QuotedAdv = ValueSome dollarAdv }
                )
            )

    /// <summary>The market with volatility and dollar ADV given instead of measured.</summary>
    /// <param name="dailyVolatility">Known at each close, T x N, not negative; NaN where not known.</param>
    /// <param name="averageDailyNotional">
    /// Known at each close, money a day, T x N, not negative; NaN where not known. No contract multiplier
    /// changes it.
    /// </param>
    /// <param name="market">The market to change.</param>
    let withLiquidity
        (dailyVolatility: Panel)
        (averageDailyNotional: Panel)
        (market: EngineMarket)
        : Result<EngineMarket, Invalid> =
        let rule = "must be finite and not negative, or NaN where not known"

        Check.all [
            sameAxes "dailyVolatility" market dailyVolatility
            sameAxes "averageDailyNotional" market averageDailyNotional
            cells "dailyVolatility" rule isNegative dailyVolatility
            cells "averageDailyNotional" rule isNegative averageDailyNotional
        ]
        |> Result.map (fun () ->
            EngineMarket(
                market.Bars,
                market.Actions,
                dailyVolatility,
                averageDailyNotional,
                { market.Extras with QuotedAdv = ValueNone }
            ))

    let private rates
        (parameter: string)
        (values: float[])
        (market: EngineMarket)
        : Result<unit, Invalid> =
        Check.all [
            Check.length parameter market.Axes.BarCount values.Length
            match Array.tryFindIndex (Double.IsFinite >> not) values with
            | Some t -> Error(Invalid.NotFinite(parameter, values[t]))
            | None -> ()
        ]

    /// <summary>The market with a cash rate for each bar, in place of the setting.</summary>
    /// <param name="annualRates">Simple rates a year, T finite values; bar t's holds until bar t+1.</param>
    /// <param name="market">The market to change.</param>
    let withCashRates
        (annualRates: float[])
        (market: EngineMarket)
        : Result<EngineMarket, Invalid> =
        rates "cashRates" annualRates market
        |> Result.map (fun () ->
            withExtras { market.Extras with CashRates = ValueSome(Array.copy annualRates) } market)

    /// <summary>The market with a margin rate for each bar, in place of the setting.</summary>
    /// <param name="annualRates">Simple rates a year, T finite values; bar t's holds until bar t+1.</param>
    /// <param name="market">The market to change.</param>
    let withMarginRates
        (annualRates: float[])
        (market: EngineMarket)
        : Result<EngineMarket, Invalid> =
        rates "marginRates" annualRates market
        |> Result.map (fun () ->
            withExtras
                { market.Extras with MarginRates = ValueSome(Array.copy annualRates) }
                market)

    /// <summary>The market with borrow rates by bar and name, in place of the tiers.</summary>
    /// <param name="annualRates">
    /// Simple rates a year, T x N, not negative; NaN where the name cannot be shorted. Bar t's holds for
    /// the order decided at t and for the days from t to t+1.
    /// </param>
    /// <param name="market">The market to change.</param>
    let withBorrow (annualRates: Panel) (market: EngineMarket) : Result<EngineMarket, Invalid> =
        Check.all [
            sameAxes "borrow" market annualRates
            cells
                "borrow"
                "must be finite and not negative, or NaN for no borrow"
                isNegative
                annualRates
        ]
        |> Result.map (fun () ->
            withExtras { market.Extras with BorrowRates = ValueSome annualRates } market)

    /// <summary>The market with a sector for each name.</summary>
    /// <param name="sectors">N names of sectors, in the order of the symbols.</param>
    /// <param name="market">The market to change.</param>
    let withSectors
        (sectors: IReadOnlyList<string>)
        (market: EngineMarket)
        : Result<EngineMarket, Invalid> =
        Check.length "sectors" market.Axes.SymbolCount sectors.Count
        |> Result.map (fun () ->
            let names = sectors |> Seq.distinct |> Seq.toArray

            let numbers =
                sectors |> Seq.map (fun name -> Array.IndexOf(names, name)) |> Seq.toArray

            withExtras { market.Extras with Sectors = ValueSome numbers } market)

    /// <summary>The market with prices that fills happen at, for <c>FillAt.Panel</c> (VWAP, auction).</summary>
    /// <param name="prices">Price of a fill at each bar, T x N, above zero; NaN where none can happen.</param>
    /// <param name="market">The market to change.</param>
    let withFillPrices (prices: Panel) (market: EngineMarket) : Result<EngineMarket, Invalid> =
        let isNotAPrice (_: int) value =
            not (Double.IsNaN value) && not (Double.IsFinite value && value > 0.0)

        let hasNoBar cell value =
            not (Double.IsNaN value) && Double.IsNaN market.Bars.Close.Array[cell]

        Check.all [
            sameAxes "fillPrices" market prices
            cells
                "fillPrices"
                "must be finite and above zero, or NaN for no fill"
                isNotAPrice
                prices
        ]
        |> Result.bind (fun () ->
            cells "fillPrices" "must be NaN where the name has no bar" hasNoBar prices)
        |> Result.map (fun () ->
            withExtras { market.Extras with FillPrices = ValueSome prices } market)

    /// <summary>The market with a further cost of each fill, such as the slippage of an auction.</summary>
    /// <param name="fractions">
    /// Fractions of the notional of a fill at each bar, T x N, finite and not negative; added to the half
    /// spread, and reported with it.
    /// </param>
    /// <param name="market">The market to change.</param>
    let withFillSlippage (fractions: Panel) (market: EngineMarket) : Result<EngineMarket, Invalid> =
        let isBroken (_: int) value =
            not (Double.IsFinite value && value >= 0.0)

        Check.all [
            sameAxes "fillSlippage" market fractions
            cells "fillSlippage" "must be finite and not negative" isBroken fractions
        ]
        |> Result.map (fun () ->
            withExtras { market.Extras with FillSlippage = ValueSome fractions } market)

    /// <summary>The market with a contract multiplier for each name: what one point of its quoted price is worth.</summary>
    /// <param name="multipliers">N values, finite and above zero; 1 for shares, 50 for a future of 50 times the index.</param>
    /// <param name="market">The market to change.</param>
    /// <remarks>
    /// Shares of such a name are contracts: a holding is worth shares x quoted price x multiplier, and so are
    /// fills, dividends per share and measured dollar ADV. A multiplier m at prices p is the same as 1 at prices
    /// m x p. Given multipliers take the place of earlier ones; a dollar ADV given in money stays. Contracts are
    /// paid in full, as shares are: that a future ties up no more cash than its margin is not modelled.
    /// </remarks>
    let withContractMultipliers
        (multipliers: float[])
        (market: EngineMarket)
        : Result<EngineMarket, Invalid> =
        let broken =
            multipliers
            |> Array.tryFindIndex (fun value -> not (Double.IsFinite value && value > 0.0))

        Check.all [
            Check.length "contractMultipliers" market.Axes.SymbolCount multipliers.Length
            match broken with
            | Some i when i < market.Axes.SymbolCount ->
                Error(
                    Invalid.Conflict(
                        "contractMultipliers",
                        $"that of {market.Axes.Symbols[i]} must be finite and above zero, was {Text.number multipliers[i]}"
                    )
                )
            | _ -> ()
        ]
        |> Result.map (fun () ->
            let areAllOne = multipliers |> Array.forall ((=) 1.0)

            let dollarAdv =
                match market.Extras.QuotedAdv with
                | ValueNone -> market.AverageDailyNotional
                | ValueSome quoted when areAllOne -> quoted
                | ValueSome quoted ->
                    Panel.init market.Axes (fun t i -> quoted[t, i] * multipliers[i])

            let given = if areAllOne then ValueNone else ValueSome(Array.copy multipliers)

            EngineMarket(
                market.Bars,
                market.Actions,
                market.DailyVolatility,
                dollarAdv,
                { market.Extras with ContractMultipliers = given }
            ))

    /// <summary>The market with the number of shares outstanding, for the permanent part of impact.</summary>
    /// <param name="shares">
    /// Shares (contracts, where a name has a multiplier) outstanding as known at each close, T x N, above zero;
    /// NaN where not known. A split changes it at its bar.
    /// </param>
    /// <param name="market">The market to change.</param>
    let withSharesOutstanding
        (shares: Panel)
        (market: EngineMarket)
        : Result<EngineMarket, Invalid> =
        let isBroken (_: int) value =
            not (Double.IsNaN value) && not (Double.IsFinite value && value > 0.0)

        Check.all [
            sameAxes "sharesOutstanding" market shares
            cells
                "sharesOutstanding"
                "must be finite and above zero, or NaN where not known"
                isBroken
                shares
        ]
        |> Result.map (fun () ->
            withExtras { market.Extras with SharesOutstanding = ValueSome shares } market)

    /// The quoted prices fills happen at, bar by bar.
    let internal fillPanel (fillAt: FillAt) (market: EngineMarket) : Panel voption =
        match fillAt with
        | FillAt.Open -> ValueSome market.Bars.Open
        | FillAt.Close -> ValueSome market.Bars.Close
        | _ -> market.Extras.FillPrices

    /// The same for one contract in money.
    let internal moneyFills (fillAt: FillAt) (market: EngineMarket) : float[] =
        match fillAt with
        | FillAt.Open -> market.MoneyOpens
        | FillAt.Close -> market.MoneyCloses
        | _ -> ValueOption.defaultValue [||] market.MoneyFillPrices

    /// The first setting that this market cannot serve.
    let internal check (settings: EngineSettings) (market: EngineMarket) : Result<unit, Invalid> =
        let needsVolume name off =
            Error(
                Invalid.Conflict(
                    name,
                    $"needs dollar ADV, but the bars have no volume; set {name} to {off}, or give volumes"
                )
            )

        let hasAdv =
            market.Bars.HasVolume
            || Array.exists (Double.IsNaN >> not) market.AverageDailyNotional.Array

        Check.all [
            if settings.ImpactCoefficient > 0.0 && not hasAdv then
                needsVolume "ImpactCoefficient" "0"
            if not (Double.IsPositiveInfinity settings.ParticipationCap) && not hasAdv then
                needsVolume "ParticipationCap" "none"
            if settings.FillAt = FillAt.Panel && market.Extras.FillPrices.IsNone then
                Error(
                    Invalid.Conflict(
                        "FillAt",
                        "Panel needs a panel of fill prices, and the market has none"
                    )
                )
            if
                not (Double.IsPositiveInfinity settings.SectorCap) && market.Extras.Sectors.IsNone
            then
                Error(
                    Invalid.Conflict(
                        "SectorCap",
                        "needs the sector of each name, and the market has none"
                    )
                )
        ]
