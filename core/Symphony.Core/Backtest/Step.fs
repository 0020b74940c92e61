namespace Symphony.Core

open System

/// <summary>What is ordered after one close, for the next bar.</summary>
[<Sealed; AllowNullLiteral(false)>]
type PlannedOrders
    internal (book: Book, state: EngineState, decision: Decision voption, sizedAt: SizeAt) =

    member internal _.State: EngineState = state
    member internal _.Decision: Decision voption = decision

    /// <summary>The bar after whose close the orders were planned.</summary>
    member _.Bar: int = book.Bar

    /// <summary>When the orders get their size; at <c>SizeAt.Fill</c> there are targets only.</summary>
    member _.SizedAt: SizeAt = sizedAt

    /// <summary>Shares to buy, N values, negative to sell; all zero while sizing waits for the fill.</summary>
    member _.Shares: ReadOnlyMemory<float> = ReadOnlyMemory book.Orders

    /// <summary>Target weights after borrow and caps, N fractions of equity; zero without a decision.</summary>
    member _.TargetWeights: ReadOnlyMemory<float> = ReadOnlyMemory book.Targets

    /// <summary>Shares held after the next bar's announced actions, N values.</summary>
    member _.Holdings: ReadOnlyMemory<float> = ReadOnlyMemory book.Shares

    /// <summary>
    /// The prices orders were sized at: last closes restated for those actions, in money for one contract
    /// where a name has a multiplier; 0 where there is none.
    /// </summary>
    member _.ReferencePrices: ReadOnlyMemory<float> = ReadOnlyMemory book.Prices

/// <summary>One bar done: the account at its close, what moved, what was traded.</summary>
[<Sealed; AllowNullLiteral(false)>]
type StepOutcome internal (state: EngineState, row: BarRow, trades: Trades) =

    /// <summary>The account at the close.</summary>
    member _.State: EngineState = state

    /// <summary>The bar in figures.</summary>
    member _.Row: BarRow = row

    /// <summary>The bar's trades.</summary>
    member _.Trades: Trades = trades

