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

    /// The sum of the targets, and that of their sizes.
    let private sums (targets: Span<float>) : struct (float * float) =
        struct (Kernels.sum (Span.op_Implicit targets),
                Kernels.sumOfAbsolutes (Span.op_Implicit targets))

    let private net (cap: float) (struct (signed, total)) (targets: Span<float>) : unit =
        let longs = 0.5 * (total + signed)
        let shorts = 0.5 * (total - signed)

        if signed > cap then
            RowKernel.scaleSides ((shorts + cap) / longs) 1.0 targets
        elif signed < -cap then
            RowKernel.scaleSides 1.0 ((longs + cap) / shorts) targets

    /// The decision's weights, clipped per name, then by sector, gross and net.
    let set
        (rules: Rules)
        (weights: ReadOnlySpan<float>)
        (sectorGross: float[])
        (targets: Span<float>)
        : unit =
        let settings = rules.Settings
        let mutable found = RowKernel.clip settings.PerNameCap weights targets

        if not (Double.IsPositiveInfinity settings.SectorCap) then
            Targets.sectors settings.SectorCap rules.Sectors sectorGross targets
            found <- sums targets

        let struct (_, total) = found

        if total > settings.GrossCap then
            found <- RowKernel.scale (settings.GrossCap / total) targets

        if not (Double.IsPositiveInfinity settings.NetCap) then
            net settings.NetCap found targets
