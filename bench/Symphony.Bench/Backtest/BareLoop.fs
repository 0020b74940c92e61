namespace Symphony.Bench

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

open Symphony.Core

/// The arithmetic of parts 2 to 6 of the bar (see Step) and nothing else: every panel read once, one pass a bar,
/// full fills, no actions, no absent bars, no counters, no parts of costs, no rows. It is the floor the engine is
/// measured against, and it gives the engine's equity to rounding.
[<RequireQualifiedAccess>]
module BareLoop =

    /// What lies at this place of the row, and what comes some rows later, will be read.
    let inline internal expect<'R when 'R :> IRowSource> (first: byref<float>) (at: int) : unit =
        'R.Expect(&Unsafe.As<float, byte> &first, 8n * nativeint at)

    /// One bar's money: owed a year, traded, paid, held.
    [<Sealed>]
    type private Money() =
        [<DefaultValue>]
        val mutable Owed: float

        [<DefaultValue>]
        val mutable Traded: float

        [<DefaultValue>]
        val mutable Paid: float

        [<DefaultValue>]
        val mutable Held: float

    /// The rows of one bar. The last is sigma, or sigma / sqrt(ADV) where that was found before.
    [<Struct; IsByRefLike; NoEquality; NoComparison>]
    type private Row =
        val Shares: Span<float>
        val Closes: ReadOnlySpan<float>
        val Opens: ReadOnlySpan<float>
        val NextCloses: ReadOnlySpan<float>
        val Weights: ReadOnlySpan<float>
        val Adv: ReadOnlySpan<float>
        val Sigma: ReadOnlySpan<float>

        new(shares, closes, opens, nextCloses, weights, adv, sigma) =
            {
                Shares = shares
                Closes = closes
                Opens = opens
                NextCloses = nextCloses
                Weights = weights
                Adv = adv
                Sigma = sigma
            }

    let inline private over<'L, 'R when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (isQuotient: bool)
        (settings: EngineSettings)
        (equity: float)
        (row: inref<Row>)
        (from: int)
        (until: int)
        (money: Money)
        : unit =
        let shares = &MemoryMarshal.GetReference row.Shares
        let closes = &MemoryMarshal.GetReference row.Closes
        let opens = &MemoryMarshal.GetReference row.Opens
        let nextCloses = &MemoryMarshal.GetReference row.NextCloses
        let weights = &MemoryMarshal.GetReference row.Weights
        let advs = &MemoryMarshal.GetReference row.Adv
        let sigmas = &MemoryMarshal.GetReference row.Sigma
        let zero = 'L.Of 0.0
        let equity = 'L.Of equity
        let proportional = 'L.Of(settings.Commission + settings.HalfSpread)
        let coefficient = 'L.Of settings.ImpactCoefficient
        let large, middle = 'L.Of 50e6, 'L.Of 5e6
        let low, mid, high = 'L.Of 0.005, 'L.Of 0.01, 'L.Of 0.02
        let mutable owed = 'L.Start money.Owed
        let mutable traded = 'L.Start money.Traded
        let mutable paid = 'L.Start money.Paid
        let mutable held = 'L.Start money.Held
        let mutable i = from

        while i < until do
            expect<'R> &opens i
            expect<'R> &nextCloses i
            expect<'R> &weights i
            expect<'R> &advs i
            expect<'R> &sigmas i
            let had = 'L.Load(&shares, i)
            let close = 'L.Load(&closes, i)
            let adv = 'L.Load(&advs, i)

            let rate = 'L.IfAtMost(large, adv, low, 'L.IfAtMost(middle, adv, mid, high))

            owed <- owed + 'L.IfLess(had, zero, (zero - had) * close * rate, zero)
            let order = 'L.Load(&weights, i) * equity / close - had
            let notional = order * 'L.Load(&opens, i)
            let size = 'L.Abs notional

            let quotient =
                if isQuotient then
                    'L.Load(&sigmas, i)
                else
                    // Where ADV or sigma is not known nothing trades: the first bars, with no weights here.
                    'L.Load(&sigmas, i) / 'L.Sqrt adv

            traded <- traded + notional
            paid <- paid + (size * proportional + coefficient * (quotient * (size * 'L.Sqrt size)))
            let has = had + order
            'L.Store(has, &shares, i)
            held <- held + has * 'L.Load(&nextCloses, i)
            i <- i + 'L.Width

        money.Owed <- 'L.Total owed
        money.Traded <- 'L.Total traded
        money.Paid <- 'L.Total paid
        money.Held <- 'L.Total held

    let private quotient512 settings equity (row: inref<Row>) full width money =
        over<EightInOne, Streamed> true settings equity &row 0 full money
        over<One, Cached> true settings equity &row full width money

    let private quotient256 settings equity (row: inref<Row>) full width money =
        over<EightInTwo, Streamed> true settings equity &row 0 full money
        over<One, Cached> true settings equity &row full width money

    let private sigma512 settings equity (row: inref<Row>) full width money =
        over<EightInOne, Streamed> false settings equity &row 0 full money
        over<One, Cached> false settings equity &row full width money

    let private sigma256 settings equity (row: inref<Row>) full width money =
        over<EightInTwo, Streamed> false settings equity &row 0 full money
        over<One, Cached> false settings equity &row full width money

    /// Close equity by bar, of weights that are 0 until the first bar with every sigma and ADV known. Sigmas
    /// are sigma / sqrt(ADV) where <c>isQuotient</c>.
    let run
        (isQuotient: bool)
        (settings: EngineSettings)
        (firstBar: int)
        (sessionDates: int[])
        (opens: float[])
        (closes: float[])
        (weights: float[])
        (sigmas: float[])
        (adv: float[])
        (width: int)
        : float[] =
        let bars = closes.Length / width
        let full = width &&& ~~~7
        let equities = Array.create bars settings.Equity
        let shares = Array.zeroCreate<float> width
        let money = Money()
        let mutable cash = settings.Equity
        let mutable equity = settings.Equity

        for t in firstBar .. bars - 2 do
            let start = t * width
            let next = start + width

            let row =
                Row(
                    Span shares,
                    ReadOnlySpan(closes, start, width),
                    ReadOnlySpan(opens, next, width),
                    ReadOnlySpan(closes, next, width),
                    ReadOnlySpan(weights, start, width),
                    ReadOnlySpan(adv, start, width),
                    ReadOnlySpan(sigmas, start, width)
                )

            money.Owed <- 0.0
            money.Traded <- 0.0
            money.Paid <- 0.0
            money.Held <- 0.0

            if isQuotient then
                if Vector512.IsHardwareAccelerated then
                    quotient512 settings equity &row full width money
                else
                    quotient256 settings equity &row full width money
            elif Vector512.IsHardwareAccelerated then
                sigma512 settings equity &row full width money
            else
                sigma256 settings equity &row full width money

            let days = float (sessionDates[t + 1] - sessionDates[t])
            let margin = if cash < 0.0 then cash * settings.MarginRate * days / 360.0 else 0.0
            cash <- cash + margin - money.Owed * days / 360.0 - money.Traded - money.Paid
            equity <- cash + money.Held
            equities[t + 1] <- equity

        equities
