namespace Symphony.Core

open System

/// What scenarios must have in common to read the same rows of a market.
[<Struct>]
type internal MarketKey = {
    FillAt: FillAt
    NeedsAdv: bool
    NeedsVolatility: bool
    DelistedAfterMissingBars: int
    /// Where fills begin to count as large.
    LargeAbove: float
    /// What shorts pay; of no account where the market has borrow of its own.
    BorrowTiers: struct (float * float) list
    /// What a short pays whose borrow was recalled; 0 where the market has no borrow of its own.
    UnborrowableRate: float
    /// The factor on slippage of fills; 1 where the market has none.
    SlippageMultiplier: float
}

/// What scenarios that read the same rows must have in common to aim at the same targets.
[<Struct>]
type internal TargetKey = {
    Source: string
    Scale: float
    EntryThreshold: float
    PerNameCap: float
    SectorCap: float
    GrossCap: float
    NetCap: float
}

/// Puts the scenarios of a sweep to work: those next to each other that share most.
[<Sealed>]
type internal SweepCrew
    (
        settings: SweepSettings,
        market: EngineMarket,
        known: EngineState,
        scenarios: struct (Scenario * SweepSource)[]
    ) =

    let rulesOf (index: int) : Rules =
        let struct (scenario, _) = scenarios[index]
        Rules(scenario.Settings, market)

    let marketKey (scenario: Scenario) : MarketKey =
        let engine = scenario.Settings

        {
            FillAt = engine.FillAt
            NeedsAdv = EngineSettings.needsAverageDailyNotional engine
            NeedsVolatility = EngineSettings.needsVolatility engine
            DelistedAfterMissingBars = engine.DelistedAfterMissingBars
            LargeAbove = engine.ReportParticipationAbove
            BorrowTiers =
                if market.Extras.BorrowRates.IsSome then
                    []
                else
                    [
                        for tier in engine.BorrowTiers ->
                            struct (tier.MinimumAverageDailyNotional, tier.AnnualRate)
                    ]
            UnborrowableRate =
                if market.Extras.BorrowRates.IsSome then
                    Borrow.highestRate (ReadOnlySpan(Seq.toArray engine.BorrowTiers))
                else
                    0.0
            SlippageMultiplier =
                if market.Extras.FillSlippage.IsSome then engine.CostMultiplier else 1.0
        }

    let targetKey (scenario: Scenario) : TargetKey =
        let engine = scenario.Settings

        {
            Source = scenario.Source
            Scale = scenario.Scale
            EntryThreshold = scenario.EntryThreshold
            PerNameCap = if FusedTargets.hasSumCaps engine then engine.PerNameCap else infinity
            SectorCap = engine.SectorCap
            GrossCap = engine.GrossCap
            NetCap = engine.NetCap
        }

    let keyOf (index: int) : struct (MarketKey * TargetKey) =
        let struct (scenario, _) = scenarios[index]
        struct (marketKey scenario, targetKey scenario)

    /// The account of any scenario at the first bar: what is known of prices is the same for all.
    let startOf (engine: EngineSettings) : EngineState =
        EngineState(
            known.Bar,
            engine.Equity,
            engine.Equity,
            false,
            known.SharesArray,
            known.PricesArray,
            known.OpenOrdersArray,
            known.LastBarsArray,
            known.HasEndedArray
        )

    /// Some scenarios of a batch for each piece of work: their numbers, those that share most together. No
    /// fewer than four pieces where there are four scenarios, so that several threads have work.
    member _.Pieces(first: int, count: int) : int[][] =
        let size = max 1 (min settings.BlockScenarios ((count + 3) / 4))

        [| first .. first + count - 1 |]
        |> Array.groupBy (keyOf >> fun struct (market, _) -> market)
        |> Array.collect (
            snd >> Array.groupBy (keyOf >> fun struct (_, target) -> target) >> Array.collect snd
        )
        |> Array.chunkBySize size

    /// The piece of work that takes these scenarios.
    member _.Piece(numbers: int[]) : SweepPiece =
        let laneOf (index: int) (rules: Rules) : SweepLane =
            let struct (scenario, source) = scenarios[index]
            SweepLane(index, scenario, source, rules, startOf scenario.Settings, settings)

        let work = [|
            for index in numbers do
                let rules = rulesOf index
                struct (index, rules)
        |]

        let shared, others =
            work |> Array.partition (fun struct (_, rules) -> SharedLane.Serves rules)

        let holdings = AlignedRows(shared.Length, market.Axes.SymbolCount)
        let mutable place = -1

        let groups = [|
            for _, alike in
                shared
                |> Array.groupBy (fun struct (index, _) -> keyOf index |> fun struct (m, _) -> m) do
                let struct (_, firstRules) = alike[0]
                let rows = SweepMarket(firstRules, known)

                let members = [|
                    for _, same in
                        alike
                        |> Array.groupBy (fun struct (index, _) ->
                            keyOf index |> fun struct (_, t) -> t) do
                        let struct (firstIndex, targetRules) = same[0]
                        let struct (scenario, source) = scenarios[firstIndex]
                        let targets = SweepTargets(source, scenario, targetRules)

                        let lanes = [|
                            for struct (index, rules) in same do
                                let struct (each, _) = scenarios[index]
                                place <- place + 1

                                SharedLane(
                                    index,
                                    each,
                                    rules,
                                    rows,
                                    targets,
                                    startOf each.Settings,
                                    settings,
                                    holdings,
                                    place
                                )
                        |]

                        struct (targets, lanes)
                |]

                struct (rows, members)
        |]

        let alone = [| for struct (index, rules) in others -> laneOf index rules |]

        SweepPiece(groups, alone, market.Axes.SymbolCount, settings.LastBar - settings.FirstBar + 1)
