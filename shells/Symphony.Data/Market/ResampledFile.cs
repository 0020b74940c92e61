using System;
using System.Linq;
using System.Text;
using System.Threading;
using Symphony.Core;
using Symphony.Data.DuckDb;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Longer bars on their way to a file.</summary>
/// <param name="width">Their width, as it is written.</param>
internal sealed class ResampledFile(string width) : IDisposable
{
    private static readonly DuckDbType[] Types =
    [
        DuckDbType.Integer, DuckDbType.TimestampTz, DuckDbType.Date, DuckDbType.Double, DuckDbType.Double, DuckDbType.Double, DuckDbType.Double,
        DuckDbType.Double, DuckDbType.Integer, DuckDbType.Integer, DuckDbType.Varchar,
    ];

    private static readonly byte[][] Words = [.. Enumerable.Range(0, 16).Select(partial => Word((PartialBar)partial))];

    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(threads: 1);
    private DuckDbAppender? _appender;
    private int _filled;

    /// <summary>Bars taken.</summary>
    public long Count { get; private set; }

    /// <summary>Of these, cut by a close or a break.</summary>
    public long Cut { get; private set; }

    /// <summary>Of these, with gaps.</summary>
    public long Gaps { get; private set; }

    /// <summary>Of these, unfinished.</summary>
    public long Unfinished { get; private set; }

    /// <summary>Of these, with a first source bar that begins before them.</summary>
    public long Straddling { get; private set; }

    /// <summary>Source bars they have room for and lack.</summary>
    public long Missing { get; private set; }

    /// <summary>Takes finished bars of a symbol.</summary>
    /// <param name="symbol">The symbol's number.</param>
    /// <param name="bars">The bars.</param>
    public void Add(int symbol, ResampledBars bars)
    {
        if (_appender is null)
        {
            _database.Execute(
                "CREATE TABLE sampled (symbol INTEGER, close_at TIMESTAMPTZ, session_date DATE, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE, "
                + "volume DOUBLE, source_bars INTEGER, room_for INTEGER, partial VARCHAR)");
            _appender = new DuckDbAppender(_database, "sampled", Types);
        }

        for (var bar = 0; bar < bars.Count; bar++)
        {
            var partial = bars.Partial.Span[bar];
            _appender.Values<int>(0)[_filled] = symbol;
            _appender.Values<long>(1)[_filled] = bars.Instants.Span[bar];
            _appender.Values<int>(2)[_filled] = bars.SessionDates.Span[bar];
            _appender.Values<double>(3)[_filled] = bars.Open.Span[bar];
            _appender.Values<double>(4)[_filled] = bars.High.Span[bar];
            _appender.Values<double>(5)[_filled] = bars.Low.Span[bar];
            _appender.Values<double>(6)[_filled] = bars.Close.Span[bar];
            _appender.Values<double>(7)[_filled] = bars.Volume.Span[bar];
            _appender.Values<int>(8)[_filled] = bars.SourceBars.Span[bar];
            _appender.Values<int>(9)[_filled] = bars.RoomFor.Span[bar];
            _appender.SetText(10, _filled, Written(partial));
            Count++;
            Cut += partial.HasFlag(PartialBar.Cut) ? 1 : 0;
            Gaps += partial.HasFlag(PartialBar.Gaps) ? 1 : 0;
            Unfinished += partial.HasFlag(PartialBar.Unfinished) ? 1 : 0;
            Straddling += partial.HasFlag(PartialBar.Straddles) ? 1 : 0;
            Missing += bars.RoomFor.Span[bar] - bars.SourceBars.Span[bar];
            if (++_filled == DuckDbAppender.Capacity)
            {
                Flush();
            }
        }
    }

    /// <summary>Writes the bars: first beside the file under its name with ".part", then renamed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isCsv">CSV in place of Parquet.</param>
    /// <param name="hasVolume">Whether there is a column of volumes.</param>
    /// <param name="symbols">The symbols' names.</param>
    /// <param name="cancellation">Stops it, and leaves nothing behind.</param>
    public void Write(string path, bool isCsv, bool hasVolume, TextTable symbols, CancellationToken cancellation)
    {
        Flush();
        _appender?.Close();
        Count = _appender is null ? 0 : Count;
        if (Count == 0)
        {
            throw new DataRefusedException("no row lies within the sessions of the calendar; bars within them are accepted", path);
        }

        ParquetRows.Fill(
            _database,
            [
                ParquetColumn.Int32("number", Enumerable.Range(0, symbols.Texts.Count).ToArray()),
                ParquetColumn.Text("name", Enumerable.Range(0, symbols.Texts.Count).ToArray(), symbols.Texts),
            ],
            cancellation);
        var date = width is "session" or "daily" or "1d" ? "session_date" : CopiedFile.Instant("close_at", isCsv, "%Y-%m-%dT%H:%M:%SZ");
        CopiedFile.Write(
            _database,
            $"SELECT {date} AS date, name AS symbol, open, high, low, close, {(hasVolume ? "volume, " : string.Empty)}session_date, source_bars, room_for, partial "
                + "FROM sampled JOIN written ON symbol = number ORDER BY name, close_at",
            path,
            cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _appender?.Dispose();
        _database.Dispose();
    }

    private void Flush()
    {
        if (_filled > 0)
        {
            _appender!.Append(_filled);
            _filled = 0;
        }
    }

    private static ReadOnlySpan<byte> Written(PartialBar partial) => Words[(int)partial];

    private static byte[] Word(PartialBar partial)
    {
        (PartialBar Reason, string Name)[] all = [(PartialBar.Cut, "cut"), (PartialBar.Gaps, "gaps"), (PartialBar.Straddles, "straddles"), (PartialBar.Unfinished, "unfinished")];
        return Encoding.UTF8.GetBytes(partial == PartialBar.None ? "whole" : string.Join('+', all.Where(one => partial.HasFlag(one.Reason)).Select(one => one.Name)));
    }
}
