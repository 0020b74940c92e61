namespace Symphony.Core

open System.Collections.Generic

/// What has been seen of one law so far.
[<Sealed>]
type internal LawTally(law: SplitLaw, cases: string) =

    /// More examples than this do not help.
    let most = 5

    let examples = List<SplitFault>()
    let mutable looked = 0L
    let mutable faults = 0L

    /// What was expected; shown with the finding.
    member val Note = "" with get, set

    /// So many cases more were looked at.
    member _.Looked(count: int64) : unit = looked <- looked + count

    /// A case between two rows that breaks the law; the other row is looked for, and the sentence made, only
    /// where they are shown.
    member _.FaultBetween
        (split: int, observation: int, other: unit -> int, sentence: int -> string)
        : unit =
        faults <- faults + 1L

        if examples.Count < most then
            let found = other ()

            examples.Add {
                Split = split
                Observation = observation
                Other = found
                Sentence = sentence found
            }

    /// A case that breaks the law; -1 for no split or no row.
    member this.Fault(split: int, observation: int, sentence: unit -> string) : unit =
        this.FaultBetween(split, observation, (fun () -> -1), (fun _ -> sentence ()))

    /// The law with its verdict.
    member this.Finding: LawFinding = {
        Law = law
        Verdict = if faults > 0L then LawVerdict.Broken else LawVerdict.Holds
        Checked = looked
        Unit = cases
        Faults = faults
        Examples = examples.AsReadOnly()
        Note = this.Note
    }

    /// A law that nothing is said about.
    static member NotJudged(law: SplitLaw, cases: string, reason: string) : LawFinding = {
        Law = law
        Verdict = LawVerdict.NotJudged
        Checked = 0L
        Unit = cases
        Faults = 0L
        Examples = [||]
        Note = reason
    }
