using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Data.DuckDb;

namespace Symphony.Data.Market;

/// <summary>Bars of trades on their way to a file.</summary>
internal sealed class TradeBarFile : IDisposable
{
    private static readonly DuckDbType[] Types =
    [
        DuckDbType.Integer, DuckDbType.BigInt, DuckDbType.TimestampTz, DuckDbType.Date, DuckDbType.Double, DuckDbType.Double, DuckDbType.Double,
        DuckDbType.Double, DuckDbType.Double, DuckDbType.Double, DuckDbType.Integer, DuckDbType.Varchar,
    ];

    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(threads: 1);
    private readonly List<(long Bars, long Last)> _bySymbol = [];
    private readonly DuckDbAppender _appender;
    private int _filled;

    /// <summary>A file of nothing yet.</summary>
    public TradeBarFile()
    {
        _database.Execute(
            "CREATE TABLE sampled (symbol INTEGER, number BIGINT, close_at TIMESTAMPTZ, session_date DATE, open DOUBLE, high DOUBLE, low DOUBLE, "
            + "close DOUBLE, volume DOUBLE, money DOUBLE, trades INTEGER, partial VARCHAR)");
        _appender = new DuckDbAppender(_database, "sampled", Types);
    }

    /// <summary>Bars taken.</summary>
    public long Count { get; private set; }

    /// <summary>Of these, not full.</summary>
    public long Partial { get; private set; }

    /// <summary>Of these, at the instant of the one before.</summary>
    public long SameInstant { get; private set; }

    /// <summary>Takes finished bars of a symbol.</summary>
    /// <param name="symbol">The symbol's number.</param>
    /// <param name="bars">The bars.</param>
    public void Add(int symbol, IReadOnlyList<BarOfTrades> bars)
    {
        while (_bySymbol.Count <= symbol)
        {
            _bySymbol.Add((0, long.MinValue));
        }

        var (number, last) = _bySymbol[symbol];
        foreach (var bar in bars)
        {
            _appender.Values<int>(0)[_filled] = symbol;
            _appender.Values<long>(1)[_filled] = number++;
            _appender.Values<long>(2)[_filled] = bar.Instant;
            _appender.Values<int>(3)[_filled] = bar.SessionDate;
            _appender.Values<double>(4)[_filled] = bar.First;
            _appender.Values<double>(5)[_filled] = bar.Highest;
            _appender.Values<double>(6)[_filled] = bar.Lowest;
            _appender.Values<double>(7)[_filled] = bar.Last;
            _appender.Values<double>(8)[_filled] = bar.Traded;
            _appender.Values<double>(9)[_filled] = bar.Money;
            _appender.Values<int>(10)[_filled] = bar.Trades;
            _appender.SetText(11, _filled, bar.IsPartial ? "partial"u8 : "whole"u8);
            Count++;
            Partial += bar.IsPartial ? 1 : 0;
            SameInstant += bar.Instant == last ? 1 : 0;
            last = bar.Instant;
            if (++_filled == DuckDbAppender.Capacity)
            {
                Flush();
            }
        }

        _bySymbol[symbol] = (number, last);
    }

    /// <summary>Writes the bars, by symbol and in their order.</summary>
    /// <param name="resampling">What was asked for.</param>
    /// <param name="symbols">The symbols' names.</param>
    /// <param name="cancellation">Stops it, and leaves nothing behind.</param>
    public void Write(TradeResampling resampling, IReadOnlyList<string> symbols, CancellationToken cancellation)
    {
        if (Count == 0)
        {
            throw new DataRefusedException("no trade lies within the sessions of the calendar; trades within them are accepted", resampling.Output);
        }

        Flush();
        _appender.Close();
        int[] numbers = [.. Enumerable.Range(0, symbols.Count)];
        ParquetRows.Fill(_database, [ParquetColumn.Int32("written_symbol", numbers), ParquetColumn.Text("name", numbers, symbols)], cancellation);
        var isSession = resampling.Width is "session" or "daily" or "1d";
        var date = isSession ? "session_date" : CopiedFile.Instant("close_at", CopiedFile.IsCsv(resampling.Output), "%Y-%m-%dT%H:%M:%S.%fZ");
        CopiedFile.Write(
            _database,
            $"SELECT {date} AS date, name AS symbol, open, high, low, close, volume, money, trades, {(resampling.Calendar is null ? string.Empty : "session_date, ")}number AS bar, partial "
                + "FROM sampled JOIN written ON symbol = written_symbol ORDER BY name, number",
            resampling.Output,
            cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _appender.Dispose();
        _database.Dispose();
    }

    private void Flush()
    {
        if (_filled > 0)
        {
            _appender.Append(_filled);
            _filled = 0;
        }
    }
}
