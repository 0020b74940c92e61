namespace Symphony.Core

/// <summary>How observations are split into folds, each tested once.</summary>
type PurgedKFoldSettings = {
    /// <summary>K, folds of distinct bars, at least 2.</summary>
    Folds: int
    /// <summary>How long after a test fold's latest label end nothing is trained on.</summary>
    Embargo: Embargo
    /// <summary>Whose test labels purge.</summary>
    Purge: PurgeScope
}

/// <summary>Purged k-fold cross-validation: contiguous folds, each tested once by a model of the others.</summary>
/// <remarks>
/// Combinatorial purged cross-validation with one group tested at a time: as many splits as folds, and one
/// path. Intervals are closed: a label that ends on the first test bar is purged. (Snippet 7.3 of the book
/// keeps it, its text and snippet 7.1 do not.) Source: Lopez de Prado (2018), AFML, 7.4.
/// </remarks>
[<RequireQualifiedAccess>]
module PurgedKFold =

    /// <summary>5 folds, embargo 10 bars, purge over the market.</summary>
    let standard: PurgedKFoldSettings = {
        Folds = 5
        Embargo = Embargo.Bars 10<bar>
        Purge = PurgeScope.Market
    }

    /// <summary>The folds of these observations; refused if one has nothing left to train on.</summary>
    /// <param name="settings">Folds, embargo, purge.</param>
    /// <param name="spans">The observations.</param>
    let create
        (settings: PurgedKFoldSettings)
        (spans: ObservationSpans)
        : Result<CombinatorialPurged, Invalid> =
        CombinatorialPurged.build
            SplitWords.Folds
            {
                Groups = settings.Folds
                TestGroups = 1
                Embargo = settings.Embargo
                Purge = settings.Purge
            }
            spans
