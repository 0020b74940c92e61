using System;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>Shows a run as it goes: a live line on a terminal, and everywhere a line for each stage that ended.</summary>
internal static class ProgressView
{
    public static T During<T>(Terminal terminal, Func<IProgress<PipelineEvent>, T> work)
    {
        if (!terminal.IsInteractive) return work(new PlainLines(terminal));
        using var live = new LiveLine(terminal.Error.Profile.Out.Writer, () => terminal.Error.Profile.Width, terminal.Time);
        return work(live);
    }

    /// <summary>What stays of an event as a line of its own; null for what only moves.</summary>
    internal static string? LineOf(PipelineEvent happened) => happened.Kind switch
    {
        PipelineEventKind.StageFinished => $"{happened.Stage,-10} done in {happened.Elapsed.TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} s",
        PipelineEventKind.StageReused => $"{happened.Stage,-10} kept from an earlier run",
        PipelineEventKind.Note or PipelineEventKind.Waiting => $"{happened.Stage,-10} {happened.Text}".TrimStart(),
        _ => null,
    };

    private sealed class PlainLines(Terminal terminal) : IProgress<PipelineEvent>
    {
        private readonly object gate = new();

        public void Report(PipelineEvent value)
        {
            if (LineOf(value) is not { } line) return;
            lock (gate) terminal.Error.Profile.Out.Writer.WriteLine(line);
        }
    }
}
