using System;
using System.Collections.Generic;
using System.Text;

namespace Symphony.Data.Rows;

/// <summary>Texts as small numbers, in the order they were first met; a known text costs no object.</summary>
internal sealed class TextTable
{
    private const int OnStack = 256;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byChars;
    private readonly List<string> _texts = [];
    private byte[] _last = [];
    private int _lastLength = -1;
    private int _lastNumber;

    /// <summary>An empty table.</summary>
    public TextTable() => _byChars = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The texts, by number.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>The number of a text.</summary>
    /// <param name="utf8">The text.</param>
    public int Number(ReadOnlySpan<byte> utf8)
    {
        if (_lastLength == utf8.Length && utf8.SequenceEqual(_last.AsSpan(0, _lastLength)))
        {
            return _lastNumber;
        }

        var chars = utf8.Length <= OnStack ? stackalloc char[OnStack] : new char[utf8.Length];
        chars = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        if (!_byChars.TryGetValue(chars, out var number))
        {
            number = Add(new string(chars));
        }

        if (_last.Length < utf8.Length)
        {
            _last = new byte[utf8.Length];
        }

        utf8.CopyTo(_last);
        (_lastLength, _lastNumber) = (utf8.Length, number);
        return number;
    }

    /// <summary>The number of a text.</summary>
    /// <param name="text">The text.</param>
    public int Number(string text) => _numbers.TryGetValue(text, out var number) ? number : Add(text);

    private int Add(string text)
    {
        _numbers.Add(text, _texts.Count);
        _texts.Add(text);
        return _texts.Count - 1;
    }
}
