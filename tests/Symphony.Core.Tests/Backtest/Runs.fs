/// How two runs are compared: by bits, or relative to equity + gross.
module Symphony.Core.Tests.Runs

open System

open Symphony.Core

/// The accounting identity and every law on money, relative to equity + gross.
let identity = 1e-12

/// Against decimals, relative to equity + gross: some hundred roundings of doubles.
let againstDecimal = 1e-9

let bits (x: float) = BitConverter.DoubleToInt64Bits x

let sameBits (a: float) (b: float) = bits a = bits b

let scaleOf (row: BarRow) =
    abs row.Equity + row.LongNotional + row.ShortNotional

let isClose tolerance (row: BarRow) (a: float) (b: float) = abs (a - b) <= tolerance * scaleOf row

let rowBits (row: BarRow) =
    struct (row.Bar,
            [
                row.Equity
                row.Cash
                row.LongNotional
                row.ShortNotional
                row.FillNotional
                row.Commission
                row.Spread
                row.Impact
                row.PermanentImpact
                row.Borrow
                row.MarginInterest
                row.CashInterest
                row.CashReturn
                row.Dividends
                row.DelistingProceeds
                float row.FillCount
            ]
            |> List.map bits)

let rowsOf (result: BacktestResult) =
    result.Rows.ToArray() |> Array.map rowBits

let stateBits (state: EngineState) =
    struct (state.Bar,
            bits state.Cash,
            bits state.Equity,
            state.Shares.ToArray() |> Array.map bits,
            state.LastPrices.ToArray() |> Array.map bits,
            state.OpenOrders.ToArray() |> Array.map bits)

let tradesOf (result: BacktestResult) =
    let trades = result.Trades

    [|
        for k in 0 .. trades.Count - 1 do
            struct (trades.Bars.Span[k],
                    trades.Symbols.Span[k],
                    bits trades.Shares.Span[k],
                    bits trades.Prices.Span[k],
                    bits trades.Commissions.Span[k],
                    bits trades.Spreads.Span[k],
                    bits trades.Impacts.Span[k])
    |]
