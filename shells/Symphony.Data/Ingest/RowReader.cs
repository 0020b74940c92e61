using System;
using System.Text;
using System.Text.Unicode;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>From the values of a record to a row of a block, or a fault.</summary>
/// <param name="plan">Where the values stand.</param>
/// <param name="into">Takes the rows.</param>
internal sealed class RowReader(FilePlan plan, ParsedBlock into)
{
    private const int LongestSymbol = 200;
    private const byte LastControl = 0x1f;
    private const int SequenceBits = 53;
    private readonly StampReader _stamps = new(plan.Stamps);
    private readonly int _given = plan.Symbol is { } symbol ? into.SymbolTable.Number(symbol) : -1;
    private byte[] _joined = [];
    private string? _column;
    private string _accepted = "";

    /// <summary>Reads a record; its row is added where it is accepted.</summary>
    /// <param name="text">The record's text.</param>
    /// <param name="starts">Where each value begins.</param>
    /// <param name="ends">Where it ends.</param>
    /// <param name="line">The record's line in the block, from 1.</param>
    /// <returns>Null, or the fault; its text is left to the caller.</returns>
    public RowFault? Read(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, int line)
    {
        into.Reserve();
        var row = into.Count;
        int field;
        string? problem;
        if (_given >= 0)
        {
            into.Symbols[row] = _given;
        }
        else if ((problem = Symbol(text, starts, ends, row, out field)) is not null)
        {
            return Fault(text, starts, ends, field, line, problem, "a symbol of visible characters");
        }

        field = plan.DateField;
        var date = Value(text, starts, ends, field);
        var time = plan.TimeField < 0 ? default : Value(text, starts, ends, plan.TimeField);
        if (date.IsEmpty) return Fault(text, starts, ends, field, line, "is empty", _stamps.Accepted);
        if ((problem = _stamps.Read(date, time, out into.Stamps[row])) is not null)
            return Fault(text, starts, ends, field, line, problem, AcceptedOf(problem));
        if (plan.KeepsLast && !HasPlace(text, starts, ends, row))
            return Fault(text, starts, ends, plan.OrderField, line, "is no number of an order", "a whole number of zero or more, below 9e15,");

        for (var column = 0; column < plan.Fields.Length; column++)
        {
            field = plan.Fields[column];
            var wanted = plan.Schema.Columns[column];
            problem = field < 0 ? Default(wanted, out into.Words[column][row]) : Word(wanted, Value(text, starts, ends, field), out into.Words[column][row]);
            if (problem is not null) return Fault(text, starts, ends, field, line, problem, wanted.Accepted) with { Values = ValuesOf(text, starts, ends, row) };
        }

        if (plan.Schema.Kind == "actions" && Action(row) is { } action)
            return Fault(text, starts, ends, plan.Fields[1], line, action, _accepted);
        if (plan.Schema.Kind == "options" && IsExpired(row))
            return Fault(text, starts, ends, plan.Fields[0], line, $"is before the date of the row, {StampReader.Write(into.Stamps[row], plan.Stamps.Dated)}", "an expiry on or after it");
        into.Lines[row] = line;
        into.Count = row + 1;
        return null;
    }

    /// <summary>
    /// True when an option is quoted after it has expired. The date of an instant is that of UTC, which may be one more than
    /// the market's: a day is left.
    /// </summary>
    private bool IsExpired(int row) => into.Words[0][row] < (plan.Stamps.Dated ? into.Stamps[row] : Partition.DayOf(into.Stamps[row], dated: false) - 1);

    /// <summary>All numbers of a row that is refused, as far as they are numbers.</summary>
    private AsideValues? ValuesOf(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, int row)
    {
        if (!AsideValues.AreKept(plan.Schema)) return null;
        var words = new long[plan.Fields.Length];
        for (var column = 0; column < words.Length; column++)
        {
            var wanted = plan.Schema.Columns[column];
            var number = double.NaN;
            var isRead = plan.Fields[column] >= 0
                && NumberText.TryRead(Value(text, starts, ends, plan.Fields[column]), wanted.IsPrice ? plan.PriceShift : 0, out number);
            words[column] = isRead ? Bits(number) : StoreColumn.Missing;
        }

        return new AsideValues(into.SymbolTable.Texts[into.Symbols[row]], into.Stamps[row], words);
    }

    /// <summary>A quote's place within its microsecond: by the nanosecond, then by the sequence.</summary>
    private bool HasPlace(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, int row)
    {
        var sequence = 0L;
        if (plan.OrderField >= 0 && !NumberText.TryWhole(Value(text, starts, ends, plan.OrderField), out sequence)) return false;
        into.Places[row] = ((long)_stamps.Beyond(Value(text, starts, ends, plan.DateField)) << SequenceBits) | sequence;
        return sequence < 1L << SequenceBits;
    }

    private string AcceptedOf(string problem) => problem.Contains("by clocks in", StringComparison.Ordinal)
        ? "a time with its distance from UTC, or --clock-change earlier or later,"
        : _stamps.Accepted;

