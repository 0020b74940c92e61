namespace Symphony.Core

open System

/// The smallest of some keys at the top; few enough of them to need no more than this.
[<Sealed; AllowNullLiteral(false)>]
type internal KeyHeap(capacity: int) =
    let keys: int64[] = Array.zeroCreate (max 1 capacity)
    let mutable count = 0

    member _.IsEmpty: bool = count = 0
    member _.Top: int64 = keys[0]

    member _.Push(key: int64) : unit =
        let mutable k = count
        count <- count + 1

        while k > 0 && key < keys[(k - 1) / 2] do
            keys[k] <- keys[(k - 1) / 2]
            k <- (k - 1) / 2

        keys[k] <- key

    member _.Pop() : unit =
        count <- count - 1

        if count > 0 then
            let key = keys[count]
            let mutable k = 0
            let mutable isPlaced = false

            while not isPlaced do
                let left = 2 * k + 1
                let right = left + 1
                let child = if right < count && keys[right] < keys[left] then right else left

                if child < count && keys[child] < key then
                    keys[k] <- keys[child]
                    k <- child
                else
                    isPlaced <- true

            keys[k] <- key

/// What one fill cost, money.
[<Struct; NoComparison>]
type internal FillCost = { Commission: float; Spread: float; Impact: float }

/// One symbol's holding in the account.
[<Sealed; AllowNullLiteral(false)>]
type internal BracketHolding() =
    /// Contracts ordered, in the shares of the bar after the decision, and their notional while resting.
    member val Ordered = 0.0 with get, set
    member val Resting = 0.0 with get, set
    /// What the resting order is expected to pay besides.
    member val RestingCost = 0.0 with get, set
    /// Signed, in today's shares.
    member val Shares = 0.0 with get, set
    member val EntryNumber = 0 with get, set
    /// Unsigned, and their price in money.
    member val EntryShares = 0.0 with get, set
    member val EntryMoney = 0.0 with get, set
    /// Today's shares of one entry share, and what it was paid and what it borrowed.
    member val Ratio = 1.0 with get, set
    member val Dividends = 0.0 with get, set
    member val Borrow = 0.0 with get, set
    member val EntryCost: FillCost = { Commission = 0.0; Spread = 0.0; Impact = 0.0 } with get, set
    member val NetProfit = 0.0 with get, set
    /// The next leg and the next action.
    member val Leg = 0 with get, set
    member val Action = 0 with get, set
    member val IsOrder = false with get, set

/// Sums of money and counts over a run.
[<Sealed; AllowNullLiteral(false)>]
type internal BracketTotals() =
    member val Trades = 0 with get, set
    member val Winners = 0 with get, set
    member val WinnersProfit = 0.0 with get, set
    member val LosersLoss = 0.0 with get, set
    member val Ambiguous = 0 with get, set
    member val Resolved = 0 with get, set
    member val ProfitTakings = 0 with get, set
    member val StopLosses = 0 with get, set
    member val TimeExits = 0 with get, set
    member val Delistings = 0 with get, set
    member val OpenAtEnd = 0 with get, set
    member val GrossProfit = 0.0 with get, set
    member val Commission = 0.0 with get, set
    member val Spread = 0.0 with get, set
    member val Impact = 0.0 with get, set
    member val PermanentImpact = 0.0 with get, set
    member val WithoutPermanentImpact = 0 with get, set
    member val Borrow = 0.0 with get, set
    member val MarginInterest = 0.0 with get, set
    member val CashInterest = 0.0 with get, set
    member val FillNotional = 0.0 with get, set
    member val FirstFillBar = -1 with get, set
    member val BarsInMarket = 0 with get, set

    /// An exit counted by what ended it.
    member this.CountExit(hit: BarrierHit) : unit =
        match hit with
        | BarrierHit.ProfitTaking -> this.ProfitTakings <- this.ProfitTakings + 1
        | BarrierHit.StopLoss -> this.StopLosses <- this.StopLosses + 1
        | BarrierHit.Vertical -> this.TimeExits <- this.TimeExits + 1
        | _ -> this.Delistings <- this.Delistings + 1
