module Symphony.Core.Tests.FusedBarLaws

open System

open Symphony.Core
open Symphony.Core.Tests.Runs

/// Settings that one pass over the names serves.
let regular (case: EngineCase) : EngineCase = {
    case with
        Settings = {
            case.Settings with
                SizeAt = SizeAt.Decision
                UnfilledPolicy = UnfilledPolicy.Drop
                MarginAllowed = true
                MinimumFee = 0.0
                ImpactLaw = ImpactLaw.Power
                ImpactExponent = 0.5
        }
}

/// The names several times over, so that full eights and what is left over are both met.
let repeated (times: int) (case: EngineCase) : EngineCase = {
    case with
        Names = [
            for k in 1..times do
                for name in case.Names do
                    {
                        name with
                            Weights =
                                name.Weights
                                |> Array.map (fun w -> w / float (k * case.Names.Length))
                    }
        ]
}

let everything (result: BacktestResult) =
    struct (rowsOf result,
            tradesOf result,
            stateBits result.FinalState,
            result.Untradable,
            result.LargeFillCount,
            result.DelistingCount)

let private run (mayFuse: bool) (case: EngineCase) : BacktestResult =
    let engine = EngineCase.engine case
    engine.Rules.MayFuse <- mayFuse

    Engine.inCash 0 engine
    |> Result.bind (
        Loop.resume
            engine
            (EngineCase.decisions case)
            TradeRecording.EachTrade
            (EngineCase.barCount case - 1)
    )
    |> EngineCase.orFail

[<EngineProperty(MaxTest = 1500)>]
let ``one pass over the names gives the bits of the general path`` (case: EngineCase) =
    let case = regular case
    everything (run true case) = everything (run false case)

[<EngineProperty(MaxTest = 500)>]
let ``one pass over many names gives the bits of the general path``
    (case: EngineCase)
    (times: byte)
    =
    let case = repeated (2 + int times % 8) (regular case)
    everything (run true case) = everything (run false case)

/// No gaps, no actions: the bars that need no preparation, with every choice of limits.
let whole (case: EngineCase) : EngineCase = {
    case with
        Names = [
            for name in case.Names do
                let candles =
                    name.Candles
                    |> Array.mapi (fun t candle ->
                        if candle.IsPresent then
                            candle
                        else
                            Candle.Of (20.0 + float t) (21.0 + float (t % 3)) 1e5)

                {
                    name with
                        Actions = []
                        Candles = candles
                        FillPrice = candles |> Array.map (fun c -> 0.5 * (c.High + c.Low))
                        Volatility =
                            name.Volatility
                            |> Array.map (fun s -> if Double.IsNaN s then 0.02 else s)
                        Adv = name.Adv |> Array.map (fun v -> if Double.IsNaN v then 3e6 else v)
                }
        ]
        Offered = { case.Offered with Liquidity = true }
}

[<EngineProperty(MaxTest = 700)>]
let ``one pass over bars without gaps gives the bits of the general path``
    (case: EngineCase)
    (times: byte)
    =
    let case = whole (repeated (1 + int times % 8) (regular case))
    everything (run true case) = everything (run false case)

[<EngineProperty(MaxTest = 1500)>]
let ``quiet bars in a row give the rows of the general path`` (case: EngineCase) (times: byte) =
    let case = whole (repeated (1 + int times % 8) (regular case))

    let case = {
        case with
            Settings = {
                case.Settings with
                    // Lots of a power of two have arithmetic of their own.
                    LotSize =
                        if case.Settings.LotSize > 0.0 && times % 2uy = 0uy then
                            float (1 <<< (int times % 7)) / 4.0
                        else
                            case.Settings.LotSize
            }
            Offered = { case.Offered with Borrow = false; Slippage = false }
    }

    let run mayFuse =
        let engine = EngineCase.engine case
        engine.Rules.MayFuse <- mayFuse

        Engine.inCash 0 engine
        |> Result.bind (
            Loop.resume
                engine
                (EngineCase.decisions case)
                TradeRecording.Totals
                (EngineCase.barCount case - 1)
        )
        |> EngineCase.orFail

    everything (run true) = everything (run false)

[<EngineProperty>]
let ``an account carried from one pass into the general path and back keeps its bits``
    (case: EngineCase)
    (turns: bool[])
    =
    let case = regular case
    let engine = EngineCase.engine case
    let decisions = EngineCase.decisions case
    let start = Engine.inCash 0 engine |> EngineCase.orFail
    let book = Book.OfState start
    let log = TradeLog TradeRecording.EachTrade
    let mutable isSame = true
    let expected = run false case

    while book.Bar < EngineCase.barCount case - 1 && not book.IsRuined do
        let bar = book.Bar

        engine.Rules.MayFuse <- turns.Length = 0 || turns[bar % turns.Length]
        Step.advance engine.Rules log (decisions.IsDecided bar) (decisions.Weights bar) book
        isSame <- isSame && rowBits (Step.row book) = rowBits (expected.Row book.Bar)

    isSame && stateBits (book.ToState()) = stateBits expected.FinalState

[<EngineProperty>]
let ``the settings of the general path go to the general path`` (case: EngineCase) =
    everything (run true case) = everything (run false case)

/// Each name has bars between two of its own only, and ends two bars after the last.
let private passing (first: byte[]) (case: EngineCase) : EngineCase =
    let count = EngineCase.barCount case

    let at i =
        if first.Length = 0 then i else int first[i % first.Length]

    {
        case with
            Settings = { case.Settings with DelistedAfterMissingBars = 2 }
            Names = [
                for i, name in List.indexed case.Names do
                    let from = at i % count
                    let until = from + 1 + at (i + 1) % 3

                    {
                        name with
                            Actions = []
                            Candles =
                                Array.init count (fun t ->
                                    if t < from || t > until then
                                        Candle.Absent
                                    else
                                        Candle.Of (20.0 + float t) (21.0 + float (t % 3)) 1e5)
                            FillPrice = Array.create count 20.5
                    }
            ]
    }

[<EngineProperty>]
let ``names that come late and go early are closed at the same bar``
    (case: EngineCase)
    (first: byte[])
    =
    let case = passing first (regular case)
    everything (run true case) = everything (run false case)
