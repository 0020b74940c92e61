namespace Symphony.Core

open System
open System.Collections.Generic
open System.Collections.ObjectModel

/// <summary>Decisions that scenarios of a sweep can follow, with scores to choose by where there are any.</summary>
[<Sealed; AllowNullLiteral(false)>]
type SweepSource
    internal (name: string, configuration: string, decisions: Decisions, scores: Panel voption) =

    let largestWeight =
        let mutable largest = 0.0

        for cell in 0 .. decisions.Cells.Length - 1 do
            largest <- max largest (abs decisions.Cells[cell])

        largest

    member internal _.Scores: Panel voption = scores
    member internal _.LargestWeight: float = largestWeight

    /// <summary>The name that scenarios refer to.</summary>
    member _.Name: string = name

    /// <summary>The configuration whose decisions these are: the name itself, or, for one of several
    /// combinatorial paths of a configuration, that configuration's name.</summary>
    member _.Configuration: string = configuration

    /// <summary>Target weights by bar.</summary>
    member _.Decisions: Decisions = decisions

    /// <summary>True when scenarios can choose names by their scores.</summary>
    member _.HasScores: bool = scores.IsSome

/// <summary>Builds what scenarios can follow, or says why not.</summary>
[<RequireQualifiedAccess>]
module SweepSource =

    let private named (parameter: string) (text: string) : Result<unit, Invalid> =
        if text = "" then Error(Invalid.Empty parameter) else Ok()

    /// <summary>Decisions under a name.</summary>
    /// <param name="name">What scenarios call it, not empty.</param>
    /// <param name="decisions">Target weights by bar.</param>
    let create (name: string) (decisions: Decisions) : Result<SweepSource, Invalid> =
        named "source" name
        |> Result.map (fun () -> SweepSource(name, name, decisions, ValueNone))

    /// <summary>The source as one of several combinatorial paths of a configuration: paths are no trials of
    /// their own.</summary>
    /// <param name="configuration">The configuration's name, the same for all its paths, not empty.</param>
    /// <param name="source">The source to change.</param>
    let asPathOf (configuration: string) (source: SweepSource) : Result<SweepSource, Invalid> =
        named "configuration" configuration
        |> Result.map (fun () ->
            SweepSource(source.Name, configuration, source.Decisions, source.Scores))

    /// <summary>The source with scores known at each close, by which a scenario can choose names.</summary>
    /// <param name="scores">T x N on the decisions' axes; NaN where a name has none, never infinite.</param>
    /// <param name="source">The source to change.</param>
    let withScores (scores: Panel) (source: SweepSource) : Result<SweepSource, Invalid> =
        let axes = source.Decisions.Axes

        if not (scores.Axes.SameAs axes) then
            Error(
                Invalid.Conflict("scores", "their bars and symbols are not those of the decisions")
            )
        else
            match Array.tryFindIndex Double.IsInfinity scores.Array with
            | Some cell ->
                Error(
                    Invalid.BadValue(
                        "scores",
                        axes.Symbols[cell % axes.SymbolCount],
                        axes.SessionDate(cell / axes.SymbolCount),
                        scores.Array[cell],
                        "must be finite, or NaN for none"
                    )
                )
            | None ->
                Ok(
                    SweepSource(
                        source.Name,
                        source.Configuration,
                        source.Decisions,
                        ValueSome scores
                    )
                )

/// <summary>One run of a sweep: which decisions, how large, under which settings.</summary>
type Scenario = {
    /// <summary>What the outcome is called; unlike any other scenario's of the sweep.</summary>
    Name: string
    /// <summary>The name of the source whose decisions it follows.</summary>
    Source: string
    /// <summary>Factor on every weight before any cap, finite: the Kelly fraction, for instance; 1 leaves them.</summary>
    Scale: float
    /// <summary>A weight whose name's score is smaller than this in size, or absent, becomes 0; not negative; 0 keeps
    /// every weight, scored or not.</summary>
    EntryThreshold: float
    /// <summary>The engine's settings.</summary>
    Settings: EngineSettings
}

