namespace Symphony.Core

open System

/// What the bar keeps name by name where the settings or the market ask for more than the one pass.
[<Sealed>]
type internal BookColumns(width: int) =
    member val Targets: float[] = Array.zeroCreate width
    // One term per name, to be summed in eight lanes.
    member val Costs: float[] = Array.zeroCreate width
    member val Impacts: float[] = Array.zeroCreate width
    member val Commissions: float[] = Array.zeroCreate width
    member val Permanents: float[] = Array.zeroCreate width
    member val Slippages: float[] = Array.zeroCreate width
    member val SectorGross: float[] = Array.zeroCreate width

/// What the one pass over the names keeps beside the account, in arrays that one run reuses at every bar.
[<Sealed>]
type internal BookRows(width: int) =
    let bytes = (width + 7) / 8

    let mutable room: AlignedRows | null = null

    member val Sums: BarSums = BarSums()

    /// Shares before and after a bar and its targets, in rows of whole eights: for many bars one after the other.
    member _.Room: AlignedRows =
        match room with
        | null ->
            let made = AlignedRows(3, width)
            room <- made
            made
        | given -> given

    /// One bit a name, eight to a byte: it cannot trade at the bar.
    member val Blocked: byte[] = Array.zeroCreate bytes
    /// It has a price at the bar.
    member val Seen: byte[] = Array.zeroCreate bytes
    /// It counts as ended.
    member val Gone: byte[] = Array.zeroCreate bytes
    member val GoneCount = 0 with get, set
    /// Names with an effective delisting record.
    member val EndedCount = 0 with get, set
    /// A name that counts as ended is still held.
    member val HoldsGone = false with get, set
    /// The first bar at whose close another name may count as ended, or one no longer.
    member val GoneDueAt = Int32.MinValue with get, set
