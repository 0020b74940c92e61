namespace Symphony.Core

open System

/// The targets of all scenarios that follow the same weights within the same caps: made once a bar.
[<Sealed>]
type internal SweepTargets(source: SweepSource, scenario: Scenario, rules: Rules) =

    let settings = rules.Settings
    let isPlain = scenario.Scale = 1.0 && scenario.EntryThreshold = 0.0

    let hasCaps = FusedTargets.hasSumCaps settings

    let mutable isGiven = true
    let mutable row: float[] = [||]

    /// Whether the bar has a decision.
    member val IsDecided = false with get, set

    /// Targets in names that have ended, in shorts that cannot be borrowed, in names without a price.
    member val Ended = 0 with get, set
    member val NoBorrow = 0 with get, set
    member val NoPrice = 0 with get, set

    /// Target weights of the bar.
    member _.Weights(bar: int) : ReadOnlySpan<float> =
        if isGiven then source.Decisions.Weights bar else ReadOnlySpan row

    /// The bar made ready, in a row that no other targets use until its scenarios are done with it.
    member this.Prepare(market: SweepMarket, scratch: float[], sectorGross: float[]) : unit =
        let bar = market.Bar
        this.IsDecided <- source.Decisions.IsDecided bar
        this.Ended <- 0
        this.NoBorrow <- 0
        this.NoPrice <- 0

        if this.IsDecided then
            row <- scratch

            isGiven <- isPlain && not hasCaps && market.Ended.IsEmpty && market.Unborrowable.IsEmpty

            if not isGiven then
                Scenario.weigh source scenario bar (Span row)

                for i in market.Ended do
                    if row[i] <> 0.0 then
                        row[i] <- 0.0
                        this.Ended <- this.Ended + 1

                for i in market.Unborrowable do
                    if row[i] < 0.0 then
                        row[i] <- 0.0
                        this.NoBorrow <- this.NoBorrow + 1

                if hasCaps then
                    Targets.limit rules sectorGross row

            let targets = this.Weights bar

            for i in market.Unpriced do
                if targets[i] <> 0.0 then
                    this.NoPrice <- this.NoPrice + 1
