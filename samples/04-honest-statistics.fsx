// Honest statistics: forty strategies are tried, the best one looks good. Is it?
// Thirty are variants of three ideas on pure noise; then the same with one strategy that has skill.
// It runs on the packages, so pack them first:
//
//     bash .ci/pack
//     dotnet fsi samples/04-honest-statistics.fsx

#r "nuget: Symphony.Core, 0.1.0-*"

open System
open Symphony.Core

/// The value; or the refusal's sentence, and the script ends.
let orStop (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error refusal ->
        eprintfn $"{refusal}"
        exit 1

let bars = 1260
let barsPerYear = 252.0

/// Seeded normal returns of 1 % a day around a mean.
let noise (mean: float) (rng: Rng) : float[] =
    let mutable state = rng

    Array.init bars (fun _ ->
        let struct (chance, following) = Rng.uniform state
        state <- following
        mean + 0.01 * Elementary.normalQuantile chance)

/// Thirty variants of three ideas, and ten strategies of their own; the last has the given mean return.
let strategies (skill: float) : TrialReturns =
    let series (index: int) =
        let own =
            noise (if index = 39 then skill else 0.0) (Rng.ofSeed (uint64 (100 + index)))

        if index >= 30 then
            own
        else
            let idea = noise 0.0 (Rng.ofSeed (uint64 (index % 3)))
            Array.map2 (fun shared other -> 0.95 * shared + 0.3 * other) idea own

    TrialReturns.create (Array.init 40 (fun i -> $"strategy {i + 1}")) (Array.init 40 series)
    |> orStop

let number =
    Option.ofValueOption >> Option.map (fun v -> $"%.3f{v}") >> Option.defaultValue "none"

let examine (title: string) (trials: TrialReturns) : unit =
    let estimates =
        Array.init trials.TrialCount (fun i ->
            (SharpeEstimate.ofReturns (trials.Returns(i).Span)).Value)

    let best =
        estimates |> Array.indexed |> Array.maxBy (fun (_, one) -> one.Ratio) |> fst

    let clusters = EffectiveTrials.clustered Schedule.sequential trials
    let cuts = HaircutSharpe.ofReturns PValueAdjustment.Holm trials
    let cut = cuts[best].Value

    let robust =
        (RobustSharpe.estimate LagRule.Andrews (trials.Returns(best).Span) |> orStop).Value

    let luck =
        RealityCheck.test RealityCheckSettings.Standard (Rng.ofSeed 1UL) Schedule.sequential trials
        |> orStop

    printfn $"{title}"
    printfn $"  best of 40 by Sharpe ratio        {trials.Names[best]}"

    printfn
        $"  Sharpe ratio a year               %.2f{Sharpe.annualised barsPerYear estimates[best].Ratio}"

    printfn $"  robust t-statistic                %.2f{robust.TStatistic}"

    printfn
        $"  probabilistic Sharpe ratio        {number (Sharpe.probabilistic 0.0 estimates[best])}"

    printfn
        $"  deflated by 40 trials             {number (Sharpe.deflated (TrialReturns.summary trials) estimates[best])}"

    printfn $"  effective number of trials        {clusters.Count} ({clusters.Basis})"

    printfn
        $"  deflated by these                 {number (Sharpe.deflated clusters.Summary estimates[best])}"

    printfn
        $"  haircut (Holm)                    {number (ValueOption.map ((*) 100.0) cut.Haircut)} %%"

    printfn $"  superior predictive ability, p    %.3f{luck.ConsistentPValue}"

    match Overfitting.assess OverfittingSettings.Standard Schedule.sequential trials |> orStop with
    | OverfittingAnswer.Estimated found ->
        printfn $"  probability of overfitting        %.3f{found.Probability}"
        printfn $"  probability of loss out of sample %.3f{found.LossProbability}"
    | none -> printfn $"  probability of overfitting        none: {none}"

    printfn ""

examine "Forty strategies without skill" (strategies 0.0)
examine "The same, and the last has a Sharpe ratio of 2 a year" (strategies 0.00126)

let years = MinimumBacktestLength.years 1.0 40 |> orStop

printfn
    $"40 worthless trials show a Sharpe ratio of 1 a year in any backtest shorter than %.1f{years} years."
