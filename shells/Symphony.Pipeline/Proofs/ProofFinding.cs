using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What the proof of one output, or of one split, came to.</summary>
/// <param name="Subject">The output's or the split's name.</param>
/// <param name="Verdict">What it came to.</param>
/// <param name="Diagnosis">What a leak looks like, or why nothing could be compared where that is known; else empty.</param>
/// <param name="Leaks">Each leak as a sentence, the telling one first.</param>
/// <param name="Compared">How many values, absent ones not counted, were held against those of the changed data.</param>
public sealed record ProofFinding(
    string Subject, ProofVerdict Verdict, string Diagnosis, IReadOnlyList<LeakFigure> Leaks, long Compared);
