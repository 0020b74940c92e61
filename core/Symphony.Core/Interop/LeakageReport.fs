namespace Symphony.Core.Interop

open System
open System.Collections.Generic
open System.Runtime.InteropServices

open Symphony.Core

/// <summary>What a leak looks like.</summary>
[<RequireQualifiedAccess>]
type LeakKind =
    /// <summary>No leak was found.</summary>
    | None = 0
    /// <summary>It looks some bars ahead.</summary>
    | LooksAhead = 1
    /// <summary>It uses the whole sample.</summary>
    | UsesWholeSample = 2
    /// <summary>It uses future splits, dividends or delistings.</summary>
    | UsesFutureActions = 3
    /// <summary>It uses the names of the future.</summary>
    | UsesFutureUniverse = 4
    /// <summary>It depends on where the data end.</summary>
    | UsesSampleEnd = 5
    /// <summary>It uses other names than its own.</summary>
    | UsesOtherNames = 6
    /// <summary>It is not repeatable.</summary>
    | NotRepeatable = 7

/// <summary>What one output showed.</summary>
[<Sealed; AllowNullLiteral(false)>]
type LeakageSubject internal (proof: SubjectProof) =

    /// <summary>The output's name.</summary>
    member _.Name: string = proof.Subject

    /// <summary>What was found out.</summary>
    member _.Verdict: CausalityVerdict = proof.Verdict

    /// <summary>For each change of the market that changed a known value the first it changed; the telling ones first.</summary>
    member _.Leaks: IReadOnlyList<Leak> = proof.Leaks

    /// <summary>What the leak looks like.</summary>
    member _.Kind: LeakKind =
        match proof.Diagnosis with
        | ValueNone -> LeakKind.None
        | ValueSome(Diagnosis.LooksAheadBy _) -> LeakKind.LooksAhead
        | ValueSome Diagnosis.UsesWholeSample -> LeakKind.UsesWholeSample
        | ValueSome Diagnosis.UsesFutureActions -> LeakKind.UsesFutureActions
        | ValueSome Diagnosis.UsesFutureUniverse -> LeakKind.UsesFutureUniverse
        | ValueSome Diagnosis.UsesSampleEnd -> LeakKind.UsesSampleEnd
        | ValueSome Diagnosis.UsesOtherNames -> LeakKind.UsesOtherNames
        | ValueSome Diagnosis.NotRepeatable -> LeakKind.NotRepeatable

    /// <summary>How many bars it looks ahead; 0 unless the kind is <c>LooksAhead</c>.</summary>
    member _.LookAheadBars: int =
        match proof.Diagnosis with
        | ValueSome(Diagnosis.LooksAheadBy bars) -> int bars
        | _ -> 0

    /// <summary>
    /// What was found out, as the rest of a sentence after the name: what the leak looks like, or why nothing
    /// could show; empty where no leak was found.
    /// </summary>
    member _.Diagnosis: string = proof.Explanation

    /// <summary>How many pairs of values were held against each other, absent ones too.</summary>
    member _.ComparedValues: int64 = proof.ComparedValues

    /// <summary>How many of them were there on the market as it is.</summary>
    member _.PresentValues: int64 = proof.PresentValues

    /// <summary>On how many changed markets it was computed.</summary>
    member _.Recomputations: int = proof.Recomputations

    /// <summary>True and the first leak, when there is one.</summary>
    /// <param name="leak">The leak that the diagnosis rests on.</param>
    member _.TryFirstLeak([<Out>] leak: byref<Leak | null>) : bool =
        leak <- ValueOption.toObj proof.FirstLeak
        proof.FirstLeak.IsSome

