namespace Symphony.Pipeline;

/// <summary>How a run is carried out; nothing here changes a result.</summary>
public sealed record RunOptions
{
    /// <summary>The folder of all runs, their stage cache and their ledgers.</summary>
    public required string RunsDirectory { get; init; }

    /// <summary>How many threads work at once, at least 1.</summary>
    public int Threads { get; init; } = 1;
}
