namespace Symphony.Core

/// <summary>Whose test labels an interval of test dates is taken over.</summary>
[<RequireQualifiedAccess>]
type PurgeScope =
    /// <summary>All symbols': what one name's label saw, another's may have seen.</summary>
    | Market = 0
    /// <summary>The same symbol's alone; a symbol without test labels loses nothing.</summary>
    | Symbol = 1

/// <summary>Drops training labels that share bars with a test block.</summary>
/// <remarks>Source: Lopez de Prado (2018), AFML, 7.4.1, snippet 7.1; touching is overlap.</remarks>
[<RequireQualifiedAccess>]
module Purge =

    /// <summary>True when a training label must go: its closed span meets the interval.</summary>
    /// <param name="interval">First test date to latest end of a test label, both inclusive.</param>
    /// <param name="training">The span of the training label.</param>
    let drops (interval: LabelSpan) (training: LabelSpan) : bool =
        LabelSpan.overlaps interval training
