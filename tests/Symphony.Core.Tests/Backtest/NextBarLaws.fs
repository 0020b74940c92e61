/// T+0 cannot be said: no decision fills at its own bar, and nothing public could make one.
module Symphony.Core.Tests.NextBarLaws

open System
open System.Reflection
open NUnit.Framework

open Symphony.Core

/// The case with the decision of one bar alone.
let private decidedOnce (bar: int) (case: EngineCase) : EngineCase = {
    case with
        Decided = case.Decided |> Array.mapi (fun t _ -> t = bar)
}

[<EngineProperty>]
let ``a decision fills at the bar after it or later, never at its own``
    (case: EngineCase)
    (at: int)
    =
    let bars = EngineCase.barCount case
    let bar = (abs (at % bars) + bars) % bars
    let trades = (EngineCase.run (decidedOnce bar case)).Trades
    let kinds = trades.Kinds.ToArray()

    trades.Bars.ToArray()
    |> Array.mapi (fun k filled -> kinds[k] <> TradeKind.Fill || filled > bar)
    |> Array.forall id

[<Test>]
let ``the bar of a fill is the one after the decision's`` () =
    for bar in [ 0; 1; 250; 99_999 ] do
        Assert.That(Timing.fillBar bar, Is.EqualTo(bar + 1))
        Assert.That(Timing.decisionBar (bar + 1), Is.EqualTo bar)

[<Test>]
let ``a decision is made by nobody outside the core and holds no price`` () =
    let decision = typeof<Decision>
    let flags = BindingFlags.Public ||| BindingFlags.Instance ||| BindingFlags.Static

    Assert.That(decision.GetConstructors flags, Is.Empty)

    Assert.That(
        decision.GetProperties flags |> Array.map _.Name |> Array.sort |> List.ofArray,
        Is.EqualTo(box [ "Bar"; "Weights" ])
    )

    // Each value of the setting is a price of the next bar.
    Assert.That(
        Enum.GetNames<FillAt>() |> Array.sort |> List.ofArray,
        Is.EqualTo(box [ "Close"; "Open"; "Panel" ])
    )
