namespace Symphony.Core

open System

/// <summary>The side of a holding.</summary>
[<RequireQualifiedAccess>]
type HoldingSide =
    /// <summary>Shares are held.</summary>
    | Long = 0
    /// <summary>Shares are owed.</summary>
    | Short = 1

/// <summary>What holdings earned and what they cost, by part, in money; and what they were.</summary>
/// <remarks>
/// Edges are given a year of held money, on the days of the borrow rates themselves (ACT/360): then the
/// borrow line is the mean rate paid, weighted by money, and can be laid beside the rates it came from.
/// </remarks>
[<Struct; NoComparison>]
type ProfitParts = {
    /// <summary>What prices did to the holdings, in money; a price falls by the dividend it pays.</summary>
    Price: float
    /// <summary>Dividends received less those owed, in money.</summary>
    Dividends: float
    /// <summary>What was received for names that ended less their last value, in money.</summary>
    Delisting: float
    /// <summary>Commission paid, in money.</summary>
    Commission: float
    /// <summary>Half spreads and slippage paid, in money.</summary>
    Spread: float
    /// <summary>Market impact paid, in money.</summary>
    Impact: float
    /// <summary>Borrow paid, in money; 0 for holdings that are long.</summary>
    Borrow: float
    /// <summary>Sizes of the fills, in money, not negative.</summary>
    FillNotional: float
    /// <summary>Size held at a close times the days to the next, summed, over 360, in money x years, not negative.</summary>
    NotionalYears: float
    /// <summary>How many times a holding was carried from one close to the next.</summary>
    HeldBars: int64
} with

    /// <summary>Price, dividends and delistings together, before any cost, in money.</summary>
    member this.Gross: float = this.Price + this.Dividends + this.Delisting

    /// <summary>Commission, spread and impact together, in money.</summary>
    member this.TradingCost: float = this.Commission + this.Spread + this.Impact

    /// <summary>What is left after trading costs and borrow, in money.</summary>
    member this.Net: float = this.Gross - this.TradingCost - this.Borrow

    /// Money in basis points of the money held for a year.
    member private this.PerYear(money: float) : Nullable<float> =
        if this.NotionalYears > 0.0 then
            Nullable(money / this.NotionalYears * 1e4)
        else
            Nullable()

    /// <summary>The edge before costs, in basis points of held money a year (360 days); null when nothing was held over a day.</summary>
    member this.GrossEdge: Nullable<float> = this.PerYear this.Gross

    /// <summary>What trading costs take of it, in the same unit; null when nothing was held over a day.</summary>
    member this.TradingCostOfEdge: Nullable<float> = this.PerYear this.TradingCost

    /// <summary>What borrow takes of it, in the same unit: the mean rate paid; null when nothing was held over a day.</summary>
    member this.BorrowOfEdge: Nullable<float> = this.PerYear this.Borrow

    /// <summary>The edge after trading costs and borrow, in the same unit; null when nothing was held over a day.</summary>
    member this.NetEdge: Nullable<float> = this.PerYear this.Net

    /// <summary>The share of the gross profit that borrow takes; null unless the gross profit is above 0.</summary>
    member this.BorrowShareOfGross: Nullable<float> =
        if this.Gross > 0.0 then Nullable(this.Borrow / this.Gross) else Nullable()

    /// <summary>The gross profit in basis points of fill notional; null when nothing was traded.</summary>
    member this.GrossBasisPointsOfTurnover: Nullable<float> =
        if this.FillNotional > 0.0 then
            Nullable(this.Gross / this.FillNotional * 1e4)
        else
            Nullable()

    /// <summary>The net profit in basis points of fill notional; null when nothing was traded.</summary>
    member this.NetBasisPointsOfTurnover: Nullable<float> =
        if this.FillNotional > 0.0 then
            Nullable(this.Net / this.FillNotional * 1e4)
        else
            Nullable()

/// Sums of parts.
[<RequireQualifiedAccess>]
module internal ProfitParts =

    let zero: ProfitParts = {
        Price = 0.0
        Dividends = 0.0
        Delisting = 0.0
        Commission = 0.0
        Spread = 0.0
        Impact = 0.0
        Borrow = 0.0
        FillNotional = 0.0
        NotionalYears = 0.0
        HeldBars = 0L
    }

    let add (a: ProfitParts) (b: ProfitParts) : ProfitParts = {
        Price = a.Price + b.Price
        Dividends = a.Dividends + b.Dividends
        Delisting = a.Delisting + b.Delisting
        Commission = a.Commission + b.Commission
        Spread = a.Spread + b.Spread
        Impact = a.Impact + b.Impact
        Borrow = a.Borrow + b.Borrow
        FillNotional = a.FillNotional + b.FillNotional
        NotionalYears = a.NotionalYears + b.NotionalYears
        HeldBars = a.HeldBars + b.HeldBars
    }

    let sum (parts: ProfitParts seq) : ProfitParts = Seq.fold add zero parts

/// Parts by side and then name in columns: all longs, then all shorts. What a bar adds touches the columns it
/// changes and no other, and whole columns are added at once.
[<Sealed>]
type internal ProfitColumns(width: int) =
    let column () : float[] = Array.zeroCreate (2 * width)
    let price, dividends, delisting = column (), column (), column ()
    let commission, spread, impact = column (), column (), column ()
    let borrow, fillNotional, notionalYears = column (), column (), column ()
    // Whole numbers, far below what a float counts without a gap.
    let heldBars = column ()

    let all = [|
        price
        dividends
        delisting
        commission
        spread
        impact
        borrow
        fillNotional
        notionalYears
        heldBars
    |]

    let parts (value: float[] -> float) : ProfitParts = {
        Price = value price
        Dividends = value dividends
        Delisting = value delisting
        Commission = value commission
        Spread = value spread
        Impact = value impact
        Borrow = value borrow
        FillNotional = value fillNotional
        NotionalYears = value notionalYears
        HeldBars = int64 (value heldBars)
    }

    member _.Width: int = width
    member _.Price: float[] = price
    member _.Dividends: float[] = dividends
    member _.Delisting: float[] = delisting
    member _.Commission: float[] = commission
    member _.Spread: float[] = spread
    member _.Impact: float[] = impact
    member _.Borrow: float[] = borrow
    member _.FillNotional: float[] = fillNotional
    member _.NotionalYears: float[] = notionalYears
    member _.HeldBars: float[] = heldBars

    /// Where a name's parts on one side stand.
    member _.Slot(symbol: int, side: HoldingSide) : int = int side * width + symbol

    member _.Clear() : unit =
        for values in all do
            Array.Clear values

    /// Adds these to others.
    member _.AddTo(total: ProfitColumns) : unit =
        for k in 0 .. all.Length - 1 do
            Kernels.addScaled 1.0 (ReadOnlySpan all[k]) (Span(total.All[k]))

    member private _.All: float[][] = all

    member this.Of(symbol: int, side: HoldingSide) : ProfitParts =
        let slot = this.Slot(symbol, side)
        parts (fun values -> values[slot])

    /// In the order of the names, as sums of parts are.
    member _.Sum(side: HoldingSide) : ProfitParts =
        let first = int side * width

        parts (fun values ->
            let mutable total = 0.0

            for k in first .. first + width - 1 do
                total <- total + values[k]

            total)
