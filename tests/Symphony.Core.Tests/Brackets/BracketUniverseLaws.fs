module Symphony.Core.Tests.BracketUniverseLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.BracketPlan

/// Who is in: each name at each bar by chance, or everybody.
let private universe (isIn: int -> bool) (axes: Axes) : Universe =
    let verdicts =
        Array.init (axes.BarCount * axes.SymbolCount) (fun cell ->
            if isIn cell then byte UniverseVerdict.In else byte UniverseVerdict.NotMember)

    Universe(axes, verdicts, UniverseSettings.standard, ValueNone)

let private byChance (plan: BracketPlan) (cell: int) : bool =
    let struct (value, _) =
        Rng.uniform (Rng.ofSeed (plan.Barrier.Market.Seed * 31UL + uint64 cell * 7919UL))

    value < 0.6

/// Each signal: bar, symbol, side and strength.
let private listed (signals: BracketSignals) = [
    for n in 0 .. signals.Count - 1 do
        let events = signals.Events
        events.Bars.Span[n], events.Symbols.Span[n], events.Side n, signals.Strength n
]

let private traded (plan: BracketPlan) (restrict: BracketSignals -> BracketSignals) =
    let struct (market, finer, signals, set) = build plan

    Brackets.run plan.Settings market (paired finer market.Bars) (restrict signals) set
    |> orFail

[<BracketProperty>]
let ``the signals of names that are in are left as they were, and no other`` (plan: BracketPlan) =
    let struct (market, _, signals, _) = build plan
    let width = market.Axes.SymbolCount
    let isIn = byChance plan

    let restricted = BracketSignals.within (universe isIn market.Axes) signals |> orFail

    let kept, dropped =
        listed signals |> List.partition (fun (bar, symbol, _, _) -> isIn (bar * width + symbol))

    listed restricted.Signals = kept
    && restricted.Signals.Events.HasSides = signals.Events.HasSides
    && restricted.DroppedSignals = dropped.Length
    && restricted.DroppedNames =
        (dropped |> List.distinctBy (fun (_, symbol, _, _) -> symbol)).Length

[<BracketProperty>]
let ``with every name in brackets are those without a universe, bit for bit`` (plan: BracketPlan) =
    let within (signals: BracketSignals) =
        (BracketSignals.within (universe (fun _ -> true) signals.Events.Axes) signals |> orFail)
            .Signals

    let plain, all = traded plan id, traded plan within

    Array.forall2 Bits.same (plain.Equity.ToArray()) (all.Equity.ToArray())
    && plain.Trades.Length = all.Trades.Length
    && Array.forall2
        (fun (a: BracketTrade) (b: BracketTrade) ->
            (a.Symbol, a.Side, a.DecisionBar, a.EntryBar, a.ExitBar, a.Exit, a.Tie) =
                (b.Symbol, b.Side, b.DecisionBar, b.EntryBar, b.ExitBar, b.Exit, b.Tie)
            && Bits.same a.Shares b.Shares
            && Bits.same a.NetProfit b.NetProfit)
        (plain.Trades.ToArray())
        (all.Trades.ToArray())

[<BracketProperty>]
let ``no trade was decided on a name that was out`` (plan: BracketPlan) =
    let isIn = byChance plan

    let result =
        traded plan (fun signals ->
            (BracketSignals.within (universe isIn signals.Events.Axes) signals |> orFail).Signals)

    let width = result.Axes.SymbolCount

    result.Trades.ToArray()
    |> Array.forall (fun trade -> isIn (trade.DecisionBar * width + trade.Symbol))

[<Test>]
let ``a universe of another market is refused`` () =
    let axes names =
        Axes.create [| 1L; 2L |] [| 0; 1 |] names |> orFail

    let signals =
        BracketSignals.ofEvents (LabelEvents.create (axes [| "A" |]) [| 0 |] [| 0 |] |> orFail)

    match BracketSignals.within (universe (fun _ -> true) (axes [| "B" |])) signals with
    | Error refusal -> Assert.That(string refusal, Does.Contain "is of other bars or symbols")
    | Ok _ -> Assert.Fail()
