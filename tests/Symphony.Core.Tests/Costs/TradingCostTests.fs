module Symphony.Core.Tests.TradingCostTests

open System
open NUnit.Framework

open Symphony.Core

/// A few roundings of money.
let private rounding = 1e-12

let private cost = { Commission = 1e-4; HalfSpread = 4e-4; ImpactCoefficient = 1.0 }

[<Test>]
let ``a worked fill costs commission, half spread and impact`` () =
    // 10,000 at sigma 1 % and ADV 1,000,000: 1.00 + 4.00 + (0.01 / 1,000) x 10,000 x 100 = 10.00.
    let quotient = SquareRootImpact.quotient 0.01 1e6
    Assert.That(TradingCost.money cost quotient 10e3, Is.EqualTo(15.0).Within rounding)

[<EngineProperty>]
let ``four times the size costs eight times the impact`` (size: uint16) =
    let quotient = SquareRootImpact.quotient 0.02 3e6
    let impact n = SquareRootImpact.money 0.7 quotient n
    impact (4.0 * float size) = 8.0 * impact (float size)

[<EngineProperty>]
let ``two fills of half the size cost no more than one`` (size: uint16) =
    let quotient = SquareRootImpact.quotient 0.02 3e6
    let whole = TradingCost.money cost quotient (float size)
    2.0 * TradingCost.money cost quotient (float size / 2.0) <= whole * (1.0 + rounding)

[<Test>]
let ``without impact neither volatility nor volume is read`` () =
    let money = TradingCost.money { cost with ImpactCoefficient = 0.0 } nan 10e3
    Assert.That(money, Is.EqualTo(5.0).Within rounding)

[<Test>]
let ``nothing costs nothing`` () =
    Assert.That(TradingCost.money cost 1e-5 0.0, Is.EqualTo 0.0)

[<Test>]
let ``a factor scales every coefficient`` () =
    let doubled = TradingCost.scale 2.0 cost

    Assert.Multiple(fun () ->
        Assert.That(doubled.Commission, Is.EqualTo 2e-4)
        Assert.That(doubled.HalfSpread, Is.EqualTo 8e-4)
        Assert.That(doubled.ImpactCoefficient, Is.EqualTo 2.0))

[<Test>]
let ``borrow is 50, 100 or 200 basis points by dollar ADV, limits included`` () =
    let rate (adv: float) =
        Borrow.annualRate (ReadOnlySpan(Seq.toArray Borrow.standardTiers)) adv

    Assert.Multiple(fun () ->
        Assert.That(rate 80e6, Is.EqualTo 0.005)
        Assert.That(rate 50e6, Is.EqualTo 0.005)
        Assert.That(rate 49.9e6, Is.EqualTo 0.01)
        Assert.That(rate 5e6, Is.EqualTo 0.01)
        Assert.That(rate 4.9e6, Is.EqualTo 0.02)
        Assert.That(rate 0.0, Is.EqualTo 0.02)
        Assert.That(rate nan, Is.EqualTo 0.02))

[<Test>]
let ``an unknown ADV pays the highest rate even where the lowest tier is cheap`` () =
    let tiers = [|
        { MinimumAverageDailyNotional = 1e6; AnnualRate = 0.09 }
        { MinimumAverageDailyNotional = 0.0; AnnualRate = 0.01 }
    |]

    Assert.That(Borrow.annualRate (ReadOnlySpan tiers) nan, Is.EqualTo 0.09)

[<Test>]
let ``interest is simple, by calendar days of 360`` () =
    Assert.Multiple(fun () ->
        Assert.That(Financing.interest 0.06 3 100e3, Is.EqualTo(50.0).Within rounding)
        Assert.That(Financing.interest 0.06 0 100e3, Is.EqualTo 0.0)
        Assert.That(Financing.simpleReturn 0.036 1, Is.EqualTo(1e-4).Within rounding))
