namespace Symphony.Core

open System

/// <summary>Turns outcomes into classes, as whole numbers.</summary>
/// <remarks>
/// By sign: each name for itself. By rank: within one bar, so that every span of a bar ends with the latest of
/// all that entered at it, and while one of these is still open at the end of the data nobody has a class: later
/// data would rank that name too.
/// </remarks>
[<RequireQualifiedAccess>]
module OutcomeClasses =

    /// <summary>The sign of the outcome: 1, -1, or 0 within the neutral threshold.</summary>
    /// <param name="neutral">An outcome of at most this size is 0; not negative, in the outcome's unit.</param>
    /// <param name="outcomes">What to classify.</param>
    /// <remarks>Source: Lopez de Prado (2018), AFML, 3.2.</remarks>
    let bySign (neutral: float) (outcomes: LabelOutcomes) : Result<LabelOutcomes, Invalid> =
        Check.notNegative "neutral" neutral
        |> Result.map (fun () ->
            let definition = $"sign of ({outcomes.Definition}), 0 up to {Text.number neutral}"

            let signs =
                outcomes.Values.Array
                |> Array.map (fun value ->
                    if Double.IsNaN value then nan
                    elif value > neutral then 1.0
                    elif value < -neutral then -1.0
                    else 0.0)

            LabelOutcomes(
                Panel(outcomes.Axes, signs),
                outcomes.SpanEndArray,
                outcomes.SettledArray,
                definition
            ))

    /// Classes within each bar: <c>classify values classes count</c> fills the classes of a bar's outcomes, as
    /// many as there are, from their values in the order of the columns. A bar has classes when it has the fewest
    /// outcomes needed, and none of its trades is open any more.
    let private byBar
        (definition: string)
        (fewest: int)
        (classify: float[] -> float[] -> int -> unit)
        (outcomes: LabelOutcomes)
        : Result<LabelOutcomes, Invalid> =
        LabelOutcomes.settledOrRefused "outcomes" outcomes.SettledArray
        |> Result.map (fun settled ->
            let axes = outcomes.Axes
            let width = axes.SymbolCount
            let latest = LabelOutcomes.settledByBar axes settled
            let classes = Array.create settled.Length nan
            let given: float[] = Array.zeroCreate width
            let found: float[] = Array.zeroCreate width
            let cells: int[] = Array.zeroCreate width

            for t in 0 .. axes.BarCount - 1 do
                let mutable count = 0

                for cell in t * width .. (t + 1) * width - 1 do
                    if outcomes.SpanEndArray[cell] >= 0 then
                        given[count] <- outcomes.Values.Array[cell]
                        cells[count] <- cell
                        count <- count + 1

                if count >= fewest then
                    classify given found count

                    for n in 0 .. count - 1 do
                        classes[cells[n]] <- found[n]

            let together =
                Array.init settled.Length (fun cell ->
                    if settled[cell] < 0 then -1 else latest[cell / width])

            LabelOutcomes.ofCells axes definition together (fun cell -> classes[cell]))

    /// <summary>The best and the worst names of each bar: 1 for the top, -1 for the bottom, 0 for the rest.</summary>
    /// <param name="count">k, how many names at either end, at least 1.</param>
    /// <param name="outcomes">What to rank.</param>
    /// <remarks>
    /// A name is in the top if at most k names, itself among them, are at or above it, so that equal names at
    /// the edge are not divided: they stay in the middle. A bar with fewer than 2 k outcomes has no class.
    /// </remarks>
    let topAndBottom (count: int) (outcomes: LabelOutcomes) : Result<LabelOutcomes, Invalid> =
        Check.within "count" 1.0 1_000_000.0 (float count)
        |> Result.bind (fun () ->
            let sorted: float[] = Array.zeroCreate outcomes.Axes.SymbolCount

            let classify (values: float[]) (classes: float[]) (n: int) =
                Array.blit values 0 sorted 0 n
                Array.Sort(sorted, 0, n)
                // The k + 1st from either end: there are at least 2 k.
                let above = sorted[n - 1 - count]
                let below = sorted[count]

                for i in 0 .. n - 1 do
                    classes[i] <-
                        if values[i] > above then 1.0
                        elif values[i] < below then -1.0
                        else 0.0

            byBar
                $"1 for the {count} highest, -1 for the {count} lowest of a bar by ({outcomes.Definition})"
                (2 * count)
                classify
                outcomes)

    /// <summary>The quantile of each name within its bar: 0 for the lowest q-th of the names to q - 1.</summary>
    /// <param name="count">q, how many classes, at least 2; 10 for deciles.</param>
    /// <param name="outcomes">What to rank.</param>
    /// <remarks>
    /// <c>floor((rank - 1/2) q / n)</c> with ranks from 1, equal names sharing the mean of theirs: without ties
    /// the classes' counts differ by at most one. A bar with fewer than q outcomes has no class.
    /// </remarks>
    let quantiles (count: int) (outcomes: LabelOutcomes) : Result<LabelOutcomes, Invalid> =
        Check.within "count" 2.0 10_000.0 (float count)
        |> Result.bind (fun () ->
            let width = outcomes.Axes.SymbolCount
            let sorted: float[] = Array.zeroCreate width
            let ranks: float[] = Array.zeroCreate width
            let order: int[] = Array.zeroCreate width

            let classify (values: float[]) (classes: float[]) (n: int) =
                Ranks.averageInto
                    (ReadOnlySpan(values, 0, n))
                    (Span(sorted, 0, n))
                    (Span(order, 0, n))
                    (Span(ranks, 0, n))

                for i in 0 .. n - 1 do
                    // Twice a mean rank is whole, so that no rounding decides.
                    let twice = int64 (2.0 * ranks[i])
                    classes[i] <- float ((twice - 1L) * int64 count / (2L * int64 n))

            byBar
                $"quantile of {count} within the bar by ({outcomes.Definition})"
                count
                classify
                outcomes)
