namespace Symphony.Core

/// The highest and lowest prices of blocks of bars, of blocks of blocks and so on: the first bar beyond a
/// price is found in a number of steps that grows with the logarithm of its distance.
///
/// A bar without a row is beyond no price. The answer is that of looking at bar after bar, since nothing
/// but comparisons is made.
[<Sealed; AllowNullLiteral(false)>]
type internal PriceExtremes(highs: float[], lows: float[]) =

    // 16 bars to a block, 16 blocks to the next.
    let shift = 4
    let mask = 15
    // Most searches end within these first bars; until one does not, no block is made.
    let direct = 32
    let mutable maxima: float[][] = [||]
    let mutable minima: float[][] = [||]

    let blocksOf (values: float[]) (isBeyond: float -> float -> bool) (nothing: float) : float[] =
        Array.init ((values.Length + mask) >>> shift) (fun block ->
            let mutable extreme = nothing

            for k in block <<< shift .. min values.Length ((block + 1) <<< shift) - 1 do
                if isBeyond values[k] extreme then
                    extreme <- values[k]

            extreme)

    let build () : unit =
        let rec levels nothing isBeyond (values: float[]) =
            if values.Length <= mask then
                [ values ]
            else
                values :: levels nothing isBeyond (blocksOf values isBeyond nothing)

        maxima <- Array.ofList (levels -infinity (fun value extreme -> value > extreme) highs)
        minima <- Array.ofList (levels infinity (fun value extreme -> value < extreme) lows)

    /// The first bar in [from, until) of the blocks' search, or until.
    let climb (from: int) (until: int) (upper: float) (lower: float) : int =
        if maxima.Length = 0 then
            build ()

        let top = maxima.Length - 1
        let mutable level = 0
        // A block's number at its level.
        let mutable block = from
        let mutable found = -1

        while found < 0 do
            let high, low = maxima[level], minima[level]
            // Whole blocks before `until`, or fewer where one of the next level begins and fits.
            let whole = until >>> (shift * level)
            let aligned = (block + mask) &&& ~~~mask
            let climbs = level < top && aligned + mask < whole
            let stop = if climbs then aligned else whole

            while block < stop && not (high[block] >= upper || low[block] <= lower) do
                block <- block + 1

            if block < stop then
                // In which of its own blocks?
                while level > 0 do
                    level <- level - 1
                    block <- block <<< shift
                    let high, low = maxima[level], minima[level]

                    while not (high[block] >= upper || low[block] <= lower) do
                        block <- block + 1

                found <- block
            elif climbs then
                level <- level + 1
                block <- block >>> shift
            elif level = 0 then
                found <- until
            else
                level <- level - 1
                block <- block <<< shift

        found

    /// The first bar in [from, until) whose high is at least the upper price or whose low is at most the
    /// lower one; until when there is none.
    member _.FirstBeyond(from: int, until: int, upper: float, lower: float) : int =
        let near = min until (from + direct)
        let mutable k = from

        while k < near && not (highs[k] >= upper || lows[k] <= lower) do
            k <- k + 1

        if k < near || near = until then k else climb near until upper lower
