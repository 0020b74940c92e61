using System;

namespace Symphony.Data.DuckDb;

/// <summary>DuckDB refused a statement; the message is its own.</summary>
/// <param name="message">DuckDB's message.</param>
internal sealed class DuckDbException(string message) : Exception(message)
{
    /// <summary>The message's first line, without the trailing colon or point.</summary>
    public string FirstLine => Message.Split('\n', 2)[0].TrimEnd(' ', ':', '.', '\r');
}
