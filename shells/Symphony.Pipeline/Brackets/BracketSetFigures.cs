using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What one parameter set came to; null where a quantity has no value.</summary>
public sealed record BracketSetFigures
{
    /// <summary>Its number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>What differs from the others, by setting.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The equity gained over that at the start, a fraction.</summary>
    public required double TotalReturn { get; init; }

    /// <summary>Net Sharpe ratio, annualised.</summary>
    public required double? SharpeRatio { get; init; }

    /// <summary>Deepest fall from a peak, a fraction, at most 0.</summary>
    public required double MaximumDrawdown { get; init; }

    /// <summary>Positions closed in full.</summary>
    public required int Trades { get; init; }

    /// <summary>Share of them that earned more than their costs, in [0, 1].</summary>
    public required double? WinnerShare { get; init; }

    /// <summary>What the winners earned over what the others lost, after costs.</summary>
    public required double? ProfitFactor { get; init; }

    /// <summary>Share of trades that rest on the tie policy, in [0, 1].</summary>
    public required double? AmbiguousShare { get; init; }

    /// <summary>Commission, spread, impact, borrow and margin interest, money.</summary>
    public required double TotalCost { get; init; }

    /// <summary>The same in basis points of the notional of all fills.</summary>
    public required double? CostBasisPointsOfTurnover { get; init; }

    /// <summary>Equity at the last close.</summary>
    public required double FinalEquity { get; init; }

    /// <summary>The date on which nothing was left; null when something always was.</summary>
    public required string? RuinedOn { get; init; }
}
