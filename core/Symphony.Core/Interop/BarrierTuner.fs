namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>What is searched as a C# initialiser writes it; each value starts at its default.</summary>
[<Sealed; AllowNullLiteral(false)>]
type BarrierTuningOptions() =

    let standard = BarrierTuningSettings.standard
    let walk = WalkForward.standard

    /// <summary>
    /// Barriers whose target, scale, trailing of the stop and delisting returns are taken in place of those
    /// below; their prices and their end are searched. Null for those below.
    /// </summary>
    member val Barriers: TripleBarrierOptions | null = null with get, set

    /// <summary>
    /// What the barriers are multiples of, per bar and symbol, known at the close; null for the engine's daily
    /// volatility.
    /// </summary>
    member val Targets: Panel | null = null with get, set

    /// <summary>Whether the stop follows the best price of the completed bars.</summary>
    member val StopTrails: bool = false with get, set

    /// <summary>Simple return of a name held long that ends without a record, at least -1.</summary>
    member val DelistingReturnLong: float = standard.Barriers.DelistingReturnLong with get, set

    /// <summary>The same of a name held short, at least -1.</summary>
    member val DelistingReturnShort: float = standard.Barriers.DelistingReturnShort with get, set

    /// <summary>Lowest profit-taking multiple of the target, above zero.</summary>
    member val MinimumProfitTaking: float = standard.ProfitTaking.Minimum with get, set

    /// <summary>Highest profit-taking multiple of the target.</summary>
    member val MaximumProfitTaking: float = standard.ProfitTaking.Maximum with get, set

    /// <summary>Lowest stop-loss multiple of the target, above zero.</summary>
    member val MinimumStopLoss: float = standard.StopLoss.Minimum with get, set

    /// <summary>Highest stop-loss multiple of the target.</summary>
    member val MaximumStopLoss: float = standard.StopLoss.Maximum with get, set

    /// <summary>From one multiple to the next, above zero.</summary>
    member val Step: float = standard.ProfitTaking.Step with get, set

    /// <summary>Fewest bars to the vertical barrier, at least 1.</summary>
    member val MinimumVerticalBars: int = int standard.MinimumVerticalBars with get, set

    /// <summary>Most bars to the vertical barrier.</summary>
    member val MaximumVerticalBars: int = int standard.MaximumVerticalBars with get, set

    /// <summary>What trades are judged by, after costs.</summary>
    member val Objective: BarrierObjective = standard.Objective with get, set

    /// <summary>Fewest trades in each inner fold, at least 2.</summary>
    member val MinimumTrades: int = standard.MinimumTrades with get, set

    /// <summary>Commission and half spread of each fill.</summary>
    member val Cost: TradingCost = standard.Cost with get, set

    /// <summary>Configurations in a generation, at least 2.</summary>
    member val Population: int = standard.Search.Population with get, set

    /// <summary>Generations, at least 1.</summary>
    member val Generations: int = standard.Search.Generations with get, set

    /// <summary>Purged folds within each training set, at least 2.</summary>
    member val InnerFolds: int = standard.Inner.Folds with get, set

    /// <summary>Bars of the market axis that one choice trades, at least 1.</summary>
    member val RefitBars: int = int walk.RefitBars with get, set

    /// <summary>Bars after a test without training labels, inside and outside, not negative.</summary>
    member val EmbargoBars: int = 10 with get, set

    /// <summary>The same in other units, in place of the bars; null for the bars.</summary>
    member val Embargo: EmbargoLength | null = null with get, set

    /// <summary>Decision bars that each choice of a walk is made on, the latest; null for all before it.</summary>
    member val RollingBars: Nullable<int> = Nullable() with get, set

    /// <summary>Groups of a combinatorial outer cross-validation, at least 2; null to walk forward.</summary>
    member val Groups: Nullable<int> = Nullable() with get, set

    /// <summary>Groups tested at a time, fewer than the groups; not read in a walk.</summary>
    member val TestGroups: int = 2 with get, set

    /// <summary>Whose test labels purge, inside and outside; a walk purges over the market.</summary>
    member val Purge: PurgeScope = standard.Inner.Purge with get, set

    /// <summary>Distinct decision bars that the first choice is made on at least.</summary>
    member val MinimumTrainBars: int = int walk.MinimumTrainBars with get, set

    member private this.ToBarriers() : TripleBarrierSettings =
        match this.Barriers with
        | null -> {
            standard.Barriers with
                Target =
                    match this.Targets with
                    | null -> BarrierTarget.DailyVolatility
                    | given -> BarrierTarget.Given given
                StopLoss = if this.StopTrails then StopLoss.Trailing 1.0 else StopLoss.Fixed 1.0
                DelistingReturnLong = this.DelistingReturnLong
                DelistingReturnShort = this.DelistingReturnShort
          }
        | given -> {
            given.ToSettings() with
                StopLoss = if given.StopTrails then StopLoss.Trailing 1.0 else StopLoss.Fixed 1.0
          }

    member private this.ToOuter(embargo: Embargo) : OuterSplits =
        match ValueOption.ofNullable this.Groups with
        | ValueSome groups ->
            OuterSplits.Combinatorial {
                Groups = groups
                TestGroups = this.TestGroups
                Embargo = embargo
                Purge = this.Purge
            }
        | ValueNone ->
            OuterSplits.Walk {
                RefitBars = this.RefitBars * 1<bar>
                Embargo = embargo
                MinimumTrainBars = this.MinimumTrainBars * 1<bar>
                Window =
                    match ValueOption.ofNullable this.RollingBars with
                    | ValueSome bars -> TrainingWindow.Rolling(bars * 1<bar>)
                    | ValueNone -> TrainingWindow.Anchored
            }

    member internal this.ToSettings() : BarrierTuningSettings =
        Refusal.ifUndefined "Objective" this.Objective
        Refusal.ifUndefined "Purge" this.Purge

        let embargo =
            match this.Embargo with
            | null -> Embargo.Bars(this.EmbargoBars * 1<bar>)
            | given -> given.Value

        {
            Barriers = this.ToBarriers()
            ProfitTaking = {
                Minimum = this.MinimumProfitTaking
                Maximum = this.MaximumProfitTaking
                Step = this.Step
            }
            StopLoss = {
                Minimum = this.MinimumStopLoss
                Maximum = this.MaximumStopLoss
                Step = this.Step
            }
            MinimumVerticalBars = this.MinimumVerticalBars * 1<bar>
            MaximumVerticalBars = this.MaximumVerticalBars * 1<bar>
            Objective = this.Objective
            MinimumTrades = this.MinimumTrades
            Cost = this.Cost
            Search = {
                standard.Search with
                    Population = this.Population
                    Generations = this.Generations
            }
            Inner = { Folds = this.InnerFolds; Embargo = embargo; Purge = this.Purge }
            Outer = this.ToOuter embargo
        }

    /// <summary>Refuses what no data can mend.</summary>
    /// <exception cref="RefusedException">A setting out of range.</exception>
    member this.Check() : unit =
        BarrierTuningSettings.check (this.ToSettings()) |> Refusal.orRaise

