using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using Symphony.Data.DuckDb;

namespace Symphony.Data;

/// <summary>A statement as DuckDB parses it: what it calls and what it reads.</summary>
internal sealed class QueryReading
{
    /// <summary>Something a statement names, and where.</summary>
    /// <param name="Name">Its name in lower case, after its schema where one is given.</param>
    /// <param name="Arguments">How many arguments it is given; -1 for what takes none.</param>
    /// <param name="Place">How many bytes of the statement stand before it; -1 when that is not known.</param>
    internal readonly record struct Mention(string Name, int Arguments, long Place);

    /// <summary>Functions of values: scalars, aggregates, windows, macros.</summary>
    public List<Mention> Functions { get; } = [];

    /// <summary>Functions that give rows.</summary>
    public List<Mention> TableFunctions { get; } = [];

    /// <summary>Tables and views.</summary>
    public List<Mention> Tables { get; } = [];

    /// <summary>Names without a table before them: a column, or a value such as current_date.</summary>
    public List<Mention> Names { get; } = [];

    /// <summary>The tables it makes itself, by WITH.</summary>
    public HashSet<string> OwnTables { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a statement; null, with DuckDB's reason, for what is not one SELECT.</summary>
    /// <param name="database">Any database.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="reason">DuckDB's reason where there is one; else empty.</param>
    /// <param name="cancellation">Stops it.</param>
    public static QueryReading? Of(DuckDbDatabase database, string sql, out string reason, CancellationToken cancellation)
    {
        var json = Texts(database, "SELECT CAST(json_serialize_sql($1::VARCHAR) AS VARCHAR)", sql, cancellation)[0][0];
        // A sum of a hundred terms is a hundred levels.
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 100_000 });
        if (document.RootElement.GetProperty("error").GetBoolean())
        {
            reason = document.RootElement.TryGetProperty("error_message", out var message) ? message.GetString() ?? "" : "";
            return null;
        }

        reason = "";
        var reading = new QueryReading();
        reading.Walk(document.RootElement);
        return reading;
    }

    /// <summary>The rows of a statement whose columns are all texts.</summary>
    internal static List<string[]> Texts(DuckDbDatabase database, string sql, string? parameter, CancellationToken cancellation)
    {
        using var statement = database.Prepare(sql);
        if (parameter is not null) statement.Bind(1, parameter);
        using var result = statement.Execute(cancellation);
        var rows = new List<string[]>();
        while (result.Next() is { } chunk)
        {
            using (chunk)
            {
                for (var row = 0; row < chunk.RowCount; row++)
                {
                    var texts = new string[result.ColumnNames.Length];
                    for (var column = 0; column < texts.Length; column++) texts[column] = Encoding.UTF8.GetString(chunk.TextsOf(column)[row]);
                    rows.Add(texts);
                }
            }
        }

        return rows;
    }

    private void Walk(JsonElement root)
    {
        var left = new Stack<JsonElement>([root]);
        while (left.TryPop(out var element))
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var one in element.EnumerateArray()) left.Push(one);
                continue;
            }

            if (element.ValueKind != JsonValueKind.Object) continue;
            Note(element);
            foreach (var property in element.EnumerateObject()) left.Push(property.Value);
        }
    }

    private void Note(JsonElement node)
    {
        if (Text(node, "function_name") is { Length: > 0 } function) Functions.Add(new Mention(function, Count(node, "children"), Place(node)));
        switch (Raw(node, "type"))
        {
            case "TABLE_FUNCTION":
                TableFunctions.Add(new Mention(Text(node.GetProperty("function"), "function_name") ?? "", -1, Place(node)));
                break;
            case "BASE_TABLE":
                string?[] parts = [Text(node, "catalog_name"), Text(node, "schema_name"), Text(node, "table_name")];
                Tables.Add(new Mention(string.Join('.', parts.Where(part => part is { Length: > 0 })), -1, Place(node)));
                break;
            case "SHOW_REF" when Text(node, "table_name") is { Length: > 0 } shown:
                Tables.Add(new Mention(shown, -1, Place(node)));
                break;
            case "COLUMN_REF" when node.TryGetProperty("column_names", out var names) && names.GetArrayLength() == 1:
                Names.Add(new Mention(names[0].GetString()!.ToLowerInvariant(), -1, Place(node)));
                break;
        }

        if (!node.TryGetProperty("cte_map", out var made) || made.ValueKind != JsonValueKind.Object || !made.TryGetProperty("map", out var map)) return;
        foreach (var one in map.EnumerateArray())
        {
            if (Text(one, "key") is { } own) OwnTables.Add(own);
        }
    }

    private static string? Text(JsonElement node, string property) => Raw(node, property)?.ToLowerInvariant();

    private static string? Raw(JsonElement node, string property) =>
        node.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Count(JsonElement node, string property) =>
        node.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : -1;

    private static long Place(JsonElement node) =>
        node.TryGetProperty("query_location", out var value) && value.TryGetInt64(out var place) ? place : -1;
}
