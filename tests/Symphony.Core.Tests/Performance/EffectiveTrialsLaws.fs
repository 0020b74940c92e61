module Symphony.Core.Tests.EffectiveTrialsLaws

open System
open NUnit.Framework

open Symphony.Core

/// Between two orders of adding.
let private doubles = 1e-12

let private correlationsOf (series: float[][]) =
    TrialCorrelations.ofTrials Schedule.sequential (TrialCases.returns series)

let private clustersOf (series: float[][]) =
    EffectiveTrials.clustered Schedule.sequential (TrialCases.returns series)

let private same (a: float) (b: float) =
    BitConverter.DoubleToInt64Bits a = BitConverter.DoubleToInt64Bits b

[<TrialProperty>]
let ``a correlation is the sum of products over the roots of the sums of squares, bit for bit``
    (TrialMatrix series)
    =
    let found = correlationsOf series

    let deviations =
        series
        |> Array.map (fun own ->
            let mean = (Moments.mean (ReadOnlySpan own)).Value
            own |> Array.map (fun r -> r - mean))

    let square (d: float[]) =
        EightLanes.sum (d |> Array.map (fun v -> v * v))

    Seq.forall
        (fun (i, j) ->
            let scale = sqrt (square deviations[max i j]) * sqrt (square deviations[min i j])

            let expected =
                if i = j then 1.0
                elif scale = 0.0 then 0.0
                else EightLanes.sum (Array.map2 (*) deviations[i] deviations[j]) / scale

            same found[i, j] (Math.Clamp(expected, -1.0, 1.0)) && same found[i, j] found[j, i])
        (Seq.allPairs [ 0 .. series.Length - 1 ] [ 0 .. series.Length - 1 ])

[<TrialProperty>]
let ``the number lies between one and that of the trials, by every rule`` (TrialMatrix series) =
    let n = float series.Length
    let correlations = correlationsOf series
    let clusters = clustersOf series
    let within value = value >= 1.0 && value <= n

    within (EffectiveTrials.ofMeanCorrelation correlations)
    && within (EffectiveTrials.effectiveRank correlations).Value
    && within (float clusters.Count)
    && clusters.Summary.Count = clusters.Count
    && (clusters.Count > 1 || clusters.Summary.Variance = 0.0)
    && [
        for c in 0 .. clusters.Count - 1 do
            yield! clusters.Members c
       ]
       |> List.sort = [ 0 .. series.Length - 1 ]
    && Seq.forall
        (fun i -> clusters.Members clusters.ClusterOf.Span[i] |> Seq.contains i)
        (seq { 0 .. series.Length - 1 })

[<TrialProperty>]
let ``the levels are those of average linkage, and the best silhouette is found``
    (TrialMatrix series)
    =
    let n = series.Length

    if n < 3 then
        true
    else
        let correlations = correlationsOf series

        let distance i j =
            sqrt (max 0.0 (0.5 * (1.0 - correlations[i, j])))

        let distances = Array.init (n * n) (fun cell -> distance (cell / n) (cell % n))
        let merges = AverageLinkage.merges n (Array.copy distances)

        let pairs = [
            for i in 0 .. n - 1 do
                for j in 0 .. i - 1 -> distance i j
        ]
        // Equal distances may be merged in more than one order.
        let hasTies = List.distinct pairs <> pairs

        match AverageLinkage.best n distances merges with
        | ValueNone -> false
        | ValueSome level ->
            let own =
                [ 0 .. n - 1 ]
                |> List.groupBy (fun i -> level.ClusterOf[i])
                |> List.map (fun (_, members) -> members)

            let reference =
                ClusterReference.levels n distance
                |> List.filter (fun clusters -> clusters.Length >= 2 && clusters.Length < n)
                |> List.map (ClusterReference.meanSilhouette n distance)
                |> List.max

            let silhouettes = AverageLinkage.silhouettes n distances level.ClusterOf

            let isSilhouette i =
                abs (ClusterReference.silhouette distance own i - silhouettes[i]) <= doubles

            own.Length = level.Clusters
            && List.forall isSilhouette [ 0 .. n - 1 ]
            && abs (ClusterReference.meanSilhouette n distance own - level.Mean) <= doubles
            && (hasTies || abs (level.Mean - reference) <= doubles)
            && merges |> Array.pairwise |> Array.forall (fun (a, b) -> a.Distance <= b.Distance)

[<TrialProperty>]
let ``the schedule does not show`` (TrialMatrix series) =
    let trials = TrialCases.returns series
    let a = EffectiveTrials.clustered Schedule.sequential trials
    let b = EffectiveTrials.clustered TrialCases.backwards trials

    a.ClusterOf.Span.SequenceEqual b.ClusterOf.Span
    && same a.Summary.Variance b.Summary.Variance

/// Groups of trials that are one series and a little noise each.
let private planted (seed: uint64) (groups: int) (size: int) (noise: float) : float[][] =
    let cores = TrialCases.seeded seed 500 (Array.create groups 0.0)
    let own = TrialCases.seeded (seed + 1UL) 500 (Array.create (groups * size) 0.0)
    // Group by group would be too easy: trial i belongs to group i mod groups.
    own
    |> Array.mapi (fun i series -> Array.map2 (fun r c -> c + noise * r) series cores[i % groups])

[<DomainProperty>]
let ``planted groups are found again`` (seed: uint16) (groups: byte) (size: byte) =
    let groups = 2 + int groups % 6
    let size = 2 + int size % 5
    let clusters = planted (uint64 seed) groups size 0.3 |> clustersOf

    clusters.Count = groups
    && clusters.ClusterOf.ToArray()
       |> Array.indexed
       |> Array.forall (fun (i, c) -> c = i % groups)
    && clusters.Basis.IsSilhouette

