/// Means over bars, information coefficients by horizon, returns by quantile of score.
module Symphony.Core.Tests.ScoreLaws

open System
open NUnit.Framework

open Symphony.Core

/// Relative to the size of what is compared.
let private relative = 1e-10

let private isClose (a: float) (b: float) =
    abs (a - b) <= relative * (1.0 + max (abs a) (abs b))

let private orFail (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (string invalid)

let private mean (lags: int) (bars: int[]) (values: float[]) =
    NeweyWest.mean lags (ReadOnlySpan bars) (ReadOnlySpan values) |> orFail

let private byQuantile (quantiles: int) (bars: int[]) (scores: float[]) (outcomes: float[]) =
    QuantileReturns.byBar
        quantiles
        0
        (ReadOnlySpan bars)
        (ReadOnlySpan scores)
        (ReadOnlySpan outcomes)
    |> orFail

/// Increasing bars with gaps, one for each value.
let private withGaps (values: float[]) =
    values |> Array.mapi (fun i _ -> i + i / 4 + 2 * (i / 7))

[<DomainProperty>]
let ``the error is that of the series filled at its mean, bar by bar``
    (ReturnSeries returns)
    (lag: byte)
    =
    let bars = withGaps returns
    let lags = int lag % 12
    let average = Array.average returns
    let filled = Array.create (Array.last bars + 1) 0.0
    Array.iter2 (fun bar value -> filled[bar] <- value - average) bars returns
    let n = float returns.Length

    let products l =
        seq { l .. filled.Length - 1 } |> Seq.sumBy (fun t -> filled[t] * filled[t - l])

    let variance =
        (products 0
         + 2.0
           * Seq.sumBy (fun l -> (1.0 - float l / float (lags + 1)) * products l) (seq { 1..lags }))
        / (n * (n - 1.0))

    match (mean lags bars returns).StandardError with
    | ValueSome error -> isClose (error * error) variance
    | ValueNone -> variance <= relative

[<DomainProperty>]
let ``without lags the error is the standard deviation over the root of the count``
    (ReturnSeries returns)
    =
    let found = mean 0 (withGaps returns) returns
    let deviation = sqrt (Moments.variance (ReadOnlySpan returns)).Value

    found.Mean = Moments.mean (ReadOnlySpan returns)
    && match found.StandardError with
       | ValueSome error ->
           isClose error (deviation / sqrt (float returns.Length))
           && found.TStatistic = ValueSome(found.Mean.Value / error)
           // The interval is the mean and 1.96 errors to either side.
           && isClose ((found.Low.Value + found.High.Value) / 2.0) found.Mean.Value
           && isClose (found.High.Value - found.Low.Value) (2.0 * 1.959963984540054 * error)
       | ValueNone -> deviation < 1e-150

[<DomainProperty>]
let ``a constant added moves the mean and not the error, a factor scales both``
    (ReturnSeries returns)
    (lag: byte)
    =
    let lags = int lag % 9
    let bars = withGaps returns
    let plain = mean lags bars returns
    let moved = mean lags bars (returns |> Array.map (fun r -> r + 0.25))
    let scaled = mean lags bars (returns |> Array.map (fun r -> 4.0 * r))

    let square (estimate: MeanEstimate) =
        match estimate.StandardError with
        | ValueSome error -> error * error
        | ValueNone -> 0.0

    isClose moved.Mean.Value (plain.Mean.Value + 0.25)
    && isClose (square moved) (square plain)
    && scaled.Mean.Value = 4.0 * plain.Mean.Value
    && (square scaled = 16.0 * square plain || isClose (square scaled) (16.0 * square plain))

[<DomainProperty>]
let ``bars without gaps and their numbers are no matter`` (ReturnSeries returns) (lag: byte) =
    let lags = int lag % 9
    let bars = returns |> Array.mapi (fun i _ -> i)
    let later = bars |> Array.map (fun bar -> bar + 1000)
    (mean lags bars returns).StandardError = (mean lags later returns).StandardError

[<Test>]
let ``one value has a mean and no error, none has neither`` () =
    let one, none = mean 3 [| 7 |] [| 0.5 |], mean 3 [||] [||]

    Assert.Multiple(fun () ->
        Assert.That(one.Mean, Is.EqualTo(ValueSome 0.5))
        Assert.That(one.StandardError.IsNone && one.TStatistic.IsNone)
        Assert.That(none.Mean.IsNone && none.StandardError.IsNone)
        Assert.That((mean 0 [| 0; 1 |] [| 0.5; 0.5 |]).StandardError.IsNone))

// Quantiles.

/// Rows of several bars, some with NaN: bars never decrease.
let private rows (scores: float[]) =
    let bars = scores |> Array.mapi (fun i _ -> 2 + i / 9)

    let outcomes =
        scores
        |> Array.mapi (fun i v -> if i % 17 = 11 then nan else Elementary.sin (float (i * i) + v))

    let scores = scores |> Array.mapi (fun i v -> if i % 13 = 7 then nan else v)
    bars, scores, outcomes

/// Quantile means by the definition, bar by bar.
let private slow (quantiles: int) (bars: int[]) (scores: float[]) (outcomes: float[]) =
    Array.zip3 bars scores outcomes
    |> Array.filter (fun (_, s, o) -> not (Double.IsNaN s || Double.IsNaN o))
    |> Array.groupBy (fun (bar, _, _) -> bar)
    |> Array.filter (fun (_, group) -> group.Length >= quantiles)
    |> Array.map (fun (_, group) ->
        let n = group.Length

        let quantileOf (_, s, _) =
            let below = group |> Array.filter (fun (_, other, _) -> other < s) |> Array.length
            let equal = group |> Array.filter (fun (_, other, _) -> other = s) |> Array.length
            // The mean of ranks below + 1 to below + equal, doubled; the ceiling of rank Q / n in whole numbers.
            let doubled = 2 * below + equal + 1
            (doubled * quantiles + 2 * n - 1) / (2 * n)

        group |> Array.groupBy quantileOf |> dict)

[<DomainProperty>]
let ``a quantile's outcome is the mean over bars of its rows' means``
    (TiedSeries few)
    (ReturnSeries many)
    (size: byte)
    =
    [ few; many ]
    |> List.forall (fun scores ->
        let quantiles = 2 + int size % 5
        let bars, scores, outcomes = rows scores
        let found = byQuantile quantiles bars scores outcomes
        let expected = slow quantiles bars scores outcomes

        found.Quantiles.Count = quantiles
        && found.Quantiles
           |> Seq.forall (fun quantile ->
               let own =
                   expected
                   |> Array.choose (fun groups ->
                       match groups.TryGetValue quantile.Quantile with
                       | true, rows -> Some rows
                       | false, _ -> None)

               quantile.Rows = Array.sumBy Array.length own
               && quantile.Outcome.Count = own.Length
               && match quantile.Outcome.Mean with
                  | ValueNone -> own.Length = 0
                  | ValueSome mean ->
                      own
                      |> Array.averageBy (Array.averageBy (fun (_, _, o) -> o))
                      |> isClose mean))

[<DomainProperty>]
let ``an increasing change of scale keeps every quantile, bit for bit`` (ReturnSeries scores) =
    let bars, scores, outcomes = rows scores

    let means (found: QuantileReturns) =
        found.Quantiles |> Seq.map _.Outcome.Mean |> Seq.toList

    means (byQuantile 4 bars scores outcomes) =
        means (byQuantile 4 bars (scores |> Array.map Elementary.exp) outcomes)

[<DomainProperty>]
let ``the spread is the highest less the lowest where both have rows`` (ReturnSeries scores) =
    let bars, scores, outcomes = rows scores
    let found = byQuantile 2 bars scores outcomes
    let low, high = found.Quantiles[0].Outcome, found.Quantiles[1].Outcome

    if low.Count = high.Count && low.Count > 0 then
        isClose found.Spread.Mean.Value (high.Mean.Value - low.Mean.Value)
    else
        found.Spread.Count <= min low.Count high.Count

[<Test>]
let ``five names in five quantiles are each its own`` () =
    let found =
        byQuantile 5 (Array.create 5 3) [| 3.0; 1.0; 5.0; 2.0; 4.0 |] [| 0.3; 0.1; 0.5; 0.2; 0.4 |]

    Assert.Multiple(fun () ->
        Assert.That(
            found.Quantiles |> Seq.map _.Outcome.Mean.Value |> Seq.toArray,
            Is.EqualTo(box [| 0.1; 0.2; 0.3; 0.4; 0.5 |])
        )

        Assert.That(found.Spread.Mean, Is.EqualTo(ValueSome 0.4))
        Assert.That(found.Spread.StandardError.IsNone))

[<Test>]
let ``a bar with fewer names than quantiles is left out`` () =
    let found =
        byQuantile 3 [| 0; 0; 1; 1; 1 |] [| 1.0; 2.0; 1.0; 2.0; 3.0 |] [| 9.0; 9.0; 1.0; 2.0; 3.0 |]

    Assert.That(found.Quantiles |> Seq.map _.Rows |> Seq.toArray, Is.EqualTo(box [| 1; 1; 1 |]))

[<Test>]
let ``numbers that cannot be are refused by name`` () =
    let quantiles count lags (bars: int[]) (scores: float[]) (outcomes: float[]) =
        match
            QuantileReturns.byBar
                count
                lags
                (ReadOnlySpan bars)
                (ReadOnlySpan scores)
                (ReadOnlySpan outcomes)
        with
        | Error invalid -> invalid.Parameter
        | Ok _ -> ""

    let neweyWest lags (bars: int[]) (values: float[]) =
        match NeweyWest.mean lags (ReadOnlySpan bars) (ReadOnlySpan values) with
        | Error invalid -> invalid.Parameter
        | Ok _ -> ""

    Assert.Multiple(fun () ->
        Assert.That(quantiles 1 0 [||] [||] [||], Is.EqualTo "quantiles")
        Assert.That(quantiles 2 -1 [||] [||] [||], Is.EqualTo "lags")
        Assert.That(quantiles 2 0 [| 1; 0 |] [| 1.0; 2.0 |] [| 1.0; 2.0 |], Is.EqualTo "bars")
        Assert.That(quantiles 2 0 [| 1 |] [||] [| 1.0 |], Is.EqualTo "scores")
        Assert.That(quantiles 2 0 [| 1 |] [| 1.0 |] [||], Is.EqualTo "outcomes")
        Assert.That(neweyWest -1 [||] [||], Is.EqualTo "lags")
        Assert.That(neweyWest 0 [| 1; 1 |] [| 0.0; 0.0 |], Is.EqualTo "bars")
        Assert.That(neweyWest 0 [| 1 |] [||], Is.EqualTo "bars")
        Assert.That(neweyWest 0 [| 1 |] [| nan |], Is.EqualTo "values"))

// Horizons.

let private horizons = [| 1<bar>; 2<bar>; 5<bar> |]

let private byHorizon (bars, actions) (scores: Panel) =
    HorizonCorrelations.ofScores horizons Horizon.standard actions bars scores |> orFail

/// Scores that a hash of the place decides, some missing.
let private scoresOf (axes: Axes) =
    Panel.init axes (fun t i ->
        if (t * 7 + i) % 11 = 3 then nan else Elementary.sin (float (t * 31 + i * i)))

[<MarketProperty>]
let ``each horizon's coefficients are those of its labels' rows`` (plan: MarketPlan) =
    let bars, actions = MarketPlan.build plan
    let scores = scoresOf bars.Axes
    let found = byHorizon (bars, actions) scores

    Array.forall2
        (fun (horizon: int<bar>) (one: HorizonCorrelation) ->
            let labels =
                Horizon.create { Horizon.standard with Bars = horizon } actions bars |> orFail

            let rows = [|
                for t in 0 .. plan.Bars - 1 do
                    for i in 0 .. plan.Names - 1 do
                        if labels.IsLabelled(t, i) then
                            t, scores[t, i], labels.SimpleReturns[t, i]
            |]

            let ofBars, x, y = Array.unzip3 rows

            let expected =
                InformationCoefficient.byBar
                    (ReadOnlySpan ofBars)
                    (ReadOnlySpan x)
                    (ReadOnlySpan y)
                |> orFail

            one.HorizonBars = int horizon
            && one.Coefficient.Bars.ToArray() = expected.Bars.ToArray()
            && one.Coefficient.Values.ToArray() = expected.Values.ToArray()
            && one.Estimate.StandardError =
                InformationCoefficient.standardError (int horizon - 1) expected)
        horizons
        found

[<MarketProperty>]
let ``a score that is the return itself orders it fully`` (plan: MarketPlan) =
    let bars, actions = MarketPlan.build plan

    let labels =
        Horizon.create { Horizon.standard with Bars = 2<bar> } actions bars |> orFail

    let found =
        HorizonCorrelations.ofLabels 2<bar> labels labels.SimpleReturns |> orFail

    found.Coefficient.Values.ToArray() |> Array.forall (fun value -> isClose value 1.0)

[<MarketProperty>]
let ``changing any bar after t leaves the coefficients whose labels ended by t``
    (one: MarketAndBar)
    =
    let build market =
        let bars, _ = market
        byHorizon market (scoresOf bars.Axes)

    let whole = build (MarketPlan.build one.Market)
    let changed = build (MarketPlan.buildChanged (one.Bar + 1) one.Market)

    Array.forall2
        (fun (a: HorizonCorrelation) (b: HorizonCorrelation) ->
            // The latest exit a label may have: entry after the bar, the horizon, five bars of patience.
            let ended (found: HorizonCorrelation) =
                Array.zip (found.Coefficient.Bars.ToArray()) (found.Coefficient.Values.ToArray())
                |> Array.filter (fun (bar, _) -> bar + 1 + found.HorizonBars + 5 <= one.Bar)

            ended a = ended b)
        whole
        changed

[<Test>]
let ``a horizon twice, or of no bars, is refused`` () =
    let plan: MarketPlan = { Bars = 20; Names = 3; Seed = 1UL; Gaps = []; Actions = [] }
    let bars, actions = MarketPlan.build plan
    let scores = scoresOf bars.Axes

    let refused horizons =
        match HorizonCorrelations.ofScores horizons Horizon.standard actions bars scores with
        | Error invalid -> string invalid
        | Ok _ -> ""

    Assert.Multiple(fun () ->
        Assert.That(refused [| 1<bar>; 1<bar> |], Is.EqualTo "horizons holds 1 twice")
        Assert.That(refused [| 0<bar> |], Does.StartWith "horizonBars must lie in"))
