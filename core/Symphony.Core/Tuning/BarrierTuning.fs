namespace Symphony.Core

open System
open System.Collections.Generic
open System.Diagnostics

/// <summary>What was chosen for one symbol on one outer training set, or why nothing was.</summary>
[<RequireQualifiedAccess; NoComparison>]
type BarrierChoice =
    /// <summary>The fittest barriers, and the mean of their objective over the inner folds.</summary>
    | Chosen of barriers: TripleBarrierSettings * fitness: float
    /// <summary>The symbol has too few trades to train on here, or no configuration has enough in each fold.</summary>
    | NotTuned of reason: string

/// <summary>One symbol's choice on one outer split, and what it earned where it was not chosen.</summary>
[<NoComparison>]
type TunedBarriers = {
    /// <summary>The number of the outer split or window, from 0.</summary>
    Split: int
    /// <summary>The symbol's column.</summary>
    Symbol: int
    /// <summary>What was chosen on the training set.</summary>
    Choice: BarrierChoice
    /// <summary>Distinct configurations that were evaluated inside the training set.</summary>
    Evaluations: int
    /// <summary>What the choice earned on the tested events of the symbol.</summary>
    OutOfSample: BarrierPerformance
}

/// <summary>Barriers tuned for each symbol, and the one out-of-sample run that this makes.</summary>
[<Sealed; AllowNullLiteral(false)>]
type BarrierTuningResult
    internal
    (
        events: LabelEvents,
        choices: TunedBarriers[],
        runs: BarrierPerformance[],
        walk: BarrierPerformance voption,
        tested: struct (int * int)[],
        netReturns: float[],
        exitBars: int[],
        wasStopped: bool
    ) =

    /// <summary>The events, n of them.</summary>
    member _.Events: LabelEvents = events

    /// <summary>The choices by split, then by symbol; symbols without events are left out.</summary>
    member _.Choices: IReadOnlyList<TunedBarriers> =
        Array.AsReadOnly choices :> IReadOnlyList<TunedBarriers>

    /// <summary>Configurations evaluated inside training sets, over all splits and symbols: no trials.</summary>
    member _.Evaluations: int64 =
        choices |> Array.sumBy (fun choice -> int64 choice.Evaluations)

    /// <summary>Out-of-sample runs that count as trials: the tuning as a whole is one configuration, so 1.</summary>
    member _.Trials: int = 1

    /// <summary>What each outer split earned over all symbols on its tested events.</summary>
    member _.OutOfSample: IReadOnlyList<BarrierPerformance> =
        Array.AsReadOnly runs :> IReadOnlyList<BarrierPerformance>

    /// <summary>What the walk earned over all its windows; none where events are tested more than once.</summary>
    member _.Walk: BarrierPerformance voption = walk

    /// <summary>The first and the last bar of the decisions that an outer split tests; -1 where it tests none.</summary>
    /// <param name="split">The number of the split, from 0.</param>
    member _.Tested(split: int) : struct (int * int) = tested[split]

    /// <summary>
    /// Net returns of the events traded out of sample by the walk, n values; NaN elsewhere, and everywhere where
    /// the outer splits test an event more than once.
    /// </summary>
    member _.NetReturns: ReadOnlyMemory<float> = ReadOnlyMemory netReturns

    /// <summary>The last bars of these trades, n values; -1 where there is none.</summary>
    member _.ExitBars: ReadOnlyMemory<int> = ReadOnlyMemory exitBars

    /// <summary>True when the search was stopped early: choices then rest on fewer generations.</summary>
    member _.WasStopped: bool = wasStopped

