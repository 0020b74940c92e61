/// Sums over eight lanes in the written order, one value at a time.
module Symphony.Core.Tests.EightLanes

/// Terms in eight lanes, ((0+4)+(2+6))+((1+5)+(3+7)), then the tail.
let sum (terms: float[]) : float =
    let lanes = Array.zeroCreate<float> 8
    let full = terms.Length / 8 * 8

    for i in 0 .. full - 1 do
        lanes[i % 8] <- lanes[i % 8] + terms[i]

    let mutable total =
        ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))

    for i in full .. terms.Length - 1 do
        total <- total + terms[i]

    total
