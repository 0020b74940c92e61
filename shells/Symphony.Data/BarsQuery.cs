using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Data.Columns;
using Symphony.Data.DuckDb;

namespace Symphony.Data;

/// <summary>A feature written in SQL: a query over the table <c>bars</c> that gives date, symbol and value.</summary>
/// <remarks>
/// <c>bars</c> has the columns date (a DATE where every session has one bar, else a TIMESTAMP in UTC), symbol,
/// open, high, low, close, where there is one volume, and session_date (a DATE: the session the bar lies in). The
/// query runs on one thread, and its rows are put in order of date and symbol, so that the same bars give the same
/// bits. It sees the bars alone: files, networks, extensions and settings are out of its reach, and what answers
/// from the clock, the session or chance is refused by name.
/// </remarks>
/// <param name="sql">One SELECT that gives columns named date, symbol and value.</param>
/// <param name="name">What refusals call it: its file.</param>
/// <param name="limits">How much a run may take; null for <see cref="QueryLimits.Standard"/>.</param>
public sealed class BarsQuery(string sql, string name, QueryLimits? limits = null)
{
    private readonly QueryLimits allowed = limits ?? QueryLimits.Standard;
    private readonly ConcurrentBag<DuckDbDatabase> idle = [];
    private string? unread;

    private string Inside => $"SELECT date, symbol, value FROM (\n{sql}\n)";

    /// <summary>Reads a query from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">How much a run may take; null for <see cref="QueryLimits.Standard"/>.</param>
    /// <exception cref="DataRefusedException">There is no such file, or nothing in it.</exception>
    public static BarsQuery Read(string path, QueryLimits? limits = null)
    {
        if (!File.Exists(path)) throw new DataRefusedException($"{path}: there is no such file; a file with one SELECT is accepted", path);
        var text = File.ReadAllText(path).Trim().TrimEnd(';');
        return text.Length > 0
            ? new BarsQuery(text, path, limits)
            : throw new DataRefusedException($"{path} is empty; a file with one SELECT is accepted", path);
    }

    /// <summary>Refuses what the query may not use, without any bars.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DataRefusedException">It calls or reads what does not follow from bars alone.</exception>
    public void RefuseWhatNoBarsCanMend(CancellationToken cancellation = default)
    {
        using var database = DuckDbDatabase.Open(threads: 1);
        CheckRules(database, cancellation);
    }

