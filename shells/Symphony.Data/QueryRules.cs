using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using Symphony.Data.DuckDb;

namespace Symphony.Data;

/// <summary>What a query may call and read: what follows from its bars alone, today and tomorrow, here and elsewhere.</summary>
/// <remarks>
/// DuckDB's own list of functions says which are not the same for the same arguments; to these come those that answer
/// from the session or the machine. Macros are read through to what they call. Of tables a query reads bars and those it
/// makes itself; of functions that give rows, those that make them from their arguments.
/// </remarks>
internal static class QueryRules
{
    // DuckDB calls these consistent: they are, within one session.
    private static readonly HashSet<string> FromOutside = new(
        [
            "current_setting", "getvariable", "getenv", "version", "get_current_time", "current_localtime", "current_localtimestamp",
            "current_catalog", "current_role", "current_user", "session_user", "user", "which_secret",
        ],
        StringComparer.Ordinal);

    /// <summary>Names that are values of their own where there is no such column.</summary>
    private static readonly HashSet<string> Values = new(
        [
            "current_catalog", "current_date", "current_role", "current_schema", "current_time", "current_timestamp", "current_user",
            "localtime", "localtimestamp", "session_user", "user",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> RowFunctions = new(
        ["range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree", "histogram", "histogram_values"],
        StringComparer.Ordinal);

    /// <summary>Refuses a query by the name of what it may not use.</summary>
    /// <param name="database">Any database.</param>
    /// <param name="statement">The query inside one statement, on its second line.</param>
    /// <param name="name">What refusals call the query.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Why the statement cannot be read; empty when it was read.</returns>
    /// <exception cref="DataRefusedException">It calls or reads what does not follow from the bars alone.</exception>
    public static string Check(DuckDbDatabase database, string statement, string name, CancellationToken cancellation)
    {
        if (QueryReading.Of(database, statement, out var reason, cancellation) is not { } read) return reason.Length > 0 ? reason : "not one SELECT";
        var bytes = Encoding.UTF8.GetBytes(statement);
        var volatileOnes = Volatile(database, cancellation);
        var macros = Macros(database, cancellation);
        var views = QueryReading.Texts(database, "SELECT DISTINCT lower(view_name) FROM duckdb_views()", null, cancellation).Select(row => row[0]).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var left = new Queue<(QueryReading Reading, long Place)>([(read, -1)]);
        while (left.TryDequeue(out var next))
        {
            var (reading, called) = next;
            long At(QueryReading.Mention mention) => called >= 0 ? called : mention.Place;
            foreach (var function in reading.Functions)
            {
                // Of one argument it is the time from then to now.
                if (volatileOnes.Contains(function.Name) || FromOutside.Contains(function.Name) || function is { Name: "age", Arguments: 1 })
                    throw Refusal(name, $"calls {function.Name}", bytes, At(function));
                foreach (var definition in macros[function.Name].Where(_ => seen.Add(function.Name)))
                {
                    if (QueryReading.Of(database, $"SELECT {definition}", out _, cancellation) is { } inner) left.Enqueue((inner, At(function)));
                }
            }

            foreach (var value in reading.Names.Where(value => Values.Contains(value.Name)))
                throw Refusal(name, $"uses {value.Name}", bytes, At(value));
            foreach (var rows in reading.TableFunctions.Where(rows => !RowFunctions.Contains(rows.Name)))
                throw Refusal(name, $"reads {rows.Name}()", bytes, At(rows));
            foreach (var table in reading.Tables.Where(table => table.Name is not ("bars" or "main.bars") && (!reading.OwnTables.Contains(table.Name) || views.Contains(table.Name))))
                throw Refusal(name, $"reads {table.Name}", bytes, At(table));
        }

        return "";
    }

    private static DataRefusedException Refusal(string name, string what, byte[] statement, long place)
    {
        // The query begins on the statement's second line.
        var line = place < 0 || place > statement.Length ? 0 : statement.AsSpan(0, (int)place).Count((byte)'\n');
        return new DataRefusedException(
            $"{name} {what}{(line > 0 ? $" on its line {line}" : "")}; a query whose values follow from the table bars alone, whenever and wherever it is run, is accepted",
            name,
            line);
    }

    private static HashSet<string> Volatile(DuckDbDatabase database, CancellationToken cancellation)
    {
        const string Sql = "SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')";
        var names = QueryReading.Texts(database, Sql, null, cancellation).Select(row => row[0]).ToHashSet(StringComparer.Ordinal);
        // It gives no value at all.
        names.Remove("error");
        return names;
    }

    private static ILookup<string, string> Macros(DuckDbDatabase database, CancellationToken cancellation)
    {
        const string Sql = "SELECT lower(function_name), macro_definition FROM duckdb_functions() WHERE function_type = 'macro' AND macro_definition IS NOT NULL";
        return QueryReading.Texts(database, Sql, null, cancellation).ToLookup(row => row[0], row => row[1], StringComparer.Ordinal);
    }
}
