using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Spectre.Console;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony brackets</c>: trades with entry orders, take-profits, stops and time exits.</summary>
internal static class BracketsCommand
{
    /// <summary>The flags whose name is not their setting's own.</summary>
    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["data.files"] = "--bars",
        ["data.columns.date"] = "--bars-date",
        ["data.columns.symbol"] = "--bars-symbol",
        ["data.columns.open"] = "--bars-open",
        ["data.columns.high"] = "--bars-high",
        ["data.columns.low"] = "--bars-low",
        ["data.columns.close"] = "--bars-close",
        ["data.columns.volume"] = "--bars-volume",
        ["finer.files"] = "--finer",
        ["scores.file"] = "--scores",
        ["scores.column"] = "--scores-column",
        ["signals.file"] = "--signals",
        ["signals.column"] = "--signals-column",
        ["bracket.profitTargets"] = "--take-profit",
        ["market.columns.fillSlippage"] = "--fill-slippage-column",
        ["market.columns.rate"] = "--rate-column",
        ["market.columns.shares"] = "--shares-outstanding-column",
    };

    public static Command Create(Terminal terminal)
    {
        var flags = new SettingFlags(BracketConfiguration.Settings, Named);
        var config = new Option<string?>("--config") { Description = "A YAML file with the same settings; a flag overrules it.", HelpName = "FILE" };
        var equity = new Option<string?>("--equity-file") { Description = "Write equity by bar, Parquet or CSV by its extension.", HelpName = "FILE" };
        var trades = new Option<string?>("--trades-file") { Description = "Write the trades, Parquet or CSV by its extension.", HelpName = "FILE" };
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command(
            "brackets",
            """
            Trade entry signals with take-profit, stop-loss and time exit, sized by risk per trade, all costs on.

                symphony brackets --bars bars.csv --scores scores.csv --take-profit 2 --stop-loss 1 --trades-file trades.csv
                symphony brackets --bars 15min.csv --finer 1min.csv --signals signals.csv

            A score (date, symbol, score) above --threshold enters long, below its negative short; a signal (date,
            symbol, signal) of 1 or -1 does, 0 does nothing. It is known at the close of its bar: the order goes to the
            bars after it, at the next open, or as a limit or stop order for --entry-bars bars. One position a symbol; what comes
            while one is open is not followed.

            Distances are in units known at the decision: a volatility (--volatility), or the model's own errors:

                symphony brackets --bars bars.csv --scores scores.csv --residuals errors.csv --k-sigma-err 1.5 --reward-risk-ratio 2

            Then the take-profit is k-sigma-err deviations away, at least k-atr-min-tp mean true ranges, and the stop that
            distance over the reward-to-risk ratio. The size is what loses --risk-per-trade of equity at the stop, at most
            --notional-cap of equity.

            An open beyond a price fills at the open. A bar that reached both prices does not show which came first: finer
            bars are asked (--finer), else --ties decides and the trade counts as ambiguous. The share of ambiguous trades
            is printed, with finer bars also what it would be without them.
            """)
        {
            config, equity, trades, threads, json,
        };
        flags.AddTo(command);
        command.SetAction(parsed =>
        {
            var configuration = BracketConfiguration.Read(parsed.GetValue(config), flags.Given(parsed));
            var options = new BracketJobOptions
            {
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
                EquityFile = parsed.GetValue(equity),
                TradesFile = parsed.GetValue(trades),
            };
            using var shutdown = new Shutdown();
            var outcome = ProgressView.During(
                terminal,
                progress => new BracketJob(terminal.Time).Run(configuration, options, progress, shutdown.Token));
            if (parsed.GetValue(json))
                terminal.WriteRaw(outcome.ToJson());
            else
                Show(terminal, configuration.Name, outcome, options);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Terminal terminal, string name, BracketOutcome outcome, BracketJobOptions options)
    {
        var figures = outcome.Figures;
        terminal.Output.MarkupLine(
            $"[bold]{Markup.Escape(name)}[/]  {figures.From} to {figures.To}, {Figure.Count(figures.Bars)} bars, {Figure.Count(figures.Symbols)} symbols");
        terminal.Output.Write(Trades(figures));
        terminal.Output.Write(Money(figures));
        terminal.WriteRaw($"  trades whose bars do not show what came first   {Figure.Percent(figures.AmbiguousShare)} ({Figure.Count(figures.Ambiguous)} of {Figure.Count(figures.Trades)})\n");
        if (figures.FinalEquityWithoutFiner is { } equity)
        {
            terminal.WriteRaw($"  the same without the finer bars                 {Figure.Percent(figures.AmbiguousShareWithoutFiner)}\n");
            terminal.WriteRaw($"  trades decided by finer bars                    {Figure.Count(figures.Resolved)}\n");
            terminal.WriteRaw($"  final equity without them                       {Figure.Money(equity)}\n");
        }

        foreach (var note in outcome.Notes)
            terminal.WriteRaw($"  note: {note}\n");
        if (options.TradesFile is { } trades)
            terminal.WriteRaw($"\n  trades  {trades}\n");
        if (options.EquityFile is { } file)
            terminal.WriteRaw($"\n  equity  {file}\n");
    }

    private static Table Trades(BracketFigures figures)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("");
        table.AddColumn(new TableColumn("count").RightAligned());
        void Row(string label, int count) => table.AddRow(Markup.Escape(label), Figure.Count(count));
        Row("signals", figures.Signals);
        foreach (var (outcome, count) in figures.SignalsByOutcome.Where(one => one.Value > 0))
            Row($"  {InWords(outcome)}", count);
        Row("trades closed", figures.Trades);
        Row("  that earned more than their costs", figures.Winners);
        foreach (var (reason, count) in figures.ExitsByReason.Where(one => one.Value > 0))
            Row($"  exits: {InWords(reason)}", count);
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
        Row("final equity", Figure.Money(figures.FinalEquity));
        Row("Sharpe ratio (annual)", Figure.Ratio(figures.Net?.SharpeRatio));
        Row("maximum drawdown", Figure.Percent(figures.Net?.MaximumDrawdown));
        if (figures.RuinedOn is { } ruined)
            table.Caption($"Ruined on {ruined}: equity was used up, and nothing was traded after it.");
        return table;
    }

    /// <summary>A name of the JSON as words: <c>noBorrow</c> is no borrow.</summary>
    private static string InWords(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()));
}
