namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>Trade-level strategies on OHLC bars: entries, take-profits, stops and time exits, net of all costs.</summary>
/// <remarks>
/// <para><b>Entry.</b> A signal at the close of t sends an order for the bars after it. <c>NextOpen</c> fills at the
/// open of t + 1, or not at all. A limit or stop order rests for so many bars, its price set from close(t); it
/// fills at its price in the first bar that touches it, at the open where that is beyond. One position per name:
/// signals while one is open or an order rests are not followed; the first usable signal is that of the bar of the
/// last exit, or of the order's last bar.</para>
/// <para><b>Exits</b> are those of triple-barrier labels, and <c>TradeReturn</c> is the same function: prices are
/// set from the fill with the unit of t; touching is a hit; an open beyond a price fills at the open; the bar of a
/// fill at the open counts in full; a trailing stop follows the best price of the completed bars; at the bar of the
/// time exit only the open counts. Several targets take their fractions of the entry's shares, in whole lots where
/// there are lots. With the barriers of <c>BracketSettings.withBarriers</c> every trade equals its label bit for
/// bit. Without a time exit a name without an open for 6 bars ends at its last price and the settings' return, at
/// the last of them.</para>
/// <para><b>Ties.</b> Where a bar reached both prices, finer bars are asked; what they leave open the policy
/// decides, and the trade counts as ambiguous. In the bar of a limit or stop order's own fill what came before
/// the fill is not known: what must have come after it counts (a limit fills on the way to the stop, a stop order on
/// the way to the targets; the close comes last), and where that does not settle it the bar is ambiguous:
/// <c>StopFirst</c> then takes the worse of what is possible.</para>
/// <para><b>Size.</b> Decided at the close of t with its equity E: contracts = RiskPerTrade x E / (reference price x
/// loss fraction), at most NotionalCap (and PerNameCap) x E / reference price and ParticipationCap x ADV(t), where the
/// reference is close(t) restated for the actions of t + 1, or the order's price; then the bar's orders are
/// scaled to what the gross cap and, with margin off, the cash leave; then whole lots. Orders that rest keep what
/// they took: under the gross cap their notional, of the cash their notional and costs. So with margin off buys at
/// the prices they were sized at never take more than the cash there is; a fill at an open above that price, and a
/// short that is bought back, may. The path of a trade
/// does not depend on its size: an entry that comes to nothing holds its place in time all the same.</para>
/// <para><b>Money.</b> Every fill pays commission, half spread, slippage and impact as the engine's fills do, with
/// volatility and ADV of the close before the fill (of the entry's decision where those are not known); borrow,
/// margin and cash interest run as the engine's, on the balances of each close; a delisting costs nothing. Equity is
/// marked at every close; at 0 or below, or where it is no finite number any more, the run ends.</para>
/// </remarks>
[<RequireQualifiedAccess>]
module Brackets =

    let private unused (settings: EngineSettings) : Result<unit, Invalid> =
        let refuse parameter reason =
            Error(Invalid.Conflict(parameter, $"{reason}; brackets trade whole positions"))

        Check.all [
            if settings.NoTradeBand > 0.0 then
                refuse "NoTradeBand" "has no meaning here, leave it at 0"
            if settings.UnfilledPolicy <> UnfilledPolicy.Drop then
                refuse "UnfilledPolicy" "must be Drop"
            if settings.SizeAt <> SizeAt.Decision then
                refuse "SizeAt" "must be Decision"
            if settings.FillAt <> FillAt.Open then
                refuse "FillAt" "must be Open: orders fill at opens and at their own prices"
            if not (Double.IsPositiveInfinity settings.SectorCap) then
                refuse "SectorCap" "has no meaning here, leave it out"
            if not (Double.IsPositiveInfinity settings.NetCap) then
                refuse "NetCap" "has no meaning here, leave it out"
        ]

    let private fits
        (market: EngineMarket)
        (finer: FinerBars voption)
        (signals: BracketSignals)
        : Result<unit, Invalid> =
        Check.all [
            if not (signals.Events.Axes.SameAs market.Axes) then
                Error(Invalid.Conflict("signals", "must have the bars and symbols of the market"))
            match finer with
            | ValueSome finer when not (finer.Coarse.SameAs market.Axes) ->
                Error(Invalid.Conflict("finerBars", "were paired with other bars"))
            | _ -> ()
        ]

    /// Sets that walk a market side by side, so many bars at a time that these stay near the processor.
    let private together = 16

    let private cells = 8192

    let private runSome
        (rules: Rules)
        (calendar: BracketCalendar)
        (names: BracketName[])
        (recording: BracketRecording)
        (sets: ResolvedBracket[])
        : BracketResult[] =
        let barCount = rules.Axes.BarCount
        let block = max 64 (cells / rules.Width)
        let values: float[] = Array.zeroCreate (min block barCount)
        let returns: float[] = Array.zeroCreate values.Length

        let runs =
            sets
            |> Array.map (fun set ->
                BracketRun(rules, calendar, names, set, recording, values, returns))

        for run in runs do
            run.Begin()

        let mutable last = -1

        while last < barCount - 1 do
            last <- min (last + block) (barCount - 1)

            for run in runs do
                run.RunTo last

        runs |> Array.map _.Finish()

    /// The share of the sets that is done.
    let private tell (plan: WorkPlan) (results: BracketResult voption[]) : unit =
        let mutable count = 0

        for result in results do
            if result.IsSome then
                count <- count + 1

        plan.Progress(float count / float results.Length)

    /// <summary>Many parameter sets over one market, each an account of its own; results in the order of the sets.</summary>
    /// <param name="plan">How the sets are spread, watched and stopped.</param>
    /// <param name="recording">What each set writes down.</param>
    /// <param name="settings">Account, costs and rates, the same for every set.</param>
    /// <param name="market">Bars, actions, volatility and ADV.</param>
    /// <param name="finer">Shorter bars to see which of two prices came first, or none.</param>
    /// <param name="signals">When to enter, on the market's bars.</param>
    /// <param name="sets">The parameter sets.</param>
    /// <remarks>
    /// No result depends on the schedule. A set that was not begun when the plan was stopped has none. Each set is a
    /// trial of its own where its out-of-sample returns are looked at.
    /// </remarks>
    let runMany
        (plan: WorkPlan)
        (recording: BracketRecording)
        (settings: EngineSettings)
        (market: EngineMarket)
        (finer: FinerBars voption)
        (signals: BracketSignals)
        (sets: IReadOnlyList<BracketSettings>)
        : Result<BracketResult voption[], Invalid> =
        Engine.create settings market
        |> Result.bind (fun engine ->
            Check.all [ unused settings; fits market finer signals ]
            |> Result.bind (fun () -> ResolvedBracket.all market sets)
            |> Result.map (fun resolved ->
                let rules = engine.Rules
                let names = BracketName.all plan.Schedule rules market finer signals
                let calendar = BracketCalendar.Of rules
                let results = Array.create resolved.Length ValueNone

                let pieces = (resolved.Length + together - 1) / together

                plan.Schedule pieces (fun piece ->
                    if not (plan.IsStopped()) then
                        let first = piece * together

                        let own =
                            Array.sub resolved first (min together (resolved.Length - first))

                        runSome rules calendar names recording own
                        |> Array.iteri (fun k result -> results[first + k] <- ValueSome result)

                        tell plan results)

                results))

    /// <summary>One parameter set, with its equity and every trade.</summary>
    /// <param name="settings">Account, costs and rates.</param>
    /// <param name="market">Bars, actions, volatility and ADV.</param>
    /// <param name="finer">Shorter bars to see which of two prices came first, or none.</param>
    /// <param name="signals">When to enter, on the market's bars.</param>
    /// <param name="bracket">The parameter set.</param>
    let run
        (settings: EngineSettings)
        (market: EngineMarket)
        (finer: FinerBars voption)
        (signals: BracketSignals)
        (bracket: BracketSettings)
        : Result<BracketResult, Invalid> =
        runMany WorkPlan.sequential BracketRecording.EachTrade settings market finer signals [|
            bracket
        |]
        |> Result.map (fun results -> results[0].Value)
