namespace Symphony.Core

/// The sums of some rows of one date: what a linear fit needs of them.
[<Sealed; AllowNullLiteral(false)>]
type internal DateBlock
    (count: int, means: float[], lows: float[], highs: float[], products: float[], moments: float[])
    =

    /// How many rows.
    member _.Count: int = count

    /// The features' means, p values.
    member _.Means: float[] = means

    /// The features' lowest values.
    member _.Lows: float[] = lows

    /// The features' highest values.
    member _.Highs: float[] = highs

    /// Sums of products of two features' deviations from their means: lower triangle, row by row.
    member _.Products: float[] = products

    /// Sums of products of a feature's and the target's deviations from their means.
    member _.Moments: float[] = moments

[<RequireQualifiedAccess>]
module internal DateBlock =

    /// Where the entry (j, k), k at most j, lies in a lower triangle.
    let place (j: int) (k: int) : int = j * (j + 1) / 2 + k

    /// The block of rows[first .. after - 1]; each sum adds the rows in that order.
    let ofRows
        (width: int)
        (features: float[])
        (targets: float[])
        (rows: int[])
        (first: int)
        (after: int)
        : DateBlock =
        let count = after - first
        let means: float[] = Array.zeroCreate width
        let lows = Array.create width infinity
        let highs = Array.create width -infinity
        let products: float[] = Array.zeroCreate (width * (width + 1) / 2)
        let moments: float[] = Array.zeroCreate width
        let deviations: float[] = Array.zeroCreate width
        let mutable targetSum = 0.0

        for place in first .. after - 1 do
            let row = rows[place] * width
            targetSum <- targetSum + targets[rows[place]]

            for j in 0 .. width - 1 do
                let value = features[row + j]
                means[j] <- means[j] + value
                lows[j] <- min lows[j] value
                highs[j] <- max highs[j] value

        for j in 0 .. width - 1 do
            means[j] <- means[j] / float count

        let targetMean = targetSum / float count

        for place in first .. after - 1 do
            let row = rows[place] * width
            let target = targets[rows[place]] - targetMean
            let mutable entry = 0

            for j in 0 .. width - 1 do
                let deviation = features[row + j] - means[j]
                deviations[j] <- deviation
                moments[j] <- moments[j] + deviation * target

                for k in 0..j do
                    products[entry] <- products[entry] + deviation * deviations[k]
                    entry <- entry + 1

        DateBlock(count, means, lows, highs, products, moments)

    /// The blocks of several dates as one, about the features' overall means, each date's target about its
    /// own mean; the dates are added in the order of the array.
    /// With m the overall mean and m_b, n_b those of a date: sum of P_b + n_b (m_b - m)(m_b - m)'.
    /// Source: Chan, Golub and LeVeque (1983), "Algorithms for computing the sample variance",
    /// The American Statistician 37.
    let merge (width: int) (blocks: ResizeArray<DateBlock>) : DateBlock =
        let means: float[] = Array.zeroCreate width
        let lows = Array.create width infinity
        let highs = Array.create width -infinity
        let products: float[] = Array.zeroCreate (width * (width + 1) / 2)
        let moments: float[] = Array.zeroCreate width
        let deviations: float[] = Array.zeroCreate width
        let mutable count = 0

        for block in blocks do
            count <- count + block.Count

            for j in 0 .. width - 1 do
                means[j] <- means[j] + float block.Count * block.Means[j]
                lows[j] <- min lows[j] block.Lows[j]
                highs[j] <- max highs[j] block.Highs[j]

        for j in 0 .. width - 1 do
            means[j] <- means[j] / float count

        for block in blocks do
            let mutable entry = 0

            for j in 0 .. width - 1 do
                deviations[j] <- block.Means[j] - means[j]
                moments[j] <- moments[j] + block.Moments[j]
                let weighted = float block.Count * deviations[j]

                for k in 0..j do
                    products[entry] <-
                        products[entry] + (block.Products[entry] + weighted * deviations[k])

                    entry <- entry + 1

        DateBlock(count, means, lows, highs, products, moments)
