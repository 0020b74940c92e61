using System;
using System.Collections.Generic;
using System.IO;

namespace Symphony.Data.Files;

/// <summary>What is wrong with a record before any value is looked at.</summary>
internal enum CsvFlaw
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A quote is opened and never closed.</summary>
    OpenQuote,

    /// <summary>Text follows a closing quote.</summary>
    TextAfterQuote,

    /// <summary>The line ends in another way than the first one does.</summary>
    LineEnd,

    /// <summary>A NUL character, which no text holds.</summary>
    Nul,
}

/// <summary>
/// Reads records and their line numbers, slowly and strictly: it finds the fault in a file that the fast
/// way refused.
/// </summary>
/// <param name="stream">The text, UTF-8.</param>
/// <param name="delimiter">The character between values.</param>
internal sealed class CsvScanner(Stream stream, byte delimiter) : IDisposable
{
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';
    private const byte Return = (byte)'\r';
    private const int None = -1;

    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly List<int> _ends = [];
    private byte[] _record = new byte[256];
    private int _recordLength;
    private int _at;
    private int _filled;
    private long _nextLine = 1;
    private int _lineEnd;

    /// <summary>The line the record begins on, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>How many values the record has.</summary>
    public int FieldCount => _ends.Count;

    /// <summary>What is wrong with the record's form.</summary>
    public CsvFlaw Flaw { get; private set; }

    /// <summary>One value of the record, without its quotes.</summary>
    /// <param name="field">Number of the value, from 0.</param>
    public ReadOnlySpan<byte> Field(int field)
    {
        var start = field == 0 ? 0 : _ends[field - 1];
        return _record.AsSpan(start, _ends[field] - start);
    }

    /// <summary>Reads the next record that is not an empty line; false at the end.</summary>
    public bool Next()
    {
        do
        {
            if (Peek() == None)
            {
                return false;
            }

            ReadRecord();
        }
        while (_ends.Count == 1 && _recordLength == 0 && Flaw == CsvFlaw.None);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private void ReadRecord()
    {
        _ends.Clear();
        _recordLength = 0;
        Flaw = CsvFlaw.None;
        Line = _nextLine;
        var fieldStart = true;
        while (true)
        {
            var read = Take();
            if (read is None or LineFeed or Return)
            {
                _ends.Add(_recordLength);
                EndLine(read);
                return;
            }

            if (read == delimiter)
            {
                _ends.Add(_recordLength);
                fieldStart = true;
            }
            else if (read == Quote && fieldStart)
            {
                ReadQuoted();
                fieldStart = false;
            }
            else
            {
                Keep(read);
                fieldStart = false;
            }
        }
    }

    private void ReadQuoted()
    {
        while (true)
        {
            var read = Take();
            if (read == None)
            {
                Flaw = CsvFlaw.OpenQuote;
                return;
            }

            if (read == Quote)
            {
                if (Peek() != Quote)
                {
                    break;
                }

                read = Take();
            }
            else if (read == LineFeed)
            {
                _nextLine++;
            }

            Keep(read);
        }

        var after = Peek();
        if (after != None && after != delimiter && after != LineFeed && after != Return)
        {
            Flaw = CsvFlaw.TextAfterQuote;
        }
    }

    private void EndLine(int read)
    {
        _nextLine++;
        if (read == None)
        {
            return;
        }

        // 1 for LF, 2 for CR LF, 3 for CR alone: a file has one way to end its lines.
        var way = 1;
        if (read == Return)
        {
            way = Peek() == LineFeed ? 2 : 3;
            if (way == 2)
            {
                Take();
            }
        }

        _lineEnd = _lineEnd == 0 ? way : _lineEnd;
        if (way != _lineEnd && Flaw == CsvFlaw.None)
        {
            Flaw = CsvFlaw.LineEnd;
        }
    }

    private void Keep(int value)
    {
        if (value == 0)
        {
            Flaw = CsvFlaw.Nul;
        }

        if (_recordLength == _record.Length)
        {
            Array.Resize(ref _record, 2 * _recordLength);
        }

        _record[_recordLength++] = (byte)value;
    }

    private int Take()
    {
        var value = Peek();
        _at += value == None ? 0 : 1;
        return value;
    }

    private int Peek()
    {
        if (_at == _filled)
        {
            _filled = stream.Read(_buffer);
            _at = 0;
            if (_filled == 0)
            {
                return None;
            }
        }

        return _buffer[_at];
    }
}
