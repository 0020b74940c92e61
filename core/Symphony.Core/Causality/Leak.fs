namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>What a leak looks like, told from how it behaves and not from what the output is called.</summary>
[<RequireQualifiedAccess>]
type Diagnosis =
    /// <summary>Later prices or volumes show in it, up to so many bars ahead of what it claims.</summary>
    | LooksAheadBy of bars: int<bar>
    /// <summary>Later prices or volumes show in all of it: it is scaled, ranked or filled over the whole sample.</summary>
    | UsesWholeSample
    /// <summary>Only later splits, dividends or delistings show in it, alone or with the prices beside them.</summary>
    | UsesFutureActions
    /// <summary>It answers to who is in the market later: names that come, end or have rows.</summary>
    | UsesFutureUniverse
    /// <summary>Only where the data end shows in it: their length, or dates that are yet to come.</summary>
    | UsesSampleEnd
    /// <summary>It answers to another name's rows, though it was said to follow from a name's own.</summary>
    | UsesOtherNames
    /// <summary>The same market gave other values the second time, so that nothing can be told.</summary>
    | NotRepeatable

    /// <summary>The diagnosis as the rest of a sentence that starts with the output's name.</summary>
    override this.ToString() : string =
        match this with
        | LooksAheadBy bars when bars = 1<bar> -> "looks ahead by 1 bar"
        | LooksAheadBy bars -> $"looks ahead by {int bars} bars"
        | UsesWholeSample -> "uses the whole sample"
        | UsesFutureActions -> "uses future corporate actions"
        | UsesFutureUniverse -> "uses the names of the future"
        | UsesSampleEnd -> "depends on where the data end"
        | UsesOtherNames -> "uses other names than its own"
        | NotRepeatable -> "is not repeatable"

/// <summary>The first value that changed under a perturbation that left its past alone.</summary>
[<NoComparison>]
type Leak = {
    /// <summary>The output's name.</summary>
    Subject: string
    /// <summary>The symbol, or the column of an output without symbols.</summary>
    Symbol: string
    /// <summary>The value's bar.</summary>
    Bar: int
    /// <summary>The session date of that bar, an epoch day.</summary>
    SessionDate: int
    /// <summary>The bar by which the value claims to be known: its own, or the end of a label's span.</summary>
    KnownFrom: int
    /// <summary>The value on the market as it is; NaN for none.</summary>
    Before: float
    /// <summary>The value on the changed market; NaN for none.</summary>
    After: float
    /// <summary>What was done to the market.</summary>
    Perturbation: Perturbation
    /// <summary>The last bar that was left as it is.</summary>
    Cut: int
    /// <summary>The session date of that bar, an epoch day.</summary>
    CutDate: int
    /// <summary>How many values of the output changed.</summary>
    ChangedValues: int64
} with

    /// <summary>After less before; NaN where one of them is not there.</summary>
    member this.Difference: float = this.After - this.Before

    /// <summary>The leak as one sentence: output, symbol, date, by how much, and what was done from when on.</summary>
    override this.ToString() : string =
        let value (x: float) =
            if Double.IsNaN x then "absent" else Text.number x

        $"{this.Subject} of {this.Symbol} on {Text.date this.SessionDate} was {value this.Before} and became "
        + $"{value this.After} when {Perturbation.describe this.Perturbation} after {Text.date this.CutDate}"

/// <summary>What was found out about an output.</summary>
[<RequireQualifiedAccess>]
type CausalityVerdict =
    /// <summary>No value changed that was known by a cut.</summary>
    | NoLeakFound = 0
    /// <summary>At least one did.</summary>
    | LeakFound = 1
    /// <summary>No value could be compared: all are absent, or every changed market was refused.</summary>
    | NothingCompared = 2
    /// <summary>
    /// No value changed when the whole market was another one: it does not follow from the market it is given,
    /// and no leak could have shown.
    /// </summary>
    | AnswersToNothing = 3

