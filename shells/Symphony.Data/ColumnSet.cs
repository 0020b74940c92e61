using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Data.Columns;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;

namespace Symphony.Data;

/// <summary>Columns of numbers by date and symbol, made by whatever made them: features, scores.</summary>
/// <param name="Names">The columns' names, in the file's order.</param>
/// <param name="Panels">Their values on one pair of axes; NaN where there is none.</param>
public sealed record ColumnSet(IReadOnlyList<string> Names, IReadOnlyList<Panel> Panels)
{
    /// <summary>The columns beside date and symbol that do not hold numbers throughout: text in a cell, or no value at all.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>Reads a long file: a column date, a column symbol, and every other column that holds numbers.</summary>
    /// <param name="path">CSV, gzipped or not, or Parquet.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DataRefusedException">The file is not there, or lacks date, symbol or numbers, or has a row twice.</exception>
    public static ColumnSet Read(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = SourceFiles.Expand([path], string.Empty, "columns") is [var one]
            ? one
            : throw new DataRefusedException($"'{path}' stands for several files; one file of columns is accepted", path);
        var source = FileForms.Of(file) == FileForm.Parquet
            ? $"read_parquet({Literal(SqlName.LiteralPath(file.Path))})"
            : $"read_csv({Literal(SqlName.LiteralPath(file.Path))}, header = true, sample_size = -1)";
        try
        {
            using var database = DuckDbDatabase.Open(threads: 1);
            var (names, others) = NumberColumns(database, source, file.Name);
            var values = string.Concat(names.Select(name => $", CAST({SqlName.Quote(name)} AS DOUBLE)"));
            using var statement = database.Prepare(
                $"SELECT CAST(\"date\" AS TIMESTAMP), CAST(\"symbol\" AS VARCHAR){values} FROM {source}");
            using var result = statement.Execute(cancellation);
            return new ColumnSet(names, PanelsOf(ValueRows.Read(result, file.Name, cancellation), file.Name)) { OtherNames = others };
        }
        catch (DuckDbException refused)
        {
            throw new DataRefusedException(
                $"{file.Name} cannot be read ({refused.FirstLine}); CSV or Parquet with columns date, symbol and numbers is accepted", file.Name);
        }
    }

    private static (string[] Numbers, string[] Others) NumberColumns(DuckDbDatabase database, string source, string name)
    {
        using var statement = database.Prepare($"SELECT * FROM {source} LIMIT 0");
        using var result = statement.Execute(default);
        string[] keys = ["date", "symbol"];
        foreach (var needed in keys)
        {
            if (!result.ColumnNames.Contains(needed, StringComparer.OrdinalIgnoreCase))
                throw new DataRefusedException($"{name} has no column '{needed}'; date, symbol and columns of numbers are accepted", name, 1, needed);
        }

        string[] numbers = [.. result.ColumnNames.Where((_, column) => IsNumber(result.ColumnTypes[column]))];
        return numbers.Length > 0
            ? (numbers, [.. result.ColumnNames.Except(numbers).Except(keys, StringComparer.OrdinalIgnoreCase)])
            : throw new DataRefusedException($"{name} has no column of numbers beside date and symbol", name, 1);
    }

    private static bool IsNumber(DuckDbType type) => type
        is DuckDbType.Double or DuckDbType.Float or DuckDbType.BigInt or DuckDbType.Integer or DuckDbType.SmallInt
        or DuckDbType.TinyInt or DuckDbType.UBigInt or DuckDbType.UInteger or DuckDbType.USmallInt or DuckDbType.UTinyInt;

    private static Panel[] PanelsOf(ValueRows rows, string name)
    {
        if (rows.Instants.Count == 0) throw new DataRefusedException($"{name} has no rows; at least one is needed", name);
        long[] instants = [.. rows.Instants.Distinct().Order()];
        string[] symbols = [.. rows.Symbols.Distinct().Order(StringComparer.Ordinal)];
        var axes = Core.Interop.Market.Axes(
            instants, [.. instants.Select(instant => (int)Math.Floor((double)instant / TimeSpan.MicrosecondsPerDay))], symbols);
        var cells = new double[rows.Values.Length][];
        for (var column = 0; column < cells.Length; column++)
        {
            cells[column] = new double[instants.Length * symbols.Length];
            Array.Fill(cells[column], double.NaN);
        }

        var given = new bool[instants.Length * symbols.Length];
        for (var row = 0; row < rows.Instants.Count; row++)
        {
            var cell = (Array.BinarySearch(instants, rows.Instants[row]) * symbols.Length) + axes.IndexOf(rows.Symbols[row]);
            if (given[cell])
            {
                var date = DateTime.UnixEpoch.AddMicroseconds(rows.Instants[row]).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
                throw new DataRefusedException($"{name} has two rows of {rows.Symbols[row]} on {date}; one is accepted", name);
            }

            given[cell] = true;
            for (var column = 0; column < cells.Length; column++) cells[column][cell] = rows.Values[column][row];
        }

        return [.. cells.Select(values => Core.Interop.Market.Panel(axes, values))];
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
