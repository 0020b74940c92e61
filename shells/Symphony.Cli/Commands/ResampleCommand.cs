using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony resample</c>: longer bars out of files of shorter ones.</summary>
internal static class ResampleCommand
{
    private const string Stage = "resample";

    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("FILES") { Description = "Bar files or patterns, CSV (also .gz) or Parquet.", Arity = ArgumentArity.OneOrMore };
        var every = new Option<string>("--every") { Description = "How much a longer bar covers: 5min, 15min, 1h or session.", Required = true, HelpName = "WIDTH" };
        var calendar = new Option<string>("--calendar") { Description = $"The sessions: {string.Join(", ", TradingCalendar.Names)}.", Required = true, HelpName = "NAME" };
        var label = new Option<string>("--label") { Description = "Which end of a bar its time in the files is.", Required = true, HelpName = "start|end" };
        label.AcceptOnlyFromAmong("start", "end");
        var output = new Option<string>("--output") { Description = "The file to write, .parquet or .csv.", Required = true, HelpName = "FILE" };
        var source = new Option<string>("--source") { Description = "How much a bar of the files covers.", DefaultValueFactory = _ => "1min", HelpName = "WIDTH" };
        var outside = new Option<string>("--outside") { Description = "What becomes of bars outside the sessions.", DefaultValueFactory = _ => "refuse", HelpName = "refuse|leave-out" };
        outside.AcceptOnlyFromAmong("refuse", "leave-out");
        var zone = new Option<string?>("--time-zone") { Description = "The IANA zone of times without a distance from UTC (default: the calendar's).", HelpName = "ZONE" };
        var date = new Option<string>("--bars-date") { Description = "The files' name for the time.", DefaultValueFactory = _ => "date", HelpName = "COLUMN" };
        var symbol = new Option<string>("--bars-symbol") { Description = "The files' name for the symbol.", DefaultValueFactory = _ => "symbol", HelpName = "COLUMN" };
        var fromFile = new Option<bool>("--symbol-from-file") { Description = "A file's own name is its symbol." };
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command(
            "resample",
            """
            Make longer bars of shorter ones, within the sessions of a market.

                symphony resample minutes/*.parquet --every 15min --calendar nyse --label end --output bars.parquet
                symphony resample us.csv.gz --every 1h --calendar nyse --label start --outside leave-out --output hours.csv

            Bars are counted from the session's open and never cross its close or a break; the time of a bar is its
            close, in UTC. Columns beside the bars': session_date, source_bars (how many there were), room_for (how
            many there could have been) and partial: whole, or why not: cut (by a close, a break or a half day),
            gaps, straddles (its first row begins before it: before the session, or in the bar before; a row is where
            it closes), unfinished (the files end within it). Each symbol's times must ascend through the files; the
            files are read once, row by row. symphony calendars shows the sessions.
            """)
        {
            files, every, calendar, label, output, source, outside, zone, date, symbol, fromFile, threads, json,
        };
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(output);
            var resampling = new BarResampling
            {
                Files = parsed.GetRequiredValue(files),
                Sampling = new BarSampling
                {
                    Calendar = parsed.GetRequiredValue(calendar),
                    Width = parsed.GetRequiredValue(every),
                    Label = parsed.GetRequiredValue(label) == "start" ? BarLabel.Start : BarLabel.End,
                    SourceMinutes = Resampling.Minutes(parsed.GetRequiredValue(source)),
                    LeaveOutOutside = parsed.GetRequiredValue(outside) == "leave-out",
                },
                Output = file,
                TimeZone = parsed.GetValue(zone),
                Columns = new BarColumnNames { Date = parsed.GetRequiredValue(date), Symbol = parsed.GetRequiredValue(symbol) },
                SymbolFromFile = parsed.GetValue(fromFile),
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
            };
            OutputFile.CheckApart(resampling.Files.Select(Path.GetFullPath), ("output", file));
            Resampling.Check(resampling.Sampling.Width, resampling.Sampling.SourceMinutes);
            using var shutdown = new Shutdown();
            var outcome = ProgressView.During(terminal, progress => Run(resampling, progress, terminal, shutdown));
            if (parsed.GetValue(json))
                terminal.WriteRaw(Json(outcome));
            else
                Show(terminal, outcome, resampling);
            return ExitCode.Done;
        });
        return command;
    }

    private static BarResamplingOutcome Run(BarResampling resampling, IProgress<PipelineEvent> progress, Terminal terminal, Shutdown shutdown)
    {
        var began = terminal.Time.GetTimestamp();
        var outcome = BarResampler.Run(
            resampling,
            new Fractions(fraction => progress.Report(new PipelineEvent(PipelineEventKind.StageProgress, Stage, fraction, "", terminal.Time.GetElapsedTime(began)))),
            shutdown.Token);
        progress.Report(new PipelineEvent(PipelineEventKind.StageFinished, Stage, 1, "", terminal.Time.GetElapsedTime(began)));
        return outcome;
    }

    private static void Show(Terminal terminal, BarResamplingOutcome outcome, BarResampling resampling)
    {
        var title = $"{Path.GetFileName(resampling.Output)}: {Figure.Count(outcome.Bars)} bars of {resampling.Sampling.Width} of {Figure.Count(outcome.Symbols)} symbols, out of {Figure.Count(outcome.SourceRows)} rows of {resampling.Sampling.SourceMinutes} min ({resampling.Sampling.Calendar})";
        terminal.Output.MarkupLine($"[bold]{Markup.Escape(title)}[/]");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("").AddColumn(new TableColumn("count").RightAligned());
        table.AddRow("bars cut by a close or a break", Figure.Count(outcome.Cut));
        table.AddRow("bars with gaps", Figure.Count(outcome.Gaps));
        table.AddRow("bars the files end within", Figure.Count(outcome.Unfinished));
        if (outcome.Straddling > 0) table.AddRow("bars whose first row begins before them", Figure.Count(outcome.Straddling));
        table.AddRow("rows these bars have room for and lack", Figure.Count(outcome.Missing));
        table.AddRow("rows outside the sessions, left out", Figure.Count(outcome.LeftOut));
        terminal.Output.Write(table);
    }

    private static string Json(BarResamplingOutcome outcome)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("sourceRows", outcome.SourceRows);
            writer.WriteNumber("symbols", outcome.Symbols);
            writer.WriteNumber("bars", outcome.Bars);
            writer.WriteNumber("cut", outcome.Cut);
            writer.WriteNumber("gaps", outcome.Gaps);
            writer.WriteNumber("unfinished", outcome.Unfinished);
            writer.WriteNumber("straddling", outcome.Straddling);
            writer.WriteNumber("missing", outcome.Missing);
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
