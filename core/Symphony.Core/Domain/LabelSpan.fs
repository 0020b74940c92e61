namespace Symphony.Core

/// <summary>The bars whose information a label uses: decision bar to exit bar, both inclusive.</summary>
/// <remarks>Bar numbers are those of the market axis. Source: Lopez de Prado (2018), AFML, 7.4.1.</remarks>
[<Struct>]
type LabelSpan = {
    /// <summary>The decision bar.</summary>
    Start: int
    /// <summary>The exit bar, not before the start.</summary>
    End: int
}

/// <summary>Questions about spans.</summary>
[<RequireQualifiedAccess>]
module LabelSpan =

    /// <summary>True when the two closed spans share at least one bar.</summary>
    /// <param name="a">One span.</param>
    /// <param name="b">The other span.</param>
    let overlaps (a: LabelSpan) (b: LabelSpan) : bool = a.Start <= b.End && b.Start <= a.End
