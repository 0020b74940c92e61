namespace Symphony.Core

/// <summary>How work that takes long is carried out, watched and stopped.</summary>
[<NoComparison; NoEquality>]
type WorkPlan = {
    /// <summary>Does pieces 0 to count - 1, in any order, perhaps several at once, and returns when all are done.</summary>
    Schedule: int -> (int -> unit) -> unit
    /// <summary>Is told the share that is done, from 0 to 1, by any thread that works.</summary>
    Progress: float -> unit
    /// <summary>True as soon as no further piece shall be started.</summary>
    IsStopped: unit -> bool
}

/// <summary>Ways to carry out work.</summary>
[<RequireQualifiedAccess>]
module WorkPlan =

    /// <summary>One piece after the other, unwatched, to the end.</summary>
    let sequential: WorkPlan = {
        Schedule =
            fun count piece ->
                for each in 0 .. count - 1 do
                    piece each
        Progress = ignore
        IsStopped = fun () -> false
    }
