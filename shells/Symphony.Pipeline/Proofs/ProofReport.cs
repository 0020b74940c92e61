using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>What was proved of a configuration, and how hard it was tried.</summary>
/// <param name="Name">The configuration's name.</param>
/// <param name="Seed">The seed that decided cuts and changes.</param>
/// <param name="Bars">Bars of the market.</param>
/// <param name="Symbols">Symbols of the market.</param>
/// <param name="From">The first session date.</param>
/// <param name="To">The last session date.</param>
/// <param name="Parts">What was tried.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ProofReport(
    string Name, ulong Seed, int Bars, int Symbols, string From, string To, IReadOnlyList<ProofPart> Parts, TimeSpan Elapsed)
{
    /// <summary>The fewest bars after which any part that is cut was cut; 0 where none is.</summary>
    public int FewestCutBars => Parts.Where(part => part.CutBars > 0).Select(part => part.CutBars).DefaultIfEmpty().Min();

    /// <summary>The most bars after which any part was cut.</summary>
    public int MostCutBars => Parts.Select(part => part.CutBars).DefaultIfEmpty().Max();

    /// <summary>True when every part was tried and none leaks.</summary>
    public bool IsProved => Parts.Count > 0 && Parts.All(part => part.Verdict == ProofVerdict.Proved);
}
