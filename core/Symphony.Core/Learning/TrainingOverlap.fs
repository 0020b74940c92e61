namespace Symphony.Core

open System

/// <summary>Training rows of one split that share bars with its tests.</summary>
/// <remarks>
/// A label that reaches into a test block is a fault. Features that look back over a test block's labels are
/// what an embargo is for: whether they matter depends on what they keep of a bar, so they are counted, and no
/// fault.
/// </remarks>
[<NoComparison>]
type TrainingOverlap = {
    /// <summary>The name of the split or window.</summary>
    Split: string
    /// <summary>How many rows are trained on.</summary>
    TrainingRows: int
    /// <summary>How many of them are tested too.</summary>
    TestedRows: int
    /// <summary>How many have a label whose span meets a test block.</summary>
    LabelsIntoTest: int
    /// <summary>The first such row, tested ones included; -1 where there is none.</summary>
    FirstRow: int
    /// <summary>How many come after a test block and have features that look back over its labels.</summary>
    FeaturesOverTest: int
} with

    /// <summary>True when a training row is tested, or its label reaches into a test block.</summary>
    member this.IsFault: bool = this.TestedRows > 0 || this.LabelsIntoTest > 0

/// <summary>Finds training rows that share bars with tests.</summary>
[<RequireQualifiedAccess>]
module TrainingOverlap =

    /// The tested blocks: tested distinct bars that follow one another among the observations' bars.
    let private blocks (isTested: bool[]) (spans: ObservationSpans) : struct (int * int)[] =
        let isTestedDate =
            Array.init spans.DistinctBars.Length (fun date ->
                let mutable any = false

                for r in spans.BarStarts[date] .. spans.BarStarts[date + 1] - 1 do
                    any <- any || isTested[r]

                any)

        [|
            let mutable first = -1

            for date in 0 .. isTestedDate.Length do
                let tested = date < isTestedDate.Length && isTestedDate[date]

                if tested && first < 0 then
                    first <- date
                elif not tested && first >= 0 then
                    struct (first, date - 1)
                    first <- -1
        |]

    /// For each symbol the bars from a block's first test to the end of its latest test label.
    let private intervals
        (scope: PurgeScope)
        (symbolCount: int)
        (isTested: bool[])
        (struct (firstDate, lastDate): struct (int * int))
        (spans: ObservationSpans)
        : LabelSpan voption[] =
        let own = Array.create symbolCount ValueNone
        let mutable latest = spans.DistinctBars[lastDate]

        for r in spans.BarStarts[firstDate] .. spans.BarStarts[lastDate + 1] - 1 do
            if isTested[r] then
                latest <- max latest (spans.SpanEnd r)

                if spans.IsLabelled r then
                    own[spans.Symbol r] <-
                        match own[spans.Symbol r] with
                        | ValueNone -> ValueSome { Start = spans.Bar r; End = spans.SpanEnd r }
                        | ValueSome known ->
                            ValueSome { known with End = max known.End (spans.SpanEnd r) }

        match scope with
        | PurgeScope.Symbol -> own
        | _ ->
            ValueSome { Start = spans.DistinctBars[firstDate]; End = latest }
            |> Array.create symbolCount

    /// <summary>Counts the training rows of one split that share bars with its tests.</summary>
    /// <param name="scope">Whose test labels count.</param>
    /// <param name="featureBars">How many bars the features look back, not negative.</param>
    /// <param name="split">The split; rows are numbers of the observations.</param>
    /// <param name="spans">The observations.</param>
    /// <remarks>
    /// A test block is a run of tested dates; its interval goes from its first date to the end of its latest
    /// label. A closed training span that shares a bar with it reaches into the test. A row after the interval
    /// whose bar less <c>featureBars</c> is not after the interval's end looks back over it. A window of a walk
    /// is one block with no training after it.
    /// </remarks>
    let find
        (scope: PurgeScope)
        (featureBars: int<bar>)
        (split: TrainingSplit)
        (spans: ObservationSpans)
        : TrainingOverlap =
        let isTested = Array.create spans.Count false

        for row in split.Tested do
            isTested[row] <- true

        let symbolCount = 1 + Array.fold max -1 spans.SymbolArray

        let tests =
            blocks isTested spans
            |> Array.map (fun block -> intervals scope symbolCount isTested block spans)

        let mutable tested = 0
        let mutable reaching = 0
        let mutable first = -1
        let mutable looking = 0

        for row in split.Train do
            let mutable reaches = false
            let mutable looks = false

            for test in tests do
                match test[spans.Symbol row] with
                | ValueSome interval ->
                    if spans.IsLabelled row && LabelSpan.overlaps interval (spans.Span row) then
                        reaches <- true
                    elif
                        spans.Bar row > interval.End
                        && spans.Bar row - int featureBars <= interval.End
                    then
                        looks <- true
                | ValueNone -> ()

            if isTested[row] then
                tested <- tested + 1

            if reaches then
                reaching <- reaching + 1

            if looks then
                looking <- looking + 1

            if first < 0 && (reaches || isTested[row]) then
                first <- row

        {
            Split = split.Name
            TrainingRows = split.Train.Length
            TestedRows = tested
            LabelsIntoTest = reaching
            FirstRow = first
            FeaturesOverTest = looking
        }