/// <summary>What one output showed under all perturbations.</summary>
[<Sealed; AllowNullLiteral(false)>]
type SubjectProof
    internal
    (
        name: string,
        leaks: Leak[],
        diagnosis: Diagnosis voption,
        isResponsive: bool,
        comparedValues: int64,
        presentValues: int64,
        recomputations: int
    ) =

    /// <summary>The output's name.</summary>
    member _.Subject: string = name

    /// <summary>For each perturbation that changed a known value the first it changed; the telling ones first.</summary>
    member _.Leaks: IReadOnlyList<Leak> = Array.AsReadOnly leaks :> IReadOnlyList<Leak>

    /// <summary>What the leak looks like; none where none was found.</summary>
    member _.Diagnosis: Diagnosis voption = diagnosis

    /// <summary>How many pairs of values were held against each other, absent ones too.</summary>
    member _.ComparedValues: int64 = comparedValues

    /// <summary>How many of them were there on the market as it is.</summary>
    member _.PresentValues: int64 = presentValues

    /// <summary>On how many changed markets it was computed.</summary>
    member _.Recomputations: int = recomputations

    /// <summary>What was found out.</summary>
    member _.Verdict: CausalityVerdict =
        if leaks.Length > 0 then CausalityVerdict.LeakFound
        elif presentValues = 0L then CausalityVerdict.NothingCompared
        elif not isResponsive then CausalityVerdict.AnswersToNothing
        else CausalityVerdict.NoLeakFound

    /// <summary>
    /// What was found out, as the rest of a sentence after the name: what the leak looks like, or why nothing
    /// could show; empty where no leak was found.
    /// </summary>
    member this.Explanation: string =
        match this.Verdict, diagnosis with
        | _, ValueSome told -> string told
        | CausalityVerdict.NothingCompared, _ -> "has no value that was known by a cut"
        | CausalityVerdict.AnswersToNothing, _ ->
            "does not follow from the market it is given: nothing changed when all of it did"
        | _ -> ""

    /// <summary>The first leak, the one that the diagnosis rests on.</summary>
    member _.FirstLeak: Leak voption =
        if leaks.Length > 0 then ValueSome leaks[0] else ValueNone

/// <summary>What all outputs of a computation showed, and how hard they were tried.</summary>
[<Sealed; AllowNullLiteral(false)>]
type CausalityProof
    internal
    (
        seed: uint64,
        cuts: int[],
        cutDates: int[],
        dense: int[],
        barCount: int,
        perturbations: Perturbation[],
        subjects: SubjectProof[],
        recomputations: int,
        inapplicable: int,
        refusals: int,
        firstRefusal: Invalid voption,
        isComplete: bool
    ) =

    /// <summary>The seed that decided cuts and perturbations.</summary>
    member _.Seed: uint64 = seed

    /// <summary>The bars after which the market was changed, increasing.</summary>
    member _.Cuts: ReadOnlyMemory<int> = ReadOnlyMemory cuts

    /// <summary>The session dates of the cuts, epoch days.</summary>
    member _.CutDates: ReadOnlyMemory<int> = ReadOnlyMemory cutDates

    /// <summary>The bars after which the market was cut short as well, and given another short future, increasing.</summary>
    member _.DenseCuts: ReadOnlyMemory<int> = ReadOnlyMemory dense

    /// <summary>How many bars were a cut of either kind.</summary>
    member _.CutBars: int = (Array.append cuts dense |> Array.distinct).Length

    /// <summary>How many bars the market has.</summary>
    member _.BarCount: int = barCount

    /// <summary>The perturbations that were asked for.</summary>
    member _.Perturbations: IReadOnlyList<Perturbation> =
        Array.AsReadOnly perturbations :> IReadOnlyList<Perturbation>

    /// <summary>One result for each output, in its order.</summary>
    member _.Subjects: IReadOnlyList<SubjectProof> =
        Array.AsReadOnly subjects :> IReadOnlyList<SubjectProof>

    /// <summary>How many changed markets were computed and compared.</summary>
    member _.Recomputations: int = recomputations

    /// <summary>How many pairs of cut and perturbation found nothing to change, such as actions where there are none.</summary>
    member _.Inapplicable: int = inapplicable

    /// <summary>How many changed markets the computation refused.</summary>
    member _.Refusals: int = refusals

    /// <summary>The first of those refusals.</summary>
    member _.FirstRefusal: Invalid voption = firstRefusal

    /// <summary>False when it was stopped before all was tried.</summary>
    member _.IsComplete: bool = isComplete

    /// <summary>True when a leak was found in any output.</summary>
    member _.HasLeak: bool =
        subjects |> Array.exists (fun each -> each.Verdict = CausalityVerdict.LeakFound)

    /// <summary>True when every output had values that could have changed, none did, and nothing was left out.</summary>
    member _.IsProved: bool =
        isComplete
        && subjects.Length > 0
        && subjects |> Array.forall (fun each -> each.Verdict = CausalityVerdict.NoLeakFound)
