using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Symphony.Cli;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Cli;

/// <summary>What is shown while a run goes on.</summary>
public sealed class ProgressTests
{
    private readonly SteppedClock clock = new();

    [Test]
    public void The_live_line_says_which_stage_of_how_many_how_far_since_when_and_how_long_still()
    {
        var told = Event(PipelineEventKind.StageProgress, "train", 0.45) with { Number = 6, Count = 9, Left = TimeSpan.FromSeconds(40) };
        Assert.That(LiveLine.Text(told, TimeSpan.Zero, TimeSpan.FromSeconds(12)), Is.EqualTo("stage 6 of 9  train  [#########...........] 45 %  12 s, about 40 s left"));
        Assert.That(LiveLine.Text(told, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(22)), Does.EndWith("  22 s, about 30 s left"));
        Assert.That(LiveLine.Text(told, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(200)), Does.EndWith("  3 min 20 s, about 1 s left"));
        Assert.That(LiveLine.Text(told with { Left = null, Fraction = 0 }, TimeSpan.Zero, TimeSpan.FromSeconds(0.2)), Is.EqualTo("stage 6 of 9  train  1 s"));
        Assert.That(LiveLine.Text(told with { Number = 0, Count = 0 }, TimeSpan.Zero, TimeSpan.FromSeconds(3)), Does.StartWith("train  [###"));
    }

    [Test]
    public void The_line_is_drawn_over_itself_cut_at_the_edge_and_gone_at_the_end()
    {
        using var screen = new StringWriter { NewLine = "\n" };
        using (var live = new LiveLine(screen, () => 30, clock))
        {
            live.Report(Event(PipelineEventKind.StageStarted, "features", 0) with { Number = 3, Count = 9, Left = TimeSpan.FromSeconds(90) });
            clock.Step(5);
            live.Report(Event(PipelineEventKind.Note, "features", 0) with { Text = "a name without volume" });
            live.Report(Event(PipelineEventKind.StageFinished, "features", 1) with { Number = 3, Count = 9 });
        }

        Assert.That(screen.ToString(), Does.StartWith("\rstage 3 of 9  features  1 s, \r"));
        Assert.That(Shown(screen.ToString()), Is.EqualTo(new[] { "features   a name without volume", "features   done in 0.0 s", "" }));
        Assert.That(screen.ToString().Split('\r', '\n').Select(piece => piece.Length), Has.All.LessThan(40));
        Assert.That(screen.ToString().Any(letter => char.IsControl(letter) && letter is not ('\r' or '\n')), Is.False);
    }

    [Test]
    public void The_line_moves_on_while_nothing_is_told()
    {
        using var screen = new StringWriter { NewLine = "\n" };
        using var live = new LiveLine(screen, () => 80, clock);
        live.Report(Event(PipelineEventKind.StageStarted, "train", 0) with { Number = 6, Count = 9, Left = TimeSpan.FromSeconds(30) });
        clock.Step(10);
        Assert.That(Shown(screen.ToString()).Single(), Is.EqualTo("stage 6 of 9  train  10 s, about 20 s left"));
    }

    [Test]
    public void Where_no_terminal_is_there_is_no_control_character()
    {
        using var folder = new TemporaryFolder();
        var session = Session.Of("run", SmallMarket.Write(folder.Path), "--runs", folder.Of("runs"));
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That((session.Error + session.Output).Where(letter => char.IsControl(letter) && letter != '\n'), Is.Empty);
        Assert.That(session.Error.TrimEnd().Split('\n').Select(line => line.Split(' ')[0]), Is.EqualTo(PipelineStages.Names));
    }

