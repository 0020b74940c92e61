/// A mean by a running sum: fast, and wrong in its last digits by all that went before.
module Symphony.Bench.RunningSum

let mean (window: int) (values: float[]) (result: float[]) : unit =
    let mutable sum = 0.0

    for t in 0 .. values.Length - 1 do
        sum <- sum + values[t]

        if t >= window then
            sum <- sum - values[t - window]

        result[t] <- if t >= window - 1 then sum / float window else nan
