using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>A universe as columns.</summary>
internal static class UniverseTables
{
    /// <summary>Each name's verdict at each bar, also where it has no bar: who carries the last one on is not misled.</summary>
    internal static IReadOnlyList<ParquetColumn> Verdicts(Universe universe)
    {
        var (axes, words) = (universe.Axes, Enum.GetValues<UniverseVerdict>().Select(UniverseJob.WordOf).ToArray());
        List<int> bars = [], symbols = [], verdicts = [];
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            for (var symbol = 0; symbol < axes.SymbolCount; symbol++)
            {
                bars.Add(bar);
                symbols.Add(symbol);
                verdicts.Add((int)universe.Verdict(bar, symbol));
            }
        }

        return
        [
            .. HistoryTables.When(axes, [.. bars]),
            ParquetColumn.Text("symbol", symbols.ToArray(), axes.Symbols),
            ParquetColumn.Text("verdict", verdicts.ToArray(), words),
        ];
    }

    /// <summary>How many names have each verdict, and how many members there are, by bar.</summary>
    internal static IReadOnlyList<ParquetColumn> Counts(Axes axes, IReadOnlyList<UniverseRow> rows)
    {
        ParquetColumn Column(string name, Func<UniverseRow, int> of) => ParquetColumn.Int32(name, rows.Select(of).ToArray());
        return
        [
            .. HistoryTables.When(axes, [.. Enumerable.Range(0, axes.BarCount)]),
            Column("in", row => row.In),
            Column("not_member", row => row.NotMember),
            Column("no_bar", row => row.NoBar),
            Column("short_history", row => row.ShortHistory),
            Column("low_price", row => row.LowPrice),
            Column("illiquid", row => row.Illiquid),
            Column("alive", row => row.Alive),
            Column("members", row => row.Members),
            Column("missing_members", row => row.Missing),
        ];
    }
}
