namespace Symphony.Pipeline;

/// <summary>What choices earned out of sample, net of costs.</summary>
/// <param name="Split">The number of the outer split or window, from 0.</param>
/// <param name="From">First session of a tested decision; null where none is tested.</param>
/// <param name="To">The last one; tested groups that lie apart leave sessions between them out.</param>
/// <param name="Evaluations">Barriers evaluated inside the training sets.</param>
/// <param name="Trades">Trades out of sample.</param>
/// <param name="NetPerTrade">Their mean net return; null without trades.</param>
/// <param name="NetPerBar">Their net return per bar held; null without trades.</param>
/// <param name="NetSharpePerTrade">Mean by standard deviation of their net returns; null without a spread.</param>
public sealed record TuningFigures(
    int Split,
    string? From,
    string? To,
    long Evaluations,
    int Trades,
    double? NetPerTrade,
    double? NetPerBar,
    double? NetSharpePerTrade);
