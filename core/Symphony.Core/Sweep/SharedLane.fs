namespace Symphony.Core

open System
open System.Diagnostics

/// What the scenarios of a piece of work use one after the other.
[<Sealed>]
type internal LaneScratch(width: int) =
    // The weights of the bar, the shares before it, and nothing behind them.
    let rows = AlignedRows(2, width)
    member val Sums: BarSums = BarSums()
    /// Eight sums of eight.
    member val Terms: float[] = Array.zeroCreate 64
    member val Targets: float[] = Array.zeroCreate width
    member val SectorGross: float[] = Array.zeroCreate width
    member _.Weights: Span<float> = rows.Names 0
    member _.WholeWeights: ReadOnlySpan<float> = Span.op_Implicit (rows.Row 0)
    member _.Before: Span<float> = rows.Names 1

/// One scenario under way that shares the market's rows and its targets with others: all of its own are its
/// shares, in a row of whole eights, and its money.
[<Sealed>]
type internal SharedLane
    (
        index: int,
        scenario: Scenario,
        rules: Rules,
        market: SweepMarket,
        targets: SweepTargets,
        start: EngineState,
        sweep: SweepSettings,
        lanes: AlignedRows,
        place: int
    ) =

    let terms = rules.Terms
    let settings = rules.Settings
    let refusals = Refusals()
    // What the actions of a bar move.
    let flows = BarFlows()
    let keepsRows = sweep.Detail = SweepDetail.Rows
    let tally = SweepTally(start.Bar, sweep.LastBar - start.Bar + 1, keepsRows)
    let isServed = SweepKernel.serves terms (rules.FillSlippage.Length > 0)
    let band = settings.NoTradeBand
    let multiplier = settings.CostMultiplier
    let isRated = rules.HasRatesByBar
    let firstCashRate = rules.CashRateAt start.Bar
    let firstMarginRate = rules.MarginRateAt start.Bar
    let mutable bar = start.Bar
    let mutable cash = start.Cash
    let mutable equity = start.Equity
    let mutable long = 0.0
    let mutable short = 0.0
    let mutable isRuined = false
    let mutable final: EngineState | null = null

    let held () : Span<float> = lanes.Names place

    let cashRate () =
        if isRated then rules.CashRateAt bar else firstCashRate

    let marginRate () =
        if isRated then rules.MarginRateAt bar else firstMarginRate

    do
        start.SharesArray.CopyTo(held ())
        tally.Add(equity, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

        if keepsRows then
            tally.Keep {
                Bar = bar
                Equity = equity
                Cash = cash
                LongNotional = 0.0
                ShortNotional = 0.0
                FillNotional = 0.0
                Commission = 0.0
                Spread = 0.0
                Impact = 0.0
                PermanentImpact = 0.0
                Borrow = 0.0
                MarginInterest = 0.0
                CashInterest = 0.0
                CashReturn = 0.0
                Dividends = 0.0
                DelistingProceeds = 0.0
                FillCount = 0
            }

    /// What the shared form serves: what one pass over the names serves.
    static member Serves(rules: Rules) : bool = rules.IsRegular

    /// Its number in the order given.
    member _.Index: int = index

    /// False after ruin.
    member _.IsActive: bool = not isRuined

    member private _.Close(symbol: int, simpleReturn: float) : unit =
        let shares = held ()
        let quantity = shares[symbol]

        if quantity <> 0.0 then
            let price = market.Reference[symbol] * (1.0 + simpleReturn)
            flows.DelistingProceeds <- flows.DelistingProceeds + quantity * price
            flows.DelistingCount <- flows.DelistingCount + 1
            shares[symbol] <- 0.0

    /// Part 1 of the bar on the shares; prices are the market's.
    member private this.Act() : unit =
        let actions = rules.Actions
        let next = Timing.fillBar bar
        let shares = held ()
        let mutable a = rules.ActionStarts[next]
        let stop = rules.ActionStarts[next + 1]

        while a < stop do
            let symbol = actions[a].Symbol
            let mutable ratio = 1.0
            let mutable dividend = 0.0
            let mutable ending = nan

            while a < stop && actions[a].Symbol = symbol do
                match actions[a].Kind with
                | ActionKind.Split given -> ratio <- given
                | ActionKind.Dividend given -> dividend <- given
                | ActionKind.Delisting given -> ending <- given

                a <- a + 1

            flows.Dividends <- flows.Dividends + dividend * shares[symbol]
            shares[symbol] <- shares[symbol] * ratio

            if not (Double.IsNaN ending) then
                this.Close(symbol, ending)

        for symbol in market.Closing do
            this.Close(
                symbol,
                (if shares[symbol] > 0.0 then
                     settings.DelistingReturnLong
                 else
                     settings.DelistingReturnShort)
            )

    /// An order in a name that cannot trade, counted by what is missing; true when only the fill is.
    member private _.LacksFill(symbol: int, weight: float, band: float) : bool =
        let price = market.Reference[symbol]
        let weight = max -terms.PerNameCap (min terms.PerNameCap weight)
        let order = weight * equity / price - held()[symbol]
        let cell = bar * rules.Width + symbol
        let adv = rules.AverageDailyNotional[cell]

        if abs (order * price) <= band then
            false
        elif rules.NeedsAdv && not (adv > 0.0) then
            refusals.NoAdv <- refusals.NoAdv + 1
            false
        elif rules.NeedsVolatility && Double.IsNaN rules.Volatility[cell] then
            refusals.NoVolatility <- refusals.NoVolatility + 1
            false
        else
            let sent =
                if Double.IsPositiveInfinity terms.ParticipationCap then
                    order
                else
                    let most = terms.ParticipationCap * adv / price
                    max -most (min most order)

            Orders.toLots terms.LotSize sent <> 0.0

    /// Counts what cannot trade; how many lack a fill only.
    member private this.Refuse(weights: ReadOnlySpan<float>, band: float) : int =
        refusals.Ended <- refusals.Ended + targets.Ended
        refusals.NoBorrow <- refusals.NoBorrow + targets.NoBorrow
        refusals.NoPrice <- refusals.NoPrice + targets.NoPrice
        let shares = held ()
        let mutable unfilled = 0

        for symbol in market.Held do
            if
                (weights[symbol] <> 0.0 || shares[symbol] <> 0.0)
                && this.LacksFill(symbol, weights[symbol], band)
            then
                unfilled <- unfilled + 1

        unfilled

    member private _.Rows
        (prices: ReadOnlySpan<float>, weights: ReadOnlySpan<float>)
        : BarRows<float, float> =
        let mutable rows =
            BarRows(
                Span.op_Implicit (held ()),
                prices,
                market.FillMarks,
                market.CloseMarks,
                market.AverageDailyNotional,
                market.Quotients,
                weights,
                // A pass reads a name before it writes it.
                held ()
            )

        rows.BorrowRates <- market.BorrowRates
        rows.Blocked <- market.Blocked
        rows.Slippages <- market.Slippages
        // Other lanes read the same rows before this one and after it.
        rows.IsCached <- true
        rows

    /// Whether the account could be worth nothing at the fill: the shares before it are then still asked for. Half the
    /// equity is left for rounding.
    member private _.MayBeRuined(days: int) : bool =
        let gross = long + short

        let rate = abs (cashRate ()) + abs (marginRate ()) + multiplier * market.HighestRate

        // A year has no fewer days than those of interest.
        // A hundredth of a year a day is more than any.
        let interest = (gross + abs cash) * rate * float days * 0.01
        not (market.IsCalm && 0.25 * gross + interest < 0.5 * equity)

    /// Equity at or below nothing at the fill: no trade, and the marks are those of the fill.
    member private _.RuinAtFill() : unit =
        let whole = Book rules.Width
        held().CopyTo(Span whole.Shares)
        market.FillMarks.CopyTo(Span whole.Prices)
        whole.Cash <- cash
        whole.Value()
        equity <- whole.Equity
        long <- whole.Long
        short <- whole.Short
        isRuined <- true

    /// Part 1, where anything happens; what shorts owed on what was held before it.
    member private this.Open(sums: BarSums) : float =
        let mutable owed = 0.0

        if short > 0.0 then
            let rows = this.Rows(market.PricesBefore, market.PricesBefore)
            BarKernel.drift terms true &rows sums
            owed <- multiplier * sums.Owed

        this.Act()
        owed

    /// One bar, of a market and targets made ready; the rows are those of the bar.
    member this.Advance(rows: inref<SharedRows>, scratch: LaneScratch) : unit =
        let sums = scratch.Sums
        let days = market.Days
        let before = cash
        let band = band * equity
        let isOpened = market.IsOpened
        let owes = short > 0.0 && not isOpened
        let isDecided = targets.IsDecided
        let mutable owed = 0.0
        let mutable unfilled = 0
        let mutable mayBeRuined = false

        if isOpened then
            flows.Clear()
            owed <- this.Open sums
            cash <- cash + flows.Dividends + flows.DelistingProceeds
        else
            // The dividends and proceeds of nothing.
            cash <- cash + 0.0 + 0.0

        if isDecided then
            if not market.Held.IsEmpty || targets.HasRefusals then
                unfilled <- this.Refuse(rows.Weights, band)

            mayBeRuined <- isOpened || this.MayBeRuined days

            if mayBeRuined then
                held().CopyTo scratch.Before

            if isServed then
                SweepKernel.trade
                    terms
                    owes
                    rules.Width
                    equity
                    band
                    &rows
                    (lanes.Row place)
                    scratch.Terms
                    sums
            else
                let own = this.Rows(market.Reference, rows.Weights.Slice(0, rules.Width))
                BarKernel.trade terms owes equity band &own sums
        else
            let own = this.Rows(market.Reference, market.Reference)
            BarKernel.drift terms owes &own sums

        if owes then
            owed <- multiplier * sums.Owed

        let mutable borrow = 0.0
        let mutable margin = 0.0
        let mutable interest = 0.0

        if days > 0 then
            borrow <- Financing.interest 1.0 days owed

            if before < 0.0 then
                margin <- Financing.interest (marginRate ()) days -before
            else
                interest <- Financing.interest (cashRate ()) days before

            cash <- cash + interest - margin - borrow

        let isAtFill = Book.IsRuinous(cash + sums.AtFill)
        let isTraded = isDecided && not isAtFill

        if isAtFill then
            if isDecided then
                Debug.Assert(
                    mayBeRuined,
                    "Invariant: a bar that may ruin keeps the shares before it."
                )

                scratch.Before.CopyTo(held ())

            this.RuinAtFill()
        else
            if isDecided then
                refusals.NoFill <- refusals.NoFill + unfilled
                cash <- cash - sums.Notional - sums.Cost

            equity <- cash + sums.Net
            long <- 0.5 * (sums.Gross + sums.Net)
            short <- 0.5 * (sums.Gross - sums.Net)
            isRuined <- Book.IsRuinous equity

        bar <- Timing.fillBar bar

        if isTraded then
            tally.Add(
                equity,
                sums.Size * terms.Commission,
                HalfSpread.money terms.HalfSpread sums.Size + sums.Slippage,
                sums.Impact,
                borrow,
                margin,
                sums.Size,
                0.0
            )

            tally.Count(sums.Fills, sums.LargeFills)
        else
            tally.Add(equity, 0.0, 0.0, 0.0, borrow, margin, 0.0, 0.0)

        if isOpened then
            tally.Delisted flows.DelistingCount

        if keepsRows then
            this.Keep(isOpened, isTraded, days, borrow, margin, interest, isAtFill, sums)

    /// The bar's row, and the account where it ends.
    member private this.Keep(isOpened, isTraded, days, borrow, margin, interest, isAtFill, sums) =
        let traded (money: float) = if isTraded then money else 0.0

        tally.Keep {
            Bar = bar
            Equity = equity
            Cash = cash
            LongNotional = long
            ShortNotional = short
            FillNotional = traded sums.Size
            Commission = traded (sums.Size * terms.Commission)
            Spread = traded (HalfSpread.money terms.HalfSpread sums.Size + sums.Slippage)
            Impact = traded sums.Impact
            PermanentImpact = 0.0
            Borrow = borrow
            MarginInterest = margin
            CashInterest = interest
            CashReturn =
                if days > 0 then
                    Financing.simpleReturn (rules.CashRateAt(Timing.decisionBar bar)) days
                else
                    0.0
            Dividends = if isOpened then flows.Dividends else 0.0
            DelistingProceeds = if isOpened then flows.DelistingProceeds else 0.0
            FillCount = if isTraded then sums.Fills else 0
        }

        if isRuined then
            final <- market.RuinOf(this.Money, Span.op_Implicit (held ()), isAtFill)

    member private _.Money: LaneMoney = {
        Bar = bar
        Cash = cash
        Equity = equity
        IsRuined = isRuined
    }

    /// What it came to, when the market has done the last bar; the column is as long as the sweep, for the while.
    member this.ToOutcome(column: float[]) : ScenarioOutcome =
        if keepsRows && isNull final then
            final <- market.StateOf(this.Money, Span.op_Implicit (held ()))

        let untradable: UntradableCounts = {
            Ended = refusals.Ended
            NoPrice = refusals.NoPrice
            NoAverageDailyNotional = refusals.NoAdv
            NoVolatility = refusals.NoVolatility
            NoFillPrice = refusals.NoFill
            NoBorrow = refusals.NoBorrow
        }

        tally.ToOutcome(index, scenario, rules, sweep.Detail, isRuined, untradable, final, column)
