namespace Symphony.Core

open System
open System.Collections.Generic
open System.Collections.ObjectModel

/// <summary>What the number of clusters rests on.</summary>
[<RequireQualifiedAccess; Struct; NoComparison>]
type ClusterBasis =
    /// <summary>Trials fall into groups: the mean silhouette of all, those by themselves with 0; at most 1.</summary>
    | Silhouette of mean: float
    /// <summary>No groups, and pairs are correlated by 1/2 or more in the mean: one cluster.</summary>
    | AllAlike of meanCorrelation: float
    /// <summary>No groups, and pairs are correlated by less: every trial by itself.</summary>
    | AllApart of meanCorrelation: float
    /// <summary>There is one trial.</summary>
    | SingleTrial

    /// <summary>The basis in words.</summary>
    override this.ToString() : string =
        let short (value: float) = Text.number (Math.Round(value, 2))

        match this with
        | Silhouette mean -> $"mean silhouette {short mean}"
        | AllAlike mean -> $"no groups, mean correlation {short mean}: one cluster"
        | AllApart mean -> $"no groups, mean correlation {short mean}: every trial by itself"
        | SingleTrial -> "single trial"

/// <summary>Trials in clusters of those that do nearly the same.</summary>
[<Sealed; AllowNullLiteral(false)>]
type TrialClusters
    internal (clusterOf: int[], members: int[][], ratios: float[], basis: ClusterBasis) =

    /// <summary>The effective number of trials: how many clusters, 1 to N.</summary>
    member _.Count: int = members.Length

    /// <summary>For each trial the number of its cluster, from 0; clusters are numbered by their first trial.</summary>
    member _.ClusterOf: ReadOnlyMemory<int> = ReadOnlyMemory clusterOf

    /// <summary>The trials of a cluster, ascending.</summary>
    /// <param name="cluster">The cluster's number, from 0.</param>
    member _.Members(cluster: int) : IReadOnlyList<int> = ReadOnlyCollection members[cluster]

    /// <summary>What the number rests on.</summary>
    member _.Basis: ClusterBasis = basis

    /// <summary>
    /// The Sharpe ratio per bar of a cluster: its trials held together, each weighted by the inverse of its
    /// variance; none where no trial's returns differ.
    /// </summary>
    /// <param name="cluster">The cluster's number, from 0.</param>
    member _.SharpeRatioPerBar(cluster: int) : float voption =
        if Double.IsNaN ratios[cluster] then ValueNone else ValueSome ratios[cluster]

    /// <summary>
    /// The effective trials as a deflated ratio takes them: their number, and the variance (divisor n - 1)
    /// of the clusters' Sharpe ratios per bar; 0 for one cluster.
    /// </summary>
    member _.Summary: TrialSummary =
        TrialSummary.OfKnown(members.Length, ratios |> Array.filter Double.IsFinite)

