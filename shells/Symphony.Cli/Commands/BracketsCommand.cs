using System;
using System.Collections.Generic;
using System.CommandLine;
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
        var report = new Option<string?>("--report") { Description = "Write the report, one HTML file.", HelpName = "FILE" };
        var table = new Option<string?>("--sets-table") { Description = "Write a row for each parameter set, Parquet or CSV by its extension.", HelpName = "FILE" };
        var study = new Option<string?>("--study") { Description = "Record the sets in this study's ledger in the runs folder: those of other calls count too.", HelpName = "NAME" };
        var runs = SharedOptions.Runs();
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

            Several values make a parameter set for each choice of them; --sets reads them from a file:

                symphony brackets ... --volatility price --take-profit 0.2%,0.5%,1% --stop-loss 0.2%,0.5%
                symphony brackets ... --take-profit 1,2,4 --hold-bars 8,16 --report report.html --sets-table sets.csv
                symphony brackets ... --sets sets.csv        take-profit,stop-loss,hold-bars: a row for each set

            A universe is given as to symphony backtest (--membership, --min-price, ...; universe: in YAML). A signal of a name
            that is out at its bar is not followed. A trade of a name that leaves keeps its own exits, and an order that rests
            keeps resting: both were decided while the name was in, and shares of a backtest drift until the next decision too.

            All sets are printed. The one with the highest Sharpe ratio is shown in full, with how many were tried and what
            that leaves of it: the deflated Sharpe ratio. --study counts the sets of other calls too.
            """)
        {
            config, report, table, equity, trades, study, runs, threads, json,
        };
        flags.AddTo(command);
        command.SetAction(parsed => flags.InFlags(parsed.GetValue(config), () =>
        {
            var configuration = BracketConfiguration.Read(parsed.GetValue(config), flags.Given(parsed));
            var options = new BracketJobOptions
            {
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
                EquityFile = parsed.GetValue(equity),
                TradesFile = parsed.GetValue(trades),
                ReportFile = parsed.GetValue(report),
                SetsTableFile = parsed.GetValue(table),
                Study = parsed.GetValue(study),
                RunsDirectory = SharedOptions.RunsFolder(parsed.GetValue(runs)),
            };
            using var shutdown = new Shutdown();
            var outcome = ProgressView.During(
                terminal,
                progress => new BracketJob(terminal.Time).Run(configuration, options, progress, shutdown.Token));
            if (parsed.GetValue(json))
                terminal.WriteRaw(outcome.ToJson());
            else
                BracketView.Show(terminal, configuration.Name, outcome, options);
            return ExitCode.Done;
        }));
        return command;
    }
}
