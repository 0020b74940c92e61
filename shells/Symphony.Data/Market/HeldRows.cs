using System.Collections.Generic;
using System.Globalization;
using Symphony.Data.Files;

namespace Symphony.Data.Market;

/// <summary>Where the rows of each symbol stand that have not gone through its stream, so that a refusal of them can say so.</summary>
internal sealed class HeldRows
{
    private readonly List<(SourceFile File, long Row)?> _firsts = [];
    private readonly List<(SourceFile File, long Row)?> _lasts = [];
    private SourceFile? _file;
    private long _row;

    /// <summary>Begins a file.</summary>
    /// <param name="file">The file.</param>
    public void Begin(SourceFile file) => (_file, _row) = (file, 0);

    /// <summary>Counts a row.</summary>
    public void Next() => _row++;

    /// <summary>The row belongs to a symbol.</summary>
    /// <param name="symbol">The symbol's number.</param>
    /// <param name="isFirst">True where the symbol held none.</param>
    public void Take(int symbol, bool isFirst)
    {
        while (_firsts.Count <= symbol)
        {
            _firsts.Add(null);
            _lasts.Add(null);
        }

        if (isFirst || _firsts[symbol] is null) _firsts[symbol] = (_file!, _row);
        _lasts[symbol] = (_file!, _row);
    }

    /// <summary>The row that was counted last: its file, and its line, or its row where there are no lines.</summary>
    public (string Place, string File, long Line) Here()
    {
        var (unit, line) = LineOf(_file!, _row);
        return (string.Create(CultureInfo.InvariantCulture, $"{_file!.Name}, {unit} {line}"), _file.Name, line);
    }

    /// <summary>The rows a symbol holds.</summary>
    /// <param name="symbol">The symbol's number.</param>
    public (string Place, string File, long Line) Of(int symbol)
    {
        if (symbol >= _firsts.Count || _firsts[symbol] is not { } first || _lasts[symbol] is not { } last) return (string.Empty, string.Empty, 0);
        var ((unit, from), (lastUnit, to)) = (LineOf(first.File, first.Row), LineOf(last.File, last.Row));
        var place = first == last ? string.Create(CultureInfo.InvariantCulture, $"{first.File.Name}, {unit} {from}")
            : first.File == last.File ? string.Create(CultureInfo.InvariantCulture, $"{first.File.Name}, {unit}s {from} to {to}")
            : string.Create(CultureInfo.InvariantCulture, $"{first.File.Name}, {unit} {from} to {last.File.Name}, {lastUnit} {to}");
        return (place, last.File.Name, to);
    }

    private static (string Unit, long Line) LineOf(SourceFile file, long row)
    {
        var form = FileForms.Of(file);
        if (form == FileForm.Parquet) return ("row", row);
        using var scanner = new CsvScanner(FileForms.OpenText(file, form), (byte)CsvHeader.Read(file, form).Delimiter);
        scanner.Next();
        for (var at = 0L; at < row && scanner.Next(); at++)
        {
        }

        return ("line", scanner.Line);
    }
}
