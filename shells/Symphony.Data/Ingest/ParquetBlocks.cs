using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;

namespace Symphony.Data.Ingest;

/// <summary>Reads a Parquet file's rows in stretches, under the same rules as text.</summary>
internal static class ParquetBlocks
{
    /// <summary>All rows of a file, in its order.</summary>
    /// <param name="plan">The file.</param>
    /// <param name="database">Reads it.</param>
    /// <param name="goOn">True to collect all faults; false to stop at the first.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IEnumerable<ParsedBlock> Read(FilePlan plan, DuckDbDatabase database, bool goOn, CancellationToken cancellation)
    {
        // Each value as its text: a double's shortest text is the double, and one reader judges all files.
        int[] fields = [.. plan.SymbolFields, plan.DateField, .. plan.TimeField < 0 ? Array.Empty<int>() : [plan.TimeField], .. plan.Fields.Append(plan.OrderField).Where(field => field >= 0)];
        fields = [.. fields.Distinct().Order()];
        var types = TypesOf(plan, database);
        var columns = string.Join(", ", fields.Select(field => Expression(plan.Names[field], types[field], isStamp: field == plan.DateField)));
        DuckDbResult result;
        try
        {
            using var statement = database.Prepare($"SELECT {columns} FROM read_parquet(?)");
            result = statement.Bind(1, SqlName.LiteralPath(plan.File.Path)).Stream(cancellation);
        }
        catch (DuckDbException refused)
        {
            throw Unreadable(plan.File, refused);
        }

        var read = 0L;
        using (result)
        {
            while (Next(result, plan.File) is { } chunk)
            {
                using (chunk)
                {
                    cancellation.ThrowIfCancellationRequested();
                    read += chunk.RowCount;
                    yield return Parse(plan, chunk, fields, goOn);
                }
            }
        }

        if (CountOf(plan, database) is var count && count != read)
        {
            throw new DataRefusedException(
                string.Create(CultureInfo.InvariantCulture, $"{plan.File.Name} ends after {read} of the {count} rows it says it has; a complete Parquet file is accepted"), plan.File.Name);
        }
    }

    /// <summary>The rows a file says it has.</summary>
    private static long CountOf(FilePlan plan, DuckDbDatabase database)
    {
        using var statement = database.Prepare("SELECT CAST(count(*) AS VARCHAR) FROM read_parquet(?)");
        using var result = statement.Bind(1, SqlName.LiteralPath(plan.File.Path)).Execute(default);
        using var chunk = result.Next()!;
        return long.Parse(chunk.TextsOf(0)[0], CultureInfo.InvariantCulture);
    }

    private static DuckDbChunk? Next(DuckDbResult result, SourceFile file)
    {
        try
        {
            return result.Next();
        }
        catch (DuckDbException refused)
        {
            throw Unreadable(file, refused);
        }
    }

    private static ParsedBlock Parse(FilePlan plan, DuckDbChunk chunk, int[] fields, bool goOn)
    {
        var block = new ParsedBlock(plan.Schema, chunk.RowCount) { LineCount = chunk.RowCount };
        var rows = new RowReader(plan, block);
        var (starts, ends) = (new int[plan.Names.Count], new int[plan.Names.Count]);
        var text = new byte[1024];
        for (var row = 0; row < chunk.RowCount; row++)
        {
            var length = 0;
            for (var column = 0; column < fields.Length; column++)
            {
                var value = chunk.ValidityOf(column)[row] ? chunk.TextsOf(column)[row] : default;
                if (length + value.Length > text.Length) Array.Resize(ref text, 2 * (length + value.Length));
                value.CopyTo(text.AsSpan(length));
                starts[fields[column]] = length;
                length += value.Length;
                ends[fields[column]] = length;
            }

            block.Records++;
            if (rows.Read(text.AsSpan(0, length), starts, ends, row + 1) is not { } fault) continue;
            block.Faults.Add(fault with { Text = string.Join(',', fields.Select(field => Encoding.UTF8.GetString(text.AsSpan(starts[field]..ends[field])))) });
            if (!goOn) break;
        }

        return block;
    }

    private static DuckDbType[] TypesOf(FilePlan plan, DuckDbDatabase database)
    {
        using var statement = database.Prepare("SELECT * FROM read_parquet(?) LIMIT 0");
        using var result = statement.Bind(1, SqlName.LiteralPath(plan.File.Path)).Execute(default);
        return result.ColumnTypes;
    }

    /// <summary>An instant with its Z, a time without one, anything else as DuckDB writes it; a type that is no value is refused.</summary>
    private static string Expression(string name, DuckDbType type, bool isStamp)
    {
        var column = SqlName.Quote(name);
        return isStamp && type is DuckDbType.TimestampTz ? $"strftime(timezone('UTC', {column}), '%Y-%m-%dT%H:%M:%S.%fZ')"
            : isStamp && type is DuckDbType.Timestamp or DuckDbType.TimestampS or DuckDbType.TimestampMs or DuckDbType.TimestampNs ? $"CAST(CAST({column} AS TIMESTAMP) AS VARCHAR)"
            : $"CAST({column} AS VARCHAR)";
    }

    private static DataRefusedException Unreadable(SourceFile file, DuckDbException refused) => new(
        string.Create(CultureInfo.InvariantCulture, $"{file.Name} cannot be read as Parquet ({refused.FirstLine}); a complete Parquet file is accepted"), file.Name);
}
