/// The cases of the shared reference file, read as they stand; the small ones are in the tests beside, number by
/// number, so that they run everywhere.
module Symphony.Core.Tests.PublishedLabelCases

open System
open System.IO
open System.Text.Json
open NUnit.Framework

open Symphony.Core

let private orFail (result: Result<'value, Invalid>) =
    result |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private case (id: string) : JsonElement =
    let file =
        JsonDocument.Parse(File.ReadAllText(SharedData.reference "06_labels.json"))

    file.RootElement.GetProperty("cases").EnumerateArray()
    |> Seq.find (fun each -> each.GetProperty("id").GetString() = id)

let private at (path: string) (element: JsonElement) : JsonElement =
    path.Split '.'
    |> Array.fold (fun (found: JsonElement) name -> found.GetProperty name) element

let private numbers (element: JsonElement) : float[] = [|
    for each in element.EnumerateArray() do
        if each.ValueKind = JsonValueKind.Null then nan else each.GetDouble()
|]

let private wholes (element: JsonElement) : int[] = [|
    for each in element.EnumerateArray() -> each.GetInt32()
|]

let private closes (columns: float[][]) : Bars =
    let axes =
        MarketPlan.axes {
            Bars = columns[0].Length
            Names = columns.Length
            Seed = 1UL
            Gaps = []
            Actions = []
        }

    let panel () =
        (Panel.init axes (fun t i -> columns[i][t])).Values.ToArray()

    Bars.create axes PriceBasis.Raw (panel ()) (panel ()) (panel ()) (panel ()) ValueNone
    |> orFail

[<Test>]
let ``LB-UNQ-1 and LB-CONC-1: uniqueness, concurrency and the chances of the second draw`` () =
    let unique = case "LB-UNQ-1"

    let matrix = [|
        for row in (at "inputs.indicator_matrix" unique).EnumerateArray() -> wholes row
    |]

    let spans =
        SpanRows.build [|
            for label in 0..2 do
                let own =
                    [| 0 .. matrix.Length - 1 |] |> Array.filter (fun t -> matrix[t][label] = 1)

                own[0], 0, own[own.Length - 1]
        |]

    let expected = numbers (at "expected.average_uniqueness" unique)

    Assert.That(
        Uniqueness.average ConcurrencyScope.Symbol spans,
        Is.EqualTo(box expected).Within 1e-4
    )

    // The file's overall average is one of another kind: over all label-bars, so that long labels count more.
    let labelBars =
        spans |> fun own -> [ for r in 0..2 -> float (own.SpanEnd r - own.Bar r + 1) ]

    let overall =
        List.map2 (*) labelBars (List.ofArray (Uniqueness.average ConcurrencyScope.Symbol spans))
        |> List.sum
        |> fun sum -> sum / List.sum labelBars

    Assert.That(overall, Is.EqualTo((at "expected.overall_average" unique).GetDouble()).Within 1e-4)

    let chances =
        SequentialBootstrap.probabilities ConcurrencyScope.Symbol (ReadOnlySpan [| 1 |]) spans
        |> orFail

    let second =
        numbers (at "expected.second_draw_probabilities_after_first_draw_of_label_2" unique)

    Assert.That(chances, Is.EqualTo(box second).Within 1e-8)

    let concurrency = case "LB-CONC-1"

    let spans =
        Array.zip
            (wholes (at "inputs.label_starts" concurrency))
            (wholes (at "inputs.label_ends" concurrency))
        |> Array.map (fun (start, last) -> start, 0, last)
        |> SpanRows.build

    Assert.That(
        (Concurrency.ofMarket spans)[1..22],
        Is.EqualTo(box (wholes (at "independent_check.concurrency_bars_1_to_22" concurrency)))
    )

    Assert.That(
        Uniqueness.average ConcurrencyScope.Symbol spans,
        Is.EqualTo(box (numbers (at "independent_check.average_uniqueness" concurrency))).Within
            1e-15
    )

[<Test>]
let ``LB-CUSUM-2: event rows at three thresholds`` () =
    let cusum = case "LB-CUSUM-2"
    let bars = closes [| numbers (at "inputs.prices" cusum) |]

    for threshold, rows in
        Seq.zip
            (numbers (at "inputs.thresholds" cusum))
            ((at "expected.event_rows" cusum).EnumerateArray()) do
        let events =
            Cusum.events (CusumThreshold.Fixed threshold) CorporateActions.None bars |> orFail

        Assert.That(events.Bars.ToArray(), Is.EqualTo(box (wholes rows)))

[<Test>]
let ``LB-TD-2: decayed weights at seven last weights`` () =
    let decay = case "LB-TD-2"
    let uniqueness = numbers (at "inputs.average_uniqueness" decay)

    let spans =
        SpanRows.build [| for bar in 0 .. uniqueness.Length - 1 -> bar, 0, bar |]

    for lastWeight, expected in
        Seq.zip (numbers (at "inputs.c" decay)) ((at "expected.weights" decay).EnumerateArray()) do
        Assert.That(
            TimeDecay.weights lastWeight (ReadOnlySpan uniqueness) spans |> orFail,
            Is.EqualTo(box (numbers expected)).Within 1e-12
        )

[<Test>]
let ``LB-FH-1: a fixed horizon on closes, with a lag and without`` () =
    let horizon = case "LB-FH-1"
    let funds = [| "SPY"; "EPP"; "FXI" |]

    let bars =
        funds |> Array.map (fun fund -> numbers (at $"inputs.prices.{fund}" horizon)) |> closes

    let returns = CloseHorizon.simpleReturns 1<bar> bars.Close |> orFail

    let signs neutral i =
        let found = OutcomeClasses.bySign neutral returns |> orFail
        Array.init 10 (fun t -> found.Values[t, i])

    for i in 0..2 do
        let lagged = numbers (at $"expected.lag_0_01.{funds[i]}" horizon)
        Assert.That(signs 0.01 i, Is.EqualTo(box lagged))

        // Without lag the published label stands at the end of its return: one bar after ours.
        let unlagged = numbers (at $"expected.no_lag.{funds[i]}" horizon)
        Assert.That((signs 0.0 i)[..8], Is.EqualTo(box unlagged[1..]))

[<Test>]
let ``LB-BET-1: bets from probabilities, whole and in steps`` () =
    let bet = case "LB-BET-1"

    let sizes =
        numbers (at "inputs.p" bet) |> Array.map (fun p -> (BetSize.ofProbability 2 p).Value)

    Assert.That(sizes, Is.EqualTo(box (numbers (at "expected.size" bet))).Within 1e-12)

    Assert.That(
        sizes |> Array.map (fun size -> (BetSize.discretised 0.2 size).Value),
        Is.EqualTo(box (numbers (at "expected.discretised_step_0_2" bet))).Within 1e-12
    )
