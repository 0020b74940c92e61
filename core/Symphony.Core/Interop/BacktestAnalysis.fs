namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>The figures of one run before its costs and after them, on the same bars.</summary>
[<Sealed; AllowNullLiteral(false)>]
type GrossNetSummary internal (figures: GrossNet) =

    /// <summary>Before commission, spread, impact, borrow and margin interest.</summary>
    member _.Gross: ReturnSummary = ReturnSummary figures.Gross

    /// <summary>After commission, spread and impact; before borrow and margin interest.</summary>
    member _.AfterTrading: ReturnSummary = ReturnSummary figures.AfterTrading

    /// <summary>After all of them: the run.</summary>
    member _.Net: ReturnSummary = ReturnSummary figures.Net

/// <summary>Where a run's profit came from, how much money it can carry, and what it did against a benchmark.</summary>
[<AbstractClass; Sealed>]
type BacktestAnalysis private () =

    static let lagRule (lags: Nullable<int>) : LagRule =
        if lags.HasValue then LagRule.Fixed lags.Value else LagRule.NeweyWest

    /// <summary>The whole history taken apart by name and side.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Attribute
        (market: EngineMarket, decisions: Decisions, settings: EngineSettings)
        : Attribution =
        Refusal.ifNull "market" market
        let lastBar = market.Axes.BarCount - 1
        BacktestAnalysis.Attribute(market, decisions, settings, 0, lastBar)

    /// <summary>The bars from a first to a last one, from the settings' equity in cash, taken apart by name and side.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="firstBar">The first bar, whose decision is the first to fill.</param>
    /// <param name="lastBar">The last bar, not before the first.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Attribute
        (
            market: EngineMarket,
            decisions: Decisions,
            settings: EngineSettings,
            firstBar: int,
            lastBar: int
        ) : Attribution =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings
        Attribution.runBetween settings market decisions firstBar lastBar |> Refusal.orRaise

    /// <summary>The bars after an account's, up to a last one, taken apart by name and side.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="state">The account to start from.</param>
    /// <param name="lastBar">The last bar, not before the account's; its bar + 1 for one bar alone.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Attribute
        (
            market: EngineMarket,
            decisions: Decisions,
            settings: EngineSettings,
            state: EngineState,
            lastBar: int
        ) : Attribution =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings
        Refusal.ifNull "state" state

        Engine.create settings market
        |> Result.bind (fun engine -> Attribution.resume engine decisions lastBar state)
        |> Refusal.orRaise

    /// <summary>Shares held at each close from a first to a last bar, from the settings' equity in cash; NaN elsewhere.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="firstBar">The first bar, whose decision is the first to fill.</param>
    /// <param name="lastBar">The last bar, not before the first.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Positions
        (
            market: EngineMarket,
            decisions: Decisions,
            settings: EngineSettings,
            firstBar: int,
            lastBar: int
        ) : Panel =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings

        Attribution.positionsBetween settings market decisions firstBar lastBar |> Refusal.orRaise

    /// <summary>Shares held at each close from an account's bar to a last one; NaN elsewhere.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="state">The account to start from.</param>
    /// <param name="lastBar">The last bar, not before the account's.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Positions
        (
            market: EngineMarket,
            decisions: Decisions,
            settings: EngineSettings,
            state: EngineState,
            lastBar: int
        ) : Panel =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings
        Refusal.ifNull "state" state

        Engine.create settings market
        |> Result.bind (fun engine -> Attribution.positions engine decisions lastBar state)
        |> Refusal.orRaise

    /// <summary>The figures of a run before its costs, after trading costs, and after all of them.</summary>
    /// <param name="result">A run of the engine.</param>
    /// <param name="trials">The trials behind the result.</param>
    static member GrossAndNet(result: BacktestResult, trials: TrialSummary) : GrossNetSummary =
        Refusal.ifNull "result" result
        Refusal.ifNull "trials" trials
        GrossNetSummary(GrossNet.ofBacktest trials result)

    /// <summary>Accounts from 100,000 to 10 billion, and this one among them, in rising order.</summary>
    /// <param name="equity">The account in money, above zero.</param>
    static member StandardEquities(equity: float) : IReadOnlyList<float> =
        Capacity.standardEquities equity

    /// <summary>The same decisions over the whole history with the standard accounts, one run after the other.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings; their equity is one of the accounts.</param>
    /// <param name="trials">The trials behind the decisions, for the deflated ratio.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Capacity
        (market: EngineMarket, decisions: Decisions, settings: EngineSettings, trials: TrialSummary)
        : CapacityCurve =
        Refusal.ifNull "market" market
        Refusal.ifNull "settings" settings

        BacktestAnalysis.Capacity(
            market,
            decisions,
            settings,
            0,
            market.Axes.BarCount - 1,
            Capacity.standardEquities settings.Equity,
            trials,
            null
        )

    /// <summary>The same decisions with smaller and larger accounts.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings; their equity is not used.</param>
    /// <param name="firstBar">The first bar of each run.</param>
    /// <param name="lastBar">The last bar of each run.</param>
    /// <param name="equities">Accounts in money, above zero, rising.</param>
    /// <param name="trials">The trials behind the decisions, for the deflated ratio.</param>
    /// <param name="schedule">Carries out independent pieces; null for one after the other. It does not change a bit.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Capacity
        (
            market: EngineMarket,
            decisions: Decisions,
            settings: EngineSettings,
            firstBar: int,
            lastBar: int,
            equities: IReadOnlyList<float>,
            trials: TrialSummary,
            schedule: Action<int, Action<int>> | null
        ) : CapacityCurve =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings
        Refusal.ifNull "equities" equities
        Refusal.ifNull "trials" trials

        Capacity.curve
            (Given.schedule schedule)
            trials
            equities
            settings
            market
            decisions
            firstBar
            lastBar
        |> Refusal.orRaise

    /// <summary>The same decisions with smaller and larger multiples of an account's cash and shares.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings; their equity is not used.</param>
    /// <param name="state">The account that is multiplied, without open orders; each run starts at its bar.</param>
    /// <param name="lastBar">The last bar of each run.</param>
    /// <param name="equities">Accounts in money, above zero, rising.</param>
    /// <param name="trials">The trials behind the decisions, for the deflated ratio.</param>
    /// <param name="schedule">Carries out independent pieces; null for one after the other. It does not change a bit.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Capacity
        (
            market: EngineMarket,
            decisions: Decisions,
            settings: EngineSettings,
            state: EngineState,
            lastBar: int,
            equities: IReadOnlyList<float>,
            trials: TrialSummary,
            schedule: Action<int, Action<int>> | null
        ) : CapacityCurve =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings
        Refusal.ifNull "state" state
        Refusal.ifNull "equities" equities
        Refusal.ifNull "trials" trials

        Capacity.curveFrom
            (Given.schedule schedule)
            trials
            equities
            settings
            market
            decisions
            state
            lastBar
        |> Refusal.orRaise

    /// <summary>A run against a benchmark's run on the same bars.</summary>
    /// <param name="result">A run of the engine.</param>
    /// <param name="benchmark">A run on the same axes that covers the bars from the first one's first fill to its end.</param>
    /// <param name="lags">How many bars apart returns depend on each other, not negative; null for the rule of Newey and West (1994).</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The benchmark does not cover the bars, or lags are negative.</exception>
    static member AgainstBenchmark
        (result: BacktestResult, benchmark: BacktestResult, lags: Nullable<int>)
        : BenchmarkRelative =
        Refusal.ifNull "result" result
        Refusal.ifNull "benchmark" benchmark
        BenchmarkRelative.ofBacktests (lagRule lags) benchmark result |> Refusal.orRaise

    /// <summary>A run against a benchmark's run on the same bars, errors by the rule of Newey and West (1994).</summary>
    /// <param name="result">A run of the engine.</param>
    /// <param name="benchmark">A run on the same axes that covers the bars from the first one's first fill to its end.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The benchmark does not cover the bars.</exception>
    static member AgainstBenchmark
        (result: BacktestResult, benchmark: BacktestResult)
        : BenchmarkRelative =
        BacktestAnalysis.AgainstBenchmark(result, benchmark, Nullable())

    /// <summary>Returns against a benchmark's on the same bars.</summary>
    /// <param name="returns">Simple returns per bar, n finite values.</param>
    /// <param name="benchmarkReturns">The benchmark's simple returns per bar, n finite values above -1.</param>
    /// <param name="cashReturns">Simple returns of cash per bar, n finite values; empty for none.</param>
    /// <param name="barsPerYear">Bars in a year, above zero.</param>
    /// <param name="lags">How many bars apart returns depend on each other, not negative; null for the rule of Newey and West (1994).</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A value is out of range, or lengths disagree.</exception>
    static member AgainstBenchmark
        (
            returns: ReadOnlySpan<float>,
            benchmarkReturns: ReadOnlySpan<float>,
            cashReturns: ReadOnlySpan<float>,
            barsPerYear: float,
            lags: Nullable<int>
        ) : BenchmarkRelative =
        BenchmarkRelative.ofReturns (lagRule lags) barsPerYear cashReturns benchmarkReturns returns
        |> Refusal.orRaise
