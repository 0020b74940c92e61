namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>Whether the last bar of a label's span belongs to it.</summary>
[<RequireQualifiedAccess>]
type IntervalClosure =
    /// <summary>[first, last]: a span that ends on the bar where another starts overlaps it.</summary>
    | Closed = 0
    /// <summary>[first, last): a span that ends on the bar where another starts does not overlap it.</summary>
    | HalfOpen = 1

/// <summary>From where the bars of an embargo are counted.</summary>
[<RequireQualifiedAccess>]
type EmbargoOrigin =
    /// <summary>After the test: from the latest span end of the block's test labels.</summary>
    | LatestSpanEnd = 0
    /// <summary>After the test: from the last bar of the block that is tested.</summary>
    | LastTestBar = 1
    /// <summary>Before the test: from the end of a training label to the first bar that is tested.</summary>
    | TrainingSpanEnd = 2

/// <summary>What the length of an embargo counts.</summary>
[<RequireQualifiedAccess>]
type EmbargoUnit =
    /// <summary>Bars of the market's axis.</summary>
    | Bars = 0
    /// <summary>Calendar days from one session date to another.</summary>
    | Days = 1

/// <summary>What kind of validation the splits make.</summary>
[<RequireQualifiedAccess>]
type SplitScheme =
    /// <summary>All observations are tested; training may lie on both sides of a test.</summary>
    | CrossValidation = 0
    /// <summary>Each split trains on the past of what it tests; the first observations are not tested.</summary>
    | WalkForward = 1

/// <summary>The conventions by which splits ask to be judged.</summary>
type SplitConventions = {
    /// <summary>Whether a span's last bar belongs to it.</summary>
    Closure: IntervalClosure
    /// <summary>Whose test labels a training label must not meet.</summary>
    Scope: PurgeScope
    /// <summary>From where the embargo is counted.</summary>
    EmbargoOrigin: EmbargoOrigin
    /// <summary>
    /// Length of the embargo, in its unit, not negative; 0 bars are none, 0 days the rest of a session.
    /// </summary>
    Embargo: int
    /// <summary>What the embargo's length counts.</summary>
    EmbargoUnit: EmbargoUnit
    /// <summary>Cross-validation or walk-forward.</summary>
    Scheme: SplitScheme
    /// <summary>How often each observation is to be tested, at least 1; null where it is not stated.</summary>
    TimesTested: Nullable<int>
}

/// <summary>One split as it was stated.</summary>
type StatedSplit = {
    /// <summary>The rows to train on.</summary>
    Train: RowSet
    /// <summary>The rows to test.</summary>
    Test: RowSet
    /// <summary>The groups that are tested, from 0; empty where the split lists its test rows.</summary>
    TestGroups: IReadOnlyList<int>
}

/// <summary>A piece of a backtest path: rows whose scores one split gives.</summary>
type StatedPathPart = {
    /// <summary>The split, from 0.</summary>
    Split: int
    /// <summary>The rows.</summary>
    Rows: RowSet
}

/// <summary>Observations, and the splits and paths that some library made of them.</summary>
/// <remarks>
/// Observations are in any order. Where a name is not given, a bar is called by its number and a symbol by
/// its column.
/// </remarks>
type SplitStatement = {
    /// <summary>How overlap, embargo and coverage are meant.</summary>
    Conventions: SplitConventions
    /// <summary>Decision bars on the market's axis, n values, 0 or later.</summary>
    Bars: int[]
    /// <summary>Columns of the symbols, n values, 0 or later.</summary>
    Symbols: int[]
    /// <summary>Bars at which the labels end, as the closure means it; -1 without a label.</summary>
    SpanEnds: int[]
    /// <summary>Names of the axis' bars, in order; empty for their numbers.</summary>
    BarNames: string[]
    /// <summary>Session dates of the axis' bars, epoch days that never decrease; empty if not known.</summary>
    SessionDates: int[]
    /// <summary>Names of the symbols; empty for their columns.</summary>
    SymbolNames: string[]
    /// <summary>The groups that are tested together; empty where none are stated.</summary>
    Groups: RowSet[]
    /// <summary>The splits.</summary>
    Splits: StatedSplit[]
    /// <summary>The backtest paths, each a list of pieces; empty where none are stated.</summary>
    Paths: StatedPathPart[][]
}

