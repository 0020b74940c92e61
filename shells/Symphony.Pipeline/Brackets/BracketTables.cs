using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Trades with take-profit and stop-loss as tables.</summary>
internal static class BracketTables
{
    /// <summary>What ended a trade, by its number.</summary>
    internal static IReadOnlyList<string> Exits { get; } = ["open", "profitTaking", "stopLoss", "time", "delisting"];

    /// <summary>How it was decided what came first, by its number.</summary>
    internal static IReadOnlyList<string> Ties { get; } = ["none", "resolved", "assumed"];

    /// <summary>One row for each exit; a position that leaves in parts has several.</summary>
    internal static IReadOnlyList<ParquetColumn> Trades(Axes axes, ReadOnlyMemory<BracketTrade> trades)
    {
        var rows = trades.ToArray();
        T[] Each<T>(Func<BracketTrade, T> value) => Array.ConvertAll(rows, row => value(row));
        // A position that is open at the end has no exit: its row stands at the last bar.
        int Known(int bar) => bar < 0 || bar >= axes.BarCount ? axes.BarCount - 1 : bar;
        return
        [
            ParquetColumn.Int32("entry", Each(row => row.Entry)),
            ParquetColumn.Text("symbol", Each(row => row.Symbol), axes.Symbols),
            ParquetColumn.Text("side", Each(row => row.Side == Side.Long ? 0 : 1), ["long", "short"]),
            .. When(axes, "decision", Each(row => row.DecisionBar)),
            .. When(axes, "entry", Each(row => row.EntryBar)),
            ParquetColumn.Double("entry_price", Each(row => row.EntryPrice)),
            ParquetColumn.Double("shares", Each(row => row.Shares)),
            .. When(axes, "exit_decision", Each(row => Known(row.ExitDecisionBar))),
            .. When(axes, "exit", Each(row => Known(row.ExitBar))),
            ParquetColumn.Double("exit_price", Each(row => row.ExitPrice)),
            ParquetColumn.Text("exit_reason", Each(row => (int)row.Exit), Exits),
            ParquetColumn.Text("tie", Each(row => (int)row.Tie), Ties),
            ParquetColumn.Double("gross_return", Each(row => row.GrossReturn)),
            ParquetColumn.Double("gross_profit", Each(row => row.GrossProfit)),
            ParquetColumn.Double("commission", Each(row => row.Commission)),
            ParquetColumn.Double("spread", Each(row => row.Spread)),
            ParquetColumn.Double("impact", Each(row => row.Impact)),
            ParquetColumn.Double("borrow", Each(row => row.Borrow)),
            ParquetColumn.Double("net_profit", Each(row => row.NetProfit)),
            ParquetColumn.Double("maximum_adverse", Each(row => row.MaximumAdverse)),
            ParquetColumn.Double("maximum_favourable", Each(row => row.MaximumFavourable)),
        ];
    }

    /// <summary>Equity at each close.</summary>
    internal static IReadOnlyList<ParquetColumn> Equity(Axes axes, ReadOnlyMemory<double> equity) =>
        [.. HistoryTables.When(axes, [.. Enumerable.Range(0, axes.BarCount)]), ParquetColumn.Double("equity", equity)];

    /// <summary>One row for each parameter set, each with the universe's stamp.</summary>
    internal static IReadOnlyList<ParquetColumn> Sets(IReadOnlyList<string> columns, IReadOnlyList<BracketSetFigures> sets, UniverseFigures universe)
    {
        ParquetColumn Numbers(string name, Func<BracketSetFigures, double?> value) =>
            ParquetColumn.Double(name, sets.Select(set => value(set) ?? double.NaN).ToArray());
        return
        [
            ParquetColumn.Int32("set", sets.Select(set => set.Number).ToArray()),
            .. columns.Select(column => ParquetColumn.Text(column.Replace('-', '_'), [.. sets.Select(set => set.Settings[column])])),
            Numbers("total_return", set => set.TotalReturn),
            Numbers("sharpe_ratio", set => set.SharpeRatio),
            Numbers("maximum_drawdown", set => set.MaximumDrawdown),
            ParquetColumn.Int32("trades", sets.Select(set => set.Trades).ToArray()),
            Numbers("winner_share", set => set.WinnerShare),
            Numbers("profit_factor", set => set.ProfitFactor),
            Numbers("ambiguous_share", set => set.AmbiguousShare),
            Numbers("total_cost", set => set.TotalCost),
            Numbers("cost_bp_of_turnover", set => set.CostBasisPointsOfTurnover),
            Numbers("final_equity", set => set.FinalEquity),
            ParquetColumn.Text("is_pit", [.. sets.Select(_ => universe.IsPit ? "true" : "false")]),
        ];
    }

    private static IEnumerable<ParquetColumn> When(Axes axes, string what, int[] bars)
    {
        yield return ParquetColumn.Date($"{what}_date", Array.ConvertAll(bars, axes.SessionDate));
        if (Enumerable.Range(1, axes.BarCount - 1).Any(bar => axes.SessionDate(bar) == axes.SessionDate(bar - 1)))
            yield return ParquetColumn.Instant($"{what}_time", Array.ConvertAll(bars, axes.Instant));
    }
}