/// <summary>What one symbol's barriers became in one window, and what they earned there.</summary>
[<Sealed; AllowNullLiteral(false)>]
type TunedWindow internal (tuned: TunedBarriers) =

    let chosen =
        match tuned.Choice with
        | BarrierChoice.Chosen(barriers, fitness) -> ValueSome(struct (barriers, fitness))
        | BarrierChoice.NotTuned _ -> ValueNone

    let ofChosen (value: TripleBarrierSettings -> float voption) : Nullable<float> =
        chosen
        |> ValueOption.bind (fun (struct (barriers, _)) -> value barriers)
        |> ValueOption.toNullable

    /// <summary>The window of the walk, from 0.</summary>
    member _.Window: int = tuned.Split

    /// <summary>The symbol's column.</summary>
    member _.Symbol: int = tuned.Symbol

    /// <summary>Why nothing was chosen; empty where something was.</summary>
    member _.Reason: string =
        match tuned.Choice with
        | BarrierChoice.NotTuned reason -> reason
        | BarrierChoice.Chosen _ -> ""

    /// <summary>Profit taking in targets; null where nothing was chosen.</summary>
    member _.ProfitTaking: Nullable<float> = ofChosen _.ProfitTaking

    /// <summary>Stop loss in targets; null where nothing was chosen.</summary>
    member _.StopLoss: Nullable<float> =
        ofChosen (fun barriers ->
            match barriers.StopLoss with
            | StopLoss.Fixed multiple
            | StopLoss.Trailing multiple -> ValueSome multiple
            | StopLoss.Absent -> ValueNone)

    /// <summary>Bars to the vertical barrier; null where nothing was chosen.</summary>
    member _.VerticalBars: Nullable<int> =
        chosen
        |> ValueOption.bind (fun (struct (barriers, _)) ->
            match barriers.Vertical with
            | VerticalBarrier.Bars bars -> ValueSome(int bars)
            | VerticalBarrier.CalendarDays _ -> ValueNone)
        |> ValueOption.toNullable

    /// <summary>The mean objective over the inner folds: optimistic; null where nothing was chosen.</summary>
    member _.InsideFitness: Nullable<float> =
        chosen |> ValueOption.map (fun (struct (_, fitness)) -> fitness) |> ValueOption.toNullable

    /// <summary>Distinct configurations that were evaluated inside the training set.</summary>
    member _.Evaluations: int = tuned.Evaluations

    /// <summary>Trades out of sample.</summary>
    member _.Trades: int = tuned.OutOfSample.Trades

    /// <summary>Their mean net return; null without trades.</summary>
    member _.NetPerTrade: Nullable<float> =
        ValueOption.toNullable tuned.OutOfSample.NetPerTrade

    /// <summary>Their net return per bar held; null without trades.</summary>
    member _.NetPerBar: Nullable<float> =
        ValueOption.toNullable tuned.OutOfSample.NetPerBar

