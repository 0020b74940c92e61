module Symphony.Core.Tests.BracketLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.BracketPlan

/// Relative, for money that is added up in another order.
let private money = 1e-9

let private near (scale: float) (a: float) (b: float) =
    Tolerance.near money (1.0 + abs scale) a b

let private sameExit (settings: EngineSettings) (a: BracketTrade) (b: BracketReference.Exit) =
    a.Entry = b.Entry
    && a.Symbol = b.Symbol
    && a.Side = b.Side
    && a.DecisionBar = b.DecisionBar
    && a.EntryBar = b.EntryBar
    && Bits.same a.EntryPrice b.EntryPrice
    && a.ExitBar = b.ExitBar
    && Bits.same a.ExitPrice b.ExitPrice
    && a.Exit = b.Hit
    && a.Tie = b.Tie
    && Bits.same a.GrossReturn b.GrossReturn
    && near b.Shares a.Shares b.Shares
    && Tolerance.near money settings.Equity a.NetProfit b.Net

[<BracketProperty>]
let ``every exit equals that of the market followed bar by bar, prices bit for bit``
    (plan: BracketPlan)
    =
    let struct (market, finer, signals, set) = build plan
    let found = run BracketRecording.EachTrade plan

    let expected = BracketReference.run plan.Settings market finer signals set
    let rows = found.Trades.ToArray()
    let all = List.toArray (expected.Exits @ expected.Open)

    rows.Length = all.Length && Array.forall2 (sameExit plan.Settings) rows all

[<BracketProperty>]
let ``the equity of every close is that of the market followed bar by bar`` (plan: BracketPlan) =
    let struct (market, finer, signals, set) = build plan
    let found = run BracketRecording.EachTrade plan
    let expected = BracketReference.run plan.Settings market finer signals set
    let curve = found.Equity.ToArray()

    Array.forall2
        (fun a b ->
            Double.IsNaN a && Double.IsNaN b || Tolerance.near money plan.Settings.Equity a b)
        curve
        expected.Equity
