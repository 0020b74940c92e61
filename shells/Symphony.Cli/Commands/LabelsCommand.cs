using System.CommandLine;
using System.Linq;
using Spectre.Console;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony labels</c>: what a configuration's model is asked for.</summary>
internal static class LabelsCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("CONFIG.yaml") { Description = "The configuration; paths in it are relative to its folder." };
        var output = new Option<string?>("--output", "--out")
        {
            Description = "Write the labels, or the choices of --tune, Parquet or CSV by its extension.",
            HelpName = "FILE",
        };
        var tuning = new TuningFlags();
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command(
            "labels",
            """
            Label every bar as a configuration says, count the labels, and write them where asked.

                symphony labels CONFIG.yaml --out labels.parquet

            Labels are trades that could have been made: decided at a close, entered at the next open.
            A triple barrier in the YAML, prices as multiples of a volatility known at the decision:

                labels:
                  kind: tripleBarrier
                  profitTaking: 2             # or none
                  stopLoss: 2                 # or none; trailing: true makes it follow
                  bars: 10                    # the vertical barrier, or verticalDays: 14
                  volatility: daily           # or exponential, averageTrueRange, fixed

            The file has date, symbol, entry_date, exit_date, span_bars, entry, exit, barrier, return and ambiguous:
            yes where one bar reached both prices and the worse was taken.

            What the model predicts of a label: outcome: log, excess (over benchmark: SYMBOL) or volatilityScaled
            in place of its simple return; the file then has a column outcome.

                symphony labels CONFIG.yaml --tune --out choices.csv

            With --tune, profitTaking, stopLoss and bars of the YAML are searched instead of used: for each symbol
            and each window of walkForward (or split of crossValidation) a seeded genetic search takes what earned
            most a bar held, after commission and half spread of the engine's section, over purged folds inside the
            training set. What was chosen trades the window; --out has the choices, one row a symbol and split.
            The evaluations are recorded in the study's ledger by how many they were. They are no trials, and the
            tuned barriers make none here: decisions at every bar overlap and have no return per bar to record.
            """)
        {
            file, output, tuning.Tune, tuning.Splits, tuning.Generations, tuning.Population, tuning.Longest, tuning.Runs, threads, json,
        };
        command.SetAction(parsed =>
        {
            tuning.RefuseAlone(parsed);
            var configuration = RunConfiguration.Read(parsed.GetRequiredValue(file));
            var options = new LabelOptions
            {
                File = parsed.GetValue(output),
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
            };
            using var shutdown = new Shutdown();
            if (parsed.GetValue(tuning.Tune))
            {
                var search = tuning.Of(parsed, options);
                var tuned = ProgressView.During(
                    terminal,
                    progress => new TuningJob(terminal.Time).Run(configuration, search, progress, shutdown.Token));
                if (parsed.GetValue(json))
                    terminal.WriteRaw(tuned.ToJson());
                else
                    TuningTables.Show(terminal, tuned, search.File);
                return ExitCode.Done;
            }

            var outcome = ProgressView.During(
                terminal,
                progress => new LabelJob(terminal.Time).Run(configuration, options, progress, shutdown.Token));
            if (parsed.GetValue(json))
                terminal.WriteRaw(outcome.ToJson());
            else
                Show(terminal, outcome, options.File);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Terminal terminal, LabelOutcome outcome, string? file)
    {
        var title = $"{outcome.Name}: {outcome.Kind}, {Figure.Count(outcome.Labels)} labels of {Figure.Count(outcome.Events)} bars";
        terminal.Output.MarkupLine($"[bold]{Markup.Escape(title)}[/]");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("");
        table.AddColumn(new TableColumn("count").RightAligned());
        table.AddColumn(new TableColumn("share").RightAligned());
        foreach (var (barrier, count) in outcome.ByBarrier)
            Row(table, $"ended by {barrier}", count, outcome.Labels);
        foreach (var (label, count) in outcome.ByClass)
            Row(table, $"class {label}", count, outcome.Labels);
        foreach (var (reason, count) in outcome.AbsentByReason.Where(reason => reason.Value > 0))
            Row(table, $"absent: {reason}", count, outcome.Events);
        if (outcome.Outcomes < outcome.Labels)
            Row(table, "without an outcome to predict", outcome.Labels - outcome.Outcomes, outcome.Labels);
        if (outcome.AbsentByReason.Count == 0)
            Row(table, "absent", outcome.Events - outcome.Labels, outcome.Events);
        terminal.Output.Write(table);
        if (outcome.ByBarrier.Count > 0)
            terminal.WriteRaw($"  exits that hang on the tie rule  {Figure.Percent(outcome.AmbiguousShare)}\n");
        terminal.WriteRaw($"  mean concurrency                 {Figure.Ratio(outcome.MeanConcurrency)}\n");
        terminal.WriteRaw($"  mean uniqueness                  {Figure.Probability(outcome.MeanUniqueness)}\n");
        if (outcome.Labels == 0 && outcome.AbsentByReason.Count > 0)
            terminal.WriteRaw($"  note: no bar has a label; the reason as a rule is {outcome.AbsentByReason.MaxBy(reason => reason.Value).Key}\n");
        foreach (var note in outcome.Notes)
            terminal.WriteRaw($"  note: {note}\n");
        if (file is not null)
            terminal.WriteRaw($"\n  labels  {file}\n");
    }

    private static void Row(Table table, string name, int count, int of) =>
        table.AddRow(
            Markup.Escape(name),
            Figure.Count(count),
            Figure.Percent(of == 0 ? null : (double)count / of));
}
