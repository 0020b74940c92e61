namespace Symphony.Core

open System

/// <summary>What signals or scores decide: target weights for the engine, and what became of each signal.</summary>
[<Sealed; AllowNullLiteral(false)>]
type SignalDecisions
    internal (decisions: Decisions, sides: sbyte[], counts: SignalCounts, mostPositions: int) =

    /// <summary>Target weights by bar: a signal of bar t is decided at its close and fills at bar t+1.</summary>
    member _.Decisions: Decisions = decisions

    /// <summary>What became of the signals.</summary>
    member _.Counts: SignalCounts = counts

    /// <summary>Most positions wanted at one time.</summary>
    member _.MostPositions: int = mostPositions

    /// <summary>The side wanted of a name after a close: 1 long, -1 short, 0 none.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member _.Side(bar: int, symbol: int) : int =
        int sides[bar * decisions.Axes.SymbolCount + symbol]

/// <summary>From entry and exit signals, or scores and thresholds, to decisions.</summary>
/// <remarks>
/// <para>A decision of bar t reads signals, scores and market up to t. It gives every open position
/// its weight, so where the book changes the positions that stay are made whole again; a no-trade band
/// of the engine keeps small orders of that kind away.</para>
/// <para>At one bar exits come before entries, so that what is left makes room. Names that end leave
/// the book when the engine closes them: by record, or after the engine's number of missing
/// bars.</para>
/// <para>An entry in a name that the engine would not trade, for want of a volatility, a dollar ADV or
/// borrow at its decision, takes no position and is counted; a position turned to such a side is left.</para>
/// </remarks>
[<RequireQualifiedAccess>]
module SignalDecisions =

    let private walk
        (settings: SignalSettings)
        (engine: Engine)
        (source: SignalSource)
        : Result<SignalDecisions, Invalid> =
        let rules = engine.Rules
        let axes = rules.Axes
        let width = rules.Width
        let book = PositionBook(rules, settings, source)
        let decided: bool[] = Array.zeroCreate axes.BarCount
        let weights: float[] = Array.zeroCreate (axes.BarCount * width)
        let sides: sbyte[] = Array.zeroCreate (axes.BarCount * width)
        let mutable hasBegun = false
        let mutable most = 0

        for t in 0 .. axes.BarCount - 1 do
            book.Advance t
            hasBegun <- hasBegun || book.HasChanged
            most <- max most book.OpenPositions

            decided[t] <-
                book.HasChanged || hasBegun && settings.Rebalance = SignalRebalance.EveryBar

            let size =
                if book.OpenPositions = 0 then
                    0.0
                else
                    SignalSettings.weight settings book.OpenPositions

            for i in 0 .. width - 1 do
                sides[t * width + i] <- sbyte book.Sides[i]

                if decided[t] && book.Sides[i] <> 0 then
                    weights[t * width + i] <- float book.Sides[i] * size

        Decisions.create axes decided weights
        |> Result.map (fun decisions -> SignalDecisions(decisions, sides, book.Counts, most))

    let private onAxes (parameter: string) (axes: Axes) (engine: Engine) : Result<unit, Invalid> =
        if axes.SameAs engine.Rules.Axes then
            Ok()
        else
            Error(Invalid.Conflict(parameter, "their bars and symbols are not those of the market"))

    /// Whether the engine would trade the name at all.
    let private canTrade (rules: Rules) (bar: int) (symbol: int) (side: int) : EntryVerdict =
        if RoundTripEdge.canTrade rules (bar * rules.Width + symbol) side then
            EntryVerdict.Worth
        else
            EntryVerdict.Untradable

    /// <summary>Decisions of entry and exit signals.</summary>
    /// <param name="settings">How many positions, how large, and what contradictions mean.</param>
    /// <param name="engine">The engine's settings and market, which say when a name has ended.</param>
    /// <param name="signals">Signals on the market's axes.</param>
    /// <remarks>Where there is not room for all entries of a bar, the first in symbol order are taken.</remarks>
    let ofSignals
        (settings: SignalSettings)
        (engine: Engine)
        (signals: TradeSignals)
        : Result<SignalDecisions, Invalid> =
        SignalSettings.create settings
        |> Result.bind (fun _ -> onAxes "signals" signals.Axes engine)
        |> Result.bind (fun () -> TradeSignals.checkConflicts settings.Conflict signals)
        |> Result.bind (fun () ->
            walk settings engine {
                Wanted =
                    fun bar symbol side ->
                        TradeSignals.sideAfter settings signals[bar, symbol] side
                Judge = canTrade engine.Rules
                Priority = fun _ _ -> 0.0
            })

    /// The side a score asks for, given the one that is held.
    let internal sideOf
        (settings: SignalSettings)
        (rules: ScoreRules)
        (score: float)
        (side: int)
        : int =
        if Double.IsNaN score then
            if rules.MissingScore = MissingScore.Hold then side else 0
        else
            let entered =
                if score > rules.EnterLong then 1
                elif score < rules.EnterShort then -1
                else 0

            let isLeft =
                side > 0 && score < rules.ExitLong || side < 0 && score > rules.ExitShort

            if side = 0 then
                entered
            else
                SignalSettings.sideAfter settings isLeft (entered = -side) side

    let private judge
        (rules: Rules)
        (edge: MinimumEdge)
        (scores: Panel)
        (bar: int)
        (symbol: int)
        (side: int)
        : EntryVerdict =
        match RoundTripEdge.cost rules edge (bar * rules.Width + symbol) side with
        | ValueNone -> EntryVerdict.Untradable
        | ValueSome cost ->
            let expected = float side * scores[bar, symbol] * edge.ReturnPerScore

            if (expected - cost) * 1e4 >= edge.BasisPoints then
                EntryVerdict.Worth
            else
                EntryVerdict.BelowCost

    /// <summary>Decisions of scores that cross thresholds.</summary>
    /// <param name="settings">How many positions, how large, and what an opposite entry means.</param>
    /// <param name="rules">The thresholds, and the least an entry must earn after costs.</param>
    /// <param name="engine">The engine's settings and market: its costs are those of the entries.</param>
    /// <param name="scores">T x N scores on the market's axes, each known at the close of its bar; NaN for none.</param>
    /// <remarks>
    /// Where there is not room for all entries of a bar, the largest scores in size are taken. The
    /// expected return of an entry is the score on its side times <c>ReturnPerScore</c>; its cost is
    /// commission, half spread and impact of the stated notional in and out, at the volatility and ADV
    /// of the decision, and borrow for the days held. Slippage of a fill panel is not known then and is
    /// left out.
    /// </remarks>
    let ofScores
        (settings: SignalSettings)
        (rules: ScoreRules)
        (engine: Engine)
        (scores: Panel)
        : Result<SignalDecisions, Invalid> =
        let infinite = Array.tryFindIndex Double.IsInfinity scores.Array

        Check.all [
            SignalSettings.create settings |> Result.map ignore
            ScoreRules.create rules |> Result.map ignore
            onAxes "scores" scores.Axes engine
            match infinite with
            | Some cell ->
                Error(
                    Invalid.Conflict(
                        "scores",
                        $"that of {TradeSignals.place scores.Axes cell} is {Text.number scores.Array[cell]}; a score must be finite, or NaN for none"
                    )
                )
            | None -> ()
        ]
        |> Result.bind (fun () ->
            walk settings engine {
                Wanted = fun bar symbol side -> sideOf settings rules scores[bar, symbol] side
                Judge =
                    match rules.MinimumEdge with
                    | ValueSome edge -> judge engine.Rules edge scores
                    | ValueNone -> canTrade engine.Rules
                Priority = fun bar symbol -> abs scores[bar, symbol]
            })
