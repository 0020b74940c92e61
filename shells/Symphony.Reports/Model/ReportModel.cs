using System;
using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Everything a report shows: settled numbers and labels, computed elsewhere.</summary>
/// <remarks>
/// All series have one value for each of <see cref="Sessions"/>; NaN stands for a bar without a value and
/// breaks the line. Fractions are plain (0.01 is 1 %); ratios are annualised unless their name says otherwise.
/// Any text may be hostile: the page escapes it.
/// </remarks>
public sealed record ReportModel
{
    /// <summary>The run's name, as the configuration gives it.</summary>
    public required string RunName { get; init; }

    /// <summary>What kind of run it is, a few words ("Walk-forward, 5-bar horizon, ridge").</summary>
    public string Kind { get; init; } = "";

    /// <summary>The session date of every bar of the report, never decreasing; intraday bars repeat it.</summary>
    public required IReadOnlyList<DateOnly> Sessions { get; init; }

    /// <summary>How many names the universe has.</summary>
    public required int UniverseSize { get; init; }

    /// <summary>One or two sentences that say what was done, without a verdict.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What a reader must know before any number ("single trial").</summary>
    public IReadOnlyList<ReportFlag> Flags { get; init; } = [];

    /// <summary>Where and why the run stopped with nothing left; null when it did not.</summary>
    public RuinNotice? Ruin { get; init; }

    /// <summary>The figures of the strip at the top.</summary>
    public required HeadlineFigures Headline { get; init; }

    /// <summary>The table of figures, net beside gross beside benchmark, in order.</summary>
    public ReportSection<FigureTable> Figures { get; init; } = Absent.NotComputed;

    /// <summary>Equity in money.</summary>
    public ReportSection<EquityCurves> Equity { get; init; } = Absent.NotComputed;

    /// <summary>Drawdown from the running peak.</summary>
    public ReportSection<DrawdownCurves> Drawdown { get; init; } = Absent.NotComputed;

    /// <summary>The Sharpe ratio of the last bars.</summary>
    public ReportSection<RollingSharpeCurves> RollingSharpe { get; init; } = Absent.NotComputed;

    /// <summary>Net returns by month and year.</summary>
    public ReportSection<MonthlyReturns> MonthlyReturns { get; init; } = Absent.NotComputed;

    /// <summary>What trading cost, by kind.</summary>
    public ReportSection<CostTable> Costs { get; init; } = Absent.NotComputed;

    /// <summary>The same decisions under other multiples of the costs.</summary>
    public ReportSection<CostStress> CostStress { get; init; } = Absent.NotComputed;

    /// <summary>The run against its benchmark.</summary>
    public ReportSection<RelativeTable> Relative { get; init; } = Absent.NotComputed;

    /// <summary>The same decisions at other amounts of money.</summary>
    public ReportSection<CapacityCurve> Capacity { get; init; } = Absent.NotComputed;

    /// <summary>Whom the profit came from.</summary>
    public ReportSection<AttributionTable> Attribution { get; init; } = Absent.NotComputed;

    /// <summary>What holding earned and what borrowing took of it.</summary>
    public ReportSection<BorrowEdge> BorrowEdge { get; init; } = Absent.NotComputed;

    /// <summary>The same decisions under other conventions.</summary>
    public ReportSection<ConventionTable> Conventions { get; init; } = Absent.NotComputed;

    /// <summary>The combinatorial paths' Sharpe ratios.</summary>
    public ReportSection<PathDistribution> Paths { get; init; } = Absent.NotComputed;

    /// <summary>Mean return by quantile of score.</summary>
    public ReportSection<QuantileChart> Quantiles { get; init; } = Absent.NotComputed;

    /// <summary>Rank correlations of scores with returns over several horizons.</summary>
    public ReportSection<HorizonCorrelationTable> HorizonCorrelations { get; init; } = Absent.NotComputed;

    /// <summary>Several models and how their scores became one.</summary>
    public ReportSection<StackTable> Stack { get; init; } = Absent.NotComputed;

    /// <summary>Gross and net exposure.</summary>
    public ReportSection<ExposureCurves> Exposure { get; init; } = Absent.NotComputed;

    /// <summary>Turnover by bar.</summary>
    public ReportSection<TurnoverCurves> Turnover { get; init; } = Absent.NotComputed;

    /// <summary>Every parameter set that was tried; null where there was one, or none at all.</summary>
    public ParameterSets? Sets { get; init; }

    /// <summary>Trades one by one; null where weights are traded, which have none.</summary>
    public TradeReview? Trades { get; init; }

    /// <summary>Counts and remarks on the data and the fills, in order.</summary>
    public IReadOnlyList<ReportNote> Notes { get; init; } = [];

    /// <summary>The configuration as text (YAML), shown as it is; empty when there is none.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>The hashes of inputs, outputs and code, in order.</summary>
    public IReadOnlyList<ReportHash> Hashes { get; init; } = [];
}
