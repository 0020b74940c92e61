namespace Symphony.Core

/// <summary>How long a backtest must be before the best of N worthless trials stops looking good.</summary>
/// <remarks>
/// Source: Bailey, Borwein, Lopez de Prado and Zhu (2014), "Pseudo-mathematics and financial charlatanism",
/// Notices of the AMS 61(5), theorem 1.
/// </remarks>
[<RequireQualifiedAccess>]
module MinimumBacktestLength =

    let private check (trials: int) (annualRatio: float) : Result<unit, Invalid> =
        Check.all [
            (if trials < 1 then Error(Invalid.NotPositive("trials", float trials)) else Ok())
            Check.positive "annualRatio" annualRatio
        ]

    /// <summary>
    /// The years below which the best of N independent trials without skill is expected to show more than
    /// this ratio; 0 for one trial.
    /// </summary>
    /// <param name="annualRatio">The Sharpe ratio a year that is not to appear by luck, above zero (1 is usual).</param>
    /// <param name="trials">N, at least 1.</param>
    /// <remarks><c>(E[max_N] / SR)^2</c>, with the expected largest of N standard normal values.</remarks>
    let years (annualRatio: float) (trials: int) : Result<float, Invalid> =
        check trials annualRatio
        |> Result.map (fun () ->
            let ratio = Sharpe.expectedMaximum trials / annualRatio
            ratio * ratio)

    /// <summary>The simple bound above it, in years.</summary>
    /// <param name="annualRatio">The Sharpe ratio a year that is not to appear by luck, above zero.</param>
    /// <param name="trials">N, at least 1.</param>
    /// <remarks><c>2 log N / SR^2</c>.</remarks>
    let bound (annualRatio: float) (trials: int) : Result<float, Invalid> =
        check trials annualRatio
        |> Result.map (fun () -> 2.0 * Elementary.log (float trials) / (annualRatio * annualRatio))
