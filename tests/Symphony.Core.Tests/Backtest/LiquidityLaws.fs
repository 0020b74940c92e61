module Symphony.Core.Tests.LiquidityLaws

open System
open NUnit.Framework

open Symphony.Core

/// Two ways to add twenty numbers.
let private relative = 1e-11

let private isClose (a: float) (b: float) =
    Double.IsNaN a && Double.IsNaN b || abs (a - b) <= relative * max (abs a) (abs b) + 1e-15

/// A long market of two names with gaps, splits and dividends; so many bars in each session.
let private market (seed: int) (count: int) (barsPerSession: int) : EngineCase =
    let rng = Random seed
    let between low high = low + (high - low) * rng.NextDouble()

    let name () = {
        Candles =
            Array.init count (fun _ ->
                if rng.Next 12 = 0 then
                    Candle.Absent
                else
                    Candle.Of (between 20.0 30.0) (between 20.0 30.0) (Math.Round(between 1e3 1e5)))
        Actions = [
            rng.Next count, ActionKind.Split 2.0
            rng.Next count, ActionKind.Dividend 0.7
        ]
        Weights = Array.zeroCreate count
        Volatility = Array.zeroCreate count
        Adv = Array.zeroCreate count
        Borrow = Array.zeroCreate count
        FillPrice = Array.zeroCreate count
        Slippage = Array.zeroCreate count
        Sector = ""
        Multiplier = 1.0
        Outstanding = Array.zeroCreate count
    }

    {
        SessionDates = Array.init count (fun t -> 18000 + t / barsPerSession)
        Names = [ name (); name () ]
        Decided = Array.zeroCreate count
        CashRates = Array.zeroCreate count
        MarginRates = Array.zeroCreate count
        Offered = {
            Liquidity = false
            Borrow = false
            Rates = false
            FillPrices = false
            Slippage = false
            Contracts = false
            Outstanding = false
        }
        Settings = EngineSettings.standard
    }

/// Volatility and dollar ADV of one name at one bar, from the definition.
let private definition (case: EngineCase) (name: NameCase) (t: int) : float * float =
    let dates = case.SessionDates
    let isIntraday = Seq.exists (fun u -> dates[u] = dates[u - 1]) (seq { 1..t })

    let complete =
        [ 0..t ]
        |> List.filter (fun u ->
            name.Candles[u].IsPresent && (not isIntraday || dates[u] < dates[t]))
        |> List.groupBy (fun u -> dates[u])
        |> List.map snd

    /// What a share bought at the close of bar a is worth at the close of bar b.
    let worth a b =
        let mutable shares = 1.0
        let mutable cash = 0.0

        for u in a + 1 .. b do
            for bar, kind in List.rev name.Actions do
                match kind with
                | ActionKind.Dividend paid when bar = u -> cash <- cash + shares * paid
                | _ -> ()

            for bar, kind in name.Actions do
                match kind with
                | ActionKind.Split ratio when bar = u -> shares <- shares * ratio
                | _ -> ()

        shares * name.Candles[b].Close + cash

    let returns =
        complete
        |> List.pairwise
        |> List.map (fun (before, now) ->
            Math.Log(
                worth (List.last before) (List.last now) / name.Candles[List.last before].Close
            ))

    let money =
        complete
        |> List.map (List.sumBy (fun u -> name.Candles[u].Close * name.Candles[u].Volume))

    let last20 values = values |> List.rev |> List.truncate 20

    let deviation values =
        let mean = List.average values

        sqrt ((values |> List.sumBy (fun v -> (v - mean) * (v - mean))) / float (values.Length - 1))

    // As many sessions as the ADV looks at; the first session of all has no return.
    let returns = if complete.Length <= 20 then returns else last20 returns

    (if returns.Length < 5 then nan else deviation returns),
    (if money.Length < 5 then nan else List.average (last20 money))

let private agrees (case: EngineCase) =
    let market = EngineCase.market case

    [
        for i, name in List.indexed case.Names do
            for t in 0 .. case.SessionDates.Length - 1 do
                let volatility, money = definition case name t

                isClose volatility market.DailyVolatility[t, i]
                && isClose money market.AverageDailyNotional[t, i]
    ]
    |> List.forall id

[<EngineProperty(MaxTest = 60)>]
let ``daily bars give the deviation and mean of the last 20 sessions`` (seed: int) =
    agrees (market seed 60 1)

[<EngineProperty(MaxTest = 60)>]
let ``bars within a session change neither until a later session begins`` (seed: int) =
    agrees (market seed 120 (2 + abs (seed % 3)))

[<EngineProperty(MaxTest = 60)>]
let ``what has left the window has left no bit behind`` (seed: int) =
    let case = market seed 80 1

    let other = {
        case with
            Names = [
                for name in case.Names ->
                    {
                        name with
                            Candles =
                                name.Candles
                                |> Array.mapi (fun t candle ->
                                    if t < 20 && candle.IsPresent then
                                        Candle.Of 1e9 2e9 1e12
                                    else
                                        candle)
                    }
            ]
    }

    let a = EngineCase.market case
    let b = EngineCase.market other

    // A name misses a bar now and then: 20 sessions of its own are behind it by then.
    Seq.forall
        (fun t ->
            [ 0; 1 ]
            |> List.forall (fun i ->
                let seen =
                    Seq.init (t - 19) (fun k -> case.Names[i].Candles[20 + k])
                    |> Seq.filter _.IsPresent
                    |> Seq.length

                seen < 21
                || a.DailyVolatility[t, i].Equals(b.DailyVolatility[t, i])
                   && a.AverageDailyNotional[t, i].Equals(b.AverageDailyNotional[t, i])))
        (seq { 60..79 })

[<EngineProperty(MaxTest = 60)>]
let ``a later bar changes no earlier measure`` (seed: int) (at: byte) =
    let case = market seed 60 (1 + abs (seed % 2))
    let count = 1 + int at % 60
    let whole = EngineCase.market case
    let shorter = EngineCase.market (EngineCase.truncate count case)

    Seq.forall
        (fun t ->
            whole.DailyVolatility.Row(t).SequenceEqual(shorter.DailyVolatility.Row t)
            && whole.AverageDailyNotional.Row(t).SequenceEqual(shorter.AverageDailyNotional.Row t))
        (seq { 0 .. count - 1 })

[<Test>]
let ``four sessions give no measure, five an ADV and six a volatility`` () =
    let case = market 1 8 1

    let full = {
        case with
            Names = [
                for name in case.Names ->
                    {
                        name with
                            Candles =
                                Array.init 8 (fun t -> Candle.Of 10.0 (10.0 + float (t % 3)) 100.0)
                            Actions = []
                    }
            ]
    }

    let measured = EngineCase.market full

    Assert.Multiple(fun () ->
        Assert.That(measured.AverageDailyNotional[3, 0], Is.NaN)
        Assert.That(measured.AverageDailyNotional[4, 0], Is.Not.NaN)
        Assert.That(measured.DailyVolatility[4, 0], Is.NaN)
        Assert.That(measured.DailyVolatility[5, 0], Is.Not.NaN))
