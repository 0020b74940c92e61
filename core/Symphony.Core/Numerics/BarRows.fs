namespace Symphony.Core

open System
open System.Diagnostics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics

/// What a fill costs and what limits an order, fixed for a run.
[<Sealed>]
type internal BarTerms
    (
        commission: float,
        halfSpread: float,
        impactCoefficient: float,
        large: float,
        minima: float[],
        rates: float[],
        perNameCap: float,
        participationCap: float,
        lotSize: float
    ) =

    let count = rates.Length

    let minimum tier =
        if tier < count - 1 then minima[tier] else infinity

    let rate tier =
        if tier < count - 1 then rates[tier] else rates[count - 1]

    member val Commission: float = commission
    member val HalfSpread: float = halfSpread
    /// Y; 0 charges no impact, and quotients are not read.
    member val Impact: float = impactCoefficient
    /// Fills above this fraction of dollar ADV are counted.
    member val Large: float = large
    /// Infinity for none, as every limit here; 0 for the lot.
    member val PerNameCap: float = perNameCap
    member val ParticipationCap: float = participationCap
    member val LotSize: float = lotSize

    /// 1 / lot where the lot is a power of two, so that this is exact; 0 elsewhere.
    member val LotsInOne: float = if Double.IsPow2 lotSize then 1.0 / lotSize else 0.0

    /// Whether anything but the band limits orders.
    member val IsLimited: bool =
        perNameCap < infinity || participationCap < infinity || lotSize > 0.0

    /// Whether the three rates below say all: the last tier is the highest, which an unknown ADV pays too.
    member val HasThreeTiers: bool = count <= 3 && rates[count - 1] = Array.max rates
    member val FirstMinimum: float = minimum 0
    member val SecondMinimum: float = minimum 1
    member val FirstRate: float = rate 0
    member val SecondRate: float = rate 1
    member val LastRate: float = rates[count - 1]

/// The rows that one pass over the names of a bar reads and writes, each of one width: those of the market in
/// doubles or in singles, and so the weights.
[<Struct; IsByRefLike; NoEquality; NoComparison>]
type internal BarRows<'M, 'W> =
    /// Shares at the close before, actions of the bar done.
    val mutable Shares: ReadOnlySpan<float>
    /// Last prices by then, restated for those actions: what orders are sized at.
    val mutable Reference: ReadOnlySpan<'M>
    /// Prices of the fills, the reference where there is none.
    val mutable FillMarks: ReadOnlySpan<'M>
    /// Closes, the mark at the fill where there is none.
    val mutable CloseMarks: ReadOnlySpan<'M>
    /// Dollar ADV at the decision.
    val mutable AverageDailyNotional: ReadOnlySpan<'M>
    /// Sigma / sqrt(ADV) at the decision; finite where a name may trade.
    val mutable Quotients: ReadOnlySpan<'M>
    /// Target weights.
    val mutable Weights: ReadOnlySpan<'W>
    /// Shares after the fills; another array than the shares before.
    val mutable SharesAfter: Span<float>
    /// Rates of shorts a year; empty where the terms' three tiers say them.
    val mutable BorrowRates: ReadOnlySpan<float>
    /// One bit a name, eight to a byte: set where a name cannot trade. Empty where all can.
    val mutable Blocked: ReadOnlySpan<byte>
    /// Further costs of the fills, fractions of notional; empty for none.
    val mutable Slippages: ReadOnlySpan<float>
    /// Where the orders are written down; empty for nowhere.
    val mutable Orders: Span<float>
    /// Each row may be read, and the shares after written, to the end of its last eight, though the names end
    /// before: what lies there is not used.
    val mutable HasRoom: bool
    /// The rows lie in a cache already: none further on is fetched. No bit depends on it.
    val mutable IsCached: bool

    new(shares, reference, fillMarks, closeMarks, adv, quotients, weights, sharesAfter) =
        {
            Shares = shares
            Reference = reference
            FillMarks = fillMarks
            CloseMarks = closeMarks
            AverageDailyNotional = adv
            Quotients = quotients
            Weights = weights
            SharesAfter = sharesAfter
            BorrowRates = ReadOnlySpan()
            Blocked = ReadOnlySpan()
            Slippages = ReadOnlySpan()
            Orders = Span()
            HasRoom = false
            IsCached = false
        }

    /// Rows of nothing but prices, quotients and weights.
    member this.IsPlain: bool =
        this.BorrowRates.Length
        ||| this.Blocked.Length
        ||| this.Slippages.Length
        ||| this.Orders.Length
            =
            0

/// What one pass adds up over the names, each sum in eight lanes.
[<Sealed; AllowNullLiteral(false)>]
type internal BarSums() =
    /// Short notional x rate at the reference prices, money a year.
    [<DefaultValue>]
    val mutable Owed: float

    /// The value of the shares before, at the fill marks.
    [<DefaultValue>]
    val mutable AtFill: float

    /// Signed, and in size.
    [<DefaultValue>]
    val mutable Notional: float

    [<DefaultValue>]
    val mutable Size: float

    [<DefaultValue>]
    val mutable Impact: float

    [<DefaultValue>]
    val mutable Slippage: float

    [<DefaultValue>]
    val mutable Cost: float

    /// The value of the shares after, at the close marks; signed, and in size.
    [<DefaultValue>]
    val mutable Net: float

    [<DefaultValue>]
    val mutable Gross: float

    [<DefaultValue>]
    val mutable Fills: int

    [<DefaultValue>]
    val mutable LargeFills: int

    /// What the names left over add to each sum, eight by eight.
    member val Terms: float[] = Array.zeroCreate 64

    member this.Clear() : unit =
        this.Owed <- 0.0
        this.AtFill <- 0.0
        this.Notional <- 0.0
        this.Size <- 0.0
        this.Impact <- 0.0
        this.Slippage <- 0.0
        this.Cost <- 0.0
        this.Net <- 0.0
        this.Gross <- 0.0
        this.Fills <- 0
        this.LargeFills <- 0
