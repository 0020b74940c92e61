namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>The order that opens a position.</summary>
type BracketOrder =
    /// <summary>At the open of the next bar.</summary>
    | NextOpen = 0
    /// <summary>At a better price than the decision's close.</summary>
    | Limit = 1
    /// <summary>Once the price has gone the trade's own way.</summary>
    | Stop = 2

/// <summary>
/// Take-profit and stop-loss from a model's own errors, sized by risk per trade, as a C# initialiser writes them;
/// each starts at its default.
/// </summary>
/// <remarks>What they come to is stated at <c>StrategyParams</c>.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type StrategyOptions() =
    let standard = StrategyParams.standard

    /// <summary>Residual deviations to the take-profit, above zero.</summary>
    member val KSigmaErr: float = standard.KSigmaErr with get, set

    /// <summary>Mean true ranges that the take-profit is away at least, 0 or more.</summary>
    member val KAtrMinTp: float = standard.KAtrMinTp with get, set

    /// <summary>Distance of the take-profit over that of the stop, from 0.001 to 1000.</summary>
    member val RewardRiskRatio: float = standard.RewardRiskRatio with get, set

    /// <summary>Loss from the entry to the stop in percent of equity, above zero, at most 100.</summary>
    member val RiskPerTradePct: float = standard.RiskPerTradePct with get, set

    /// <summary>Largest notional of one entry in percent of equity, above zero; infinity for none.</summary>
    member val NotionalCapPct: float = standard.NotionalCapPct with get, set

    /// <summary>Bars of the mean true range, at least 1.</summary>
    member val TrueRangeWindow: int = int standard.TrueRangeWindow with get, set

    /// <summary>Bars after the entry bar at whose open the trade ends at the latest, at least 1.</summary>
    member val HoldBars: int = int standard.HoldBars with get, set

    member internal this.ToParams() : StrategyParams = {
        KSigmaErr = this.KSigmaErr
        KAtrMinTp = this.KAtrMinTp
        RewardRiskRatio = this.RewardRiskRatio
        RiskPerTradePct = this.RiskPerTradePct
        NotionalCapPct = this.NotionalCapPct
        TrueRangeWindow = this.TrueRangeWindow * 1<bar>
        HoldBars = this.HoldBars * 1<bar>
    }

