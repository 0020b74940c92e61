using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Spectre.Console;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony statistics calibration</c>: how far forecast probabilities agree with what happened.</summary>
internal static class CalibrationStatisticsCommand
{
    /// <summary>How wide the drawing of a bin is, in characters.</summary>
    private const int Width = 30;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
    };

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "CSV or Parquet: one row for each forecast." };
        var probability = new Option<string>("--probability")
        {
            Description = "The column of probabilities, from 0 to 1.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "probability",
        };
        var outcome = new Option<string>("--outcome")
        {
            Description = "The column that is 1 where it happened and 0 where not.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "outcome",
        };
        var bins = new Option<int>("--bins")
        {
            Description = "How many bins; the calibration error depends on them.",
            HelpName = "N",
            DefaultValueFactory = _ => 10,
        };
        var binning = new Option<string>("--binning")
        {
            Description = "Bins of one width, or cut so that each holds as many forecasts.",
            HelpName = "width|count",
            DefaultValueFactory = _ => "width",
        };
        binning.AcceptOnlyFromAmong("width", "count");
        var json = SharedOptions.Json();
        var command = new Command(
            "calibration",
            """
            How far forecast probabilities agree with what happened.

                symphony statistics calibration forecasts.csv

                probability,outcome
                0.72,1
                0.31,0

            Prints the Brier score and its skill, the log loss, the area under the ROC curve, the expected and the
            largest calibration error, and a table of bins: mean forecast against the share that happened, with its
            95 % interval.
            """)
        {
            file, probability, outcome, bins, binning, json,
        };
        command.SetAction(parsed =>
        {
            var data = ForecastsReader.Read(new ForecastsSource
            {
                File = parsed.GetRequiredValue(file),
                ProbabilityColumn = parsed.GetRequiredValue(probability),
                OutcomeColumn = parsed.GetRequiredValue(outcome),
            });
            var report = parsed.GetRequiredValue(binning) == "count"
                ? Calibrations.AssessByQuantile(data.Probabilities.Span, data.Outcomes.Span, parsed.GetValue(bins))
                : Calibrations.Assess(data.Probabilities.Span, data.Outcomes.Span, parsed.GetValue(bins));
            if (parsed.GetValue(json))
                terminal.WriteRaw(JsonSerializer.Serialize(report, Json) + "\n");
            else
                Print(terminal, report);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(Terminal terminal, CalibrationReport report)
    {
        var figures = new Table().Border(TableBorder.Simple).AddColumn("figure").AddColumn(new TableColumn("value").RightAligned()).AddColumn("");
        void Row(string name, string value, string meaning) => figures.AddRow(name, value, meaning);
        Row("Forecasts", Figure.Count(report.Count), "");
        Row("Base rate", Fixed(report.BaseRate), "the share that happened");
        Row("Mean forecast", Fixed(report.MeanProbability), "");
        Row("Brier score", Fixed(report.BrierScore), "0 is best");
        Row("Brier skill", Fixed(report.BrierSkill), report.BrierSkill is null ? "one outcome only: no value" : "against always saying the base rate; 1 is best");
        Row("  reliability", Fixed(report.BrierParts.Reliability), "0 is best");
        Row("  resolution", Fixed(report.BrierParts.Resolution), "more is better");
        Row("  uncertainty", Fixed(report.BrierParts.Uncertainty), "of the outcomes alone");
        Row("  within bins", Fixed(report.BrierParts.Within), "reliability - resolution + uncertainty + this is the score");
        Row("Log loss", Fixed(report.LogLoss), report.LogLoss is null ? "something called impossible happened: no value" : "nats; 0 is best");
        Row("Area under ROC", Fixed(report.AreaUnderRoc), report.AreaUnderRoc is null ? "one outcome only: no value" : "0.5 tells nothing apart");
        Row("Expected calibration error", Fixed(report.ExpectedCalibrationError), "by these bins; 0 is best");
        Row("Maximum calibration error", Fixed(report.MaximumCalibrationError), "");
        terminal.Output.Write(figures);

        var table = new Table().Border(TableBorder.Simple).AddColumn("bin");
        foreach (var column in (string[])["forecasts", "mean forecast", "happened", "95 % interval"])
            table.AddColumn(new TableColumn(column).RightAligned());
        table.AddColumn("0 " + new string('\u00B7', Width - 4) + " 1");
        foreach (var bin in report.Bins)
        {
            table.AddRow(
                $"{Fixed(bin.Low)} to {Fixed(bin.High)}",
                Figure.Count(bin.Count),
                Fixed(bin.MeanProbability),
                Fixed(bin.ObservedFrequency),
                $"{Fixed(bin.ObservedLow)} to {Fixed(bin.ObservedHigh)}",
                Drawn(bin.MeanProbability, bin.ObservedFrequency, bin.ObservedLow, bin.ObservedHigh));
        }

        terminal.Output.Write(table);
        terminal.WriteRaw("  o what was forecast, x what happened, - its interval; * both in one place\n");
    }

    /// <summary>The interval as a line, the forecast and what happened as marks on it.</summary>
    private static string Drawn(double forecast, double happened, double low, double high)
    {
        static int Place(double share) => (int)(share * (Width - 1));
        var line = Enumerable.Repeat(' ', Width).ToArray();
        for (var at = Place(low); at <= Place(high); at++) line[at] = '-';
        line[Place(forecast)] = 'o';
        line[Place(happened)] = Place(happened) == Place(forecast) ? '*' : 'x';
        return new string(line);
    }

    private static string Fixed(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";
}
