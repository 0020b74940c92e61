namespace Symphony.Pipeline;

/// <summary>A file that two runs did not read alike.</summary>
/// <param name="File">Its name without a folder.</param>
/// <param name="Before">SHA-256 of what the first read; null when it read no such file.</param>
/// <param name="Now">SHA-256 of what the second read; null when it read no such file.</param>
/// <param name="RowsBefore">How many rows of data the first read.</param>
/// <param name="RowsNow">How many rows of data the second read.</param>
public sealed record InputChange(string File, string? Before, string? Now, long? RowsBefore, long? RowsNow);