/// <summary>Searches barriers for each symbol inside purged cross-validation.</summary>
/// <remarks>
/// An outer split purges by the longest labels that the search can make: no barrier but the last vertical one.
/// On its training events alone, symbol by symbol, a genetic search looks for the profit-taking and stop-loss
/// multiples and the vertical barrier with the highest mean of the objective over inner purged folds, after
/// costs. Only what was chosen is run on the tested events; that run is the trial, the evaluations are not.
/// Nothing of a tested event, nor of a label that meets the test, enters a choice. What a target looks back on
/// may lie in a test block before it: let the embargo cover it, or walk forward, where all training is past.
/// </remarks>
[<RequireQualifiedAccess>]
module BarrierTuning =

    /// The trades of one symbol's events under one configuration.
    [<NoComparison; NoEquality>]
    type private Candidate = { NetReturns: float[]; ExitBars: int[] }

    /// One symbol's events, the numbers they have among all, and their longest spans, numbered within the name.
    [<NoComparison; NoEquality>]
    type private Name = { Events: LabelEvents; Rows: int[]; Spans: ObservationSpans }

    /// Who is trained on and who is tested, among all events.
    [<NoComparison; NoEquality>]
    type private Outer = { Train: int[]; Test: int[] }

    let private nameOf (ends: int[]) (events: LabelEvents) (symbol: int) : Result<Name, Invalid> =
        let rows =
            [| 0 .. events.Count - 1 |] |> Array.filter (fun n -> events.SymbolArray[n] = symbol)

        let own (values: 'value[]) = rows |> Array.map (fun n -> values[n])
        let bars, symbols = own events.BarArray, own events.SymbolArray

        ObservationSpans.onAxes events.Axes bars symbols (own ends)
        |> Result.map (fun spans -> {
            Rows = rows
            Spans = spans
            Events = LabelEvents(events.Axes, bars, symbols, ValueOption.map own events.SideArray)
        })

    let private namesOf
        (ends: int[])
        (events: LabelEvents)
        (symbols: int[])
        : Result<Name[], Invalid> =
        let rec from (made: Name list) (left: int list) : Result<Name[], Invalid> =
            match left with
            | [] -> Ok(Array.ofList (List.rev made))
            | symbol :: others ->
                nameOf ends events symbol |> Result.bind (fun name -> from (name :: made) others)

        from [] (List.ofArray symbols)

    /// A generator for each name: those of the first names do not depend on how many follow.
    let private streamsOf (count: int) (rng: Rng) : Rng[] =
        let streams = Array.create count rng
        let mutable state = rng

        for i in 0 .. count - 1 do
            let struct (following, own) = Rng.split state
            streams[i] <- own
            state <- following

        streams

    let private outerSplits
        (settings: BarrierTuningSettings)
        (spans: ObservationSpans)
        : Result<Outer[], Invalid> =
        match settings.Outer with
        | OuterSplits.Walk walk ->
            WalkForward.create walk spans
            |> Result.map (fun walk ->
                Array.init walk.WindowCount (fun w ->
                    let window = walk.Window w
                    { Train = window.TrainArray; Test = window.Score.ToArray() }))
        | OuterSplits.Combinatorial groups ->
            CombinatorialPurged.create groups spans
            |> Result.map (fun splits ->
                Array.init splits.SplitCount (fun s ->
                    let split = splits.Split s
                    { Train = split.TrainArray; Test = split.TestArray }))

    /// The trades of some of a symbol's events, in their order.
    let private performance (name: Name) (candidate: Candidate) (own: int[]) : BarrierPerformance =
        let traded = own |> Array.filter (fun e -> candidate.ExitBars[e] >= 0)
        let mutable held = 0L

        for e in traded do
            let entry = Timing.fillBar name.Events.BarArray[e]
            held <- held + int64 (max 1 (candidate.ExitBars[e] - entry))

        BarrierPerformance.ofTrades
            (ReadOnlySpan(traded |> Array.map (fun e -> candidate.NetReturns[e])))
            held

    /// The mean of the objective over the folds; none if a fold has too few trades or no value.
    let private fitness
        (settings: BarrierTuningSettings)
        (name: Name)
        (folds: int[][])
        (candidate: Candidate)
        : float voption =
        let values =
            folds
            |> Array.map (fun own ->
                let found = performance name candidate own

                if found.Trades < settings.MinimumTrades then
                    ValueNone
                else
                    BarrierPerformance.objective settings.Objective found)

        if values |> Array.forall _.IsSome then
            Moments.mean (ReadOnlySpan(values |> Array.map _.Value))
        else
            ValueNone

    /// The tested events of each inner fold of a training set.
    let private innerFolds
        (settings: BarrierTuningSettings)
        (own: int[])
        (spans: ObservationSpans)
        : Result<int[][], Invalid> =
        NestedCrossValidation.within settings.Inner (ReadOnlySpan own) spans
        |> Result.map (fun folds ->
            Array.init folds.FoldCount (fun fold -> (folds.Fold fold).TestArray))

    /// Numbers among the symbol's events of those of some rows that are its own; both increase.
    let private ownOf (name: Name) (rows: int[]) : int[] =
        let own = ResizeArray<int>()
        let mutable place = 0

        for e in 0 .. name.Rows.Length - 1 do
            while place < rows.Length && rows[place] < name.Rows[e] do
                place <- place + 1

            if place < rows.Length && rows[place] = name.Rows[e] then
                own.Add e

        own.ToArray()

    /// What one split made of one symbol: the choice, and its trades among the symbol's tested events.
    [<NoComparison; NoEquality>]
    type private NameOnSplit = { Tuned: TunedBarriers; Trades: Candidate; Traded: int[] }

    let private notTuned (split: int) (symbol: int) (reason: string) (evaluations: int) = {
        Tuned = {
            Split = split
            Symbol = symbol
            Choice = BarrierChoice.NotTuned reason
            Evaluations = evaluations
            OutOfSample = BarrierPerformance.ofTrades ReadOnlySpan<float>.Empty 0L
        }
        Trades = { NetReturns = [||]; ExitBars = [||] }
        Traded = [||]
    }

    /// One symbol on all splits. The labels of a configuration do not depend on the split: they are made once.
    let private tuneName
        (settings: BarrierTuningSettings)
        (isStopped: unit -> bool)
        (candidateOf: float[] -> Candidate)
        (outer: Outer[])
        (symbol: int)
        (name: Name)
        (rng: Rng)
        : NameOnSplit[] =
        let known = Dictionary<float[], Candidate>(HashIdentity.Structural)

        let candidate (genes: float[]) : Candidate =
            match known.TryGetValue genes with
            | true, found -> found
            | false, _ ->
                let made = candidateOf genes
                known[genes] <- made
                made

        let mutable state = rng

        let tune (split: int) (place: Outer) : NameOnSplit =
            let struct (following, own) = Rng.split state
            state <- following

            let searched =
                innerFolds settings (ownOf name place.Train) name.Spans
                |> Result.bind (fun folds ->
                    GeneticSearch.runWith
                        Schedule.sequential
                        ignore
                        isStopped
                        settings.Search
                        (BarrierTuningSettings.genes settings)
                        own
                        (fun genes -> fitness settings name folds (candidate genes)))

            match searched with
            | Error invalid -> notTuned split symbol (invalid.ToString()) 0
            | Ok search ->
                match search.Best with
                | ValueNone ->
                    let reason =
                        $"no configuration has {settings.MinimumTrades} trades and a value in each inner fold"

                    notTuned split symbol reason search.Evaluations
                | ValueSome best ->
                    let genes = best.Genes.ToArray()
                    let made = candidate genes
                    let barriers = BarrierTuningSettings.barriersOf settings genes

                    let traded =
                        ownOf name place.Test |> Array.filter (fun e -> made.ExitBars[e] >= 0)

                    {
                        Tuned = {
                            Split = split
                            Symbol = symbol
                            Choice = BarrierChoice.Chosen(barriers, best.Fitness)
                            Evaluations = search.Evaluations
                            OutOfSample = performance name made traded
                        }
                        Trades = made
                        Traded = traded
                    }

        outer |> Array.mapi tune

    /// The trades of all names on one split, name after name.
    let private pooled (names: Name[]) (found: NameOnSplit[][]) (split: int) : BarrierPerformance =
        let netReturns = ResizeArray<float>()
        let mutable held = 0L

        for i in 0 .. names.Length - 1 do
            let own = found[i][split]
            held <- held + own.Tuned.OutOfSample.BarsHeld

            for e in own.Traded do
                netReturns.Add own.Trades.NetReturns[e]

        BarrierPerformance.ofTrades (ReadOnlySpan(netReturns.ToArray())) held

    let private testedBars (events: LabelEvents) (place: Outer) : struct (int * int) =
        if place.Test.Length = 0 then
            struct (-1, -1)
        else
            let bars = place.Test |> Array.map (fun row -> events.BarArray[row])
            struct (Array.min bars, Array.max bars)

    let private assemble
        (settings: BarrierTuningSettings)
        (wasStopped: bool)
        (events: LabelEvents)
        (outer: Outer[])
        (names: Name[])
        (found: NameOnSplit[][])
        : BarrierTuningResult =
        let netReturns = Array.create events.Count nan
        let exitBars = Array.create events.Count -1

        match settings.Outer with
        | OuterSplits.Walk _ ->
            for i in 0 .. names.Length - 1 do
                for own in found[i] do
                    for e in own.Traded do
                        netReturns[names[i].Rows[e]] <- own.Trades.NetReturns[e]
                        exitBars[names[i].Rows[e]] <- own.Trades.ExitBars[e]
        | OuterSplits.Combinatorial _ -> ()

        let runs = Array.init outer.Length (pooled names found)

        let walk =
            match settings.Outer with
            | OuterSplits.Walk _ ->
                let traded = netReturns |> Array.filter Double.IsFinite
                let held = runs |> Array.sumBy _.BarsHeld
                ValueSome(BarrierPerformance.ofTrades (ReadOnlySpan traded) held)
            | OuterSplits.Combinatorial _ -> ValueNone

        BarrierTuningResult(
            events,
            [|
                for split in 0 .. outer.Length - 1 do
                    for own in found do
                        own[split].Tuned
            |],
            runs,
            walk,
            (outer |> Array.map (testedBars events)),
            netReturns,
            exitBars,
            wasStopped
        )

    /// The targets computed once for all configurations; one of 0 sets no barrier, and counts as none.
    let private usable (targets: Panel) : Panel =
        Panel(
            targets.Axes,
            targets.Array |> Array.map (fun value -> if value > 0.0 then value else nan)
        )

    /// Names that are tuned before progress is told.
    let private namesAtOnce = 16

    /// <summary>Tunes with a schedule over the symbols, a report of progress, and a way to stop.</summary>
    /// <param name="schedule">Runs the actions 0 to n - 1, in any order or at once.</param>
    /// <param name="progress">Called with the part of the symbols that is done, 0 to 1.</param>
    /// <param name="isStopped">Asked between generations; what was found so far is kept.</param>
    /// <param name="settings">What is searched, by what it is judged, and where.</param>
    /// <param name="rng">What every draw comes from; each symbol and split has a generator of its own.</param>
    /// <param name="events">The decisions, with or without sides, on the axes of the bars; at least one.</param>
    /// <param name="actions">Splits, dividends and delistings of raw bars; none with adjusted bars.</param>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    let tuneWith
        (schedule: int -> (int -> unit) -> unit)
        (progress: float -> unit)
        (isStopped: unit -> bool)
        (settings: BarrierTuningSettings)
        (rng: Rng)
        (events: LabelEvents)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<BarrierTuningResult, Invalid> =
        let widest target = {
            BarrierTuningSettings.widest settings with
                Target = BarrierTarget.Given target
        }

        let prepared =
            BarrierTuningSettings.check settings
            |> Result.bind (fun () ->
                if events.Count = 0 then
                    Error(Invalid.Empty "events")
                else
                    BarrierTargets.panel settings.Barriers.Target actions bars |> Result.map usable)
            |> Result.bind (fun target ->
                // The same refusals as for any configuration: what follows cannot be refused any more.
                TripleBarrier.createWith schedule ValueNone (widest target) events actions bars
                |> Result.map (fun labels -> struct (target, labels.ExitBarArray)))

        prepared
        |> Result.bind (fun (struct (target, ends)) ->
            ObservationSpans.onAxes events.Axes events.BarArray events.SymbolArray ends
            |> Result.bind (outerSplits settings)
            |> Result.bind (fun outer ->
                Array.distinct events.SymbolArray
                |> Array.sort
                |> namesOf ends events
                |> Result.map (fun names ->
                    let found: NameOnSplit[][] = Array.zeroCreate names.Length
                    let streams = streamsOf names.Length rng

                    let candidateOf (name: Name) (genes: float[]) : Candidate =
                        let barriers = {
                            BarrierTuningSettings.barriersOf settings genes with
                                Target = BarrierTarget.Given target
                        }

                        match TripleBarrier.create barriers name.Events actions bars with
                        | Ok labels -> {
                            ExitBars = labels.ExitBarArray
                            NetReturns =
                                labels.GrossReturnArray
                                |> Array.mapi (fun e gross ->
                                    RoundTrip.net settings.Cost (name.Events.Side e) gross)
                          }
                        | Error invalid ->
                            Debug.Assert(
                                false,
                                $"Invariant: checked barriers are accepted; {invalid}"
                            )

                            let none = name.Events.Count

                            {
                                ExitBars = Array.create none -1
                                NetReturns = Array.create none nan
                            }

                    let mutable first = 0

                    while first < names.Length do
                        let count = min namesAtOnce (names.Length - first)
                        let start = first

                        schedule count (fun n ->
                            let i = start + n
                            let name = names[i]
                            let symbol = name.Events.SymbolArray[0]

                            found[i] <-
                                tuneName
                                    settings
                                    isStopped
                                    (candidateOf name)
                                    outer
                                    symbol
                                    name
                                    streams[i])

                        first <- first + count
                        progress (float first / float names.Length)

                    assemble settings (isStopped ()) events outer names found)))

    /// <summary>Tunes on one thread to the end.</summary>
    /// <param name="settings">What is searched, by what it is judged, and where.</param>
    /// <param name="rng">What every draw comes from; each symbol and split has a generator of its own.</param>
    /// <param name="events">The decisions, with or without sides, on the axes of the bars; at least one.</param>
    /// <param name="actions">Splits, dividends and delistings of raw bars; none with adjusted bars.</param>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    let tune
        (settings: BarrierTuningSettings)
        (rng: Rng)
        (events: LabelEvents)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<BarrierTuningResult, Invalid> =
        tuneWith Schedule.sequential ignore (fun () -> false) settings rng events actions bars
