namespace Symphony.Core

open System

/// <summary>What the counted trials of a study say about a reported one, bar by bar.</summary>
[<NoComparison; NoEquality>]
type TrialComparison = {
    /// <summary>N: the counted trials, the reported one included.</summary>
    Trials: int
    /// <summary>How many of them are compared bar by bar, the reported one included.</summary>
    Compared: int
    /// <summary>How many have no kept returns.</summary>
    WithoutReturns: int
    /// <summary>How many have returns, but on fewer than nine tenths of the reported bars.</summary>
    OnOtherBars: int
    /// <summary>The bars that all compared trials have.</summary>
    CommonBars: int
    /// <summary>The compared trials in clusters of those that do nearly the same; none without any.</summary>
    Clusters: TrialClusters voption
    /// <summary>The effective number of trials and their variance: clusters, and each trial that is not compared by itself.</summary>
    Effective: TrialSummary
    /// <summary>The deflated Sharpe ratio at the effective number of trials; none where the ratio has no error.</summary>
    DeflatedSharpeRatio: float voption
    /// <summary>The probability of backtest overfitting over the compared trials, or why there is none.</summary>
    Overfitting: OverfittingAnswer
}

/// <summary>Compares a reported trial with the other trials of its study.</summary>
[<RequireQualifiedAccess>]
module TrialComparison =

    let private hasShare (found: int) (reported: int) : bool =
        10L * int64 found >= 9L * int64 reported

    /// Which of these instants the returns have, in order.
    let private shared (instants: int64[]) (returns: NetReturns) : int64[] =
        let own = returns.Instants.ToArray()
        instants |> Array.filter (fun instant -> Array.BinarySearch(own, instant) >= 0)

    let private seriesOn (instants: int64[]) (name: string) (returns: NetReturns) : TrialSeries =
        let own = returns.Instants.ToArray()
        let excess = NetReturns.excess returns

        {
            Name = name
            Instants = ReadOnlyMemory instants
            Returns =
                ReadOnlyMemory(
                    instants |> Array.map (fun instant -> excess[Array.BinarySearch(own, instant)])
                )
        }

    let private clustersOf
        (schedule: int -> (int -> unit) -> unit)
        (series: TrialSeries[])
        : TrialClusters voption =
        match TrialReturns.ofSeries series with
        | Ok(TrialBars.Same returns) -> ValueSome(EffectiveTrials.clustered schedule returns)
        | Ok(TrialBars.Different _)
        | Error _ -> ValueNone

    /// Clusters by their ratios, trials that are not compared by their recorded ones.
    let private effective
        (clusters: TrialClusters voption)
        (alone: float voption[])
        : TrialSummary =
        let ofClusters =
            match clusters with
            | ValueSome found ->
                Array.init found.Count (found.SharpeRatioPerBar >> ValueOption.defaultValue nan)
            | ValueNone -> [||]

        let ratios =
            Array.append ofClusters (alone |> Array.map (ValueOption.defaultValue nan))

        match TrialSummary.ofLedger ratios with
        | Ok summary -> summary
        | Error _ -> TrialSummary.single

    /// <summary>Compares a reported record with the counted trials up to it.</summary>
    /// <param name="schedule">
    /// Carries out independent pieces; <c>Schedule.sequential</c> on one thread. The result has the same bits
    /// under any.
    /// </param>
    /// <param name="returnsOf">The returns of a record that has a hash of them.</param>
    /// <param name="reported">The record that is reported: an outcome.</param>
    /// <param name="ledger">The ledger it is in.</param>
    /// <remarks>
    /// A trial is compared when its returns cover at least nine tenths of the reported bars, and all that are
    /// compared are compared on the bars they all have. A trial that cannot be compared counts as one by
    /// itself, so what is not known never makes a result look better. Sources: Bailey and Lopez de Prado
    /// (2014), JPM 40(5); Lopez de Prado and Lewis (2019), Quantitative Finance 19(9); Bailey, Borwein, Lopez
    /// de Prado and Zhu (2017), Journal of Computational Finance 20(4).
    /// </remarks>
    let ofLedger
        (schedule: int -> (int -> unit) -> unit)
        (returnsOf: TrialRecord -> NetReturns)
        (reported: TrialRecord)
        (ledger: TrialLedger)
        : TrialComparison =
        let standIns = TrialLedger.standIns reported ledger
        let trials = TrialLedger.trials (TrialLedger.asOf reported.Number ledger)

        let recorded =
            trials |> Array.map (fun trial -> trial.Outcome |> ValueOption.bind _.SharpePerBar)

        let isReported (trial: TrialRecord) =
            trial.Identity.Decisions = reported.Identity.Decisions

        let own =
            match reported.Outcome |> ValueOption.bind _.ReturnsHash with
            | ValueSome _ -> ValueSome(returnsOf reported)
            | ValueNone -> ValueNone

        let returns =
            Array.map2
                (fun trial standIn ->
                    if isReported trial then own else ValueOption.map returnsOf standIn)
                trials
                standIns

        let reportedBars =
            match own with
            | ValueSome series -> series.Instants.ToArray()
            | ValueNone -> [||]

        let joins (series: NetReturns voption) =
            match series with
            | ValueSome found when reportedBars.Length > 0 ->
                hasShare (shared reportedBars found).Length reportedBars.Length
            | _ -> false

        let areCompared = returns |> Array.map joins

        let compared =
            Array.zip areCompared returns
            |> Array.choose (fun (isCompared, series) ->
                match series with
                | ValueSome found when isCompared -> Some found
                | _ -> None)

        let common = (reportedBars, compared) ||> Array.fold shared

        let series =
            if common.Length = 0 then
                [||]
            else
                compared |> Array.mapi (fun i -> seriesOn common $"trial {i + 1}")

        let clusters = if series.Length = 0 then ValueNone else clustersOf schedule series

        let alone =
            if clusters.IsNone then
                recorded
            else
                Array.zip areCompared recorded |> Array.filter (fst >> not) |> Array.map snd

        let summary = effective clusters alone

        let withoutReturns = returns |> Array.filter ValueOption.isNone |> Array.length

        {
            Trials = trials.Length
            Compared = series.Length
            WithoutReturns = withoutReturns
            OnOtherBars = trials.Length - withoutReturns - series.Length
            CommonBars = common.Length
            Clusters = clusters
            Effective = summary
            DeflatedSharpeRatio =
                own
                |> ValueOption.bind (fun found ->
                    SharpeEstimate.ofReturns (ReadOnlySpan(NetReturns.excess found)))
                |> ValueOption.bind (Sharpe.deflated summary)
            Overfitting =
                match Overfitting.ofSeries OverfittingSettings.Standard schedule series with
                | Ok answer -> answer
                | Error _ -> OverfittingAnswer.TooFewTrials series.Length
        }
