namespace Symphony.Pipeline;

/// <summary>What the deflated Sharpe ratio rests on.</summary>
/// <param name="Count">Counted trials of the study, this one included.</param>
/// <param name="SharpeVariance">Sample variance of their per-bar Sharpe ratios; null with fewer than two.</param>
/// <param name="ExpectedMaximumSharpe">The per-bar Sharpe ratio the best of them reaches by luck; 0 for one trial.</param>
/// <param name="Statement">The same in words, <c>single trial</c> for instance.</param>
/// <param name="LedgerHead">Hash of the ledger's record of this outcome.</param>
public sealed record TrialFigures(
    int Count,
    double? SharpeVariance,
    double? ExpectedMaximumSharpe,
    string Statement,
    string LedgerHead)
{
    /// <summary>What the trials say bar by bar; null in a run of a version that did not compare them.</summary>
    public TrialComparisonFigures? Comparison { get; init; }
}
