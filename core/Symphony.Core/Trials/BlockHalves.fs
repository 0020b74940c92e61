namespace Symphony.Core

open System

/// What combinations of blocks are compared by: sums over each block, of every trial.
[<Sealed; AllowNullLiteral(false)>]
type internal BlockSums(blocks: int, trials: TrialReturns) =

    let count = trials.TrialCount
    let centres = Array.zeroCreate<float> count
    let sums = Array.zeroCreate<float>(blocks * count)
    let squares = Array.zeroCreate<float>(blocks * count)
    let constants = Array.create (blocks * count) nan
    let suspects = ResizeArray<int>()

    // Groups of bars whose counts differ by at most one, as the groups of cross-validation.
    let first block =
        int (int64 block * int64 trials.BarCount / int64 blocks)

    do
        for trial in 0 .. count - 1 do
            let series = trials.Series trial
            let centre = Moments.meanOf series
            centres[trial] <- centre
            let mutable isSuspect = false

            for block in 0 .. blocks - 1 do
                let part = series.Slice(first block, first (block + 1) - first block)
                sums[block * count + trial] <- Kernels.sumOfDeviations centre part
                squares[block * count + trial] <- Kernels.sumOfSquaredDeviations centre part

                if part.IndexOfAnyExcept part[0] < 0 then
                    constants[block * count + trial] <- part[0]
                    isSuspect <- true

            if isSuspect then
                suspects.Add trial

    member _.TrialCount: int = count
    member _.Centres: float[] = centres
    member _.Sums: float[] = sums
    member _.Squares: float[] = squares
    member _.BarsOf(block: int) : int = first (block + 1) - first block

    /// Trials with a block of equal returns: their ratio may have no value.
    member _.Suspects: ResizeArray<int> = suspects

    /// True if all returns of a trial in these blocks are equal.
    member _.IsConstant (trial: int) (combination: int[]) : bool =
        let value = constants[combination[0] * count + trial]
        let mutable isConstant = true

        for block in combination do
            // NaN, for a block that is not constant, equals nothing.
            isConstant <- isConstant && constants[block * count + trial] = value

        isConstant

/// One half of the blocks, and every trial's performance over it.
/// Sums are added block after block in ascending order: ((b1 + b2) + b3) + ...; what two halves in
/// succession begin with is added once.
[<Sealed; AllowNullLiteral(false)>]
type internal BlockHalf(size: int, blocks: BlockSums) =

    let trials = blocks.TrialCount
    let current = Array.create size -1
    let sums = Array.zeroCreate<float>(size * trials)
    let squares = Array.zeroCreate<float>(size * trials)
    let performances = Array.zeroCreate<float> trials
    let mutable bars = 0

    let extend (source: float[]) (block: int) (depth: int) (into: float[]) =
        let own = ReadOnlySpan(source, block * trials, trials)
        let destination = Span(into, depth * trials, trials)

        if depth = 0 then
            own.CopyTo destination
        else
            Kernels.add (ReadOnlySpan(into, (depth - 1) * trials, trials)) own destination

    /// Every trial's performance; NaN where it has none.
    member _.Performances: float[] = performances

    /// Goes on to another combination, ascending block numbers.
    member _.MoveTo(combination: int[]) : unit =
        let mutable depth = 0

        while depth < size && current[depth] = combination[depth] do
            depth <- depth + 1

        for level in depth .. size - 1 do
            extend blocks.Sums combination[level] level sums
            extend blocks.Squares combination[level] level squares
            current[level] <- combination[level]

        bars <- 0

        for block in combination do
            bars <- bars + blocks.BarsOf block

    /// Sharpe ratios per bar.
    member _.FindRatios() : unit =
        let last = (size - 1) * trials

        Kernels.ratiosOfSums
            (float bars)
            (ReadOnlySpan blocks.Centres)
            (ReadOnlySpan(sums, last, trials))
            (ReadOnlySpan(squares, last, trials))
            (Span performances)

        for trial in blocks.Suspects do
            if blocks.IsConstant trial current then
                performances[trial] <- nan

    /// Mean returns per bar.
    member _.FindMeans() : unit =
        let last = (size - 1) * trials

        for trial in 0 .. trials - 1 do
            performances[trial] <- blocks.Centres[trial] + sums[last + trial] / float bars

/// Choices of half of the blocks, in lexicographic order.
[<RequireQualifiedAccess>]
module internal Halves =

    /// n choose k, for n to 60.
    let binomial (n: int) (k: int) : int64 =
        let mutable value = 1L

        for i in 1..k do
            value <- value * int64 (n - k + i) / int64 i

        value

    /// The combination of this rank among the choices of k out of n.
    let ofRank (n: int) (k: int) (rank: int64) : int[] =
        let combination = Array.zeroCreate<int> k
        let mutable left = rank
        let mutable candidate = 0

        for place in 0 .. k - 1 do
            let mutable behind = binomial (n - candidate - 1) (k - place - 1)

            while left >= behind do
                left <- left - behind
                candidate <- candidate + 1
                behind <- binomial (n - candidate - 1) (k - place - 1)

            combination[place] <- candidate
            candidate <- candidate + 1

        combination

    /// Turns a combination, not the last, into the next.
    let advance (n: int) (combination: int[]) : unit =
        let k = combination.Length
        let mutable place = k - 1

        while combination[place] = n - k + place do
            place <- place - 1

        combination[place] <- combination[place] + 1

        for behind in place + 1 .. k - 1 do
            combination[behind] <- combination[behind - 1] + 1

    /// Writes what a combination leaves out of 0 .. n - 1.
    let complement (n: int) (combination: int[]) (into: int[]) : unit =
        let mutable place = 0
        let mutable free = 0

        for candidate in 0 .. n - 1 do
            if place < combination.Length && combination[place] = candidate then
                place <- place + 1
            else
                into[free] <- candidate
                free <- free + 1
