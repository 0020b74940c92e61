namespace Symphony.Core

open System

/// <summary>Whether one sample's distribution is to be preferred to another's.</summary>
[<RequireQualifiedAccess>]
type Dominance =
    /// <summary>By everyone who prefers more: at no value is its distribution function above the other's.</summary>
    | FirstOrder
    /// <summary>By everyone who prefers more and dislikes risk: the area between the functions is never negative.</summary>
    | SecondOrder
    /// <summary>By neither rule.</summary>
    | None

    /// <summary>The rule in words.</summary>
    override this.ToString() : string =
        match this with
        | FirstOrder -> "first order"
        | SecondOrder -> "second order"
        | None -> "none"

/// <summary>Stochastic dominance of one sample over another.</summary>
/// <remarks>
/// Source: Hadar and Russell (1969), "Rules for ordering uncertain prospects", American Economic Review
/// 59(1); used for out-of-sample performance by Bailey, Borwein, Lopez de Prado and Zhu (2017), "The
/// probability of backtest overfitting", Journal of Computational Finance 20(4).
/// </remarks>
[<RequireQualifiedAccess>]
module StochasticDominance =

    /// Of the range of the values: what rounding may take from an area.
    let private negligible = 1e-12

    let private sorted (name: string) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        let copy = values.ToArray()

        match copy |> Array.tryFind (Double.IsFinite >> not) with
        | _ when copy.Length = 0 -> Error(Invalid.Empty name)
        | Some value -> Error(Invalid.NotFinite(name, value))
        | None ->
            Array.Sort copy
            Ok copy

    /// Both samples in ascending order: how the first one dominates the second.
    let private ofSorted (x: float[]) (y: float[]) : Dominance =
        let allowed = negligible * ((max x[x.Length - 1] y[y.Length - 1]) - (min x[0] y[0]))

        let mutable i = 0
        let mutable j = 0
        let mutable area = 0.0
        let mutable isFirst = true
        let mutable isSecond = true
        let mutable isStrict = false

        while i < x.Length || j < y.Length do
            let at = if j >= y.Length || (i < x.Length && x[i] <= y[j]) then x[i] else y[j]

            while i < x.Length && x[i] = at do
                i <- i + 1

            while j < y.Length && y[j] = at do
                j <- j + 1

            // F of y less F of x, over the product of the counts: whole numbers.
            let lead = int64 j * int64 x.Length - int64 i * int64 y.Length
            isFirst <- isFirst && lead >= 0L
            isStrict <- isStrict || lead <> 0L

            if i < x.Length || j < y.Length then
                let next = if j >= y.Length || (i < x.Length && x[i] <= y[j]) then x[i] else y[j]

                area <- area + float lead / (float x.Length * float y.Length) * (next - at)
                isSecond <- isSecond && area >= -allowed

        if not isStrict then Dominance.None
        elif isFirst then Dominance.FirstOrder
        elif isSecond then Dominance.SecondOrder
        else Dominance.None

    /// <summary>How the distribution of one sample dominates another's; not at all when they are equal.</summary>
    /// <param name="over">The sample that may be dominated, at least one finite value.</param>
    /// <param name="sample">The sample that may dominate, at least one finite value.</param>
    /// <remarks>
    /// First order: <c>F(z) &lt;= G(z)</c> for every z, compared in whole numbers, so exactly. Second order:
    /// the integral of <c>G - F</c> up to z is not negative for any z, to within 1e-12 of the range of the
    /// values. The strongest rule that holds is given.
    /// </remarks>
    let compare
        (over: ReadOnlySpan<float>)
        (sample: ReadOnlySpan<float>)
        : Result<Dominance, Invalid> =
        match sorted "over" over, sorted "sample" sample with
        | Error invalid, _
        | _, Error invalid -> Error invalid
        | Ok y, Ok x -> Ok(ofSorted x y)
