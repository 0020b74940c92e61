using System;
using System.Globalization;
using System.IO;
using System.Threading;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>The last line of a terminal while a run goes on: which stage of how many, how far, since when, and how long still.</summary>
/// <remarks>It is drawn over itself from the line's beginning, so it works wherever a carriage return does.</remarks>
internal sealed class LiveLine : IProgress<PipelineEvent>, IDisposable
{
    private const int BarLetters = 20;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly object gate = new();
    private readonly TextWriter writer;
    private readonly Func<int> width;
    private readonly TimeProvider clock;
    private readonly long began;
    private readonly ITimer timer;
    private PipelineEvent? last;
    private long lastAt;
    private long drawnAt;
    private int drawn;
    private bool ended;

    public LiveLine(TextWriter writer, Func<int> width, TimeProvider clock)
    {
        (this.writer, this.width, this.clock, began) = (writer, width, clock, clock.GetTimestamp());
        timer = clock.CreateTimer(_ => Tick(), null, Pace, Pace);
    }

    public void Report(PipelineEvent value)
    {
        lock (gate)
        {
            if (ended) return;
            if (ProgressView.LineOf(value) is { } line)
            {
                Erase();
                writer.WriteLine(line);
            }

            // A note says nothing of how far the stage is.
            if (value.Kind is not (PipelineEventKind.Note or PipelineEventKind.Waiting)) (last, lastAt) = (value, clock.GetTimestamp());
            if (drawn == 0 || clock.GetElapsedTime(drawnAt) >= Pace) Draw();
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            ended = true;
            Erase();
            writer.Flush();
        }
    }

    /// <summary>The line for what happened last, some time after it did.</summary>
    internal static string Text(PipelineEvent happened, TimeSpan since, TimeSpan sinceBeginning)
    {
        var stage = happened.Count > 0
            ? string.Create(CultureInfo.InvariantCulture, $"stage {happened.Number} of {happened.Count}  {happened.Stage}")
            : happened.Stage;
        var fraction = Math.Clamp(happened.Fraction, 0, 1);
        var filled = (int)(fraction * BarLetters);
        var bar = fraction is > 0 and < 1
            ? string.Create(CultureInfo.InvariantCulture, $"  [{new string('#', filled)}{new string('.', BarLetters - filled)}] {(int)(fraction * 100)} %")
            : "";
        var left = happened.Left is not { } rest ? ""
            : rest - since >= TimeSpan.FromSeconds(1) ? $", about {Figure.Seconds(WholeSeconds(rest - since))} left"
            : ", about 1 s left";
        return $"{stage}{bar}  {Figure.Seconds(WholeSeconds(sinceBeginning))}{left}";
    }

    private static TimeSpan WholeSeconds(TimeSpan time) => TimeSpan.FromSeconds(Math.Max(1, Math.Round(time.TotalSeconds)));

    private void Tick()
    {
        lock (gate)
        {
            if (!ended) Draw();
        }
    }

    private void Draw()
    {
        if (last is null) return;
        var text = Text(last, clock.GetElapsedTime(lastAt), clock.GetElapsedTime(began));
        // A line that reaches the edge would go on to the next, and could not be drawn over.
        text = text[..Math.Min(text.Length, Math.Max(width() - 1, 0))];
        writer.Write('\r' + text + new string(' ', Math.Max(0, drawn - text.Length)));
        writer.Flush();
        (drawn, drawnAt) = (text.Length, clock.GetTimestamp());
    }

    private void Erase()
    {
        if (drawn == 0) return;
        writer.Write('\r' + new string(' ', drawn) + '\r');
        drawn = 0;
    }
}
