using System;

namespace Symphony.Data.DuckDb;

/// <summary>Names in SQL. Values are bound, never written into a statement.</summary>
internal static class SqlName
{
    /// <summary>A column's name as a quoted identifier, whatever characters it holds.</summary>
    /// <param name="name">The name; not empty and without NUL, which no identifier can hold.</param>
    public static string Quote(string name)
    {
        if (name.Length == 0 || name.Contains('\0'))
        {
            throw new ArgumentException("a name in SQL is not empty and holds no NUL character", nameof(name));
        }

        return "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    /// <summary>A path that DuckDB takes literally: its wildcard characters stand in brackets.</summary>
    /// <param name="path">The path of one file.</param>
    public static string LiteralPath(string path) =>
        path.AsSpan().IndexOfAny('*', '?', '[') < 0
            ? path
            : path.Replace("[", "[[]", StringComparison.Ordinal)
                .Replace("*", "[*]", StringComparison.Ordinal)
                .Replace("?", "[?]", StringComparison.Ordinal);
}