/// <summary>One bar: the account before, the account after.</summary>
/// <remarks>
/// <para><c>run</c> is <c>plan</c> and then <c>settle</c>; a history is the fold of <c>run</c>, and live
/// trading calls <c>plan</c>. Bar t+1 executes the decision of bar t at F(t+1), the fill price, in this
/// order:</para>
/// <para>1. Actions announced for t+1: shares times the split; dividends on the shares held at close t,
/// owed by shorts; names that end, by record or after five bars without one, are closed at last price
/// times (1 + delisting return), at no cost. Last prices are restated: (price - dividend) / split.</para>
/// <para>2. Financing of the balances at close t, simple, ACT/360, for the calendar days between the two
/// sessions: borrow on shorts, margin on negative cash, interest on positive cash; rates of bar t.</para>
/// <para>3. Mark to F(t+1), or the last price where there is none.</para>
/// <para>4. Orders: weight x equity(close t) / restated close, less the holding (sized at the fill:
/// equity and price of part 3). Shorts that cannot be borrowed are floored at nothing, then weights
/// meet the caps per name, by sector, gross, net. Nothing inside the band; at most the participation;
/// whole lots toward zero; with margin off, buys shrink to cash and sales, costs included. A name
/// without a price, dollar ADV or volatility that the settings use is held, and counted.</para>
/// <para>5. Cost of a fill of notional n, from cash: <c>|n| x (commission + half spread) + Y x ((sigma(t) /
/// sqrt(ADV(t))) x (|n| x sqrt |n|))</c>; commission is at least the minimum fee, and impact may follow
/// another power (<c>PowerImpact</c>) or <c>AlmgrenImpact</c>. Our own trades never move marks.</para>
/// <para>Where a name has a contract multiplier, every price above, and a dividend, is of one contract in
/// money: quoted price x multiplier. Trades are written down at quoted prices.</para>
/// <para>6. Mark to close(t+1). Equity at or below 0 here or at 3 ends the run.</para>
/// </remarks>
[<RequireQualifiedAccess>]
module Step =

    /// <summary>The decision of one bar, or none where nothing was decided or the bar is none of theirs.</summary>
    /// <param name="bar">Bar number.</param>
    /// <param name="decisions">Decisions of a history.</param>
    let decisionAt (bar: int) (decisions: Decisions) : Decision voption =
        if bar >= 0 && bar < decisions.Axes.BarCount && decisions.IsDecided bar then
            ValueSome(decisions.At bar)
        else
            ValueNone

    /// Parts 1 and 4 on a book, in place. The actions of the next bar are known by their
    /// announcement; nothing else of it is read.
    let internal planOn
        (rules: Rules)
        (log: TradeLog)
        (hasDecision: bool)
        (weights: ReadOnlySpan<float>)
        (book: Book)
        : unit =
        let equity = book.Equity
        book.Flows.Clear()
        Settle.remember rules book
        OpeningActions.apply rules log book
        book.HasTargets <- false

        if hasDecision then
            Targets.set rules weights book

        if rules.Settings.SizeAt = SizeAt.Decision then
            Orders.size rules equity ReadOnlySpan.Empty book
        else
            Array.Clear book.Orders

    /// One bar on a book, in place.
    let internal advance
        (rules: Rules)
        (log: TradeLog)
        (hasDecision: bool)
        (weights: ReadOnlySpan<float>)
        (book: Book)
        : unit =
        if FusedBar.serves rules book then
            FusedBar.advance rules log hasDecision weights book
        else
            planOn rules log hasDecision weights book
            Settle.apply rules log book
            book.Forget()

    /// What the book shows at its close.
    let internal row (book: Book) : BarRow =
        let flows = book.Flows

        {
            Bar = book.Bar
            Equity = book.Equity
            Cash = book.Cash
            LongNotional = book.Long
            ShortNotional = book.Short
            FillNotional = flows.FillNotional
            Commission = flows.Commission
            Spread = flows.Spread
            Impact = flows.Impact
            PermanentImpact = flows.PermanentImpact
            Borrow = flows.Borrow
            MarginInterest = flows.MarginInterest
            CashInterest = flows.CashInterest
            CashReturn = flows.CashReturn
            Dividends = flows.Dividends
            DelistingProceeds = flows.DelistingProceeds
            FillCount = flows.FillCount
        }

    let private weightsOf (decision: Decision voption) : ReadOnlyMemory<float> =
        match decision with
        | ValueSome given -> given.Weights
        | ValueNone -> ReadOnlyMemory.Empty

    let private check
        (engine: Engine)
        (decision: Decision voption)
        (state: EngineState)
        : Result<unit, Invalid> =
        Check.all [
            if state.IsRuined then
                Error(Invalid.Conflict("state", "the account is ruined: nothing follows"))
            Check.length "state" engine.Rules.Width state.SharesArray.Length
            match decision with
            | ValueSome given ->
                Check.length "decision" engine.Rules.Width given.Weights.Length

                if given.Bar <> state.Bar then
                    Error(
                        Invalid.Conflict(
                            "decision",
                            $"it is of bar {given.Bar}, the account of bar {state.Bar}"
                        )
                    )
            | ValueNone -> ()
        ]

    /// <summary>What is ordered after the close of the account's bar, for the next bar.</summary>
    /// <param name="engine">Settings and market.</param>
    /// <param name="decision">The decision of the account's bar, or none: then only open orders go on.</param>
    /// <param name="state">The account at that close.</param>
    let plan
        (engine: Engine)
        (decision: Decision voption)
        (state: EngineState)
        : Result<PlannedOrders, Invalid> =
        check engine decision state
        |> Result.map (fun () ->
            let book = Book.OfState state
            let log = TradeLog TradeRecording.Totals
            planOn engine.Rules log decision.IsSome (weightsOf decision).Span book
            PlannedOrders(book, state, decision, engine.Rules.Settings.SizeAt))

    /// The next bar of an account that the engine can serve.
    let private next
        (engine: Engine)
        (decision: Decision voption)
        (state: EngineState)
        : Result<StepOutcome, Invalid> =
        if Timing.fillBar state.Bar >= engine.Rules.Axes.BarCount then
            Error(
                Invalid.Conflict(
                    "planned",
                    $"the market ends at bar {state.Bar}: nothing fills after it"
                )
            )
        else
            let book = Book.OfState state
            let log = TradeLog(TradeRecording.EachTrade, engine.Rules.Multipliers)
            advance engine.Rules log decision.IsSome (weightsOf decision).Span book
            let row = row book
            Ok(StepOutcome(book.HandOver(), row, log.ToTrades()))

    /// <summary>What became of the orders at the next bar.</summary>
    /// <param name="engine">The settings and market they were planned with.</param>
    /// <param name="planned">The orders.</param>
    /// <remarks>From the account again: a plan is a value, and settling it twice is the same.</remarks>
    let settle (engine: Engine) (planned: PlannedOrders) : Result<StepOutcome, Invalid> =
        next engine planned.Decision planned.State

    /// <summary>One bar: <c>plan</c>, then <c>settle</c>.</summary>
    /// <param name="engine">Settings and market.</param>
    /// <param name="decision">The decision of the account's bar, or none.</param>
    /// <param name="state">The account at that close.</param>
    let run
        (engine: Engine)
        (decision: Decision voption)
        (state: EngineState)
        : Result<StepOutcome, Invalid> =
        check engine decision state |> Result.bind (fun () -> next engine decision state)
