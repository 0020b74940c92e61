// Labels: events, triple barriers, what overlaps, and barriers tuned inside training sets alone.
// It runs on the packages, so pack them first:
//
//     bash .ci/pack
//     dotnet fsi samples/02-labels.fsx

#r "nuget: Symphony.Core, 0.1.0-*"

open Symphony.Core

/// The value; or the refusal's sentence, and the script ends.
let orStop (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error refusal ->
        eprintfn $"{refusal}"
        exit 1

/// A quantity that may not exist.
let shown (write: float -> string) (value: float voption) : string =
    match value with
    | ValueSome number -> write number
    | ValueNone -> "none"

let percent = shown (fun number -> $"%.2f{100.0 * number} %%")
let basisPoints = shown (fun number -> $"%.2f{1e4 * number} bp")

// 60 names over eight years, with a split and two delistings; the seed decides every number.
let market = SyntheticMarket.demonstration 7UL |> SyntheticMarket.generate |> orStop

// Decisions: where a price has run 8 % away from where it last stood. The side goes with the run.
let events =
    Cusum.eventsAlongTheRun (CusumThreshold.Fixed 0.08) market.Actions market.Bars |> orStop

printfn $"CUSUM events           {events.Count}"

// Two daily volatilities either way, ten bars at most; entered at the next open, as an order would be.
let labels =
    TripleBarrier.create TripleBarrierSettings.standard events market.Actions market.Bars
    |> orStop

printfn $"labels                 {labels.LabelCount}"

for hit in
    [
        BarrierHit.ProfitTaking
        BarrierHit.StopLoss
        BarrierHit.Vertical
        BarrierHit.Delisting
    ] do
    printfn $"  {hit, -20} {labels.CountOf hit}"

printfn $"decided by a tie rule  {percent (BarrierLabels.ambiguousShare labels)}"

// Was following the run worth its costs?
let meta = MetaLabel.ofBarriers MetaLabel.standard labels |> orStop
let classes = meta.Values.Values.ToArray() |> Array.filter System.Double.IsFinite

for each in ClassBalance.counts (System.ReadOnlySpan classes) |> orStop do
    printfn $"  meta-label {each.Class}         {each.Count}"

// How much the labels overlap, and what a bootstrap that knows it makes of them.
let spans =
    ObservationSpans.onAxes
        market.Bars.Axes
        (events.Bars.ToArray())
        (events.Symbols.ToArray())
        (labels.ExitBars.ToArray())
    |> orStop

let own = ConcurrencyScope.Symbol
printfn ""

printfn
    $"""labels open at once    {Concurrency.mean own spans |> shown (fun number -> $"%.2f{number}")}"""

printfn $"average uniqueness     {Uniqueness.mean own spans |> percent}"

let drawn (sample: BootstrapSample) =
    SequentialBootstrap.uniqueness own sample.Draws.Span spans
    |> orStop
    |> ValueSome
    |> percent

let count = labels.LabelCount / 4

printfn
    $"plain bootstrap        {SequentialBootstrap.plain count (Rng.ofSeed 1UL) spans |> orStop |> drawn}"

printfn
    $"sequential bootstrap   {SequentialBootstrap.draw own count (Rng.ofSeed 1UL) spans |> orStop |> drawn}"

// Barriers for three names, searched on the past of each window alone, after commission and half spread.
let three =
    let kept =
        [| 0 .. events.Count - 1 |] |> Array.filter (fun n -> events.Symbols.Span[n] < 3)

    LabelEvents.withSides
        events.Axes
        (kept |> Array.map (fun n -> events.Bars.Span[n]))
        (kept |> Array.map (fun n -> events.Symbols.Span[n]))
        (kept |> Array.map events.Side)
    |> orStop

let tuning = {
    BarrierTuningSettings.standard with
        Outer =
            OuterSplits.Walk {
                WalkForward.standard with
                    RefitBars = 504<bar>
                    MinimumTrainBars = 150<bar>
            }
}

let tuned =
    BarrierTuning.tune tuning (Rng.ofSeed 42UL) three market.Actions market.Bars |> orStop

printfn ""
printfn "window  symbol  profit   stop  bars   inside, a bar   trades out  net a bar out"

for choice in tuned.Choices do
    let symbol = market.Bars.Axes.Symbols[choice.Symbol]

    match choice.Choice with
    | BarrierChoice.Chosen(barriers, fitness) ->
        let profit = barriers.ProfitTaking |> shown (fun number -> $"%.2f{number}")

        let stop =
            match barriers.StopLoss with
            | StopLoss.Fixed multiple
            | StopLoss.Trailing multiple -> $"%.2f{multiple}"
            | StopLoss.Absent -> "none"

        let vertical =
            match barriers.Vertical with
            | VerticalBarrier.Bars bars -> string (int bars)
            | VerticalBarrier.CalendarDays days -> $"{days} days"

        let inside = basisPoints (ValueSome fitness)
        let performance = choice.OutOfSample
        let outside = basisPoints performance.NetPerBar

        printfn
            $"{choice.Split + 1, 6}  {symbol, -6}  {profit, 6}  {stop, 5}  {vertical, 4}  {inside, 14}  {performance.Trades, 11}  {outside, 13}"
    | BarrierChoice.NotTuned reason -> printfn $"{choice.Split + 1, 6}  {symbol, -6}  {reason}"

printfn ""
printfn $"evaluated inside training sets {tuned.Evaluations}, trials {tuned.Trials}"
