namespace Symphony.Core

open System

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

/// The rows of a run as they come, for consecutive bars. Minutes are kept in less than half of what their rows
/// take: memory that is written for the first time costs more than the bar.
[<Sealed>]
type internal BarRowTable
    (firstBar: int, capacity: int, sessions: int, commission: float, halfSpread: float) =
    let rows: AccountRow[] = GC.AllocateUninitializedArray capacity

    let mutable others: OtherMoney[] =
        GC.AllocateUninitializedArray(min capacity sessions)

    let mutable count = 0
    let mutable otherCount = 0

    /// A table for the bars from one to another. Other money is expected at most once a day.
    static member Between
        (axes: Axes, firstBar: int, lastBar: int, commission: float, halfSpread: float)
        =
        BarRowTable(
            firstBar,
            lastBar - firstBar + 1,
            axes.SessionDate lastBar - axes.SessionDate firstBar + 1,
            commission,
            halfSpread
        )

    member _.FirstBar: int = firstBar
    member _.Count: int = count
    member _.FillCount(row: int) : int = rows[row].FillCount

    /// The rows not written yet, for who writes several at once, and then says how many.
    member _.Free: Span<AccountRow> = Span(rows, count, rows.Length - count)

    member _.Took(written: int) : unit = count <- count + written

    /// Other money, and the place it now stands at.
    member _.AddOther(money: inref<OtherMoney>) : int =
        if otherCount = others.Length then
            Array.Resize(&others, min rows.Length (2 * otherCount + 16))

        others[otherCount] <- money
        otherCount <- otherCount + 1
        otherCount - 1

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

        let account = &rows[count]
        account.Equity <- row.Equity
        account.Cash <- row.Cash
        account.LongNotional <- row.LongNotional
        account.ShortNotional <- row.ShortNotional
        account.FillNotional <- row.FillNotional
        account.Impact <- row.Impact
        account.FillCount <- row.FillCount
        account.Other <- this.AddOther &money
        count <- count + 1

    member _.Item
        with get (row: int): BarRow =
            if uint row >= uint count then
                raise (IndexOutOfRangeException $"Row {row} of {count}.")

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
