using System;
using System.Collections.Concurrent;
using System.Text;

namespace Symphony.Data.Ingest;

/// <summary>Splits a stretch of text into records and reads their rows.</summary>
/// <param name="plan">Where the values stand.</param>
/// <param name="goOn">True to collect all faults; false to stop at the first.</param>
/// <param name="spare">Blocks whose rows were taken; null for none.</param>
internal sealed class TextParser(FilePlan plan, bool goOn, ConcurrentBag<ParsedBlock>? spare = null)
{
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';
    private const int ShortestRow = 24;
    private const int LongestKept = 500;

    private readonly int[] _starts = new int[plan.Names.Count + 1];
    private readonly int[] _ends = new int[plan.Names.Count + 1];
    private byte[] _plain = [];
    private int _fields;

    /// <summary>Reads whole records.</summary>
    /// <param name="text">The text; it ends with a record's end, or with the file.</param>
    public ParsedBlock Parse(ReadOnlySpan<byte> text)
    {
        if (spare is null || !spare.TryTake(out var block)) block = new ParsedBlock(plan.Schema, Math.Max(16, text.Length / ShortestRow));
        var rows = new RowReader(plan, block);
        var at = 0;
        while (at < text.Length)
        {
            var record = text[at..];
            var line = block.LineCount + 1;
            var quoted = false;
            var length = Split(record, ref quoted);
            RowFault? fault;
            if (quoted)
            {
                fault = ParseQuoted(record, line, rows, out length, out var lines);
                block.LineCount += lines;
            }
            else
            {
                block.LineCount++;
                if (_fields == 1 && _ends[0] == 0 && plan.Names.Count != 1)
                {
                    at += length;
                    continue;
                }

                fault = _fields == plan.Names.Count ? rows.Read(record, _starts, _ends, line) : CountFault(record[..length], line);
            }

            block.Records++;
            if (fault is not null)
            {
                block.Faults.Add(fault with { Text = Shown(record[..length]) });
                if (!goOn) return block;
            }

            at += length;
        }

        return block;
    }

    /// <summary>Finds the values of a record without quotes; how many bytes it takes, its line's end included.</summary>
    private int Split(ReadOnlySpan<byte> text, ref bool quoted)
    {
        _fields = 0;
        var start = 0;
        while (true)
        {
            var length = text[start..].IndexOfAny(plan.Delimiter, LineFeed, Quote);
            var end = length < 0 ? text.Length : start + length;
            if (length >= 0 && text[end] == Quote)
            {
                quoted = true;
                return 0;
            }

            var isLast = length < 0 || text[end] == LineFeed;
            var stop = isLast && end > start && text[end - 1] == '\r' ? end - 1 : end;
            if (_fields < _starts.Length)
            {
                _starts[_fields] = start;
                _ends[_fields] = stop;
            }

            _fields++;
            if (isLast) return Math.Min(text.Length, end + 1);
            start = end + 1;
        }
    }

    /// <summary>A record with quotes: taken apart slowly, the values without their quotes put one after the other.</summary>
    private RowFault? ParseQuoted(ReadOnlySpan<byte> text, int line, RowReader rows, out int length, out int lines)
    {
        _fields = 0;
        lines = 1;
        if (_plain.Length < text.Length) _plain = new byte[text.Length];
        var (at, kept, start) = (0, 0, 0);
        string? flaw = null;
        while (true)
        {
            if (at < text.Length && text[at] == Quote)
            {
                at++;
                while (true)
                {
                    if (at == text.Length)
                    {
                        flaw = "opens a quote that is never closed";
                        break;
                    }

                    if (text[at] == Quote && (at + 1 == text.Length || text[at + 1] != Quote)) break;
                    if (text[at] == Quote) at++;
                    if (text[at] == LineFeed) lines++;
                    _plain[kept++] = text[at++];
                }

                if (at < text.Length) at++;
                if (at < text.Length && text[at] != plan.Delimiter && text[at] is not (LineFeed or (byte)'\r')) flaw ??= "has text after a closing quote";
            }

            while (at < text.Length && text[at] != plan.Delimiter && text[at] != LineFeed) _plain[kept++] = text[at++];
            var isLast = at == text.Length || text[at] == LineFeed;
            if (isLast && kept > start && _plain[kept - 1] == '\r') kept--;
            if (_fields < _starts.Length)
            {
                _starts[_fields] = start;
                _ends[_fields] = kept;
            }

            _fields++;
            start = kept;
            at++;
            if (isLast) break;
        }

        length = Math.Min(at, text.Length);
        return flaw is not null ? new RowFault(line, null, string.Empty, flaw, "a quote inside quotes written twice, and quotes in pairs,", string.Empty)
            : _fields == plan.Names.Count ? rows.Read(_plain.AsSpan(0, kept), _starts, _ends, line)
            : CountFault(text[..length], line);
    }

    private RowFault CountFault(ReadOnlySpan<byte> record, int line)
    {
        var first = record[..Math.Max(0, record.IndexOfAny(plan.Delimiter, LineFeed))];
        return new RowFault(
            line,
            null,
            Encoding.UTF8.GetString(first),
            $"has {_fields} values, the first {Rows.Quoted.Text(Encoding.UTF8.GetString(first))}, where {plan.Names.Count} columns are named",
            "one value for each column",
            string.Empty);
    }

    private static string Shown(ReadOnlySpan<byte> record)
    {
        var text = record.TrimEnd("\r\n"u8);
        return Encoding.UTF8.GetString(text.Length > LongestKept ? text[..LongestKept] : text);
    }
}
