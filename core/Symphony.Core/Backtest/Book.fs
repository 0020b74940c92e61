namespace Symphony.Core

open System

/// Settings and market resolved once for a run: what the bar reads, with every choice made.
[<Sealed>]
type internal Rules(settings: EngineSettings, market: EngineMarket) =

    let cost = EngineSettings.tradingCost settings
    let minimumFee = settings.CostMultiplier * settings.MinimumFee
    let isAlmgren = settings.ImpactLaw = ImpactLaw.Almgren2005

    let isSquareRoot = not isAlmgren && settings.ImpactExponent = PowerImpact.SquareRoot
    let tiers = Seq.toArray settings.BorrowTiers

    let completeFills () =
        match settings.FillAt with
        | FillAt.Open -> market.RowFacts.CompleteOpens
        | FillAt.Close -> market.RowFacts.CompleteCloses
        | _ -> market.RowFacts.CompleteFillPrices

    let denseBars =
        lazy
            (let facts = market.RowFacts
             let fills = completeFills ()

             let known =
                 if EngineSettings.needsVolatility settings then facts.KnownQuotients
                 elif EngineSettings.needsAverageDailyNotional settings then facts.KnownAdv
                 else [||]

             Array.init fills.Length (fun t ->
                 t > 0
                 && fills[t]
                 && facts.CompleteCloses[t]
                 && (known.Length = 0 || known[Timing.decisionBar t])))

    let values (panel: Panel voption) =
        match panel with
        | ValueSome given -> given.Array
        | ValueNone -> [||]

    let closes = market.MoneyCloses
    let fills = EngineMarket.moneyFills settings.FillAt market
    let volatility = market.DailyVolatility.Cells
    let averageDailyNotional = market.AverageDailyNotional.Cells
    let quotients = market.Extras.Quotients

    let rates (given: float[] voption) (setting: float) : Lazy<float[]> =
        lazy
            (match given with
             | ValueSome perBar -> perBar
             | ValueNone -> Array.create market.Axes.BarCount setting)

    let rateAt (given: float[] voption) (setting: float) (bar: int) : float =
        match given with
        | ValueSome perBar -> perBar[bar]
        | ValueNone -> setting

    let cashRates = rates market.Extras.CashRates settings.CashRate
    let marginRates = rates market.Extras.MarginRates settings.MarginRate

    member _.Settings: EngineSettings = settings
    member _.Axes: Axes = market.Axes
    member _.Width: int = market.Axes.SymbolCount
    /// Closes of one contract in money.
    member _.Closes: Cells = closes
    /// Fill prices of one contract in money.
    member _.Fills: Cells = fills

    /// Fill prices as quoted; the same array where no name has a multiplier.
    member val QuotedFills: Cells =
        match EngineMarket.fillPanel settings.FillAt market with
        | ValueSome given -> given.Cells
        | ValueNone -> fills

    /// Empty where every one is 1.
    member val Multipliers: float[] =
        ValueOption.defaultValue [||] market.Extras.ContractMultipliers

    member _.Volatility: Cells = volatility
    member _.AverageDailyNotional: Cells = averageDailyNotional
    /// Dividends in money for one contract.
    member val Actions: CorporateAction[] = market.MoneyActions
    member val ActionStarts: int[] = market.ActionStarts
    member _.CashRates: float[] = cashRates.Value
    member _.MarginRates: float[] = marginRates.Value

    /// Whether either is given bar by bar.
    member _.HasRatesByBar: bool =
        market.Extras.CashRates.IsSome || market.Extras.MarginRates.IsSome

    /// The same rates one by one, for runs that would not keep a column of them.
    member _.CashRateAt(bar: int) : float =
        rateAt market.Extras.CashRates settings.CashRate bar

    member _.MarginRateAt(bar: int) : float =
        rateAt market.Extras.MarginRates settings.MarginRate bar

    /// Empty where the tiers decide.
    member val BorrowRates: float[] = values market.Extras.BorrowRates
    /// Empty where there is none.
    member val FillSlippage: float[] = values market.Extras.FillSlippage
    member val Sectors: int[] = ValueOption.defaultValue [||] market.Extras.Sectors
    member val Cost: TradingCost = cost
    /// The least commission of a fill in money, the cost multiplier included.
    member val MinimumFee: float = minimumFee
    /// Whether impact is charged by the law of Almgren and others.
    member val IsAlmgren: bool = isAlmgren && cost.ImpactCoefficient <> 0.0
    /// Empty where shares outstanding are not given or not asked for.
    member val Capitalisations: float[] = if isAlmgren then market.Capitalisations else [||]
    member val BorrowTiers: BorrowTier[] = tiers
    member val UnborrowableRate: float = Borrow.highestRate (ReadOnlySpan tiers)
    member val NeedsAdv: bool = EngineSettings.needsAverageDailyNotional settings
    member val NeedsVolatility: bool = EngineSettings.needsVolatility settings

    /// Whether a fill costs <c>|n| x (commission + half spread)</c> and square-root impact and nothing else,
    /// orders need no cash and no price of the fill, and none outlives its bar: the class that one pass over
    /// the names serves.
    member val IsRegular: bool =
        minimumFee = 0.0
        && (isSquareRoot || cost.ImpactCoefficient = 0.0)
        && settings.MarginAllowed
        && settings.SizeAt = SizeAt.Decision
        && settings.UnfilledPolicy = UnfilledPolicy.Drop

    /// False takes every bar the general way; the bits are the same.
    member val MayFuse = true with get, set

    member val RowFacts: RowFacts = market.RowFacts

    /// Whether all that one pass over the names reads of the market is kept in single precision.
    member val IsSingle: bool =
        closes.IsSingle
        && fills.IsSingle
        && averageDailyNotional.IsSingle
        && (quotients.IsSome || not (EngineSettings.needsVolatility settings))

    /// What one pass over the names asks of the settings. Caps on sums are met before the pass, and the cap
    /// per name with them.
    member val Terms: BarTerms =
        BarTerms(
            cost.Commission,
            cost.HalfSpread,
            cost.ImpactCoefficient,
            settings.ReportParticipationAbove,
            Array.map _.MinimumAverageDailyNotional tiers,
            Array.map _.AnnualRate tiers,
            settings.PerNameCap,
            settings.ParticipationCap,
            settings.LotSize
        )

    /// T flags: every name has a price to fill at.
    member _.CompleteFills: bool[] = completeFills ()

    /// T flags: every name has a price to fill at and a close at the bar, and all that orders of the bar
    /// before it need to know.
    member _.DenseBars: bool[] = denseBars.Value

    /// A price of one contract in money as it is quoted.
    member this.ToQuoted(symbol: int, money: float) : float =
        if this.Multipliers.Length = 0 then money else money / this.Multipliers[symbol]

    /// The commission of one fill of this size, in money.
    member _.CommissionOf(size: float) : float = max minimumFee (size * cost.Commission)

    /// Half the permanent impact of one fill, in money; NaN where the law has one and shares outstanding
    /// are not known.
    member this.PermanentImpactOf(cell: int, size: float) : float =
        if settings.Almgren.Gamma = 0.0 then
            0.0
        elif this.Capitalisations.Length = 0 then
            nan
        else
            let adv = this.AverageDailyNotional[cell]

            settings.CostMultiplier
            * (size
               * (0.5
                  * AlmgrenImpact.permanent
                      settings.Almgren
                      this.Volatility[cell]
                      (size / adv)
                      (this.Capitalisations[cell] / adv)))

    /// The temporary impact of one fill, in money.
    member this.TemporaryImpactOf(cell: int, size: float) : float =
        settings.CostMultiplier
        * (size
           * AlmgrenImpact.temporary
               settings.Almgren
               this.Volatility[cell]
               (size / this.AverageDailyNotional[cell]))

    /// Sigma / sqrt(ADV) of a cell: the market's own where it keeps one.
    member private _.QuotientOf(cell: int) : float =
        match quotients with
        | ValueSome given -> given.Cells[cell]
        | ValueNone -> SquareRootImpact.quotient volatility[cell] averageDailyNotional[cell]

    /// The impact of one fill sized at this cell's volatility and ADV, in money; its permanent part only
    /// where that is known.
    member this.ImpactOf(cell: int, size: float) : float =
        let coefficient = cost.ImpactCoefficient

        if coefficient = 0.0 then
            0.0
        elif isSquareRoot then
            SquareRootImpact.money coefficient (this.QuotientOf cell) size
        elif isAlmgren then
            let permanent = this.PermanentImpactOf(cell, size)
            let temporary = this.TemporaryImpactOf(cell, size)
            if Double.IsNaN permanent then temporary else permanent + temporary
        else
            PowerImpact.money
                coefficient
                settings.ImpactExponent
                this.Volatility[cell]
                this.AverageDailyNotional[cell]
                size

    /// Commission, half spread, a further fraction for slippage, and impact of one fill, in money.
    member _.CostOf(size: float, slippage: float, impact: float) : float =
        if minimumFee = 0.0 then
            size * (cost.Commission + (cost.HalfSpread + slippage)) + impact
        else
            max minimumFee (size * cost.Commission) + size * (cost.HalfSpread + slippage) + impact

    /// The rate a year of a short at a bar. A short whose borrow was recalled (NaN) pays the highest
    /// tier until it is bought back: nobody lends for nothing.
    member this.BorrowRate(cell: int) : float =
        if this.BorrowRates.Length = 0 then
            Borrow.annualRate (ReadOnlySpan this.BorrowTiers) this.AverageDailyNotional[cell]
        elif Double.IsNaN this.BorrowRates[cell] then
            this.UnborrowableRate
        else
            this.BorrowRates[cell]

    /// Whether the name can be sold short by an order decided at this bar.
    member this.CanBorrow(cell: int) : bool =
        this.BorrowRates.Length = 0 || not (Double.IsNaN this.BorrowRates[cell])

    interface IFillPricing with
        member this.Price(bar: int, symbol: int, shares: float) : FillMoney =
            let cell = bar * this.Width + symbol
            let size = abs (shares * this.Fills[cell])

            let slippage =
                if this.FillSlippage.Length = 0 then
                    0.0
                else
                    this.FillSlippage[cell] * settings.CostMultiplier

            {
                Price = this.QuotedFills[cell]
                Commission = this.CommissionOf size
                Spread = HalfSpread.money (cost.HalfSpread + slippage) size
                Impact = this.ImpactOf(cell - this.Width, size)
            }

