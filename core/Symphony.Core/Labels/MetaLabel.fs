namespace Symphony.Core

/// <summary>When a trade whose side was given counts as worth taking.</summary>
type MetaLabelSettings = {
    /// <summary>The net return must be above this; finite, 0 for any gain.</summary>
    Threshold: float
    /// <summary>Commission and half spread of each fill; the impact coefficient is not read.</summary>
    Cost: TradingCost
}

/// <summary>Meta-labels: given a side, whether the trade paid.</summary>
/// <remarks>
/// A first model says which way, a second one whether to act on it, and with what probability it is right.
/// Source: Lopez de Prado (2018), AFML, 3.6 and snippet 3.7.
/// </remarks>
[<RequireQualifiedAccess>]
module MetaLabel =

    /// <summary>Any gain after the standard commission and half spread, in and out.</summary>
    let standard: MetaLabelSettings = {
        Threshold = 0.0
        Cost = EngineSettings.tradingCost EngineSettings.standard
    }

    let private check (settings: MetaLabelSettings) : Result<unit, Invalid> =
        Check.all [
            Check.finite "threshold" settings.Threshold
            Check.notNegative "commission" settings.Cost.Commission
            Check.notNegative "halfSpread" settings.Cost.HalfSpread
        ]

    let private withoutSides =
        Invalid.Conflict("events", "meta-labels need the side of each trade, and none was given")

    let private definition (settings: MetaLabelSettings) : string =
        $"1 if the side's net return is above {Text.number settings.Threshold}, else 0"

    let private outcome (settings: MetaLabelSettings) (side: Side) (gross: float) : float =
        if RoundTrip.net settings.Cost side gross > settings.Threshold then 1.0 else 0.0

    /// <summary>1 where the given side earned more than the threshold after costs, 0 where it did not.</summary>
    /// <param name="settings">Threshold and costs.</param>
    /// <param name="events">The decisions with their sides; other cells have no meta-label.</param>
    /// <param name="labels">What a long would have earned, on the same axes.</param>
    /// <remarks>
    /// A short earns the negative of the long. The span is the label's own; an event without a label has no
    /// meta-label.
    /// </remarks>
    let ofEvents
        (settings: MetaLabelSettings)
        (events: LabelEvents)
        (labels: Labels)
        : Result<LabelOutcomes, Invalid> =
        match check settings with
        | Error invalid -> Error invalid
        | Ok() when not events.HasSides -> Error withoutSides
        | Ok() when not (events.Axes.SameAs labels.Axes) ->
            Error(Invalid.Conflict("events", "have other bars or symbols than the labels"))
        | Ok() ->
            let width = labels.Axes.SymbolCount
            let values = Array.create labels.SpanEndArray.Length nan
            let spanEnds = Array.create values.Length -1

            for n in 0 .. events.Count - 1 do
                let cell = events.BarArray[n] * width + events.SymbolArray[n]

                if labels.SpanEndArray[cell] >= 0 then
                    let side = events.Side n
                    let longReturn = labels.SimpleReturns.Array[cell]
                    let gross = if side = Side.Short then -longReturn else longReturn
                    values[cell] <- outcome settings side gross
                    spanEnds[cell] <- labels.SpanEndArray[cell]

            let settled =
                labels.SettledArray
                |> ValueOption.map (fun all ->
                    let own = Array.create all.Length -1

                    for n in 0 .. events.Count - 1 do
                        let cell = events.BarArray[n] * width + events.SymbolArray[n]
                        own[cell] <- all[cell]

                    own)

            Ok(LabelOutcomes(Panel(labels.Axes, values), spanEnds, settled, definition settings))

    /// <summary>1 where a triple-barrier trade of a given side earned more than the threshold, 0 where not.</summary>
    /// <param name="settings">Threshold and costs.</param>
    /// <param name="labels">Labels of events with sides; their returns are the sides' own.</param>
    let ofBarriers
        (settings: MetaLabelSettings)
        (labels: BarrierLabels)
        : Result<LabelOutcomes, Invalid> =
        check settings
        |> Result.bind (fun () -> if labels.Events.HasSides then Ok() else Error withoutSides)
        |> Result.map (fun () ->
            let given = BarrierLabels.toLabels labels
            let width = given.Axes.SymbolCount
            let values = Array.create given.SpanEndArray.Length nan
            let events = labels.Events

            for n in 0 .. labels.Count - 1 do
                if labels.IsLabelled n then
                    let cell = events.BarArray[n] * width + events.SymbolArray[n]
                    values[cell] <- outcome settings (events.Side n) labels.GrossReturnArray[n]

            LabelOutcomes(
                Panel(given.Axes, values),
                given.SpanEndArray,
                given.SettledArray,
                definition settings
            ))
