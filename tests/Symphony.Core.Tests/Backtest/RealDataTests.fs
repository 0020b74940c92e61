module Symphony.Core.Tests.RealDataTests

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open System.IO.Compression
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Reference

/// The accounting identity, relative to equity + gross.
let private identity = 1e-12

/// Daily bars of 125 US stocks: symbol,date,open,high,low,close,volume.
let private bars: Lazy<Bars> =
    lazy
        (use file =
            new StreamReader(
                new GZipStream(
                    File.OpenRead(SharedData.path "us_equities_daily_1998_2017/stocks_daily.csv.gz"),
                    CompressionMode.Decompress
                )
            )

         file.ReadLine() |> ignore
         let rows = List<struct (string * int * float[])>()
         let mutable line = file.ReadLine()

         while not (isNull line) do
             let fields = (Unchecked.nonNull line).Split ','

             let date =
                 DateOnly.ParseExact(fields[1], "yyyy-MM-dd", CultureInfo.InvariantCulture)

             let values = [|
                 for k in 2..6 -> Double.Parse(fields[k], CultureInfo.InvariantCulture)
             |]

             rows.Add(struct (fields[0], date.DayNumber - 719162, values))
             line <- file.ReadLine()

         let symbols =
             [| for struct (symbol, _, _) in rows -> symbol |] |> Array.distinct |> Array.sort

         let dates =
             [| for struct (_, date, _) in rows -> date |] |> Array.distinct |> Array.sort

         let rowOf = Dictionary<int, int>()
         dates |> Array.iteri (fun t date -> rowOf[date] <- t)

         let axes =
             Axes.create (dates |> Array.map (fun d -> int64 d * 86_400_000_000L)) dates symbols
             |> EngineCase.orFail

         let fields =
             Array.init 5 (fun _ -> Array.create (dates.Length * symbols.Length) nan)

         for struct (symbol, date, values) in rows do
             let cell = rowOf[date] * symbols.Length + axes.IndexOf symbol

             for k in 0..4 do
                 fields[k][cell] <- values[k]

         Bars.create
             axes
             PriceBasis.Adjusted
             fields[0]
             fields[1]
             fields[2]
             fields[3]
             (ValueSome fields[4])
         |> EngineCase.orFail)

/// Weights from the last 20 bars' change against its average, decided every fifth bar, gross about 1.
let private reversal (bars: Bars) : Decisions =
    let axes = bars.Axes
    let width = axes.SymbolCount
    let weights = Array.zeroCreate<float>(axes.BarCount * width)
    let decided = Array.init axes.BarCount (fun t -> t >= 20 && t % 5 = 0)

    for t in 20 .. axes.BarCount - 1 do
        let change =
            Array.init width (fun i ->
                let move = bars.Close[t, i] / bars.Close[t - 20, i] - 1.0
                if Double.IsNaN move then 0.0 else move)

        let centre = Array.average change
        let gross = change |> Array.sumBy (fun c -> abs (c - centre))

        for i in 0 .. width - 1 do
            if change[i] <> 0.0 && gross > 0.0 then
                weights[t * width + i] <- (centre - change[i]) / gross

    Decisions.create axes decided weights |> EngineCase.orFail

let private settings: EngineSettings list = [
    EngineSettings.standard
    {
        EngineSettings.standard with
            MarginAllowed = false
            NoTradeBand = 0.001
            LotSize = 1.0
            ParticipationCap = 0.02
            UnfilledPolicy = UnfilledPolicy.Carry
            CashRate = 0.02
            PerNameCap = 0.03
    }
    {
        EngineSettings.standard with
            MinimumFee = 5.0
            MarginAllowed = false
            ImpactLaw = ImpactLaw.Almgren2005
            FillAt = FillAt.Close
    }
    {
        EngineSettings.standard with
            ImpactExponent = 0.6
            LotSize = 100.0
            SizeAt = SizeAt.Fill
    }
]

[<Test>]
let ``twenty years of 125 stocks keep the accounting identity at every bar`` () =
    let market =
        EngineMarket.create bars.Value CorporateActions.None |> EngineCase.orFail

    let decisions = reversal bars.Value

    Assert.Multiple(fun () ->
        for chosen in settings do
            let result = Loop.run chosen market decisions |> EngineCase.orFail
            let error = Identity.worstError market result

            TestContext.Out.WriteLine
                $"{result.RowCount} bars, {result.FillCount} fills, final equity {result.FinalState.Equity:F2}, cost {result.TotalCost:F2}, worst error {error:E2}"

            Assert.That(result.Status, Is.EqualTo RunStatus.Completed)
            Assert.That(result.FillCount, Is.GreaterThan 10_000L)
            Assert.That(error, Is.LessThanOrEqualTo identity))

[<Test>]
let ``twenty years of 125 stocks, taken apart by name and side, add up to the gain of equity`` () =
    let market =
        EngineMarket.create bars.Value CorporateActions.None |> EngineCase.orFail

    let decisions = reversal bars.Value
    let last = bars.Value.Axes.BarCount - 1

    Assert.Multiple(fun () ->
        for chosen in settings do
            let profit =
                Attribution.runBetween chosen market decisions 0 last |> EngineCase.orFail

            let result = Loop.runBetween chosen market decisions 0 last |> EngineCase.orFail

            let row = result.Row(result.RowCount - 1)
            let gain = profit.FinalEquity - profit.StartEquity
            let error = abs ((profit.Lines |> Seq.sumBy _.Money) - gain)

            let relative = error / (row.Equity + row.LongNotional + row.ShortNotional)
            TestContext.Out.WriteLine $"gain {gain:F2}, error {relative:E2}"
            Assert.That(profit.FinalEquity, Is.EqualTo row.Equity)
            Assert.That(relative, Is.LessThanOrEqualTo identity))

[<Test>]
let ``on real bars a change after a bar leaves every output up to it`` () =
    let before = bars.Value
    let last = 2500
    let width = before.Axes.SymbolCount

    let changed (panel: Panel) =
        panel.Values.ToArray()
        |> Array.mapi (fun cell value -> if cell / width > last then value * 1.5 else value)

    let after =
        Bars.create
            before.Axes
            PriceBasis.Adjusted
            (changed before.Open)
            (changed before.High)
            (changed before.Low)
            (changed before.Close)
            (ValueSome(changed before.VolumeOrNone.Value))
        |> EngineCase.orFail

    let decisions = reversal before

    let run bars =
        let market = EngineMarket.create bars CorporateActions.None |> EngineCase.orFail

        (Loop.run EngineSettings.standard market decisions |> EngineCase.orFail).Equity.ToArray()

    let a = run before
    let b = run after

    Assert.Multiple(fun () ->
        Assert.That(a[..last] = b[..last])
        Assert.That(a[last + 1], Is.Not.EqualTo b[last + 1]))
