using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;

namespace Symphony.Data.Rows;

/// <summary>What reading one file gave.</summary>
/// <param name="File">The file.</param>
/// <param name="Layout">Where its columns are.</param>
/// <param name="Inspection">Its hash and length.</param>
/// <param name="Rows">How many rows it holds.</param>
/// <param name="Form">What its date column holds.</param>
internal sealed record TableRead(SourceFile File, Layout Layout, Inspection Inspection, long Rows, StampForm Form)
{
    /// <summary>The file as a record of a run names it.</summary>
    public DataInput ToInput() => new(File.RecordName, Inspection.Sha256, Inspection.Bytes, Rows);
}

/// <summary>
/// Reads a file's rows into a sink: a fast pass over columns, and, when anything is wrong, a slow one that
/// names the line.
/// </summary>
/// <param name="database">Reads the files.</param>
/// <param name="tables">A table for each text column of the sink.</param>
/// <param name="datePattern">The pattern of dates in text files, or null for year first.</param>
/// <param name="cancellation">Stops the reading.</param>
/// <param name="streams">True for sinks that keep few rows: no more of a file is held than is being handed on, and a fault late in it is met late.</param>
internal sealed class TableReader(DuckDbDatabase database, TextTable[] tables, string? datePattern, CancellationToken cancellation, bool streams = false)
{
    private const int AllGood = -1;
    private const byte LastControl = 0x1f;

    private long[] _stamps = [];
    private int[][] _texts = [];
    private double[][] _numbers = [];
    private Layout? _reserved;

    /// <summary>Reads one file, or refuses it with the first fault.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sink">Takes the rows, in the file's order.</param>
    public TableRead Read(SourceFile file, RowSink sink)
    {
        var form = FileForms.Of(file);
        var layout = form == FileForm.Parquet
            ? Layout.OfParquet(file, database, sink.Columns)
            : Layout.OfText(file, form, sink.Columns);

        // The bytes are hashed and examined while DuckDB parses them.
        var inspecting = Task.Run(() => Inspection.Of(file, form, (byte)(layout.Header?.Delimiter ?? ','), cancellation), CancellationToken.None);
        var pass = Pass(file, layout, sink);
        var inspection = inspecting.GetAwaiter().GetResult();

        var explainer = new RowExplainer(file, layout, sink, datePattern);
        if (pass.Failed)
        {
            var fault = layout.Header is null ? InParquet(explainer, pass) : explainer.InText();
            throw fault ?? Unexplained(file, pass);
        }

        if (layout.Header is not null && MayHideFaults(layout, inspection, pass.Rows) && explainer.InText() is { } hidden)
        {
            throw hidden;
        }

        return pass.Rows > 0
            ? new TableRead(file, layout, inspection, pass.Rows, pass.Form)
            : throw new DataRefusedException($"{file.Name} has a header and no rows; at least one row is needed", file.Name, 1);
    }

    /// <summary>
    /// DuckDB passes silently over an empty value too many, a NUL and 1_000: the counts of bytes tell that a
    /// closer look is needed.
    /// </summary>
    private static bool MayHideFaults(Layout layout, Inspection inspection, long rows) =>
        inspection.Suspicious || inspection.Delimiters != (rows + 1) * (layout.Names.Count - 1);

    private DataRefusedException? InParquet(RowExplainer explainer, FastPass pass) =>
        pass.BadRow >= 0 ? explainer.InParquet(database, pass.BadRow, pass.Form) : null;

    private static DataRefusedException Unexplained(SourceFile file, FastPass pass) => new(
        pass.Message is null
            ? string.Create(CultureInfo.InvariantCulture, $"{file.Name}, data row {pass.BadRow + 1} cannot be read; complete rows of dates, names and numbers are accepted")
            : $"{file.Name} cannot be read ({pass.Message}); a well-formed table is accepted",
        file.Name);

    private FastPass Pass(SourceFile file, Layout layout, RowSink sink)
    {
        var rows = 0L;
        var form = StampForm.None;
        try
        {
            using var statement = database.Prepare(layout.Sql());
            layout.Bind(statement, file);
            using var result = streams ? statement.Stream(cancellation) : statement.Execute(cancellation);
            while (result.Next() is { } chunk)
            {
                using (chunk)
                {
                    var bad = Take(chunk, layout, result.ColumnTypes, sink, ref form);
                    if (bad != AllGood)
                    {
                        return new FastPass(rows, form, rows + bad, null, Failed: true);
                    }

                    rows += chunk.RowCount;
                }

                cancellation.ThrowIfCancellationRequested();
            }

            return new FastPass(rows, form, AllGood, null, Failed: false);
        }
        catch (DuckDbException refused)
        {
            return new FastPass(rows, form, AllGood, refused.FirstLine, Failed: true);
        }
    }

