namespace Symphony.Core.Interop

open System

open Symphony.Core

/// <summary>What barriers are multiples of.</summary>
type BarrierVolatility =
    /// <summary>The engine's daily volatility over 20 sessions.</summary>
    | Daily = 0
    /// <summary>The exponentially weighted deviation of one-day returns.</summary>
    | Exponential = 1
    /// <summary>The mean true range over the close.</summary>
    | AverageTrueRange = 2
    /// <summary>A fraction of price that is the same for all.</summary>
    | Fixed = 3

/// <summary>The barriers of a trade as a C# initialiser writes them; each starts at its default.</summary>
[<Sealed; AllowNullLiteral(false)>]
type TripleBarrierOptions() =

    let standard = TripleBarrierSettings.standard

    /// <summary>Targets from the entry to the profit-taking price, above zero; null without the order.</summary>
    member val ProfitTaking: Nullable<float> = Nullable 2.0 with get, set

    /// <summary>Targets from the entry to the stop-loss price, above zero; null without the order.</summary>
    member val StopLoss: Nullable<float> = Nullable 2.0 with get, set

    /// <summary>Whether the stop follows the best price of the completed bars.</summary>
    member val StopTrails: bool = false with get, set

    /// <summary>Bars from the entry bar to the vertical barrier, at least 1.</summary>
    member val VerticalBars: int = 10 with get, set

    /// <summary>Calendar days from the decision to the vertical barrier, at least 1; null to count bars.</summary>
    member val VerticalDays: Nullable<int> = Nullable() with get, set

    /// <summary>What the barriers are multiples of.</summary>
    member val Volatility: BarrierVolatility = BarrierVolatility.Daily with get, set

    /// <summary>The span of the exponential deviation, or the bars of the mean true range.</summary>
    member val VolatilityWindow: int = 20 with get, set

    /// <summary>The target where it is the same for all, a fraction of price above zero.</summary>
    member val FixedTarget: float = 0.01 with get, set

    /// <summary>Targets given per bar and symbol, in place of the volatility; null without.</summary>
    member val Targets: Panel | null = null with get, set

    /// <summary>An event whose target is not above this fraction is no event; 0 or more.</summary>
    member val MinimumTarget: float = standard.MinimumTarget with get, set

    /// <summary>Whether a multiple of the target is a log return, so that up and down are mirrored.</summary>
    member val InLogReturns: bool = false with get, set

    /// <summary>Simple return of a name held long that ends without a record, at least -1.</summary>
    member val DelistingReturnLong: float = standard.DelistingReturnLong with get, set

    /// <summary>The same of a name held short, at least -1.</summary>
    member val DelistingReturnShort: float = standard.DelistingReturnShort with get, set

    member private this.Target: BarrierTarget =
        Refusal.ifUndefined "Volatility" this.Volatility

        match this.Targets, this.Volatility with
        | null, BarrierVolatility.Exponential ->
            BarrierTarget.ExponentialVolatility this.VolatilityWindow
        | null, BarrierVolatility.AverageTrueRange ->
            BarrierTarget.AverageTrueRange(this.VolatilityWindow * 1<bar>)
        | null, BarrierVolatility.Fixed -> BarrierTarget.Fixed this.FixedTarget
        | null, _ -> BarrierTarget.DailyVolatility
        | given, _ -> BarrierTarget.Given given

    member internal this.ToSettings() : TripleBarrierSettings = {
        ProfitTaking = ValueOption.ofNullable this.ProfitTaking
        StopLoss =
            match ValueOption.ofNullable this.StopLoss with
            | ValueNone -> StopLoss.Absent
            | ValueSome multiple when this.StopTrails -> StopLoss.Trailing multiple
            | ValueSome multiple -> StopLoss.Fixed multiple
        Vertical =
            match ValueOption.ofNullable this.VerticalDays with
            | ValueSome days -> VerticalBarrier.CalendarDays days
            | ValueNone -> VerticalBarrier.Bars(this.VerticalBars * 1<bar>)
        Target = this.Target
        MinimumTarget = this.MinimumTarget
        Scale = if this.InLogReturns then BarrierScale.LogReturn else BarrierScale.SimpleReturn
        DelistingReturnLong = this.DelistingReturnLong
        DelistingReturnShort = this.DelistingReturnShort
    }

    /// <summary>Refuses what no data can mend.</summary>
    /// <exception cref="RefusedException">A setting out of range.</exception>
    member this.Check() : unit =
        TripleBarrierSettings.check (this.ToSettings()) |> Refusal.orRaise

/// <summary>The totals of triple-barrier labels.</summary>
[<Sealed; AllowNullLiteral(false)>]
type BarrierCounts internal (labels: BarrierLabels) =

    /// <summary>Events, with a label or without.</summary>
    member _.Events: int = labels.Count

    /// <summary>Events with a label.</summary>
    member _.Labels: int = labels.LabelCount

    /// <summary>How many trades this ended.</summary>
    /// <param name="hit">What ended them.</param>
    member _.Of(hit: BarrierHit) : int =
        Refusal.ifUndefined "hit" hit
        labels.CountOf hit

    /// <summary>How many events have no label for this reason.</summary>
    /// <param name="reason">Why.</param>
    member _.Of(reason: AbsentLabel) : int =
        Refusal.ifUndefined "reason" reason
        labels.CountOf reason

    /// <summary>How many trades were decided so where one bar reached both prices.</summary>
    /// <param name="tie">How.</param>
    member _.Of(tie: BarrierTie) : int =
        Refusal.ifUndefined "tie" tie
        labels.CountOf tie

    /// <summary>The share of trades whose exit hangs on the tie rule; null without a trade.</summary>
    member _.AmbiguousShare: Nullable<float> =
        BarrierLabels.ambiguousShare labels |> ValueOption.toNullable

