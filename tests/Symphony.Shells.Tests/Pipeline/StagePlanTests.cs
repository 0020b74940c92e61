using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using NUnit.Framework;
using Symphony.Core.Interop;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>What a run would do, what it is told to do again, and what it is told to do alone.</summary>
public sealed class StagePlanTests
{
    private TemporaryFolder folder = null!;
    private string yaml = null!;
    private string finished = null!;
    private RunOutcome outcome = null!;

    [OneTimeSetUp]
    public void RunOnce()
    {
        folder = new TemporaryFolder();
        yaml = SmallMarket.Write(folder.Path);
        finished = folder.Of("runs");
        outcome = Run(finished);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Every_stage_comes_after_those_it_needs()
    {
        foreach (var stage in PipelineStages.Dependencies)
        {
            var before = PipelineStages.Names.TakeWhile(name => name != stage.Stage).ToArray();
            Assert.That(stage.Reads.Concat(stage.After), Is.SubsetOf(before), stage.Stage);
            Assert.That(PipelineStages.Before(stage.Stage), Is.SubsetOf(before), stage.Stage);
        }

        Assert.That(PipelineStages.From("train"), Is.EqualTo(new[] { "train", "stack", "portfolio", "backtest", "report" }));
        Assert.That(PipelineStages.From("features"), Is.EqualTo(new[] { "features", "splits", "train", "stack", "portfolio", "backtest", "report" }));
        Assert.That(PipelineStages.From("audit"), Is.EqualTo(PipelineStages.Names.Skip(1)));
        Assert.That(PipelineStages.Before("labels"), Is.EqualTo(new[] { "ingest", "audit" }));
        Assert.That(PipelineStages.Before("report"), Is.EqualTo(PipelineStages.Names.SkipLast(1)));
    }

    [Test]
    public void A_stage_that_is_given_other_stages_than_are_written_down_is_a_mistake_of_ours()
    {
        using var runs = RunsDirectory.Look(folder.Of("none"));
        var graph = new StageGraph(runs, new Silent(), TimeProvider.System, CancellationToken.None);
        Assert.That(
            () => graph.Run(new StageDefinition<int>("labels", [], new Dictionary<string, string> { ["features"] = "1" }, _ => 1, _ => 1)),
            Throws.InvalidOperationException.With.Message.Contain("Dependencies says otherwise"));
    }

    [Test]
    public void What_is_not_there_would_all_run_and_nothing_is_made_for_saying_so()
    {
        var nowhere = folder.Of("nowhere");
        var plan = Plan(nowhere);
        Assert.That(plan.Stages.Select(stage => stage.Stage), Is.EqualTo(PipelineStages.Names));
        Assert.That(plan.Stages.Select(stage => stage.WouldRun), Has.All.True);
        Assert.That(plan.Stages.Select(stage => stage.Why[0].Sentence), Has.All.EqualTo("nothing of it is kept"));
        Assert.That(plan.Stages[0].Files, Does.Contain("bars.csv").And.Contain("time zone"));
        Assert.That(Directory.Exists(nowhere), Is.False);
    }

    [Test]
    public void A_finished_run_would_do_nothing_and_no_file_or_time_changes()
    {
        var before = Entries(finished);
        Assert.That(Plan(finished).ToRun, Is.Zero);
        Assert.That(Plan(finished, "labels: { bars: 3 }\n").ToRun, Is.EqualTo(7));
        Assert.That(Plan(finished, from: "ingest").ToRun, Is.EqualTo(PipelineStages.Names.Count));
        Assert.That(Entries(finished), Is.EqualTo(before));
    }

    [TestCase("labels: { bars: 3 }\n", "labels", "labels.bars was 5, is 3", "splits train stack portfolio backtest report")]
    [TestCase("engine: { halfSpread: 5 bp }\n", "backtest", "engine.halfSpread was 0.00025, is 0.0005", "report")]
    [TestCase("sizing: { perNameCap: 4 % }\n", "portfolio", "sizing.perNameCap was 0.05, is 0.04", "backtest report")]
    [TestCase("report: { title: Mine }\n", "report", "report.title was small, is Mine", "")]
    [TestCase("features: [momentum_5, momentum_21, realised_volatility_20, dollar_adv_20]\n", "features", "features has momentum_21 in place of momentum_20", "splits train stack portfolio backtest report")]
    public void A_changed_setting_is_named_where_it_counts_and_what_would_run_does_run(string change, string stage, string sentence, string after)
    {
        var runs = CopyOfFinished();
        var plan = Plan(runs, change);
        var first = plan.Stages.First(planned => planned.WouldRun);
        Assert.That(first.Stage, Is.EqualTo(stage));
        Assert.That(first.Why.Select(reason => reason.Sentence), Is.EqualTo(new[] { sentence }));
        Assert.That(first.Against, Does.StartWith("small/" + outcome.ContentHash[..12]));
        string[] later = after.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(plan.Stages.Where(planned => planned.WouldRun).Select(planned => planned.Stage), Is.EqualTo(later.Prepend(stage)));
        HoldsTo(plan, Run(runs, change));
    }

    [Test]
    public void A_changed_input_file_is_named()
    {
        var own = folder.Of("own");
        Directory.CreateDirectory(own);
        SmallMarket.Write(own);
        var runs = CopyOfFinished();
        var moved = RunConfiguration.Parse(File.ReadAllText(yaml), Path.Combine(own, "run.yaml"));
        Assert.That(Runner.Plan(moved, new RunOptions { RunsDirectory = runs }, CancellationToken.None).ToRun, Is.Zero, "where a file lies is no part of a key");
        var lines = File.ReadAllLines(Path.Combine(own, "bars.csv"));
        File.WriteAllLines(Path.Combine(own, "bars.csv"), lines[..^12]);
        var plan = Runner.Plan(moved, new RunOptions { RunsDirectory = runs }, CancellationToken.None);
        Assert.That(plan.Stages[0].Why.Select(reason => (reason.Kind, reason.Sentence)), Is.EqualTo(new[] { (StageReasonKind.Input, "bars.csv was changed") }));
        Assert.That(plan.Stages[1].Why.Select(reason => reason.Sentence), Is.EqualTo(new[] { "ingest is to be made" }));
        Assert.That(plan.Stages.Skip(1).Select(stage => stage.MayBeKept), Has.All.True);
        HoldsTo(plan, Runner.Run(moved, new RunOptions { RunsDirectory = runs }, new Silent(), CancellationToken.None));
    }

    [Test]
    public void An_input_written_otherwise_that_comes_to_the_same_keeps_what_follows()
    {
        var own = folder.Of("quoted");
        Directory.CreateDirectory(own);
        SmallMarket.Write(own);
        var runs = CopyOfFinished();
        File.AppendAllText(Path.Combine(own, "bars.csv"), "\n");
        var same = RunConfiguration.Parse(File.ReadAllText(yaml), Path.Combine(own, "run.yaml"));
        var plan = Runner.Plan(same, new RunOptions { RunsDirectory = runs }, CancellationToken.None);
        Assert.That(plan.ToRun, Is.EqualTo(PipelineStages.Names.Count));
        HoldsTo(plan, Runner.Run(same, new RunOptions { RunsDirectory = runs }, new Silent(), CancellationToken.None));
    }

    [Test]
    public void Another_version_of_the_code_is_named()
    {
        var runs = CopyOfFinished();
        foreach (var record in Directory.GetFiles(Path.Combine(runs, ".stages"), "stage.json", SearchOption.AllDirectories))
        {
            var json = JsonNode.Parse(File.ReadAllText(record))!;
            json["key"]!["code"]!["Symphony.Core"] = "00";
            File.WriteAllText(record, json.ToJsonString());
            // A key of other code is another name.
            Directory.Move(Path.GetDirectoryName(record)!, Path.GetDirectoryName(record)![..^1] + "x");
        }

        var plan = Plan(runs);
        Assert.That(plan.ToRun, Is.EqualTo(PipelineStages.Names.Count));
        Assert.That(plan.Stages[0].Why.Single().Sentence, Is.EqualTo("the code is another version (Symphony.Core)"));
        Assert.That(plan.Stages[5].Why.Select(reason => reason.Sentence), Is.EqualTo(new[] { "universe is to be made", "features is to be made", "labels is to be made", "the code is another version (Symphony.Core)" }));
    }

    [Test]
    public void A_stored_output_that_was_damaged_is_said()
    {
        var runs = CopyOfFinished();
        File.AppendAllText(Directory.GetFiles(Path.Combine(runs, ".stages", "features"), "features.arrays", SearchOption.AllDirectories).Single(), "x");
        var features = Plan(runs).Stages.Single(stage => stage.Stage == "features");
        Assert.That(features.WouldRun, Is.False);
        Assert.That(features.Why.Single().Sentence, Is.EqualTo("features.arrays differs from its hash: made again as soon as it is read"));
        File.AppendAllText(Path.Combine(runs, "small", outcome.ContentHash, "metrics.json"), " ");
        var plan = Plan(runs);
        Assert.That(plan.Stages.Single(stage => stage.WouldRun).Why.Single().Sentence, Does.StartWith("metrics.json differs"));
        HoldsTo(plan, Run(runs));
    }

    [TestCase("ingest")]
    [TestCase("features")]
    [TestCase("train")]
    [TestCase("stack")]
    [TestCase("report")]
    public void Made_again_from_a_stage_on_the_bytes_are_the_same(string from)
    {
        var runs = CopyOfFinished();
        var before = Bytes(runs);
        var again = Run(runs, from: from);
        Assert.That(again.Stages.Where(stage => !stage.Reused).Select(stage => stage.Stage), Is.EqualTo(PipelineStages.From(from)));
        Assert.That(again.ContentHash, Is.EqualTo(outcome.ContentHash));
        Assert.That(Bytes(runs), Is.EqualTo(before));
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(runs, ".tmp")), Is.Empty);
    }

    [Test]
    public void Made_again_what_was_kept_damaged_is_replaced_and_said()
    {
        var runs = CopyOfFinished();
        var before = Bytes(runs);
        File.AppendAllText(Directory.GetFiles(Path.Combine(runs, ".stages", "labels"), "labels.arrays", SearchOption.AllDirectories).Single(), "x");
        var heard = new List<string>();
        Run(runs, from: "labels", hear: happened => heard.Add(happened.Text));
        Assert.That(heard, Has.Some.EqualTo("labels.arrays differs from its hash; what labels made now takes its place"));
        Assert.That(Bytes(runs), Is.EqualTo(before));
    }

    [Test]
    public void One_stage_after_another_alone_makes_the_run_and_none_runs_before_what_it_needs()
    {
        var runs = folder.Of("one by one");
        Assert.That(() => Only(runs, "train"), Throws.InstanceOf<StageRefusedException>().With.Message.StartsWith("train needs ingest, which is not finished"));
        Only(runs, "ingest");
        Assert.That(() => Only(runs, "features"), Throws.InstanceOf<StageRefusedException>().With.Message.StartsWith("features needs audit, which is not finished"));
        Only(runs, "audit");
        Only(runs, "labels");
        Assert.That(Directory.Exists(Path.Combine(runs, ".stages", "features")), Is.False);
        Assert.That(() => Only(runs, "splits"), Throws.InstanceOf<StageRefusedException>().With.Property("Missing").EqualTo("universe"));
        Only(runs, "universe");
        Assert.That(() => Only(runs, "splits"), Throws.InstanceOf<StageRefusedException>().With.Property("Missing").EqualTo("features"));
        Assert.That(() => Plan(runs, only: "splits"), Throws.InstanceOf<StageRefusedException>());
        Assert.That(Plan(runs, only: "features").Stages.Select(stage => (stage.Stage, stage.WouldRun)), Is.EqualTo(new[] { ("ingest", false), ("audit", false), ("universe", false), ("features", true) }));
        foreach (var stage in (string[])["features", "splits", "train", "stack", "portfolio", "backtest"])
        {
            var made = Only(runs, stage);
            Assert.That(made.Reused, Is.False, stage);
            Assert.That(made.Files, Is.Not.Empty.And.Not.Contain("stage.json"));
        }

        Assert.That(Only(runs, "train").Reused, Is.True);
        Assert.That(Only(runs, "train", from: "train").Reused, Is.False);
        var whole = Run(runs);
        Assert.That(whole.Stages.Where(stage => !stage.Reused).Select(stage => stage.Stage), Is.EqualTo(new[] { "report" }));
        Assert.That(whole.ContentHash, Is.EqualTo(outcome.ContentHash));
        Assert.That(Bytes(runs), Is.EqualTo(Bytes(finished)));
    }

    [TestCase("featrues", null, "'featrues' is no stage; the nearest is 'features'")]
    [TestCase("train", "labels", "train is to be made again with all after it, but only labels may run")]
    public void A_stage_that_is_none_or_two_that_contradict_are_refused(string from, string? only, string sentence) =>
        Assert.That(() => Plan(finished, from: from, only: only), Throws.InstanceOf<RefusedException>().With.Message.Contain(sentence));

    [Test]
    public void The_command_line_prints_the_plan_and_runs_one_stage()
    {
        var changed = folder.Of("changed.yaml");
        File.WriteAllText(changed, File.ReadAllText(yaml) + "engine: { halfSpread: 5 bp }\n");
        var session = Session.Of("run", changed, "--runs", finished, "--dry-run");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Error, Is.Empty);
        Assert.That(session.Output, Does.Match(@"\n  features   keep   ingest; after audit"));
        Assert.That(session.Output, Does.Match(@"\n  backtest   run    ingest, labels, universe, splits, stack, portfolio .*engine\.halfSpread was 0\.00025, is 0\.0005\n"));
        Assert.That(session.Output, Does.EndWith($"  what changed is against the run small/{outcome.ContentHash[..12]}\n"));
        Assert.That(session.Output, Does.Contain("2 of 11 stages would run").And.Contain("nothing was done"));
        var json = JsonNode.Parse(Session.Of("run", changed, "--runs", finished, "--dry-run", "--json").Output)!;
        Assert.That(json["toRun"]!.GetValue<int>(), Is.EqualTo(2));
        Assert.That(json["stages"]![9]!["why"]![0]!["name"]!.GetValue<string>(), Is.EqualTo("engine.halfSpread"));
        Assert.That(Session.Of("run", yaml, "--runs", finished, "--dry-run").Output, Does.Contain("all is finished: nothing would run"));

        var alone = Session.Of("run", yaml, "--runs", finished, "--only", "labels");
        Assert.That(alone.Output, Does.StartWith("labels was finished before: nothing was done\n").And.Contain("labels.arrays"));
        var refused = Session.Of("run", changed, "--runs", finished, "--only", "report");
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("report needs backtest, which is not finished"));
        const string Typed = "symphony run x.yaml --from ";
        Assert.That(Session.Of($"[suggest:{Typed.Length}]", Typed).Output.Split('\n'), Is.SupersetOf(PipelineStages.Names));
        Assert.That(Session.Of("run", yaml, "--runs", finished, "--only", "stak").Error, Does.Contain("'stak' is no stage; the nearest is 'stack'"));
    }

    [Test]
    public void The_help_of_run_states_what_each_stage_reads()
    {
        var help = string.Join(' ', Session.In(200, "run", "--help").Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        foreach (var stage in PipelineStages.Dependencies.Skip(1))
            Assert.That(help, Does.Contain($" {stage.Stage} {string.Join(", ", stage.Reads)}{(stage.After.Count > 0 ? $", once the {stage.After[0]} has passed" : "")}"));
    }

    /// <summary>What would be kept is kept; what would run runs, where that does not hang on what another makes.</summary>
    private static void HoldsTo(RunPlan plan, RunOutcome ran)
    {
        foreach (var (planned, done) in plan.Stages.Zip(ran.Stages))
        {
            Assert.That(done.Stage, Is.EqualTo(planned.Stage));
            if (!planned.MayBeKept) Assert.That(done.Reused, Is.Not.EqualTo(planned.WouldRun), planned.Stage);
        }
    }

    private static PipelineRunner Runner => new(TimeProvider.System);

    private RunConfiguration Configuration(string more)
    {
        var text = File.ReadAllText(yaml);
        if (more.StartsWith("features", StringComparison.Ordinal)) text = string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("features", StringComparison.Ordinal)));
        return RunConfiguration.Parse(text + more, yaml);
    }

    private RunPlan Plan(string runs, string more = "", string? from = null, string? only = null) =>
        Runner.Plan(Configuration(more), new RunOptions { RunsDirectory = runs, From = from, Only = only }, CancellationToken.None);

    private RunOutcome Run(string runs, string more = "", string? from = null, Action<PipelineEvent>? hear = null) =>
        Runner.Run(Configuration(more), new RunOptions { RunsDirectory = runs, From = from, Threads = 2 }, new Silent(hear), CancellationToken.None);

    private StageOutcome Only(string runs, string stage, string? from = null) =>
        Runner.RunStage(Configuration(""), new RunOptions { RunsDirectory = runs, Only = stage, From = from }, new Silent(), CancellationToken.None);

    private string CopyOfFinished()
    {
        var copy = folder.Of("copy", Guid.NewGuid().ToString("N"));
        foreach (var file in DurableFiles.RelativeFiles(finished))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, file))!);
            File.Copy(Path.Combine(finished, file), Path.Combine(copy, file));
        }

        return copy;
    }

    /// <summary>Every file and folder with its time and size.</summary>
    private static string[] Entries(string root) =>
    [
        .. Directory.EnumerateFileSystemEntries(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Append(root)
            .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O} {(File.Exists(path) ? new FileInfo(path).Length : 0)}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Every file of runs, stages and ledgers with its hash; locks and what is measured aside.</summary>
    private static string[] Bytes(string root) =>
    [
        .. DurableFiles.RelativeFiles(root)
            .Where(file => !file.StartsWith(".locks/", StringComparison.Ordinal) && !file.EndsWith("environment.json", StringComparison.Ordinal))
            .Select(file => $"{file} {DurableFiles.Hash(Path.Combine(root, file))}"),
    ];

    private sealed class Silent(Action<PipelineEvent>? hear = null) : IProgress<PipelineEvent>
    {
        public void Report(PipelineEvent value) => hear?.Invoke(value);
    }
}
