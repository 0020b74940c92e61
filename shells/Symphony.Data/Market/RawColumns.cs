using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Rows as they are, numbers of any value and empty ones as NaN: an audit looks at them.</summary>
internal sealed class RawColumns : RowSink
{
    private const int FirstCapacity = 4096;
    private static readonly string[] Parts = ["open", "high", "low", "close"];
    private readonly bool _symbolIsColumn;

    /// <summary>No rows yet.</summary>
    /// <param name="source">Where the columns' names are.</param>
    /// <param name="kind">What the rows are.</param>
    /// <param name="sides">What bid and ask are called.</param>
    public RawColumns(BarsSource source, RawRows kind, QuoteColumnNames sides)
    {
        _symbolIsColumn = !source.SymbolFromFile;
        var names = source.Columns;
        Column[] numbers = kind switch
        {
            RawRows.Bars =>
            [
                .. ((string[])[names.Open, names.High, names.Low, names.Close]).Select(Price),
                new Column(names.Volume ?? "volume", ColumnKind.Number, "a volume of zero or more", Optional: names.Volume is null),
            ],
            RawRows.Closes => [Price(names.Close)],
            RawRows.QuoteBars => [.. Parts.Select(part => Price($"{sides.Bid}_{part}")), .. Parts.Select(part => Price($"{sides.Ask}_{part}"))],
            _ => [Price(sides.Bid), Price(sides.Ask)],
        };
        Columns =
        [
            new Column(names.Date, ColumnKind.Stamp, Stamp.Accepted),
            .. _symbolIsColumn ? (ReadOnlySpan<Column>)[new Column(names.Symbol, ColumnKind.Text, "a symbol")] : [],
            .. numbers,
        ];
        Values = [.. numbers.Select(_ => new double[FirstCapacity])];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns { get; }

    /// <inheritdoc/>
    public override bool TakesEmptyNumbers => true;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The symbol of rows that have no column for it.</summary>
    public int FileSymbol { get; set; }

    /// <summary>Each row's stamp.</summary>
    public long[] Stamps { get; private set; } = new long[FirstCapacity];

    /// <summary>Each row's symbol, by number.</summary>
    public int[] Symbols { get; private set; } = new int[FirstCapacity];

    /// <summary>Each row's numbers; NaN where there is none.</summary>
    public double[][] Values { get; }

    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<double> numbers) => true;

    /// <inheritdoc/>
    public override RowProblem Explain(ReadOnlySpan<double> numbers) => new(0, "is not accepted", "any number");

    /// <inheritdoc/>
    public override void Add(long stamp, ReadOnlySpan<int> texts, ReadOnlySpan<double> numbers)
    {
        if (Count == Stamps.Length)
        {
            Grow();
        }

        Stamps[Count] = stamp;
        Symbols[Count] = _symbolIsColumn ? texts[0] : FileSymbol;
        for (var i = 0; i < Values.Length; i++)
        {
            Values[i][Count] = i < numbers.Length ? numbers[i] : double.NaN;
        }

        Count++;
    }

    /// <summary>One symbol's rows in order of time.</summary>
    /// <param name="kind">What they are.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="instants">Their closing instants.</param>
    /// <param name="dates">Their session dates.</param>
    /// <param name="numbers">Their numbers, column by column.</param>
    /// <param name="hasVolume">Whether bars have volumes, which are the last column.</param>
    public static RawSeries Series(RawRows kind, string symbol, long[] instants, int[] dates, double[][] numbers, bool hasVolume) => kind switch
    {
        RawRows.Bars => DataAudit.Series(symbol, instants, dates, numbers[0], numbers[1], numbers[2], numbers[3], hasVolume ? numbers[4] : null),
        RawRows.Closes => DataAudit.Closes(symbol, instants, dates, numbers[0]),
        RawRows.QuoteBars => DataAudit.QuoteBars(symbol, instants, dates, numbers[..4], numbers[4..]),
        _ => DataAudit.Quotes(symbol, instants, dates, numbers[0], numbers[1]),
    };

    private static Column Price(string name) => new(name, ColumnKind.Number, "a price above zero");

    private void Grow()
    {
        var capacity = checked(2 * Count);
        var (stamps, symbols) = (Stamps, Symbols);
        Array.Resize(ref stamps, capacity);
        Array.Resize(ref symbols, capacity);
        (Stamps, Symbols) = (stamps, symbols);
        for (var i = 0; i < Values.Length; i++)
        {
            Array.Resize(ref Values[i], capacity);
        }
    }
}
