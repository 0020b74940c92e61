namespace Symphony.Core

open System

/// <summary>How p-values of several tests are adjusted for their number.</summary>
[<RequireQualifiedAccess>]
type PValueAdjustment =
    /// <summary>Family-wise error: m times each p-value. Bonferroni (1936).</summary>
    | Bonferroni
    /// <summary>Family-wise error of independent tests: 1 - (1 - p)^m. Sidak (1967), JASA 62.</summary>
    | Sidak
    /// <summary>Family-wise error, from the smallest p-value on. Holm (1979), Scandinavian J. Statistics 6.</summary>
    | Holm
    /// <summary>Family-wise error of independent tests, from the largest on. Hochberg (1988), Biometrika 75.</summary>
    | Hochberg
    /// <summary>Family-wise error, closed tests of Simes. Hommel (1988), Biometrika 75.</summary>
    | Hommel
    /// <summary>False discovery rate of independent tests. Benjamini and Hochberg (1995), JRSS B 57.</summary>
    | BenjaminiHochberg
    /// <summary>False discovery rate under any dependence ("BHY"). Benjamini and Yekutieli (2001), Annals of Statistics 29.</summary>
    | BenjaminiYekutieli

/// <summary>P-values of several tests, adjusted for their number.</summary>
[<RequireQualifiedAccess>]
module MultipleTesting =

    /// The largest of the values up to each place.
    let private running (pick: float -> float -> float) (values: float[]) : float[] =
        values |> Array.scan pick values[0] |> Array.tail

    let private fromTheLargest (factor: int -> float) (sorted: float[]) : float[] =
        sorted |> Array.mapi (fun i p -> factor i * p) |> Array.rev |> running min |> Array.rev

    let private hommel (sorted: float[]) : float[] =
        let n = sorted.Length
        // Simes's p-value of all n; each smaller number m is added below.
        let all =
            Seq.min (seq { for i in 0 .. n - 1 -> float n * sorted[i] / float (i + 1) })

        let adjusted = Array.create n all

        for m in n - 1 .. -1 .. 2 do
            let last =
                Seq.min (seq { for j in 2..m -> float m * sorted[n - m + j - 1] / float j })

            let atCut = min (float m * sorted[n - m]) last

            for i in 0 .. n - 1 do
                let own = if i <= n - m then min (float m * sorted[i]) last else atCut
                adjusted[i] <- max adjusted[i] own

        Array.map2 max adjusted sorted

    let private ofSorted (method: PValueAdjustment) (sorted: float[]) : float[] =
        let m = sorted.Length

        match method with
        | PValueAdjustment.Bonferroni -> sorted |> Array.map (fun p -> float m * p)
        | PValueAdjustment.Sidak ->
            sorted |> Array.map (fun p -> -(Elementary.expm1 (float m * Elementary.log1p -p)))
        | PValueAdjustment.Holm ->
            sorted |> Array.mapi (fun i p -> float (m - i) * p) |> running max
        | PValueAdjustment.Hochberg -> fromTheLargest (fun i -> float (m - i)) sorted
        | PValueAdjustment.Hommel -> hommel sorted
        | PValueAdjustment.BenjaminiHochberg ->
            fromTheLargest (fun i -> float m / float (i + 1)) sorted
        | PValueAdjustment.BenjaminiYekutieli ->
            let harmonic = Seq.fold (fun sum i -> sum + 1.0 / float i) 0.0 (seq { 1..m })
            fromTheLargest (fun i -> harmonic * float m / float (i + 1)) sorted

    /// <summary>The adjusted p-values, in the order of the given ones, each in [0, 1].</summary>
    /// <param name="method">What is held down, and how.</param>
    /// <param name="pValues">m values in [0, 1], at least one.</param>
    /// <remarks>
    /// With p-values in ascending order, i from 1. Bonferroni <c>m p</c>; Sidak <c>1 - (1 - p)^m</c>; Holm the
    /// largest of <c>(m - j + 1) p_j</c> for j up to i; Hochberg the smallest of the same for j from i on;
    /// Benjamini-Hochberg the smallest of <c>m p_j / j</c> for j from i on; Benjamini-Yekutieli that times
    /// <c>1 + 1/2 + ... + 1/m</c>; Hommel the largest p-value of Simes over all sets of tests that hold i. None
    /// above 1. Sources at the cases of the method.
    /// </remarks>
    let adjust
        (method: PValueAdjustment)
        (pValues: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        let sorted = pValues.ToArray()

        match sorted |> Array.tryFind (fun p -> not (p >= 0.0 && p <= 1.0)) with
        | _ when sorted.Length = 0 -> Error(Invalid.Empty "pValues")
        | Some p -> Error(Invalid.OutOfRange("pValues", p, 0.0, 1.0))
        | None ->
            let order = Array.init sorted.Length id
            // Equal p-values get equal adjusted ones, whatever their order.
            Array.Sort(sorted, order)
            let adjusted = ofSorted method sorted
            let placed = Array.zeroCreate<float> sorted.Length

            for i in 0 .. order.Length - 1 do
                placed[order[i]] <- min 1.0 adjusted[i]

            Ok placed
