namespace Symphony.Core

/// <summary>The T+1 rule, stated once: what is decided at the close of one bar fills at the next.</summary>
/// <remarks>
/// Nothing else in the library pairs a decision with a bar it executes at. There is no way to ask for
/// a fill at the decision's own bar.
/// </remarks>
[<RequireQualifiedAccess>]
module Timing =

    /// <summary>The bar at which a decision executes.</summary>
    /// <param name="decisionBar">The bar after whose close it was made, 0 or later.</param>
    let fillBar (decisionBar: int) : int = decisionBar + 1

    /// <summary>The bar whose decision executes at this bar; -1 for the first bar, which has none.</summary>
    /// <param name="bar">The bar of the fill, 0 or later.</param>
    let decisionBar (bar: int) : int = bar - 1

    /// <summary>The bar at which a trade held for some bars ends: so many after its entry.</summary>
    /// <param name="decisionBar">The bar after whose close the entry was decided, 0 or later.</param>
    /// <param name="heldBars">Bars from entry to exit, at least 1.</param>
    let exitBar (decisionBar: int) (heldBars: int<bar>) : int = fillBar decisionBar + int heldBars
