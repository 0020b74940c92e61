using System.Collections.Generic;
using System.Linq;
using Spectre.Console;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>The tables of trades with take-profit and stop-loss: every set that was tried, then the one that is shown.</summary>
internal static class BracketView
{
    private const int SetsShown = 40;

    public static void Show(Terminal terminal, string name, BracketOutcome outcome, BracketJobOptions options)
    {
        var figures = outcome.Figures;
        terminal.Output.MarkupLine(
            $"[bold]{Markup.Escape(name)}[/]  {figures.From} to {figures.To}, {Figure.Count(figures.Bars)} bars, {Figure.Count(figures.Symbols)} symbols");
        if (outcome.Sets.Count > 1)
        {
            terminal.Output.Write(Sets(outcome));
            terminal.Output.WriteLine(BracketWords.Tried(outcome));
            terminal.WriteRaw($"\nset {outcome.Shown}: {string.Join(", ", outcome.Sets[outcome.Shown - 1].Settings.Select(pair => $"{pair.Key} {pair.Value}"))}\n");
        }

        terminal.Output.Write(Trades(figures));
        terminal.Output.Write(Money(figures));
        Ties(terminal, figures);
        if (outcome.Sets.Count == 1) terminal.Output.WriteLine($"  {BracketWords.Tried(outcome)}");
        if (figures.WithoutPermanentImpact > 0)
            terminal.WriteRaw($"  note: fills without the permanent part of impact, as shares outstanding are not known: {Figure.Count(figures.WithoutPermanentImpact)}\n");
        UniverseStamp.Show(terminal, outcome.Universe);
        foreach (var note in outcome.Notes)
            terminal.WriteRaw($"  note: {note}\n");
        foreach (var (what, file) in (IEnumerable<(string, string?)>)[("sets", options.SetsTableFile), ("trades", options.TradesFile), ("equity", options.EquityFile), ("report", options.ReportFile)])
        {
            if (file is not null) terminal.WriteRaw($"\n  {what}  {file}{(outcome.Sets.Count > 1 && what != "sets" ? $"  (set {outcome.Shown})" : "")}\n");
        }
    }

    private static void Ties(Terminal terminal, BracketFigures figures)
    {
        terminal.WriteRaw($"  trades whose bars do not show what came first   {Figure.Percent(figures.AmbiguousShare)} ({Figure.Count(figures.Ambiguous)} of {Figure.Count(figures.Trades)})\n");
        if (figures.FinalEquityWithoutFiner is not { } equity) return;
        terminal.WriteRaw($"  the same without the finer bars                 {Figure.Percent(figures.AmbiguousShareWithoutFiner)}\n");
        terminal.WriteRaw($"  trades decided by finer bars                    {Figure.Count(figures.Resolved)}\n");
        terminal.WriteRaw($"  final equity without them                       {Figure.Money(equity)}\n");
    }

    /// <summary>All sets in their order; of very many those with the highest Sharpe ratios, and that they are not all.</summary>
    private static FigureTable Sets(BracketOutcome outcome)
    {
        var columns = outcome.Sets[0].Settings.Keys.ToArray();
        var table = new FigureTable("set", [.. columns, "return", "Sharpe", "trades", "winners", "profit factor", "ambiguous", "cost, bp"]);
        var rows = outcome.Sets.Count <= SetsShown ? outcome.Sets : [.. outcome.Sets.OrderByDescending(set => set.SharpeRatio ?? double.NegativeInfinity).Take(SetsShown)];
        foreach (var set in rows)
        {
            table.AddRow(
            [
                $"{set.Number}{(set.RuinedOn is null ? "" : " ruined")}",
                .. columns.Select(column => Markup.Escape(set.Settings[column])),
                Figure.Percent(set.TotalReturn),
                Figure.Ratio(set.SharpeRatio),
                Figure.Count(set.Trades),
                Figure.Percent(set.WinnerShare),
                Figure.Ratio(set.ProfitFactor),
                Figure.Percent(set.AmbiguousShare),
                Figure.BasisPoints(set.CostBasisPointsOfTurnover),
            ]);
        }

        var some = rows.Count < outcome.Sets.Count ? $" The {rows.Count} of {outcome.Sets.Count} with the highest Sharpe ratios; --sets-table FILE and --json have all." : "";
        return table.Caption($"Winners are trades that earned more than their costs; cost is all costs over the notional of all fills.{some}");
    }

    private static Table Trades(BracketFigures figures)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("");
        table.AddColumn(new TableColumn("count").RightAligned());
        void Row(string label, int count) => table.AddRow(Markup.Escape(label), Figure.Count(count));
        Row("signals", figures.Signals);
        foreach (var (outcome, count) in figures.SignalsByOutcome.Where(one => one.Value > 0))
            Row($"  {BracketWords.Of(outcome)}", count);
        Row("trades closed", figures.Trades);
        Row("  that earned more than their costs", figures.Winners);
        foreach (var (reason, count) in figures.ExitsByReason.Where(one => one.Value > 0))
            Row($"  exits: {BracketWords.Of(reason)}", count);
        return table;
    }

    private static Table Money(BracketFigures figures)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("");
        table.AddColumn(new TableColumn("money").RightAligned());
        void Row(string label, string text) => table.AddRow(Markup.Escape(label), text);
        Row("price and dividends", Figure.Money(figures.GrossProfit));
        Row("commission", Figure.Money(figures.Commission));
        Row("half spread", Figure.Money(figures.Spread));
        Row("impact", Figure.Money(figures.Impact));
        Row("borrow", Figure.Money(figures.Borrow));
        Row("interest on borrowed cash", Figure.Money(figures.MarginInterest));
        Row("interest on cash", Figure.Money(figures.CashInterest));
        Row("all costs, bp of turnover", Figure.BasisPoints(figures.TotalCost.BasisPointsOfTurnover));
        Row("final equity", Figure.Money(figures.FinalEquity));
        Row("total return", Figure.Percent(figures.TotalReturn));
        Row("profit factor", Figure.Ratio(figures.ProfitFactor));
        Row("Sharpe ratio (annual)", Figure.Ratio(figures.Net?.SharpeRatio));
        Row("deflated Sharpe ratio", Figure.Probability(figures.Net?.DeflatedSharpeRatio));
        Row("maximum drawdown", Figure.Percent(figures.Net?.MaximumDrawdown));
        if (figures.RuinedOn is { } ruined)
            table.Caption($"Ruined on {ruined}: equity was used up, and nothing was traded after it.");
        return table;
    }
}
