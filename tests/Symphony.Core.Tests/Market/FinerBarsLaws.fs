module Symphony.Core.Tests.FinerBarsLaws

open System
open System.Text.RegularExpressions
open FsCheck
open NUnit.Framework

open Symphony.Core

let private orFail = EngineCase.orFail

let private quarter = 15L * 60_000_000L

/// Bars of a quarter of an hour and of five minutes: three to each, the same prices; where a cell of `shift` is
/// not 0, a finer high (above 0) or low (below 0) stands outside its bar by this fraction.
let private markets (shift: float[]) : Bars * Bars =
    let count = max 2 (shift.Length / 3)

    let axes step number =
        Axes.create (Array.init number (fun k -> int64 (k + 1) * step)) (Array.zeroCreate number) [|
            "A"
        |]
        |> orFail

    let constant value number = Array.create number value

    let bars =
        Bars.create
            (axes quarter count)
            PriceBasis.Raw
            (constant 100.0 count)
            (constant 101.0 count)
            (constant 99.0 count)
            (constant 100.0 count)
            ValueNone
        |> orFail

    let number = 3 * count

    let at k =
        if k < shift.Length then shift[k] else 0.0

    let finer =
        Bars.create
            (axes (quarter / 3L) number)
            PriceBasis.Raw
            (constant 100.0 number)
            (Array.init number (fun k -> 101.0 * (1.0 + max 0.0 (at k))))
            (Array.init number (fun k -> 99.0 * (1.0 + min 0.0 (at k))))
            (constant 100.0 number)
            (ValueSome(constant 10.0 number))
        |> orFail

    bars, finer

/// Finer bars of the first bar are in none: they are not looked at.
let private shifts (given: NonEmptyArray<int>) : float[] =
    Array.append [| 0.0; 0.0; 0.0 |] (given.Get |> Array.map (fun n -> float (n % 90) * 1e-5))

let private isAccepted tolerance (bars: Bars) (finer: Bars) =
    FinerBars.createWithin tolerance finer bars |> Result.isOk

[<DomainProperty>]
let ``the tolerance a refusal states accepts, and nine tenths of it do not``
    (given: NonEmptyArray<int>)
    =
    let bars, finer = markets (shifts given)

    match FinerBars.create finer bars with
    | Ok _ -> Array.forall ((=) 0.0) (shifts given)
    | Error invalid ->
        let stated =
            Regex.Match(string invalid, "a tolerance of (\\S+) accepts every finer price$")

        let tolerance =
            Double.Parse(stated.Groups[1].Value, Globalization.CultureInfo.InvariantCulture)

        isAccepted tolerance bars finer && not (isAccepted (0.9 * tolerance) bars finer)

/// Beyond the high and the low of a bar at 101 and 99 times something.
let private beyond (scale: float) (high: float) (low: float) =
    let bar prices = Array.map ((*) scale) prices

    let axes count =
        Axes.create
            (Array.init count (fun k -> int64 (k + 1) * 300_000_000L * int64 (6 / count)))
            (Array.create count 17000)
            [| "A" |]
        |> orFail

    let middle count = bar (Array.create count 100.0)

    let of' count highs lows =
        Bars.create (axes count) PriceBasis.Raw (middle count) highs lows (middle count) ValueNone
        |> orFail

    of' 2 (bar [| 101.0; 101.0 |]) (bar [| 99.0; 99.0 |]),
    of' 6 [| for k in 0..5 -> if k = 4 then high else 101.0 * scale |] [|
        for k in 0..5 -> if k = 3 then low else 99.0 * scale
    |]

[<DomainProperty>]
let ``prices off by their last bits have a tolerance too`` (draw: PositiveInt) (bits: byte) =
    let scale = float draw.Get * 0.0137
    let mutable high, low = 101.0 * scale, 99.0 * scale

    for _ in 0 .. int bits % 9 do
        high <- Math.BitIncrement high
        low <- Math.BitDecrement low

    let bars, finer = beyond scale high low
    let sentence = FinerBars.create finer bars |> Result.mapError string

    match sentence with
    | Ok _ -> false
    | Error sentence ->
        let stated =
            Regex.Match(sentence, "a tolerance of (\\S+) accepts every finer price$")

        isAccepted
            (Double.Parse(stated.Groups[1].Value, Globalization.CultureInfo.InvariantCulture))
            bars
            finer

