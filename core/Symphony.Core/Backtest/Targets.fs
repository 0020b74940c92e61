namespace Symphony.Core

open System

/// Part 4 of the bar (see <c>Step</c>), first half: which weights a decision may aim at.
[<RequireQualifiedAccess>]
module internal Targets =

    /// Weights into the book; names that have ended, and shorts that cannot be borrowed, aim at nothing.
    /// This comes before the caps, so that a short which cannot be put on hedges nothing.
    let private admit (rules: Rules) (weights: ReadOnlySpan<float>) (book: Book) : unit =
        let longest = rules.Settings.DelistedAfterMissingBars
        let row = book.Bar * rules.Width
        let targets = book.Targets

        for i in 0 .. targets.Length - 1 do
            let weight = weights[i]

            if weight = 0.0 then
                targets[i] <- 0.0
            elif book.IsGone(i, longest) then
                targets[i] <- 0.0
                book.Refusals.Ended <- book.Refusals.Ended + 1
            elif weight < 0.0 && not (rules.CanBorrow(row + i)) then
                targets[i] <- 0.0
                book.Refusals.NoBorrow <- book.Refusals.NoBorrow + 1
            else
                targets[i] <- weight

    let private perName (cap: float) (targets: float[]) : unit =
        for i in 0 .. targets.Length - 1 do
            targets[i] <- max -cap (min cap targets[i])

    /// Each sector's weights are scaled down until the sum of their sizes is the cap. The sums run in
    /// symbol order.
    let sectors (cap: float) (sectorOf: int[]) (gross: float[]) (targets: Span<float>) : unit =
        Array.Clear gross

        for i in 0 .. targets.Length - 1 do
            gross[sectorOf[i]] <- gross[sectorOf[i]] + abs targets[i]

        for i in 0 .. targets.Length - 1 do
            if gross[sectorOf[i]] > cap then
                targets[i] <- targets[i] * (cap / gross[sectorOf[i]])

    let private gross (cap: float) (targets: float[]) : unit =
        let total = Kernels.sumOfAbsolutes (ReadOnlySpan targets)

        if total > cap then
            let factor = cap / total

            for i in 0 .. targets.Length - 1 do
                targets[i] <- targets[i] * factor

    /// The larger side is scaled down until the two differ by the cap.
    let private net (cap: float) (targets: float[]) : unit =
        let signed = Kernels.sum (ReadOnlySpan targets)
        let total = Kernels.sumOfAbsolutes (ReadOnlySpan targets)
        let longs = 0.5 * (total + signed)
        let shorts = 0.5 * (total - signed)

        if signed > cap then
            let factor = (shorts + cap) / longs

            for i in 0 .. targets.Length - 1 do
                if targets[i] > 0.0 then
                    targets[i] <- targets[i] * factor
        elif signed < -cap then
            let factor = (longs + cap) / shorts

            for i in 0 .. targets.Length - 1 do
                if targets[i] < 0.0 then
                    targets[i] <- targets[i] * factor

    /// Weights clipped per name, then by sector, gross and net, in place; sectors are summed in a scratch row.
    let limit (rules: Rules) (sectorGross: float[]) (targets: float[]) : unit =
        let settings = rules.Settings

        if not (Double.IsPositiveInfinity settings.PerNameCap) then
            perName settings.PerNameCap targets

        if not (Double.IsPositiveInfinity settings.SectorCap) then
            sectors settings.SectorCap rules.Sectors sectorGross (Span targets)

        if not (Double.IsPositiveInfinity settings.GrossCap) then
            gross settings.GrossCap targets

        if not (Double.IsPositiveInfinity settings.NetCap) then
            net settings.NetCap targets

    /// The decision's weights into the book, those that cannot be left out and the rest within the caps.
    let set (rules: Rules) (weights: ReadOnlySpan<float>) (book: Book) : unit =
        admit rules weights book
        limit rules book.SectorGross book.Targets
        book.HasTargets <- true