/// <summary>One parameter set as a C# initialiser writes it; each starts at its default.</summary>
/// <remarks>Distances are multiples of the unit: a volatility, a mean true range, a fixed fraction, or given values.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type BracketOptions() =

    let standard = BracketSettings.standard

    /// <summary>The order that opens a position.</summary>
    member val Entry: BracketOrder = BracketOrder.NextOpen with get, set

    /// <summary>Units from the decision's close to the price of a limit or stop order, 0 or more.</summary>
    member val EntryDistance: float = 0.5 with get, set

    /// <summary>Bars for which a limit or stop order rests, at least 1.</summary>
    member val EntryBars: int = 1 with get, set

    /// <summary>Units from the entry price to each take-profit, rising, above zero; empty for none.</summary>
    member val ProfitTargets: IReadOnlyList<float> =
        ([| 2.0 |] :> IReadOnlyList<float>) with get, set

    /// <summary>The part of the position that leaves at each, at most 1 in sum; empty for equal parts of the whole.</summary>
    member val ProfitFractions: IReadOnlyList<float> = ([||] :> IReadOnlyList<float>) with get, set

    /// <summary>Units from the entry price to the stop-loss, above zero; null without the order.</summary>
    member val StopLoss: Nullable<float> = Nullable 2.0 with get, set

    /// <summary>Whether the stop follows the best price of the completed bars.</summary>
    member val StopTrails: bool = false with get, set

    /// <summary>Bars from the entry bar to the time exit, at least 1; null for none unless days are given.</summary>
    member val TimeExitBars: Nullable<int> = Nullable 10 with get, set

    /// <summary>Calendar days from the decision before the entry bar to the time exit, at least 1; null to count bars.</summary>
    member val TimeExitDays: Nullable<int> = Nullable() with get, set

    /// <summary>What the distances are multiples of.</summary>
    member val Volatility: BarrierVolatility = BarrierVolatility.Daily with get, set

    /// <summary>The span of the exponential deviation, or the bars of the mean true range.</summary>
    member val VolatilityWindow: int = 20 with get, set

    /// <summary>The unit where it is the same for all, a fraction of price above zero.</summary>
    member val FixedUnit: float = 0.01 with get, set

    /// <summary>Units given per bar and symbol, in place of the volatility; null without.</summary>
    member val Units: Panel | null = null with get, set

    /// <summary>A model's residual deviation per bar and symbol, for the error band of a strategy; null without.</summary>
    member val ResidualDeviation: Panel | null = null with get, set

    /// <summary>Residual deviations in the error band, above zero.</summary>
    member val KSigmaErr: float = StrategyParams.standard.KSigmaErr with get, set

    /// <summary>Mean true ranges that the error band has at least, 0 or more.</summary>
    member val KAtrMinTp: float = StrategyParams.standard.KAtrMinTp with get, set

    /// <summary>A signal whose unit is not above this fraction of price is not followed; 0 or more, below 1.</summary>
    member val MinimumUnit: float = standard.MinimumUnit with get, set

    /// <summary>Whether a multiple of the unit is a log return, so that up and down are mirrored.</summary>
    member val InLogReturns: bool = false with get, set

    /// <summary>What is assumed of a bar that reached both prices, where finer bars do not tell.</summary>
    member val Ties: TiePolicy = standard.Ties with get, set

    /// <summary>Loss from the entry to the stop, a fraction of equity, above zero, at most 1; not read without a stop.</summary>
    member val RiskPerTrade: float = standard.RiskPerTrade with get, set

    /// <summary>Largest notional of one entry, a fraction of equity, above zero; infinity for none.</summary>
    member val NotionalCap: float = standard.NotionalCap with get, set

    /// <summary>A signal of a smaller strength is not followed; 0 or more.</summary>
    member val MinimumStrength: float = standard.MinimumStrength with get, set

    /// <summary>The options of a strategy's parameters.</summary>
    /// <param name="residualDeviation">
    /// Standard deviation of the model's residuals known at each close, a fraction of price, T x N; NaN where not known.
    /// </param>
    /// <param name="strategy">The parameters.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A parameter is out of its range.</exception>
    static member OfStrategy(residualDeviation: Panel, strategy: StrategyOptions) : BracketOptions =
        Refusal.ifNull "strategy" strategy
        BracketOptions.OfStrategy(residualDeviation, strategy.ToParams())

    /// <summary>The options of a strategy's parameters as F# writes them.</summary>
    /// <param name="residualDeviation">
    /// Standard deviation of the model's residuals known at each close, a fraction of price, T x N; NaN where not known.
    /// </param>
    /// <param name="strategy">The parameters.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A parameter is out of its range.</exception>
    static member OfStrategy(residualDeviation: Panel, strategy: StrategyParams) : BracketOptions =
        Refusal.ifNull "residualDeviation" residualDeviation
        StrategyParams.bracket residualDeviation strategy |> Refusal.orRaise |> ignore

        BracketOptions(
            ProfitTargets = [| 1.0 |],
            StopLoss = Nullable(1.0 / strategy.RewardRiskRatio),
            TimeExitBars = Nullable(int strategy.HoldBars),
            ResidualDeviation = residualDeviation,
            KSigmaErr = strategy.KSigmaErr,
            KAtrMinTp = strategy.KAtrMinTp,
            VolatilityWindow = int strategy.TrueRangeWindow,
            RiskPerTrade = strategy.RiskPerTradePct / 100.0,
            NotionalCap = strategy.NotionalCapPct / 100.0
        )

    member private this.Order: BracketEntry =
        Refusal.ifUndefined "Entry" this.Entry

        match this.Entry with
        | BracketOrder.Limit -> BracketEntry.Limit(this.EntryDistance, this.EntryBars * 1<bar>)
        | BracketOrder.Stop -> BracketEntry.Stop(this.EntryDistance, this.EntryBars * 1<bar>)
        | _ -> BracketEntry.NextOpen

    member private this.Target: BarrierTarget =
        Refusal.ifUndefined "Volatility" this.Volatility

        match this.Units, this.Volatility with
        | null, BarrierVolatility.Exponential ->
            BarrierTarget.ExponentialVolatility this.VolatilityWindow
        | null, BarrierVolatility.AverageTrueRange ->
            BarrierTarget.AverageTrueRange(this.VolatilityWindow * 1<bar>)
        | null, BarrierVolatility.Fixed -> BarrierTarget.Fixed this.FixedUnit
        | null, _ -> BarrierTarget.DailyVolatility
        | given, _ -> BarrierTarget.Given given

    member private this.Unit: BracketUnit =
        match this.ResidualDeviation, this.Units with
        | null, _ -> BracketUnit.Target this.Target
        | _, given when not (isNull given) ->
            Error(
                Invalid.Conflict(
                    "Units",
                    "are given beside ResidualDeviation, which is the unit of an error band; one of the two is accepted"
                )
            )
            |> Refusal.orRaise
        | residuals, _ ->
            BracketUnit.ErrorBand {
                KSigmaErr = this.KSigmaErr
                ResidualDeviation = residuals
                KAtrMinTp = this.KAtrMinTp
                TrueRangeWindow = this.VolatilityWindow * 1<bar>
            }

    /// <summary>The parameter set as the core takes it, each value checked.</summary>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A value is out of its range.</exception>
    member this.ToSettings() : BracketSettings =
        Refusal.ifNull "ProfitTargets" this.ProfitTargets
        Refusal.ifNull "ProfitFractions" this.ProfitFractions
        Refusal.ifUndefined "Ties" this.Ties

        BracketSettings.targets this.ProfitTargets this.ProfitFractions
        |> Result.bind (fun targets ->
            BracketSettings.create {
                Entry = this.Order
                ProfitTargets = targets
                StopLoss =
                    match ValueOption.ofNullable this.StopLoss with
                    | ValueNone -> StopLoss.Absent
                    | ValueSome multiple when this.StopTrails -> StopLoss.Trailing multiple
                    | ValueSome multiple -> StopLoss.Fixed multiple
                TimeExit =
                    match
                        ValueOption.ofNullable this.TimeExitDays,
                        ValueOption.ofNullable this.TimeExitBars
                    with
                    | ValueSome days, _ -> ValueSome(VerticalBarrier.CalendarDays days)
                    | _, ValueSome bars -> ValueSome(VerticalBarrier.Bars(bars * 1<bar>))
                    | _ -> ValueNone
                Unit = this.Unit
                MinimumUnit = this.MinimumUnit
                Scale =
                    if this.InLogReturns then BarrierScale.LogReturn else BarrierScale.SimpleReturn
                Ties = this.Ties
                RiskPerTrade = this.RiskPerTrade
                NotionalCap = this.NotionalCap
                MinimumStrength = this.MinimumStrength
            })
        |> Refusal.orRaise

