namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>How to sweep, as a C# initialiser writes it; each starts at its default.</summary>
[<Sealed; AllowNullLiteral(false)>]
type SweepOptions() =

    /// <summary>The first bar, whose decision is the first to fill.</summary>
    member val FirstBar: int = 0 with get, set

    /// <summary>The last bar, not before the first; null for the market's last.</summary>
    member val LastBar: Nullable<int> = Nullable() with get, set

    /// <summary>How much of each scenario is handed over.</summary>
    member val Detail: SweepDetail = SweepDetail.Summary with get, set

    /// <summary>Bytes that the sweep may hold at once; null for 256 MiB.</summary>
    member val ByteBudget: Nullable<int64> = Nullable() with get, set

    /// <summary>Scenarios that one piece of work takes together, at least 1; null for what suits caches.</summary>
    member val BlockScenarios: Nullable<int> = Nullable() with get, set

    /// <summary>Bars between two looks at whether to stop, at least 1; null for what suits caches.</summary>
    member val BlockBars: Nullable<int> = Nullable() with get, set

    /// <summary>Does pieces 0 to count - 1 in any order and returns when all are done; null for one after the other.</summary>
    member val Schedule: Action<int, Action<int>> | null = null with get, set

    /// <summary>Is told the share that is done, from 0 to 1, by any thread that works; null for nobody.</summary>
    member val Progress: Action<float> | null = null with get, set

    /// <summary>True as soon as no further piece shall be started; null for never.</summary>
    member val Stop: Func<bool> | null = null with get, set

    /// The settings, with the defaults of these axes where nothing is given.
    member internal this.Settings(axes: Axes) : SweepSettings =
        Refusal.ifUndefined "Detail" this.Detail
        let standard = SweepSettings.wholeHistory axes

        let given (value: Nullable<'value>) (otherwise: 'value) =
            if value.HasValue then value.Value else otherwise

        {
            FirstBar = this.FirstBar
            LastBar = given this.LastBar standard.LastBar
            Detail = this.Detail
            ByteBudget = given this.ByteBudget standard.ByteBudget
            BlockScenarios = given this.BlockScenarios standard.BlockScenarios
            BlockBars = given this.BlockBars standard.BlockBars
        }

    /// The work plan of the three functions.
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

