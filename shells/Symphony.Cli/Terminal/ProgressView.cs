using System;
using System.Collections.Generic;
using System.Globalization;
using Spectre.Console;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>Shows a run as it goes: bars drawn in place on a terminal, plain lines elsewhere.</summary>
internal static class ProgressView
{
    public static T During<T>(Terminal terminal, Func<IProgress<PipelineEvent>, T> work) =>
        terminal.IsInteractive ? Drawn(terminal, work) : work(new PlainLines(terminal));

    private static T Drawn<T>(Terminal terminal, Func<IProgress<PipelineEvent>, T> work) =>
        terminal.Error.Progress()
            .AutoClear(false)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn(),
                new RemainingTimeColumn())
            .Start(context => work(new Bars(context)));

    private static string Seconds(TimeSpan elapsed) =>
        elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    private sealed class Bars(ProgressContext context) : IProgress<PipelineEvent>
    {
        private readonly Dictionary<string, ProgressTask> tasks = [];
        private readonly object gate = new();

        public void Report(PipelineEvent value)
        {
            lock (gate)
            {
                if (value.Stage.Length == 0)
                    return;
                if (!tasks.TryGetValue(value.Stage, out var task))
                    tasks[value.Stage] = task = context.AddTask(Markup.Escape(value.Stage), maxValue: 1);
                switch (value.Kind)
                {
                    case PipelineEventKind.StageProgress:
                        task.Value = value.Fraction;
                        break;
                    case PipelineEventKind.StageFinished:
                        Finish(task, value.Stage);
                        break;
                    case PipelineEventKind.StageReused:
                        Finish(task, $"{value.Stage} (kept)");
                        break;
                    case PipelineEventKind.Waiting or PipelineEventKind.Note:
                        task.Description = Markup.Escape($"{value.Stage}: {value.Text}");
                        break;
                }
            }
        }

        private static void Finish(ProgressTask task, string description)
        {
            task.Description = Markup.Escape(description);
            task.Value = 1;
            task.StopTask();
        }
    }

    private sealed class PlainLines(Terminal terminal) : IProgress<PipelineEvent>
    {
        private readonly object gate = new();

        public void Report(PipelineEvent value)
        {
            var line = value.Kind switch
            {
                PipelineEventKind.StageFinished => $"{value.Stage,-10} done in {Seconds(value.Elapsed)}",
                PipelineEventKind.StageReused => $"{value.Stage,-10} kept from an earlier run",
                PipelineEventKind.Note or PipelineEventKind.Waiting => $"{value.Stage,-10} {value.Text}".TrimStart(),
                _ => null,
            };
            if (line is null)
                return;
            lock (gate)
                terminal.Error.Profile.Out.Writer.WriteLine(line);
        }
    }
}
