module Symphony.Core.Tests.TradeReturnTests

open NUnit.Framework

open Symphony.Core

/// Two roundings.
let private rounding = 1e-12

[<Test>]
let ``a long earns the price, the split and the dividend of its shares`` () =
    // 50 becomes two shares at 27 and one dollar: 55 / 50 - 1.
    Assert.That(TradeReturn.gross Side.Long 50.0 27.0 2.0 1.0, Is.EqualTo(0.1).Within rounding)

[<EngineProperty>]
let ``a short earns the opposite of the long, bit for bit``
    (entry: byte)
    (exit: byte)
    (paid: byte)
    =
    let price (b: byte) = 1.0 + float b / 7.0

    let trade side =
        TradeReturn.gross side (price entry) (price exit) 1.5 (float paid / 100.0)

    trade Side.Short = -(trade Side.Long)

[<EngineProperty>]
let ``a long that ends at nothing loses all of it`` (entry: byte) =
    TradeReturn.gross Side.Long (1.0 + float entry) 0.0 1.0 0.0 = -1.0

[<Test>]
let ``the engine's money of one share is the trade's return`` () =
    // Bought at 50 at bar 1, split 2:1 and paid 1 at bar 3, worth 26 at its close; nothing costs.
    let case = {
        Ledger.case with
            Offered = { Ledger.case.Offered with Borrow = false; Rates = false }
            Settings = { EngineSettings.frictionless with Equity = 100e3; SizeAt = SizeAt.Fill }
            Decided = Array.init 10 (fun t -> t = 0)
            Names = [ { Ledger.case.Names.Head with Weights = Array.create 10 1.0 } ]
    }

    let row = (EngineCase.run case).Row 3
    let gross = TradeReturn.gross Side.Long 48.0 26.0 2.0 1.0
    Assert.That(row.Equity / 100e3 - 1.0, Is.EqualTo(gross).Within rounding)

[<Test>]
let ``decided at a close, filled at the next bar, held for so many`` () =
    Assert.Multiple(fun () ->
        Assert.That(Timing.fillBar 7, Is.EqualTo 8)
        Assert.That(Timing.decisionBar 8, Is.EqualTo 7)
        Assert.That(Timing.exitBar 7 5<bar>, Is.EqualTo 13))
