namespace Symphony.Core

open System

/// <summary>Explains the gap between the engine's figure and what the same decisions show elsewhere.</summary>
[<RequireQualifiedAccess>]
module Explain =

    /// The figures of one convention before they are put on the common grid.
    [<NoEquality; NoComparison>]
    type private Figure = {
        Convention: Convention
        IsRuined: bool
        Total: float
        Annual: float voption
        Sharpe: float voption
    }

    /// What one line runs: settings and a market, each looser than the line before.
    [<NoEquality; NoComparison>]
    type private Variant = {
        Convention: Convention
        Settings: EngineSettings
        Market: EngineMarket
    }

    let private withExtras (extras: MarketExtras) (market: EngineMarket) : EngineMarket =
        EngineMarket(
            market.Bars,
            market.Actions,
            market.DailyVolatility,
            market.AverageDailyNotional,
            extras
        )

    /// Y so small that impact takes nothing from any account, but not 0: the names that need a
    /// volatility and an ADV to trade stay the same, so that the line shows the cost alone.
    [<Literal>]
    let private VanishingImpact = 1e-300

    let private isFinite (cap: float) : bool = not (Double.IsPositiveInfinity cap)

    let private isZero (rates: float[]) : bool =
        Array.forall (fun rate -> rate = 0.0) rates

    let private hasRates (setting: float) (given: float[] voption) : bool =
        match given with
        | ValueSome rates -> not (isZero rates)
        | ValueNone -> setting <> 0.0

    /// The borrow panel without a fee: NaN stays where nothing can be borrowed.
    let private withoutFee (panel: Panel) : Panel =
        Panel.init panel.Axes (fun bar symbol ->
            if Double.IsNaN panel[bar, symbol] then nan else 0.0)

    /// One convention after the other: whether it changes anything, and what it changes.
    let private relaxations
        : (Convention * (Variant -> bool) * (Variant -> EngineSettings * MarketExtras)) list =
        let settings (v: Variant) = v.Settings
        let extras (v: Variant) = v.Market.Extras

        [
            Convention.NoBorrowFee,
            (fun v ->
                let charges =
                    match (extras v).BorrowRates with
                    | ValueSome panel -> panel.Array |> Array.exists (fun rate -> rate > 0.0)
                    | ValueNone -> false

                charges
                || (settings v).BorrowTiers |> Seq.exists (fun tier -> tier.AnnualRate > 0.0)),
            (fun v ->
                { settings v with BorrowTiers = Borrow.flat 0.0 },
                {
                    extras v with
                        BorrowRates = ValueOption.map withoutFee (extras v).BorrowRates
                })

            Convention.EveryShortAllowed,
            (fun v ->
                match (extras v).BorrowRates with
                | ValueSome panel -> Array.exists Double.IsNaN panel.Array
                | ValueNone -> false),
            (fun v -> settings v, { extras v with BorrowRates = ValueNone })

            Convention.NoMarginInterest,
            (fun v -> hasRates (settings v).MarginRate (extras v).MarginRates),
            (fun v ->
                { settings v with MarginRate = 0.0 }, { extras v with MarginRates = ValueNone })

            Convention.NoCashInterest,
            (fun v -> hasRates (settings v).CashRate (extras v).CashRates),
            (fun v -> { settings v with CashRate = 0.0 }, { extras v with CashRates = ValueNone })

            Convention.NoImpact,
            (fun v -> (settings v).ImpactCoefficient > 0.0),
            (fun v ->
                {
                    settings v with
                        ImpactLaw = ImpactLaw.Power
                        ImpactExponent = PowerImpact.SquareRoot
                        ImpactCoefficient = VanishingImpact
                },
                extras v)

            Convention.NoSpread,
            (fun v ->
                (settings v).HalfSpread > 0.0
                || (match (extras v).FillSlippage with
                    | ValueSome panel -> not (isZero panel.Array)
                    | ValueNone -> false)),
            (fun v ->
                { settings v with HalfSpread = 0.0 }, { extras v with FillSlippage = ValueNone })

            Convention.NoCommission,
            (fun v -> (settings v).Commission > 0.0 || (settings v).MinimumFee > 0.0),
            (fun v -> { settings v with Commission = 0.0; MinimumFee = 0.0 }, extras v)

            Convention.NoParticipationCap,
            (fun v -> isFinite (settings v).ParticipationCap),
            (fun v -> { settings v with ParticipationCap = infinity }, extras v)

            Convention.EveryNameTrades,
            (fun v -> (settings v).ImpactCoefficient > 0.0),
            (fun v -> { settings v with ImpactCoefficient = 0.0 }, extras v)

            Convention.NoBand,
            (fun v -> (settings v).NoTradeBand > 0.0),
            (fun v -> { settings v with NoTradeBand = 0.0 }, extras v)

            Convention.NoLots,
            (fun v -> (settings v).LotSize > 0.0),
            (fun v -> { settings v with LotSize = 0.0 }, extras v)

            Convention.NoCaps,
            (fun v ->
                let s = settings v

                isFinite s.PerNameCap
                || isFinite s.SectorCap
                || isFinite s.GrossCap
                || isFinite s.NetCap),
            (fun v ->
                {
                    settings v with
                        PerNameCap = infinity
                        SectorCap = infinity
                        GrossCap = infinity
                        NetCap = infinity
                },
                extras v)

            Convention.NoCashLimit,
            (fun v -> not (settings v).MarginAllowed),
            (fun v -> { settings v with MarginAllowed = true }, extras v)

            Convention.SizedAtFill,
            (fun v -> (settings v).SizeAt = SizeAt.Decision),
            (fun v -> { settings v with SizeAt = SizeAt.Fill }, extras v)
        ]

    /// The settings as they are, then each convention that changes something on top of those before.
    let private variants (settings: EngineSettings) (market: EngineMarket) : Variant[] =
        let asRun = { Convention = Convention.AsRun; Settings = settings; Market = market }

        let add (chain: Variant list) (convention, applies, relax) =
            let last = List.head chain

            if applies last then
                let looser, extras = relax last

                {
                    Convention = convention
                    Settings = looser
                    Market = withExtras extras last.Market
                }
                :: chain
            else
                chain

        List.fold add [ asRun ] relaxations |> List.rev |> List.toArray

    /// Worth at each close from the first bar on, and whether it ended in ruin.
    [<NoEquality; NoComparison>]
    type private Path = { Worth: float[]; FirstFill: int; IsRuined: bool }

    let private pathOf (result: BacktestResult) : Path = {
        Worth = result.Equity.ToArray()
        FirstFill = result.FirstFillBar
        IsRuined = (result.Status = RunStatus.Ruined)
    }

    /// The figures of a path from the bar before `since`, in rows.
    let private figureOf
        (convention: Convention)
        (barsPerYear: float voption)
        (cash: float[])
        (since: int)
        (path: Path)
        : Figure =
        let count = path.Worth.Length - since

        let returns =
            Array.init (max 0 count) (fun k ->
                path.Worth[since + k] / path.Worth[since + k - 1] - 1.0)

        let excess = returns |> Array.mapi (fun k r -> r - cash[since + k])

        let growth =
            if count > 0 then path.Worth[path.Worth.Length - 1] / path.Worth[since - 1]
            elif path.IsRuined then 0.0
            else 1.0

        {
            Convention = convention
            IsRuined = path.IsRuined
            Total = growth - 1.0
            Annual =
                match barsPerYear with
                | ValueSome perYear when count > 0 && growth > 0.0 && not path.IsRuined ->
                    let annual = Elementary.expm1 (Elementary.log growth * (perYear / float count))
                    // A few bars of minutes can be beyond all numbers when held for a year.
                    if Double.IsFinite annual then ValueSome annual else ValueNone
                | _ -> ValueNone
            Sharpe =
                match SharpeEstimate.ofReturns (ReadOnlySpan excess), barsPerYear with
                | ValueSome estimate, ValueSome perYear ->
                    ValueSome(Sharpe.annualised perYear estimate.Ratio)
                | _ -> ValueNone
        }

    /// The simple return of one unit of cash over the days to each bar; 0 at the first.
    let private cashReturns (engine: Engine) (firstBar: int) (lastBar: int) : float[] =
        let rules = engine.Rules

        Array.init (lastBar - firstBar + 1) (fun k ->
            if k = 0 then
                0.0
            else
                let before = firstBar + k - 1
                let days = rules.Axes.SessionDate(before + 1) - rules.Axes.SessionDate before
                Financing.simpleReturn rules.CashRates[before] days)

    /// A power of two so large that all values, and any sum of their differences, are exact on it.
    let private step (values: float[]) : float =
        let largest =
            values
            |> Array.filter Double.IsFinite
            |> Array.fold (fun most value -> max most (abs value)) 0.0

        let steps = 4503599627370496.0 / (4.0 * float (values.Length + 1))
        let mutable step = 1.0 / 1099511627776.0

        while largest >= step * steps do
            step <- step * 2.0

        step

    let private onGrid (step: float) (value: float) : float = Math.Round(value / step) * step

    let private lines (figures: Figure[]) : ComparisonLine[] =
        let grid (values: float voption[]) =
            let known = values |> Array.choose (ValueOption.toOption)
            let step = step known
            values |> Array.map (ValueOption.map (onGrid step))

        let totals = figures |> Array.map (fun f -> ValueSome f.Total) |> grid
        let annuals = figures |> Array.map _.Annual |> grid
        let sharpes = figures |> Array.map _.Sharpe |> grid

        let gap (values: float voption[]) (k: int) : float voption =
            match values[max 0 (k - 1)], values[k] with
            | ValueSome before, ValueSome here -> ValueSome(here - before)
            | _ -> ValueNone

        figures
        |> Array.mapi (fun k figure ->
            ComparisonLine(
                figure.Convention,
                figure.Convention < Convention.FilledAtDecision,
                figure.IsRuined,
                totals[k].Value,
                ValueOption.toNullable annuals[k],
                ValueOption.toNullable sharpes[k],
                (gap totals k).Value,
                ValueOption.toNullable (gap annuals k),
                ValueOption.toNullable (gap sharpes k)
            ))

    let private identity
        (engine: Engine)
        (decisions: Decisions)
        (early: int)
        (account: EngineState)
        (lastBar: int)
        : Path =
        let worth = CloseIdentity.growth engine decisions early account lastBar

        {
            Worth = worth
            FirstFill = -1
            IsRuined = not (worth[worth.Length - 1] > 0.0)
        }

    /// <summary>The same decisions under one looser convention after the other, from an account.</summary>
    /// <param name="schedule">How the runs of the lines are carried out.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    /// <param name="account">The account at whose bar each run starts, with what it holds.</param>
    /// <param name="lastBar">The last bar of each run.</param>
    /// <remarks>
    /// <para>The first line is the run as it is. Each further one leaves one more thing out: borrow,
    /// interest, impact, spread, commission, then limits, then sizing; one that changes no setting has
    /// no line. These are runs of the engine, so each still fills a bar after its decision.</para>
    /// <para>The last two are no runs: sums of weight times return from close to close, from the close
    /// of the decision itself, and from the close before it. No order can be filled so.</para>
    /// <para>All lines are over the same bars, from the first fill of any run on, with the same cash
    /// return in the Sharpe ratio. Only the last begins a bar earlier, where there is one: it has put the
    /// first decision on by then, and that bar is what it owes to having looked ahead.</para>
    /// </remarks>
    let resume
        (schedule: int -> (int -> unit) -> unit)
        (settings: EngineSettings)
        (market: EngineMarket)
        (decisions: Decisions)
        (account: EngineState)
        (lastBar: int)
        : Result<Explanation, Invalid> =
        let firstBar = account.Bar
        let chain = variants settings market
        let runs: Result<BacktestResult, Invalid>[] = Array.zeroCreate chain.Length

        let totals (variant: Variant) =
            Engine.create variant.Settings variant.Market
            |> Result.bind (fun engine ->
                Loop.resume engine decisions TradeRecording.Totals lastBar account)

        // The run itself first: what is refused there is refused once.
        totals chain[0]
        |> Result.bind (fun asRun ->
            runs[0] <- Ok asRun
            schedule (chain.Length - 1) (fun k -> runs[k + 1] <- totals chain[k + 1])

            match
                runs
                |> Array.tryPick (function
                    | Error invalid -> Some invalid
                    | Ok _ -> None)
            with
            | Some invalid -> Error invalid
            | None ->
                Engine.create settings market
                |> Result.map (fun engine ->
                    let paths =
                        runs
                        |> Array.choose (function
                            | Ok result -> Some(pathOf result)
                            | Error _ -> None)

                    let filled =
                        paths |> Array.map _.FirstFill |> Array.filter (fun bar -> bar >= 0)

                    // Without a fill there is nothing to explain: every line is 0 from the first bar on.
                    let since = if filled.Length = 0 then firstBar + 1 else Array.min filled

                    let cash = cashReturns engine firstBar lastBar
                    let barsPerYear = Calendar.barsPerYear engine.Rules.Axes.SessionDates.Span

                    let figureFrom bar convention path =
                        figureOf convention barsPerYear cash (bar - firstBar) path

                    let figure = figureFrom since
                    // What is put on at the close before its decision earns the decision's own bar.
                    let before = max (firstBar + 1) (Timing.decisionBar since)

                    let figures =
                        Array.append
                            (Array.map2
                                (fun (v: Variant) path -> figure v.Convention path)
                                chain
                                paths)
                            [|
                                figure
                                    Convention.FilledAtDecision
                                    (identity engine decisions 0 account lastBar)
                                figureFrom
                                    before
                                    Convention.FilledBeforeDecision
                                    (identity engine decisions 1 account lastBar)
                            |]

                    Explanation(since, lastBar, lines figures)))

    /// <summary>The same decisions under one looser convention after the other, from the settings' equity in cash.</summary>
    /// <param name="schedule">How the runs of the lines are carried out.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    /// <param name="firstBar">The first bar of each run.</param>
    /// <param name="lastBar">The last bar of each run.</param>
    /// <remarks>The lines are those of <c>resume</c>.</remarks>
    let run
        (schedule: int -> (int -> unit) -> unit)
        (settings: EngineSettings)
        (market: EngineMarket)
        (decisions: Decisions)
        (firstBar: int)
        (lastBar: int)
        : Result<Explanation, Invalid> =
        Engine.create settings market
        |> Result.bind (Engine.inCash firstBar)
        |> Result.bind (fun account -> resume schedule settings market decisions account lastBar)
