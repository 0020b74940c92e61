using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Symphony.Data.Files;

/// <summary>The first line of a text file: its columns' names and the character between them.</summary>
/// <param name="Names">The names, in order, without quotes and outer blanks.</param>
/// <param name="Delimiter">Comma, semicolon, tab or bar.</param>
internal sealed record CsvHeader(IReadOnlyList<string> Names, char Delimiter)
{
    private const int LongestLine = 1 << 20;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads line 1, or refuses a file that does not begin like a table.</summary>
    /// <param name="file">The file.</param>
    /// <param name="form">Its form, not Parquet.</param>
    public static CsvHeader Read(SourceFile file, FileForm form)
    {
        var line = FirstLine(file, form);
        string text;
        try
        {
            text = Strict.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            throw Binary(file);
        }

        text = text.TrimStart('\uFEFF');
        if (text.Any(c => char.IsControl(c) && c != '\t'))
        {
            throw Binary(file);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            throw new DataRefusedException($"{file.Name}, line 1 is blank; the columns' names are needed there", file.Name, 1);
        }

        var delimiter = ",;\t|".MaxBy(candidate => text.Count(c => c == candidate));
        using var scanner = new CsvScanner(new MemoryStream(Encoding.UTF8.GetBytes(text)), (byte)delimiter);
        scanner.Next();
        if (scanner.Flaw != CsvFlaw.None)
        {
            throw new DataRefusedException($"{file.Name}, line 1 has a quote that is not closed; the columns' names on one line are accepted", file.Name, 1);
        }

        var names = new string[scanner.FieldCount];
        for (var field = 0; field < names.Length; field++)
        {
            names[field] = Encoding.UTF8.GetString(scanner.Field(field)).Trim();
        }

        return new CsvHeader(names, delimiter);
    }

    private static byte[] FirstLine(SourceFile file, FileForm form)
    {
        using var stream = FileForms.OpenText(file, form);
        var line = new List<byte>();
        var buffer = new byte[4096];
        var ended = false;
        try
        {
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                var end = buffer.AsSpan(0, read).IndexOfAny((byte)'\n', (byte)'\r');
                line.AddRange(buffer.AsSpan(0, end < 0 ? read : end));
                ended = end >= 0;
                if (ended || line.Count > LongestLine)
                {
                    break;
                }
            }
        }
        catch (InvalidDataException)
        {
            throw Inspection.Damaged(file);
        }

        if (!ended && form == FileForm.GzipText)
        {
            // The text ends within line 1: perhaps because the file does.
            _ = Inspection.Of(file, form, 0, default);
        }

        return line.Count > LongestLine || line.Contains(0) ? throw Binary(file)
            : line.Count == 0 && !ended ? throw Nothing(file)
            : [.. line];
    }

    private static DataRefusedException Nothing(SourceFile file) =>
        new($"{file.Name} unpacks to nothing; a header line and at least one row are needed", file.Name);

    private static DataRefusedException Binary(SourceFile file) =>
        new($"{file.Name} is no text table (its first line is not UTF-8 text); CSV, gzipped CSV and Parquet are accepted", file.Name);
}
