namespace Symphony.Core

open System
open System.Globalization

/// <summary>States Symphony's own splits as any library may state its own.</summary>
[<RequireQualifiedAccess>]
module SplitStatements =

    /// Session dates where each has one bar, else closing instants in UTC.
    let private barNames (axes: Axes) : string[] =
        let dates = axes.SessionDates.ToArray()
        let isDaily = (Array.distinct dates).Length = dates.Length

        let instant (microseconds: int64) =
            DateTime.UnixEpoch
                .AddTicks(microseconds * TimeSpan.TicksPerMicrosecond)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture)

        if isDaily then
            Array.map Text.date dates
        else
            Array.map instant (axes.Instants.ToArray())

    let private rows (ranges: ReadOnlyMemory<IndexRange>) : RowSet =
        let ranges = ranges.ToArray()
        RowSet(ranges |> Array.map _.First, ranges |> Array.map _.Count)

    let private following (first: int) (after: int) : RowSet =
        if after > first then RowSet([| first |], [| after - first |]) else RowSet.empty

    /// Everything but splits, groups and paths.
    let private statement
        (scheme: SplitScheme)
        (scope: PurgeScope)
        (embargo: Embargo)
        (spans: ObservationSpans)
        : SplitStatement =
        let struct (length, unit) =
            match embargo, spans.Axes with
            | Embargo.Bars bars, _ -> struct (int bars, EmbargoUnit.Bars)
            | Embargo.CalendarDays days, _ -> struct (days, EmbargoUnit.Days)
            | Embargo.Fraction fraction, ValueSome axes ->
                let bars = Embargo.ofFraction fraction axes |> Result.defaultValue 0<bar>
                struct (int bars, EmbargoUnit.Bars)
            | Embargo.Fraction _, ValueNone -> struct (0, EmbargoUnit.Bars)

        {
            Conventions = {
                Closure = IntervalClosure.Closed
                Scope = scope
                EmbargoOrigin =
                    match scheme with
                    | SplitScheme.WalkForward -> EmbargoOrigin.TrainingSpanEnd
                    | _ -> EmbargoOrigin.LatestSpanEnd
                Embargo = length
                EmbargoUnit = unit
                Scheme = scheme
                TimesTested = Nullable()
            }
            Bars = spans.BarArray
            Symbols = spans.SymbolArray
            SpanEnds = spans.SpanEndArray
            BarNames =
                match spans.Axes with
                | ValueSome axes -> barNames axes
                | ValueNone -> [||]
            SessionDates =
                match spans.Axes with
                | ValueSome axes -> axes.SessionDates.ToArray()
                | ValueNone -> [||]
            SymbolNames =
                match spans.Axes with
                | ValueSome axes -> Array.ofSeq axes.Symbols
                | ValueNone -> [||]
            Groups = [||]
            Splits = [||]
            Paths = [||]
        }

    /// <summary>Combinatorial splits, with their groups and paths.</summary>
    /// <param name="splits">The splits.</param>
    let ofCombinatorial (splits: CombinatorialPurged) : StatedSplits =
        let settings = splits.Settings

        let groups =
            Array.init splits.Groups.Count (fun group ->
                following
                    (splits.Groups.FirstObservation group)
                    (splits.Groups.FirstObservation(group + 1)))

        let split index =
            let one = splits.Split index

            {
                Train = rows one.TrainRanges
                Test = one.TestGroups.ToArray() |> Array.map (fun g -> groups[g]) |> RowSet.concat
                TestGroups = one.TestGroups.ToArray()
            }

        let path number =
            groups
            |> Array.mapi (fun group rows -> {
                Split = splits.SplitOfPath(number, group)
                Rows = rows
            })

        let stated =
            statement SplitScheme.CrossValidation settings.Purge settings.Embargo splits.Spans

        StatedSplits {
            stated with
                Conventions.TimesTested = Nullable splits.PathCount
                Groups = groups
                Splits = Array.init splits.SplitCount split
                Paths = Array.init splits.PathCount path
        }

    /// <summary>The windows of a walk forward.</summary>
    /// <param name="walk">The walk.</param>
    let ofWalkForward (walk: WalkForward) : StatedSplits =
        let split index =
            let window = walk.Window index

            {
                Train = rows window.TrainRanges
                Test = following window.FirstScored (window.FirstScored + window.ScoredCount)
                TestGroups = [||]
            }

        let stated =
            statement SplitScheme.WalkForward PurgeScope.Market walk.Settings.Embargo walk.Spans

        StatedSplits { stated with Splits = Array.init walk.WindowCount split }
