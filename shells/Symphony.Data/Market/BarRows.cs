using System;
using System.Collections.Generic;
using System.Globalization;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Rows of bars as long columns, in the order they were read.</summary>
internal sealed class BarRows : RowSink
{
    private const int FirstCapacity = 4096;
    private const string Price = "a price above zero";
    private const string Shares = "a volume of zero or more";
    private readonly List<Column> _columns;
    private readonly bool _symbolIsColumn;

    /// <summary>No rows yet.</summary>
    /// <param name="names">The columns' names.</param>
    /// <param name="symbolFromFile">True when the symbol is no column.</param>
    public BarRows(BarColumnNames names, bool symbolFromFile)
    {
        _symbolIsColumn = !symbolFromFile;
        _columns = [new Column(names.Date, ColumnKind.Stamp, Stamp.Accepted)];
        if (_symbolIsColumn)
        {
            _columns.Add(new Column(names.Symbol, ColumnKind.Text, "a symbol"));
        }

        string[] prices = [names.Open, names.High, names.Low, names.Close];
        foreach (var price in prices)
        {
            _columns.Add(new Column(price, ColumnKind.Number, Price));
        }

        _columns.Add(new Column(names.Volume ?? "volume", ColumnKind.Number, Shares, Optional: names.Volume is null));
    }

    // Within these, no product or square of prices, shares and money leaves the range of a double.
    private const double Least = 1e-12;
    private const double Most = 1e12;
    private const double MostShares = 1e18;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns => _columns;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>True to take rows that are no bars: somebody decides about them before bars are made.</summary>
    public bool TakesAnyNumbers { get; init; }

    /// <inheritdoc/>
    public override bool TakesEmptyNumbers => TakesAnyNumbers;

    /// <summary>True when the rows read have volumes.</summary>
    public bool HasVolume { get; private set; }

    /// <summary>The symbol of rows that have no column for it.</summary>
    public int FileSymbol { get; set; }

    /// <summary>Each row's stamp.</summary>
    public long[] Stamps { get; private set; } = new long[FirstCapacity];

    /// <summary>Each row's symbol, by number.</summary>
    public int[] Symbols { get; private set; } = new int[FirstCapacity];

    /// <summary>Open, high, low, close and volume of each row; volume is NaN where the file has none.</summary>
    public double[][] Values { get; } = [new double[FirstCapacity], new double[FirstCapacity], new double[FirstCapacity], new double[FirstCapacity], new double[FirstCapacity]];

    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<double> numbers) => TakesAnyNumbers || IsBar(numbers, numbers.Length > 4);

    /// <summary>True when numbers are a bar's: positive prices in their order, a volume that is one.</summary>
    /// <param name="numbers">Open, high, low, close, and volume.</param>
    /// <param name="hasVolume">False where there is no volume.</param>
    public static bool IsBar(ReadOnlySpan<double> numbers, bool hasVolume)
    {
        double open = numbers[0], high = numbers[1], low = numbers[2], close = numbers[3];
        return low >= Least && high <= Most && open >= low && open <= high && close >= low && close <= high
            && (!hasVolume || (numbers[4] >= 0 && numbers[4] <= MostShares));
    }

    /// <inheritdoc/>
    public override RowProblem Explain(ReadOnlySpan<double> numbers)
    {
        for (var i = 0; i < 4; i++)
        {
            if (!double.IsFinite(numbers[i]) || numbers[i] <= 0)
            {
                return new RowProblem(i, double.IsFinite(numbers[i]) ? "is not above zero" : "is not finite", Price);
            }

            if (numbers[i] is < Least or > Most)
            {
                return new RowProblem(i, "is no price of any market", "a price from 1e-12 to 1e12");
            }
        }

        double open = numbers[0], high = numbers[1], low = numbers[2], close = numbers[3];
        return high < low ? new RowProblem(1, $"is below the low {Text(low)}", "a high at or above open, low and close")
            : high < open ? new RowProblem(1, $"is below the open {Text(open)}", "a high at or above open, low and close")
            : high < close ? new RowProblem(1, $"is below the close {Text(close)}", "a high at or above open, low and close")
            : low > open ? new RowProblem(2, $"is above the open {Text(open)}", "a low at or below open, high and close")
            : low > close ? new RowProblem(2, $"is above the close {Text(close)}", "a low at or below open, high and close")
            : numbers[4] is > MostShares and < double.PositiveInfinity ? new RowProblem(4, "is no volume of any market", "a volume of at most 1e18")
            : new RowProblem(4, double.IsFinite(numbers[4]) ? "is negative" : "is not finite", Shares);
    }

    /// <inheritdoc/>
    public override void Add(long stamp, ReadOnlySpan<int> texts, ReadOnlySpan<double> numbers)
    {
        if (Count == Stamps.Length)
        {
            Grow();
        }

        HasVolume = numbers.Length > 4;
        Stamps[Count] = stamp;
        Symbols[Count] = _symbolIsColumn ? texts[0] : FileSymbol;
        for (var i = 0; i < Values.Length; i++)
        {
            Values[i][Count] = i < numbers.Length ? numbers[i] : double.NaN;
        }

        Count++;
    }

    private void Grow()
    {
        var capacity = checked(2 * Count);
        var stamps = Stamps;
        var symbols = Symbols;
        Array.Resize(ref stamps, capacity);
        Array.Resize(ref symbols, capacity);
        (Stamps, Symbols) = (stamps, symbols);
        for (var i = 0; i < Values.Length; i++)
        {
            Array.Resize(ref Values[i], capacity);
        }
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
