/// The published cases of calibration and of returns, read from their files.
module Symphony.Core.Tests.PublishedStatistics

open System
open System.Globalization
open System.IO
open System.Text.Json
open NUnit.Framework

open Symphony.Core

/// A case of a file: its inputs and what is expected of them.
let private case (file: string) (id: string) : struct (JsonElement * JsonElement) =
    let document = JsonDocument.Parse(File.ReadAllBytes(SharedData.reference file))

    let found =
        document.RootElement.GetProperty("cases").EnumerateArray()
        |> Seq.find (fun case -> case.GetProperty("id").GetString() = id)

    struct (found.GetProperty "inputs", found.GetProperty "expected")

let private numbers (element: JsonElement) : float[] = [|
    for value in element.EnumerateArray() do
        if value.ValueKind = JsonValueKind.Null then nan else value.GetDouble()
|]

let private number (name: string) (element: JsonElement) : float =
    element.GetProperty(name).GetDouble()

let private column (name: string) (element: JsonElement) : float[] =
    numbers (element.GetProperty name)

let private near (tolerance: float) (expected: float) (computed: float) =
    Assert.That(computed, Is.EqualTo(expected).Within tolerance)

let private allNear (tolerance: float) (expected: float[]) (computed: float[]) =
    Assert.That(computed, Is.EqualTo(box expected).Within tolerance)