/// <summary>How many independent trials correlated trials amount to: three published answers.</summary>
[<RequireQualifiedAccess>]
module EffectiveTrials =

    /// Below this mean silhouette a cluster does not hold together.
    let private weakest = 0.25

    /// From this mean correlation on, trials without groups are rather one than many.
    let private alike = 0.5

    /// <summary>N trials of this mean correlation as a number of independent ones, in [1, N].</summary>
    /// <param name="correlations">Correlations of all pairs.</param>
    /// <remarks>
    /// <c>r + (1 - r) N</c> with the mean correlation r of all pairs, taken as 0 where it is negative. Source:
    /// Bailey and Lopez de Prado (2014), "The Deflated Sharpe Ratio", JPM 40(5), appendix 3.
    /// </remarks>
    let ofMeanCorrelation (correlations: TrialCorrelations) : float =
        match correlations.Mean with
        | ValueNone -> 1.0
        | ValueSome mean ->
            let r = max 0.0 mean
            r + (1.0 - r) * float correlations.TrialCount

    /// <summary>
    /// The effective rank of the correlations, in [1, N]; none where their eigenvalues are not found.
    /// </summary>
    /// <param name="correlations">Correlations of all pairs.</param>
    /// <remarks>
    /// <c>exp (- sum p log p)</c> with p the eigenvalues divided by their sum, those that rounding has taken
    /// below 0 left out. Source: Roy and Vetterli (2007), "The effective rank", EUSIPCO; for trials Lopez de
    /// Prado, Lipton and Zoonekynd (2025), "How to use the Sharpe ratio".
    /// </remarks>
    let effectiveRank (correlations: TrialCorrelations) : float voption =
        match Eigenvalues.ofSymmetric correlations.TrialCount correlations.Array with
        | ValueNone -> ValueNone
        | ValueSome values ->
            let positive = values |> Array.filter (fun value -> value > 0.0)
            let sum = Kernels.sum (ReadOnlySpan positive)

            let terms =
                positive
                |> Array.map (fun value ->
                    let p = value / sum
                    -p * Elementary.log p)

            let rank = Elementary.exp (Kernels.sum (ReadOnlySpan terms))
            ValueSome(max 1.0 (min (float correlations.TrialCount) rank))

    /// Clusters numbered by their first trial.
    let private numbered (names: int[]) : struct (int[] * int[][]) =
        let order = Array.distinct names
        let clusterOf = names |> Array.map (fun name -> Array.IndexOf(order, name))

        let members =
            order
            |> Array.map (fun name ->
                [| 0 .. names.Length - 1 |] |> Array.filter (fun i -> names[i] = name))

        struct (clusterOf, members)

    let private isAlike (correlations: TrialCorrelations) (trials: int[]) : bool =
        let mutable sum = 0.0

        for i in 0 .. trials.Length - 1 do
            for j in 0 .. i - 1 do
                sum <- sum + correlations[trials[i], trials[j]]

        let pairs = trials.Length * (trials.Length - 1) / 2
        pairs = 0 || sum / float pairs >= alike

    /// Groups of some trials; a group that does not hold together is looked into again.
    let rec private groups
        (correlations: TrialCorrelations)
        (distances: float[])
        (trials: int[])
        : int[][] =
        let n = trials.Length

        let own =
            Array.init (n * n) (fun cell ->
                distances[trials[cell / n] * correlations.TrialCount + trials[cell % n]])

        let level =
            if n < 3 then
                ValueNone
            else
                AverageLinkage.merges n (Array.copy own) |> AverageLinkage.best n own

        let parts =
            match level with
            | ValueNone -> [||]
            | ValueSome level ->
                let silhouettes = AverageLinkage.silhouettes n own level.ClusterOf

                [| 0 .. n - 1 |]
                |> Array.groupBy (fun i -> level.ClusterOf[i])
                |> Array.map (fun (_, members) ->
                    let mean =
                        Moments.meanOf (
                            ReadOnlySpan(members |> Array.map (fun i -> silhouettes[i]))
                        )

                    struct (members |> Array.map (fun i -> trials[i]), mean >= weakest))

        if parts |> Array.exists (fun struct (_, isStrong) -> isStrong) then
            parts
            |> Array.collect (fun struct (members, isStrong) ->
                if isStrong || members.Length = 1 then
                    [| members |]
                else
                    groups correlations distances members)
        elif isAlike correlations trials then
            [| trials |]
        else
            trials |> Array.map Array.singleton

    let private split (correlations: TrialCorrelations) : struct (int[] * ClusterBasis) =
        let n = correlations.TrialCount

        let distances =
            correlations.Array |> Array.map (fun r -> sqrt (max 0.0 (0.5 * (1.0 - r))))

        let found = groups correlations distances [| 0 .. n - 1 |]
        let names = Array.zeroCreate<int> n

        for group in found do
            for trial in group do
                names[trial] <- group[0]

        match correlations.Mean with
        | ValueNone -> struct (names, ClusterBasis.SingleTrial)
        | ValueSome mean when found.Length = 1 -> struct (names, ClusterBasis.AllAlike mean)
        | ValueSome mean when found.Length = n -> struct (names, ClusterBasis.AllApart mean)
        | ValueSome _ ->
            let silhouettes = AverageLinkage.silhouettes n distances names
            struct (names, ClusterBasis.Silhouette(Moments.meanOf (ReadOnlySpan silhouettes)))

    /// The ratio of trials held together, weighted by the inverse of their variances; NaN for none.
    let private ratioOf (trials: TrialReturns) (members: int[]) : float =
        let together = Array.zeroCreate<float> trials.BarCount

        for trial in members do
            let series = trials.Series trial

            match Moments.variance series with
            | ValueSome variance when variance > 0.0 && Double.IsFinite(1.0 / variance) ->
                Kernels.addScaled (1.0 / variance) series (Span together)
            | _ -> ()

        // The sum of the weights scales mean and standard deviation alike.
        Sharpe.perBar (ReadOnlySpan together) |> ValueOption.defaultValue nan

    /// <summary>Trials in clusters: their number is the effective number of trials.</summary>
    /// <param name="schedule">
    /// Carries out independent pieces; <c>Schedule.sequential</c> on one thread. The result has the same bits
    /// under any.
    /// </param>
    /// <param name="trials">The trials' returns.</param>
    /// <remarks>
    /// Distance <c>sqrt ((1 - r) / 2)</c> of correlations r; average linkage; of 2 to N - 1 clusters those with
    /// the largest mean silhouette (an item alone has 0). A cluster whose mean silhouette is below 0.25 does
    /// not hold together (Kaufman and Rousseeuw 1990, Finding Groups in Data, 2.2) and is looked into again in
    /// the same way. Where no cluster holds together, trials with a mean correlation of 1/2 or more are one,
    /// others are each by themselves. Idea, distance and second look: Lopez de Prado and Lewis (2019),
    /// "Detection of false investment strategies using unsupervised learning methods", Quantitative Finance
    /// 19(9), who use k-means from random starts; this form has no randomness, and where there is doubt it
    /// counts more trials, not fewer.
    /// </remarks>
    let clustered (schedule: int -> (int -> unit) -> unit) (trials: TrialReturns) : TrialClusters =
        let struct (names, basis) = split (TrialCorrelations.ofTrials schedule trials)
        let struct (clusterOf, members) = numbered names
        TrialClusters(clusterOf, members, members |> Array.map (ratioOf trials), basis)
