namespace Symphony.Pipeline;

/// <summary>What one symbol's barriers became in one outer split, and what they earned there.</summary>
/// <param name="Split">The number of the outer split or window, from 0.</param>
/// <param name="Symbol">The symbol.</param>
/// <param name="ProfitTaking">Targets from the entry to the profit-taking price; null where nothing was chosen.</param>
/// <param name="StopLoss">Targets from the entry to the stop-loss price; null where nothing was chosen.</param>
/// <param name="Bars">Bars to the vertical barrier; null where nothing was chosen.</param>
/// <param name="InsideNetPerBar">Mean over the inner folds of the net return per bar held: optimistic.</param>
/// <param name="Evaluations">Barriers evaluated inside the training set.</param>
/// <param name="Trades">Trades out of sample.</param>
/// <param name="NetPerTrade">Their mean net return; null without trades.</param>
/// <param name="NetPerBar">Their net return per bar held; null without trades.</param>
/// <param name="Reason">Why nothing was chosen; empty where something was.</param>
public sealed record TuningChoice(
    int Split,
    string Symbol,
    double? ProfitTaking,
    double? StopLoss,
    int? Bars,
    double? InsideNetPerBar,
    int Evaluations,
    int Trades,
    double? NetPerTrade,
    double? NetPerBar,
    string Reason);