/// <summary>What the choices made for one outer split earned on its tested events, all symbols together.</summary>
[<Sealed; AllowNullLiteral(false)>]
type TunedSplit internal (index: int, tested: struct (int * int), run: BarrierPerformance) =

    /// <summary>Its number, from 0.</summary>
    member _.Index: int = index

    /// <summary>The first bar of a tested decision; -1 where none is tested.</summary>
    member _.FirstBar: int =
        let struct (first, _) = tested
        first

    /// <summary>The last one; tested groups that lie apart leave bars between them out.</summary>
    member _.LastBar: int =
        let struct (_, last) = tested
        last

    /// <summary>Trades out of sample.</summary>
    member _.Trades: int = run.Trades

    /// <summary>Their mean net return; null without trades.</summary>
    member _.NetPerTrade: Nullable<float> = ValueOption.toNullable run.NetPerTrade

    /// <summary>Their net return per bar held; null without trades.</summary>
    member _.NetPerBar: Nullable<float> = ValueOption.toNullable run.NetPerBar

    /// <summary>Mean by standard deviation of their net returns; null without a spread.</summary>
    member _.NetSharpePerTrade: Nullable<float> =
        ValueOption.toNullable run.NetSharpePerTrade

/// <summary>Barriers tuned for each symbol in each outer split.</summary>
[<Sealed; AllowNullLiteral(false)>]
type BarrierTuner private (result: BarrierTuningResult) =

    let windows = result.Choices |> Seq.map TunedWindow |> Array.ofSeq

    let splits =
        Array.init result.OutOfSample.Count (fun split ->
            TunedSplit(split, result.Tested split, result.OutOfSample[split]))

    /// <summary>Tunes the barriers of each symbol on the past of each window, and trades them in it.</summary>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <param name="actions">Splits, dividends and delistings of raw bars; none with adjusted bars.</param>
    /// <param name="events">The decisions, with or without sides, on the axes of the bars.</param>
    /// <param name="options">What is searched.</param>
    /// <param name="seed">What every draw comes from.</param>
    /// <param name="schedule">Does pieces 0 to count - 1 of the work, in any order or at once.</param>
    /// <exception cref="RefusedException">A setting out of range, or too few events for one window.</exception>
    static member Tune
        (
            bars: Bars,
            actions: CorporateActions,
            events: LabelEvents,
            options: BarrierTuningOptions,
            seed: uint64,
            schedule: Action<int, Action<int>>
        ) : BarrierTuner =
        BarrierTuner.Tune(
            bars,
            actions,
            events,
            options,
            seed,
            schedule,
            Action<float> ignore,
            Func<bool>(fun () -> false)
        )

    /// <summary>The same with a report of progress and a way to stop.</summary>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <param name="actions">Splits, dividends and delistings of raw bars; none with adjusted bars.</param>
    /// <param name="events">The decisions, with or without sides, on the axes of the bars.</param>
    /// <param name="options">What is searched.</param>
    /// <param name="seed">What every draw comes from.</param>
    /// <param name="schedule">Does pieces 0 to count - 1 of the work, in any order or at once.</param>
    /// <param name="progress">Told the part of the symbols that is done, 0 to 1.</param>
    /// <param name="isStopped">Asked between generations; what was found so far is kept.</param>
    /// <exception cref="RefusedException">A setting out of range, or too few events for one split.</exception>
    static member Tune
        (
            bars: Bars,
            actions: CorporateActions,
            events: LabelEvents,
            options: BarrierTuningOptions,
            seed: uint64,
            schedule: Action<int, Action<int>>,
            progress: Action<float>,
            isStopped: Func<bool>
        ) : BarrierTuner =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Refusal.ifNull "events" events
        Refusal.ifNull "options" options
        Refusal.ifNull "schedule" schedule
        Refusal.ifNull "progress" progress
        Refusal.ifNull "isStopped" isStopped

        BarrierTuning.tuneWith
            (fun count piece -> schedule.Invoke(count, Action<int> piece))
            progress.Invoke
            isStopped.Invoke
            (options.ToSettings())
            (Rng.ofSeed seed)
            events
            actions
            bars
        |> Refusal.orRaise
        |> BarrierTuner

    /// <summary>The choices by window or split, then by symbol.</summary>
    member _.Windows: IReadOnlyList<TunedWindow> =
        Array.AsReadOnly windows :> IReadOnlyList<TunedWindow>

    /// <summary>What the choices earned out of sample, split by split, all symbols together.</summary>
    member _.Splits: IReadOnlyList<TunedSplit> =
        Array.AsReadOnly splits :> IReadOnlyList<TunedSplit>

    /// <summary>All windows of a walk as one; null where events are tested more than once.</summary>
    member _.Walk: TunedSplit | null =
        match result.Walk with
        | ValueNone -> null
        | ValueSome run ->
            let first = splits |> Array.minBy _.FirstBar
            let last = splits |> Array.maxBy _.LastBar
            TunedSplit(0, struct (first.FirstBar, last.LastBar), run)

    /// <summary>True when the search was stopped early.</summary>
    member _.WasStopped: bool = result.WasStopped

    /// <summary>Configurations evaluated inside training sets: recorded by count, no trials.</summary>
    member _.Evaluations: int64 = result.Evaluations

    /// <summary>Out-of-sample runs that count as trials: one.</summary>
    member _.Trials: int = result.Trials

    /// <summary>Net returns of the events a walk traded out of sample, n values; NaN elsewhere.</summary>
    member _.NetReturns: ReadOnlyMemory<float> = result.NetReturns

    /// <summary>The last bars of these trades, n values; -1 where there is none.</summary>
    member _.ExitBars: ReadOnlyMemory<int> = result.ExitBars