    [Test]
    public void The_time_left_is_that_of_earlier_runs_of_like_work()
    {
        using var folder = new TemporaryFolder();
        var yaml = SmallMarket.Write(folder.Path);
        var options = new RunOptions { RunsDirectory = folder.Of("runs"), Threads = 2, EstimatesTime = true };
        var told = Run(RunConfiguration.Read(yaml));
        Assert.That(told.SkipLast(1).Select(one => one.Left), Has.All.Null, "nothing ran before");
        Assert.That(told.Where(one => one.Kind == PipelineEventKind.StageFinished).Select(one => (one.Number, one.Count)), Is.EqualTo(Enumerable.Range(1, 11).Select(number => (number, 11))));

        // Each stage took one second for each of its numbers, but the backtest on other settings ten times that.
        var records = Directory.GetFiles(folder.Of("runs", ".stages"), "environment.json", SearchOption.AllDirectories);
        Assert.That(records, Has.Length.EqualTo(PipelineStages.Names.Count));
        foreach (var record in records)
        {
            var stage = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(record)))!;
            var bytes = new FileInfo(folder.Of("bars.csv")).Length;
            File.WriteAllText(record, $$"""{ "seconds": {{1 + PipelineStages.Names.ToList().IndexOf(stage)}}, "threads": 2, "inputBytes": {{bytes}} }""");
        }

        var changed = RunConfiguration.Parse(File.ReadAllText(yaml) + "sizing: { perNameCap: 4 % }\n", yaml);
        var plan = new PipelineRunner(TimeProvider.System).Plan(changed, options, CancellationToken.None);
        Assert.That(plan.Stages.Select(stage => stage.Estimate?.TotalSeconds), Is.EqualTo(Enumerable.Range(1, 11).Select(seconds => (double)seconds)));
        Assert.That(plan.Estimate, Is.EqualTo(TimeSpan.FromSeconds(9 + 10 + 11)));
        told = Run(changed);
        Assert.That(told.First().Left, Is.EqualTo(TimeSpan.FromSeconds(30)), "what is kept takes no time");
        Assert.That(told.Single(one => one is { Kind: PipelineEventKind.StageFinished, Stage: "portfolio" }).Left, Is.EqualTo(TimeSpan.FromSeconds(21)));
        Assert.That(told.Last().Left, Is.EqualTo(TimeSpan.Zero));

        List<PipelineEvent> Run(RunConfiguration configuration)
        {
            var heard = new List<PipelineEvent>();
            new PipelineRunner(TimeProvider.System).Run(configuration, options, new Heard(heard), CancellationToken.None);
            return heard;
        }
    }

    [Test]
    public void Of_earlier_times_that_with_like_settings_counts_scaled_by_the_size_of_the_inputs()
    {
        using var folder = new TemporaryFolder();
        var key = new StageKey("train", new() { ["penalty"] = 1, ["kind"] = "ridge" }, new Dictionary<string, string>());
        StoredStage[] stored =
        [
            Stored("a", 1, "ridge", 10, 2, 100, 1), Stored("b", 2, "ridge", 70, 2, 100, 2), Stored("c", 1, "ridge", 20, 1, 100, 3), Stored("d", 1, "ridge", 40, 2, 1000, 4), Stored("e", 3, "other", 5, 2, 300, 5),
        ];
        Assert.That(Estimate(2, 300), Is.EqualTo(30), "a: like settings, as many threads, the nearest size");
        Assert.That(Estimate(2, 900), Is.EqualTo(36), "d is nearer in size");
        Assert.That(Estimate(1, 300), Is.EqualTo(60), "c ran on one thread");
        Assert.That(Estimate(2, 0), Is.EqualTo(40), "no size is known: the latest");
        Assert.That(StageTimes.Estimate([], key, 1, 1), Is.Null);

        double Estimate(int threads, long bytes) => StageTimes.Estimate(stored, key, threads, bytes)!.Value.TotalSeconds;

        StoredStage Stored(string name, int penalty, string kind, double seconds, int threads, long bytes, int day)
        {
            Directory.CreateDirectory(folder.Of(name));
            StageStore.WriteEnvironment(folder.Of(name), TimeSpan.FromSeconds(seconds), threads, bytes);
            return new StoredStage(folder.Of(name), new StageKey("train", new() { ["penalty"] = penalty, ["kind"] = kind }, new Dictionary<string, string>()).Parts(), new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc));
        }
    }

    private static PipelineEvent Event(PipelineEventKind kind, string stage, double fraction) => new(kind, stage, fraction, "", TimeSpan.Zero);

    /// <summary>What a terminal shows of a text in which lines begin again.</summary>
    private static string[] Shown(string text) =>
    [
        .. text.Split('\n').Select(line =>
        {
            var cells = new char[200];
            Array.Fill(cells, ' ');
            foreach (var piece in line.Split('\r')) piece.CopyTo(0, cells, 0, piece.Length);
            return new string(cells).TrimEnd();
        }),
    ];

    private sealed class Heard(List<PipelineEvent> heard) : IProgress<PipelineEvent>
    {
        public void Report(PipelineEvent value)
        {
            lock (heard) heard.Add(value);
        }
    }

    /// <summary>A clock that stands until it is moved, and whose timers fire once for each move.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private readonly List<Timer> timers = [];
        private long now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => now;

        public void Step(int seconds)
        {
            now += seconds * 1000L;
            foreach (var timer in timers.ToList()) timer.Fire();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(() => callback(state));
            timers.Add(timer);
            return timer;
        }

        private sealed class Timer(Action fire) : ITimer
        {
            private bool ended;

            public void Fire()
            {
                if (!ended) fire();
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => ended = true;

            public System.Threading.Tasks.ValueTask DisposeAsync()
            {
                ended = true;
                return default;
            }
        }
    }
}
