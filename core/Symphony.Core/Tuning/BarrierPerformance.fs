namespace Symphony.Core

open System

/// <summary>What the trades of one configuration earned after costs.</summary>
[<NoComparison>]
type BarrierPerformance = {
    /// <summary>How many trades.</summary>
    Trades: int
    /// <summary>Bars held, summed over the trades; a trade that ends at its entry bar counts 1.</summary>
    BarsHeld: int64
    /// <summary>The mean net return of a trade; none without trades.</summary>
    NetPerTrade: float voption
    /// <summary>The sum of the net returns by the bars held; none without trades.</summary>
    NetPerBar: float voption
    /// <summary>Mean by standard deviation (divisor n - 1) of the net returns; none without a spread.</summary>
    NetSharpePerTrade: float voption
}

/// <summary>Measures trades after costs.</summary>
[<RequireQualifiedAccess>]
module internal BarrierPerformance =

    /// Of these trades, in their order.
    let ofTrades (netReturns: ReadOnlySpan<float>) (barsHeld: int64) : BarrierPerformance =
        let mean = Moments.mean netReturns
        let count = float netReturns.Length

        {
            Trades = netReturns.Length
            BarsHeld = barsHeld
            NetPerTrade = mean
            NetPerBar = mean |> ValueOption.map (fun each -> each * count / float barsHeld)
            NetSharpePerTrade =
                match mean, Moments.variance netReturns with
                | ValueSome mean, ValueSome variance when variance > 0.0 ->
                    ValueSome(mean / sqrt variance)
                | _ -> ValueNone
        }

    let objective (objective: BarrierObjective) (performance: BarrierPerformance) : float voption =
        match objective with
        | BarrierObjective.NetPerTrade -> performance.NetPerTrade
        | BarrierObjective.NetSharpePerTrade -> performance.NetSharpePerTrade
        | _ -> performance.NetPerBar
