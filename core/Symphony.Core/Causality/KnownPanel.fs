namespace Symphony.Core

open System

/// <summary>A named output of a computation: values, and the bar by which each claims to be known.</summary>
/// <remarks>
/// A feature's value of bar t is known at t. A label of bar t is known when its span has ended. A value that
/// never becomes known (there is no label) claims nothing.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type KnownPanel internal (name: string, panel: Panel, knownFrom: int[] voption, tolerance: float) =

    internal new(name: string, panel: Panel, knownFrom: int[] voption) =
        KnownPanel(name, panel, knownFrom, 0.0)

    /// The bars by which the cells are known, -1 for never; none where each is known at its own bar.
    member internal _.KnownFromArray: int[] voption = knownFrom

    /// <summary>What the values are, such as the feature's name.</summary>
    member _.Name: string = name

    /// <summary>The values, NaN where there is none. The columns need not be symbols of a market.</summary>
    member _.Panel: Panel = panel

    /// <summary>
    /// The largest difference that counts as none, a share of the largest value of all; 0: every bit counts.
    /// </summary>
    member _.Tolerance: float = tolerance

    /// <summary>The bar by which a value is known; -1 where it never is.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member _.KnownFrom(bar: int, symbol: int) : int =
        match knownFrom with
        | ValueSome bars -> bars[bar * panel.Axes.SymbolCount + symbol]
        | ValueNone -> bar

/// <summary>Builds named outputs.</summary>
[<RequireQualifiedAccess>]
module KnownPanel =

    /// <summary>Values that are known at their own bars: features, scores, decisions.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="panel">The values, T x N; NaN where there is none.</param>
    let ofPanel (name: string) (panel: Panel) : KnownPanel = KnownPanel(name, panel, ValueNone)

    /// <summary>The same output, of a computation that does not promise its last digits.</summary>
    /// <param name="tolerance">
    /// The largest difference that counts as none, a share of the largest value of all, in [0, 0.01].
    /// </param>
    /// <param name="known">The output.</param>
    /// <remarks>
    /// For runtimes that add up in an order that depends on the processor, the place in memory or the number of
    /// rows, as those of neural networks do. What leaks less than this is not seen.
    /// </remarks>
    let within (tolerance: float) (known: KnownPanel) : Result<KnownPanel, Invalid> =
        Check.within "tolerance" 0.0 0.01 tolerance
        |> Result.map (fun () ->
            KnownPanel(known.Name, known.Panel, known.KnownFromArray, tolerance))

    /// <summary>Values with the bar by which each is known.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="knownFrom">T x N bar numbers from 0 on, -1 for never, time-major.</param>
    /// <param name="panel">The values, T x N; NaN where there is none.</param>
    let create (name: string) (knownFrom: int[]) (panel: Panel) : Result<KnownPanel, Invalid> =
        match Array.tryFind (fun bar -> bar < -1) knownFrom with
        | Some bar -> Error(Invalid.OutOfRange("knownFrom", float bar, -1.0, infinity))
        | None ->
            Check.length "knownFrom" panel.Array.Length knownFrom.Length
            |> Result.map (fun () -> KnownPanel(name, panel, ValueSome(Array.copy knownFrom)))

    let private withEnds (name: string) (values: Panel) (ends: int[]) : KnownPanel list =
        let asNumbers = ends |> Array.map (fun last -> if last < 0 then nan else float last)

        [
            KnownPanel(name, values, ValueSome ends)
            KnownPanel($"{name} span end", Panel(values.Axes, asNumbers), ValueSome ends)
        ]

    /// <summary>Labels, two outputs: their returns, and the ends of their spans, both known when a span ends.</summary>
    /// <param name="name">What they are; the second output is called so with <c>span end</c> behind.</param>
    /// <param name="labels">The labels.</param>
    let ofLabels (name: string) (labels: Labels) : KnownPanel list =
        withEnds name labels.SimpleReturns labels.SpanEndArray

    /// <summary>Outcomes of labels, two outputs likewise: their values, and the ends of their spans.</summary>
    /// <param name="name">What they are; the second output is called so with <c>span end</c> behind.</param>
    /// <param name="outcomes">The outcomes.</param>
    let ofOutcomes (name: string) (outcomes: LabelOutcomes) : KnownPanel list =
        withEnds name outcomes.Values outcomes.SpanEndArray

    /// <summary>Decided weights; NaN at bars without a decision.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="decisions">The decisions.</param>
    let ofDecisions (name: string) (decisions: Decisions) : KnownPanel =
        let axes = decisions.Axes

        let weights =
            decisions.Array
            |> Array.mapi (fun cell weight ->
                if decisions.IsDecided(cell / axes.SymbolCount) then weight else nan)

        ofPanel name (Panel(axes, weights))

    let private columns: (string * (BarRow -> float)) list = [
        "equity", _.Equity
        "cash", _.Cash
        "long notional", _.LongNotional
        "short notional", _.ShortNotional
        "fill notional", _.FillNotional
        "commission", _.Commission
        "spread", _.Spread
        "impact", _.Impact
        "borrow", _.Borrow
        "margin interest", _.MarginInterest
        "cash interest", _.CashInterest
        "cash return", _.CashReturn
        "dividends", _.Dividends
        "delisting proceeds", _.DelistingProceeds
        "fill count", (fun row -> float row.FillCount)
    ]

    /// <summary>The account at every bar of a run: one column for each figure of its rows.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="result">The run; bars outside it are NaN.</param>
    let ofBacktest (name: string) (result: BacktestResult) : KnownPanel =
        let market = result.Axes
        let figures = Array.ofList columns

        let axes =
            Axes(market.Instants.ToArray(), market.SessionDates.ToArray(), Array.map fst figures)

        let panel =
            Panel.init axes (fun bar column ->
                let row = bar - result.FirstBar

                if row >= 0 && row < result.RowCount then
                    (snd figures[column]) (result.Row row)
                else
                    nan)

        ofPanel name panel

