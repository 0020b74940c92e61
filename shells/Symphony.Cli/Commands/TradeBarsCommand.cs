using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony trade-bars</c>: bars by time, count, volume or money out of trades.</summary>
internal static class TradeBarsCommand
{
    private const string Stage = "trade-bars";

    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("FILES") { Description = "Files of trades or patterns, CSV (also .gz) or Parquet; none with --store.", Arity = ArgumentArity.ZeroOrMore };
        var store = new Option<string?>("--store") { Description = "A store whose trades are read in place of files.", HelpName = "DIR" };
        var symbols = new Option<string?>("--symbols") { Description = "The store's symbols that are read, A,B,C (default: all).", HelpName = "LIST" };
        var frequency = new Option<string>("--frequency") { Description = "The store's word for its trades.", DefaultValueFactory = _ => "tick", HelpName = "WORD" };
        var by = new Option<string>("--by") { Description = "What fills a bar.", Required = true, HelpName = "time|tick|volume|dollar" };
        by.AcceptOnlyFromAmong("time", "tick", "volume", "dollar");
        var every = new Option<string>("--every") { Description = "How much of it: 15min, 1h or session; so many trades, shares or money.", Required = true, HelpName = "AMOUNT" };
        var calendar = new Option<string?>("--calendar") { Description = $"The sessions that no bar crosses: {string.Join(", ", TradingCalendar.Names)}. Time bars need one.", HelpName = "NAME" };
        var outside = new Option<string>("--outside") { Description = "What becomes of trades outside the sessions.", DefaultValueFactory = _ => "refuse", HelpName = "refuse|leave-out" };
        outside.AcceptOnlyFromAmong("refuse", "leave-out");
        var output = new Option<string>("--output") { Description = "The file to write, .parquet or .csv.", Required = true, HelpName = "FILE" };
        var zone = new Option<string?>("--time-zone") { Description = "The IANA zone of times without a distance from UTC (default: the calendar's).", HelpName = "ZONE" };
        var date = new Option<string>("--trades-date") { Description = "The files' name for the time.", DefaultValueFactory = _ => "date", HelpName = "COLUMN" };
        var symbol = new Option<string>("--trades-symbol") { Description = "The files' name for the symbol.", DefaultValueFactory = _ => "symbol", HelpName = "COLUMN" };
        var price = new Option<string>("--trades-price") { Description = "The files' name for the price.", DefaultValueFactory = _ => "price", HelpName = "COLUMN" };
        var size = new Option<string>("--trades-size") { Description = "The files' name for the size.", DefaultValueFactory = _ => "size", HelpName = "COLUMN" };
        var fromFile = new Option<bool>("--symbol-from-file") { Description = "A file's own name is its symbol." };
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command(
            "trade-bars",
            """
            Make bars of trades: by time, by count, by volume or by money.

                symphony trade-bars ticks.csv.gz --by dollar --every 1000000 --calendar nyse --output bars.parquet
                symphony trade-bars --store DIR --symbols ES --by volume --every 5000 --output bars.csv

            The trade that fills a bar belongs to it whole. With a calendar no bar crosses a session or a break: what is
            there at its end is a bar marked partial, as is the last one. Columns beside the bars': money (the sum of
            price times size), trades, bar (its number) and partial. Each symbol's times never fall through the files;
            they are read once, row by row, and of a store some rows at a time.
            """)
        {
            files, store, symbols, frequency, by, every, calendar, outside, output, zone, date, symbol, price, size, fromFile, threads, json,
        };
        command.SetAction(parsed =>
        {
            var kind = Enum.Parse<TradeBarKind>(parsed.GetRequiredValue(by), ignoreCase: true);
            var amount = parsed.GetRequiredValue(every);
            var given = parsed.GetValue(files) ?? [];
            var folder = parsed.GetValue(store);
            if (given.Length > 0 == folder is not null)
                throw new RefusedException("--store", folder is null ? "no trades are named; files, or --store with a store's folder, are accepted" : "both files and --store are named; one of them is accepted");
            var resampling = new TradeResampling
            {
                Files = given,
                Store = folder,
                Frequency = parsed.GetRequiredValue(frequency),
                Symbols = parsed.GetValue(symbols) is { } list ? list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [],
                Kind = kind,
                Width = kind == TradeBarKind.Time ? amount : null,
                Amount = kind == TradeBarKind.Time ? 0 : Amount(amount),
                Calendar = parsed.GetValue(calendar),
                LeaveOutOutside = parsed.GetRequiredValue(outside) == "leave-out",
                Output = parsed.GetRequiredValue(output),
                TimeZone = parsed.GetValue(zone),
                Columns = new TradeColumnNames
                {
                    Date = parsed.GetRequiredValue(date),
                    Symbol = parsed.GetRequiredValue(symbol),
                    Price = parsed.GetRequiredValue(price),
                    Size = parsed.GetRequiredValue(size),
                },
                SymbolFromFile = parsed.GetValue(fromFile),
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
            };
            OutputFile.CheckApart(given.Select(Path.GetFullPath), ("output", resampling.Output));
            using var shutdown = new Shutdown();
            var outcome = ProgressView.During(terminal, progress => Run(resampling, progress, terminal, shutdown));
            if (parsed.GetValue(json)) terminal.WriteRaw(Json(outcome));
            else Show(terminal, outcome, resampling, amount);
            return ExitCode.Done;
        });
        return command;
    }

    private static double Amount(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var amount) && double.IsFinite(amount) && amount > 0
            ? amount
            : throw new RefusedException("--every", $"--every was '{text}', but a number above zero is accepted: trades, shares or money that fill a bar");

    private static TradeResamplingOutcome Run(TradeResampling resampling, IProgress<PipelineEvent> progress, Terminal terminal, Shutdown shutdown)
    {
        var began = terminal.Time.GetTimestamp();
        var outcome = TradeResampler.Run(
            resampling,
            new Fractions(fraction => progress.Report(new PipelineEvent(PipelineEventKind.StageProgress, Stage, fraction, "", terminal.Time.GetElapsedTime(began)))),
            shutdown.Token);
        progress.Report(new PipelineEvent(PipelineEventKind.StageFinished, Stage, 1, "", terminal.Time.GetElapsedTime(began)));
        return outcome;
    }

    private static void Show(Terminal terminal, TradeResamplingOutcome outcome, TradeResampling resampling, string amount)
    {
        var unit = resampling.Kind switch { TradeBarKind.Time => "", TradeBarKind.Tick => " trades", TradeBarKind.Volume => " shares", _ => " of money" };
        var within = resampling.Calendar is { } calendar ? $" ({calendar})" : "";
        var title = $"{Path.GetFileName(resampling.Output)}: {Figure.Count(outcome.Bars)} bars of {amount}{unit} of {Figure.Count(outcome.Symbols)} symbols, out of {Figure.Count(outcome.Trades)} trades{within}";
        terminal.Output.MarkupLine($"[bold]{Markup.Escape(title)}[/]");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("").AddColumn(new TableColumn("count").RightAligned());
        table.AddRow("bars not full: a session, a break or the trades end", Figure.Count(outcome.Partial));
        table.AddRow("bars that end at the instant of the bar before", Figure.Count(outcome.SameInstant));
        table.AddRow("trades outside the sessions, left out", Figure.Count(outcome.LeftOut));
        terminal.Output.Write(table);
    }

    private static string Json(TradeResamplingOutcome outcome)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("trades", outcome.Trades);
            writer.WriteNumber("symbols", outcome.Symbols);
            writer.WriteNumber("bars", outcome.Bars);
            writer.WriteNumber("partial", outcome.Partial);
            writer.WriteNumber("sameInstant", outcome.SameInstant);
            writer.WriteNumber("leftOut", outcome.LeftOut);
            writer.WriteString("zone", outcome.Zone);
            writer.WriteString("zoneSha256", outcome.ZoneSha256);
            writer.WriteStartArray("inputs");
            foreach (var input in outcome.Inputs)
            {
                writer.WriteStartObject();
                writer.WriteString("name", input.Name);
                writer.WriteString("sha256", input.Sha256);
                writer.WriteNumber("rows", input.Rows);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    /// <summary>Progress that is reported where it happens, on no other thread.</summary>
    private sealed class Fractions(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
