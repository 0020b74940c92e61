using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What trading one history of decisions came to.</summary>
public sealed record BacktestFigures
{
    /// <summary>Session date of the first return, <c>yyyy-MM-dd</c>; null when nothing was ever traded.</summary>
    public string? From { get; init; }

    /// <summary>Session date of the last return, <c>yyyy-MM-dd</c>; null when nothing was ever traded.</summary>
    public string? To { get; init; }

    /// <summary>How many returns there are.</summary>
    public int Bars { get; init; }

    /// <summary>How many symbols the market has.</summary>
    public int Symbols { get; init; }

    /// <summary>Bars a year, from the calendar.</summary>
    public double? BarsPerYear { get; init; }

    /// <summary>After all costs.</summary>
    public required PerformanceFigures Net { get; init; }

    /// <summary>The same decisions without commission, spread, impact and borrow.</summary>
    public required PerformanceFigures Gross { get; init; }

    /// <summary>Equal weight of the tradable names, same engine and costs.</summary>
    public required PerformanceFigures Benchmark { get; init; }

    /// <summary>Commission, spread, impact, borrow and margin, in this order.</summary>
    public IReadOnlyList<CostFigure> Costs { get; init; } = [];

    /// <summary>All costs together.</summary>
    public CostFigure? TotalCost { get; init; }

    /// <summary>Two-sided turnover, in money.</summary>
    public double? TurnoverMoney { get; init; }

    /// <summary>The same decisions at 0, 1, 2 and 3 times the costs.</summary>
    public IReadOnlyList<StressFigure> CostStress { get; init; } = [];

    /// <summary>Net returns by month, one row a year.</summary>
    public IReadOnlyList<MonthlyFigure> Monthly { get; init; } = [];

    /// <summary>The deepest falls of net equity, deepest first, five at most.</summary>
    public IReadOnlyList<DrawdownFigure> DeepestDrawdowns { get; init; } = [];

    /// <summary>Fills, large fills, and what could not be traded and why.</summary>
    public IReadOnlyList<CountFigure> Counts { get; init; } = [];
}
