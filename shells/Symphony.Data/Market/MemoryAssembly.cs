using System;
using System.Collections.Generic;
using System.Globalization;
using Symphony.Core;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Puts bars together from columns in memory.</summary>
/// <param name="columns">The columns.</param>
internal sealed class MemoryAssembly(BarColumns columns)
{
    private readonly BarRows _rows = new(new BarColumnNames(), symbolFromFile: false);
    private readonly TextTable _symbols = new();

    /// <summary>The bars and what should be known of them.</summary>
    /// <param name="clock">The market's clock.</param>
    /// <param name="basis">Whether prices are as traded or restated.</param>
    public (Bars Bars, IReadOnlyList<string> Notes) Build(SessionClock clock, PriceBasis basis)
    {
        var dated = columns.Instants.IsEmpty;
        CheckLengths(dated ? columns.Dates.Length : columns.Instants.Length);
        AddRows(dated);
        var form = dated ? StampForm.Date : StampForm.Instant;
        var timeline = Timeline.Of(
            _rows.Stamps.AsSpan(0, _rows.Count),
            form,
            clock,
            0,
            (stamp, problem, accepted) => Refuse(Array.IndexOf(_rows.Stamps, stamp), "date", Stamp.Write(stamp, form), problem, accepted));
        if (timeline.Instants.Length == 1)
        {
            throw Refuse(0, "date", Stamp.Write(_rows.Stamps[0], form), "is the only date", "a history of two dates or more");
        }

        var bars = PanelBuilder.Build(_rows, null, _symbols.Texts, timeline, basis, !columns.Volume.IsEmpty, (first, second) => Duplicate(first, second, form));
        return (bars, columns.Volume.IsEmpty ? ["The bars have no volume: whatever needs one will refuse and say so."] : []);
    }

    private void AddRows(bool dated)
    {
        Span<int> symbol = stackalloc int[1];
        Span<double> numbers = stackalloc double[columns.Volume.IsEmpty ? 4 : 5];
        for (var row = 0; row < columns.Symbols.Count; row++)
        {
            numbers[0] = columns.Open.Span[row];
            numbers[1] = columns.High.Span[row];
            numbers[2] = columns.Low.Span[row];
            numbers[3] = columns.Close.Span[row];
            if (numbers.Length == 5)
            {
                numbers[4] = columns.Volume.Span[row];
            }

            var stamp = dated ? columns.Dates.Span[row] * Stamp.Day : columns.Instants.Span[row];
            if (!Stamp.InRange(stamp))
            {
                throw Refuse(row, "date", stamp.ToString(CultureInfo.InvariantCulture), "lies outside the years read", "a date from 1700 to 2299");
            }

            if (string.IsNullOrWhiteSpace(columns.Symbols[row]))
            {
                throw Refuse(row, "symbol", columns.Symbols[row] ?? string.Empty, "is blank", "a symbol");
            }

            if (!_rows.Holds(numbers))
            {
                var problem = _rows.Explain(numbers);
                var value = numbers[problem.Number].ToString("R", CultureInfo.InvariantCulture);
                throw Refuse(row, Fields[problem.Number], value, problem.Problem, problem.Accepted);
            }

            symbol[0] = _symbols.Number(columns.Symbols[row]);
            _rows.Add(stamp, symbol, numbers);
        }
    }

    private static readonly string[] Fields = ["open", "high", "low", "close", "volume"];

    private void CheckLengths(int rows)
    {
        int[] lengths = [columns.Symbols.Count, columns.Open.Length, columns.High.Length, columns.Low.Length, columns.Close.Length];
        var agree = Array.TrueForAll(lengths, length => length == rows) && (columns.Volume.IsEmpty || columns.Volume.Length == rows);
        if (rows == 0 || !agree)
        {
            throw new DataRefusedException("the columns of bars in memory are empty or differ in length; one entry a row in each is accepted", "columns");
        }
    }

    private DataRefusedException Duplicate(int first, int second, StampForm form)
    {
        var earlier = (first + 1).ToString(CultureInfo.InvariantCulture);
        var symbol = _symbols.Texts[_rows.Symbols[second]];
        return Refuse(second, "date", Stamp.Write(_rows.Stamps[second], form), $"is given twice for {symbol}, first in row {earlier}", "one row for each date and symbol");
    }

    private static DataRefusedException Refuse(int row, string column, string value, string problem, string accepted) => new(
        string.Create(CultureInfo.InvariantCulture, $"row {row + 1}, column '{column}': {Quoted.Text(value)} {problem}; {accepted} is accepted"),
        "columns",
        row + 1,
        column,
        value);
}
