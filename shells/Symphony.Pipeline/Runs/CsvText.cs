using System;
using System.Globalization;
using System.Linq;
using System.Text;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>A table as CSV: invariant numbers in the shortest text that reads back, dates as yyyy-MM-dd.</summary>
internal static class CsvText
{
    internal static byte[] Of(ParquetTable table)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', table.ColumnNames).Append('\n');
        var columns = table.ColumnNames.Select(name => Column(table, name)).ToArray();
        for (var row = 0; row < table.Rows; row++)
        {
            for (var column = 0; column < columns.Length; column++)
                text.Append(column == 0 ? "" : ",").Append(columns[column](row));
            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static Func<int, string> Column(ParquetTable table, string name)
    {
        switch (table.KindOf(name))
        {
            case ParquetKind.Date:
                var dates = table.Date(name);
                return row => Written.Date(dates[row]);
            case ParquetKind.Instant:
                var instants = table.Instant(name);
                return row => Written.Instant(instants[row]);
            case ParquetKind.Double:
                var doubles = table.Double(name);
                return row => double.IsNaN(doubles[row]) ? "" : Written.Number(doubles[row]);
            case ParquetKind.Text:
                var texts = table.Text(name);
                return row => Quoted(texts[row]);
            case ParquetKind.Int32:
                var ints = table.Int32(name);
                return row => ints[row].ToString(CultureInfo.InvariantCulture);
            default:
                throw new NotSupportedException($"columns of {table.KindOf(name)} are not written as CSV");
        }
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
