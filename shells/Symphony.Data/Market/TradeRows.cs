using System;
using System.Collections.Generic;
using Symphony.Core.Interop;
using Symphony.Data.Files;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Rows of trades that go, some at a time, through a stream for each symbol.</summary>
/// <param name="resampling">What is asked for.</param>
/// <param name="streams">Takes the trades.</param>
/// <param name="clock">The clock of times without a distance from UTC; null where none is known.</param>
/// <param name="symbols">The symbols' names by number.</param>
internal sealed class TradeRows(TradeResampling resampling, TradeStreams streams, SessionClock? clock, TextTable symbols) : RowSink
{
    private const double LeastPrice = 1e-12;
    private const double MostPrice = 1e12;
    private const double MostShares = 1e18;
    private readonly RowInstants? _instants = clock is null ? null : new RowInstants(clock);
    private readonly HeldRows _held = new();
    private string _file = string.Empty;
    private long _row;
    private int _fileSymbol;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns { get; } =
    [
        new(resampling.Columns.Date, ColumnKind.Stamp, "a time such as 2024-03-01T14:30:00.123Z"),
        .. resampling.SymbolFromFile ? (ReadOnlySpan<Column>)[] : [new Column(resampling.Columns.Symbol, ColumnKind.Text, "a symbol")],
        new(resampling.Columns.Price, ColumnKind.Number, "a price above zero"),
        new(resampling.Columns.Size, ColumnKind.Number, "a size above zero"),
    ];

    /// <summary>Begins a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="symbol">The number of its symbol, or -1 where that is a column.</param>
    public void Begin(SourceFile file, int symbol)
    {
        (_file, _row, _fileSymbol) = (file.Name, 0, symbol);
        _held.Begin(file);
    }

    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<double> numbers) =>
        numbers[0] >= LeastPrice && numbers[0] <= MostPrice && numbers[1] > 0 && numbers[1] <= MostShares;

    /// <inheritdoc/>
    public override RowProblem Explain(ReadOnlySpan<double> numbers)
    {
        var at = numbers[0] >= LeastPrice && numbers[0] <= MostPrice ? 1 : 0;
        return new RowProblem(
            at,
            !double.IsFinite(numbers[at]) ? "is not finite" : numbers[at] <= 0 ? "is not above zero" : at == 0 ? "is no price of any market" : "is no size of any trade",
            at == 0 ? "a price from 1e-12 to 1e12" : "a size above zero and at most 1e18");
    }

    /// <inheritdoc/>
    public override void Add(long stamp, ReadOnlySpan<int> texts, ReadOnlySpan<double> numbers)
    {
        _row++;
        _held.Next();
        if (Form == StampForm.Date)
        {
            throw new DataRefusedException($"{_file} holds dates without times; the times of trades are accepted", _file, _row);
        }

        if (Form == StampForm.Local && _instants is null)
        {
            throw new DataRefusedException($"{_file} holds times without their distance from UTC, and neither a time zone nor a calendar says of which clock; --time-zone with an IANA name is accepted", _file, _row);
        }

        var symbol = texts.Length > 0 ? texts[0] : _fileSymbol;
        var instant = _instants?.Of(stamp, Form, _file, _row) ?? stamp;
        if (instant < streams.LastOf(symbol))
        {
            throw Refused(_held.Here(), symbol, $"{Stamp.Write(stamp, StampForm.Local)} is before the row before it; times of a symbol that never fall are accepted");
        }

        _held.Take(symbol, streams.HeldOf(symbol) == 0);
        try
        {
            streams.Add(symbol, instant, numbers[0], numbers[1]);
        }
        catch (RefusedException refused) when (refused is not DataRefusedException)
        {
            throw Refused(_held.Of(symbol), symbol, refused.Sentence);
        }
    }

    /// <summary>Ends one symbol.</summary>
    /// <param name="symbol">The symbol's number.</param>
    public void Finish(int symbol)
    {
        try
        {
            streams.Finish(symbol);
        }
        catch (RefusedException refused) when (refused is not DataRefusedException)
        {
            throw Refused(_held.Of(symbol), symbol, refused.Sentence);
        }
    }

    private DataRefusedException Refused((string Place, string File, long Line) at, int symbol, string sentence) =>
        new($"{at.Place}, {Quoted.Text(symbols.Texts[symbol])}: {sentence}", at.File, at.Line);
}
