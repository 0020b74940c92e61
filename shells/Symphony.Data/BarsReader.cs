using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading;
using Symphony.Core;
using Symphony.Data.DuckDb;
using Symphony.Data.Market;
using Symphony.Data.Store;

namespace Symphony.Data;

/// <summary>Reads bars from files.</summary>
public static class BarsReader
{
    /// <summary>
    /// The bars of the source, with its corporate actions and benchmark: the same for any number of threads and
    /// any order of the rows.
    /// </summary>
    /// <remarks>
    /// A daily bar's instant is its session's close; a bar within a day is stamped by its close, and one that closes at
    /// midnight belongs to the day before. Columns are read with stated types; no row is dropped and no value
    /// replaced.
    /// </remarks>
    /// <param name="source">The files and how to read them.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">A file cannot be used; the sentence names file, line, column and value.</exception>
    public static MarketData Read(BarsSource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Threads, 1, "source.Threads");
        var clock = new SessionClock(source.TimeZone, source.SessionClose, source.Sampling.Calendar);
        using var database = DuckDbDatabase.Open(source.Threads);

        List<DataInput> inputs;
        List<string> notes;
        Bars bars;
        var actions = CorporateActions.None;
        IReadOnlyList<long> leftOut;
        if (source.Store is not null)
        {
            (bars, actions, inputs, notes, leftOut) = new StoreBars(source).Read(cancellation);
        }
        else
        {
            var assembly = new BarAssembly(source, database, clock);
            bars = assembly.Read(source.Files, "bars", cancellation);
            (inputs, notes, leftOut) = ([.. assembly.Inputs], [.. assembly.Notes], assembly.LeftOut);
        }

        if (source.Actions.Count > 0)
        {
            RefuseTwiceAdjusted(source);
            var acting = new ActionAssembly(bars.Axes);
            actions = acting.Read(source, database, cancellation);
            inputs.AddRange(acting.Inputs);
            notes.AddRange(acting.Notes);
        }

        ReadOnlyMemory<double> benchmark = default;
        if (source.Benchmark.Count > 0)
        {
            var beside = new BarAssembly(source, database, clock);
            benchmark = BenchmarkCloses.On(beside.Read(source.Benchmark, "benchmark's bars", cancellation), bars.Axes, beside.Inputs);
            inputs.AddRange(beside.Inputs);
        }

        return new MarketData(bars, actions, benchmark, inputs, notes, CalendarHash(bars.Axes)) { LeftOut = leftOut };
    }

    /// <summary>The bars of columns in memory, under the same rules as those of files.</summary>
    /// <param name="columns">One entry a row in each, in any order.</param>
    /// <param name="timeZone">The market's IANA time zone.</param>
    /// <param name="priceBasis">Whether prices are as traded, or restated for splits and dividends.</param>
    /// <param name="sessionClose">When a daily bar closes on the market's clock; null for 16:00.</param>
    /// <exception cref="DataRefusedException">A row cannot be used; the sentence names row, column and value.</exception>
    public static MarketData FromColumns(BarColumns columns, string timeZone, PriceBasis priceBasis, TimeSpan? sessionClose = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(timeZone);
        var (bars, notes) = new MemoryAssembly(columns).Build(new SessionClock(timeZone, sessionClose ?? TimeSpan.FromHours(16)), priceBasis);
        return new MarketData(bars, CorporateActions.None, default, [], notes, CalendarHash(bars.Axes));
    }

    private static void RefuseTwiceAdjusted(BarsSource source)
    {
        if (source.PriceBasis == PriceBasis.Adjusted)
        {
            throw new DataRefusedException(
                $"corporate actions ({source.Actions[0]}) are named for prices that are declared adjusted, and would count twice; raw prices, or no actions, are accepted",
                source.Actions[0]);
        }
    }

    internal static string CalendarHash(Axes axes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(axes.SessionDates.Span));
        hash.AppendData(MemoryMarshal.AsBytes(axes.Instants.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
