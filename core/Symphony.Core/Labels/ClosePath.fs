namespace Symphony.Core

open System

/// <summary>Barriers on the path of closes, as fractions of the entry's close.</summary>
[<Struct; NoComparison>]
type ClosePathBarriers = {
    /// <summary>Simple return of the side at which the profit is taken, above zero; none without it.</summary>
    ProfitTaking: float voption
    /// <summary>Loss of the side, as a positive fraction, at which it is stopped; none without it.</summary>
    StopLoss: float voption
    /// <summary>Bars from the decision to the vertical barrier, at least 1.</summary>
    VerticalBars: int<bar>
}

/// <summary>A label that no trade could have earned: entered and left at closes that decided it.</summary>
[<Struct; NoComparison>]
type NotExecutableLabel = {
    /// <summary>What was reached first: the profit, the loss or the vertical barrier.</summary>
    Hit: BarrierHit
    /// <summary>The bar of the touch, or of the vertical barrier.</summary>
    TouchBar: int
    /// <summary>Simple return of the side from close to close.</summary>
    SimpleReturn: float
    /// <summary>1 for the profit, -1 for the loss, 0 for the vertical barrier.</summary>
    Class: int
}

/// <summary>Labels on closes as the literature has them, for comparison: not executable.</summary>
[<RequireQualifiedAccess>]
module ClosePath =

    let private check
        (barriers: ClosePathBarriers)
        (side: Side)
        (bar: int)
        (closes: ReadOnlySpan<float>)
        : Result<unit, Invalid> =
        let last = closes.Length - 1

        Check.all [
            match barriers.ProfitTaking with
            | ValueSome fraction -> Check.positive "profitTaking" fraction
            | ValueNone -> ()
            match barriers.StopLoss with
            | ValueSome fraction -> Check.positive "stopLoss" fraction
            | ValueNone -> ()
            Check.within "verticalBars" 1.0 1_000_000.0 (float (int barriers.VerticalBars))
            (match side with
             | Side.Long
             | Side.Short -> Ok()
             | other ->
                 Error(Invalid.Unknown("side", Text.number (float (int other)), "Long, Short")))
            Check.within "bar" 0.0 (float last) (float bar)
        ]

    let private firstBadClose (from: int) (until: int) (closes: ReadOnlySpan<float>) : int =
        let mutable k = from

        while k <= until && Double.IsFinite closes[k] && closes[k] > 0.0 do
            k <- k + 1

        if k <= until then k else -1

    /// <summary>The triple-barrier label of one event on the path of closes: not executable.</summary>
    /// <param name="barriers">Fractions of the entry's close, and bars to the vertical barrier.</param>
    /// <param name="side">Long, or short for the opposite return.</param>
    /// <param name="bar">The event's bar, 0 to T - 1, whose close is the entry.</param>
    /// <param name="closes">T closes, finite and above zero.</param>
    /// <remarks>
    /// <para>The first close after the event, up to that of the vertical barrier, whose return
    /// <c>side x (close / entry - 1)</c> is at least <c>ProfitTaking</c> or at most <c>-StopLoss</c>;
    /// touching counts, at the vertical barrier too. None where the closes end before any of it.
    /// Source: Lopez de Prado (2018), AFML, snippets 3.2 to 3.5.</para>
    /// <para>Conventions differ: the book's code compares strictly, lets the path begin at the event's own
    /// close, and labels the sign of the return at the vertical barrier unless told otherwise; other
    /// libraries compare log returns, or label an event that the data cut off with 0. An executable
    /// label is <c>TripleBarrier</c>'s: entered at the next open, left where an order would have filled.</para>
    /// </remarks>
    let tripleBarrier
        (barriers: ClosePathBarriers)
        (side: Side)
        (bar: int)
        (closes: ReadOnlySpan<float>)
        : Result<NotExecutableLabel voption, Invalid> =
        match check barriers side bar closes with
        | Error invalid -> Error invalid
        | Ok() ->
            let due = bar + int barriers.VerticalBars
            let last = min due (closes.Length - 1)
            let bad = firstBadClose bar last closes

            if bad >= 0 then
                Error(Invalid.NotPositive($"closes[{bad}]", closes[bad]))
            else
                let entry = closes[bar]
                let sign = float (int side)
                let take = ValueOption.defaultValue infinity barriers.ProfitTaking
                let leave = -(ValueOption.defaultValue infinity barriers.StopLoss)
                let mutable found = ValueNone
                let mutable k = bar + 1

                while k <= last && found.IsNone do
                    let simpleReturn = sign * (closes[k] / entry - 1.0)

                    let label hit signOf =
                        ValueSome {
                            Hit = hit
                            TouchBar = k
                            SimpleReturn = simpleReturn
                            Class = signOf
                        }

                    if simpleReturn >= take then
                        found <- label BarrierHit.ProfitTaking 1
                    elif simpleReturn <= leave then
                        found <- label BarrierHit.StopLoss -1
                    elif k = due then
                        found <- label BarrierHit.Vertical 0

                    k <- k + 1

                Ok found
