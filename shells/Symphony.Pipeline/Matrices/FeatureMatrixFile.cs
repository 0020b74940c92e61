using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>A feature matrix as a table of columns time, date, symbol and the features, with its schema beside it.</summary>
/// <remarks>
/// The schema, <c>NAME.parquet.schema.json</c>, says of each column its type, formula, source, warm-up, how many of its values
/// are missing, and the hash by which a reader knows that it holds what was computed.
/// </remarks>
public static class FeatureMatrixFile
{
    private const int Format = 1;
    private const string Time = "time";
    private const string Date = "date";
    private const string Symbol = "symbol";

    /// <summary>The place of a matrix' schema.</summary>
    /// <param name="file">The file of the matrix.</param>
    public static string SchemaOf(string file) => file + ".schema.json";

    /// <summary>Removes the schema of a matrix that was there before: what is there now is something else.</summary>
    /// <param name="file">The file that was written in its place.</param>
    internal static void RemoveSchema(string file)
    {
        var schema = SchemaOf(file);
        if (!File.Exists(schema)) return;
        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(schema)) is JsonObject read && read.ContainsKey("keySha256")) File.Delete(schema);
        }
        catch (JsonException)
        {
            // It is no schema of ours, and stays.
        }
    }

    /// <summary>Writes a matrix as Parquet, or as CSV where the file is called so, and its schema beside it.</summary>
    /// <param name="file">The file; its folder exists.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RefusedException">No file can be written there.</exception>
    public static void Write(string file, FeatureMatrix matrix, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var axes = matrix.Axes;
        var bars = matrix.Bars.ToArray();
        OutputFile.Write(
            file,
            [
                ParquetColumn.Instant(Time, Array.ConvertAll(bars, axes.Instant)),
                ParquetColumn.Date(Date, Array.ConvertAll(bars, axes.SessionDate)),
                ParquetColumn.Text(Symbol, matrix.Symbols, axes.Symbols),
                .. matrix.Columns.Select(column => ParquetColumn.Double(column.Name, column.Values)),
            ],
            stop);
        OutputFile.Write(SchemaOf(file), CanonicalJson.Bytes(Schema(matrix)));
    }

    /// <summary>Reads a matrix that <see cref="Write"/> wrote as Parquet; what departs from its schema is refused.</summary>
    /// <param name="file">The file, its schema beside it.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RefusedException">A file is missing, newer than this version, or not as it was written.</exception>
    public static FeatureMatrix Read(string file, CancellationToken stop)
    {
        var schema = ReadSchema(SchemaOf(file));
        var table = ParquetTable.Read(file, stop);
        try
        {
            var names = CanonicalJson.Texts(CanonicalJson.Needed(schema, "symbols"));
            var columns = CanonicalJson.Needed(schema, "columns").AsArray();
            var expected = new[] { Time, Date, Symbol }.Concat(columns.Select(column => Text(column, "name")));
            if (!table.ColumnNames.SequenceEqual(expected, StringComparer.Ordinal))
                throw Refuse(file, $"its columns are {string.Join(", ", table.ColumnNames)}, and its schema's {string.Join(", ", expected)}");
            var (axes, bars, symbols) = Keys(file, table, names);
            var matrix = FeatureTable.Create(
                axes,
                Text(schema, "rowsAre") == "complete" ? FeatureRows.Complete : FeatureRows.Present,
                bars,
                symbols,
                [.. columns.Select(column => FeatureTable.Column(
                    Text(column, "name"),
                    Text(column, "definition"),
                    Text(column, "source"),
                    CanonicalJson.Needed(column, "warmUpBars").GetValue<int>(),
                    table.Double(Text(column, "name"))))]);
            if (matrix.KeyHash != Text(schema, "keySha256")) throw Refuse(file, "its times and symbols differ from the hash in its schema");
            if (matrix.Columns.Where((column, i) => column.Hash != Text(columns[i], "sha256")).FirstOrDefault() is { } changed)
                throw Refuse(file, $"its column {changed.Name} differs from the hash in its schema");
            return matrix;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw Refuse(SchemaOf(file), "it is no schema of a feature matrix");
        }
        catch (RefusedException refusal) when (!refusal.Sentence.StartsWith(file, StringComparison.Ordinal))
        {
            throw Refuse(file, refusal.Sentence);
        }
        catch (ArgumentException error) when (error is not RefusedException)
        {
            throw Refuse(file, error.Message);
        }
    }

    /// <summary>What the columns hold, and their hashes.</summary>
    internal static JsonObject Schema(FeatureMatrix matrix)
    {
        var axes = matrix.Axes;
        var bars = matrix.Bars.Span;
        return new JsonObject
        {
            ["format"] = Format,
            ["rows"] = matrix.RowCount,
            ["rowsAre"] = matrix.Rows == FeatureRows.Complete ? "complete" : "present",
            ["from"] = Written.Date(axes.SessionDate(bars[0])),
            ["to"] = Written.Date(axes.SessionDate(bars[^1])),
            ["keys"] = new JsonArray(
                Key(Time, "timestamp", "The close of the bar, microseconds since 1970-01-01T00:00Z."),
                Key(Date, "date", "The bar's session date in the market's zone."),
                Key(Symbol, "text", "The symbol.")),
            ["keySha256"] = matrix.KeyHash,
            ["symbols"] = new JsonArray([.. matrix.Symbols.ToArray().Distinct().Order().Select(symbol => (JsonNode)axes.Symbols[symbol])]),
            ["columns"] = new JsonArray([.. matrix.Columns.Select(column => (JsonNode)new JsonObject
            {
                ["name"] = column.Name,
                ["type"] = "double",
                ["definition"] = column.Definition,
                ["source"] = column.Source,
                ["warmUpBars"] = column.WarmUpBars,
                ["missing"] = Missing(column.Values.Span),
                ["sha256"] = column.Hash,
            })]),
            ["sha256"] = matrix.Hash,
        };

        static JsonNode Key(string name, string type, string meaning) => new JsonObject { ["name"] = name, ["type"] = type, ["definition"] = meaning };
    }

    private static int Missing(ReadOnlySpan<double> values)
    {
        var count = 0;
        foreach (var value in values) count += double.IsNaN(value) ? 1 : 0;
        return count;
    }

    /// <summary>The bars that the rows name, and each row's place on them.</summary>
    private static (Axes Axes, int[] Bars, int[] Symbols) Keys(string file, ParquetTable table, string[] names)
    {
        var (times, dates, symbols) = (table.Instant(Time), table.Date(Date), table.Text(Symbol));
        var dateOf = new SortedDictionary<long, int>();
        for (var row = 0; row < times.Length; row++)
        {
            if (dateOf.TryAdd(times[row], dates[row])) continue;
            if (dateOf[times[row]] != dates[row]) throw Refuse(file, $"the rows of {Written.Instant(times[row])} have two dates");
        }

        var axes = Market.Axes([.. dateOf.Keys], [.. dateOf.Values], names);
        long[] instants = [.. dateOf.Keys];
        return (
            axes,
            Array.ConvertAll(times, time => Array.BinarySearch(instants, time)),
            Array.ConvertAll(symbols, symbol => axes.IndexOf(symbol) is var column and >= 0 ? column : throw Refuse(file, $"the symbol '{symbol}' is not in its schema")));
    }

    private static JsonNode ReadSchema(string file)
    {
        if (!File.Exists(file)) throw Refuse(file, "there is no such file; the schema of a matrix lies beside it");
        JsonNode? schema;
        try
        {
            schema = JsonNode.Parse(File.ReadAllBytes(file));
            var format = CanonicalJson.Needed(schema, "format").GetValue<int>();
            if (format > Format) throw Refuse(file, $"format {format} is newer than the {Format} this version reads");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw Refuse(file, "it is no schema of a feature matrix");
        }

        return schema!;
    }

    private static string Text(JsonNode? node, string key) => CanonicalJson.Needed(node, key).GetValue<string>();

    private static RefusedException Refuse(string file, string reason) => new("matrix", $"{file}: {reason}");
}