    private RowFault Fault(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, int field, int line, string problem, string accepted)
    {
        _column = plan.Names[field];
        return new RowFault(line, _column, Encoding.UTF8.GetString(Value(text, starts, ends, field)), problem, accepted, string.Empty);
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, int field)
    {
        var value = text[starts[field]..ends[field]];
        return value.Length > 0 && (value[0] is (byte)' ' or (byte)'\t' || value[^1] is (byte)' ' or (byte)'\t') ? value.Trim(" \t"u8) : value;
    }

    private string? Symbol(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, int row, out int field)
    {
        field = plan.SymbolFields[0];
        var symbol = Value(text, starts, ends, field);
        if (plan.SymbolFields.Length > 1)
        {
            var length = 0;
            if (_joined.Length < text.Length + plan.SymbolFields.Length) _joined = new byte[2 * (text.Length + plan.SymbolFields.Length)];
            foreach (var part in plan.SymbolFields)
            {
                var value = Value(text, starts, ends, part);
                field = part;
                if (value.IsEmpty) return "is empty";
                if (length > 0) _joined[length++] = (byte)'.';
                value.CopyTo(_joined.AsSpan(length));
                length += value.Length;
            }

            symbol = _joined.AsSpan(0, length);
        }

        if (FaultOfText(symbol) is { } fault) return fault;
        into.Symbols[row] = into.SymbolTable.Number(symbol);
        return null;
    }

    private static string? FaultOfText(ReadOnlySpan<byte> text) => text.IsEmpty ? "is empty"
        : text.Length > LongestSymbol ? "is longer than 200 bytes"
        : text.IndexOfAnyInRange((byte)0, LastControl) >= 0 ? "holds a control character"
        : Ascii.IsValid(text) || Utf8.IsValid(text) ? null
        : "is not UTF-8 text";

    private string? Default(StoreColumn column, out long word)
    {
        word = column.Type switch
        {
            StoreType.Text => into.Texts.Number(column.DefaultText!),
            StoreType.Whole => 0,
            _ => Bits(column.DefaultNumber),
        };
        return null;
    }

    private string? Word(StoreColumn column, ReadOnlySpan<byte> text, out long word)
    {
        word = 0;
        if (text.IsEmpty)
        {
            word = StoreColumn.Missing;
            return column.MayBeEmpty ? null : "is empty";
        }

        switch (column.Type)
        {
            case StoreType.Number:
                var shift = column.IsPrice ? plan.PriceShift : 0;
                if (!NumberText.TryRead(text, shift, out var number)) return "is not a number";
                if (shift > 0 && HasFraction(text)) return $"has a fraction where prices are to be divided by 1{new string('0', shift)} (--price-scale 1 takes prices as they are)";
                var isNoQuote = number == 0 && plan.Layout.ZeroIsNoQuote && column is { Rule: NumberRule.Price, MayBeEmpty: true };
                word = isNoQuote ? StoreColumn.Missing : Bits(number);
                return isNoQuote ? null : column.Fault(number);
            case StoreType.Whole:
                return NumberText.TryWhole(text, out word) ? null : "is no whole number of zero or more";
            case StoreType.Date:
                if (!Rows.Stamp.TryRead(text, out var micros, out var form) || form != Rows.StampForm.Date) return "is no date";
                word = Rows.Stamp.EpochDay(micros);
                return null;
            default:
                return Text(column, text, out word);
        }
    }

    /// <summary>Scaled prices are whole: a price with places was never scaled.</summary>
    private static bool HasFraction(ReadOnlySpan<byte> text) =>
        text.IndexOf((byte)'.') is >= 0 and var point && text[(point + 1)..].IndexOfAnyInRange((byte)'1', (byte)'9') >= 0;

    private string? Text(StoreColumn column, ReadOnlySpan<byte> text, out long word)
    {
        word = 0;
        if (FaultOfText(text) is { } fault) return fault;
        var written = Encoding.UTF8.GetString(text);
        var kept = column.Name switch
        {
            "kind" => written.ToLowerInvariant() is "split" or "dividend" or "delisting" ? written.ToLowerInvariant() : null,
            "right" => written.ToUpperInvariant() switch { "C" or "CALL" => "C", "P" or "PUT" => "P", _ => null },
            _ => written,
        };
        if (kept is null) return column.Name == "right" ? "is neither call nor put" : "is no kind of action";
        word = into.Texts.Number(kept);
        return null;
    }

    /// <summary>What is wrong with an action's value, by its kind.</summary>
    private string? Action(int row)
    {
        var value = BitConverter.Int64BitsToDouble(into.Words[1][row]);
        (var problem, _accepted) = into.Texts.Texts[(int)into.Words[0][row]] switch
        {
            "split" when value <= 0 => ("is not above zero", "a split's new shares for one old share, above zero,"),
            "dividend" when value < 0 => ("is negative", "a dividend's cash per share, zero or more,"),
            "delisting" when value < -1 => ("is below -1", "a delisting's simple return, -1 or more,"),
            _ => (null, string.Empty),
        };
        return problem;
    }

    private static long Bits(double value) => double.IsNaN(value) ? StoreColumn.Missing : BitConverter.DoubleToInt64Bits(value);
}
