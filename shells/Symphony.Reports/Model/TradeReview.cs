using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Trades one by one: what ended them, how sure that is, how far they went either way.</summary>
public sealed record TradeReview
{
    /// <summary>Exits by what ended them, the most first.</summary>
    public IReadOnlyList<ExitRow> Exits { get; init; } = [];

    /// <summary>How many trades rest on what was assumed of a bar, with and without finer bars.</summary>
    public IReadOnlyList<RelativeRow> Ties { get; init; } = [];

    /// <summary>What is assumed of such a bar, in a sentence.</summary>
    public string TieRemark { get; init; } = "";

    /// <summary>The worst and best price of each trade that is drawn.</summary>
    public IReadOnlyList<Excursion> Excursions { get; init; } = [];

    /// <summary>Which trades are drawn, in a sentence.</summary>
    public string ExcursionRemark { get; init; } = "";

    /// <summary>The trades that are listed, in order.</summary>
    public IReadOnlyList<TradeRow> Trades { get; init; } = [];

    /// <summary>Which trades are listed and where the others are, in a sentence.</summary>
    public string TradesRemark { get; init; } = "";
}
