namespace Symphony.Core

open System

/// <summary>How observations are split.</summary>
type CombinatorialSettings = {
    /// <summary>N, groups of distinct bars, at least 2.</summary>
    Groups: int
    /// <summary>k, groups tested together, from 1 to N - 1.</summary>
    TestGroups: int
    /// <summary>Bars of the market axis after a test block without training labels, not negative.</summary>
    Embargo: int<bar>
    /// <summary>Whose test labels purge.</summary>
    Purge: PurgeScope
}

/// <summary>One split: who trains, who is tested.</summary>
[<Sealed; AllowNullLiteral(false)>]
type CombinatorialSplit
    internal (index: int, testGroups: int[], train: int[], test: int[], purged: int, embargoed: int)
    =

    /// The training observations themselves.
    member internal _.TrainArray: int[] = train

    /// The tested observations themselves.
    member internal _.TestArray: int[] = test

    /// <summary>Its number in lexicographic order of the test groups.</summary>
    member _.Index: int = index

    /// <summary>The tested groups, k increasing numbers from 0 to N - 1.</summary>
    member _.TestGroups: ReadOnlyMemory<int> = ReadOnlyMemory testGroups

    /// <summary>Observations to train on: labelled, not tested, not purged, not under embargo; increasing.</summary>
    member _.Train: ReadOnlyMemory<int> = ReadOnlyMemory train

    /// <summary>Observations to score: all of the test groups, labelled or not; increasing.</summary>
    member _.Test: ReadOnlyMemory<int> = ReadOnlyMemory test

    /// <summary>Labelled observations outside the test groups dropped because their spans overlap a test.</summary>
    member _.Purged: int = purged

    /// <summary>Labelled observations dropped because they start within the embargo, and were not purged.</summary>
    member _.Embargoed: int = embargoed

    /// <summary>Share of the labelled observations outside the test groups that purge and embargo dropped.</summary>
    member _.ShareDropped: float =
        float (purged + embargoed) / float (max 1 (train.Length + purged + embargoed))