/// <summary>How much labels of one symbol overlap each other.</summary>
[<Sealed; AllowNullLiteral(false)>]
type LabelOverlap private (spans: ObservationSpans) =

    /// <summary>The overlap of these labels.</summary>
    /// <param name="labels">Labels by bar and symbol.</param>
    static member Of(labels: Labels) : LabelOverlap =
        Refusal.ifNull "labels" labels
        LabelOverlap(LabelSpans.ofLabels labels)

    /// <summary>How many of a symbol's labels are open at a bar with one, on average; null without labels.</summary>
    member _.MeanConcurrency: Nullable<float> =
        Concurrency.mean ConcurrencyScope.Symbol spans |> ValueOption.toNullable

    /// <summary>The mean of the labels' average uniqueness, in (0, 1]; null without labels.</summary>
    member _.MeanUniqueness: Nullable<float> =
        Uniqueness.mean ConcurrencyScope.Symbol spans |> ValueOption.toNullable

/// <summary>Executable labels of the triple-barrier method.</summary>
[<Sealed; AbstractClass>]
type TripleBarrierLabels =

    /// <summary>Every bar at which a symbol has a row, as an event without a side.</summary>
    /// <param name="bars">The market.</param>
    static member EveryBar(bars: Bars) : LabelEvents =
        Refusal.ifNull "bars" bars
        LabelEvents.everyBar bars

    /// <summary>Pairs bars with shorter ones that show which of two prices in one bar came first.</summary>
    /// <param name="bars">The bars.</param>
    /// <param name="finer">Shorter bars on the same price basis, within the prices of the bars that hold them.</param>
    /// <exception cref="RefusedException">Finer prices outside their bar, or another price basis.</exception>
    static member Pair(bars: Bars, finer: Bars) : FinerBars =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "finer" finer
        FinerBars.create finer bars |> Refusal.orRaise

    /// <summary>Pairs bars with shorter ones, prices outside a bar by a source's rounding forgiven.</summary>
    /// <param name="bars">The bars.</param>
    /// <param name="finer">Shorter bars on the same price basis, within the prices of the bars that hold them.</param>
    /// <param name="tolerance">
    /// How far a finer high or low may lie outside its bar, a fraction of the bar's price, from 0 to 0.01; what is
    /// forgiven is cut to the bar.
    /// </param>
    /// <exception cref="RefusedException">Finer prices farther outside, or another price basis.</exception>
    static member Pair(bars: Bars, finer: Bars, tolerance: float) : FinerBars =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "finer" finer
        FinerBars.createWithin tolerance finer bars |> Refusal.orRaise

    /// <summary>The labels of events: which barrier ended each trade, where, and what it returned.</summary>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <param name="actions">Splits, dividends and delistings of raw bars; none with adjusted bars.</param>
    /// <param name="events">The decisions, on the axes of the bars.</param>
    /// <param name="options">The barriers.</param>
    /// <exception cref="RefusedException">A setting out of range, or adjusted bars with actions.</exception>
    static member Create
        (bars: Bars, actions: CorporateActions, events: LabelEvents, options: TripleBarrierOptions)
        : BarrierLabels =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Refusal.ifNull "events" events
        Refusal.ifNull "options" options
        TripleBarrier.create (options.ToSettings()) events actions bars |> Refusal.orRaise

    /// <summary>The same with finer bars, worked on as scheduled.</summary>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <param name="actions">Splits, dividends and delistings of raw bars; none with adjusted bars.</param>
    /// <param name="events">The decisions, on the axes of the bars.</param>
    /// <param name="options">The barriers.</param>
    /// <param name="finer">Shorter bars, or null.</param>
    /// <param name="schedule">Does pieces 0 to count - 1 of the work, in any order or at once.</param>
    /// <exception cref="RefusedException">A setting out of range, or adjusted bars with actions.</exception>
    static member Create
        (
            bars: Bars,
            actions: CorporateActions,
            events: LabelEvents,
            options: TripleBarrierOptions,
            finer: FinerBars | null,
            schedule: Action<int, Action<int>>
        ) : BarrierLabels =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Refusal.ifNull "events" events
        Refusal.ifNull "options" options
        Refusal.ifNull "schedule" schedule

        TripleBarrier.createWith
            (fun count piece -> schedule.Invoke(count, Action<int> piece))
            (ValueOption.ofObj finer)
            (options.ToSettings())
            events
            actions
            bars
        |> Refusal.orRaise

    /// <summary>Returns and spans by bar and symbol, for observations and cross-validation.</summary>
    /// <param name="labels">The labels.</param>
    static member ToLabels(labels: BarrierLabels) : Labels =
        Refusal.ifNull "labels" labels
        BarrierLabels.toLabels labels

    /// <summary>The totals by barrier, by reason and by tie.</summary>
    /// <param name="labels">The labels.</param>
    static member Counts(labels: BarrierLabels) : BarrierCounts =
        Refusal.ifNull "labels" labels
        BarrierCounts labels

    /// <summary>The class of one event, 1, 0 or -1, 0 at the vertical barrier; null without a label.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="event">0 to n - 1.</param>
    static member ClassOf(labels: BarrierLabels, event: int) : Nullable<int> =
        Refusal.ifNull "labels" labels

        BarrierLabels.classOf VerticalClass.Zero event labels |> ValueOption.toNullable

    /// <summary>The same, at the vertical barrier the sign of the return.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="event">0 to n - 1.</param>
    static member ClassBySign(labels: BarrierLabels, event: int) : Nullable<int> =
        Refusal.ifNull "labels" labels

        BarrierLabels.classOf VerticalClass.SignOfReturn event labels |> ValueOption.toNullable