[<DomainProperty>]
let ``trials that do the same are one, trials that share nothing are all`` (seed: uint16) =
    let alike = planted (uint64 seed) 1 9 0.2 |> clustersOf
    let apart = TrialCases.seeded (uint64 seed) 500 (Array.create 9 0.0) |> clustersOf

    alike.Count = 1
    && alike.Basis.IsAllAlike
    && alike.Summary.Variance = 0.0
    && apart.Count = 9
    && apart.Basis.IsAllApart

[<DomainProperty>]
let ``trials that share nothing are not put together because others are alike`` (seed: uint16) =
    let pair = planted (uint64 seed) 1 2 0.3
    let others = TrialCases.seeded (uint64 seed + 7UL) 500 (Array.create 3 0.0)
    let idle = [| Array.zeroCreate 500 |]
    let clusters = Array.concat [ others; pair; idle ] |> clustersOf

    clusters.ClusterOf.Span.SequenceEqual(ReadOnlySpan [| 0; 1; 2; 3; 3; 4 |])

[<Test>]
let ``the ratio of a cluster is that of its trials weighted by the inverse of their variances`` () =
    let series = planted 5UL 2 3 0.3
    let clusters = clustersOf series

    for cluster in 0..1 do
        let members =
            clusters.Members cluster |> Seq.map (fun i -> series[i]) |> Seq.toArray

        let weights =
            members |> Array.map (fun own -> 1.0 / (Moments.variance (ReadOnlySpan own)).Value)

        let together =
            Array.init 500 (fun t ->
                Array.sum (Array.map2 (fun w (own: float[]) -> w * own[t]) weights members)
                / Array.sum weights)

        Assert.That(
            (clusters.SharpeRatioPerBar cluster).Value,
            Is.EqualTo((Sharpe.perBar (ReadOnlySpan together)).Value).Within doubles
        )

    let a = (clusters.SharpeRatioPerBar 0).Value
    let b = (clusters.SharpeRatioPerBar 1).Value
    Assert.That(clusters.Summary.Variance, Is.EqualTo((a - b) * (a - b) / 2.0).Within doubles)

[<Test>]
let ``single trials, pairs and constant trials have a number too`` () =
    let one = [| 0.01; -0.02; 0.03; 0.01 |]
    let single = clustersOf [| one |]
    Assert.That(single.Count, Is.EqualTo 1)
    Assert.That(string single.Basis, Is.EqualTo "single trial")
    Assert.That(string single.Summary, Is.EqualTo "single trial")
    let copies = clustersOf [| one; Array.copy one |]
    Assert.That(copies.Count, Is.EqualTo 1)
    let constant = clustersOf [| one; Array.create 4 0.01 |]
    Assert.That(constant.Count, Is.EqualTo 2)
    Assert.That((constant.SharpeRatioPerBar 1).IsNone)
    Assert.That(constant.Summary.Variance, Is.Zero)

// zoonek/2025-sharpe-ratio, functions.py (commit 6199ecb), test_effective_rank: 1.84 for three trials, 2.0
// for the first two; the other digits from a second computation in doubles.

let private published = [| [| 1.0; 0.1; 0.7 |]; [| 0.1; 1.0; 0.8 |]; [| 0.7; 0.8; 1.0 |] |]

let private rankOf (rows: float[][]) =
    (TrialCorrelations.create rows |> TrialCases.ofResult |> EffectiveTrials.effectiveRank).Value

[<Test>]
let ``three trials of which the third does what the others do have the effective rank 1.84`` () =
    Assert.That(rankOf published, Is.EqualTo(1.84).Within 0.005)
    Assert.That(rankOf published, Is.EqualTo(1.8402003953375239).Within doubles)
    let two = published[..1] |> Array.map (Array.truncate 2)
    Assert.That(rankOf two, Is.EqualTo(2.0).Within 0.02)
    Assert.That(rankOf two, Is.EqualTo(1.9900083082219464).Within doubles)

[<Test>]
let ``by the mean correlation of 0.5333 the three are 1.93`` () =
    // r = (0.1 + 0.7 + 0.8) / 3; r + 3 (1 - r).
    let correlations = TrialCorrelations.create published |> TrialCases.ofResult
    Assert.That(correlations.Mean.Value, Is.EqualTo(1.6 / 3.0).Within doubles)

    Assert.That(
        EffectiveTrials.ofMeanCorrelation correlations,
        Is.EqualTo(1.6 / 3.0 + 3.0 * 1.4 / 3.0).Within doubles
    )

[<Test>]
let ``correlations that cannot be are refused`` () =
    let refusal rows =
        match TrialCorrelations.create rows with
        | Error invalid -> string invalid
        | Ok _ -> "accepted"

    Assert.Multiple(fun () ->
        Assert.That(refusal [||], Is.EqualTo "correlations is empty; at least one is needed")

        Assert.That(
            refusal [| [| 1.0; 0.5 |] |],
            Is.EqualTo "correlations must have length 1, had 2"
        )

        Assert.That(refusal [| [| 0.9 |] |], Is.EqualTo "correlations must lie in [1, 1], was 0.9")

        Assert.That(
            refusal [| [| 1.0; 1.5 |]; [| 1.5; 1.0 |] |],
            Is.EqualTo "correlations must lie in [-1, 1], was 1.5"
        )

        Assert.That(
            refusal [| [| 1.0; 0.25 |]; [| 0.5; 1.0 |] |],
            Is.EqualTo "correlations: the pair 1, 0 has two values: 0.5 and 0.25"
        ))
