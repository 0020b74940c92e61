using Symphony.Core.Interop;

namespace Symphony.Data;

/// <summary>Data that cannot be used: one sentence with file, line, column, value and what would be accepted.</summary>
public sealed class DataRefusedException : RefusedException
{
    /// <summary>A refusal.</summary>
    /// <param name="sentence">The whole refusal, one sentence.</param>
    /// <param name="file">The file it is about, as the caller named it.</param>
    /// <param name="line">The line in a text file or the row in a Parquet file, from 1; 0 when it is about no line.</param>
    /// <param name="column">The column's name, or null when it is about no column.</param>
    /// <param name="value">The refused text, or null when it is about no value.</param>
    public DataRefusedException(string sentence, string file, long line = 0, string? column = null, string? value = null)
        : base(column ?? "file", sentence)
    {
        File = file;
        Line = line;
        Column = column;
        Value = value;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string File { get; }

    /// <summary>The line in a text file (the header is line 1) or the row in a Parquet file (from 1); 0 for none.</summary>
    public long Line { get; }

    /// <summary>The column's name in the file, or null.</summary>
    public string? Column { get; }

    /// <summary>The refused text, or null.</summary>
    public string? Value { get; }
}
