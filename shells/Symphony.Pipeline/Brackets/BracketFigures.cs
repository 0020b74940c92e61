using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What trades with take-profit and stop-loss came to.</summary>
public sealed record BracketFigures
{
    /// <summary>The first session date.</summary>
    public required string From { get; init; }

    /// <summary>The last session date.</summary>
    public required string To { get; init; }

    /// <summary>Bars of the market.</summary>
    public required int Bars { get; init; }

    /// <summary>Its symbols.</summary>
    public required int Symbols { get; init; }

    /// <summary>Signals that were given.</summary>
    public required int Signals { get; init; }

    /// <summary>Signals that were looked at, by what became of them; the others came while a position was open or an order rested.</summary>
    public required IReadOnlyDictionary<string, int> SignalsByOutcome { get; init; }

    /// <summary>Positions closed in full.</summary>
    public required int Trades { get; init; }

    /// <summary>Of these, those that earned more than their costs.</summary>
    public required int Winners { get; init; }

    /// <summary>Share of trades that earned more than their costs, in [0, 1]; null without a trade.</summary>
    public required double? WinnerShare { get; init; }

    /// <summary>What the winners earned over what the others lost, after costs; null where nothing was lost.</summary>
    public required double? ProfitFactor { get; init; }

    /// <summary>The equity gained over that at the start, a fraction.</summary>
    public required double TotalReturn { get; init; }

    /// <summary>Exits by what ended them; a position that leaves in parts has several.</summary>
    public required IReadOnlyDictionary<string, int> ExitsByReason { get; init; }

    /// <summary>Trades that rest on the tie policy: their bars do not show what came first.</summary>
    public required int Ambiguous { get; init; }

    /// <summary>Share of trades that rest on the tie policy; null without a trade.</summary>
    public required double? AmbiguousShare { get; init; }

    /// <summary>Trades that finer bars decided.</summary>
    public required int Resolved { get; init; }

    /// <summary>The same share without the finer bars; null when there are none.</summary>
    public required double? AmbiguousShareWithoutFiner { get; init; }

    /// <summary>Final equity without the finer bars, money; null when there are none.</summary>
    public required double? FinalEquityWithoutFiner { get; init; }

    /// <summary>Money earned by price and dividends.</summary>
    public required double GrossProfit { get; init; }

    /// <summary>Commission paid.</summary>
    public required double Commission { get; init; }

    /// <summary>Half spread and slippage paid.</summary>
    public required double Spread { get; init; }

    /// <summary>Market impact paid.</summary>
    public required double Impact { get; init; }

    /// <summary>Fills charged without the permanent part of impact, as shares outstanding are not known.</summary>
    public required int WithoutPermanentImpact { get; init; }

    /// <summary>Borrow paid.</summary>
    public required double Borrow { get; init; }

    /// <summary>Interest paid on borrowed cash.</summary>
    public required double MarginInterest { get; init; }

    /// <summary>Interest earned on cash.</summary>
    public required double CashInterest { get; init; }

    /// <summary>Commission, spread, impact, borrow and margin interest: money, and basis points of the notional of all fills.</summary>
    public required CostFigure TotalCost { get; init; }

    /// <summary>Notional of all fills.</summary>
    public required double FillNotional { get; init; }

    /// <summary>Equity at the last close.</summary>
    public required double FinalEquity { get; init; }

    /// <summary>The date on which nothing was left; null when something always was.</summary>
    public required string? RuinedOn { get; init; }

    /// <summary>Figures of the closes' returns, from the first fill on.</summary>
    public required PerformanceFigures? Net { get; init; }
}
