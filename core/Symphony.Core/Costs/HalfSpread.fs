namespace Symphony.Core

/// <summary>Half the distance between bid and ask, paid on every fill.</summary>
[<RequireQualifiedAccess>]
module HalfSpread =

    /// <summary>The cost of crossing half a spread, in money.</summary>
    /// <param name="halfSpread">A fraction of the notional, not negative; 2.5e-4 is 2.5 bp.</param>
    /// <param name="absoluteNotional">Size of the fill in money, not negative.</param>
    let money (halfSpread: float) (absoluteNotional: float) : float = absoluteNotional * halfSpread
