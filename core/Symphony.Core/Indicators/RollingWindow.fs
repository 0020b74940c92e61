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

    /// An extreme of the last n values from the extremes of two blocks of n: one comparison a step each way.
    let inline private extremes
        ([<InlineIfLambda>] better: float -> float -> float)
        (n: int)
        (x: float[])
        : float[] =
        let ahead = Array.copy x
        let behind = Array.copy x

        for t in 1 .. x.Length - 1 do
            if t % n <> 0 then
                ahead[t] <- better ahead[t - 1] x[t]

        for t in x.Length - 2 .. -1 .. 0 do
            if (t + 1) % n <> 0 then
                behind[t] <- better x[t] behind[t + 1]

        from (n - 1) x.Length (fun t -> better behind[t - n + 1] ahead[t])

    /// The highest of the last n values.
    let highest (n: int) (x: float[]) : float[] =
        extremes (fun a b -> if a >= b then a else b) n x

    /// The lowest of the last n values.
    let lowest (n: int) (x: float[]) : float[] =
        extremes (fun a b -> if a <= b then a else b) n x

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
