using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Rows of options as they are, numbers of any value and empty ones as NaN: an audit looks at them.</summary>
internal sealed class OptionColumns : RowSink
{
    private readonly bool _symbolIsColumn;
    private readonly int _prices;

    /// <summary>No rows yet.</summary>
    /// <param name="source">Where the names of date and symbol are.</param>
    /// <param name="names">The names of the others.</param>
    public OptionColumns(BarsSource source, OptionColumnNames names)
    {
        _symbolIsColumn = !source.SymbolFromFile;
        List<Column> numbers = [Number(names.Strike)];
        if (names.Mark is { } mark) numbers.Add(Number(mark));
        else numbers.AddRange([Number(names.Bid), Number(names.Ask)]);
        _prices = numbers.Count;
        if (names.Volatility is { } volatility) numbers.Add(Number(volatility));
        if (names.Spot is { } spot) numbers.Add(Number(spot));
        (HasMarks, HasVolatilities, HasSpots) = (names.Mark is not null, names.Volatility is not null, names.Spot is not null);
        Columns =
        [
            new Column(source.Columns.Date, ColumnKind.Stamp, Stamp.Accepted),
            .. _symbolIsColumn ? (ReadOnlySpan<Column>)[new Column(source.Columns.Symbol, ColumnKind.Text, "a symbol")] : [],
            new Column(names.Expiry, ColumnKind.Text, ExpiryAccepted),
            new Column(names.Right, ColumnKind.Text, RightAccepted),
            .. numbers,
        ];
        Values = new List<double>[numbers.Count];
        for (var i = 0; i < Values.Length; i++) Values[i] = [];
    }

    /// <summary>What is accepted as an expiry.</summary>
    public const string ExpiryAccepted = "a date as yyyy-MM-dd or yyyyMMdd";

    /// <summary>What is accepted as a right.</summary>
    public const string RightAccepted = "C, P, call or put";

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns { get; }

    /// <inheritdoc/>
    public override bool TakesEmptyNumbers => true;

    /// <summary>The symbol of rows that have no column for it.</summary>
    public int FileSymbol { get; set; }

    /// <summary>Each row's stamp.</summary>
    public List<long> Stamps { get; } = [];

    /// <summary>Each row's underlying, by number.</summary>
    public List<int> Symbols { get; } = [];

    /// <summary>Each row's expiry, by number.</summary>
    public List<int> Expiries { get; } = [];

    /// <summary>Each row's right, by number.</summary>
    public List<int> Rights { get; } = [];

    /// <summary>Strike, then mark or bid and ask, then what else there is; NaN where there is none.</summary>
    public List<double>[] Values { get; }

    /// <summary>Whether rows hold one price in place of two.</summary>
    public bool HasMarks { get; }

    /// <summary>Whether volatilities are stated.</summary>
    public bool HasVolatilities { get; }

    /// <summary>Whether the underlying's price stands beside.</summary>
    public bool HasSpots { get; }

    /// <summary>The place of stated volatilities among the values.</summary>
    public int Volatility => _prices;

    /// <summary>The place of the underlying's price among the values.</summary>
    public int Spot => _prices + (HasVolatilities ? 1 : 0);

    /// <summary>The place of expiries among the columns.</summary>
    public int ExpiryColumn => _symbolIsColumn ? 2 : 1;

    /// <summary>The place of rights among the columns.</summary>
    public int RightColumn => ExpiryColumn + 1;

    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<double> numbers) => true;

    /// <inheritdoc/>
    public override RowProblem Explain(ReadOnlySpan<double> numbers) => new(0, "is not accepted", "any number");

    /// <inheritdoc/>
    public override void Add(long stamp, ReadOnlySpan<int> texts, ReadOnlySpan<double> numbers)
    {
        Stamps.Add(stamp);
        Symbols.Add(_symbolIsColumn ? texts[0] : FileSymbol);
        Expiries.Add(texts[^2]);
        Rights.Add(texts[^1]);
        for (var i = 0; i < Values.Length; i++) Values[i].Add(numbers[i]);
    }

    /// <summary>Reads an expiry; a whole number with .0 behind, as tables of numbers write dates, is one too.</summary>
    /// <param name="text">The text.</param>
    /// <param name="day">Its epoch day.</param>
    public static bool TryExpiry(string text, out int day)
    {
        var plain = text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
        var isDate = Stamp.TryRead(Encoding.UTF8.GetBytes(plain), out var micros, out var form) && form == StampForm.Date;
        day = isDate ? Stamp.EpochDay(micros) : 0;
        return isDate;
    }

    /// <summary>Reads a right.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isCall">True for a call.</param>
    public static bool TryRight(string text, out bool isCall)
    {
        var plain = text.Trim().ToUpper(CultureInfo.InvariantCulture);
        isCall = plain is "C" or "CALL";
        return isCall || plain is "P" or "PUT";
    }

    private static Column Number(string name) => new(name, ColumnKind.Number, "any number");
}
