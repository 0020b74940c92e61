namespace Symphony.Core

open System.Collections.Generic
open System.Collections.ObjectModel

/// <summary>A value that a figure must have for stated inputs; tests compute it again.</summary>
/// <param name="inputs">The inputs, as a person would write them down.</param>
/// <param name="value">The value, in the card's unit, with the digits its source gives.</param>
/// <param name="tolerance">How far the computed value may be from it; above zero.</param>
/// <param name="source">Where the value is printed, or "by hand" with the arithmetic.</param>
/// <param name="recompute">The value as the library computes it from these inputs.</param>
[<Sealed; AllowNullLiteral(false)>]
type GoldenValue
    internal
    (
        inputs: string,
        value: float,
        tolerance: float,
        source: string,
        recompute: unit -> float voption
    ) =

    /// <summary>The inputs, as a person would write them down.</summary>
    member _.Inputs: string = inputs

    /// <summary>The value, in the card's unit, with the digits its source gives.</summary>
    member _.Value: float = value

    /// <summary>How far the computed value may be from it.</summary>
    member _.Tolerance: float = tolerance

    /// <summary>Where the value is printed, or the arithmetic that gives it by hand.</summary>
    member _.Source: string = source

    /// <summary>True if the library computes the value, within the tolerance, here and now.</summary>
    member _.IsMet: bool =
        match recompute () with
        | ValueSome computed -> abs (computed - value) <= tolerance
        | ValueNone -> false

    /// The value as the library computes it; none if it has none for these inputs.
    member internal _.Recompute() : float voption = recompute ()

/// <summary>What a figure means: its formula, conventions, unit, source, and values it must have.</summary>
/// <param name="name">The figure's name, as reports print it.</param>
/// <param name="formula">The formula, in one line.</param>
/// <param name="convention">What the formula leaves open: divisors, annualising, ties, when there is no value.</param>
/// <param name="unit">The unit and range.</param>
/// <param name="reference">Author, year, title, where.</param>
/// <param name="golden">At least one value.</param>
[<Sealed; AllowNullLiteral(false)>]
type FormulaCard
    internal
    (
        name: string,
        formula: string,
        convention: string,
        unit: string,
        reference: string,
        golden: GoldenValue list
    ) =

    let golden: IReadOnlyList<GoldenValue> = ReadOnlyCollection(List.toArray golden)

    /// <summary>The figure's name, as reports print it.</summary>
    member _.Name: string = name

    /// <summary>The formula, in one line.</summary>
    member _.Formula: string = formula

    /// <summary>What the formula leaves open: divisors, annualising, ties, when there is no value.</summary>
    member _.Convention: string = convention

    /// <summary>The unit and range.</summary>
    member _.Unit: string = unit

    /// <summary>Author, year, title, where.</summary>
    member _.Reference: string = reference

    /// <summary>Values that the figure must have, at least one.</summary>
    member _.Golden: IReadOnlyList<GoldenValue> = golden

    /// <summary>The name.</summary>
    override _.ToString() : string = name

/// <summary>Cards of figures that belong together.</summary>
/// <param name="name">What they are figures of.</param>
/// <param name="cards">The cards, at least one, in reading order.</param>
[<Sealed; AllowNullLiteral(false)>]
type FormulaFamily internal (name: string, cards: FormulaCard list) =

    let cards: IReadOnlyList<FormulaCard> = ReadOnlyCollection(List.toArray cards)

    /// <summary>What they are figures of.</summary>
    member _.Name: string = name

    /// <summary>The cards, in reading order.</summary>
    member _.Cards: IReadOnlyList<FormulaCard> = cards

    /// <summary>The name.</summary>
    override _.ToString() : string = name
