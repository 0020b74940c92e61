namespace Symphony.Core

open System
open System.Runtime.CompilerServices

/// What a fill costs and what limits an order, fixed for a run.
[<Sealed>]
type internal BarTerms
    (
        commission: float,
        halfSpread: float,
        impactCoefficient: float,
        large: float,
        minima: float[],
        rates: float[]
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
    member val PerNameCap: float = infinity with get, set
    member val ParticipationCap: float = infinity with get, set
    member val LotSize: float = 0.0 with get, set

    /// 1 / lot where the lot is a power of two, so that this is exact; 0 elsewhere.
    member val LotsInOne: float = 0.0 with get, set

    /// Whether anything but the band limits orders.
    member this.IsLimited: bool =
        this.PerNameCap < infinity || this.ParticipationCap < infinity || this.LotSize > 0.0

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
    val Shares: ReadOnlySpan<float>
    /// Last prices by then, restated for those actions: what orders are sized at.
    val Reference: ReadOnlySpan<'M>
    /// Prices of the fills, the reference where there is none.
    val FillMarks: ReadOnlySpan<'M>
    /// Closes, the mark at the fill where there is none.
    val CloseMarks: ReadOnlySpan<'M>
    /// Dollar ADV at the decision.
    val AverageDailyNotional: ReadOnlySpan<'M>
    /// Sigma / sqrt(ADV) at the decision; finite where a name may trade.
    val Quotients: ReadOnlySpan<'M>
    /// Target weights.
    val Weights: ReadOnlySpan<'W>
    /// Shares after the fills; where no orders are written down, those before may lie in the same place.
    val SharesAfter: Span<float>
    /// Rates of shorts a year; empty where the terms' three tiers say them.
    val mutable BorrowRates: ReadOnlySpan<float>
    /// One bit a name, eight to a byte: set where a name cannot trade. Empty where all can.
    val mutable Blocked: ReadOnlySpan<byte>
    /// Further costs of the fills, fractions of notional; empty for none.
    val mutable Slippages: ReadOnlySpan<float>
    /// Where the orders are written down; empty for nowhere.
    val mutable Orders: Span<float>
    /// The rows lie in a cache already: none further on is fetched. No bit depends on it.
    val mutable IsCached: bool
    /// Where names are left over after the last full eight, both rows of shares are the full eights and then the last
    /// eight names once more: no bar reads in one piece what the one before wrote in two, which costs the processor a
    /// hundred cycles. No bit depends on it.
    val mutable IsLastAside: bool

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
            IsCached = false
            IsLastAside = false
        }

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

    /// Eight terms of each sum, of the names left over after the last full eight; and room for eight shares.
    member val LastTerms: float[] = Array.zeroCreate 80

    /// Adds the last terms of each sum one by one.
    member this.AddLast(count: int) : unit =
        let terms = ReadOnlySpan this.LastTerms
        let mutable owed = this.Owed
        let mutable atFill = this.AtFill
        let mutable notional = this.Notional
        let mutable size = this.Size
        let mutable impact = this.Impact
        let mutable slippage = this.Slippage
        let mutable cost = this.Cost
        let mutable net = this.Net
        let mutable gross = this.Gross

        for lane in 8 - count .. 7 do
            owed <- owed + terms[lane]
            atFill <- atFill + terms[8 + lane]
            notional <- notional + terms[16 + lane]
            size <- size + terms[24 + lane]
            impact <- impact + terms[32 + lane]
            slippage <- slippage + terms[40 + lane]
            cost <- cost + terms[48 + lane]
            net <- net + terms[56 + lane]
            gross <- gross + terms[64 + lane]

        this.Owed <- owed
        this.AtFill <- atFill
        this.Notional <- notional
        this.Size <- size
        this.Impact <- impact
        this.Slippage <- slippage
        this.Cost <- cost
        this.Net <- net
        this.Gross <- gross

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