/// <summary>Makes scenarios and says what they are worth as trials.</summary>
[<RequireQualifiedAccess>]
module Scenario =

    /// <summary>The decisions of a source as they are.</summary>
    /// <param name="name">What the outcome is called.</param>
    /// <param name="source">The name of the source.</param>
    /// <param name="settings">The engine's settings.</param>
    let create (name: string) (source: string) (settings: EngineSettings) : Scenario = {
        Name = name
        Source = source
        Scale = 1.0
        EntryThreshold = 0.0
        Settings = settings
    }

    /// What is left when costs, rates and capital are the same for all.
    let private decidedBy (configurationOf: string -> string) (scenario: Scenario) : Scenario =
        let standard = EngineSettings.standard

        {
            scenario with
                Name = ""
                Source = configurationOf scenario.Source
                Settings = {
                    scenario.Settings with
                        Equity = standard.Equity
                        Commission = standard.Commission
                        HalfSpread = standard.HalfSpread
                        ImpactCoefficient = standard.ImpactCoefficient
                        MinimumFee = standard.MinimumFee
                        ImpactLaw = standard.ImpactLaw
                        ImpactExponent = standard.ImpactExponent
                        Almgren = standard.Almgren
                        BorrowTiers = standard.BorrowTiers
                        MarginRate = standard.MarginRate
                        CashRate = standard.CashRate
                        ReportParticipationAbove = standard.ReportParticipationAbove
                        CostMultiplier = standard.CostMultiplier
                }
        }

    let private configurations (sources: IReadOnlyList<SweepSource>) (name: string) : string =
        sources
        |> Seq.tryFind (fun source -> source.Name = name)
        |> Option.map _.Configuration
        |> Option.defaultValue name

    /// <summary>True when one scenario decides otherwise than another: it then counts as a trial of its own.</summary>
    /// <param name="sources">What the scenarios follow.</param>
    /// <param name="baseline">The scenario to compare with.</param>
    /// <param name="scenario">The scenario.</param>
    /// <remarks>
    /// Commission, minimum fee, spread, impact, borrow, margin and cash rates, the cost multiplier and the equity are
    /// costs and capital, and paths of one configuration are one: these alone make no trial. Everything
    /// else does: source, scale, threshold, caps, band, lots, participation, timing, what becomes of ended
    /// names.
    /// </remarks>
    let changesDecisions
        (sources: IReadOnlyList<SweepSource>)
        (baseline: Scenario)
        (scenario: Scenario)
        : bool =
        let decided = decidedBy (configurations sources)
        decided baseline <> decided scenario

    /// <summary>How many trials the scenarios are: those that decide alike count once.</summary>
    /// <param name="sources">What the scenarios follow.</param>
    /// <param name="scenarios">The scenarios.</param>
    let trialCount
        (sources: IReadOnlyList<SweepSource>)
        (scenarios: IReadOnlyList<Scenario>)
        : int =
        scenarios |> Seq.map (decidedBy (configurations sources)) |> Seq.distinct |> Seq.length

    /// <summary>Every combination of settings, sources, scales and thresholds, named by them; the last varies first.</summary>
    /// <param name="settings">Settings with the name of each.</param>
    /// <param name="sources">What to follow.</param>
    /// <param name="scales">Factors on the weights.</param>
    /// <param name="entryThresholds">Smallest sizes of a score; 0 for all names.</param>
    let grid
        (settings: IReadOnlyList<KeyValuePair<string, EngineSettings>>)
        (sources: IReadOnlyList<SweepSource>)
        (scales: IReadOnlyList<float>)
        (entryThresholds: IReadOnlyList<float>)
        : IReadOnlyList<Scenario> =
        ReadOnlyCollection [|
            for each in settings do
                for source in sources do
                    for scale in scales do
                        for threshold in entryThresholds do
                            {
                                Name =
                                    $"{each.Key} {source.Name} x{Text.number scale} from {Text.number threshold}"
                                Source = source.Name
                                Scale = scale
                                EntryThreshold = threshold
                                Settings = each.Value
                            }
        |]

    /// The weights a scenario follows at one bar, into a row.
    let internal weigh
        (source: SweepSource)
        (scenario: Scenario)
        (bar: int)
        (row: Span<float>)
        : unit =
        let cells = source.Decisions.Cells
        let start = bar * row.Length

        if cells.IsSingle then
            RowKernel.widen (ReadOnlySpan(cells.Singles, start, row.Length)) row
        else
            ReadOnlySpan(cells.Array, start, row.Length).CopyTo row

        match source.Scores with
        | ValueSome scores when scenario.EntryThreshold > 0.0 ->
            for i in 0 .. row.Length - 1 do
                row[i] <-
                    if abs scores.Cells[start + i] >= scenario.EntryThreshold then
                        row[i] * scenario.Scale
                    else
                        0.0
        | _ ->
            if scenario.Scale <> 1.0 then
                Kernels.scale scenario.Scale row

    /// <summary>The decisions a scenario follows, on their own: a run with them is the scenario's.</summary>
    /// <param name="source">The source of the scenario's name.</param>
    /// <param name="scenario">The scenario.</param>
    let decisions (source: SweepSource) (scenario: Scenario) : Result<Decisions, Invalid> =
        let given = source.Decisions
        let width = given.Axes.SymbolCount
        let weights = Array.zeroCreate<float> given.Cells.Length

        for t in 0 .. given.Axes.BarCount - 1 do
            weigh source scenario t (Span(weights, t * width, width))

        Decisions.create given.Axes (Array.init given.Axes.BarCount given.IsDecided) weights

    /// The first thing about a scenario that cannot be.
    let internal check (source: SweepSource) (scenario: Scenario) : Result<unit, Invalid> =
        Check.all [
            Check.finite "Scale" scenario.Scale
            Check.notNegative "EntryThreshold" scenario.EntryThreshold
            if scenario.EntryThreshold > 0.0 && not source.HasScores then
                Error(
                    Invalid.Conflict(
                        "EntryThreshold",
                        $"{Text.number scenario.EntryThreshold} needs scores, and source '{source.Name}' has none"
                    )
                )
            if not (abs (scenario.Scale * source.LargestWeight) <= Bounds.Weight) then
                Error(
                    Invalid.Conflict(
                        "Scale",
                        $"{Text.number scenario.Scale} times the largest weight of source '{source.Name}', {Text.number source.LargestWeight}, is more than 1000000 times equity"
                    )
                )
        ]
