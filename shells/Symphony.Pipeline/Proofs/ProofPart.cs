using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>What one part of a configuration was tried for, how hard, and what came of it.</summary>
/// <param name="Law">1: nothing answers to later bars. 2: no fit answers to rows outside its training.</param>
/// <param name="Name">What was tried, in the plural: features, labels.</param>
/// <param name="Findings">One for each output, split or window.</param>
/// <param name="Tried">How often it was computed or fitted again on changed data.</param>
/// <param name="Unit">What was counted there, in the plural.</param>
/// <param name="Effort">How it was tried, in a few words.</param>
/// <param name="Notes">What a reader should know: refusals, what was left out.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ProofPart(
    int Law,
    string Name,
    IReadOnlyList<ProofFinding> Findings,
    int Tried,
    string Unit,
    string Effort,
    IReadOnlyList<string> Notes,
    TimeSpan Elapsed)
{
    /// <summary>After how many bars the market was changed; 0 where it was not cut.</summary>
    public int CutBars { get; init; }

    /// <summary>How many values were held against each other.</summary>
    public long Compared => Findings.Sum(finding => finding.Compared);

    /// <summary>The worst of the findings; nothing found is nothing proved.</summary>
    public ProofVerdict Verdict =>
        Findings.Any(finding => finding.Verdict == ProofVerdict.Leak) ? ProofVerdict.Leak
        : Findings.Count == 0 || Findings.Any(finding => finding.Verdict == ProofVerdict.NotProved) ? ProofVerdict.NotProved
        : ProofVerdict.Proved;
}
