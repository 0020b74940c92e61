namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

/// Which target a plan's barriers are multiples of.
type TargetPlan =
    | FixedTarget of float
    | DailyTarget
    | ExponentialTarget of int
    | TrueRangeTarget of int
    /// A value per cell from the market's seed, some of them missing.
    | GivenTarget

/// A market, barriers and sides in plain words.
type BarrierPlan = {
    Market: MarketPlan
    ProfitTaking: float option
    StopLoss: StopLoss
    Vertical: VerticalBarrier
    Target: TargetPlan
    Scale: BarrierScale
    MinimumTarget: float
    /// Whether some events are short; without sides they are all long.
    HasSides: bool
    /// Whether the bars have finer ones.
    HasFiner: bool
}

/// Prices on powers of two, as exponents: open, high above it, low below it, close.
type PowersOfTwo = PowersOfTwo of (int * int * int * int)[]

/// A series of highs and lows with missing bars, a place to start and one to end, and two prices.
type ExtremesPlan = {
    Highs: float[]
    Lows: float[]
    From: int
    Until: int
    Upper: float
    Lower: float
}

module BarrierPlan =

    /// A number in (0, 1) of one cell.
    let private chance (seed: uint64) (cell: int) (purpose: int) : float =
        let mixed =
            seed * 31UL + uint64 cell * 7919000027UL + uint64 purpose * 104729000000039UL

        let struct (value, _) = Rng.uniform (Rng.ofSeed mixed)
        value

    let orFail (result: Result<'value, Invalid>) : 'value =
        result |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let given (plan: BarrierPlan) (axes: Axes) : Panel =
        Panel.init axes (fun t i ->
            let cell = t * axes.SymbolCount + i

            if chance plan.Market.Seed cell 21 < 0.1 then
                nan
            else
                0.002 + 0.05 * chance plan.Market.Seed cell 22)

    let settings (plan: BarrierPlan) (axes: Axes) : TripleBarrierSettings = {
        ProfitTaking = plan.ProfitTaking |> ValueOption.ofOption
        StopLoss = plan.StopLoss
        Vertical = plan.Vertical
        Target =
            match plan.Target with
            | FixedTarget fraction -> BarrierTarget.Fixed fraction
            | DailyTarget -> BarrierTarget.DailyVolatility
            | ExponentialTarget span -> BarrierTarget.ExponentialVolatility span
            | TrueRangeTarget window -> BarrierTarget.AverageTrueRange(window * 1<bar>)
            | GivenTarget -> BarrierTarget.Given(given plan axes)
        MinimumTarget = plan.MinimumTarget
        Scale = plan.Scale
        DelistingReturnLong = -0.3
        DelistingReturnShort = 0.05
    }

    /// Every cell is an event, with a row or without.
    let events (plan: BarrierPlan) (axes: Axes) : LabelEvents =
        let cells = [| 0 .. axes.BarCount * axes.SymbolCount - 1 |]
        let bars = cells |> Array.map (fun cell -> cell / axes.SymbolCount)
        let symbols = cells |> Array.map (fun cell -> cell % axes.SymbolCount)

        if plan.HasSides then
            cells
            |> Array.map (fun cell ->
                if chance plan.Market.Seed cell 23 < 0.5 then Side.Short else Side.Long)
            |> LabelEvents.withSides axes bars symbols
            |> orFail
        else
            LabelEvents.create axes bars symbols |> orFail

    /// Up to four shorter bars inside each bar: its open first, its close last, its high and its low
    /// somewhere between; some are missing.
    let finerBars (plan: BarrierPlan) (bars: Bars) : Bars =
        let width = bars.Axes.SymbolCount
        let hour = 3_600_000_000L

        let axes =
            Axes.create
                [|
                    for instant in bars.Axes.Instants.ToArray() do
                        for k in 3..-1..0 -> instant - int64 k * hour
                |]
                [|
                    for date in bars.Axes.SessionDates.ToArray() do
                        for _ in 0..3 -> date
                |]
                (Array.ofSeq bars.Axes.Symbols)
            |> orFail

        let cells = axes.BarCount * width

        let opens, highs, lows, closes =
            Array.create cells nan,
            Array.create cells nan,
            Array.create cells nan,
            Array.create cells nan

        for t in 0 .. bars.Axes.BarCount - 1 do
            for i in 0 .. width - 1 do
                let coarse = t * width + i
                let draw = chance plan.Market.Seed coarse
                let o, h = bars.Open[t, i], bars.High[t, i]
                let l, c = bars.Low[t, i], bars.Close[t, i]
                let atHigh = int (4.0 * draw 30)
                let atLow = int (4.0 * draw 31)
                let mutable last = o

                for k in 0..3 do
                    let cell = (4 * t + k) * width + i
                    // A gap between two of them now and then.
                    let first =
                        if k > 0 && draw (32 + k) < 0.3 then l + (h - l) * draw (36 + k) else last

                    let final = if k = 3 then c else l + (h - l) * draw (40 + k)
                    last <- final

                    if not (Double.IsNaN o) && draw (44 + k) >= 0.1 then
                        opens[cell] <- first
                        closes[cell] <- final
                        highs[cell] <- if k = atHigh then h else max first final
                        lows[cell] <- if k = atLow then l else min first final

        Bars.create axes bars.PriceBasis opens highs lows closes ValueNone |> orFail

    let simpler (plan: BarrierPlan) : seq<BarrierPlan> =
        seq {
            for market in MarketPlan.simpler plan.Market do
                { plan with Market = market }

            if plan.HasFiner then
                { plan with HasFiner = false }

            if plan.HasSides then
                { plan with HasSides = false }

            if plan.ProfitTaking.IsSome then
                { plan with ProfitTaking = None }

            if plan.StopLoss <> StopLoss.Absent then
                { plan with StopLoss = StopLoss.Absent }

            match plan.Vertical with
            | VerticalBarrier.Bars bars when bars > 1<bar> -> {
                plan with
                    Vertical = VerticalBarrier.Bars(bars / 2)
              }
            | VerticalBarrier.CalendarDays _ -> { plan with Vertical = VerticalBarrier.Bars 3<bar> }
            | _ -> ()

            if plan.Target <> FixedTarget 0.02 then
                { plan with Target = FixedTarget 0.02 }

            if plan.Scale <> BarrierScale.SimpleReturn then
                { plan with Scale = BarrierScale.SimpleReturn }
        }

/// Every generator of barriers and of what they meet, each with its shrinker.
type BarrierMarkets =

    static member private Market: Gen<MarketPlan> =
        gen {
            let! bars = Gen.frequency [ 6, Gen.choose (3, 60); 1, Gen.choose (300, 700) ]
            let! names = if bars > 60 then Gen.constant 1 else Gen.choose (1, 4)
            let! seed = Gen.choose (1, 1_000_000)
            let! gapCount = Gen.choose (0, 6)

            let! gaps =
                Gen.zip3 (Gen.choose (0, names - 1)) (Gen.choose (0, bars - 1)) (Gen.choose (1, 9))
                |> Gen.listOfLength gapCount

            let kind =
                Gen.frequency [
                    4, Gen.map ActionKind.Split (Gen.elements [ 2.0; 3.0; 0.5; 1.5 ])
                    4, Gen.map ActionKind.Dividend (Gen.elements [ 0.1; 0.25; 0.7 ])
                    1, Gen.map ActionKind.Delisting (Gen.elements [ -0.3; -1.0; 0.1 ])
                ]

            let! actionCount = Gen.choose (0, 5)

            let! actions =
                Gen.zip3 (Gen.choose (0, names - 1)) (Gen.choose (0, bars - 1)) kind
                |> Gen.listOfLength actionCount

            return {
                Bars = bars
                Names = names
                Seed = uint64 seed
                Gaps = gaps
                Actions = actions
            }
        }

    static member BarriersInMarkets() : Arbitrary<BarrierPlan> =
        let multiple = Gen.elements [ 0.1; 0.5; 1.0; 1.7; 3.0; 6.0; 40.0 ]

        let gen =
            gen {
                let! market = BarrierMarkets.Market
                let! profit = Gen.frequency [ 5, Gen.map Some multiple; 1, Gen.constant None ]

                let! stop =
                    Gen.frequency [
                        4, Gen.map StopLoss.Fixed multiple
                        3, Gen.map StopLoss.Trailing multiple
                        1, Gen.constant StopLoss.Absent
                    ]

                let! vertical =
                    Gen.frequency [
                        3, Gen.map (fun v -> VerticalBarrier.Bars(v * 1<bar>)) (Gen.choose (1, 12))
                        1,
                        Gen.map (fun v -> VerticalBarrier.Bars(v * 1<bar>)) (Gen.choose (40, 400))
                        2, Gen.map VerticalBarrier.CalendarDays (Gen.choose (1, 20))
                    ]

                let! target =
                    Gen.frequency [
                        3, Gen.map FixedTarget (Gen.elements [ 0.005; 0.02; 0.05 ])
                        1, Gen.constant DailyTarget
                        1, Gen.map ExponentialTarget (Gen.choose (2, 6))
                        1, Gen.map TrueRangeTarget (Gen.choose (1, 6))
                        1, Gen.constant GivenTarget
                    ]

                let! scale = Gen.elements [ BarrierScale.SimpleReturn; BarrierScale.LogReturn ]
                let! minimum = Gen.elements [ 0.0; 0.0; 0.015 ]
                let! hasSides = Gen.elements [ true; false ]
                let! hasFiner = Gen.elements [ true; false ]

                return {
                    Market = market
                    ProfitTaking = profit
                    StopLoss = stop
                    Vertical = vertical
                    Target = target
                    Scale = scale
                    MinimumTarget = minimum
                    HasSides = hasSides
                    HasFiner = hasFiner
                }
            }

        Arb.fromGenShrink (gen, BarrierPlan.simpler)

    static member PricesOnPowersOfTwo() : Arbitrary<PowersOfTwo> =
        let bar = Gen.choose (0, 3)

        let gen =
            gen {
                let! length = Gen.choose (3, 40)
                let! opens = Gen.arrayOfLength length (Gen.choose (-2, 2))
                let! above = Gen.arrayOfLength length bar
                let! below = Gen.arrayOfLength length bar
                let! closes = Gen.arrayOfLength length (Gen.choose (-9, 9))

                return
                    PowersOfTwo(
                        Array.init length (fun t ->
                            // Opens wander; the close lies between low and high.
                            let o = Array.sum opens[..t]
                            let h, l = o + above[t], o - below[t]
                            o, h, l, max l (min h (o + closes[t])))
                    )
            }

        Arb.fromGenShrink (
            gen,
            fun (PowersOfTwo bars) ->
                seq {
                    if bars.Length > 3 then
                        PowersOfTwo bars[.. bars.Length / 2]
                        PowersOfTwo bars[1..]
                        PowersOfTwo bars[.. bars.Length - 2]
                }
        )

    static member HighsAndLows() : Arbitrary<ExtremesPlan> =
        let gen =
            gen {
                let! length = Gen.frequency [ 3, Gen.choose (0, 80); 3, Gen.choose (80, 6000) ]
                let! steps = Gen.arrayOfLength length (Gen.choose (-100, 100))
                let! missing = Gen.arrayOfLength length (Gen.choose (0, 19))
                let! from = Gen.choose (0, length)
                let! until = Gen.choose (from, length)
                let! distance = Gen.elements [ 0; 3; 30; 400; 3000; 1_000_000 ]
                let! slack = Gen.elements [ 1; 2; 1_000_000 ]
                let mids = Array.scan (+) 0 steps

                let price offset =
                    Array.init length (fun k ->
                        if missing[k] = 0 then nan else float (mids[k] + offset))

                let start = float mids[from]
                // Half of the time a price stands exactly where some bar's high or low is.
                let! isExact = Gen.elements [ true; false ]
                let! touched = Gen.choose (from, length)

                return {
                    Highs = price 5
                    Lows = price -5
                    From = from
                    Until = until
                    Upper = if isExact then float (mids[touched] + 5) else start + float distance
                    Lower =
                        if isExact && slack = 1 then
                            float (mids[(from + touched) / 2] - 5)
                        else
                            start - float distance * float slack
                }
            }

        let simpler (plan: ExtremesPlan) =
            seq {
                if plan.Until > plan.From then
                    { plan with Until = plan.From + (plan.Until - plan.From) / 2 }
                    { plan with From = plan.From + (plan.Until - plan.From) / 2 }

                if plan.Highs.Length > plan.Until then
                    {
                        plan with
                            Highs = plan.Highs[.. plan.Until - 1]
                            Lows = plan.Lows[.. plan.Until - 1]
                    }
            }

        Arb.fromGenShrink (gen, simpler)

/// A property over barriers and the markets they are set in.
[<AttributeUsage(AttributeTargets.Method)>]
type BarrierPropertyAttribute() as this =
    inherit DomainPropertyAttribute()

    do this.Arbitrary <- [| typeof<Numbers>; typeof<Markets>; typeof<BarrierMarkets> |]
