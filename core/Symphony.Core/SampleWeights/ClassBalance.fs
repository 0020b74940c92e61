namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>How many labels are of one class.</summary>
[<Struct; NoComparison>]
type ClassCount = {
    /// <summary>The class, a whole number.</summary>
    Class: int
    /// <summary>How many labels have it, at least 1.</summary>
    Count: int
}

/// <summary>Sample weights that give every class the same say.</summary>
/// <remarks>
/// <c>n / (K x labels of the class)</c> over the n labels of K classes that occur: they sum to n, and to n / K
/// within each class. Source: King and Zeng (2001), "Logistic regression in rare events data", section 4.2, with
/// equal population shares.
/// </remarks>
[<RequireQualifiedAccess>]
module ClassBalance =

    /// <summary>How often each class occurs, in the order of the classes; values that are NaN are passed over.</summary>
    /// <param name="classes">n whole numbers, or NaN without a label.</param>
    let counts (classes: ReadOnlySpan<float>) : Result<IReadOnlyList<ClassCount>, Invalid> =
        let labelled =
            classes.ToArray() |> Array.filter (fun each -> not (Double.IsNaN each))

        match
            labelled |> Array.tryFind (fun each -> not (abs each <= 1e9 && Math.Floor each = each))
        with
        | Some fraction ->
            Error(
                Invalid.Conflict(
                    "classes",
                    $"must be whole numbers, or NaN without a label, had {Text.number fraction}"
                )
            )
        | None ->
            labelled
            |> Array.countBy int
            |> Array.sortBy fst
            |> Array.map (fun (which, count) -> { Class = which; Count = count })
            |> fun found -> Ok(Array.AsReadOnly found :> IReadOnlyList<ClassCount>)

    /// <summary>The weights, n values above zero that sum to the number of labels; NaN without a label.</summary>
    /// <param name="classes">n whole numbers, or NaN without a label; at least two classes occur.</param>
    let weights (classes: ReadOnlySpan<float>) : Result<float[], Invalid> =
        let given = classes.ToArray()

        match counts classes with
        | Error invalid -> Error invalid
        | Ok found when found.Count = 0 -> Error(Invalid.Empty "classes")
        | Ok found when found.Count = 1 ->
            let reason =
                $"all {found[0].Count} labels are of class {found[0].Class}; one class alone cannot be balanced"

            Error(Invalid.Conflict("classes", reason))
        | Ok found ->
            let labels = found |> Seq.sumBy _.Count
            let ofClass = Dictionary<int, float>()

            for each in found do
                ofClass[each.Class] <- float labels / (float found.Count * float each.Count)

            Ok(
                given
                |> Array.map (fun each -> if Double.IsNaN each then nan else ofClass[int each])
            )
