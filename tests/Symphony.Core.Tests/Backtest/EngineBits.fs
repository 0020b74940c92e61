/// The bits of some runs, committed: the same under every instruction set, on every machine, and before and
/// after every change of how a bar is computed.
module Symphony.Core.Tests.EngineBits

open System
open NUnit.Framework

open Symphony.Core

let private barCount = 60
let private width = 37

/// A number in [0, 1) of a name, a bar and a purpose.
let private draw (name: int) (bar: int) (purpose: int) : float =
    let seed =
        uint64 (name + 1) * 1000003UL + uint64 bar * 7919UL + uint64 purpose * 104729UL

    let struct (value, _) = Rng.uniform (Rng.ofSeed seed)
    value

let private between low high name bar purpose =
    low + (high - low) * draw name bar purpose

let private orNaN (share: float) name bar purpose (value: float) =
    if draw name bar purpose < share then nan else value

/// Names with gaps, ends, splits and dividends; a dozen of them without any of it.
let private name (i: int) : NameCase =
    let isPlain = i % 3 = 0
    let starts = if isPlain then 0 else i % 5
    let ends = if i % 11 = 4 then 35 + i % 7 else barCount
    let splitAt, paidAt = 10 + i % 17, 8 + i % 23

    let actions = [
        if i % 3 = 1 then
            splitAt, ActionKind.Split(if i % 2 = 0 then 2.0 else 0.5)
        if i % 4 = 1 then
            paidAt, ActionKind.Dividend 0.4
        if i % 13 = 7 then
            40, ActionKind.Delisting -0.6
    ]

    let mutable price = 20.0 + 3.0 * float i

    let candles =
        Array.init barCount (fun t ->
            if i % 3 = 1 && t = splitAt then
                price <- price / (if i % 2 = 0 then 2.0 else 0.5)

            let first = price * between 0.98 1.02 i t 1
            price <- first * between 0.97 1.03 i t 2
            let isAbsent = not isPlain && (t < starts || t >= ends || draw i t 3 < 0.04)

            if isAbsent then
                Candle.Absent
            else
                Candle.Of first price (1e4 + 1e5 * draw i t 4))

    let column low high purpose =
        Array.init barCount (fun t -> between low high i t purpose)

    let withHoles low high purpose =
        Array.init barCount (fun t ->
            between low high i t purpose
            |> orNaN (if isPlain then 0.0 else 0.03) i t (purpose + 50))

    {
        Candles = candles
        Actions = actions
        Weights = column -0.08 0.1 5
        Volatility = withHoles 0.005 0.04 6
        Adv = withHoles 1e6 8e7 7
        Borrow = withHoles 0.0 0.1 8
        FillPrice = candles |> Array.mapi (fun t c -> c.Low + draw i t 9 * (c.High - c.Low))
        Slippage = column 0.0 5e-4 10
        Sector = $"S{i % 5}"
        Multiplier = if i % 4 = 0 then 5.0 else 1.0
        Outstanding = withHoles 1e6 1e8 11
    }

let private case (settings: EngineSettings) (offered: Offered) : EngineCase = {
    SessionDates = Array.init barCount (fun t -> 18000 + t / 5 * 7 + t % 5)
    Names = List.init width name
    Decided = Array.init barCount (fun t -> t % 4 <> 3)
    CashRates = Array.init barCount (fun t -> 0.01 + 0.0005 * float t)
    MarginRates = Array.init barCount (fun t -> 0.05 + 0.0003 * float t)
    Offered = offered
    Settings = { settings with Equity = 2e7 }
}

let private nothing = {
    Liquidity = true
    Borrow = false
    Rates = false
    FillPrices = false
    Slippage = false
    Contracts = false
    Outstanding = false
}

let private standard = EngineSettings.standard

let private limited = {
    standard with
        NoTradeBand = 0.002
        ParticipationCap = 0.02
        LotSize = 10.0
        PerNameCap = 0.07
        CashRate = 0.02
}

/// As the digest is, with only what existed before the minimum fee and the impact laws in it.
let private digest (case: EngineCase) : string =
    let result = EngineCase.run case
    let mutable digest = 17UL

    let add (value: float) =
        digest <- digest * 1099511628211UL + uint64 (BitConverter.DoubleToInt64Bits value)

    for row in result.Rows.ToArray() do
        for value in
            [
                row.Equity
                row.Cash
                row.LongNotional
                row.ShortNotional
                row.FillNotional
                row.Commission
                row.Spread
                row.Impact
                row.Borrow
                row.MarginInterest
                row.CashInterest
                row.CashReturn
                row.Dividends
                row.DelistingProceeds
                float row.FillCount
            ] do
            add value

    let trades = result.Trades

    for k in 0 .. trades.Count - 1 do
        add (float trades.Bars.Span[k])
        add (float trades.Symbols.Span[k])
        add trades.Shares.Span[k]
        add trades.Prices.Span[k]
        add trades.Commissions.Span[k]
        add trades.Spreads.Span[k]
        add trades.Impacts.Span[k]

    add (float result.Untradable.Total)
    add (float result.LargeFillCount)
    digest.ToString "x16"

let private cases: (string * EngineSettings * Offered) list = [
    "standard", standard, nothing
    "standard, measured liquidity", standard, { nothing with Liquidity = false }
    "standard with rates and borrow", standard, { nothing with Borrow = true; Rates = true }
    "limited", limited, nothing
    "limited with caps on sums",
    { limited with SectorCap = 0.3; GrossCap = 1.0; NetCap = 0.1 },
    { nothing with Slippage = true }
    "at the close, costs twice",
    { limited with FillAt = FillAt.Close; CostMultiplier = 2.0 },
    nothing
    "carried, no margin",
    {
        limited with
            UnfilledPolicy = UnfilledPolicy.Carry
            MarginAllowed = false
            FillAt = FillAt.Panel
    },
    { nothing with FillPrices = true; Borrow = true }
    "sized at the fill", { standard with SizeAt = SizeAt.Fill }, { nothing with Rates = true }
    "frictionless", EngineSettings.frictionless, nothing
]

/// By the plain path of the bar, in eight scalars.
let private committed: (string * string) list = [
    "standard", "af39ca7aa0ea64eb"
    "standard, measured liquidity", "2d95c1f079ce5b52"
    "standard with rates and borrow", "f73adc8f8d1eefa9"
    "limited", "bf0eee009d517456"
    "limited with caps on sums", "5c6c291e6a85ac35"
    "at the close, costs twice", "f55208e91a44dec4"
    "carried, no margin", "4c9d082edba99554"
    "sized at the fill", "e1fd71ee7132bc8e"
    "frictionless", "4d72e81eeac094ab"
]

[<Test>]
let ``these runs give the bits committed here`` () =
    Assert.Multiple(fun () ->
        for (name, settings, offered), expected in List.zip cases committed do
            Assert.That((name, digest (case settings offered)), Is.EqualTo expected))
