namespace Symphony.Core

/// Scenarios that one piece of work takes over the history together: those that share the market's rows bar
/// by bar, the rest each on its own.
[<Sealed>]
type internal SweepPiece
    (
        groups: struct (SweepMarket * struct (SweepTargets * SharedLane[])[])[],
        others: SweepLane[],
        width: int
    ) =

    let row = Array.zeroCreate<float> width
    let sectorGross = Array.zeroCreate<float> width
    let sums = BarSums()
    let mutable spare = AlignedRow width

    let advance (market: SweepMarket) (members: struct (SweepTargets * SharedLane[])[]) : unit =
        market.Prepare()

        for struct (targets, lanes) in members do
            targets.Prepare(market, row, sectorGross)

            for lane in lanes do
                if lane.IsActive then
                    spare <- lane.Advance(sums, spare)

        market.Commit()

    /// On to a bar.
    member _.RunTo(lastBar: int) : unit =
        for struct (market, members) in groups do
            while market.Bar < lastBar do
                advance market members

        for lane in others do
            lane.RunTo lastBar

    /// Every outcome with the number of its scenario.
    member _.ToOutcomes() : ScenarioOutcome[] = [|
        for struct (_, members) in groups do
            for struct (_, lanes) in members do
                for lane in lanes do
                    lane.ToOutcome()

        for lane in others do
            lane.ToOutcome()
    |]