[<Test>]
let ``what the largest tolerance accepts is not said to be beyond it`` () =
    let bars, finer = beyond 1.0 (101.0 * 1.01) (99.0 * 0.99)

    match FinerBars.create finer bars with
    | Ok _ -> Assert.Fail "beyond the bar"
    | Error invalid ->
        Assert.That(string invalid, Does.EndWith "a tolerance of 0.01 accepts every finer price")

    Assert.That(isAccepted 0.01 bars finer)

[<DomainProperty>]
let ``what is forgiven is cut to the bar, and nothing else is touched``
    (given: NonEmptyArray<int>)
    =
    let bars, finer = markets (shifts given)
    let held = FinerBars.createWithin 0.001 finer bars |> orFail
    let start = held.Starts[1]

    Seq.init finer.Axes.BarCount id
    |> Seq.forall (fun k ->
        let isHeld = k >= start

        held.Bars.High[k, 0] = (if isHeld then min 101.0 finer.High[k, 0] else finer.High[k, 0])
        && held.Bars.Low[k, 0] = (if isHeld then max 99.0 finer.Low[k, 0] else finer.Low[k, 0])
        && held.Bars.Open[k, 0] = 100.0
        && held.Bars.Close[k, 0] = 100.0)

[<DomainProperty>]
let ``without a price outside, a tolerance changes nothing`` (bars: PositiveInt) =
    let coarse, finer = markets (Array.zeroCreate (3 * bars.Get))
    let held = FinerBars.createWithin 0.01 finer coarse |> orFail
    obj.ReferenceEquals(held.Bars, finer)

let private refusal (result: Result<'value, Invalid>) : string =
    match result with
    | Ok _ -> "nothing was refused"
    | Error invalid -> invalid.ToString()

[<Test>]
let ``a refusal names symbol, bars, field, both prices and a tolerance`` () =
    // The second of the three in the second bar, 0.02 % above; the last a little more below.
    let bars, finer = markets [| 0.0; 0.0; 0.0; 0.0; 0.0002; -0.000251 |]

    Assert.That(
        refusal (FinerBars.create finer bars),
        Is.EqualTo
            "finerBars: the high of A at 1970-01-01T00:25:00Z, 101.0202, is above the high of the bar that closes at 1970-01-01T00:30:00Z, 101; a tolerance of 0.00026 accepts every finer price"
    )

    Assert.That(
        refusal (FinerBars.createWithin 0.0002001 finer bars),
        Does.StartWith "finerBars: the low of A at 1970-01-01T00:30:00Z, 98.975"
    )

    Assert.That(
        refusal (FinerBars.createWithin 0.00026 finer bars),
        Is.EqualTo "nothing was refused"
    )

[<Test>]
let ``tolerances that are none, and prices no tolerance forgives, are refused`` () =
    let bars, finer = markets [| 0.0; 0.0; 0.0; 0.5 |]

    Assert.That(
        refusal (FinerBars.createWithin 0.01 finer bars),
        Does.EndWith
            "101; no tolerance up to 0.01 accepts every finer price, so they are of another market or price basis"
    )

    for tolerance, written in [ -1e-9, "-1E-09"; 0.011, "0.011"; nan, "NaN"; infinity, "Infinity" ] do
        Assert.That(
            refusal (FinerBars.createWithin tolerance finer bars),
            Is.EqualTo $"tolerance must lie in [0, 0.01], was {written}"
        )

        Assert.That(
            refusal (FillPrices.volumeWeightedWithin tolerance finer bars),
            Is.EqualTo $"tolerance must lie in [0, 0.01], was {written}"
        )

    Assert.That(FillPrices.volumeWeightedWithin 0.01 bars bars |> refusal, Does.StartWith "finer:")

[<Test>]
let ``a finer row where its bar has none is refused at every tolerance`` () =
    let bars, finer = markets (Array.zeroCreate 9)

    let missing (panel: Panel) =
        Array.init 3 (fun t -> if t = 2 then nan else panel[t, 0])

    let gappy =
        Bars.create
            bars.Axes
            PriceBasis.Raw
            (missing bars.Open)
            (missing bars.High)
            (missing bars.Low)
            (missing bars.Close)
            ValueNone
        |> orFail

    Assert.That(
        refusal (FinerBars.createWithin 0.01 finer gappy),
        Is.EqualTo
            "finerBars: the high of A at 1970-01-01T00:35:00Z, 101, stands in the bar that closes at 1970-01-01T00:45:00Z, where A has no row"
    )