/// <summary>Splits that can be judged: every row, group and split that they name is there.</summary>
[<Sealed; AllowNullLiteral(false)>]
type StatedSplits internal (statement: SplitStatement) =

    /// <summary>What was stated; its arrays are not to be changed.</summary>
    member _.Statement: SplitStatement = statement

    /// <summary>The conventions by which the splits ask to be judged.</summary>
    member _.Conventions: SplitConventions = statement.Conventions

    /// <summary>How many observations, n.</summary>
    member _.ObservationCount: int = statement.Bars.Length

    /// <summary>How many splits.</summary>
    member _.SplitCount: int = statement.Splits.Length

    /// <summary>How many groups are stated; 0 for none.</summary>
    member _.GroupCount: int = statement.Groups.Length

    /// <summary>How many backtest paths are stated; 0 for none.</summary>
    member _.PathCount: int = statement.Paths.Length

    /// <summary>How many distinct symbols the observations have.</summary>
    member _.SymbolCount: int = statement.Symbols |> Array.distinct |> Array.length

    /// <summary>What a bar of the axis is called.</summary>
    /// <param name="bar">0 or later.</param>
    member _.BarName(bar: int) : string =
        if bar < statement.BarNames.Length then
            statement.BarNames[bar]
        else
            $"bar {bar}"

    /// <summary>What a column is called.</summary>
    /// <param name="symbol">0 or later.</param>
    member _.SymbolName(symbol: int) : string =
        if symbol < statement.SymbolNames.Length then
            statement.SymbolNames[symbol]
        else
            $"symbol {symbol}"

/// <summary>Builds splits from the groups that they test.</summary>
[<RequireQualifiedAccess>]
module StatedSplit =

    /// <summary>A split that tests whole groups.</summary>
    /// <param name="groups">All groups.</param>
    /// <param name="train">The rows to train on.</param>
    /// <param name="testGroups">The groups that it tests, from 0.</param>
    let ofGroups
        (groups: RowSet[])
        (train: RowSet)
        (testGroups: int[])
        : Result<StatedSplit, Invalid> =
        match Array.tryFind (fun g -> g < 0 || g >= groups.Length) testGroups with
        | Some g ->
            let reason =
                $"group {g} is not one of the {groups.Length} groups (0 to {groups.Length - 1})"

            Error(Invalid.Conflict("testGroups", reason))
        | None ->
            Ok {
                Train = train
                Test = testGroups |> Array.map (fun g -> groups[g]) |> RowSet.concat
                TestGroups = Array.copy testGroups
            }

