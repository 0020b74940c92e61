namespace Symphony.Core

/// Scenarios that one piece of work takes over the history together: those that share the market's rows bar
/// by bar, the rest each on its own.
[<Sealed>]
type internal SweepPiece
    (
        groups: struct (SweepMarket * struct (SweepTargets * SharedLane[])[])[],
        others: SweepLane[],
        width: int,
        bars: int
    ) =

    let scratch = LaneScratch width

    let advance (market: SweepMarket) (members: struct (SweepTargets * SharedLane[])[]) : unit =
        market.Prepare()
        let total = members |> Array.sumBy (fun struct (_, lanes) -> lanes.Length)
        let mutable served = 0

        for struct (targets, lanes) in members do
            targets.Prepare(market, scratch.Weights, scratch.Targets, scratch.SectorGross)
            let rows = market.Rows scratch.WholeWeights

            for k in 0 .. lanes.Length - 1 do
                let lane = lanes[k]
                targets.Expect(market.Bar, width, k, lanes.Length)
                market.Expect(served, total)
                served <- served + 1

                if lane.IsActive then
                    lane.Advance(&rows, scratch)

        market.Commit()

    /// On to a bar.
    member _.RunTo(lastBar: int) : unit =
        for struct (market, members) in groups do
            while market.Bar < lastBar do
                advance market members

        for lane in others do
            lane.RunTo lastBar

    /// Every outcome with the number of its scenario.
    member _.ToOutcomes() : ScenarioOutcome[] =
        let column = Array.zeroCreate<float> bars

        [|
            for struct (_, members) in groups do
                for struct (_, lanes) in members do
                    for lane in lanes do
                        lane.ToOutcome column

            for lane in others do
                lane.ToOutcome column
        |]
