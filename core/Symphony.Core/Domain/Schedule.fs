namespace Symphony.Core

/// <summary>How independent pieces of work are carried out.</summary>
/// <remarks>
/// A schedule takes the number of pieces and the work on one piece. Each piece writes its own slots, and
/// slots are put together in the order of their index, so that no result depends on the schedule. The core
/// starts no thread: a caller who has threads passes a schedule that uses them.
/// </remarks>
[<RequireQualifiedAccess>]
module Schedule =

    /// <summary>One piece after the other, on the caller's thread.</summary>
    /// <param name="count">How many pieces, not negative.</param>
    /// <param name="piece">The work on one piece, given its number from 0.</param>
    let sequential (count: int) (piece: int -> unit) : unit =
        for i in 0 .. count - 1 do
            piece i
