namespace Symphony.Core

open System

/// Sums over spans of bars that do not depend on the order of adding, nor on what lies outside the span: whole
/// multiples of 2^-64, so that differences of running sums are exact.
[<RequireQualifiedAccess>]
module internal FixedPoint =

    /// 2^64.
    let private scale = 18446744073709551616.0

    let private one = Int128.One <<< 64

    /// 1 / count, rounded down; 0 for a count of 0.
    let share (count: int) : Int128 =
        if count = 0 then Int128.Zero else one / Int128.op_Implicit count

    /// A finite number of size below 2^62, cut off below 2^-64.
    let ofFloat (value: float) : Int128 =
        Int128.op_Explicit (value * scale): Int128

    /// Back to a double.
    let toFloat (value: Int128) : float =
        (Int128.op_Explicit value: float) / scale

    /// For each place the sum of all before it, and the sum of all at the end.
    let running (values: Int128[]) : Int128[] =
        let sums: Int128[] = Array.zeroCreate (values.Length + 1)

        for b in 0 .. values.Length - 1 do
            sums[b + 1] <- sums[b] + values[b]

        sums
