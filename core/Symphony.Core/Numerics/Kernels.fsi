namespace Symphony.Core

open System

/// Sums over eight lanes in one written order: the same bits on every machine.
/// Lane j adds the values at j, j + 8, j + 16, ...; the lanes are added as
/// ((0+4)+(2+6))+((1+5)+(3+7)); the values past the last full eight follow one by one.
/// Callers check lengths; nothing here allocates.
[<RequireQualifiedAccess>]
module internal Kernels =

    /// The sum of the values; 0 for none.
    val sum: values: ReadOnlySpan<float> -> float

    /// The sum of the values' sizes.
    val sumOfAbsolutes: values: ReadOnlySpan<float> -> float

    /// The sum of products of two series of one length.
    val dot: x: ReadOnlySpan<float> -> y: ReadOnlySpan<float> -> float

    /// The sum of (value - centre).
    val sumOfDeviations: centre: float -> values: ReadOnlySpan<float> -> float

    /// The sum of (value - centre)^2.
    val sumOfSquaredDeviations: centre: float -> values: ReadOnlySpan<float> -> float

    /// The sum of (value - centre)^3.
    val sumOfCubedDeviations: centre: float -> values: ReadOnlySpan<float> -> float

    /// The sum of (value - centre)^4.
    val sumOfFourthDeviations: centre: float -> values: ReadOnlySpan<float> -> float

    /// The sum of (x - centreOfX) (y - centreOfY), two series of one length.
    val sumOfProductsOfDeviations:
        centreOfX: float ->
        centreOfY: float ->
        x: ReadOnlySpan<float> ->
        y: ReadOnlySpan<float> ->
            float

    /// Adds factor * x to the destination, value by value; two series of one length.
    val addScaled: factor: float -> x: ReadOnlySpan<float> -> destination: Span<float> -> unit

    /// Multiplies each value of the destination by the factor.
    val scale: factor: float -> destination: Span<float> -> unit

    /// Writes x + y to the destination, value by value; three series of one length.
    val add: x: ReadOnlySpan<float> -> y: ReadOnlySpan<float> -> destination: Span<float> -> unit

    /// For several series of one count of values, each known by its centre, the sum of deviations from it
    /// and the sum of their squares: mean over standard deviation (divisor count - 1). NaN where the
    /// variance is not above zero and finite.
    val ratiosOfSums:
        count: float ->
        centres: ReadOnlySpan<float> ->
        sums: ReadOnlySpan<float> ->
        squares: ReadOnlySpan<float> ->
        destination: Span<float> ->
            unit

    /// Fills the destination with first, first + 1, first + 2, ...
    val fillIncreasing: first: int -> destination: Span<int> -> unit

    /// The first place in [from, until) with a high of at least the upper value or a low of at most the
    /// lower one; until when there is none. A NaN is beyond nothing. Two series of one length.
    val firstBeyond:
        highs: float[] ->
        lows: float[] ->
        from: int ->
        until: int ->
        upper: float ->
        lower: float ->
            int

    /// The simple return of each value on the one before it, of the first on <c>before</c>.
    val simpleReturns:
        before: float -> values: ReadOnlySpan<float> -> destination: Span<float> -> unit
