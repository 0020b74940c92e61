namespace Symphony.Core.Tests

open System
open NUnit.Framework
open Symphony.Core

[<TestFixture>]
type SyntheticMarketTests() =

    let market (seed: uint64) : SyntheticMarket =
        match SyntheticMarket.generate (SyntheticMarket.demonstration seed) with
        | Ok market -> market
        | Error invalid -> invalidOp (invalid.ToString())

    let isPresent (bars: Bars) (bar: int) (symbol: int) = bars.IsPresent(bar, symbol)

    let logReturns (bars: Bars) (symbol: int) : float[] = [|
        for t in 1 .. bars.Axes.BarCount - 1 do
            if isPresent bars t symbol then
                Elementary.log (bars.Close[t, symbol] / bars.Close[t - 1, symbol])
    |]

    [<Test>]
    member _.``one seed is one market, and another seed is another``() =
        let closes seed =
            (market seed).Bars.Close.Values.ToArray()
        // NaN is not equal to itself: the bits are compared.
        let bits = Array.map BitConverter.DoubleToInt64Bits
        Assert.That(bits (closes 1UL), Is.EqualTo<int64[]>(bits (closes 1UL)))
        Assert.That(bits (closes 1UL), Is.Not.EqualTo<int64[]>(bits (closes 2UL)))

    [<Test>]
    member _.``there are 60 names over eight years, and two of them end early``() =
        let bars = (market 1UL).Bars

        let years =
            float (bars.Axes.SessionDate(bars.Axes.BarCount - 1) - bars.Axes.SessionDate 0) / 365.25

        let last = bars.Axes.BarCount - 1

        let ended =
            Seq.init bars.Axes.SymbolCount id |> Seq.filter (isPresent bars last >> not)

        Assert.That(bars.Axes.SymbolCount, Is.EqualTo 60)
        Assert.That(years, Is.EqualTo(8.0).Within(0.05))
        Assert.That(Seq.length ended, Is.EqualTo 2)

    [<Test>]
    member _.``one name splits two for one, and its raw price halves``() =
        let made = market 1UL

        let split =
            made.Actions.Array |> Array.find (fun action -> action.Kind = ActionKind.Split 2.0)

        let before = made.Bars.Close[split.Bar - 1, split.Symbol]
        let after = made.Bars.Open[split.Bar, split.Symbol]
        Assert.That(after / before, Is.EqualTo(0.5).Within(0.1))

    [<Test>]
    member _.``tails are fat and volatility clusters``() =
        let bars = (market 1UL).Bars

        let isFat symbol =
            match Moments.ofSeries (ReadOnlySpan(logReturns bars symbol)) with
            | ValueSome moments -> moments.Kurtosis > 3.5
            | ValueNone -> false

        /// Autocorrelation of squared returns at ten bars: zero without clusters.
        let clustering symbol =
            let squares =
                logReturns bars symbol |> Array.map (fun r -> r * r) |> Array.map (min 0.01)

            let mean = Array.average squares
            let deviations = squares |> Array.map (fun s -> s - mean)
            let lagged = Array.map2 (*) deviations[10..] deviations[.. deviations.Length - 11]
            Array.sum lagged / (deviations |> Array.sumBy (fun d -> d * d))

        let ordinary = [ 0; 1; 2; 3; 4; 5; 9; 10; 20; 30 ]
        Assert.That(ordinary |> List.filter isFat |> List.length, Is.GreaterThanOrEqualTo 9)
        Assert.That(ordinary |> List.averageBy clustering, Is.GreaterThan 0.03)

    [<Test>]
    member _.``a negative strength is refused by name``() =
        let settings = { SyntheticMarket.demonstration 1UL with FastSignal = -1.0 }

        match SyntheticMarket.generate settings with
        | Error invalid -> Assert.That(invalid.Parameter, Is.EqualTo "fastSignal")
        | Ok _ -> Assert.Fail "a negative strength was accepted"
