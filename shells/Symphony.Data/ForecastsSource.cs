namespace Symphony.Data;

/// <summary>A file of forecasts: a column of probabilities and one of what happened.</summary>
public sealed record ForecastsSource
{
    /// <summary>The file: CSV, gzipped CSV or Parquet.</summary>
    public required string File { get; init; }

    /// <summary>What a relative name starts from; empty for the current directory.</summary>
    public string BaseDirectory { get; init; } = string.Empty;

    /// <summary>The column of probabilities.</summary>
    public string ProbabilityColumn { get; init; } = "probability";

    /// <summary>The column that is 1 where it happened and 0 where not.</summary>
    public string OutcomeColumn { get; init; } = "outcome";
}
