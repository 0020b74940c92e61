namespace Symphony.Core

open System

/// Sums and extremes of the last n values. Sums are taken afresh in eight lanes, so that a value which
/// has left the window leaves no trace; extremes leave none in any order.
[<RequireQualifiedAccess>]
module internal RollingWindow =

    /// One value for each place from `first` on, NaN before.
    let inline from (first: int) (count: int) ([<InlineIfLambda>] value: int -> float) : float[] =
        let result = Array.create count nan

        for t in first .. count - 1 do
            result[t] <- value t

        result

    /// The sums of the last n values, the first of them in place `start`.
    let sums (start: int) (n: int) (x: float[]) : float[] =
        from (start + n - 1) x.Length (fun t -> Kernels.sum (ReadOnlySpan(x, t - n + 1, n)))

    /// The means of the last n values; equal values have exactly theirs.
    let means (start: int) (n: int) (x: float[]) : float[] =
        from (start + n - 1) x.Length (fun t -> Moments.meanOf (ReadOnlySpan(x, t - n + 1, n)))

    /// How many bars ago the extreme of the last n values was, the latest of equals.
    let inline private barsSince
        ([<InlineIfLambda>] isAtLeastAsGood: float -> float -> bool)
        (n: int)
        (x: float[])
        : int[] =
        let result = Array.create x.Length -1
        let mutable best = -1

        for t in 0 .. x.Length - 1 do
            if best < 0 || best > t - n && isAtLeastAsGood x[t] x[best] then
                best <- t
            elif best <= t - n then
                best <- t - n + 1

                for other in t - n + 2 .. t do
                    if isAtLeastAsGood x[other] x[best] then
                        best <- other

            if t >= n - 1 then
                result[t] <- t - best

        result

    /// How many bars ago the highest of the last n values was, the latest of equals; -1 without one.
    let barsSinceHighest (n: int) (x: float[]) : int[] = barsSince (fun a b -> a >= b) n x

    /// How many bars ago the lowest of the last n values was, the latest of equals; -1 without one.
    let barsSinceLowest (n: int) (x: float[]) : int[] = barsSince (fun a b -> a <= b) n x