    /// <summary>The query's values on some bars; NaN where it gives none.</summary>
    /// <param name="bars">The bars, as features read them.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DataRefusedException">The query cannot be run, or gives rows that the bars do not have.</exception>
    public Panel Run(Bars bars, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bars);
        var isDaily = IsDaily(bars.Axes);
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var database = idle.TryTake(out var open) ? open : Open(cancellation);
            try
            {
                timed.CancelAfter(allowed.Time);
                var panel = Run(database, bars, isDaily, timed.Token);
                // A database takes longer to open than most queries to run, and a SELECT leaves it as it was.
                database.Execute("DROP TABLE bars");
                idle.Add(database);
                return panel;
            }
            catch
            {
                database.Dispose();
                throw;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DataRefusedException(
                string.Create(CultureInfo.InvariantCulture, $"{name} ran for more than {allowed.Time.TotalSeconds} seconds and was stopped; queryLimits.seconds allows more"), name);
        }
        catch (DuckDbException refused) when (refused.FirstLine.StartsWith("Out of Memory", StringComparison.Ordinal))
        {
            throw new DataRefusedException(
                string.Create(CultureInfo.InvariantCulture, $"{name} needs more than {allowed.Megabytes} megabytes of memory; queryLimits.megabytes allows more"), name);
        }
        catch (DuckDbException refused)
        {
            throw new DataRefusedException(
                $"{name} cannot be run ({refused.FirstLine}); one SELECT over bars that gives date, symbol and value is accepted", name);
        }
    }

    private DuckDbDatabase Open(CancellationToken cancellation)
    {
        var database = DuckDbDatabase.Open(threads: 1);
        try
        {
            CheckRules(database, cancellation);
            // Whatever zone this machine is in.
            database.Execute("SET TimeZone = 'UTC'");
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"SET memory_limit = '{allowed.Megabytes}MiB'"));
            database.Execute("SET enable_external_access = false");
            database.Execute("SET lock_configuration = true");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private Panel Run(DuckDbDatabase database, Bars bars, bool isDaily, CancellationToken cancellation)
    {
        ParquetRows.Fill(database, ColumnsOf(bars, isDaily), cancellation);
        database.Execute("ALTER TABLE written RENAME TO bars");
        CheckColumns(database, cancellation);
        if (unread is { Length: > 0 } reason)
            throw new DataRefusedException($"{name} cannot be read ({reason}); one SELECT over bars that gives date, symbol and value is accepted", name);
        using var statement = database.Prepare(
            $"SELECT CAST(date AS TIMESTAMP), CAST(symbol AS VARCHAR), CAST(value AS DOUBLE) FROM (\n{sql}\n) ORDER BY date, symbol");
        using var result = statement.Execute(cancellation);
        return PanelOf(ValueRows.Read(result, name, cancellation), bars.Axes, isDaily);
    }

    /// <summary>Once for a query: what it calls does not depend on the bars.</summary>
    private void CheckRules(DuckDbDatabase database, CancellationToken cancellation) =>
        unread ??= QueryRules.Check(database, Inside, name, cancellation);

    /// <summary>A date that is a text, or a value that is one, would be cast without a word.</summary>
    private void CheckColumns(DuckDbDatabase database, CancellationToken cancellation)
    {
        using var statement = database.Prepare($"{Inside} LIMIT 0");
        using var result = statement.Execute(cancellation);
        (string Name, string Accepted, bool Fits)[] columns =
        [
            ("date", "a date or a timestamp", result.ColumnTypes[0] is DuckDbType.Date or DuckDbType.Timestamp or DuckDbType.TimestampTz),
            ("symbol", "a text", result.ColumnTypes[1] is DuckDbType.Varchar),
            ("value", "a number", IsNumber(result.ColumnTypes[2])),
        ];
        for (var column = 0; column < columns.Length; column++)
        {
            if (columns[column].Fits) continue;
            throw new DataRefusedException(
                $"{name} gives {result.ColumnTypes[column].ToString().ToLowerInvariant()} as '{columns[column].Name}'; {columns[column].Accepted} is accepted", name, column: columns[column].Name);
        }
    }

    private static bool IsNumber(DuckDbType type) => type
        is DuckDbType.Double or DuckDbType.Float or DuckDbType.Decimal or DuckDbType.HugeInt or DuckDbType.BigInt or DuckDbType.Integer or DuckDbType.SmallInt
        or DuckDbType.TinyInt or DuckDbType.UBigInt or DuckDbType.UInteger or DuckDbType.USmallInt or DuckDbType.UTinyInt;

    private Panel PanelOf(ValueRows rows, Axes axes, bool isDaily)
    {
        var bars = new Dictionary<long, int>();
        for (var bar = 0; bar < axes.BarCount; bar++)
            bars[isDaily ? axes.SessionDate(bar) * TimeSpan.MicrosecondsPerDay : axes.Instant(bar)] = bar;
        var values = new double[axes.BarCount * axes.SymbolCount];
        Array.Fill(values, double.NaN);
        var given = new bool[values.Length];
        for (var row = 0; row < rows.Instants.Count; row++)
        {
            var column = axes.IndexOf(rows.Symbols[row]);
            if (!bars.TryGetValue(rows.Instants[row], out var bar) || column < 0)
                throw new DataRefusedException($"{name} gives a value of {Place(rows, row)}, which the bars do not have", name);
            var cell = (bar * axes.SymbolCount) + column;
            if (given[cell]) throw new DataRefusedException($"{name} gives two values of {Place(rows, row)}; one is accepted", name);
            if (double.IsInfinity(rows.Values[0][row])) throw new DataRefusedException($"{name} gives an infinite value of {Place(rows, row)}; a finite one, or NULL for none, is accepted", name);
            given[cell] = true;
            values[cell] = rows.Values[0][row];
        }

        return Core.Interop.Market.Panel(axes, values);
    }

    private static string Place(ValueRows rows, int row) =>
        $"{rows.Symbols[row]} on {DateTime.UnixEpoch.AddMicroseconds(rows.Instants[row]).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}";

    private static bool IsDaily(Axes axes)
    {
        var dates = axes.SessionDates.Span;
        for (var bar = 1; bar < dates.Length; bar++)
        {
            if (dates[bar] == dates[bar - 1]) return false;
        }

        return true;
    }

    private static List<ParquetColumn> ColumnsOf(Bars bars, bool isDaily)
    {
        var axes = bars.Axes;
        var (days, instants, codes) = (new List<int>(), new List<long>(), new List<int>());
        List<double>[] prices = [[], [], [], [], []];
        var hasVolume = Core.Interop.Market.TryVolume(bars, out var volume);
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            for (var symbol = 0; symbol < axes.SymbolCount; symbol++)
            {
                if (!bars.IsPresent(bar, symbol)) continue;
                days.Add(axes.SessionDate(bar));
                instants.Add(axes.Instant(bar));
                codes.Add(symbol);
                prices[0].Add(bars.Open[bar, symbol]);
                prices[1].Add(bars.High[bar, symbol]);
                prices[2].Add(bars.Low[bar, symbol]);
                prices[3].Add(bars.Close[bar, symbol]);
                if (hasVolume) prices[4].Add(volume![bar, symbol]);
            }
        }

        string[] names = hasVolume ? ["open", "high", "low", "close", "volume"] : ["open", "high", "low", "close"];
        return
        [
            isDaily ? ParquetColumn.Date("date", days.ToArray()) : ParquetColumn.Instant("date", instants.ToArray()),
            ParquetColumn.Text("symbol", codes.ToArray(), axes.Symbols),
            .. names.Select((column, i) => ParquetColumn.Double(column, prices[i].ToArray())),
            ParquetColumn.Date("session_date", days.ToArray()),
        ];
    }
}