/// <summary>Takes splits as some library states them, or says why not.</summary>
[<RequireQualifiedAccess>]
module StatedSplits =

    /// No axis is longer, and sums of bars stay within an int.
    let private mostBars = 1_000_000_000

    let private conflict (place: string) (reason: string) : Result<unit, Invalid> =
        Error(Invalid.Conflict(place, reason))

    let private rowsWithin (n: int) (place: string) (rows: RowSet) : Result<unit, Invalid> =
        match rows.Outside n with
        | ValueSome row ->
            conflict place $"row {row} is not one of the {n} observations (0 to {n - 1})"
        | ValueNone -> Ok()

    /// The first refusal among the entries of an array.
    let private each (check: int -> Result<unit, Invalid>) (count: int) : Result<unit, Invalid> =
        Seq.init count check |> Seq.tryFind Result.isError |> Option.defaultValue (Ok())

    let private conventions (statement: SplitStatement) : Result<unit, Invalid> =
        let stated = statement.Conventions

        if stated.Embargo < 0 then
            Error(Invalid.Negative("conventions.embargo", float stated.Embargo))
        elif stated.TimesTested.HasValue && stated.TimesTested.Value < 1 then
            let reason =
                $"each observation is tested at least once, was {stated.TimesTested.Value}"

            conflict "conventions.timesTested" reason
        elif stated.EmbargoUnit = EmbargoUnit.Days && statement.SessionDates.Length = 0 then
            conflict
                "conventions.embargoDays"
                "an embargo in days needs the bars' dates, and bars are given by number"
        else
            Ok()

    let private observation (statement: SplitStatement) (r: int) : Result<unit, Invalid> =
        let bar, spanEnd = statement.Bars[r], statement.SpanEnds[r]
        let halfOpen = statement.Conventions.Closure = IntervalClosure.HalfOpen

        // The last bar that has a name or a date, where the axis has them.
        let last =
            match statement.BarNames.Length, statement.SessionDates.Length with
            | 0, 0 -> mostBars - 1
            | 0, dates -> dates - 1
            | names, _ -> names - 1

        if bar < 0 || bar > last then
            conflict $"observations.bar[{r}]" $"bar {bar} is not on the axis"
        elif spanEnd < -1 || spanEnd > last then
            conflict $"observations.spanEnd[{r}]" $"bar {spanEnd} is not on the axis"
        elif spanEnd <> -1 && spanEnd < bar then
            conflict
                $"observations.spanEnd[{r}]"
                $"the label of row {r} ends at bar {spanEnd}, before it starts at bar {bar}"
        elif spanEnd = bar && halfOpen then
            conflict
                $"observations.spanEnd[{r}]"
                ($"the half-open span of row {r} starts and ends at bar {bar}, so it holds no bar; "
                 + "the end of a half-open span is the bar after its last")
        elif statement.Symbols[r] < 0 then
            conflict $"observations.symbol[{r}]" $"column {statement.Symbols[r]} is negative"
        else
            Ok()

    let private split (statement: SplitStatement) (s: int) : Result<unit, Invalid> =
        let one, n = statement.Splits[s], statement.Bars.Length

        Check.all [
            rowsWithin n $"splits[{s}].train" one.Train
            rowsWithin n $"splits[{s}].test" one.Test
        ]

    let private path (statement: SplitStatement) (p: int) : Result<unit, Invalid> =
        let parts = statement.Paths[p]

        let part i =
            let one = parts[i]

            if one.Split < 0 || one.Split >= statement.Splits.Length then
                conflict
                    $"paths[{p}]"
                    ($"split {one.Split} is not one of the {statement.Splits.Length} splits "
                     + $"(0 to {statement.Splits.Length - 1})")
            else
                rowsWithin statement.Bars.Length $"paths[{p}]" one.Rows

        each part parts.Length

    let private dates (statement: SplitStatement) : Result<unit, Invalid> =
        let days = statement.SessionDates

        match Seq.tryFind (fun t -> days[t] < days[t - 1]) (seq { 1 .. days.Length - 1 }) with
        | Some t -> Error(Invalid.NotIncreasing("sessionDates", t))
        | None when days.Length > 0 && statement.BarNames.Length > 0 ->
            Check.length "sessionDates" statement.BarNames.Length days.Length
        | None -> Ok()

    /// <summary>Splits to judge; refused where the statement contradicts itself.</summary>
    /// <param name="statement">Observations, groups, splits, paths and conventions; not copied.</param>
    let create (statement: SplitStatement) : Result<StatedSplits, Invalid> =
        let n = statement.Bars.Length

        let shapes () =
            if n = 0 then
                Error(Invalid.Empty "observations")
            elif statement.Splits.Length = 0 then
                Error(Invalid.Empty "splits")
            else
                Check.all [
                    Check.length "observations.symbol" n statement.Symbols.Length
                    Check.length "observations.spanEnd" n statement.SpanEnds.Length
                ]

        shapes ()
        |> Result.bind (fun () -> conventions statement)
        |> Result.bind (fun () -> dates statement)
        |> Result.bind (fun () -> each (observation statement) n)
        |> Result.bind (fun () ->
            each (fun g -> rowsWithin n $"groups[{g}]" statement.Groups[g]) statement.Groups.Length)
        |> Result.bind (fun () -> each (split statement) statement.Splits.Length)
        |> Result.bind (fun () -> each (path statement) statement.Paths.Length)
        |> Result.map (fun () -> StatedSplits statement)

    /// <summary>The same splits, each trained on other rows.</summary>
    /// <param name="training">The rows each split trains on, one list for each split.</param>
    /// <param name="splits">The splits.</param>
    let trainedOn (training: RowSet[]) (splits: StatedSplits) : Result<StatedSplits, Invalid> =
        let statement = splits.Statement

        Check.length "training" statement.Splits.Length training.Length
        |> Result.bind (fun () ->
            create {
                statement with
                    Splits =
                        Array.map2
                            (fun (one: StatedSplit) rows -> { one with Train = rows })
                            statement.Splits
                            training
            })
