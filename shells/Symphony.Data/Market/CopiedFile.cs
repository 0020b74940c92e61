using System;
using System.IO;
using System.Threading;
using Symphony.Core.Interop;
using Symphony.Data.DuckDb;

namespace Symphony.Data.Market;

/// <summary>A file that the rows of a statement are copied to: there whole or not at all.</summary>
internal static class CopiedFile
{
    /// <summary>True for a CSV file, false for Parquet; any other ending is refused.</summary>
    /// <param name="path">The file.</param>
    public static bool IsCsv(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".CSV" => true,
        ".PARQUET" => false,
        _ => throw new RefusedException("output", $"--output was '{path}', but a file ending in .parquet or .csv is accepted"),
    };

    /// <summary>The instant of a column as it is written: of a CSV file text in UTC.</summary>
    /// <param name="column">The column.</param>
    /// <param name="isCsv">CSV in place of Parquet.</param>
    /// <param name="pattern">How a CSV file has it.</param>
    public static string Instant(string column, bool isCsv, string pattern) =>
        isCsv ? $"strftime(make_timestamp(epoch_us({column})), '{pattern}')" : column;

    /// <summary>Writes the rows: first beside the file under its name with ".part", then renamed.</summary>
    /// <param name="database">Where the rows are.</param>
    /// <param name="select">The statement; no name or value out of a file is part of it.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops it, and leaves nothing behind.</param>
    public static void Write(DuckDbDatabase database, string select, string path, CancellationToken cancellation)
    {
        var part = path + ".part";
        try
        {
            var form = IsCsv(path) ? "FORMAT csv, HEADER true" : "FORMAT parquet, COMPRESSION zstd";
            using (var copy = database.Prepare($"COPY ({select}) TO ? ({form})"))
            {
                using var done = copy.Bind(1, part).Execute(cancellation);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception refused) when (refused is DuckDbException or IOException or UnauthorizedAccessException)
        {
            throw new DataRefusedException(
                $"{Path.GetFileName(path)} cannot be written ({(refused as DuckDbException)?.FirstLine ?? refused.Message}); a file in a folder this user may write to is accepted", path);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
