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
    let direct = 128
    let mutable maxima: float[][] = [||]
    let mutable minima: float[][] = [||]

    let highest (values: float[]) : float[] =
        let blocks: float[] = Array.zeroCreate ((values.Length + mask) >>> shift)

        for block in 0 .. blocks.Length - 1 do
            let mutable extreme = -infinity

            for k in block <<< shift .. min values.Length ((block + 1) <<< shift) - 1 do
                if values[k] > extreme then
                    extreme <- values[k]

            blocks[block] <- extreme

        blocks

    let lowest (values: float[]) : float[] =
        let blocks: float[] = Array.zeroCreate ((values.Length + mask) >>> shift)

        for block in 0 .. blocks.Length - 1 do
            let mutable extreme = infinity

            for k in block <<< shift .. min values.Length ((block + 1) <<< shift) - 1 do
                if values[k] < extreme then
                    extreme <- values[k]

            blocks[block] <- extreme

        blocks

    let build () : unit =
        let rec levels (blocksOf: float[] -> float[]) (values: float[]) =
            if values.Length <= mask then
                [ values ]
            else
                values :: levels blocksOf (blocksOf values)

        maxima <- Array.ofList (levels highest highs)
        minima <- Array.ofList (levels lowest lows)

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
            // Whole blocks before `until`, or fewer where one of the next level begins and fits.
            let whole = until >>> (shift * level)
            let aligned = (block + mask) &&& ~~~mask
            let climbs = level < top && aligned + mask < whole
            let stop = if climbs then aligned else whole
            block <- Kernels.firstBeyond maxima[level] minima[level] block stop upper lower

            if block < stop then
                // In which of its own blocks? One of them is beyond.
                while level > 0 do
                    level <- level - 1
                    let first = block <<< shift
                    let next = min maxima[level].Length (first + mask + 1)
                    block <- Kernels.firstBeyond maxima[level] minima[level] first next upper lower

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
        let first = Kernels.firstBeyond highs lows from near upper lower
        if first < near || near = until then first else climb near until upper lower
