using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony backtest</c>: the engine for people who bring their own weights.</summary>
internal static class BacktestCommand
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
        ["weights.files"] = "--weights",
        ["weights.columns.date"] = "--weights-date",
        ["weights.columns.symbol"] = "--weights-symbol",
        ["weights.columns.weight"] = "--weights-weight",
        ["weights.cap"] = "--weights-cap",
        ["scores.file"] = "--scores",
        ["scores.column"] = "--scores-column",
        ["scores.missing"] = "--missing-score",
        ["signals.file"] = "--signals",
        ["signals.column"] = "--signals-column",
        ["positions.maximum"] = "--max-positions",
        ["positions.gross"] = "--positions-gross",
        ["positions.sizing"] = "--positions-sizing",
        ["market.columns.fillPrice"] = "--fill-price-column",
        ["market.columns.fillSlippage"] = "--fill-slippage-column",
        ["market.columns.rate"] = "--rate-column",
        ["market.columns.shares"] = "--shares-outstanding-column",
        ["report.title"] = "--title",
    };

    /// <summary>What can be said in YAML only.</summary>
    private static readonly string[] WithoutFlag = ["engine.sectors"];

    public static Command Create(Terminal terminal)
    {
        var flags = new SettingFlags(BacktestConfiguration.Settings.Where(setting => !WithoutFlag.Contains(setting.Path)), Named);
        var config = new Option<string?>("--config") { Description = "A YAML file with the same settings; a flag overrules it.", HelpName = "FILE" };
        var report = new Option<string?>("--report") { Description = "Write the report, one HTML file.", HelpName = "FILE" };
        var equity = new Option<string?>("--equity-file") { Description = "Write equity by bar, Parquet or CSV by its extension.", HelpName = "FILE" };
        var trades = new Option<string?>("--trades-file") { Description = "Write the fills, Parquet or CSV by its extension.", HelpName = "FILE" };
        var attribution = new Option<bool>("--attribution") { Description = "Show profit by side and name, and what borrow takes of the edge (in the report always)." };
        var attributionFile = new Option<string?>("--attribution-file") { Description = "Write profit by name and side, Parquet or CSV by its extension.", HelpName = "FILE" };
        var positions = new Option<string?>("--positions-file") { Description = "Write the shares held at each close, Parquet or CSV by its extension.", HelpName = "FILE" };
        var capacity = new Option<string?>("--capacity")
        {
            Description = "Trade the same decisions with other amounts of money: LIST such as 1M,10M,100M (default: 100K to 10B).",
            HelpName = "LIST",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var explain = new Option<bool>("--explain") { Description = "Show the same decisions without borrow, margin, impact, spread ... down to a fill on the signal's own close, line by line." };
        var brackets = new Option<bool>("--brackets") { Description = "Trade take-profit and stop-loss within the bar: the flags are those of symphony brackets (symphony backtest --brackets --help)." };
        var study = new Option<string?>("--study") { Description = "The study whose trials deflate the Sharpe ratios; its ledger is in the runs folder.", HelpName = "NAME" };
        var runs = SharedOptions.Runs();
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command(
            "backtest",
            """
            Trade your own weights: decided after the close of their date, filled on the next bar, all costs on.

                symphony backtest --bars bars.csv --weights weights.csv --report report.html

            Bars are long files: date, symbol, open, high, low, close, volume. Weights are long files: date, symbol,
            weight (a signed fraction of equity). A symbol absent from a date that has rows has target 0; a date
            without rows trades nothing. Fractions may be written 2.5bp or 5%.

                symphony backtest ... --capacity                 what is left of the Sharpe ratio at 100K to 10B
                symphony backtest ... --explain                  which convention the profit rests on
                symphony backtest ... --attribution              which side and names made it, and what borrow took
                symphony backtest ... --impact-law almgren2005 --shares-outstanding shares.csv
                symphony backtest ... --fill-prices vwap.csv     date, symbol, price: VWAP or auction in place of the open
                symphony backtest ... --fill-bars minute.csv     the VWAP of shorter bars of the same columns
                symphony backtest ... --cash 250000 --holdings holdings.csv      symbol, shares: go on from an account
                symphony backtest ... --contract-multipliers ES:50,NQ:20         futures: money a point of one contract

            Who may be held when (a name that is out at a decision has the target 0, whatever the weights say):

                symphony backtest ... --membership sp500.csv                     symbol, from, to: members by date
                symphony backtest ... --min-price 5 --min-dollar-adv 1e6 --min-history 250
                symphony universe --help                                         shows who is in, and who is missing

            Without weights, scores or signals decide:

                symphony backtest --bars bars.csv --scores scores.csv --enter 0.02 --exit 0.005 --max-positions 20
                symphony backtest --bars bars.csv --signals signals.csv

            Scores (date, symbol, score) above --enter are bought and left below --exit; shorts mirror them. With
            --return-per-score an entry must be expected to earn its own round-trip costs and --minimum-edge more.
            Signals (date, symbol, signal) are 1 to be long, -1 to be short, 0 to be out; a date without a row leaves
            things as they are. A position is --positions-gross over --max-positions; weights are set where the book
            changes and drift in between.

            Take-profit and stop-loss within the bar, ambiguous bars resolved on finer ones:

                symphony backtest --brackets --bars 15min.csv --finer 1min.csv --scores scores.csv --take-profit 1,2,4
            """)
        {
            config, report, equity, trades, attribution, attributionFile, positions, capacity, explain, brackets, study, runs, threads, json,
        };
        flags.AddTo(command);
        command.SetAction(parsed => flags.InFlags(parsed.GetValue(config), () =>
        {
            var configuration = BacktestConfiguration.Read(parsed.GetValue(config), flags.Given(parsed));
            var options = new BacktestOptions
            {
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
                ReportFile = parsed.GetValue(report),
                EquityFile = parsed.GetValue(equity),
                TradesFile = parsed.GetValue(trades),
                AttributionFile = parsed.GetValue(attributionFile),
                PositionsFile = parsed.GetValue(positions),
                Study = parsed.GetValue(study),
                RunsDirectory = SharedOptions.RunsFolder(parsed.GetValue(runs)),
                Analysis = new AnalysisOptions
                {
                    Attribution = parsed.GetValue(attribution),
                    Conventions = parsed.GetValue(explain),
                    CapacityEquities = parsed.GetResult(capacity) is null ? null
                        : parsed.GetValue(capacity) is { } list ? AnalysisOptions.ReadEquities("--capacity", list)
                        : [],
                },
            };
            return Carry(terminal, configuration, options, parsed.GetValue(json));
        }));
        return command;
    }

    private static int Carry(Terminal terminal, BacktestConfiguration configuration, BacktestOptions options, bool json)
    {
        using var shutdown = new Shutdown();
        var outcome = ProgressView.During(
            terminal,
            progress => new BacktestJob(terminal.Time).Run(configuration, options, progress, shutdown.Token));
        if (json)
        {
            terminal.WriteRaw(outcome.ToJson());
            return ExitCode.Done;
        }

        BacktestTables.Show(terminal, $"{configuration.Name}: {configuration.Source}", outcome.Figures);
        AnalysisTables.Show(terminal, outcome.Analysis, options.Analysis);
        if (outcome.Trials is { } trials)
            terminal.WriteRaw($"  deflated for study {options.Study}: {trials}\n");
        UniverseStamp.Show(terminal, outcome.Universe);
        foreach (var note in outcome.Notes)
            terminal.WriteRaw($"  note: {note}\n");
        if (options.ReportFile is { } file)
            terminal.WriteRaw($"\n  report  {file}\n");
        return ExitCode.Done;
    }
}
