namespace Symphony.Core

open System.Collections.Generic

/// <summary>A law that splits must keep.</summary>
[<RequireQualifiedAccess>]
type SplitLaw =
    /// <summary>Every observation is tested as often as it should be.</summary>
    | Coverage = 0
    /// <summary>Every split trains on something and tests something.</summary>
    | NotEmpty = 1
    /// <summary>No row stands twice in a split: in train and in test, or twice in one of them.</summary>
    | Disjoint = 2
    /// <summary>Every training row has a label.</summary>
    | TrainingLabelled = 3
    /// <summary>No training span overlaps a test span of the scope.</summary>
    | NoOverlap = 4
    /// <summary>No training label lies inside the embargo.</summary>
    | Embargo = 5
    /// <summary>The observations of one date are tested together or not at all.</summary>
    | WholeDates = 6
    /// <summary>Each observation is in one group, and the groups' counts of dates differ by at most one.</summary>
    | GroupSizes = 7
    /// <summary>Each path covers every observation once, by a split that tests it.</summary>
    | Paths = 8
    /// <summary>In a walk forward, no training row is at or after the first tested bar.</summary>
    | PastOnly = 9

/// <summary>What became of a law.</summary>
[<RequireQualifiedAccess>]
type LawVerdict =
    /// <summary>It was looked for everywhere, and no case breaks it.</summary>
    | Holds = 0
    /// <summary>At least one case breaks it.</summary>
    | Broken = 1
    /// <summary>There is nothing to judge it on; the note says why.</summary>
    | NotJudged = 2

/// <summary>One case that breaks a law.</summary>
type SplitFault = {
    /// <summary>The split, from 0; -1 where no one split is at fault.</summary>
    Split: int
    /// <summary>The row of the observation, from 0; -1 where no one row is at fault.</summary>
    Observation: int
    /// <summary>The row that it meets, from 0; -1 where there is none.</summary>
    Other: int
    /// <summary>What is wrong, with its numbers, in one sentence without a full stop.</summary>
    Sentence: string
}

/// <summary>One law, judged.</summary>
type LawFinding = {
    /// <summary>The law.</summary>
    Law: SplitLaw
    /// <summary>Whether it holds.</summary>
    Verdict: LawVerdict
    /// <summary>How many cases were looked at.</summary>
    Checked: int64
    /// <summary>What the cases are, in the plural.</summary>
    Unit: string
    /// <summary>How many cases break it.</summary>
    Faults: int64
    /// <summary>The first cases that break it, at most five, by split and row.</summary>
    Examples: IReadOnlyList<SplitFault>
    /// <summary>What was expected, or why it was not judged; empty where there is nothing to add.</summary>
    Note: string
}

/// <summary>Where the splits follow another convention than Symphony's: not a fault.</summary>
[<RequireQualifiedAccess>]
type SplitDifference =
    /// <summary>Spans are half-open; Symphony's are closed.</summary>
    | Closure = 0
    /// <summary>The embargo is counted from elsewhere than the latest span end.</summary>
    | EmbargoOrigin = 1
    /// <summary>Rows are trained on that Symphony's purge and embargo drop.</summary>
    | TrainsOnMore = 2
    /// <summary>Labelled rows are left out that Symphony would train on.</summary>
    | TrainsOnLess = 3
    /// <summary>A group is not one run of dates.</summary>
    | GroupsNotContiguous = 4
    /// <summary>Not every choice of test groups is a split, or not in lexicographic order.</summary>
    | Combinations = 5
    /// <summary>Two paths use one split's score of the same observation.</summary>
    | SharedScores = 6

/// <summary>One difference from Symphony's own conventions.</summary>
type DifferenceFinding = {
    /// <summary>What differs.</summary>
    Difference: SplitDifference
    /// <summary>How many cases; 1 for a convention.</summary>
    Count: int64
    /// <summary>What differs, with the first case, in one sentence without a full stop.</summary>
    Sentence: string
}

/// <summary>What became of every law, and where the splits differ from Symphony's conventions.</summary>
type ConformanceReport = {
    /// <summary>Every law, in the order of their numbers.</summary>
    Laws: IReadOnlyList<LawFinding>
    /// <summary>Differences from Symphony's conventions; none of them is a fault.</summary>
    Differences: IReadOnlyList<DifferenceFinding>
} with

    /// <summary>True when no law is broken.</summary>
    member this.Conforms: bool =
        this.Laws |> Seq.forall (fun finding -> finding.Verdict <> LawVerdict.Broken)
