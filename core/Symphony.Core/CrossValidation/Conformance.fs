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
