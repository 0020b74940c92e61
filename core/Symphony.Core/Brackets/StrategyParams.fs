namespace Symphony.Core

/// <summary>Take-profit and stop-loss from a model's own errors, sized by risk per trade.</summary>
/// <remarks>
/// <para>At a decision at the close of t, as fractions of the entry price:</para>
/// <para><c>profit = max(kSigmaErr x residual deviation(t), kAtrMinTp x mean true range(t) / close(t))</c></para>
/// <para><c>loss = profit / rewardRiskRatio</c></para>
/// <para><c>shares = (riskPerTradePct / 100 x equity(t)) / (loss x close(t))</c>, at most the notional cap.</para>
/// <para>A long takes its profit at <c>entry x (1 + profit)</c> and is stopped at <c>entry x (1 - loss)</c>; a
/// short at <c>entry x (1 - profit)</c> and <c>entry x (1 + loss)</c>: the same distances on either side.</para>
/// </remarks>
[<Struct; NoComparison>]
type StrategyParams = {
    /// <summary>Residual deviations to the take-profit, above zero.</summary>
    KSigmaErr: float
    /// <summary>Mean true ranges that the take-profit is away at least, 0 or more.</summary>
    KAtrMinTp: float
    /// <summary>Distance of the take-profit over that of the stop, from 0.001 to 1000; 2 stops at half the distance.</summary>
    RewardRiskRatio: float
    /// <summary>Loss from the entry to the stop in percent of equity, above zero, at most 100.</summary>
    RiskPerTradePct: float
    /// <summary>Largest notional of one entry in percent of equity, above zero; infinity for none.</summary>
    NotionalCapPct: float
    /// <summary>Bars of the mean true range, at least 1.</summary>
    TrueRangeWindow: int<bar>
    /// <summary>Bars after the entry bar at whose open the trade ends at the latest, at least 1.</summary>
    HoldBars: int<bar>
}

/// <summary>From a strategy's parameters to brackets.</summary>
[<RequireQualifiedAccess>]
module StrategyParams =

    /// <summary>
    /// One residual deviation, at least half a mean true range of 14 bars, reward twice the risk, half a percent
    /// of equity at risk, at most the whole equity in one name, out after ten bars.
    /// </summary>
    let standard: StrategyParams = {
        KSigmaErr = 1.0
        KAtrMinTp = 0.5
        RewardRiskRatio = 2.0
        RiskPerTradePct = 0.5
        NotionalCapPct = 100.0
        TrueRangeWindow = 14<bar>
        HoldBars = 10<bar>
    }

    /// <summary>The bracket of these parameters, in at the next open; or the first parameter out of range.</summary>
    /// <param name="residualDeviation">
    /// Standard deviation of the model's residuals known at each close, a fraction of price, T x N; NaN where not known.
    /// </param>
    /// <param name="strategy">The parameters.</param>
    let bracket
        (residualDeviation: Panel)
        (strategy: StrategyParams)
        : Result<BracketSettings, Invalid> =
        Check.all [
            Bounds.positiveAtMost Bounds.Multiple "kSigmaErr" strategy.KSigmaErr
            Bounds.atMost Bounds.Multiple "kAtrMinTp" strategy.KAtrMinTp
            // The stop's distance is its inverse.
            Check.finite "rewardRiskRatio" strategy.RewardRiskRatio
            Check.within "rewardRiskRatio" 0.001 1000.0 strategy.RewardRiskRatio
            Bounds.positiveAtMost 100.0 "riskPerTradePct" strategy.RiskPerTradePct
            Bounds.limit (100.0 * Bounds.Weight) "notionalCapPct" "" strategy.NotionalCapPct
            Check.within "trueRangeWindow" 1.0 1_000_000.0 (float (int strategy.TrueRangeWindow))
            Check.within "holdBars" 1.0 1_000_000.0 (float (int strategy.HoldBars))
        ]
        |> Result.bind (fun () ->
            BracketSettings.create {
                BracketSettings.standard with
                    ProfitTargets = BracketSettings.oneTarget 1.0
                    StopLoss = StopLoss.Fixed(1.0 / strategy.RewardRiskRatio)
                    TimeExit = ValueSome(VerticalBarrier.Bars strategy.HoldBars)
                    Unit =
                        BracketUnit.ErrorBand {
                            KSigmaErr = strategy.KSigmaErr
                            ResidualDeviation = residualDeviation
                            KAtrMinTp = strategy.KAtrMinTp
                            TrueRangeWindow = strategy.TrueRangeWindow
                        }
                    RiskPerTrade = strategy.RiskPerTradePct / 100.0
                    NotionalCap = strategy.NotionalCapPct / 100.0
            })
