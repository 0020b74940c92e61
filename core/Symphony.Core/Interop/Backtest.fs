namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>Runs the T+1 engine: what is decided at one close fills at the next bar, net of all costs.</summary>
[<AbstractClass; Sealed>]
type Backtest private () =

    /// <summary>The whole history of bars without corporate actions.</summary>
    /// <param name="bars">The bars.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Run(bars: Bars, decisions: Decisions, settings: EngineSettings) : BacktestResult =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings
        Loop.run settings (BacktestMarket.Create bars) decisions |> Refusal.orRaise

    /// <summary>The whole history of a market.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Run
        (market: EngineMarket, decisions: Decisions, settings: EngineSettings)
        : BacktestResult =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings
        Loop.run settings market decisions |> Refusal.orRaise

    /// <summary>A part of a market's history, from the settings' equity in cash.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="firstBar">The first bar, whose decision is the first to fill.</param>
    /// <param name="lastBar">The last bar, not before the first.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Run
        (
            market: EngineMarket,
            decisions: Decisions,
            settings: EngineSettings,
            firstBar: int,
            lastBar: int
        ) : BacktestResult =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings
        Loop.runBetween settings market decisions firstBar lastBar |> Refusal.orRaise

    /// <summary>The bars after an account's, up to a last one.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="state">The account to start from.</param>
    /// <param name="lastBar">The last bar, not before the account's.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Resume
        (
            market: EngineMarket,
            decisions: Decisions,
            settings: EngineSettings,
            state: EngineState,
            lastBar: int
        ) : BacktestResult =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings
        Refusal.ifNull "state" state

        Engine.create settings market
        |> Result.bind (fun engine ->
            Loop.resume engine decisions TradeRecording.EachTrade lastBar state)
        |> Refusal.orRaise

    /// <summary>The account at the close of a bar that holds this cash and these shares.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="cash">Money, finite; negative when borrowed.</param>
    /// <param name="shares">Shares held, N finite values, negative when short.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The account cannot be, or is worth nothing.</exception>
    static member Account
        (
            market: EngineMarket,
            settings: EngineSettings,
            bar: int,
            cash: float,
            shares: ReadOnlySpan<float>
        ) : EngineState =
        Refusal.ifNull "market" market
        Refusal.ifNull "settings" settings

        Refusal.orRaise (
            Engine.holding
                bar
                cash
                (shares.ToArray())
                (Refusal.orRaise (Engine.create settings market))
        )

    /// <summary>What is ordered after the close of the account's bar, for the next bar.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar; the account's bar must have some, or only open orders go on.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="state">The account.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Plan
        (market: EngineMarket, decisions: Decisions, settings: EngineSettings, state: EngineState)
        : PlannedOrders =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings
        Refusal.ifNull "state" state

        Engine.create settings market
        |> Result.bind (fun engine -> Step.plan engine (Step.decisionAt state.Bar decisions) state)
        |> Refusal.orRaise

    /// <summary>The same decisions at 0, 1, 2 and 3 times commission, spread, impact and borrow.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="firstBar">The first bar of each run.</param>
    /// <param name="lastBar">The last bar of each run.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Stress
        (
            market: EngineMarket,
            decisions: Decisions,
            settings: EngineSettings,
            firstBar: int,
            lastBar: int
        ) : IReadOnlyList<CostStressRow> =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings

        CostStress.run CostStress.standardMultipliers settings market decisions firstBar lastBar
        |> Refusal.orRaise

    /// <summary>
    /// Where the gap comes from between the net figure and what the same decisions show without borrow,
    /// interest, impact, spread, commission and limits, and filled at a close they have already seen.
    /// </summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="firstBar">The first bar of each run.</param>
    /// <param name="lastBar">The last bar of each run.</param>
    /// <param name="schedule">Does pieces 0 to count - 1 in any order and returns when all are done; null for one after the other.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Explain
        (
            market: EngineMarket,
            decisions: Decisions,
            settings: EngineSettings,
            firstBar: int,
            lastBar: int,
            schedule: Action<int, Action<int>> | null
        ) : Explanation =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings

        let pieces =
            match schedule with
            | null -> Schedule.sequential
            | given -> fun count piece -> given.Invoke(count, Action<int> piece)

        Explain.run pieces settings market decisions firstBar lastBar |> Refusal.orRaise

    /// <summary>The same lines from an account with what it holds.</summary>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the same bars and symbols.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="state">The account to start from.</param>
    /// <param name="lastBar">The last bar of each run.</param>
    /// <param name="schedule">Carries out independent pieces; null for one after the other. It does not change a bit.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member Explain
        (
            market: EngineMarket,
            decisions: Decisions,
            settings: EngineSettings,
            state: EngineState,
            lastBar: int,
            schedule: Action<int, Action<int>> | null
        ) : Explanation =
        Refusal.ifNull "market" market
        Refusal.ifNull "decisions" decisions
        Refusal.ifNull "settings" settings
        Refusal.ifNull "state" state

        let pieces =
            match schedule with
            | null -> Schedule.sequential
            | given -> fun count piece -> given.Invoke(count, Action<int> piece)

        Explain.resume pieces settings market decisions state lastBar |> Refusal.orRaise

    /// <summary>Decisions of equal weight in every name that can trade.</summary>
    /// <param name="market">The market; with the settings it says which names can trade.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="firstBar">The first bar with a decision, 0 to T - 1.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The settings and the market do not fit together.</exception>
    static member EqualWeight
        (market: EngineMarket, settings: EngineSettings, firstBar: int)
        : Decisions =
        Refusal.ifNull "market" market
        Refusal.ifNull "settings" settings

        Engine.create settings market
        |> Result.bind (fun engine -> EqualWeightBenchmark.decisions engine firstBar)
        |> Refusal.orRaise