let private orFail (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (string invalid)

let private forecasts (p: float[]) (y: float[]) =
    ProbabilityForecasts.create (ReadOnlySpan p) (ReadOnlySpan(y |> Array.map (fun v -> v = 1.0)))
    |> orFail

let private isotonic (x: float[]) (y: float[]) =
    Isotonic.fit (ReadOnlySpan<float>()) (ReadOnlySpan x) (ReadOnlySpan y) |> orFail

[<Literal>]
let private Validation = "01_validation_statistics.json"

[<Literal>]
let private Metrics = "08_performance_metrics.json"

[<Test>]
let ``case VS-CAL-1, every figure of it that a probability has`` () =
    let struct (inputs, expected) = case Validation "VS-CAL-1"
    let p, y = column "p" inputs, column "y" inputs
    let made = forecasts p y
    let bins = Binning.EqualWidth(inputs.GetProperty("n_bins").GetInt32())
    let uniform = Calibration.reliability bins made |> orFail
    let quantile = Calibration.reliability (Binning.EqualCount 5) made |> orFail
    let tolerance = 1e-9

    let agree (name: string) (bins: ReliabilityBin[]) =
        let curve = expected.GetProperty name
        allNear tolerance (column "prob_true" curve) (bins |> Array.map _.ObservedFrequency)
        allNear tolerance (column "prob_pred" curve) (bins |> Array.map _.MeanProbability)

    Assert.Multiple(fun () ->
        near tolerance (number "brier" expected) (Calibration.brier made)
        near tolerance (number "log_loss" expected) (Calibration.logLoss made).Value
        near tolerance (number "roc_auc" expected) (Calibration.areaUnderRoc made).Value
        near tolerance (number "ece_equal_width" expected) (Calibration.expectedError uniform)
        near tolerance (number "max_calibration_error" expected) (Calibration.maximumError uniform)
        agree "calibration_uniform" uniform
        agree "calibration_quantile" quantile

        let rows = expected.GetProperty("reliability_bins").GetProperty "rows"

        for row, bin in Seq.zip (rows.EnumerateArray()) uniform do
            let row = numbers row
            Assert.That(bin.Count, Is.EqualTo(int row[1]))
            near tolerance row[2] bin.MeanProbability
            near tolerance row[3] bin.ObservedFrequency)

[<Test>]
let ``case VS-CAL-1, isotonic and Platt`` () =
    let struct (inputs, expected) = case Validation "VS-CAL-1"
    let p, y = column "p" inputs, column "y" inputs
    let fit = isotonic p y
    let thresholds = expected.GetProperty "isotonic_thresholds"
    let grid = expected.GetProperty "isotonic_predict_grid"
    let platt = expected.GetProperty "platt_sigmoid"
    let happened = y |> Array.map (fun v -> v = 1.0)

    let scaling =
        PlattScaling.fit (ReadOnlySpan<float>()) (ReadOnlySpan p) (ReadOnlySpan happened)
        |> orFail

    Assert.Multiple(fun () ->
        allNear 1e-12 (column "x" thresholds) (fit.Knots.ToArray())
        allNear 1e-9 (column "y" thresholds) (fit.Values.ToArray())

        allNear
            1e-9
            (column "isotonic_fit_at_data" expected)
            (p |> Array.map (Isotonic.predict fit))

        allNear 1e-9 (column "y" grid) (column "x" grid |> Array.map (Isotonic.predict fit))
        near 1e-4 (number "a" platt) scaling.Slope
        near 1e-4 (number "b" platt) scaling.Intercept

        allNear
            1e-4
            (column "predict_grid" platt)
            (column "x" grid |> Array.map (PlattScaling.predict scaling)))

[<Test>]
let ``case VS-ISO-1`` () =
    let struct (inputs, expected) = case Validation "VS-ISO-1"
    let y = column "y" inputs
    let x = Array.init y.Length float
    let fit = isotonic x y
    allNear 1e-12 (column "yf" expected) (x |> Array.map (Isotonic.predict fit))

[<Test>]
let ``case VS-LL-1`` () =
    let struct (inputs, expected) = case Validation "VS-LL-1"
    let y = column "y" inputs
    let made = forecasts (column "p" inputs) y
    let edge = forecasts (column "p_edge" inputs) y

    Assert.Multiple(fun () ->
        near 1e-12 (number "log_loss" expected) (Calibration.logLoss made).Value
        near 1e-12 (number "brier" expected) (Calibration.brier made)
        near 1e-12 (number "log_loss_edge" expected) (Calibration.logLoss edge).Value)

/// A named series of the empyrical cases; a missing value is left out.
let private series (inputs: JsonElement) (name: string) : float[] =
    numbers (inputs.GetProperty("returns_percent").GetProperty name)
    |> Array.filter Double.IsFinite
    |> Array.map (fun percent -> percent / 100.0)

let private growth (returns: float[]) =
    returns |> Array.scan (fun value r -> value * (1.0 + r)) 1.0 |> Array.tail

[<Test>]
let ``cases PM-EMP-1 and PM-EMP-2: compounded returns and drawdowns`` () =
    let struct (inputs, expected) = case Metrics "PM-EMP-1"
    let struct (_, falls) = case Metrics "PM-EMP-2"
    let printed = 5.1e-5

    let summary (returns: float[]) =
        PerformanceSummary.ofReturns
            TrialSummary.single
            252.0
            (ReadOnlySpan<float>())
            (ReadOnlySpan returns)
        |> orFail

    let deepest name =
        (summary (series inputs name)).MaximumDrawdown

    Assert.Multiple(fun () ->
        near printed (number "mixed_final" expected) (summary (series inputs "mixed")).TotalReturn

        near
            printed
            (number "negative_final" expected)
            (summary (series inputs "negative")).TotalReturn

        allNear
            printed
            (column "negative_start_0" expected)
            (growth (series inputs "negative") |> Array.map (fun value -> value - 1.0))

        near 1e-8 (number "mixed" falls) (deepest "mixed")

        for name in [ "one_return"; "simple_benchmark"; "positive" ] do
            near 1e-8 (number name falls) (deepest name)

        for name in [ "negative"; "all_negative" ] do
            near 1e-12 (summary (series inputs name)).TotalReturn (deepest name))

[<Test>]
let ``case PM-PBO-1: Sharpe, Sortino and Omega`` () =
    let struct (inputs, expected) = case Metrics "PM-PBO-1"

    let relative name value =
        near (1e-5 * number name expected) (number name expected) value

    let excess =
        column "sharpe_data" inputs |> Array.map (fun r -> r - number "sharpe_benchmark" inputs)

    let omegaData = column "omega_data" inputs

    Assert.Multiple(fun () ->
        relative "sharpe" (Sharpe.perBar (ReadOnlySpan excess)).Value

        relative
            "sortino"
            (Downside.sortino 0.0 (ReadOnlySpan(column "sortino_data" inputs))).Value

        relative
            "omega"
            (Downside.omega (number "omega_target" inputs) (ReadOnlySpan omegaData)).Value)

[<Test>]
let ``case PM-BAC-1: downside deviation, Sortino and Omega of Bacon's portfolio`` () =
    let struct (inputs, expected) = case Metrics "PM-BAC-1"
    let file = SharedData.reference (inputs.GetProperty("csv").GetString() |> string)

    let returns =
        File.ReadAllLines file
        |> Array.skip 1
        |> Array.map (fun line -> Double.Parse(line.Split(',')[0], CultureInfo.InvariantCulture))

    let target = number "MAR" inputs

    Assert.Multiple(fun () ->
        near
            5e-5
            (number "DownsideDeviation" expected)
            (Downside.deviation target (ReadOnlySpan returns)).Value

        near
            5e-4
            (number "Kappa_l2" expected)
            (Downside.sortino target (ReadOnlySpan returns)).Value

        near
            5e-3
            (number "OmegaSharpeRatio" expected)
            ((Downside.omega target (ReadOnlySpan returns)).Value - 1.0)

        near
            5e-3
            (number "BernardoLedoitRatio" expected)
            (Downside.omega 0.0 (ReadOnlySpan returns)).Value)
