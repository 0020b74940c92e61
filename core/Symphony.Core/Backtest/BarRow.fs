namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>The account at the close of one bar, and the money that moved since the close before.</summary>
[<Struct>]
type BarRow = {
    /// <summary>Bar number on the market's axis.</summary>
    Bar: int
    /// <summary>Cash plus shares at the close, in money.</summary>
    Equity: float
    /// <summary>Cash in money, proceeds of short sales included.</summary>
    Cash: float
    /// <summary>Value of the shares held long at the close, in money.</summary>
    LongNotional: float
    /// <summary>Value of the shares held short at the close, in money, not negative.</summary>
    ShortNotional: float
    /// <summary>Sum of the sizes of the fills, in money.</summary>
    FillNotional: float
    /// <summary>Commission paid, in money.</summary>
    Commission: float
    /// <summary>Half spreads paid, slippage of a fill panel included, in money.</summary>
    Spread: float
    /// <summary>Market impact paid, in money.</summary>
    Impact: float
    /// <summary>The permanent part of that impact, in money; 0 unless the impact law has one.</summary>
    PermanentImpact: float
    /// <summary>Borrow paid for shorts, in money.</summary>
    Borrow: float
    /// <summary>Interest paid on negative cash, in money.</summary>
    MarginInterest: float
    /// <summary>Interest received on positive cash, in money; negative at a negative rate.</summary>
    CashInterest: float
    /// <summary>The simple return of one unit of cash since the bar before.</summary>
    CashReturn: float
    /// <summary>Dividends received less those owed by shorts, in money.</summary>
    Dividends: float
    /// <summary>Money for holdings in names that ended, negative for shorts.</summary>
    DelistingProceeds: float
    /// <summary>How many orders filled.</summary>
    FillCount: int
}

/// What moves at every bar of a run.
[<Struct; NoEquality; NoComparison>]
type internal AccountRow =
    val mutable Equity: float
    val mutable Cash: float
    val mutable LongNotional: float
    val mutable ShortNotional: float
    val mutable FillNotional: float
    val mutable Impact: float
    val mutable FillCount: int
    /// Where the bar's other money stands; -1 where it is what follows from the fill notional.
    val mutable Other: int

/// What moves at some bars only: at most once a session where nothing happens but trading.
[<Struct; NoEquality; NoComparison>]
type internal OtherMoney = {
    Commission: float
    Spread: float
    PermanentImpact: float
    Borrow: float
    MarginInterest: float
    CashInterest: float
    CashReturn: float
    Dividends: float
    DelistingProceeds: float
}

/// Values as they come, in blocks. A block is small enough for the memory that is used again and again: a large
/// array is memory that is new at every run, and writing to it for the first time costs more than the bars.
[<Sealed>]
type internal Blocks<'V>(capacity: int) =
    let blocks = List<'V[]>()
    let mutable count = 0

    member _.Count: int = count

    /// The places of the last block that are not taken: one at least, up to the capacity.
    member _.Free: Span<'V> =
        let block = count >>> 10

        if block = blocks.Count then
            blocks.Add(GC.AllocateUninitializedArray(min 1024 (capacity - count)))

        Span(blocks[block]).Slice(count &&& 1023)

    member _.Took(written: int) : unit = count <- count + written

    member _.Item
        with get (place: int): inref<'V> = &blocks[place >>> 10][place &&& 1023]

/// The rows of a run as they come, for consecutive bars. Minutes take less than half of what their rows do.
[<Sealed>]
type internal BarRowTable(firstBar: int, capacity: int, commission: float, halfSpread: float) =
    let rows = Blocks<AccountRow> capacity
    let others = Blocks<OtherMoney> capacity

    member _.FirstBar: int = firstBar
    member _.Count: int = rows.Count
    member _.FillCount(row: int) : int = rows[row].FillCount

    /// Some rows not written yet, for who writes several at once, and then says how many.
    member _.Free: Span<AccountRow> = rows.Free

    member _.Took(written: int) : unit = rows.Took written

    /// Other money, and the place it now stands at.
    member _.AddOther(money: inref<OtherMoney>) : int =
        let place = others.Count
        others.Free[0] <- money
        others.Took 1
        place

    member this.Add(row: BarRow) : unit =
        let money = {
            Commission = row.Commission
            Spread = row.Spread
            PermanentImpact = row.PermanentImpact
            Borrow = row.Borrow
            MarginInterest = row.MarginInterest
            CashInterest = row.CashInterest
            CashReturn = row.CashReturn
            Dividends = row.Dividends
            DelistingProceeds = row.DelistingProceeds
        }

        let account = &rows.Free[0]
        account.Equity <- row.Equity
        account.Cash <- row.Cash
        account.LongNotional <- row.LongNotional
        account.ShortNotional <- row.ShortNotional
        account.FillNotional <- row.FillNotional
        account.Impact <- row.Impact
        account.FillCount <- row.FillCount
        account.Other <- this.AddOther &money
        rows.Took 1

    member _.Item
        with get (row: int): BarRow =
            if uint row >= uint rows.Count then
                raise (IndexOutOfRangeException $"Row {row} of {rows.Count}.")

            let account = rows[row]

            let other =
                if account.Other >= 0 then
                    others[account.Other]
                else
                    {
                        Commission = account.FillNotional * commission
                        Spread = HalfSpread.money halfSpread account.FillNotional
                        PermanentImpact = 0.0
                        Borrow = 0.0
                        MarginInterest = 0.0
                        CashInterest = 0.0
                        CashReturn = 0.0
                        Dividends = 0.0
                        DelistingProceeds = 0.0
                    }

            {
                Bar = firstBar + row
                Equity = account.Equity
                Cash = account.Cash
                LongNotional = account.LongNotional
                ShortNotional = account.ShortNotional
                FillNotional = account.FillNotional
                Commission = other.Commission
                Spread = other.Spread
                Impact = account.Impact
                PermanentImpact = other.PermanentImpact
                Borrow = other.Borrow
                MarginInterest = other.MarginInterest
                CashInterest = other.CashInterest
                CashReturn = other.CashReturn
                Dividends = other.Dividends
                DelistingProceeds = other.DelistingProceeds
                FillCount = account.FillCount
            }
