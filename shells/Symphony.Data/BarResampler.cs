using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core.Interop;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;
using Symphony.Data.Market;
using Symphony.Data.Rows;

namespace Symphony.Data;

/// <summary>Makes the bars of files longer, row by row: memory grows with symbols and longer bars, not with rows.</summary>
public static class BarResampler
{
    /// <summary>Reads, resamples and writes; the output is there whole or not at all.</summary>
    /// <remarks>
    /// Columns: date (the bar's close in UTC; of whole sessions the session date), symbol, open, high, low, close,
    /// volume where the files have one, session_date, source_bars, room_for and partial (whole, or cut, gaps, straddles
    /// and unfinished joined by +). Rows are in the order of symbol and date; the same files give the same bytes.
    /// </remarks>
    /// <param name="resampling">What to read and how.</param>
    /// <param name="progress">Told the share of bytes read, from 0 to 1; may be null.</param>
    /// <param name="cancellation">Stops it, and leaves no output.</param>
    /// <exception cref="RefusedException">A file, a bar or a setting cannot be used.</exception>
    public static BarResamplingOutcome Run(BarResampling resampling, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(resampling);
        ArgumentOutOfRangeException.ThrowIfLessThan(resampling.Threads, 1, "resampling.Threads");
        var calendar = resampling.Sampling.Calendar ?? throw new RefusedException("calendar", "calendar is needed: bars are counted from the opens of its sessions");
        var isCsv = CopiedFile.IsCsv(resampling.Output);
        var zone = resampling.TimeZone ?? TradingCalendar.Zone(calendar);
        var clock = new SessionClock(zone, TimeSpan.FromHours(24), calendar);
        var symbols = new TextTable();
        using var database = DuckDbDatabase.Open(resampling.Threads);
        using var written = new ResampledFile(resampling.Sampling.Width!);
        var rows = new ResamplingRows(resampling, clock, symbols, written);
        var reader = new TableReader(database, resampling.SymbolFromFile ? [] : [symbols], null, cancellation, streams: true);
        var inputs = new List<DataInput>();
        var files = SourceFiles.Expand(resampling.Files, string.Empty, "bars");
        var total = files.Sum(file => new FileInfo(file.Path).Length);
        var done = 0L;
        foreach (var file in files)
        {
            rows.Begin(file, resampling.SymbolFromFile ? symbols.Number(file.Stem) : -1);
            var read = reader.Read(file, rows);
            inputs.Add(read.ToInput());
            done += new FileInfo(file.Path).Length;
            progress?.Report((double)done / total);
        }

        rows.Finish();
        written.Write(resampling.Output, isCsv, rows.HasVolume, symbols, cancellation);
        var sessions = Calendars.ReadAround(calendar, DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(rows.FirstDate));
        return new BarResamplingOutcome(
            rows.Count, symbols.Texts.Count, written.Count, written.Cut, written.Gaps, written.Unfinished, written.Straddling, written.Missing, rows.LeftOut,
            sessions.Zone, sessions.ZoneSha256, inputs);
    }
}
