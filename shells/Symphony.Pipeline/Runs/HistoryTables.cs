using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Runs of the engine as tables.</summary>
internal static class HistoryTables
{
    /// <summary>Every fill, in the order it happened.</summary>
    internal static IReadOnlyList<ParquetColumn> Trades(BacktestResult result)
    {
        var axes = result.Axes;
        var trades = result.Trades;
        return
        [
            .. When(axes, trades.Bars.ToArray()),
            ParquetColumn.Text("symbol", trades.Symbols, axes.Symbols),
            ParquetColumn.Text("kind", trades.Kinds.ToArray().Select(kind => (int)kind).ToArray(), ["fill", "delisting"]),
            ParquetColumn.Double("shares", trades.Shares),
            ParquetColumn.Double("price", trades.Prices),
            ParquetColumn.Double("notional", trades.Notionals),
            ParquetColumn.Double("commission", trades.Commissions),
            ParquetColumn.Double("spread", trades.Spreads),
            ParquetColumn.Double("impact", trades.Impacts),
        ];
    }

    /// <summary>The account of one run at every bar, the other runs' equity beside it, NaN where a run has no row.</summary>
    internal static IReadOnlyList<ParquetColumn> Equity(BacktestResult net, IReadOnlyList<(string Name, BacktestResult Run)> others)
    {
        var axes = net.Axes;
        var first = others.Min(other => other.Run.FirstBar);
        first = Math.Min(first, net.FirstBar);
        var count = axes.BarCount - first;
        double[] Column(BacktestResult run, Func<BarRow, double> value)
        {
            var column = new double[count];
            Array.Fill(column, double.NaN);
            foreach (var row in run.Rows.Span) column[row.Bar - first] = value(row);
            return column;
        }

        return
        [
            .. When(axes, [.. Enumerable.Range(first, count)]),
            ParquetColumn.Double("equity", Column(net, row => row.Equity)),
            ParquetColumn.Double("cash", Column(net, row => row.Cash)),
            ParquetColumn.Double("long_notional", Column(net, row => row.LongNotional)),
            ParquetColumn.Double("short_notional", Column(net, row => row.ShortNotional)),
            ParquetColumn.Double("fill_notional", Column(net, row => row.FillNotional)),
            ParquetColumn.Double("commission", Column(net, row => row.Commission)),
            ParquetColumn.Double("spread", Column(net, row => row.Spread)),
            ParquetColumn.Double("impact", Column(net, row => row.Impact)),
            .. net.Settings.ImpactLaw == ImpactLaw.Almgren2005
                ? [ParquetColumn.Double("permanent_impact", Column(net, row => row.PermanentImpact))]
                : Array.Empty<ParquetColumn>(),
            ParquetColumn.Double("borrow", Column(net, row => row.Borrow)),
            ParquetColumn.Double("margin_interest", Column(net, row => row.MarginInterest)),
            ParquetColumn.Double("cash_interest", Column(net, row => row.CashInterest)),
            ParquetColumn.Double("dividends", Column(net, row => row.Dividends)),
            ParquetColumn.Double("delisting_proceeds", Column(net, row => row.DelistingProceeds)),
            .. others.Select(other => ParquetColumn.Double(other.Name, Column(other.Run, row => row.Equity))),
        ];
    }

    /// <summary>The session date of each row's bar, and its time where a session has several bars.</summary>
    internal static IReadOnlyList<ParquetColumn> When(Axes axes, int[] bars)
    {
        var date = ParquetColumn.Date("date", Array.ConvertAll(bars, axes.SessionDate));
        return Enumerable.Range(1, axes.BarCount - 1).Any(bar => axes.SessionDate(bar) == axes.SessionDate(bar - 1))
            ? [date, ParquetColumn.Instant("time", Array.ConvertAll(bars, axes.Instant))]
            : [date];
    }

    internal static void Write(string file, IReadOnlyList<ParquetColumn> columns, CancellationToken stop) =>
        ParquetTable.Write(file, columns, stop);
}
