namespace Symphony.Pipeline;

/// <summary>What one side, or one name, earned and cost, in money.</summary>
public sealed record ProfitFigures
{
    /// <summary>The side or the symbol.</summary>
    public required string Name { get; init; }

    /// <summary>What prices made.</summary>
    public double Price { get; init; }

    /// <summary>Dividends received less those owed.</summary>
    public double Dividends { get; init; }

    /// <summary>What the ends of names made.</summary>
    public double Delisting { get; init; }

    /// <summary>Commission, at least 0.</summary>
    public double Commission { get; init; }

    /// <summary>Half spread and slippage, at least 0.</summary>
    public double Spread { get; init; }

    /// <summary>Market impact, at least 0.</summary>
    public double Impact { get; init; }

    /// <summary>Commission, spread and impact together.</summary>
    public double TradingCost { get; init; }

    /// <summary>Borrow fees.</summary>
    public double Borrow { get; init; }

    /// <summary>Before trading costs and borrow.</summary>
    public double Gross { get; init; }

    /// <summary>After trading costs and borrow.</summary>
    public double Net { get; init; }

    /// <summary>Two-sided notional traded.</summary>
    public double FillNotional { get; init; }

    /// <summary>Notional held times the years it was held.</summary>
    public double NotionalYears { get; init; }

    /// <summary>Gross, in basis points a year of the notional held; null when nothing was held over a day.</summary>
    public double? GrossEdge { get; init; }

    /// <summary>What trading costs took of it, likewise.</summary>
    public double? TradingCostOfEdge { get; init; }

    /// <summary>What borrow took of it, likewise.</summary>
    public double? BorrowOfEdge { get; init; }

    /// <summary>What is left, likewise.</summary>
    public double? NetEdge { get; init; }

    /// <summary>Borrow as a share of gross; null without a gross profit.</summary>
    public double? BorrowShareOfGross { get; init; }
}
