using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>A run taken apart, as tables.</summary>
internal static class AttributionTables
{
    /// <summary>Each name and side that was held.</summary>
    internal static IReadOnlyList<ParquetColumn> Profit(Attribution attribution)
    {
        var rows = attribution.Rows;
        double[] Column(Func<ProfitParts, double> of) => [.. rows.Select(row => of(row.Parts))];
        return
        [
            ParquetColumn.Text("symbol", rows.Select(row => row.SymbolIndex).ToArray(), attribution.Axes.Symbols),
            ParquetColumn.Text("side", rows.Select(row => (int)row.Side).ToArray(), ["long", "short"]),
            ParquetColumn.Double("price", Column(parts => parts.Price)),
            ParquetColumn.Double("dividends", Column(parts => parts.Dividends)),
            ParquetColumn.Double("delisting", Column(parts => parts.Delisting)),
            ParquetColumn.Double("commission", Column(parts => parts.Commission)),
            ParquetColumn.Double("spread", Column(parts => parts.Spread)),
            ParquetColumn.Double("impact", Column(parts => parts.Impact)),
            ParquetColumn.Double("borrow", Column(parts => parts.Borrow)),
            ParquetColumn.Double("net", Column(parts => parts.Net)),
            ParquetColumn.Double("fill_notional", Column(parts => parts.FillNotional)),
            ParquetColumn.Double("notional_years", Column(parts => parts.NotionalYears)),
            ParquetColumn.Double("gross_edge_bp", Column(parts => parts.GrossEdge ?? double.NaN)),
            ParquetColumn.Double("net_edge_bp", Column(parts => parts.NetEdge ?? double.NaN)),
        ];
    }

    /// <summary>The shares held at each close; names that are not held have no row.</summary>
    internal static IReadOnlyList<ParquetColumn> Positions(Panel shares)
    {
        var axes = shares.Axes;
        var (bars, symbols, held) = (new List<int>(), new List<int>(), new List<double>());
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            for (var symbol = 0; symbol < axes.SymbolCount; symbol++)
            {
                if (shares[bar, symbol] is not (not 0.0 and not double.NaN)) continue;
                bars.Add(bar);
                symbols.Add(symbol);
                held.Add(shares[bar, symbol]);
            }
        }

        return
        [
            .. HistoryTables.When(axes, [.. bars]),
            ParquetColumn.Text("symbol", symbols.ToArray(), axes.Symbols),
            ParquetColumn.Double("shares", held.ToArray()),
        ];
    }
}
