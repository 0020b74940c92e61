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
    /// Sigma / sqrt(ADV) in single precision; absent where it follows from the two in double.
    Quotients: Panel voption
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

    /// Prices of one contract in money: the quoted ones themselves where no name has a multiplier, doubles where
    /// one has.
    let inMoney (quoted: Panel) : Cells =
        match extras.ContractMultipliers with
        | ValueNone -> quoted.Cells
        | ValueSome multipliers ->
            let cells = quoted.Cells
            let width = multipliers.Length
            Cells(Array.init cells.Length (fun cell -> cells[cell] * multipliers[cell % width]))

    let closes = lazy (inMoney bars.Close)
    let opens = lazy (inMoney bars.Open)
    let fillPrices = lazy (ValueOption.map inMoney extras.FillPrices)

    let rowFacts =
        RowFacts(
            bars.Axes.SymbolCount,
            volatility.Cells,
            dollarAdv.Cells,
            ValueOption.map (fun (panel: Panel) -> panel.Cells) extras.Quotients,
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
    member internal _.MoneyCloses: Cells = closes.Value

    /// Opens of one contract in money.
    member internal _.MoneyOpens: Cells = opens.Value

    /// The market's own fill prices of one contract in money.
    member internal _.MoneyFillPrices: Cells voption = fillPrices.Value

    /// The actions, dividends in money for one contract.
    member internal _.MoneyActions: CorporateAction[] = paid

    /// What all shares of each name are worth at each close, T x N; empty where shares outstanding are not
    /// given.
    member internal _.Capitalisations: float[] = capitalisations.Value

    /// <summary>The bars and symbols.</summary>
    member _.Axes: Axes = bars.Axes

    /// <summary>How prices, volatility and dollar ADV are kept.</summary>
    member _.Precision: PanelPrecision = bars.Close.Precision

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
        Quotients = ValueNone
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

    /// Sigma / sqrt(ADV) of panels in single precision, in single precision.
    let private singleQuotients (volatility: Cells) (adv: Cells) (axes: Axes) =
        let known cell =
            let value = SquareRootImpact.quotient volatility[cell] adv[cell]
            // Where ADV is not above zero nothing trades.
            if adv[cell] > 0.0 then value else nan

        SinglePrecision.round
            "dailyVolatility / sqrt(averageDailyNotional)"
            Vanishing.Refused
            axes
            (Cells(Array.init adv.Length known))

    /// <summary>The market with prices, volatility and dollar ADV kept in single precision.</summary>
    /// <param name="market">The market to round.</param>
    /// <remarks>
    /// <para>Half the memory, for panels that do not fit a cache; money, shares and sums stay 64-bit numbers. Opens,
    /// highs, lows, closes, volumes, fill prices, volatility and dollar ADV become the 32-bit numbers nearest to them,
    /// and so does sigma / sqrt(ADV), found from the rounded two: square-root impact takes that. A run is, to the last
    /// bit, the run in double precision on a market of those numbers. Rates, borrow, slippage and shares outstanding
    /// stay as given; prices of names with contract multipliers are multiplied in double precision.</para>
    /// <para>A value that single precision cannot hold is refused by name and value: above 3.4e38, or above zero and
    /// below 1.2e-38. Panels given to the market later are rounded as well.</para>
    /// </remarks>
    let inSinglePrecision (market: EngineMarket) : Result<EngineMarket, Invalid> =
        let axes = market.Axes

        let rounded (name: string) (panel: Panel) =
            SinglePrecision.round name Vanishing.Refused axes panel.Cells
            |> Result.map (fun cells -> Panel.OfCells(axes, cells))

        let optional (name: string) (panel: Panel voption) =
            match panel with
            | ValueSome given -> rounded name given |> Result.map ValueSome
            | ValueNone -> Ok ValueNone

        Bars.inSinglePrecision market.Bars
        |> Result.bind (fun bars ->
            match
                rounded "dailyVolatility" market.DailyVolatility,
                rounded "averageDailyNotional" market.AverageDailyNotional,
                optional "averageDailyNotional" market.Extras.QuotedAdv,
                optional "fillPrices" market.Extras.FillPrices
            with
            | Ok volatility, Ok adv, Ok quotedAdv, Ok fillPrices ->
                singleQuotients volatility.Cells adv.Cells axes
                |> Result.map (fun quotients ->
                    // One panel stays one.
                    let isQuoted =
                        quotedAdv.IsSome
                        && obj.ReferenceEquals(
                            market.Extras.QuotedAdv.Value,
                            market.AverageDailyNotional
                        )

                    EngineMarket(
                        bars,
                        market.Actions,
                        volatility,
                        adv,
                        {
                            market.Extras with
                                QuotedAdv = (if isQuoted then ValueSome adv else quotedAdv)
                                FillPrices = fillPrices
                                Quotients = ValueSome(Panel.OfCells(axes, quotients))
                        }
                    ))
            | Error invalid, _, _, _
            | _, Error invalid, _, _
            | _, _, Error invalid, _
            | _, _, _, Error invalid -> Error invalid)

    /// What was given to a market in single precision is kept so too.
    let private inPrecisionOf (before: EngineMarket) (market: EngineMarket) =
        match before.Precision with
        | PanelPrecision.Single -> inSinglePrecision market
        | _ -> Ok market

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
        |> Result.bind (fun () ->
            EngineMarket(
                market.Bars,
                market.Actions,
                dailyVolatility,
                averageDailyNotional,
                { market.Extras with QuotedAdv = ValueNone; Quotients = ValueNone }
            )
            |> inPrecisionOf market)

    let private rates
        (parameter: string)
        (values: float[])
        (market: EngineMarket)
        : Result<unit, Invalid> =
        Check.all [
            Check.length parameter market.Axes.BarCount values.Length
            yield!
                values
                |> Seq.map (Bounds.annualRate parameter)
                |> Seq.filter Result.isError
                |> Seq.truncate 1
        ]

    /// <summary>The market with a cash rate for each bar, in place of the setting.</summary>
    /// <param name="annualRates">Simple rates a year, T values from -10 to 10; bar t's holds until bar t+1.</param>
    /// <param name="market">The market to change.</param>
    let withCashRates
        (annualRates: float[])
        (market: EngineMarket)
        : Result<EngineMarket, Invalid> =
        rates "cashRates" annualRates market
        |> Result.map (fun () ->
            withExtras { market.Extras with CashRates = ValueSome(Array.copy annualRates) } market)

    /// <summary>The market with a margin rate for each bar, in place of the setting.</summary>
    /// <param name="annualRates">Simple rates a year, T values from -10 to 10; bar t's holds until bar t+1.</param>
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
    /// Simple rates a year, T x N, from 0 to 10; NaN where the name cannot be shorted. Bar t's holds for
    /// the order decided at t and for the days from t to t+1.
    /// </param>
    /// <param name="market">The market to change.</param>
    let withBorrow (annualRates: Panel) (market: EngineMarket) : Result<EngineMarket, Invalid> =
        Check.all [
            sameAxes "borrow" market annualRates
            cells
                "borrow"
                "must be a fraction a year from 0 to 10, or NaN for no borrow"
                (fun _ rate -> not (Double.IsNaN rate || rate >= 0.0 && rate <= Bounds.AnnualRate))
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
            not (Double.IsNaN value) && Double.IsNaN market.Bars.Close.Cells[cell]

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
        |> Result.bind (fun () ->
            withExtras { market.Extras with FillPrices = ValueSome prices } market
            |> inPrecisionOf market)

    /// <summary>The market with a further cost of each fill, such as the slippage of an auction.</summary>
    /// <param name="fractions">
    /// Fractions of the notional of a fill at each bar, T x N, from 0 to below 0.5; added to the half
    /// spread, and reported with it.
    /// </param>
    /// <param name="market">The market to change.</param>
    let withFillSlippage (fractions: Panel) (market: EngineMarket) : Result<EngineMarket, Invalid> =
        let isBroken (_: int) value =
            not (value >= 0.0 && value < Bounds.CostFraction)

        Check.all [
            sameAxes "fillSlippage" market fractions
            cells
                "fillSlippage"
                "must be a fraction of notional from 0 to below 0.5"
                isBroken
                fractions
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
        |> Result.bind (fun () ->
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
                { market.Extras with ContractMultipliers = given; Quotients = ValueNone }
            )
            |> inPrecisionOf market)

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
    let internal moneyFills (fillAt: FillAt) (market: EngineMarket) : Cells =
        match fillAt with
        | FillAt.Open -> market.MoneyOpens
        | FillAt.Close -> market.MoneyCloses
        | _ -> ValueOption.defaultWith (fun () -> Cells Array.empty<float>) market.MoneyFillPrices

    /// The first setting that this market cannot serve.
    let internal check (settings: EngineSettings) (market: EngineMarket) : Result<unit, Invalid> =
        let needsVolume name off =
            Error(
                Invalid.Conflict(
                    name,
                    $"needs dollar ADV, but the bars have no volume; set {name} to {off}, or give volumes"
                )
            )

        let hasAdv = market.Bars.HasVolume || market.AverageDailyNotional.Cells.HasNumber

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