/// <summary>Many scenarios over one market: each to the last bit what its own run gives.</summary>
[<AbstractClass; Sealed>]
type Sweep private () =

    /// <summary>Decisions that scenarios can follow.</summary>
    /// <param name="name">What scenarios call them, not empty.</param>
    /// <param name="decisions">Target weights by bar.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The name is empty.</exception>
    static member Source(name: string, decisions: Decisions) : SweepSource =
        Refusal.ifNull "name" name
        Refusal.ifNull "decisions" decisions
        SweepSource.create name decisions |> Refusal.orRaise

    /// <summary>Decisions that scenarios can follow, with scores to choose names by.</summary>
    /// <param name="name">What scenarios call them, not empty.</param>
    /// <param name="decisions">Target weights by bar.</param>
    /// <param name="scores">T x N on the same bars and symbols, known at each close; NaN where a name has none.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The name is empty, or the scores do not fit.</exception>
    static member Source(name: string, decisions: Decisions, scores: Panel) : SweepSource =
        Refusal.ifNull "scores" scores
        Sweep.Source(name, decisions) |> SweepSource.withScores scores |> Refusal.orRaise

    /// <summary>One of several combinatorial paths of a configuration: paths are no trials of their own.</summary>
    /// <param name="configuration">The configuration's name, the same for all its paths, not empty.</param>
    /// <param name="name">What scenarios call the path, not empty.</param>
    /// <param name="decisions">The path's target weights by bar.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A name is empty.</exception>
    static member Path(configuration: string, name: string, decisions: Decisions) : SweepSource =
        Refusal.ifNull "configuration" configuration
        Sweep.Source(name, decisions) |> SweepSource.asPathOf configuration |> Refusal.orRaise

    /// <summary>A source's decisions as they are, under some settings.</summary>
    /// <param name="name">What the outcome is called; unlike any other scenario's.</param>
    /// <param name="source">The name of the source.</param>
    /// <param name="settings">The engine's settings.</param>
    static member Scenario(name: string, source: string, settings: EngineSettings) : Scenario =
        Sweep.Scenario(name, source, settings, 1.0, 0.0)

    /// <summary>A source's decisions, scaled and chosen by score, under some settings.</summary>
    /// <param name="name">What the outcome is called; unlike any other scenario's.</param>
    /// <param name="source">The name of the source.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="scale">Factor on every weight before any cap, finite; 1 leaves them.</param>
    /// <param name="entryThreshold">Names whose score is smaller in size get no weight; 0 keeps all.</param>
    static member Scenario
        (name: string, source: string, settings: EngineSettings, scale: float, entryThreshold: float) : Scenario =
        Refusal.ifNull "name" name
        Refusal.ifNull "source" source
        Refusal.ifNull "settings" settings

        {
            Scenario.create name source settings with
                Scale = scale
                EntryThreshold = entryThreshold
        }

    /// <summary>Runs every scenario and hands over each outcome in the order given.</summary>
    /// <param name="market">Bars, actions, and what else the scenarios' settings ask for.</param>
    /// <param name="sources">Decisions that scenarios follow, each name once.</param>
    /// <param name="scenarios">At least one, each name once.</param>
    /// <param name="options">Which bars, how much of each, within how many bytes, on which threads.</param>
    /// <param name="receive">Is called with one outcome after the other, on the caller's thread.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together, or one scenario does not fit the budget.</exception>
    static member Run
        (
            market: EngineMarket,
            sources: IReadOnlyList<SweepSource>,
            scenarios: IReadOnlyList<Scenario>,
            options: SweepOptions,
            receive: Action<ScenarioOutcome>
        ) : SweepReport =
        Refusal.ifNull "market" market
        Refusal.ifAnyNull "sources" sources
        Refusal.ifAnyNull "scenarios" scenarios
        Refusal.ifNull "options" options
        Refusal.ifNull "receive" receive
        let settings = options.Settings market.Axes

        Symphony.Core.Sweep.run options.Plan settings market sources scenarios receive.Invoke
        |> Refusal.orRaise

    /// <summary>Runs every scenario and keeps all outcomes, in the order given.</summary>
    /// <param name="market">Bars, actions, and what else the scenarios' settings ask for.</param>
    /// <param name="sources">Decisions that scenarios follow, each name once.</param>
    /// <param name="scenarios">At least one, each name once.</param>
    /// <param name="options">Which bars, how much of each, within how many bytes at a time, on which threads.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together, or one scenario does not fit the budget.</exception>
    static member Run
        (
            market: EngineMarket,
            sources: IReadOnlyList<SweepSource>,
            scenarios: IReadOnlyList<Scenario>,
            options: SweepOptions
        ) : IReadOnlyList<ScenarioOutcome> =
        Refusal.ifNull "market" market
        Refusal.ifAnyNull "sources" sources
        Refusal.ifAnyNull "scenarios" scenarios
        Refusal.ifNull "options" options
        let settings = options.Settings market.Axes

        Symphony.Core.Sweep.outcomes options.Plan settings market sources scenarios
        |> Refusal.orRaise

    /// <summary>Bytes that one scenario takes while it is under way and until it is handed over.</summary>
    /// <param name="market">The market.</param>
    /// <param name="options">How to sweep.</param>
    static member BytesPerScenario(market: EngineMarket, options: SweepOptions) : int64 =
        Refusal.ifNull "market" market
        Refusal.ifNull "options" options
        SweepSettings.bytesPerScenario market.Axes (options.Settings market.Axes)

    /// <summary>How many trials the scenarios are: those that decide alike count once.</summary>
    /// <param name="sources">What the scenarios follow.</param>
    /// <param name="scenarios">The scenarios.</param>
    static member TrialCount
        (sources: IReadOnlyList<SweepSource>, scenarios: IReadOnlyList<Scenario>)
        : int =
        Refusal.ifAnyNull "sources" sources
        Refusal.ifAnyNull "scenarios" scenarios
        Scenario.trialCount sources scenarios
