using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;

namespace Symphony.Data.Rows;

/// <summary>Finds the first fault in a file that the fast way refused, and says it in one sentence.</summary>
/// <param name="file">The file.</param>
/// <param name="layout">Where its columns are.</param>
/// <param name="sink">What its rows must obey.</param>
/// <param name="datePattern">The pattern of its dates, or null for year first.</param>
internal sealed class RowExplainer(SourceFile file, Layout layout, RowSink sink, string? datePattern)
{
    private const char LastControl = '\u001f';
    private StampForm _form = StampForm.None;

    /// <summary>The first fault of a text file, or null when none is found.</summary>
    public DataRefusedException? InText()
    {
        using var scanner = OpenScanner();
        while (scanner.Next())
        {
            var fault = InRecord(scanner);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>The fault of one row of a Parquet file, or null when none is found.</summary>
    /// <param name="database">Reads the row.</param>
    /// <param name="row">The row's number, from 0.</param>
    /// <param name="form">What the rows before held in their date column.</param>
    public DataRefusedException? InParquet(DuckDbDatabase database, long row, StampForm form)
    {
        _form = form;
        using var statement = database.Prepare(layout.ParquetRowSql());
        using var result = statement.Bind(1, SqlName.LiteralPath(file.Path)).Bind(2, row).Execute(default);
        using var chunk = result.Next();
        var values = new string?[layout.Wanted.Count];
        for (var column = 0; column < values.Length; column++)
        {
            var present = chunk is not null && chunk.ValidityOf(column)[0];
            var text = present ? Encoding.UTF8.GetString(chunk!.TextsOf(column)[0]) : null;

            // The sign of NaN is nobody's business.
            values[column] = text == "-nan" ? "nan" : text;
        }

        return InRow(row + 1, values);
    }

    /// <summary>The line (text) or row (Parquet), from 1, of the n-th data row.</summary>
    /// <param name="ordinal">The data row's number, from 0.</param>
    public long LineOf(long ordinal)
    {
        if (layout.Header is null)
        {
            return ordinal + 1;
        }

        using var scanner = OpenScanner();
        for (var at = 0L; at <= ordinal && scanner.Next(); at++)
        {
        }

        return scanner.Line;
    }

    /// <summary>The file's name in sentences.</summary>
    public string File => file.Name;

    /// <summary>"line" for text, "row" for Parquet.</summary>
    public string Unit => layout.Header is null ? "row" : "line";

    /// <summary>A refusal about one value.</summary>
    /// <param name="line">Its line or row.</param>
    /// <param name="column">Number of the wanted column.</param>
    /// <param name="value">The refused text.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="accepted">What would be accepted.</param>
    public DataRefusedException Refuse(long line, int column, string value, string problem, string accepted)
    {
        var name = layout.NameOf(column);
        var place = string.Create(CultureInfo.InvariantCulture, $"{file.Name}, {Unit} {line}, column '{name}'");
        return new DataRefusedException($"{place}: {Quoted.Text(value)} {problem}; {accepted} is accepted", file.Name, line, name, value);
    }

    /// <summary>What is wrong with a record's form, after its line's number; null when nothing is.</summary>
    /// <param name="flaw">What the scanner found.</param>
    public static string? Said(CsvFlaw flaw) => flaw switch
    {
        CsvFlaw.OpenQuote => "opens a quote that is never closed; quotes in pairs are accepted",
        CsvFlaw.TextAfterQuote => "has text after a closing quote; a delimiter is accepted there, and a quote inside quotes is written twice",
        CsvFlaw.LineEnd => "ends in another way than the first line (LF, CR LF and CR are mixed); one kind of line end is accepted",
        CsvFlaw.Nul => "holds a NUL character, as binary files do; text is accepted",
        _ => null,
    };

    private CsvScanner OpenScanner()
    {
        var scanner = new CsvScanner(FileForms.OpenText(file, layout.Form), (byte)layout.Header!.Delimiter);
        scanner.Next();
        return scanner;
    }

    private DataRefusedException? InRecord(CsvScanner scanner)
    {
        var line = scanner.Line;
        var flaw = Said(scanner.Flaw);
        if (flaw is not null)
        {
            return AtLine(line, flaw, null);
        }

        if (scanner.FieldCount != layout.Names.Count)
        {
            var first = Encoding.UTF8.GetString(scanner.Field(0));
            var count = string.Create(
                CultureInfo.InvariantCulture,
                $"has {scanner.FieldCount} values, the first {Quoted.Text(first)}, where line 1 names {layout.Names.Count} columns; one value for each column is accepted");
            return AtLine(line, count, first);
        }

        var values = new string?[layout.Wanted.Count];
        for (var column = 0; column < values.Length; column++)
        {
            var bytes = scanner.Field(layout.Positions[column]);
            values[column] = Encoding.UTF8.GetString(bytes);
            if (!Utf8.IsValid(bytes))
            {
                return Refuse(line, column, values[column]!, "is not UTF-8 text", "a UTF-8 file");
            }
        }

        return InRow(line, values);
    }

    private DataRefusedException AtLine(long line, string problem, string? value) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file.Name}, line {line} {problem}"), file.Name, line, null, value);

    private DataRefusedException? InRow(long line, IReadOnlyList<string?> values)
    {
        var numbers = new List<double>();
        var columns = new List<int>();
        for (var column = 0; column < values.Count; column++)
        {
            var wanted = layout.Wanted[column];
            var value = values[column]?.Trim(' ', '\t') ?? string.Empty;
            if (value.Length == 0)
            {
                if (wanted.Kind != ColumnKind.Number || !sink.TakesEmptyNumbers)
                {
                    return Empty(line, column);
                }

                numbers.Add(double.NaN);
                columns.Add(column);
                continue;
            }

            switch (wanted.Kind)
            {
                case ColumnKind.Text when value.AsSpan().IndexOfAnyInRange('\0', LastControl) >= 0:
                    return Refuse(line, column, value, "holds a control character", wanted.Accepted + " of visible characters");
                case ColumnKind.Stamp when StampFault(line, column, value) is { } fault:
                    return fault;
                case ColumnKind.Number:
                    if (!TryNumber(value, out var number))
                    {
                        return Refuse(line, column, value, "is not a number", wanted.Accepted);
                    }

                    numbers.Add(number);
                    columns.Add(column);
                    break;
            }
        }

        var row = numbers.ToArray();
        if (sink.Holds(row))
        {
            return null;
        }

        var problem = sink.Explain(row);
        var broken = columns[problem.Number];
        return Refuse(line, broken, values[broken]!, problem.Problem, problem.Accepted);
    }

    private DataRefusedException Empty(long line, int column)
    {
        var name = layout.NameOf(column);
        return new DataRefusedException(
            string.Create(CultureInfo.InvariantCulture, $"{file.Name}, {Unit} {line}, column '{name}' is empty; {layout.Wanted[column].Accepted} is accepted"),
            file.Name,
            line,
            name,
            string.Empty);
    }

    private DataRefusedException? StampFault(long line, int column, string value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        var typed = layout.Header is null && layout.Types[column] != DuckDbType.Varchar;
        var pattern = typed ? null : datePattern;
        StampForm form;
        var read = pattern is null ? Stamp.TryRead(utf8, out _, out form) : Stamp.TryRead(utf8, pattern, out _, out form);
        if (!read)
        {
            return Refuse(line, column, value, pattern is null && Stamp.IsBeyond(utf8) ? "lies outside the years 1700 to 2299" : "is not a date", pattern is null ? Stamp.Accepted : $"the pattern {pattern}");
        }

        _form = _form == StampForm.None || typed ? form : _form;
        return form == _form
            ? null
            : Refuse(line, column, value, $"is {Named(form)} where the rows before hold {Named(_form)}", "one kind in a column");
    }

    private static string Named(StampForm form) => form switch
    {
        StampForm.Date => "a date",
        StampForm.Local => "a date with a time",
        _ => "a time with its distance from UTC",
    };

    private static bool TryNumber(string value, out double number)
    {
        switch (value.TrimStart('+', '-').ToUpperInvariant())
        {
            case "INF" or "INFINITY":
                number = value[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            case "NAN":
                number = double.NaN;
                return true;
            default:
                return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
        }
    }
}
