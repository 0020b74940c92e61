using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>The same decisions at other amounts of money: what larger orders leave of the Sharpe ratio.</summary>
/// <param name="Points">Runs by rising equity.</param>
public sealed record CapacityCurve(IReadOnlyList<CapacityPoint> Points)
{
    /// <summary>The equity of the run itself, in money; null when it is none of the points.</summary>
    public double? AsRun { get; init; }

    /// <summary>The equity at which the net Sharpe ratio is half of the best; null when no equity of the list reaches it.</summary>
    public double? HalfSharpeEquity { get; init; }

    /// <summary>The equity at which the net Sharpe ratio is zero; null when no equity of the list reaches it.</summary>
    public double? ZeroSharpeEquity { get; init; }

    /// <summary>What the deflated Sharpe ratios rest on ("12 trials of the study"); empty when there are none.</summary>
    public string Deflation { get; init; } = "";

    /// <summary>What larger orders leave of the Sharpe ratio, in a sentence; empty for none.</summary>
    public string Sentence { get; init; } = "";
}
