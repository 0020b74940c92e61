namespace Symphony.Pipeline;

/// <summary>What is written of trades with take-profit and stop-loss; nothing here changes a result.</summary>
public sealed record BracketJobOptions
{
    /// <summary>How many threads work at once, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where equity by bar is written, Parquet or CSV by its extension; null when it is not.</summary>
    public string? EquityFile { get; init; }

    /// <summary>Where the trades are written, Parquet or CSV by its extension; null when they are not.</summary>
    public string? TradesFile { get; init; }

    /// <summary>Where the report is written; null when it is not.</summary>
    public string? ReportFile { get; init; }

    /// <summary>Where a row for each parameter set is written, Parquet or CSV by its extension; null when it is not.</summary>
    public string? SetsTableFile { get; init; }

    /// <summary>The study whose ledger the sets are recorded in; null when they count for this call alone.</summary>
    public string? Study { get; init; }

    /// <summary>The runs folder with the ledger of the study.</summary>
    public string RunsDirectory { get; init; } = "runs";
}
