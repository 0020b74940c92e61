using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading;
using Symphony.Core;
using Symphony.Data.DuckDb;
using Symphony.Data.Market;

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
        var clock = new SessionClock(source.TimeZone, source.SessionClose);
        using var database = DuckDbDatabase.Open(source.Threads);

        var assembly = new BarAssembly(source, database, clock);
        var bars = assembly.Read(source.Files, "bars", cancellation);
        List<DataInput> inputs = [.. assembly.Inputs];
        return new MarketData(bars, CorporateActions.None, default, inputs, assembly.Notes, CalendarHash(bars.Axes));
    }

    private static string CalendarHash(Axes axes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(axes.SessionDates.Span));
        hash.AppendData(MemoryMarshal.AsBytes(axes.Instants.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
