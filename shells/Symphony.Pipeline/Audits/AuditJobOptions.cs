namespace Symphony.Pipeline;

/// <summary>What an audit writes; nothing here changes a finding.</summary>
public sealed record AuditJobOptions
{
    /// <summary>Where the findings are written, Parquet or CSV by its extension; null to write none.</summary>
    public string? FindingsFile { get; init; }

    /// <summary>Where the page with the heat map is written; null to write none.</summary>
    public string? ReportFile { get; init; }

    /// <summary>How many threads read at once, at least 1.</summary>
    public int Threads { get; init; } = 1;
}
