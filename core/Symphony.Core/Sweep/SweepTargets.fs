namespace Symphony.Core

open System

/// The targets of all scenarios that follow the same weights within the same caps: made once a bar.
[<Sealed>]
type internal SweepTargets(source: SweepSource, scenario: Scenario, rules: Rules) =

    let settings = rules.Settings
    let hasCaps = FusedTargets.hasSumCaps settings

    /// Whether the bar has a decision.
    member val IsDecided = false with get, set

    /// Targets in names that have ended, in shorts that cannot be borrowed, in names without a price.
    member val Ended = 0 with get, set
    member val NoBorrow = 0 with get, set
    member val NoPrice = 0 with get, set

    /// The bar made ready, its target weights in a row that no other targets use until its scenarios are done
    /// with it.
    member this.Prepare
        (market: SweepMarket, row: Span<float>, scratch: float[], sectorGross: float[])
        : unit =
        let bar = market.Bar
        this.IsDecided <- source.Decisions.IsDecided bar
        this.Ended <- 0
        this.NoBorrow <- 0
        this.NoPrice <- 0

        if this.IsDecided then
            Scenario.weigh source scenario bar row

            for i in market.Ended do
                if row[i] <> 0.0 then
                    row[i] <- 0.0
                    this.Ended <- this.Ended + 1

            for i in market.Unborrowable do
                if row[i] < 0.0 then
                    row[i] <- 0.0
                    this.NoBorrow <- this.NoBorrow + 1

            if hasCaps then
                row.CopyTo(Span scratch)
                Targets.limit rules sectorGross scratch
                scratch.CopyTo row

            for i in market.Unpriced do
                if row[i] <> 0.0 then
                    this.NoPrice <- this.NoPrice + 1

    /// Has part of the weights of the bar after this one fetched, while there is other work.
    member _.Expect(bar: int, width: int, part: int, parts: int) : unit =
        SharedRows.expect source.Decisions.Cells (Timing.fillBar bar) width part parts

    /// Whether some target could not be aimed at.
    member this.HasRefusals: bool = this.Ended + this.NoBorrow + this.NoPrice > 0
