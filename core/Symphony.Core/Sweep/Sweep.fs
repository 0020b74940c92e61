namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>How far a sweep came.</summary>
[<Struct>]
type SweepReport = {
    /// <summary>Scenarios handed over.</summary>
    ScenarioCount: int
    /// <summary>The trials among all scenarios given: those that decide alike count once.</summary>
    TrialCount: int
    /// <summary>Batches it took to stay within the budget.</summary>
    BatchCount: int
    /// <summary>Most bytes held at once for scenarios under way and outcomes not handed over.</summary>
    BytesHeld: int64
    /// <summary>True when the plan stopped it before the last scenario.</summary>
    IsStopped: bool
}

/// <summary>Many scenarios over one market: each to the last bit what its own run gives.</summary>
/// <remarks>
/// Scenarios are taken in batches that fit the byte budget; a batch is cut into pieces of work. In a piece,
/// scenarios that read the same of the market go through the history together, bar by bar: the bar's
/// rows, and the targets of those that follow the same weights, are made once and stay in cache, and all
/// that passes for each scenario is its shares and its money. Scenarios whose bar is no single pass
/// (minimum fees, other impact laws, margin off, sized at the fill, orders carried on) go each on its own.
/// Which scenarios, bars and threads meet changes no outcome: nothing passes between scenarios.
/// </remarks>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Sweep =

    let private sourceNamed
        (sources: IReadOnlyList<SweepSource>)
        (name: string)
        : SweepSource voption =
        match sources |> Seq.tryFind (fun source -> source.Name = name) with
        | Some source -> ValueSome source
        | None -> ValueNone

    let private firstTwice (names: seq<string>) : string voption =
        let seen = HashSet<string>()

        match names |> Seq.tryFind (seen.Add >> not) with
        | Some name -> ValueSome name
        | None -> ValueNone

    let private checkNames (parameter: string) (names: seq<string>) : Result<unit, Invalid> =
        match firstTwice names with
        | ValueSome name -> Error(Invalid.Duplicate(parameter, name))
        | ValueNone -> Ok()

    /// A refusal that says whose it is.
    let private ofScenario (scenario: Scenario) (invalid: Invalid) : Invalid =
        Invalid.Conflict($"scenario '{scenario.Name}'", invalid.ToString())

    let private checkScenario
        (market: EngineMarket)
        (sources: IReadOnlyList<SweepSource>)
        (scenario: Scenario)
        : Result<unit, Invalid> =
        match sourceNamed sources scenario.Source with
        | ValueNone ->
            let known = String.Join(", ", sources |> Seq.map _.Name)
            Error(Invalid.Unknown("Source", scenario.Source, known))
        | ValueSome source ->
            Scenario.check source scenario
            |> Result.bind (fun () -> EngineSettings.create scenario.Settings)
            |> Result.bind (fun settings -> EngineMarket.check settings market)
        |> Result.mapError (ofScenario scenario)

    let private check
        (settings: SweepSettings)
        (market: EngineMarket)
        (sources: IReadOnlyList<SweepSource>)
        (scenarios: IReadOnlyList<Scenario>)
        : Result<unit, Invalid> =
        let foreign =
            sources |> Seq.tryFind (fun source -> not (source.Decisions.Axes.SameAs market.Axes))

        Check.all [
            SweepSettings.check market.Axes settings
            (if scenarios.Count = 0 then Error(Invalid.Empty "scenarios") else Ok())
            checkNames "sources" (sources |> Seq.map _.Name)
            checkNames "scenarios" (scenarios |> Seq.map _.Name)
            match foreign with
            | Some source ->
                Error(
                    Invalid.Conflict(
                        "sources",
                        $"the bars and symbols of '{source.Name}' are not those of the market"
                    )
                )
            | None -> ()
        ]
        |> Result.bind (fun () ->
            scenarios
            |> Seq.map (checkScenario market sources)
            |> Seq.tryFind Result.isError
            |> Option.defaultValue (Ok()))

    /// One batch's way through the history: pieces of work write outcomes into slots of their own.
    let private runBatch
        (plan: WorkPlan)
        (settings: SweepSettings)
        (crew: SweepCrew)
        (first: int)
        (count: int)
        (progress: float -> unit)
        : (ScenarioOutcome | null)[] =
        let outcomes: (ScenarioOutcome | null)[] = Array.create count null
        let pieces = crew.Pieces(first, count)
        let blocks = (settings.LastBar - settings.FirstBar) / settings.BlockBars + 1
        let blocksDone: int[] = Array.zeroCreate pieces.Length

        plan.Schedule pieces.Length (fun number ->
            if not (plan.IsStopped()) then
                let piece = crew.Piece pieces[number]
                let mutable block = 0

                while block < blocks && not (plan.IsStopped()) do
                    block <- block + 1

                    let last =
                        min
                            (int64 settings.LastBar)
                            (int64 settings.FirstBar + int64 block * int64 settings.BlockBars)

                    piece.RunTo(int last)
                    blocksDone[number] <- block
                    progress (float (Array.sum blocksDone) / float (pieces.Length * blocks))

                if block = blocks then
                    for outcome in piece.ToOutcomes() do
                        outcomes[outcome.Index - first] <- outcome)

        outcomes

    /// <summary>Runs every scenario and hands over each outcome in the order given.</summary>
    /// <param name="plan">How pieces of work are carried out, watched and stopped.</param>
    /// <param name="settings">Which bars, how much of each, within how many bytes.</param>
    /// <param name="market">Bars, actions, and what else the scenarios' settings ask for.</param>
    /// <param name="sources">Decisions that scenarios follow, on the market's axes, each name once.</param>
    /// <param name="scenarios">At least one, each name once.</param>
    /// <param name="receive">Is called with one outcome after the other, on the caller's thread.</param>
    /// <remarks>
    /// A stopped sweep has handed over the first scenarios and says how many. What is handed over is the
    /// receiver's, and counts no longer.
    /// </remarks>
    let run
        (plan: WorkPlan)
        (settings: SweepSettings)
        (market: EngineMarket)
        (sources: IReadOnlyList<SweepSource>)
        (scenarios: IReadOnlyList<Scenario>)
        (receive: ScenarioOutcome -> unit)
        : Result<SweepReport, Invalid> =
        check settings market sources scenarios
        |> Result.bind (fun () -> Engine.create scenarios[0].Settings market)
        |> Result.bind (Engine.inCash settings.FirstBar)
        |> Result.map (fun known ->
            let batch = SweepSettings.batchSize market.Axes settings scenarios.Count

            let crew =
                SweepCrew(
                    settings,
                    market,
                    known,
                    [|
                        for scenario in scenarios ->
                            struct (scenario, ValueOption.get (sourceNamed sources scenario.Source))
                    |]
                )

            let mutable handed = 0
            let mutable batches = 0
            let mutable isStopped = false

            while handed < scenarios.Count && not isStopped do
                let first = handed
                let count = min batch (scenarios.Count - first)
                batches <- batches + 1

                let progress share =
                    plan.Progress((float first + share * float count) / float scenarios.Count)

                let outcomes = runBatch plan settings crew first count progress
                let mutable k = 0

                while not isStopped && k < count do
                    match outcomes[k] with
                    | null -> isStopped <- true
                    | outcome ->
                        receive outcome
                        k <- k + 1
                        handed <- handed + 1

            {
                ScenarioCount = handed
                TrialCount = Scenario.trialCount sources scenarios
                BatchCount = batches
                BytesHeld = int64 batch * SweepSettings.bytesPerScenario market.Axes settings
                IsStopped = isStopped
            })

    /// <summary>Runs every scenario and keeps all outcomes, in the order given.</summary>
    /// <param name="plan">How pieces of work are carried out, watched and stopped.</param>
    /// <param name="settings">Which bars, how much of each, within how many bytes at a time.</param>
    /// <param name="market">Bars, actions, and what else the scenarios' settings ask for.</param>
    /// <param name="sources">Decisions that scenarios follow, on the market's axes, each name once.</param>
    /// <param name="scenarios">At least one, each name once.</param>
    let outcomes
        (plan: WorkPlan)
        (settings: SweepSettings)
        (market: EngineMarket)
        (sources: IReadOnlyList<SweepSource>)
        (scenarios: IReadOnlyList<Scenario>)
        : Result<IReadOnlyList<ScenarioOutcome>, Invalid> =
        let kept = List<ScenarioOutcome>()

        run plan settings market sources scenarios kept.Add
        |> Result.map (fun _ -> kept.AsReadOnly() :> IReadOnlyList<ScenarioOutcome>)
