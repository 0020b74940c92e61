// Cross-validation: purged splits and their paths, folds inside training sets, walks forward.
// It runs on the packages, so pack them first:
//
//     bash .ci/pack
//     dotnet fsi samples/03-cross-validation.fsx

#r "nuget: Symphony.Core, 0.1.0-*"

open System
open Symphony.Core

/// The value; or the refusal's sentence, and the script ends.
let orStop (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error refusal ->
        eprintfn $"{refusal}"
        exit 1

// 60 names over eight years; features, and what a decision earns over the next five bars.
let market = SyntheticMarket.demonstration 7UL |> SyntheticMarket.generate |> orStop

let labels = Horizon.create Horizon.standard market.Actions market.Bars |> orStop

let observations =
    Observations.ofMarket FeatureCatalogue.standard labels market.Actions market.Bars
    |> orStop

let spans = observations.Spans
printfn $"observations     {spans.Count}, on {spans.BarCount} bars"

// How many groups, for a wanted length of training and number of paths?
let choice =
    OptimalGroups.find {
        Bars = spans.BarCount * 1<bar>
        TrainBars = spans.BarCount * 3 / 4 * 1<bar>
        Paths = 7
        LabelBars = 6<bar>
        EmbargoBars = 10<bar>
    }
    |> orStop

printfn
    $"groups           {choice.Groups}, {choice.TestGroups} tested: {choice.Splits} splits, {choice.Paths} paths"

// Every choice of test groups; labels that meet a test are purged, two weeks after it are under embargo.
let splits =
    CombinatorialPurged.create
        {
            Groups = choice.Groups
            TestGroups = choice.TestGroups
            Embargo = Embargo.CalendarDays 14
            Purge = PurgeScope.Market
        }
        spans
    |> orStop

let first = splits.Split 0
printfn $"the first split  trains on {first.TrainCount} in {first.TrainRanges.Length} ranges,"

printfn
    $"                 tests {first.TestCount}; {first.Purged} are purged, {first.Embargoed} under embargo"

// One buffer takes the training rows of split after split; scores come back in the order of the tests.
let buffer: int[] = Array.zeroCreate spans.Count

let scores = [|
    for i in 0 .. splits.SplitCount - 1 ->
        let split = splits.Split i
        let count = CombinatorialSplit.writeTrain (Span buffer) split |> orStop

        let model =
            LinearModel.fit 100.0 (ReadOnlySpan(buffer, 0, count)) observations |> orStop

        LinearModel.scoreRows split.Test.Span observations model |> orStop
|]

// Each path scores every observation once: a whole history, out of sample.
for path in 0 .. splits.PathCount - 1 do
    let pieces = BacktestPaths.pieces path splits |> orStop
    let ofPath = BacktestPaths.scores path scores splits |> orStop

    let taken =
        String.Join(" ", pieces |> Array.map (fun piece -> $"%2d{piece.Split + 1}"))

    let correlation =
        InformationCoefficient.byBar
            observations.Bars.Span
            (ReadOnlySpan ofPath)
            observations.Targets.Span
        |> orStop

    match InformationCoefficient.mean correlation with
    | ValueSome mean ->
        printfn $"path {path + 1}           splits {taken}, rank correlation %.4f{mean}"
    | ValueNone -> printfn $"path {path + 1}           splits {taken}, no rank correlation"

// To tune, folds within a training set: they know nothing of its test.
let tuning = NestedCrossValidation.create PurgedKFold.standard splits |> orStop
let inner = tuning.Inner(0).Fold 0

printfn
    $"tuning           {tuning.Inner(0).FoldCount} folds in each training set; the first tests {inner.TestCount}, trains on {inner.TrainCount}"

// Forward in time, on everything before or on the latest two years.
for window in [ TrainingWindow.Anchored; TrainingWindow.Rolling 504<bar> ] do
    let walk =
        WalkForward.create { WalkForward.standard with Window = window } spans |> orStop

    let last = walk.Window(walk.WindowCount - 1)
    printfn $"%-16s{string window} {walk.WindowCount} models, the last on {last.TrainCount} rows"

// A setting that leaves nothing to train on is refused, with the arithmetic.
match
    PurgedKFold.create
        { Folds = 2; Embargo = Embargo.CalendarDays 5000; Purge = PurgeScope.Market }
        spans
with
| Ok _ -> printfn "accepted"
| Error refusal -> printfn $"{refusal}"
