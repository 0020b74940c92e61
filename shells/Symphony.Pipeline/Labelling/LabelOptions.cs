namespace Symphony.Pipeline;

/// <summary>How labels are made; nothing here changes one.</summary>
public sealed record LabelOptions
{
    /// <summary>Where the labels are written, Parquet or CSV by its extension; null to write none.</summary>
    public string? File { get; init; }

    /// <summary>How many threads work at once, at least 1.</summary>
    public int Threads { get; init; } = 1;
}
