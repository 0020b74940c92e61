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

/// The shares of an account over quiet bars, before a bar and after it: full eights, and where names are left over
/// the last eight names once more (see <c>BarRows</c>).
[<Sealed>]
type internal QuietShares(width: int) =
    let rest = width &&& 7
    let isAside = rest > 0 && width > 8
    let length = if isAside then width + 8 - rest else width
    // A processor takes a load for that of a store just made where their addresses agree in the low twelve
    // bits: the two rows are half of that apart.
    let apart = (length + 255) / 512 * 512 + 256
    let both: float[] = Array.zeroCreate (apart + length)
    let mutable before = 0

    member _.IsLastAside: bool = isAside
    member _.Before: ReadOnlySpan<float> = ReadOnlySpan(both, before, length)
    member _.After: Span<float> = Span(both, apart - before, length)

    /// The shares after a bar are the shares now.
    member _.Take() : unit = before <- apart - before

    /// From shares by name.
    member _.Fill(shares: float[]) : unit =
        Array.Copy(shares, 0, both, before, min width length)

        if isAside then
            Array.Copy(shares, width - 8, both, before + length - 8, 8)

    /// To shares by name.
    member _.CopyTo(shares: float[]) : unit =
        Array.Copy(both, before, shares, 0, (if isAside then width - rest else width))

        if isAside then
            Array.Copy(both, before + length - rest, shares, width - rest, rest)

/// What the one pass over the names keeps beside the account, in arrays that one run reuses at every bar.
[<Sealed>]
type internal BookRows(width: int) =
    let bytes = (width + 7) / 8
    let mutable quiet: QuietShares | null = null

    member val Sums: BarSums = BarSums()

    member _.Quiet: QuietShares =
        match quiet with
        | null ->
            let made = QuietShares width
            quiet <- made
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
