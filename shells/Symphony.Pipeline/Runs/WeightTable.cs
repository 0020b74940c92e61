using System.Collections.Generic;
using System.Threading;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Decisions as rows of date, symbol and weight, as <c>symphony backtest --weights</c> reads them.</summary>
internal static class WeightTable
{
    /// <summary>A row for each weight; a date that decides to be flat has one row, of weight 0.</summary>
    internal static void Write(string file, Decisions decisions, CancellationToken stop)
    {
        var axes = decisions.Axes;
        List<int> bars = [];
        List<int> symbols = [];
        List<double> weights = [];
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            if (!decisions.IsDecided(bar)) continue;
            var before = bars.Count;
            var row = decisions.Weights(bar);
            for (var symbol = 0; symbol < row.Length; symbol++)
            {
                if (row[symbol] == 0.0 && (bars.Count > before || symbol < row.Length - 1)) continue;
                bars.Add(bar);
                symbols.Add(symbol);
                weights.Add(row[symbol]);
            }
        }

        ParquetTable.Write(
            file,
            [
                .. HistoryTables.When(axes, [.. bars]),
                ParquetColumn.Text("symbol", symbols.ToArray(), axes.Symbols),
                ParquetColumn.Double("weight", weights.ToArray()),
            ],
            stop);
    }
}
