using System;
using System.Linq;
using System.Threading;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;
using Symphony.Data.Market;
using Symphony.Data.Rows;

namespace Symphony.Data;

/// <summary>Reads returns of strategies from a wide file.</summary>
public static class ReturnsReader
{
    private const int DateColumn = 0;

    /// <summary>The returns of the source, every strategy on every bar.</summary>
    /// <param name="source">The file and how to read it.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">The file cannot be used; the sentence names file, line, column and value.</exception>
    public static ReturnsData Read(ReturnsSource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var database = DuckDbDatabase.Open(threads: 1);
        var file = SourceFiles.Expand([source.File], source.BaseDirectory, "returns") is [var one]
            ? one
            : throw new DataRefusedException($"'{source.File}' stands for several files; one file of returns is accepted", source.File);
        var names = Table.ColumnNames(file, database);
        var date = source.DateColumn ?? names[0];
        var strategies = source.Columns.Count > 0
            ? source.Columns
            : [.. names.Where(name => !string.Equals(name, date, StringComparison.OrdinalIgnoreCase))];
        if (strategies.Count == 0)
        {
            throw new DataRefusedException($"{file.Name} has no column beside '{date}'; a column of returns for each strategy is accepted", file.Name, 1);
        }

        var rows = new ReturnRows(date, strategies);
        var places = new RowPlaces(rows, source.DatePattern);
        var read = new TableReader(database, [], source.DatePattern, cancellation).Read(file, rows);
        places.Add(read);
        for (var row = 1; row < rows.Stamps.Count; row++)
        {
            if (rows.Stamps[row] <= rows.Stamps[row - 1])
            {
                throw places.Refuse(row, DateColumn, Stamp.Write(rows.Stamps[row], read.Form), $"does not come after {places.Place(row - 1)}", "dates in ascending order, each once,");
            }
        }

        return new ReturnsData(
            strategies,
            [.. rows.Returns.Select(series => series.ToArray())],
            rows.Stamps.Select(Stamp.EpochDay).ToArray(),
            rows.Stamps.ToArray(),
            read.ToInput());
    }
}
