namespace Symphony.Pipeline;

/// <summary>How barriers are tuned; what is null is as the core has it.</summary>
public sealed record TuningOptions
{
    /// <summary>Whether choices are judged by the configuration's cross-validation, and not by its walk forward.</summary>
    public TuningSplits Splits { get; init; } = TuningSplits.WalkForward;

    /// <summary>Barriers in a generation, at least 2; null for the usual number.</summary>
    public int? Population { get; init; }

    /// <summary>Generations, at least 1; null for the usual number.</summary>
    public int? Generations { get; init; }

    /// <summary>Most bars to the vertical barrier, at least 2; null for the usual number.</summary>
    public int? LongestBars { get; init; }

    /// <summary>Where the table of choices is written, Parquet or CSV by its extension; null to write none.</summary>
    public string? File { get; init; }

    /// <summary>The folder of all runs, which holds the study's ledger.</summary>
    public string RunsDirectory { get; init; } = "runs";

    /// <summary>How many threads work at once, at least 1.</summary>
    public int Threads { get; init; } = 1;
}
