using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Bars as long columns that can be read back as bars.</summary>
internal static class BarTable
{
    /// <summary>A row for each bar of each name, in order of bars and then of names; how many rows, and of how many names.</summary>
    internal static (IReadOnlyList<ParquetColumn> Columns, long Rows, int Symbols) Of(Bars bars)
    {
        var axes = bars.Axes;
        List<int> when = [], names = [];
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            for (var symbol = 0; symbol < axes.SymbolCount; symbol++)
            {
                if (!bars.IsPresent(bar, symbol)) continue;
                when.Add(bar);
                names.Add(symbol);
            }
        }

        ParquetColumn Column(string name, Panel panel) =>
            ParquetColumn.Double(name, when.Zip(names, (bar, symbol) => panel[bar, symbol]).ToArray());
        List<ParquetColumn> columns =
        [
            .. HistoryTables.When(axes, [.. when]),
            ParquetColumn.Text("symbol", names.ToArray(), axes.Symbols),
            Column("open", bars.Open),
            Column("high", bars.High),
            Column("low", bars.Low),
            Column("close", bars.Close),
        ];
        if (Market.TryVolume(bars, out var volume)) columns.Add(Column("volume", volume!));
        return (columns, when.Count, names.Distinct().Count());
    }
}