/// What a name could not do, counted by name and bar.
[<Sealed>]
type internal Refusals() =
    /// Its last price is not known, or was paid out in full.
    member val NoPrice = 0 with get, set
    /// It has ended, by record or by missing bars.
    member val Ended = 0 with get, set
    /// Dollar ADV is not known at the decision.
    member val NoAdv = 0 with get, set
    /// Volatility is not known at the decision.
    member val NoVolatility = 0 with get, set
    /// The bar of the fill has no price for it.
    member val NoFill = 0 with get, set
    /// It cannot be borrowed, so a short was floored at nothing.
    member val NoBorrow = 0 with get, set

    member this.Add(other: Refusals) : unit =
        this.NoPrice <- this.NoPrice + other.NoPrice
        this.Ended <- this.Ended + other.Ended
        this.NoAdv <- this.NoAdv + other.NoAdv
        this.NoVolatility <- this.NoVolatility + other.NoVolatility
        this.NoFill <- this.NoFill + other.NoFill
        this.NoBorrow <- this.NoBorrow + other.NoBorrow

/// The money that moved at one bar, and what was counted.
[<Sealed>]
type internal BarFlows() =
    member val Dividends = 0.0 with get, set
    member val DelistingProceeds = 0.0 with get, set
    member val Borrow = 0.0 with get, set
    member val MarginInterest = 0.0 with get, set
    member val CashInterest = 0.0 with get, set
    /// The simple return of one unit of cash over the days to this bar.
    member val CashReturn = 0.0 with get, set
    member val FillNotional = 0.0 with get, set
    member val Commission = 0.0 with get, set
    member val Spread = 0.0 with get, set
    member val Impact = 0.0 with get, set
    /// The part of the impact that is permanent, where the law has one.
    member val PermanentImpact = 0.0 with get, set
    member val FillCount = 0 with get, set
    member val LargeFillCount = 0 with get, set
    /// Fills whose permanent impact is absent: shares outstanding are not known.
    member val WithoutPermanentCount = 0 with get, set
    member val DelistingCount = 0 with get, set

    member this.Clear() : unit =
        this.Dividends <- 0.0
        this.DelistingProceeds <- 0.0
        this.Borrow <- 0.0
        this.MarginInterest <- 0.0
        this.CashInterest <- 0.0
        this.CashReturn <- 0.0
        this.FillNotional <- 0.0
        this.Commission <- 0.0
        this.Spread <- 0.0
        this.Impact <- 0.0
        this.PermanentImpact <- 0.0
        this.FillCount <- 0
        this.LargeFillCount <- 0
        this.WithoutPermanentCount <- 0
        this.DelistingCount <- 0

