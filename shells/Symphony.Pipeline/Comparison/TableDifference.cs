using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Where two Parquet tables first differ, row by row.</summary>
internal static class TableDifference
{
    private const int ShownColumns = 4;

    internal static (string Where, string Extent) Of(ParquetTable first, ParquetTable second)
    {
        string[] gone = [.. first.ColumnNames.Except(second.ColumnNames)];
        string[] added = [.. second.ColumnNames.Except(first.ColumnNames)];
        string[] shared = [.. first.ColumnNames.Where(name => second.ColumnNames.Contains(name) && first.KindOf(name) == second.KindOf(name))];
        var differs = shared.ToDictionary(name => name, name => Rows(first, second, name));
        var rows = Math.Min(first.Rows, second.Rows);
        var extent = string.Join("; ", new[] { Extent(differs, rows), Columns("only the first has", gone), Columns("only the second has", added), Count(first.Rows, second.Rows) }.Where(text => text.Length > 0));
        var at = shared.Where(name => differs[name].First >= 0).MinBy(name => (differs[name].First, Array.IndexOf(shared, name)));
        if (at is null) return (first.Rows == second.Rows ? "the columns" : $"row {Written.Whole(rows + 1)}, where one ends", extent);
        var row = differs[at].First;
        return ($"row {Written.Whole(row + 1)}{Keys(first, shared, at, row)}: {at} {Text(first, at, row)} against {Text(second, at, row)}", extent);
    }

    /// <summary>The first row in which a column differs, -1 for none, and how many do.</summary>
    private static (int First, bool[] Where) Rows(ParquetTable first, ParquetTable second, string name)
    {
        var where = new bool[Math.Min(first.Rows, second.Rows)];
        switch (first.KindOf(name))
        {
            case ParquetKind.Double:
                Mark(first.Double(name), second.Double(name), (x, y) => BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y));
                break;
            case ParquetKind.Int64:
                Mark(first.Int64(name), second.Int64(name), (x, y) => x == y);
                break;
            case ParquetKind.Instant:
                Mark(first.Instant(name), second.Instant(name), (x, y) => x == y);
                break;
            case ParquetKind.Int32:
                Mark(first.Int32(name), second.Int32(name), (x, y) => x == y);
                break;
            case ParquetKind.Date:
                Mark(first.Date(name), second.Date(name), (x, y) => x == y);
                break;
            case ParquetKind.Boolean:
                Mark(first.Boolean(name), second.Boolean(name), (x, y) => x == y);
                break;
            default:
                Mark(first.Text(name), second.Text(name), (x, y) => x == y);
                break;
        }

        return (Array.IndexOf(where, true), where);

        void Mark<T>(T[] one, T[] other, Func<T, T, bool> same)
        {
            for (var row = 0; row < where.Length; row++) where[row] = !same(one[row], other[row]);
        }
    }

    /// <summary>What names the row: its dates, instants and texts.</summary>
    private static string Keys(ParquetTable table, string[] columns, string but, int row)
    {
        var keys = columns.Where(name => name != but && table.KindOf(name) is ParquetKind.Date or ParquetKind.Instant or ParquetKind.Text)
            .Take(3).Select(name => $"{name} {Text(table, name, row)}");
        return string.Join(", ", keys) is { Length: > 0 } text ? $" ({text})" : "";
    }

    private static string Text(ParquetTable table, string name, int row) => table.KindOf(name) switch
    {
        ParquetKind.Double => Written.Number(table.Double(name)[row]),
        ParquetKind.Int64 => Written.Whole(table.Int64(name)[row]),
        ParquetKind.Instant => Written.Instant(table.Instant(name)[row]),
        ParquetKind.Int32 => Written.Whole(table.Int32(name)[row]),
        ParquetKind.Date => Written.Date(table.Date(name)[row]),
        ParquetKind.Boolean => table.Boolean(name)[row] ? "true" : "false",
        _ => table.Text(name)[row],
    };

    private static string Extent(Dictionary<string, (int First, bool[] Where)> differs, int rows)
    {
        string[] columns = [.. differs.Where(column => column.Value.First >= 0).Select(column => column.Key)];
        if (columns.Length == 0) return "";
        var count = 0;
        for (var row = 0; row < rows; row++)
        {
            if (Array.Exists(columns, name => differs[name].Where[row])) count++;
        }

        return $"{Written.Whole(count)} of {Written.Whole(rows)} rows differ, in {Named(columns)}";
    }

    private static string Named(string[] columns) => columns.Length <= ShownColumns + 1
        ? string.Join(", ", columns)
        : $"{string.Join(", ", columns.Take(ShownColumns))} and {Written.Whole(columns.Length - ShownColumns)} columns more";

    private static string Columns(string who, string[] names) => names.Length == 0 ? "" : $"{who} {Named(names)}";

    private static string Count(int first, int second) => first == second ? "" : $"{Written.Whole(first)} rows against {Written.Whole(second)}";
}
