using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>Whom the change of equity came from, in money.</summary>
public sealed record AttributionFigures
{
    /// <summary>Equity at the close of the first bar.</summary>
    public double StartEquity { get; init; }

    /// <summary>Equity at the last close.</summary>
    public double FinalEquity { get; init; }

    /// <summary>What equity gained between the two, in money.</summary>
    public double Gain { get; init; }

    /// <summary>From what prices did to what equity gained, line by line: they add up to the gain.</summary>
    public IReadOnlyList<ProfitLineFigure> Lines { get; init; } = [];

    /// <summary>What was held long.</summary>
    public required ProfitFigures Long { get; init; }

    /// <summary>What was held short.</summary>
    public required ProfitFigures Short { get; init; }

    /// <summary>All names and both sides.</summary>
    public required ProfitFigures Total { get; init; }

    /// <summary>The names that made most, the best first, ten at most.</summary>
    public IReadOnlyList<ProfitFigures> Best { get; init; } = [];

    /// <summary>The names that lost most, the worst first, ten at most.</summary>
    public IReadOnlyList<ProfitFigures> Worst { get; init; } = [];

    /// <summary>The same trades with what was paid given back to its bar: before any cost, after trading costs, after all.</summary>
    public IReadOnlyList<GrossNetFigure> GrossToNet { get; init; } = [];
}
