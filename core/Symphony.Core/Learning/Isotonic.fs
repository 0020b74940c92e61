namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>A line through knots that never falls: constant beyond its ends, straight between knots.</summary>
[<Sealed; AllowNullLiteral(false)>]
type IsotonicFit internal (knots: float[], values: float[]) =

    /// The knots themselves.
    member internal _.KnotArray: float[] = knots

    /// The values themselves.
    member internal _.ValueArray: float[] = values

    /// <summary>Where the line bends: the first and the last place of every level, ascending.</summary>
    member _.Knots: ReadOnlyMemory<float> = ReadOnlyMemory knots

    /// <summary>The line's value at each knot, never falling.</summary>
    member _.Values: ReadOnlyMemory<float> = ReadOnlyMemory values

/// <summary>Least squares among all functions that never fall.</summary>
[<RequireQualifiedAccess>]
module Isotonic =

    /// Beyond this, sums and differences would leave the range of doubles.
    let private largest = 1e100

    /// Rows in a row of one level: the mean of their outcomes, by weight.
    [<Struct; NoComparison>]
    type private Level = {
        First: float
        Last: float
        Weight: float
        Sum: float
    } with

        member level.Mean: float = level.Sum / level.Weight

    let private joined (left: Level) (right: Level) : Level = {
        First = left.First
        Last = right.Last
        Weight = left.Weight + right.Weight
        Sum = left.Sum + right.Sum
    }

    let private firstBad (parameter: string) (values: float[]) : Result<unit, Invalid> =
        match values |> Array.tryFind (fun value -> not (abs value <= largest)) with
        | None -> Ok()
        | Some value when Double.IsFinite value ->
            Error(Invalid.OutOfRange(parameter, value, -largest, largest))
        | Some value -> Error(Invalid.NotFinite(parameter, value))

    let private checkWeights (weights: float[]) : Result<unit, Invalid> =
        match weights |> Array.tryFind (fun weight -> weight < 0.0) with
        | Some weight -> Error(Invalid.Negative("weights", weight))
        | None when weights.Length > 0 && weights |> Array.forall (fun weight -> weight = 0.0) ->
            Error(Invalid.Conflict("weights", "all are zero, so no row counts"))
        | None -> Ok()

    /// One level for each place: its rows by outcome, then weight, so that their order given is no matter.
    let private places (weights: float[]) (x: float[]) (y: float[]) : List<Level> =
        let order = Array.init x.Length id
        Array.Sort(Array.copy x, order)
        let levels = List<Level>()

        let byOutcome =
            Comparer.Create(fun (a: int) (b: int) ->
                match y[a].CompareTo y[b] with
                | 0 -> weights[a].CompareTo weights[b]
                | other -> other)

        let mutable first = 0

        while first < order.Length do
            let place = x[order[first]]
            let mutable next = first + 1

            while next < order.Length && x[order[next]] = place do
                next <- next + 1

            if next - first > 1 then
                Array.Sort(order, first, next - first, byOutcome)

            let mutable weight = 0.0
            let mutable sum = 0.0

            for i in first .. next - 1 do
                weight <- weight + weights[order[i]]
                sum <- sum + weights[order[i]] * y[order[i]]

            if weight > 0.0 then
                levels.Add { First = place; Last = place; Weight = weight; Sum = sum }

            first <- next

        levels

    /// Joins a level to the one before it for as long as that one is not below it.
    let private poolAdjacentViolators (places: List<Level>) : List<Level> =
        let levels = List<Level>()

        for place in places do
            let mutable current = place

            while levels.Count > 0 && levels[levels.Count - 1].Mean >= current.Mean do
                current <- joined levels[levels.Count - 1] current
                levels.RemoveAt(levels.Count - 1)

            levels.Add current

        levels

    let private ofLevels (levels: List<Level>) : IsotonicFit =
        let knots = List<float>()
        let values = List<float>()

        for level in levels do
            knots.Add level.First
            values.Add level.Mean

            if level.Last > level.First then
                knots.Add level.Last
                values.Add level.Mean

        IsotonicFit(knots.ToArray(), values.ToArray())

    /// <summary>The function that never falls and is nearest to the outcomes in weighted squares.</summary>
    /// <param name="weights">One for each row, not negative, not all zero; empty for equal weights. A row of weight 0 is left out.</param>
    /// <param name="x">Scores, n finite values of at most 1e100 in size, at least one.</param>
    /// <param name="y">Outcomes, n finite values of at most 1e100 in size: 0 and 1 for probabilities.</param>
    /// <remarks>
    /// Rows of one score count as one row at their weighted mean. Levels that fall are pooled with their
    /// neighbours until none does; between levels the line is straight, beyond the ends constant. The order
    /// of the rows does not matter, bit for bit. Source: Ayer, Brunk, Ewing, Reid and Silverman (1955),
    /// Annals of Mathematical Statistics 26(4); for probabilities Zadrozny and Elkan (2002), KDD.
    /// </remarks>
    let fit
        (weights: ReadOnlySpan<float>)
        (x: ReadOnlySpan<float>)
        (y: ReadOnlySpan<float>)
        : Result<IsotonicFit, Invalid> =
        let x = x.ToArray()
        let y = y.ToArray()

        let weights =
            if weights.Length = 0 then Array.create x.Length 1.0 else weights.ToArray()

        Check.all [
            (if x.Length = 0 then Error(Invalid.Empty "x") else Ok())
            Check.length "y" x.Length y.Length
            Check.length "weights" x.Length weights.Length
            firstBad "x" x
            firstBad "y" y
            firstBad "weights" weights
            checkWeights weights
        ]
        |> Result.map (fun () -> places weights x y |> poolAdjacentViolators |> ofLevels)

    /// The number of the last knot at or below x; x is not below the first.
    let private knotBelow (knots: float[]) (x: float) : int =
        let found = Array.BinarySearch(knots, x)
        if found >= 0 then found else ~~~found - 1

    /// <summary>The fitted value at a score: constant beyond the ends; NaN at NaN.</summary>
    /// <param name="fit">The fitted line.</param>
    /// <param name="x">A score.</param>
    let predict (fit: IsotonicFit) (x: float) : float =
        let knots = fit.KnotArray
        let values = fit.ValueArray
        let last = knots.Length - 1

        if Double.IsNaN x then
            nan
        elif x <= knots[0] then
            values[0]
        elif x >= knots[last] then
            values[last]
        else
            let i = knotBelow knots x
            let part = (x - knots[i]) / (knots[i + 1] - knots[i])
            // Rounding must not lift it above the next level.
            min values[i + 1] (values[i] + (values[i + 1] - values[i]) * part)
