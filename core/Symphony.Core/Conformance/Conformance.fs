namespace Symphony.Core

/// <summary>Judges any library's splits by the laws of purged cross-validation.</summary>
/// <remarks>
/// The laws are applied with the conventions that the splits state. A training label breaks the overlap law
/// when its span shares a bar with the span of a test label, of the market or of its own symbol; the last
/// bar of a half-open span is the one before its end. It breaks the embargo when its decision bar lies after
/// the origin of a block by at most the embargo; a block is a run of dates that are all tested.
/// Source: Lopez de Prado (2018), AFML, 7.4 and 12.4.
/// </remarks>
[<RequireQualifiedAccess>]
module Conformance =

    /// <summary>A law in a few words.</summary>
    /// <param name="law">The law.</param>
    let describe (law: SplitLaw) : string =
        match law with
        | SplitLaw.Coverage -> "every observation is tested as often as it should be"
        | SplitLaw.NotEmpty -> "every split trains on something and tests something"
        | SplitLaw.Disjoint -> "train and test share no row, and list none twice"
        | SplitLaw.TrainingLabelled -> "every training row has a label"
        | SplitLaw.NoOverlap -> "no training span overlaps a test span"
        | SplitLaw.Embargo -> "no training label lies inside the embargo"
        | SplitLaw.WholeDates -> "no date is split between tested and not tested"
        | SplitLaw.GroupSizes -> "groups share no date and differ by at most one date"
        | SplitLaw.Paths -> "each path covers every observation once"
        | _ -> "a walk forward trains on the past alone"

    /// <summary>Every law with its verdict, and the differences from Symphony's own conventions.</summary>
    /// <param name="stated">The splits, with the conventions by which they ask to be judged.</param>
    let check (stated: StatedSplits) : ConformanceReport =
        let reading = SplitReading stated
        let laws = SplitLaws reading
        let differences = SplitDifferences reading

        let testedDates = [|
            for s in 0 .. stated.SplitCount - 1 ->
                laws.Judge s
                differences.Judge(s, laws)
                Array.copy laws.TestedDates
        |]

        let groups, groupOfDate = WholeLaws.groups reading testedDates
        let struct (paths, shared) = WholeLaws.paths reading

        {
            Laws =
                WholeLaws.coverage reading laws.Times :: groups :: paths :: laws.Findings
                |> List.sortBy (fun finding -> finding.Law)
                |> Array.ofList
            Differences = differences.Findings(testedDates, groupOfDate, shared) |> Array.ofList
        }
