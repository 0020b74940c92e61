using System;
using System.Threading;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;
using Symphony.Data.Market;
using Symphony.Data.Rows;

namespace Symphony.Data;

/// <summary>Reads forecasts and what came of them.</summary>
public static class ForecastsReader
{
    /// <summary>The forecasts of the source, in the file's order.</summary>
    /// <param name="source">The file and its columns.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">The file cannot be used; the sentence names file, line, column and value.</exception>
    public static ForecastsData Read(ForecastsSource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (string.Equals(source.ProbabilityColumn, source.OutcomeColumn, StringComparison.OrdinalIgnoreCase))
        {
            throw new DataRefusedException($"'{source.ProbabilityColumn}' is named as both probability and outcome; two columns are accepted", source.File);
        }

        using var database = DuckDbDatabase.Open(threads: 1);
        var file = SourceFiles.Expand([source.File], source.BaseDirectory, "forecasts") is [var one]
            ? one
            : throw new DataRefusedException($"'{source.File}' stands for several files; one file of forecasts is accepted", source.File);
        var rows = new ForecastRows(source.ProbabilityColumn, source.OutcomeColumn);
        var read = new TableReader(database, [], datePattern: null, cancellation).Read(file, rows);
        return new ForecastsData(rows.Probabilities.ToArray(), rows.Outcomes.ToArray(), read.ToInput());
    }
}
