namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>Any library's splits as a C# initialiser writes them.</summary>
/// <remarks>
/// <see cref="SplitListing.ToStatedSplits"/> refuses what contradicts itself; the arrays are not copied.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type SplitListing() =

    /// <summary>Whether a span's last bar belongs to it.</summary>
    member val IntervalClosure: IntervalClosure = IntervalClosure.Closed with get, set

    /// <summary>Whose test labels a training label must not meet.</summary>
    member val Scope: PurgeScope = PurgeScope.Market with get, set

    /// <summary>From where the embargo is counted.</summary>
    member val EmbargoOrigin: EmbargoOrigin = EmbargoOrigin.LatestSpanEnd with get, set

    /// <summary>Length of the embargo, in its unit, not negative.</summary>
    member val Embargo: int = 0 with get, set

    /// <summary>What the embargo's length counts.</summary>
    member val EmbargoUnit: EmbargoUnit = EmbargoUnit.Bars with get, set

    /// <summary>Cross-validation or walk-forward.</summary>
    member val Scheme: SplitScheme = SplitScheme.CrossValidation with get, set

    /// <summary>How often each observation is to be tested, at least 1; null where it is not stated.</summary>
    member val TimesTested: Nullable<int> = Nullable() with get, set

    /// <summary>Decision bars on the market's axis, n values, 0 or later, in any order.</summary>
    member val Bars: int[] = [||] with get, set

    /// <summary>Columns of the symbols, n values, 0 or later.</summary>
    member val Symbols: int[] = [||] with get, set

    /// <summary>Bars at which the labels end, n values, as the closure means it; -1 without a label.</summary>
    member val SpanEnds: int[] = [||] with get, set

    /// <summary>Names of the axis' bars, in order; empty for their numbers.</summary>
    member val BarNames: string[] = [||] with get, set

    /// <summary>Session dates of the axis' bars, epoch days; empty if not known.</summary>
    member val SessionDates: int[] = [||] with get, set

    /// <summary>Names of the symbols; empty for their columns.</summary>
    member val SymbolNames: string[] = [||] with get, set

    /// <summary>The groups that are tested together; empty where none are stated.</summary>
    member val Groups: IReadOnlyList<RowSet> = List<RowSet>() with get, set

    /// <summary>The splits.</summary>
    member val Splits: IReadOnlyList<StatedSplit> = List<StatedSplit>() with get, set

    /// <summary>The backtest paths, each a list of pieces; empty where none are stated.</summary>
    member val Paths: IReadOnlyList<IReadOnlyList<StatedPathPart>> =
        List<IReadOnlyList<StatedPathPart>>() with get, set

    /// <summary>The splits, ready to be judged.</summary>
    /// <exception cref="RefusedException">A row, bar, group or split that is not there.</exception>
    member this.ToStatedSplits() : StatedSplits =
        Refusal.ifUndefined "IntervalClosure" this.IntervalClosure
        Refusal.ifUndefined "Scope" this.Scope
        Refusal.ifUndefined "EmbargoOrigin" this.EmbargoOrigin
        Refusal.ifUndefined "EmbargoUnit" this.EmbargoUnit
        Refusal.ifUndefined "Scheme" this.Scheme
        Refusal.ifAnyNull "Groups" this.Groups
        Refusal.ifAnyNull "Splits" this.Splits
        Refusal.ifAnyNull "Paths" this.Paths

        StatedSplits.create {
            Conventions = {
                Closure = this.IntervalClosure
                Scope = this.Scope
                EmbargoOrigin = this.EmbargoOrigin
                Embargo = this.Embargo
                EmbargoUnit = this.EmbargoUnit
                Scheme = this.Scheme
                TimesTested = this.TimesTested
            }
            Bars = this.Bars
            Symbols = this.Symbols
            SpanEnds = this.SpanEnds
            BarNames = this.BarNames
            SessionDates = this.SessionDates
            SymbolNames = this.SymbolNames
            Groups = Array.ofSeq this.Groups
            Splits = Array.ofSeq this.Splits
            Paths = this.Paths |> Seq.map Array.ofSeq |> Array.ofSeq
        }
        |> Refusal.orRaise