/// The account as the engine works on it: arrays that one run owns and reuses at every bar.
[<Sealed>]
type internal Book(width: int) =
    let mutable shares: float[] = Array.zeroCreate width
    // A processor takes a load for that of a store just made where their addresses agree in the low twelve
    // bits: what lies between shares before and after a bar keeps the two half of that apart.
    let between: float[] = Array.zeroCreate (((250 - width) % 512 + 512) % 512)
    let mutable sharesAfter: float[] = Array.zeroCreate width
    let mutable prices: float[] = Array.zeroCreate width
    let mutable pricesAfter: float[] = [||]
    let mutable columns: BookColumns | null = null
    let lastBars: int[] = Array.create width -1
    // Where every name has a close, its price and last bar are copied only when somebody asks.
    let mutable isBehind = false
    let mutable closes = Cells Array.empty<float>
    let mutable closeBar = -1
    let widened = WidenedRows width

    let column () : BookColumns =
        match columns with
        | null ->
            let made = BookColumns width
            columns <- made
            made
        | given -> given

    let catchUp () =
        isBehind <- false
        widened.Row(RowUse.Reference, closes, closeBar).CopyTo(Span prices)
        Array.Fill(lastBars, closeBar)

    /// Whether an account worth this is at its end: nothing left, or no number at all.
    static member IsRuinous(equity: float) : bool = not (equity > 0.0 && equity < infinity)

    member _.Width: int = width
    /// The bar whose close the account stands at; in the middle of a step, the bar before.
    member val Bar = -1 with get, set
    member val Cash = 0.0 with get, set
    member val Equity = 0.0 with get, set
    member val IsRuined = false with get, set
    member val Long = 0.0 with get, set
    member val Short = 0.0 with get, set

    member _.Shares: float[] = shares

    /// Lies between two rows of shares, and is not read.
    member _.Between: float[] = between

    /// Where one pass over the names writes the shares after it, to be taken up or not.
    member _.SharesAfter: float[] = sharesAfter

    /// Last prices, restated for actions since; 0 where there was none yet.
    member _.Prices: float[] =
        if isBehind then
            catchUp ()

        prices

    /// Where one pass over the names writes the prices after it.
    member _.PricesAfter: float[] =
        if pricesAfter.Length < width then
            pricesAfter <- Array.zeroCreate width

        pricesAfter

    member _.LastBars: int[] =
        if isBehind then
            catchUp ()

        lastBars

    /// Every name has its price from the close of the book's bar.
    member val IsAtClose = false with get, set

    /// A delisting record is effective: never traded again.
    member val HasEnded: bool[] = Array.zeroCreate width
    /// What was wanted and has not filled.
    member val Wanted: float[] = Array.zeroCreate width
    /// What is sent to the market at this bar.
    member val Orders: float[] = Array.zeroCreate width
    member _.Targets: float[] = column().Targets
    member val HasTargets = false with get, set
    member val HasWanted = false with get, set
    /// Short notional x rate at the close before, money a year, and the cash then.
    member val BorrowPerYear = 0.0 with get, set
    member val CashBefore = 0.0 with get, set
    // One term per name, to be summed in eight lanes.
    member val Notionals: float[] = Array.zeroCreate width
    member _.Costs: float[] = column().Costs
    member _.Impacts: float[] = column().Impacts
    member _.Commissions: float[] = column().Commissions
    member _.Permanents: float[] = column().Permanents
    member _.Slippages: float[] = column().Slippages
    member _.SectorGross: float[] = column().SectorGross
    member val Flows: BarFlows = BarFlows()
    member val Refusals: Refusals = Refusals()

    member val Rows: BookRows = BookRows width

    /// Rows of the market as doubles.
    member _.Widened: WidenedRows = widened

    /// The shares after a pass are the shares now.
    member _.TakeShares() : unit =
        let before = shares
        shares <- sharesAfter
        sharesAfter <- before

    /// The prices after a pass are the prices now.
    member this.TakePrices() : unit =
        let before = this.Prices
        prices <- this.PricesAfter
        pricesAfter <- before

    /// Every name has a close at this bar: they are the prices now.
    member this.StandAt(bar: int, moneyCloses: Cells) : unit =
        closes <- moneyCloses
        closeBar <- bar
        isBehind <- true
        this.IsAtClose <- true

    /// The bar was not one pass: what such bars know of each other is found anew.
    member this.Forget() : unit =
        this.IsAtClose <- false
        this.Rows.GoneDueAt <- Int32.MinValue

    /// True when the name counts as ended at the close of the book's bar: a record is effective, or it
    /// had bars once and none of the last ones has one.
    member this.IsGone(symbol: int, missingBars: int) : bool =
        this.HasEnded[symbol]
        || this.LastBars[symbol] >= 0 && this.Bar - this.LastBars[symbol] >= missingBars

    /// Equity and exposure from each holding's value in <c>Notionals</c>.
    member this.Total() : unit =
        let net = Kernels.sum (ReadOnlySpan this.Notionals)
        let gross = Kernels.sumOfAbsolutes (ReadOnlySpan this.Notionals)
        this.Equity <- this.Cash + net
        this.Long <- 0.5 * (gross + net)
        this.Short <- 0.5 * (gross - net)

    /// The same from shares and prices.
    member this.Value() : unit =
        let prices = this.Prices
        let values = this.Notionals

        for i in 0 .. width - 1 do
            values[i] <- shares[i] * prices[i]

        this.Total()

    member this.ToState() : EngineState =
        EngineState(
            this.Bar,
            this.Cash,
            this.Equity,
            this.IsRuined,
            Array.copy this.Shares,
            Array.copy this.Prices,
            Array.copy this.Wanted,
            Array.copy this.LastBars,
            Array.copy this.HasEnded
        )

    /// The account with the book's own arrays: the book is of no use after it.
    member this.HandOver() : EngineState =
        EngineState(
            this.Bar,
            this.Cash,
            this.Equity,
            this.IsRuined,
            this.Shares,
            this.Prices,
            this.Wanted,
            this.LastBars,
            this.HasEnded
        )

    static member OfState(state: EngineState) : Book =
        let book = Book state.SharesArray.Length
        book.Bar <- state.Bar
        book.Cash <- state.Cash
        book.Equity <- state.Equity
        book.IsRuined <- state.IsRuined

        // No share of either sign is the same.
        let shares = book.Shares

        for i in 0 .. shares.Length - 1 do
            shares[i] <- state.SharesArray[i] + 0.0

        state.PricesArray.CopyTo(book.Prices, 0)
        state.OpenOrdersArray.CopyTo(book.Wanted, 0)
        state.LastBarsArray.CopyTo(book.LastBars, 0)
        state.HasEndedArray.CopyTo(book.HasEnded, 0)
        book.HasWanted <- Kernels.sumOfAbsolutes (ReadOnlySpan book.Wanted) <> 0.0
        book.Value()
        // The state's own figure: a bar of ruin is kept as it was.
        book.Equity <- state.Equity
        book
