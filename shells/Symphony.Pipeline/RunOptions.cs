namespace Symphony.Pipeline;

/// <summary>How a run is carried out; nothing here changes a result.</summary>
public sealed record RunOptions
{
    /// <summary>The folder of all runs, their stage cache and their ledgers.</summary>
    public required string RunsDirectory { get; init; }

    /// <summary>How many threads work at once, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>True when progress is to say how long is left, by earlier runs of like work.</summary>
    public bool EstimatesTime { get; init; }

    /// <summary>The stage that is made again with all that come after it, though they are finished; null for none.</summary>
    public string? From { get; init; }

    /// <summary>The one stage that may run: those it needs must be finished, those after it are left alone; null for all.</summary>
    public string? Only { get; init; }
}