/// How two outputs of one name differ in what both say was known by a cut.
[<Struct; NoComparison>]
type internal KnownDifference = {
    /// Values that were held against each other.
    Compared: int64
    /// Those of them that are there in the first.
    Present: int64
    /// Those of them that differ.
    Changed: int64
    /// The first that differs, by bar and then column of the first output.
    Bar: int
    Symbol: int
    Before: float
    After: float
    /// By which bar that one claims to be known.
    KnownFrom: int
    /// How far behind the first changed bar the earliest changed claim lies; 0 where nothing changed.
    Reach: int
    /// That reach as a share of all it could be, in the column where it could be longest.
    ReachShare: float
}

[<RequireQualifiedAccess>]
module internal KnownDifference =

    let none: KnownDifference = {
        Compared = 0L
        Present = 0L
        Changed = 0L
        Bar = -1
        Symbol = -1
        Before = nan
        After = nan
        KnownFrom = -1
        Reach = 0
        ReachShare = 0.0
    }

    /// The same number by its bits; one NaN is as good as another.
    let isSame (a: float) (b: float) : bool =
        BitConverter.DoubleToInt64Bits a = BitConverter.DoubleToInt64Bits b
        || Double.IsNaN a && Double.IsNaN b

    /// The earliest bar by which some value of each column is known; none where none is.
    let private firstKnown (output: KnownPanel) : int[] =
        let width = output.Panel.Axes.SymbolCount
        let values = output.Panel.Array
        let first = Array.create width Int32.MaxValue

        for cell in 0 .. values.Length - 1 do
            if not (Double.IsNaN values[cell]) then
                let known = output.KnownFrom(cell / width, cell % width)

                if known >= 0 then
                    first[cell % width] <- min first[cell % width] known

        first

    /// For each column of the first axes its column in the second, -1 where it is not there.
    let private columnMap (before: Axes) (after: Axes) : int[] = [|
        for symbol in before.Symbols -> after.IndexOf symbol
    |]

    /// The largest size among values.
    let private scaleOf (values: ReadOnlySpan<float>) : float =
        let mutable largest = 0.0

        for value in values do
            if abs value > largest then
                largest <- abs value

        largest

    /// All that both outputs claim to know by a cut: bars are matched by number, columns by name. Differences
    /// of at most <c>rounding</c> times the largest value of the bar, or of the output's own tolerance times its
    /// largest value, are none; 0 compares bit for bit.
    let upTo
        (rounding: float)
        (cut: int)
        (before: KnownPanel)
        (after: KnownPanel)
        : KnownDifference =
        let width = before.Panel.Axes.SymbolCount
        let map = columnMap before.Panel.Axes after.Panel.Axes
        let values, others = before.Panel.Array, after.Panel.Array
        let otherWidth = after.Panel.Axes.SymbolCount
        let earliest = Array.create width Int32.MaxValue
        // A runtime's last digits are those of what it added up, which one bar need not show.
        let tolerated = before.Tolerance * scaleOf (ReadOnlySpan values)
        let mutable found = none
        let mutable compared = 0L
        let mutable present = 0L
        let mutable changed = 0L

        for bar in 0 .. min cut (after.Panel.Axes.BarCount - 1) do
            for symbol in 0 .. width - 1 do
                let column = map[symbol]

                if column >= 0 then
                    let known = before.KnownFrom(bar, symbol)
                    let otherKnown = after.KnownFrom(bar, column)
                    let isKnown = known >= 0 && known <= cut
                    let isOtherKnown = otherKnown >= 0 && otherKnown <= cut

                    if isKnown || isOtherKnown then
                        let value = if isKnown then values[bar * width + symbol] else nan

                        let other = if isOtherKnown then others[bar * otherWidth + column] else nan

                        compared <- compared + 1L

                        if not (Double.IsNaN value) then
                            present <- present + 1L

                        let isRounding () =
                            let difference = abs (value - other)

                            tolerated > 0.0 && difference <= tolerated
                            || rounding > 0.0
                               && difference <= rounding * scaleOf (before.Panel.Row bar)

                        if not (isSame value other) && not (isRounding ()) then
                            changed <- changed + 1L
                            let claimed = if isKnown then known else otherKnown
                            earliest[symbol] <- min earliest[symbol] claimed

                            if changed = 1L then
                                found <- {
                                    none with
                                        Bar = bar
                                        Symbol = symbol
                                        Before = value
                                        After = other
                                        KnownFrom = claimed
                                }

        let mutable reach = 0
        let mutable share = 0.0

        if changed > 0L then
            let first = firstKnown before
            let mutable longest = 0

            for symbol in 0 .. width - 1 do
                if earliest[symbol] < Int32.MaxValue then
                    let own = cut + 1 - earliest[symbol]
                    let possible = cut + 1 - min first[symbol] earliest[symbol]
                    reach <- max reach own
                    let ownShare = float own / float possible

                    if possible > longest then
                        longest <- possible
                        share <- ownShare
                    elif possible = longest then
                        share <- max share ownShare

        {
            found with
                Compared = compared
                Present = present
                Changed = changed
                Reach = reach
                ReachShare = share
        }
