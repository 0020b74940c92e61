module Symphony.Core.Tests.BracketMoneyLaws

open System
open NUnit.Framework

open Symphony.Core

let private orFail = EngineCase.orFail

/// Longs of every bar at limit prices, without margin: what fills, fills at its price or better.
let private boughtAtLimits (fee: float) (plan: BracketPlan) =
    let struct (market, _, _, set) =
        BracketPlan.build { plan with Entry = 1; MinimumStrength = 0.0; Barrier.HasFiner = false }

    let settings = {
        plan.Settings with
            MarginAllowed = false
            MarginRate = 1.0
            CashRate = 0.0
            // Known to the cent when the order is sized.
            ImpactCoefficient = 0.0
            Commission = 0.002
            HalfSpread = 0.003
            MinimumFee = fee
    }

    let signals = LabelEvents.everyBar market.Bars |> BracketSignals.ofEvents
    Brackets.run settings market ValueNone signals set |> orFail

[<BracketProperty>]
let ``without margin, resting orders and their costs never take more than the cash there is``
    (plan: BracketPlan)
    =
    [ 0.0; 25.0 ]
    |> List.forall (fun fee ->
        let found = boughtAtLimits fee plan
        // Interest is paid as soon as cash is below zero over night.
        found.Summary.RuinBar >= 0 || found.Summary.MarginInterest <= 1e-12 * plan.Settings.Equity)

let private count = 8

/// Two names at 100 that fall to 99 at bar 3, where limits a percent away fill.
let private falling =
    let axes =
        Axes.create
            (Array.init count (fun t -> int64 (t + 1) * 86_400_000_000L))
            (Array.init count (fun t -> t + 1))
            [| "A"; "B" |]
        |> orFail

    let panel value =
        Array.init (2 * count) (fun cell -> value (cell / 2))

    let bars =
        Bars.create
            axes
            PriceBasis.Raw
            (panel (fun _ -> 100.0))
            (panel (fun _ -> 100.0))
            (panel (fun t -> if t = 3 then 98.0 else 100.0))
            (panel (fun _ -> 100.0))
            (ValueSome(panel (fun _ -> 1e6)))
        |> orFail

    EngineMarket.create bars CorporateActions.None
    |> Result.bind (
        EngineMarket.withLiquidity
            (Panel.init axes (fun _ _ -> 0.02))
            (Panel.init axes (fun _ _ -> 1e8))
    )
    |> orFail

let private wholeAccount = {
    BracketSettings.standard with
        Entry = BracketEntry.Limit(1.0, 5<bar>)
        ProfitTargets = BracketSettings.noTarget
        StopLoss = StopLoss.Absent
        Unit = BracketUnit.Target(BarrierTarget.Fixed 0.01)
        NotionalCap = 0.5
        TimeExit = ValueSome(VerticalBarrier.Bars 2<bar>)
}

[<Test>]
let ``an order that rests keeps its costs from the next one`` () =
    // A is decided at bar 0, B at bar 1; each for half of the account, both filled at bar 3.
    let signals =
        LabelEvents.withSides falling.Axes [| 0; 1 |] [| 0; 1 |] [| Side.Long; Side.Long |]
        |> orFail
        |> BracketSignals.ofEvents

    let settings = {
        EngineSettings.standard with
            Equity = 1e6
            ImpactCoefficient = 0.0
            Commission = 0.01
            HalfSpread = 0.01
            MarginAllowed = false
            MarginRate = 1.0
    }

    let found = Brackets.run settings falling ValueNone signals wholeAccount |> orFail
    let trades = found.Trades.ToArray()
    let first, second = trades[0].Shares * 99.0, trades[1].Shares * 99.0
    Assert.That(first, Is.EqualTo(5e5).Within 1e-6)
    // What is left when the first has paid 2 % of itself, its own 2 % included.
    Assert.That(second, Is.EqualTo((1e6 - 1.02 * 5e5) / 1.02).Within 1e-6)
    Assert.That(found.Summary.MarginInterest, Is.EqualTo(0.0).Within 1e-9)

[<Test>]
let ``permanent impact is paid where shares outstanding are known, and said to be absent where not``
    ()
    =
    let signals =
        LabelEvents.withSides falling.Axes [| 0 |] [| 0 |] [| Side.Long |]
        |> orFail
        |> BracketSignals.ofEvents

    let settings = { EngineSettings.standard with Equity = 1e6; ImpactLaw = ImpactLaw.Almgren2005 }

    let run market =
        (Brackets.run settings market ValueNone signals wholeAccount |> orFail).Summary

    let without = run falling

    let outstanding =
        EngineMarket.withSharesOutstanding (Panel.init falling.Axes (fun _ _ -> 4e6)) falling
        |> orFail
        |> run

    // Theta / V = 4e6 x 100 / 1e8 = 4, so its fourth root is sqrt 2; half of gamma x sigma x X / V x that.
    let permanent (notional: float) =
        notional * 0.5 * 0.314 * 0.02 * (notional / 1e8) * sqrt 2.0

    let entry = 0.5e6
    let exit = entry * 100.0 / 99.0
    Assert.That(without.WithoutPermanentImpact, Is.EqualTo 2)
    Assert.That(without.PermanentImpact, Is.EqualTo 0.0)
    Assert.That(outstanding.WithoutPermanentImpact, Is.EqualTo 0)

    Assert.That(
        outstanding.PermanentImpact,
        Is.EqualTo(permanent entry + permanent exit).Within 1e-6
    )

    Assert.That(
        outstanding.Impact - outstanding.PermanentImpact,
        Is.EqualTo(without.Impact).Within 1e-6
    )

    // Another law has no such part, and misses none.
    let square =
        Brackets.run EngineSettings.standard falling ValueNone signals wholeAccount |> orFail

    Assert.That(square.Summary.WithoutPermanentImpact, Is.EqualTo 0)
    Assert.That(square.Summary.PermanentImpact, Is.EqualTo 0.0)