    /// <summary>Hands a chunk's rows to the sink; the first bad row of the chunk, or -1.</summary>
    private int Take(DuckDbChunk chunk, Layout layout, DuckDbType[] types, RowSink sink, ref StampForm form)
    {
        Reserve(layout, chunk.RowCount);
        var rows = chunk.RowCount;
        int texts = 0, numbers = 0;
        for (var column = 0; column < types.Length; column++)
        {
            rows = layout.Wanted[column].Kind switch
            {
                ColumnKind.Stamp => ReadStamps(chunk, column, types[column], rows, ref form),
                ColumnKind.Text => ReadTexts(chunk, column, _texts[texts], tables[texts++], rows),
                _ => ReadNumbers(chunk, column, _numbers[numbers++], rows, sink.TakesEmptyNumbers),
            };
        }

        sink.Form = form;
        Span<int> rowTexts = stackalloc int[texts];
        Span<double> rowNumbers = stackalloc double[numbers];
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < texts; i++)
            {
                rowTexts[i] = _texts[i][row];
            }

            for (var i = 0; i < numbers; i++)
            {
                rowNumbers[i] = _numbers[i][row];
            }

            if (!sink.Holds(rowNumbers))
            {
                return row;
            }

            sink.Add(_stamps[row], rowTexts, rowNumbers);
        }

        return rows == chunk.RowCount ? AllGood : rows;
    }

    /// <summary>Each of the three readers fills up to the first row it cannot read, and returns its number.</summary>
    private int ReadStamps(DuckDbChunk chunk, int column, DuckDbType type, int rows, ref StampForm form)
    {
        var valid = chunk.ValidityOf(column);
        if (type == DuckDbType.Varchar)
        {
            var texts = chunk.TextsOf(column);
            for (var row = 0; row < rows; row++)
            {
                var text = Trim(texts[row]);
                if (!valid[row] || !TryStamp(text, out _stamps[row], out var read) || (form != StampForm.None && form != read))
                {
                    return row;
                }

                form = read;
            }

            return rows;
        }

        form = type switch
        {
            DuckDbType.Date => StampForm.Date,
            DuckDbType.TimestampTz => StampForm.Instant,
            _ => StampForm.Local,
        };
        var days = type == DuckDbType.Date ? chunk.Values<int>(column) : default;
        var micros = type == DuckDbType.Date ? default : chunk.Values<long>(column);
        for (var row = 0; row < rows; row++)
        {
            _stamps[row] = valid[row] ? days.IsEmpty ? micros[row] : days[row] * Stamp.Day : long.MaxValue;
            if (!Stamp.InRange(_stamps[row]))
            {
                return row;
            }
        }

        return rows;
    }

    private bool TryStamp(ReadOnlySpan<byte> text, out long micros, out StampForm form) => datePattern is null
        ? Stamp.TryRead(text, out micros, out form)
        : Stamp.TryRead(text, datePattern, out micros, out form);

    private static int ReadTexts(DuckDbChunk chunk, int column, int[] into, TextTable table, int rows)
    {
        var valid = chunk.ValidityOf(column);
        var texts = chunk.TextsOf(column);
        for (var row = 0; row < rows; row++)
        {
            var text = valid[row] ? Trim(texts[row]) : default;
            if (text.IsEmpty || text.IndexOfAnyInRange((byte)0, LastControl) >= 0)
            {
                return row;
            }

            into[row] = table.Number(text);
        }

        return rows;
    }

    private static int ReadNumbers(DuckDbChunk chunk, int column, double[] into, int rows, bool takesEmpty)
    {
        var valid = chunk.ValidityOf(column);
        chunk.Values<double>(column)[..rows].CopyTo(into);
        for (var row = 0; row < rows; row++)
        {
            if (valid[row])
            {
                continue;
            }

            if (!takesEmpty)
            {
                return row;
            }

            into[row] = double.NaN;
        }

        return rows;
    }

    private void Reserve(Layout layout, int rows)
    {
        if (_stamps.Length >= rows && ReferenceEquals(_reserved, layout))
        {
            return;
        }

        int texts = 0, numbers = 0;
        foreach (var column in layout.Wanted)
        {
            texts += column.Kind == ColumnKind.Text ? 1 : 0;
            numbers += column.Kind == ColumnKind.Number ? 1 : 0;
        }

        _reserved = layout;
        _stamps = new long[rows];
        _texts = new int[texts][];
        _numbers = new double[numbers][];
        for (var i = 0; i < texts; i++)
        {
            _texts[i] = new int[rows];
        }

        for (var i = 0; i < numbers; i++)
        {
            _numbers[i] = new double[rows];
        }
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);

    /// <summary>What the fast pass came to.</summary>
    /// <param name="Rows">Rows handed on.</param>
    /// <param name="Form">What the date column holds.</param>
    /// <param name="BadRow">The row it stopped at, or -1.</param>
    /// <param name="Message">DuckDB's complaint, or null.</param>
    /// <param name="Failed">True when it did not reach the end.</param>
    private readonly record struct FastPass(long Rows, StampForm Form, long BadRow, string? Message, bool Failed);
}