/// <summary>What all outputs of a computation showed, and how hard they were tried.</summary>
[<Sealed; AllowNullLiteral(false)>]
type LeakageReport internal (proof: CausalityProof) =

    /// <summary>The seed that decided cuts and changes.</summary>
    member _.Seed: uint64 = proof.Seed

    /// <summary>The bars after which the market was changed, increasing.</summary>
    member _.Cuts: ReadOnlyMemory<int> = proof.Cuts

    /// <summary>The session dates of the cuts, epoch days.</summary>
    member _.CutDates: ReadOnlyMemory<int> = proof.CutDates

    /// <summary>The bars after which the market was cut short as well, and given another short future, increasing.</summary>
    member _.DenseCuts: ReadOnlyMemory<int> = proof.DenseCuts

    /// <summary>How many bars were a cut of either kind.</summary>
    member _.CutBars: int = proof.CutBars

    /// <summary>How many bars the market has.</summary>
    member _.BarCount: int = proof.BarCount

    /// <summary>How the market was changed.</summary>
    member _.Perturbations: IReadOnlyList<Perturbation> = proof.Perturbations

    /// <summary>One result for each output, in its order.</summary>
    member _.Subjects: IReadOnlyList<LeakageSubject> =
        Array.AsReadOnly [| for each in proof.Subjects -> LeakageSubject each |]
        :> IReadOnlyList<LeakageSubject>

    /// <summary>How many changed markets were computed and compared.</summary>
    member _.Recomputations: int = proof.Recomputations

    /// <summary>How many pairs of cut and change found nothing to change.</summary>
    member _.Inapplicable: int = proof.Inapplicable

    /// <summary>How many changed markets the computation refused.</summary>
    member _.Refusals: int = proof.Refusals

    /// <summary>The first of those refusals as a sentence; empty without one.</summary>
    member _.FirstRefusal: string =
        proof.FirstRefusal |> ValueOption.map string |> ValueOption.defaultValue ""

    /// <summary>False when it was stopped before all was tried.</summary>
    member _.IsComplete: bool = proof.IsComplete

    /// <summary>True when a leak was found in any output.</summary>
    member _.HasLeak: bool = proof.HasLeak

    /// <summary>True when every output had values that could have changed, none did, and nothing was left out.</summary>
    member _.IsProved: bool = proof.IsProved

/// <summary>What all fits showed.</summary>
[<Sealed; AllowNullLiteral(false)>]
type TrainingLeakageReport internal (proof: TrainingProof) =

    /// <summary>How many splits and windows were tried.</summary>
    member _.Splits: int = proof.Splits

    /// <summary>For each split that leaks the first quantity that changed.</summary>
    member _.Leaks: IReadOnlyList<TrainingLeak> = proof.Leaks

    /// <summary>How many fits were made again.</summary>
    member _.Refits: int = proof.Refits

    /// <summary>How many quantities were compared, bit for bit.</summary>
    member _.ComparedQuantities: int64 = proof.ComparedQuantities

    /// <summary>How many fits were refused.</summary>
    member _.Refusals: int = proof.Refusals

    /// <summary>The first of those refusals as a sentence; empty without one.</summary>
    member _.FirstRefusal: string =
        proof.FirstRefusal |> ValueOption.map string |> ValueOption.defaultValue ""

    /// <summary>False when it was stopped before all was tried.</summary>
    member _.IsComplete: bool = proof.IsComplete

    /// <summary>True when any fit answered to rows outside its training.</summary>
    member _.HasLeak: bool = proof.HasLeak

    /// <summary>False when not even other training rows changed the first fit, so that no leak could have shown.</summary>
    member _.AnswersToTraining: bool = proof.AnswersToTraining

    /// <summary>True when every split was fitted and tried, could have leaked, and did not.</summary>
    member _.IsProved: bool = proof.IsProved

/// <summary>How columns made earlier agree with the same columns made later.</summary>
[<Sealed; AllowNullLiteral(false)>]
type ColumnLeakageReport internal (found: ColumnAgreement) =

    /// <summary>The output's name.</summary>
    member _.Name: string = found.Subject

    /// <summary>How many pairs of values were compared, absent ones too.</summary>
    member _.ComparedValues: int64 = found.ComparedValues

    /// <summary>How many of them are there in the later columns.</summary>
    member _.PresentValues: int64 = found.PresentValues

    /// <summary>How many bars the earliest difference lies before the end of the earlier columns; 0 without one.</summary>
    member _.ReachBars: int = int found.Reach

    /// <summary>How many bars of the earlier columns the later ones do not have.</summary>
    member _.MissingBars: int = found.MissingBars

    /// <summary>How many symbols of the earlier columns the later ones do not have.</summary>
    member _.MissingSymbols: int = found.MissingSymbols

    /// <summary>True when a value that both have differs.</summary>
    member _.HasLeak: bool = found.FirstLeak.IsSome

    /// <summary>True and the first value that differs, when one does.</summary>
    /// <param name="leak">Before as in the later columns, after as in the earlier.</param>
    member _.TryFirstLeak([<Out>] leak: byref<Leak | null>) : bool =
        leak <- ValueOption.toObj found.FirstLeak
        found.FirstLeak.IsSome