/// <summary>How many parameter sets are run, watched and stopped.</summary>
[<Sealed; AllowNullLiteral(false)>]
type BracketWork() =

    /// <summary>What each set writes down.</summary>
    member val Recording: BracketRecording = BracketRecording.Summary with get, set

    /// <summary>Does pieces 0 to count - 1 in any order and returns when all are done; null for one after the other.</summary>
    member val Schedule: Action<int, Action<int>> | null = null with get, set

    /// <summary>Is told the share that is done, from 0 to 1, by any thread that works; null for nobody.</summary>
    member val Progress: Action<float> | null = null with get, set

    /// <summary>True as soon as no further piece shall be started; null for never.</summary>
    member val Stop: Func<bool> | null = null with get, set

    member internal this.Plan: WorkPlan = {
        Schedule =
            match this.Schedule with
            | null -> WorkPlan.sequential.Schedule
            | given -> fun count piece -> given.Invoke(count, Action<int> piece)
        Progress =
            match this.Progress with
            | null -> ignore
            | given -> given.Invoke
        IsStopped =
            match this.Stop with
            | null -> WorkPlan.sequential.IsStopped
            | given -> given.Invoke
    }

/// <summary>Trade-level strategies on OHLC bars, net of all costs.</summary>
[<AbstractClass; Sealed>]
type BracketBacktest private () =

    /// <summary>A signal for each event, of the strength 1; long where the events have no sides.</summary>
    /// <param name="events">The decisions.</param>
    static member Signals(events: LabelEvents) : BracketSignals =
        Refusal.ifNull "events" events
        BracketSignals.ofEvents events

    /// <summary>A signal for each event, with a strength.</summary>
    /// <param name="events">The decisions.</param>
    /// <param name="strengths">n finite values, not negative.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A strength is missing or negative.</exception>
    static member Signals(events: LabelEvents, strengths: ReadOnlySpan<float>) : BracketSignals =
        Refusal.ifNull "events" events
        BracketSignals.withStrengths events (strengths.ToArray()) |> Refusal.orRaise

    /// <summary>Long where a score is above a threshold, short where it is below its negative.</summary>
    /// <param name="threshold">Not negative, in the score's unit.</param>
    /// <param name="scores">Known at each close, T x N, finite; NaN where there is none.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A score is infinite, or the threshold negative.</exception>
    static member Signals(threshold: float, scores: Panel) : BracketSignals =
        Refusal.ifNull "scores" scores
        BracketSignals.ofScores threshold scores |> Refusal.orRaise

    /// <summary>One parameter set, with its equity and every trade.</summary>
    /// <param name="market">Bars, actions, volatility and ADV.</param>
    /// <param name="signals">When to enter, on the market's bars.</param>
    /// <param name="options">The parameter set.</param>
    /// <param name="settings">Account, costs and rates.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Run
        (
            market: EngineMarket,
            signals: BracketSignals,
            options: BracketOptions,
            settings: EngineSettings
        ) : BracketResult =
        BracketBacktest.Run(market, signals, options, settings, null)

    /// <summary>One parameter set, with its equity and every trade; ties are looked up in finer bars.</summary>
    /// <param name="market">Bars, actions, volatility and ADV.</param>
    /// <param name="signals">When to enter, on the market's bars.</param>
    /// <param name="options">The parameter set.</param>
    /// <param name="settings">Account, costs and rates.</param>
    /// <param name="finer">Shorter bars paired with the market's (<c>TripleBarrierLabels.Pair</c>); null without.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Run
        (
            market: EngineMarket,
            signals: BracketSignals,
            options: BracketOptions,
            settings: EngineSettings,
            finer: FinerBars | null
        ) : BracketResult =
        Refusal.ifNull "market" market
        Refusal.ifNull "signals" signals
        Refusal.ifNull "options" options
        Refusal.ifNull "settings" settings
        let bracket = options.ToSettings()

        Brackets.run settings market (ValueOption.ofObj finer) signals bracket |> Refusal.orRaise

    /// <summary>Many parameter sets over one market, in their order; null for a set that was not begun when stopped.</summary>
    /// <param name="market">Bars, actions, volatility and ADV.</param>
    /// <param name="signals">When to enter, on the market's bars.</param>
    /// <param name="sets">The parameter sets.</param>
    /// <param name="settings">Account, costs and rates, the same for every set.</param>
    /// <param name="finer">Shorter bars paired with the market's; null without.</param>
    /// <param name="work">What is written down, and how the work is spread, watched and stopped.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member RunMany
        (
            market: EngineMarket,
            signals: BracketSignals,
            sets: IReadOnlyList<BracketOptions>,
            settings: EngineSettings,
            finer: FinerBars | null,
            work: BracketWork
        ) : IReadOnlyList<BracketResult | null> =
        Refusal.ifNull "market" market
        Refusal.ifNull "signals" signals
        Refusal.ifAnyNull "sets" sets
        Refusal.ifNull "settings" settings
        Refusal.ifNull "work" work
        Refusal.ifUndefined "Recording" work.Recording
        let resolved = sets |> Seq.map _.ToSettings() |> Seq.toArray

        Brackets.runMany
            work.Plan
            work.Recording
            settings
            market
            (ValueOption.ofObj finer)
            signals
            resolved
        |> Refusal.orRaise
        |> Array.map ValueOption.toObj
        |> Array.AsReadOnly
        :> IReadOnlyList<BracketResult | null>

    /// <summary>The share of closed trades that rest on the tie policy; null without a trade.</summary>
    /// <param name="summary">The totals of a run.</param>
    static member AmbiguousShare(summary: BracketSummary) : Nullable<float> =
        Refusal.ifNull "summary" summary
        summary.AmbiguousShare |> ValueOption.toNullable

    /// <summary>The share of closed positions that earned more than their costs, in [0, 1]; null without a trade.</summary>
    /// <param name="summary">The totals of a run.</param>
    static member WinnerShare(summary: BracketSummary) : Nullable<float> =
        Refusal.ifNull "summary" summary
        summary.WinnerShare |> ValueOption.toNullable

    /// <summary>What the winners earned over what the others lost, after costs; null where nothing was lost.</summary>
    /// <param name="summary">The totals of a run.</param>
    static member ProfitFactor(summary: BracketSummary) : Nullable<float> =
        Refusal.ifNull "summary" summary
        summary.ProfitFactor |> ValueOption.toNullable

    /// <summary>An amount of money in basis points of the notional of all fills; null without a fill.</summary>
    /// <param name="summary">The totals of a run.</param>
    /// <param name="money">The amount, of commission for instance.</param>
    static member BasisPointsOfTurnover(summary: BracketSummary, money: float) : Nullable<float> =
        Refusal.ifNull "summary" summary
        summary.BasisPointsOfTurnover money |> ValueOption.toNullable

    /// <summary>The annualised Sharpe ratio of the per-bar returns in excess of cash; null where they do not vary.</summary>
    /// <param name="summary">The totals of a run.</param>
    /// <param name="barsPerYear">Bars a year, above zero.</param>
    static member SharpeRatio(summary: BracketSummary, barsPerYear: float) : Nullable<float> =
        Refusal.ifNull "summary" summary

        summary.SharpePerBar
        |> ValueOption.map (fun perBar -> perBar * sqrt barsPerYear)
        |> ValueOption.toNullable
