/// Apple as traded, with the dividends and the split it paid, against two vendors' own adjustments.
module Symphony.Core.Tests.AdjustDataTests

open System
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

/// Apple's cash per share by ex-date, as the company announced it, and its 7:1 and 4:1 splits.
let private events = [
    "2012-08-09", ActionKind.Dividend 2.65
    "2012-11-07", ActionKind.Dividend 2.65
    "2013-02-07", ActionKind.Dividend 2.65
    "2013-05-09", ActionKind.Dividend 3.05
    "2013-08-08", ActionKind.Dividend 3.05
    "2013-11-06", ActionKind.Dividend 3.05
    "2014-02-06", ActionKind.Dividend 3.05
    "2014-05-08", ActionKind.Dividend 3.29
    "2014-06-09", ActionKind.Split 7.0
    "2014-08-07", ActionKind.Dividend 0.47
    "2014-11-06", ActionKind.Dividend 0.47
    "2015-02-05", ActionKind.Dividend 0.47
    "2015-05-07", ActionKind.Dividend 0.52
    "2015-08-06", ActionKind.Dividend 0.52
    "2015-11-05", ActionKind.Dividend 0.52
    "2016-02-04", ActionKind.Dividend 0.52
    "2016-05-05", ActionKind.Dividend 0.57
    "2016-08-04", ActionKind.Dividend 0.57
    "2016-11-03", ActionKind.Dividend 0.57
    "2017-02-09", ActionKind.Dividend 0.57
    "2017-05-11", ActionKind.Dividend 0.63
    "2017-08-10", ActionKind.Dividend 0.63
    "2017-11-10", ActionKind.Dividend 0.63
]

let private ofSymbol (symbol: string) (file: string) =
    snd (MarketFiles.rows file) |> Array.filter (fun row -> row[0] = symbol)

/// Apple's raw closes from 2012 to the day of the other vendor's adjustment.
let private raw =
    lazy
        (let rows =
            ofSymbol "AAPL" "us_daily_raw_with_adjustment_lean/daily_raw.csv.gz"
            |> Array.filter (fun row ->
                String.CompareOrdinal(row[1], "2012-01-01") >= 0
                && String.CompareOrdinal(row[1], "2017-11-10") <= 0)

         let dates = rows |> Array.map (fun row -> MarketFiles.date row[1])

         let column k =
             rows |> Array.map (fun row -> MarketFiles.number row[k])

         let axes =
             Axes.create (dates |> Array.map (fun date -> int64 date * 86_400_000_000L)) dates [|
                 "AAPL"
             |]
             |> accepted

         let bars =
             Bars.create
                 axes
                 PriceBasis.Raw
                 (column 2)
                 (column 3)
                 (column 4)
                 (column 5)
                 (ValueSome(column 6))
             |> accepted

         let actions =
             CorporateActions.create axes [|
                 for date, kind in events ->
                     { Symbol = 0; Bar = Array.IndexOf(dates, MarketFiles.date date); Kind = kind }
             |]
             |> accepted

         bars, actions)

let private asOf kind (date: string) =
    let bars, actions = raw.Value
    accepted (Adjust.asOfDate kind (MarketFiles.date date) actions bars)

[<Test>]
let ``Apple's seven for one: the close before it, and only from its day on`` () =
    let close kind asOfDay (day: string) =
        let bars = asOf kind asOfDay

        let bar =
            bars.Axes.SessionDates.ToArray() |> Array.findIndex ((=) (MarketFiles.date day))

        bars.Close[bar, 0]

    Assert.That(close AdjustmentKind.Split "2014-06-06" "2014-06-06", Is.EqualTo 645.57)
    Assert.That(close AdjustmentKind.Split "2014-06-09" "2014-06-06", Is.EqualTo(645.57 / 7.0))
    Assert.That(close AdjustmentKind.Split "2017-11-10" "2014-06-06", Is.EqualTo(645.57 / 7.0))

[<Test>]
let ``Apple's adjusted closes are those of the first vendor's factors, as of the same day`` () =
    let factors =
        ofSymbol "AAPL" "us_daily_raw_with_adjustment_lean/factors.csv"
        |> Array.map (fun row ->
            MarketFiles.date row[1], MarketFiles.number row[2] * MarketFiles.number row[3])

    let of' date =
        factors |> Array.find (fun (last, _) -> last >= date) |> snd

    let bars, _ = raw.Value
    let after = asOf AdjustmentKind.Dividend "2017-11-10"
    let today = of' (bars.Axes.SessionDate(bars.Axes.BarCount - 1))

    for t in 0 .. bars.Axes.BarCount - 1 do
        let expected = bars.Close[t, 0] * of' (bars.Axes.SessionDate t) / today
        // The vendor keeps seven digits of a factor, and takes dividends out of its own last prices.
        Assert.That(after.Close[t, 0], Is.EqualTo(expected).Within(2e-4 * expected))

[<Test>]
let ``Apple's adjusted closes are those of a second vendor, adjusted as of 2017-11-10`` () =
    let other =
        ofSymbol "AAPL" "us_equities_daily_1998_2017/stocks_daily.csv.gz"
        |> Array.map (fun row -> MarketFiles.date row[1], MarketFiles.number row[5])
        |> dict

    let after = asOf AdjustmentKind.Dividend "2017-11-10"

    let differences = [|
        for t in 0 .. after.Axes.BarCount - 1 do
            match other.TryGetValue(after.Axes.SessionDate t) with
            | true, price -> abs (after.Close[t, 0] / price - 1.0)
            | _ -> ()
    |]

    // The vendors' closes themselves differ on some days; where they do not, all digits of the second agree.
    let sorted = Array.sort differences
    Assert.That(sorted.Length, Is.GreaterThan 1400)
    Assert.That(sorted[sorted.Length / 2], Is.LessThan 5e-5)
    Assert.That(sorted[sorted.Length * 95 / 100], Is.LessThan 2e-3)
