using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Splits as a table: one row for each observation of each split, with what the split does with it.</summary>
/// <remarks>
/// Columns: split (from 0), time and date of the decision bar, symbol, role (train, validation, test, purged, embargoed).
/// Rows are in the order of splits, bars and symbols. An observation that a split leaves alone (one without a label that
/// is not tested; one outside a walk's window) has no row there.
/// </remarks>
/// <param name="splits">The rows' splits.</param>
/// <param name="times">The closes of the rows' decision bars, microseconds since 1970-01-01T00:00Z.</param>
/// <param name="dates">The session dates of the rows' decision bars, epoch days.</param>
/// <param name="symbols">The rows' symbols.</param>
/// <param name="roles">The rows' roles.</param>
public sealed class SplitTable(int[] splits, long[] times, int[] dates, string[] symbols, ObservationRole[] roles)
{
    private static readonly string[] Words = ["unused", "train", "validation", "test", "purged", "embargoed"];

    /// <summary>How many rows.</summary>
    public int Rows => splits.Length;

    /// <summary>How many splits; their numbers go from 0.</summary>
    public int SplitCount => splits.Length == 0 ? 0 : splits[^1] + 1;

    /// <summary>The rows' splits, which never decrease.</summary>
    public ReadOnlyMemory<int> Splits => splits;

    /// <summary>The closes of the rows' decision bars, microseconds since 1970-01-01T00:00Z.</summary>
    public ReadOnlyMemory<long> Times => times;

    /// <summary>The session dates of the rows' decision bars, epoch days.</summary>
    public ReadOnlyMemory<int> Dates => dates;

    /// <summary>The rows' symbols.</summary>
    public IReadOnlyList<string> Symbols => symbols;

    /// <summary>The rows' roles.</summary>
    public ReadOnlyMemory<ObservationRole> Roles => roles;

    /// <summary>Writes splits as Parquet, or as CSV where the file is called so.</summary>
    /// <param name="file">The file; its folder exists.</param>
    /// <param name="observations">What was split.</param>
    /// <param name="ofSplits">For each split the role of every observation.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>How many rows there are.</returns>
    /// <exception cref="RefusedException">No file can be written there, or there are more rows than one table holds.</exception>
    public static int Write(string file, Observations observations, IReadOnlyList<ObservationRoles> ofSplits, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(ofSplits);
        var count = ofSplits.Sum(roles => (long)Used(roles));
        if (count > Array.MaxLength)
            throw new RefusedException("splits", $"{ofSplits.Count} splits of {observations.Count} observations are {count} rows, more than one table holds; fewer groups are accepted");
        var rows = (int)count;
        var (splits, times, dates, symbols, words) = (new int[rows], new long[rows], new int[rows], new int[rows], new int[rows]);
        var row = 0;
        for (var split = 0; split < ofSplits.Count; split++)
        {
            stop.ThrowIfCancellationRequested();
            var roles = ofSplits[split].Roles.Span;
            var bars = observations.Bars.Span;
            var columns = observations.Symbols.Span;
            var axes = observations.Axes;
            for (var observation = 0; observation < roles.Length; observation++)
            {
                if (roles[observation] == ObservationRole.Unused) continue;
                splits[row] = split;
                times[row] = axes.Instant(bars[observation]);
                dates[row] = axes.SessionDate(bars[observation]);
                symbols[row] = columns[observation];
                words[row++] = (int)roles[observation];
            }
        }

        OutputFile.Write(
            file,
            [
                ParquetColumn.Int32("split", splits),
                ParquetColumn.Instant("time", times),
                ParquetColumn.Date("date", dates),
                ParquetColumn.Text("symbol", symbols, observations.Axes.Symbols),
                ParquetColumn.Text("role", words, Words),
            ],
            stop);
        return rows;
    }

    /// <summary>Reads what <see cref="Write"/> wrote as Parquet.</summary>
    /// <param name="file">The file.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RefusedException">It is no such table.</exception>
    public static SplitTable Read(string file, CancellationToken stop)
    {
        var table = ParquetTable.Read(file, stop);
        try
        {
            var splits = table.Int32("split");
            var (times, symbols) = (table.Instant("time"), table.Text("symbol"));
            var texts = table.Text("role");
            var roles = new ObservationRole[texts.Length];
            for (var row = 0; row < roles.Length; row++)
            {
                var role = Array.IndexOf(Words, texts[row]);
                if (role < 1) throw Refuse(file, row, $"the role '{texts[row]}' is not known; {string.Join(", ", Words[1..])} are accepted");
                roles[row] = (ObservationRole)role;
                if (splits[row] != (row == 0 ? 0 : splits[row - 1]) && splits[row] != (row == 0 ? 0 : splits[row - 1] + 1))
                    throw Refuse(file, row, $"split {splits[row]} follows {(row == 0 ? "nothing" : $"split {splits[row - 1]}")}; splits in order from 0 are accepted");
                if (row > 0 && splits[row] == splits[row - 1] && (times[row] < times[row - 1] || (times[row] == times[row - 1] && symbols[row] == symbols[row - 1])))
                    throw Refuse(file, row, "its bar does not follow that of the row before; one row for each observation, in order, is accepted");
            }

            return new SplitTable(splits, times, table.Date("date"), symbols, roles);
        }
        catch (ArgumentException error) when (error is not RefusedException)
        {
            throw new RefusedException("splits", $"{file}: it is no table of splits ({error.Message.Split(" (Parameter")[0]})");
        }
    }

    private static int Used(ObservationRoles roles)
    {
        var count = 0;
        foreach (var role in roles.Roles.Span) count += role == ObservationRole.Unused ? 0 : 1;
        return count;
    }

    private static RefusedException Refuse(string file, int row, string reason) => new("splits", $"{file}, row {row + 1}: {reason}");
}
