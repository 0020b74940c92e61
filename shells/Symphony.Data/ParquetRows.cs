using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using Symphony.Data.DuckDb;
using Symphony.Data.Rows;

namespace Symphony.Data;

/// <summary>Moves columns into a DuckDB table, and a result's chunks into arrays.</summary>
internal static class ParquetRows
{
    /// <summary>Creates the table "written" and fills it, rows in order.</summary>
    /// <param name="database">Where.</param>
    /// <param name="columns">Columns of one length.</param>
    /// <param name="cancellation">Stops between two chunks.</param>
    public static void Fill(DuckDbDatabase database, IReadOnlyList<ParquetColumn> columns, CancellationToken cancellation)
    {
        var declared = columns.Select(column => $"{SqlName.Quote(column.Name)} {SqlType(column.Kind)} NOT NULL");
        database.Execute($"CREATE TABLE written ({string.Join(", ", declared)})");
        using var appender = new DuckDbAppender(database, "written", [.. columns.Select(column => TypeOf(column.Kind))]);
        var rows = columns[0].Count;
        for (var from = 0; from < rows; from += DuckDbAppender.Capacity)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(DuckDbAppender.Capacity, rows - from);
            for (var column = 0; column < columns.Count; column++)
            {
                Fill(appender, column, columns[column], from, count);
            }

            appender.Append(count);
        }

        appender.Close();
    }

    /// <summary>All rows of a result as one array a column.</summary>
    /// <param name="result">The result.</param>
    /// <param name="file">The file's name, for refusals.</param>
    /// <param name="cancellation">Stops between two chunks.</param>
    public static (int Rows, (ParquetKind Kind, Array Values)[] Columns) Collect(DuckDbResult result, string file, CancellationToken cancellation)
    {
        var gathered = result.ColumnTypes
            .Select((type, column) => KindOf(type) is { } kind ? Gathered.Of(kind) : throw Unreadable(result, column, file))
            .ToArray();
        var rows = 0;
        while (result.Next() is { } chunk)
        {
            using (chunk)
            {
                cancellation.ThrowIfCancellationRequested();
                for (var column = 0; column < gathered.Length; column++)
                {
                    CheckValid(chunk, column, rows, result.ColumnNames[column], file);
                    gathered[column].Add(chunk, column);
                }

                rows += chunk.RowCount;
            }
        }

        return (rows, [.. gathered.Select(column => (column.Kind, column.ToArray()))]);
    }

    private static void Fill(DuckDbAppender appender, int column, ParquetColumn from, int first, int count)
    {
        switch (from.Kind)
        {
            case ParquetKind.Int64 or ParquetKind.Instant:
                from.Longs.Span.Slice(first, count).CopyTo(appender.Values<long>(column));
                break;
            case ParquetKind.Int32 or ParquetKind.Date:
                from.Ints.Span.Slice(first, count).CopyTo(appender.Values<int>(column));
                break;
            case ParquetKind.Double:
                from.Doubles.Span.Slice(first, count).CopyTo(appender.Values<double>(column));
                break;
            case ParquetKind.Boolean:
                from.Booleans.Span.Slice(first, count).CopyTo(appender.Values<bool>(column));
                break;
            case ParquetKind.Text when from.Dictionary is { } texts:
                var codes = from.Ints.Span.Slice(first, count);
                for (var row = 0; row < count; row++)
                {
                    appender.SetText(column, row, texts[codes[row]]);
                }

                break;
            default:
                for (var row = 0; row < count; row++)
                {
                    appender.SetText(column, row, Encoding.UTF8.GetBytes(from.Strings![first + row]));
                }

                break;
        }
    }

    private static void CheckValid(DuckDbChunk chunk, int column, int before, string name, string file)
    {
        var valid = chunk.ValidityOf(column);
        for (var row = 0; row < chunk.RowCount; row++)
        {
            if (!valid[row])
            {
                throw new DataRefusedException(
                    string.Create(CultureInfo.InvariantCulture, $"{file}, row {before + row + 1}, column '{name}' is missing; a value is accepted"),
                    file,
                    before + row + 1,
                    name);
            }
        }
    }

    private static DataRefusedException Unreadable(DuckDbResult result, int column, string file)
    {
        var name = result.ColumnNames[column];
        return new DataRefusedException(
            $"{file}, column '{name}' holds {result.ColumnTypes[column].ToString().ToLowerInvariant()} values; whole numbers, doubles, texts, dates, instants and truths are accepted",
            file,
            column: name);
    }

    private static DuckDbType TypeOf(ParquetKind kind) => kind switch
    {
        ParquetKind.Int64 => DuckDbType.BigInt,
        ParquetKind.Int32 => DuckDbType.Integer,
        ParquetKind.Double => DuckDbType.Double,
        ParquetKind.Text => DuckDbType.Varchar,
        ParquetKind.Date => DuckDbType.Date,
        ParquetKind.Instant => DuckDbType.TimestampTz,
        _ => DuckDbType.Boolean,
    };

    private static string SqlType(ParquetKind kind) => kind switch
    {
        ParquetKind.Int64 => "BIGINT",
        ParquetKind.Int32 => "INTEGER",
        ParquetKind.Double => "DOUBLE",
        ParquetKind.Text => "VARCHAR",
        ParquetKind.Date => "DATE",
        ParquetKind.Instant => "TIMESTAMPTZ",
        _ => "BOOLEAN",
    };

    private static ParquetKind? KindOf(DuckDbType type) => type switch
    {
        DuckDbType.BigInt => ParquetKind.Int64,
        DuckDbType.Integer => ParquetKind.Int32,
        DuckDbType.Double => ParquetKind.Double,
        DuckDbType.Varchar => ParquetKind.Text,
        DuckDbType.Date => ParquetKind.Date,
        DuckDbType.Timestamp or DuckDbType.TimestampTz => ParquetKind.Instant,
        DuckDbType.Boolean => ParquetKind.Boolean,
        _ => null,
    };

    /// <summary>A column that grows by chunks.</summary>
    private abstract class Gathered(ParquetKind kind)
    {
        public ParquetKind Kind { get; } = kind;

        public static Gathered Of(ParquetKind kind) => kind switch
        {
            ParquetKind.Int64 or ParquetKind.Instant => new Numbers<long>(kind),
            ParquetKind.Int32 or ParquetKind.Date => new Numbers<int>(kind),
            ParquetKind.Double => new Numbers<double>(kind),
            ParquetKind.Boolean => new Numbers<bool>(kind),
            _ => new Words(),
        };

        public abstract void Add(DuckDbChunk chunk, int column);

        public abstract Array ToArray();
    }

    private sealed class Numbers<T>(ParquetKind kind) : Gathered(kind)
        where T : unmanaged
    {
        private readonly List<T> _values = [];

        public override void Add(DuckDbChunk chunk, int column) => _values.AddRange(chunk.Values<T>(column));

        public override Array ToArray() => _values.ToArray();
    }

    private sealed class Words() : Gathered(ParquetKind.Text)
    {
        private readonly TextTable _texts = new();
        private readonly List<string> _values = [];

        public override void Add(DuckDbChunk chunk, int column)
        {
            var texts = chunk.TextsOf(column);
            for (var row = 0; row < chunk.RowCount; row++)
            {
                _values.Add(_texts.Texts[_texts.Number(texts[row])]);
            }
        }

        public override Array ToArray() => _values.ToArray();
    }
}
