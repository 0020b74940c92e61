using System.Collections.Generic;

namespace Symphony.Data;

/// <summary>A wide file of returns: a date column, and one column of simple returns per bar for each strategy.</summary>
public sealed record ReturnsSource
{
    /// <summary>The file: CSV, gzipped CSV or Parquet.</summary>
    public required string File { get; init; }

    /// <summary>What a relative name starts from; empty for the current directory.</summary>
    public string BaseDirectory { get; init; } = string.Empty;

    /// <summary>The date column; null for the file's first column.</summary>
    public string? DateColumn { get; init; }

    /// <summary>The columns of returns; none for all but the date column.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The pattern of dates in a text file, such as <c>dd/MM/yyyy</c>; null for year first.</summary>
    public string? DatePattern { get; init; }
}
