using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Data.DuckDb;

namespace Symphony.Data;

/// <summary>A Parquet file as named columns: written with the same bytes for the same values, and read back.</summary>
public sealed class ParquetTable
{
    private readonly Dictionary<string, (ParquetKind Kind, Array Values)> _columns;

    private ParquetTable(int rows, IReadOnlyList<string> names, Dictionary<string, (ParquetKind Kind, Array Values)> columns)
    {
        Rows = rows;
        ColumnNames = names;
        _columns = columns;
    }

    /// <summary>How many rows the file holds.</summary>
    public int Rows { get; }

    /// <summary>The columns' names, in the file's order.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>
    /// Writes the columns to a file: first beside it under the name with ".part", then renamed, so that the file is
    /// there whole or not at all.
    /// </summary>
    /// <remarks>One thread, rows in the order given, Zstandard: the same columns give the same bytes.</remarks>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="columns">At least one, with distinct names and equally many values.</param>
    /// <param name="cancellation">Stops the writing, and leaves nothing behind.</param>
    /// <exception cref="DataRefusedException">The folder takes no file.</exception>
    /// <exception cref="DiskFullException">The disk is full.</exception>
    public static void Write(string path, IReadOnlyList<ParquetColumn> columns, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(columns);
        CheckShape(columns);
        var part = path + ".part";
        var whole = false;
        try
        {
            using (var database = DuckDbDatabase.Open(threads: 1))
            {
                ParquetRows.Fill(database, columns, cancellation);
                using var copy = database.Prepare("COPY (SELECT * FROM written) TO ? (FORMAT parquet, COMPRESSION zstd)");
                using var done = copy.Bind(1, part).Execute(cancellation);
            }

            using (var written = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
            {
                written.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
            whole = true;
        }
        catch (Exception refused) when (refused is DuckDbException or IOException or UnauthorizedAccessException)
        {
            throw NotWritten(path, part, refused);
        }
        finally
        {
            if (!whole && File.Exists(part))
            {
                File.Delete(part);
            }
        }
    }

    /// <summary>The columns as a table, without a file.</summary>
    /// <param name="columns">At least one, with distinct names and equally many values.</param>
    public static ParquetTable Of(IReadOnlyList<ParquetColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        CheckShape(columns);
        return new ParquetTable(
            columns[0].Count,
            [.. columns.Select(column => column.Name)],
            columns.ToDictionary(column => column.Name, column => (column.Kind, column.ToArray()), StringComparer.Ordinal));
    }

    /// <summary>Reads a whole file; a missing value is refused.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">The file is missing, is no Parquet, or holds what <see cref="ParquetKind"/> does not.</exception>
    public static ParquetTable Read(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = Files.SourceFiles.Expand([path], string.Empty, "a table")[0];
        if (Files.FileForms.Of(file) != Files.FileForm.Parquet)
        {
            throw new DataRefusedException($"{file.Name} is no Parquet file; one is accepted", file.Name);
        }

        try
        {
            using var database = DuckDbDatabase.Open(threads: 1);
            using var statement = database.Prepare("SELECT * FROM read_parquet(?)");
            using var result = statement.Bind(1, SqlName.LiteralPath(file.Path)).Execute(cancellation);
            var (rows, values) = ParquetRows.Collect(result, file.Name, cancellation);
            var columns = result.ColumnNames.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
            return new ParquetTable(rows, result.ColumnNames, columns);
        }
        catch (DuckDbException refused)
        {
            throw new DataRefusedException($"{file.Name} cannot be read ({refused.FirstLine}); a complete Parquet file is accepted", file.Name);
        }
    }

    /// <summary>What a column holds.</summary>
    /// <param name="name">A column's name.</param>
    public ParquetKind KindOf(string name) => Column(name).Kind;

    /// <summary>A column of 64-bit whole numbers.</summary>
    /// <param name="name">The name of such a column.</param>
    public long[] Int64(string name) => Values<long>(name, ParquetKind.Int64);

    /// <summary>A column of 32-bit whole numbers.</summary>
    /// <param name="name">The name of such a column.</param>
    public int[] Int32(string name) => Values<int>(name, ParquetKind.Int32);

    /// <summary>A column of doubles.</summary>
    /// <param name="name">The name of such a column.</param>
    public double[] Double(string name) => Values<double>(name, ParquetKind.Double);

    /// <summary>A column of texts; equal texts are one object.</summary>
    /// <param name="name">The name of such a column.</param>
    public string[] Text(string name) => Values<string>(name, ParquetKind.Text);

    /// <summary>A column of dates, as epoch days.</summary>
    /// <param name="name">The name of such a column.</param>
    public int[] Date(string name) => Values<int>(name, ParquetKind.Date);

    /// <summary>A column of instants, as microseconds since 1970-01-01T00:00Z.</summary>
    /// <param name="name">The name of such a column.</param>
    public long[] Instant(string name) => Values<long>(name, ParquetKind.Instant);

    /// <summary>A column of truths.</summary>
    /// <param name="name">The name of such a column.</param>
    public bool[] Boolean(string name) => Values<bool>(name, ParquetKind.Boolean);

    private T[] Values<T>(string name, ParquetKind kind)
    {
        var (found, values) = Column(name);
        return found == kind ? (T[])values : throw new ArgumentException($"the column '{name}' holds {found}, not {kind}", nameof(name));
    }

    private (ParquetKind Kind, Array Values) Column(string name) => _columns.TryGetValue(name, out var column)
        ? column
        : throw new ArgumentException($"there is no column '{name}'; the columns are {string.Join(", ", ColumnNames)}", nameof(name));

    private static void CheckShape(IReadOnlyList<ParquetColumn> columns)
    {
        if (columns.Count == 0 || columns.Any(column => column.Count != columns[0].Count))
        {
            throw new ArgumentException("a table has at least one column, and columns of one length", nameof(columns));
        }

        var repeated = columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (repeated is not null)
        {
            throw new ArgumentException($"two columns are named '{repeated.Key}'", nameof(columns));
        }
    }

    /// <summary>What the system says names the file beside; the user knows its place.</summary>
    private static Exception NotWritten(string path, string part, Exception refused)
    {
        var message = ((refused as DuckDbException)?.FirstLine ?? refused.Message).Replace(part, path, StringComparison.Ordinal);
        var name = Path.GetFileName(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        return IsFull(message, folder)
            ? new DiskFullException($"{name} cannot be written: the disk of {folder} is full; nothing half-written was kept, free some space and run again", refused)
            : new DataRefusedException($"{name} cannot be written to {folder} ({message}); a folder this user may write to is accepted", name);
    }

    private static bool IsFull(string message, string folder)
    {
        const long NextToNothing = 1 << 16;
        if (message.Contains("No space left", StringComparison.OrdinalIgnoreCase) || !Directory.Exists(folder))
        {
            return Directory.Exists(folder);
        }

        var drive = new DriveInfo(folder);
        return drive.TotalSize > 0 && drive.AvailableFreeSpace < NextToNothing;
    }
}
