namespace Symphony.Pipeline;

/// <summary>What a backtest writes, and how it is carried out; nothing here changes a result.</summary>
public sealed record BacktestOptions
{
    /// <summary>How many threads work at once, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where the report is written; null when it is not.</summary>
    public string? ReportFile { get; init; }

    /// <summary>Where equity by bar is written, Parquet or CSV by its extension; null when it is not.</summary>
    public string? EquityFile { get; init; }

    /// <summary>Where profit by name and side is written, likewise; null when it is not.</summary>
    public string? AttributionFile { get; init; }

    /// <summary>Where shares held at each close are written, likewise; null when they are not.</summary>
    public string? PositionsFile { get; init; }

    /// <summary>What is computed beside the figures.</summary>
    public AnalysisOptions Analysis { get; init; } = new();

    /// <summary>The study whose trials the deflated ratios rest on; null when the trials are not known.</summary>
    public string? Study { get; init; }

    /// <summary>The runs folder with the ledger of the study.</summary>
    public string RunsDirectory { get; init; } = "runs";

    /// <summary>Where the fills are written, Parquet or CSV by its extension; null when they are not.</summary>
    public string? TradesFile { get; init; }
}
