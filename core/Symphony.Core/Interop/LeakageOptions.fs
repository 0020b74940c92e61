namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>How hard to look for leaks, as a C# initialiser writes it; each starts at its default.</summary>
[<Sealed; AllowNullLiteral(false)>]
type LeakageOptions() =

    static let listOf (perturbations: Perturbation list) : IReadOnlyList<Perturbation> =
        Array.AsReadOnly(Array.ofList perturbations) :> IReadOnlyList<Perturbation>

    /// <summary>Decides cuts and changes.</summary>
    member val Seed: uint64 = Causality.standard.Seed with get, set

    /// <summary>After how many bars the market is changed, at least 1.</summary>
    member val Cuts: int = Causality.standard.Cuts with get, set

    /// <summary>
    /// After how many bars the market is also cut short, and given another short future, 0 for none; null for 64
    /// where all ways are tried, and for none where <c>Perturbations</c> are given.
    /// </summary>
    member val DenseCuts: Nullable<int> = Nullable() with get, set

    /// <summary>How it is changed; null for all ways that fit the outputs.</summary>
    member val Perturbations: IReadOnlyList<Perturbation> | null = null with get, set

    /// <summary>Does pieces 0 to count - 1 in any order and returns when all are done; null for one after the other.</summary>
    member val Schedule: Action<int, Action<int>> | null = null with get, set

    /// <summary>Is told the share that is done, from 0 to 1, by any thread that works; null for nobody.</summary>
    member val Progress: Action<float> | null = null with get, set

    /// <summary>True as soon as no further piece shall be started; null for never.</summary>
    member val Stop: Func<bool> | null = null with get, set

    /// <summary>All ways that leave the past as it was.</summary>
    static member Future: IReadOnlyList<Perturbation> = listOf Perturbation.future

    /// <summary>Those that keep the names: for a run's account.</summary>
    static member OfGivenNames: IReadOnlyList<Perturbation> = listOf Perturbation.ofGivenNames

    /// <summary>Few that together change all there is: for computations that take long.</summary>
    static member Brief: IReadOnlyList<Perturbation> = listOf Perturbation.brief

    /// <summary>How many cuts a market of this size is tried with in bearable time: 24, fewer from 250,000 cells on.</summary>
    /// <param name="axes">The market's bars and symbols.</param>
    static member CutsFor(axes: Axes) : int =
        Refusal.ifNull "axes" axes
        (Causality.forSize axes).Cuts

    /// <summary>How many dense cuts likewise: 64 to 1,024, every bar of a small market.</summary>
    /// <param name="axes">The market's bars and symbols.</param>
    static member DenseCutsFor(axes: Axes) : int =
        Refusal.ifNull "axes" axes
        (Causality.forSize axes).Dense

    /// The settings, with these perturbations where none are given.
    member internal this.Settings(standard: Perturbation list) : CausalitySettings =
        match this.Perturbations with
        | null -> ()
        | given ->
            for perturbation in given do
                Refusal.ifUndefined "Perturbations" perturbation

        {
            Seed = this.Seed
            Cuts = this.Cuts
            Dense =
                if this.DenseCuts.HasValue then
                    this.DenseCuts.Value
                else
                    match this.Perturbations with
                    | null -> Causality.standard.Dense
                    | _ -> 0
            Perturbations =
                match this.Perturbations with
                | null -> standard
                | given -> List.ofSeq given
        }

    /// The work plan of the three functions.
    member internal this.Plan: WorkPlan = {
        Schedule =
            match this.Schedule with
            | null -> WorkPlan.sequential.Schedule
            | given -> fun count piece -> given.Invoke(count, Action<int> piece)
        Progress =
            match this.Progress with
            | null -> ignore
            | given -> given.Invoke
        IsStopped =
            match this.Stop with
            | null -> WorkPlan.sequential.IsStopped
            | given -> given.Invoke
    }