/// <summary>The laws of purged cross-validation, for any library's splits.</summary>
[<AbstractClass; Sealed>]
type SplitConformance =

    /// <summary>Every law with its verdict, and the differences from Symphony's own conventions.</summary>
    /// <param name="stated">The splits, with the conventions by which they ask to be judged.</param>
    static member Check(stated: StatedSplits) : ConformanceReport =
        Refusal.ifNull "stated" stated
        Conformance.check stated

    /// <summary>Symphony's own combinatorial or k-fold splits, with their groups and paths.</summary>
    /// <param name="splits">The splits.</param>
    static member Of(splits: PurgedCrossValidation) : StatedSplits =
        Refusal.ifNull "splits" splits
        SplitStatements.ofCombinatorial splits.Plan

    /// <summary>The windows of Symphony's own walk forward.</summary>
    /// <param name="walk">The walk.</param>
    static member Of(walk: WalkForwardPlan) : StatedSplits =
        Refusal.ifNull "walk" walk
        SplitStatements.ofWalkForward walk.Walk

    /// <summary>The same splits, each trained on other rows, such as those that are left where some validate.</summary>
    /// <param name="splits">The splits.</param>
    /// <param name="training">The rows each split trains on, one list for each split.</param>
    /// <exception cref="RefusedException">Another number of lists, or a row that is not there.</exception>
    static member TrainedOn(splits: StatedSplits, training: IReadOnlyList<RowSet>) : StatedSplits =
        Refusal.ifNull "splits" splits
        Refusal.ifAnyNull "training" training
        StatedSplits.trainedOn (Array.ofSeq training) splits |> Refusal.orRaise

    /// <summary>A law in a few words.</summary>
    /// <param name="law">The law.</param>
    static member Describe(law: SplitLaw) : string =
        Refusal.ifUndefined "law" law
        Conformance.describe law

    /// <summary>Rows as ranges, each from a first row to a last, both inclusive.</summary>
    /// <param name="firsts">First rows, one for each range.</param>
    /// <param name="lasts">Last rows, one for each range, not before its first.</param>
    /// <exception cref="RefusedException">A reversed range.</exception>
    static member Ranges(firsts: int[], lasts: int[]) : RowSet =
        RowSet.ofRanges firsts lasts |> Refusal.orRaise

    /// <summary>Rows listed one by one.</summary>
    /// <param name="rows">Row numbers, in any order.</param>
    static member Rows(rows: int[]) : RowSet = RowSet.ofRows rows

    /// <summary>A split that lists its test rows.</summary>
    /// <param name="train">The rows to train on.</param>
    /// <param name="test">The rows to test.</param>
    static member Split(train: RowSet, test: RowSet) : StatedSplit = {
        Train = train
        Test = test
        TestGroups = [||]
    }

    /// <summary>A split that tests whole groups.</summary>
    /// <param name="train">The rows to train on.</param>
    /// <param name="testGroups">The groups that it tests, from 0.</param>
    /// <param name="groups">All groups.</param>
    /// <exception cref="RefusedException">A group that is not there.</exception>
    static member Split
        (train: RowSet, testGroups: IReadOnlyList<int>, groups: IReadOnlyList<RowSet>)
        : StatedSplit =
        StatedSplit.ofGroups (Array.ofSeq groups) train (Array.ofSeq testGroups)
        |> Refusal.orRaise

    /// <summary>A piece of a backtest path.</summary>
    /// <param name="split">The split whose scores it takes, from 0.</param>
    /// <param name="rows">The rows.</param>
    static member PathPart(split: int, rows: RowSet) : StatedPathPart = {
        Split = split
        Rows = rows
    }
