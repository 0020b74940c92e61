namespace Symphony.Core

open System

/// The caps of <c>Targets</c> on a bar whose names can all be aimed at: the same operations, eight lanes at
/// a time.
[<RequireQualifiedAccess>]
module internal FusedTargets =

    /// Whether a cap is on a sum of weights, so that one name's target hangs on the others.
    let hasSumCaps (settings: EngineSettings) : bool =
        not (Double.IsPositiveInfinity settings.SectorCap)
        || not (Double.IsPositiveInfinity settings.GrossCap)
        || not (Double.IsPositiveInfinity settings.NetCap)

    let private gross (cap: float) (targets: float[]) : unit =
        let total = Kernels.sumOfAbsolutes (ReadOnlySpan targets)

        if total > cap then
            Kernels.scale (cap / total) (Span targets)

    let private net (cap: float) (targets: float[]) : unit =
        let signed = Kernels.sum (ReadOnlySpan targets)
        let total = Kernels.sumOfAbsolutes (ReadOnlySpan targets)
        let longs = 0.5 * (total + signed)
        let shorts = 0.5 * (total - signed)

        if signed > cap then
            RowKernel.scaleSides ((shorts + cap) / longs) 1.0 (Span targets)
        elif signed < -cap then
            RowKernel.scaleSides 1.0 ((longs + cap) / shorts) (Span targets)

    /// The decision's weights, clipped per name, then by sector, gross and net.
    let set (rules: Rules) (weights: ReadOnlySpan<float>) (book: Book) : unit =
        let settings = rules.Settings
        RowKernel.clip settings.PerNameCap weights (Span book.Targets)

        if not (Double.IsPositiveInfinity settings.SectorCap) then
            Targets.sectors settings.SectorCap rules.Sectors book.SectorGross book.Targets

        if not (Double.IsPositiveInfinity settings.GrossCap) then
            gross settings.GrossCap book.Targets

        if not (Double.IsPositiveInfinity settings.NetCap) then
            net settings.NetCap book.Targets

        book.HasTargets <- true
