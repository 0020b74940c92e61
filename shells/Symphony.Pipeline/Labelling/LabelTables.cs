using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Labels as tables, one row for each that there is.</summary>
internal static class LabelTables
{
    /// <summary>What ended a trade, by its number.</summary>
    internal static IReadOnlyList<string> Hits { get; } = ["", "profitTaking", "stopLoss", "vertical", "delisting"];

    /// <summary>Why there is no label, by its number.</summary>
    internal static IReadOnlyList<string> Reasons { get; } =
        ["", "noTarget", "smallTarget", "entryAfterData", "delisted", "noEntryOpen", "openAtDataEnd"];

    internal static IReadOnlyList<ParquetColumn> Of(BarrierLabels labels, LabelOutcomes? outcomes)
    {
        int[] rows = [.. Enumerable.Range(0, labels.Count).Where(labels.IsLabelled)];
        var bars = labels.Events.Bars;
        var hits = labels.Hits;
        var exits = labels.ExitBars;
        return
        [
            .. Spans(labels.Axes, At(rows, row => bars.Span[row]), At(rows, row => labels.Events.Symbols.Span[row]), At(rows, row => exits.Span[row])),
            ParquetColumn.Double("entry", At(rows, labels.EntryPrice)),
            ParquetColumn.Double("exit", At(rows, row => labels.ExitPrices.Span[row])),
            ParquetColumn.Text("barrier", At(rows, row => (int)hits.Span[row]), Hits),
            ParquetColumn.Double("return", At(rows, row => labels.GrossReturns.Span[row])),
            ParquetColumn.Text("ambiguous", At(rows, row => labels.Ties.Span[row] == BarrierTie.Stopped ? 1 : 0), ["no", "yes"]),
            .. Predicted(outcomes, At(rows, row => bars.Span[row]), At(rows, row => labels.Events.Symbols.Span[row])),
        ];
    }

    internal static IReadOnlyList<ParquetColumn> Of(Labels labels, LabelOutcomes? outcomes)
    {
        var width = labels.Axes.SymbolCount;
        int[] cells = [.. Enumerable.Range(0, labels.Axes.BarCount * width).Where(cell => labels.IsLabelled(cell / width, cell % width))];
        return
        [
            .. Spans(labels.Axes, At(cells, cell => cell / width), At(cells, cell => cell % width), At(cells, cell => labels.SpanEnd(cell / width, cell % width))),
            ParquetColumn.Double("return", At(cells, cell => labels.SimpleReturns[cell / width, cell % width])),
            .. Predicted(outcomes, At(cells, cell => cell / width), At(cells, cell => cell % width)),
        ];
    }

    /// <summary>What a model predicts, where that is no simple return; empty where a label has none.</summary>
    private static IEnumerable<ParquetColumn> Predicted(LabelOutcomes? outcomes, int[] bars, int[] symbols) => outcomes is null
        ? []
        : [ParquetColumn.Double("outcome", bars.Zip(symbols, (bar, symbol) => outcomes.Values[bar, symbol]).ToArray())];

    /// <summary>Choices of tuned barriers; a cell is empty where there is no value.</summary>
    internal static IReadOnlyList<ParquetColumn> Of(IReadOnlyList<TuningChoice> choices)
    {
        double[] Numbers(Func<TuningChoice, double?> value) => [.. choices.Select(choice => value(choice) ?? double.NaN)];
        return
        [
            ParquetColumn.Int32("split", choices.Select(choice => choice.Split).ToArray()),
            ParquetColumn.Text("symbol", [.. choices.Select(choice => choice.Symbol)]),
            ParquetColumn.Double("profit_taking", Numbers(choice => choice.ProfitTaking)),
            ParquetColumn.Double("stop_loss", Numbers(choice => choice.StopLoss)),
            ParquetColumn.Double("bars", Numbers(choice => choice.Bars)),
            ParquetColumn.Double("inside_net_per_bar", Numbers(choice => choice.InsideNetPerBar)),
            ParquetColumn.Int32("evaluations", choices.Select(choice => choice.Evaluations).ToArray()),
            ParquetColumn.Int32("trades", choices.Select(choice => choice.Trades).ToArray()),
            ParquetColumn.Double("net_per_trade", Numbers(choice => choice.NetPerTrade)),
            ParquetColumn.Double("net_per_bar", Numbers(choice => choice.NetPerBar)),
            ParquetColumn.Text("reason", [.. choices.Select(choice => choice.Reason)]),
        ];
    }

    /// <summary>Symbol, decision, entry and exit of each row.</summary>
    private static IEnumerable<ParquetColumn> Spans(Axes axes, int[] bars, int[] symbols, int[] exits) =>
    [
        .. HistoryTables.When(axes, bars),
        ParquetColumn.Text("symbol", symbols, axes.Symbols),
        ParquetColumn.Date("entry_date", At(bars, bar => axes.SessionDate(bar + 1))),
        ParquetColumn.Date("exit_date", At(exits, axes.SessionDate)),
        ParquetColumn.Int32("span_bars", exits.Zip(bars, (exit, bar) => exit - bar).ToArray()),
    ];

    private static T[] At<T>(int[] rows, Func<int, T> value) => Array.ConvertAll(rows, row => value(row));
}
