using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Pipeline;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Whole runs on a small made-up market.</summary>
public sealed class PipelineRunnerTests
{
    private static readonly string[] RunFiles =
    [
        "environment.json", "equity.parquet", "features.parquet", "features.parquet.schema.json", "manifest.json", "metrics.json", "models/ridge/features.json",
        "models/ridge/frozen_batch.json", "models/ridge/model.onnx", "models/ridge/training.json",
        "predictions.parquet", "report.html", "trades.parquet", "weights.parquet",
    ];

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
    public void A_run_leaves_every_file_of_a_run_folder_and_nothing_else()
    {
        Assert.That(DurableFiles.RelativeFiles(outcome.Folder), Is.EqualTo(RunFiles));
        Assert.That(Path.GetFileName(outcome.Folder), Is.EqualTo(DurableFiles.Hash(Path.Combine(outcome.Folder, "manifest.json"))));
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(finished, ".tmp")), Is.Empty);
        Assert.That(outcome.Stages.Select(stage => stage.Stage), Is.EqualTo(PipelineStages.Names));
        Assert.That(outcome.Stages.Any(stage => stage.Reused), Is.False);
    }

    [Test]
    public void The_figures_hold_together()
    {
        var figures = outcome.Metrics.WalkForward;
        Assert.That(outcome.Metrics.Splits, Is.EqualTo(6));
        Assert.That(outcome.Metrics.Paths, Has.Count.EqualTo(3));
        Assert.That(figures.Gross.FinalEquity, Is.GreaterThan(figures.Net.FinalEquity!.Value));
        Assert.That(figures.CostStress.Select(row => row.FinalEquity), Is.Ordered.Descending);
        Assert.That(figures.CostStress[1].FinalEquity, Is.EqualTo(figures.Net.FinalEquity));
        Assert.That(outcome.Metrics.Trials.Statement, Is.EqualTo("single trial"));
        Assert.That(figures.Net.DeflatedSharpeRatio, Is.EqualTo(figures.Net.ProbabilisticSharpeRatio), "one trial deflates by nothing");
        var comparison = outcome.Metrics.Trials.Comparison!;
        Assert.That((comparison.Trials, comparison.Compared, comparison.EffectiveTrials), Is.EqualTo((1, 1, 1)));
        Assert.That(comparison.CommonBars, Is.EqualTo(figures.Bars));
        Assert.That(comparison.DeflatedSharpeRatio, Is.EqualTo(figures.Net.DeflatedSharpeRatio));
        Assert.That(comparison.OverfittingStatement(), Is.EqualTo("none, two trials are needed, there is 1"));
        var ledger = TrialStore.Read(finished, "small").Ledger;
        Assert.That(ledger.Total(TrialKind.SplitFits), Is.EqualTo(outcome.Metrics.Splits + outcome.Metrics.Refits));
        Assert.That(ledger.Total(TrialKind.Paths), Is.EqualTo(outcome.Metrics.Paths.Count));
        Assert.That(ledger.Records[^1].SharpePerBar, Is.EqualTo(figures.Net.SharpeRatioPerBar));
    }

    [Test]
    public void The_manifest_names_no_time_host_path_or_thread_count()
    {
        var manifest = File.ReadAllText(Path.Combine(outcome.Folder, "manifest.json"));
        Assert.That(manifest, Does.Not.Contain(Environment.MachineName).And.Not.Contain(folder.Path).And.Not.Contain("threads"));
        Assert.That(JsonNode.Parse(manifest)!["inputs"]![0]!["sha256"]!.GetValue<string>(), Is.EqualTo(DurableFiles.Hash(folder.Of("bars.csv"))));
    }

    [Test]
    public void The_second_run_does_nothing()
    {
        var before = Stamps(finished);
        var again = Run(finished);
        Assert.That(again.Reused, Is.True);
        Assert.That(again.Folder, Is.EqualTo(outcome.Folder));
        Assert.That(Stamps(finished), Is.EqualTo(before));
    }

    [Test]
    public void Another_thread_count_gives_the_same_bytes() =>
        Assert.That(Run(folder.Of("three threads"), threads: 3).ContentHash, Is.EqualTo(outcome.ContentHash));

    [TestCaseSource(typeof(PipelineStages), nameof(PipelineStages.Names))]
    public void A_run_killed_before_a_stage_was_stored_ends_with_the_same_bytes(string killedAt)
    {
        var resumed = folder.Of("killed at " + killedAt);
        Copy(finished, resumed);
        Directory.Delete(Path.Combine(resumed, "small"), recursive: true);
        if (killedAt != PipelineStages.Report) Directory.Delete(Path.Combine(resumed, ".ledger"), recursive: true);
        foreach (var stage in PipelineStages.Names.SkipWhile(stage => stage != killedAt))
            Directory.Delete(Path.Combine(resumed, ".stages", stage), recursive: true);
        // What a killed process leaves: half a folder, and a lock file that nobody holds.
        Directory.CreateDirectory(Path.Combine(resumed, ".tmp", "dead", "1"));
        File.WriteAllText(Path.Combine(resumed, ".tmp", "dead", "1", "scores.arrays"), "half");
        File.WriteAllText(Path.Combine(resumed, ".tmp", "dead.lock"), "");

        var again = Run(resumed);
        Assert.That(again.ContentHash, Is.EqualTo(outcome.ContentHash));
        Assert.That(again.Stages.Where(stage => stage.Reused).Select(stage => stage.Stage), Is.EqualTo(PipelineStages.Names.TakeWhile(stage => stage != killedAt)));
        Assert.That(RunVerifier.Verify(again.Folder).IsIntact, Is.True);
        Assert.That(File.ReadAllBytes(LedgerOf(resumed)), Is.EqualTo(File.ReadAllBytes(LedgerOf(finished))));
    }

    [Test]
    public void Verify_names_the_file_that_was_changed_removed_or_added()
    {
        var copy = folder.Of("tampered", Path.GetFileName(outcome.Folder));
        Copy(outcome.Folder, copy);
        Assert.That(RunVerifier.Verify(copy).IsIntact, Is.True);
        var weights = Path.Combine(copy, "weights.parquet");
        var bytes = File.ReadAllBytes(weights);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(weights, bytes);
        File.Delete(Path.Combine(copy, "report.html"));
        File.WriteAllText(Path.Combine(copy, "note.txt"), "mine");
        Assert.That(
            RunVerifier.Verify(copy).Faults.Select(fault => (fault.File, fault.Kind)),
            Is.EqualTo(new[]
            {
                ("note.txt", RunFaultKind.Extra), ("report.html", RunFaultKind.Missing), ("weights.parquet", RunFaultKind.Differs),
            }));
        File.AppendAllText(Path.Combine(copy, "manifest.json"), " ");
        Assert.That(RunVerifier.Verify(copy).Faults.Select(fault => fault.File), Does.Contain("manifest.json"));
    }

    [Test]
    public void A_run_computed_again_comes_out_bit_for_bit_and_a_changed_input_is_named()
    {
        var again = folder.Of("again");
        var inputs = folder.Of("inputs");
        Directory.CreateDirectory(inputs);
        var own = SmallMarket.Write(inputs);
        var made = new PipelineRunner(TimeProvider.System).Run(
            RunConfiguration.Read(own), new RunOptions { RunsDirectory = again }, new Heard(_ => { }), CancellationToken.None);
        Assert.That(made.ContentHash, Is.EqualTo(outcome.ContentHash), "where the files lie does not show");
        Assert.That(Recompute(made.Folder).Faults, Is.Empty);

        var lines = File.ReadAllLines(Path.Combine(inputs, "bars.csv"));
        File.WriteAllLines(Path.Combine(inputs, "bars.csv"), lines[..^12]);
        var faults = Recompute(made.Folder).Faults;
        Assert.That(faults.Select(fault => fault.File), Does.Contain("weights.parquet").And.Contain("manifest.json"));
        Assert.That(faults.Select(fault => fault.Sentence), Has.Some.Contain("states other inputs than there are now"));

        File.AppendAllText(own, "labels: { bars: 10 }\n");
        Assert.That(() => Recompute(made.Folder), Throws.InstanceOf<RunRefusedException>().With.Message.Contain("was changed since"));
        Assert.That(RunVerifier.Verify(made.Folder).IsIntact, Is.True);

        static Verification Recompute(string run) =>
            RunVerifier.Recompute(run, 2, TimeProvider.System, new Heard(_ => { }), CancellationToken.None);
    }

    [Test]
    public void A_run_folder_that_was_damaged_is_made_again()
    {
        var damaged = folder.Of("damaged run");
        Copy(finished, damaged);
        var run = Path.Combine(damaged, "small", outcome.ContentHash);
        File.AppendAllText(Path.Combine(run, "metrics.json"), " ");
        var heard = new List<string>();
        var again = Run(damaged, hear: happened => heard.Add(happened.Text));
        Assert.That(heard, Has.Some.StartsWith("metrics.json differs: ").And.Some.EndsWith("report is computed again"));
        Assert.That(again.Reused, Is.False);
        Assert.That(again.ContentHash, Is.EqualTo(outcome.ContentHash));
        Assert.That(RunVerifier.Verify(run).IsIntact, Is.True);
    }

    [Test]
    public void A_second_trial_of_the_study_is_counted_and_deflates()
    {
        var study = folder.Of("study");
        Run(study);
        var other = Run(study, "study: small\nlabels: { bars: 10 }\n");
        Assert.That(other.Metrics.Trials.Count, Is.EqualTo(2));
        Assert.That(other.Metrics.Trials.SharpeVariance, Is.GreaterThan(0));
        Assert.That(other.Metrics.WalkForward.Net.DeflatedSharpeRatio, Is.LessThan(other.Metrics.WalkForward.Net.ProbabilisticSharpeRatio!.Value));
        var comparison = other.Metrics.Trials.Comparison!;
        Assert.That(comparison.Compared, Is.EqualTo(2), "they share nine tenths of their bars");
        Assert.That(comparison.OverfittingProbability, Is.InRange(0, 1));
        Assert.That(comparison.DeflatedSharpeRatio, Is.GreaterThanOrEqualTo(other.Metrics.WalkForward.Net.DeflatedSharpeRatio!.Value));
        Assert.That(File.ReadAllText(Path.Combine(other.Folder, "report.html")), Does.Contain("Probability of backtest overfitting").And.Contain("effective number of trials"));
        var costs = Run(study, "engine: { commission: 5 bp }\n");
        Assert.That(costs.Metrics.Trials.Count, Is.EqualTo(2), "other costs are no trial");
        Assert.That(costs.Stages.Single(stage => stage.Stage == PipelineStages.Portfolio).Reused, Is.True, "costs change no weight");
        Assert.That(RunCatalogue.List(study), Has.Count.EqualTo(3));
        Assert.That(Run(study).ContentHash, Is.EqualTo(outcome.ContentHash), "a finished run is reused as it is");
    }

    [TestCase("features: [momentum_7, momentum_20, realised_volatility_20, dollar_adv_19]\n", TestName = "other features of the same warm-up")]
    [TestCase("name: other\n", TestName = "another name")]
    [TestCase("engine: { commission: 5 bp }\n", TestName = "other costs")]
    [TestCase("data: { files: other.csv, prices: adjusted }\n", TestName = "other prices on the same dates")]
    public void What_a_run_makes_does_not_depend_on_the_runs_before_it(string change)
    {
        var lines = File.ReadAllLines(folder.Of("bars.csv"));
        for (var line = 1; line < lines.Length / 2; line += 7)
        {
            var cells = lines[line].Split(',');
            for (var cell = 2; cell < 6; cell++) cells[cell] = (double.Parse(cells[cell], CultureInfo.InvariantCulture) * 1.03).ToString("R", CultureInfo.InvariantCulture);
            lines[line] = string.Join(',', cells);
        }

        File.WriteAllLines(folder.Of("other.csv"), lines);
        var after = folder.Of("after", Guid.NewGuid().ToString("N"));
        Copy(finished, after);
        var second = Run(after, "study: another\n" + change, replacesData: change.StartsWith("data", StringComparison.Ordinal));
        var alone = Run(folder.Of("alone", Guid.NewGuid().ToString("N")), "study: another\n" + change, replacesData: change.StartsWith("data", StringComparison.Ordinal));
        Assert.That(
            DurableFiles.RelativeFiles(second.Folder).Where(file => file != "environment.json").Select(file => (file, DurableFiles.Hash(Path.Combine(second.Folder, file)))),
            Is.EqualTo(DurableFiles.RelativeFiles(alone.Folder).Where(file => file != "environment.json").Select(file => (file, DurableFiles.Hash(Path.Combine(alone.Folder, file))))));
    }

    [Test]
    public void Other_bars_to_fill_at_are_other_data_of_the_trial()
    {
        var kept = folder.Of("filled");
        Directory.CreateDirectory(folder.Of("fills"));
        var finer = folder.Of("fills", "finer.csv");
        // The bars themselves as their own finer bars, then with the typical price of some of them moved.
        var lines = File.ReadAllLines(folder.Of("bars.csv"));
        File.WriteAllLines(finer, lines);
        const string Filled = "study: filled\nengine: { fillAt: panel }\nmarket: { fillBars: [fills/finer.csv] }\n";
        Run(kept, Filled);
        File.WriteAllLines(finer, lines.Select((line, i) => i % 9 == 1 ? string.Join(',', line.Split(',')[..^1]) + ",1" : line));
        Run(kept, Filled);
        var outcomes = TrialStore.Read(kept, "filled").Ledger.Records.Where(record => record.Kind is TrialKind.Trial or TrialKind.Repeat).ToArray();
        Assert.That(outcomes.Select(record => record.Kind), Is.EqualTo(new[] { TrialKind.Trial, TrialKind.Repeat }));
        Assert.That(outcomes.Select(record => record.Identity.Inputs).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public void Caps_and_a_band_are_the_strategys_and_leave_the_benchmark_alone()
    {
        var capped = Run(folder.Of("capped"), "engine: { netCap: 0, grossCap: 50 %, perNameCap: 4 %, noTradeBand: 20 % }\n");
        Assert.That(capped.Metrics.WalkForward.Benchmark, Is.EqualTo(outcome.Metrics.WalkForward.Benchmark));
        Assert.That(capped.Metrics.WalkForward.Net, Is.Not.EqualTo(outcome.Metrics.WalkForward.Net));
    }

    [Test]
    public void Dates_left_out_are_not_traded_and_said()
    {
        var first = File.ReadLines(folder.Of("bars.csv")).ElementAt(1)[..10];
        var other = Run(folder.Of("without"), $"data: {{ files: bars.csv, prices: adjusted, excludeDates: [{first}] }}\n", replacesData: true);
        Assert.That(other.Metrics.Notes, Has.Some.Contain(first + " is left out"));
        Assert.That(
            () => Run(folder.Of("without"), "data: { files: bars.csv, prices: adjusted, excludeDates: [1970-01-01] }\n", replacesData: true),
            Throws.InstanceOf<ConfigurationRefusedException>().With.Message.Contain("1970-01-01, on which no symbol has a bar"));
        Assert.That(
            () => Run(folder.Of("without"), "data: { files: bars.csv, prices: adjusted, from: 2100-01-01 }\n", replacesData: true),
            Throws.InstanceOf<ConfigurationRefusedException>().With.Message.Contain("no bar lies within data.from and data.to"));
    }

    [TestCase("crossValidation: { groups: 2, testGroups: 2 }", "line 7")]
    [TestCase("crossValidation: { groups: 700, testGroups: 1 }", "line 7")]
    [TestCase("features: [momentun_5]", "momentum_5")]
    [TestCase("features: [momentum_5, momentum_5]", "line 7: features holds momentum_5 twice")]
    [TestCase("sizing: { perNameCap: 2 }", "line 7: sizing.perNameCap must lie in [0, 1], was 2")]
    [TestCase("engine: { borrowTiers: [] }", "line 7: engine.borrowTiers is empty")]
    [TestCase("engine: { delistedAfterMissingBars: 99999999999 }", "line 7: engine.delistedAfterMissingBars was '99999999999'")]
    [TestCase("engine: { sectorCap: 0.5, sectors: { NOPE: tech } }", "run.yaml, line 7: engine.sectors names 'NOPE'")]
    [TestCase("engine: { commission: -1 }", "line 7: engine.commission must not be negative")]
    [TestCase("model: { penalty: -1 }", "line 7")]
    [TestCase("walkForward: { minimumTrainBars: 100000 }", "line 7")]
    public void An_impossible_setting_is_refused_with_its_line_and_leaves_no_run(string setting, string sentence)
    {
        var refused = folder.Of("refused", Guid.NewGuid().ToString("N"));
        var refusal = Assert.Catch<RefusedException>(() => Run(refused, setting + "\n"))!;
        Assert.That(refusal.Message, Does.Contain(sentence));
        Assert.That(refusal.Message.Split("run.yaml"), Has.Length.LessThanOrEqualTo(2), "the place is named once");
        Assert.That(Directory.Exists(Path.Combine(refused, "small")), Is.False);
    }

    [Test]
    public void A_run_that_is_stopped_goes_on_where_it_was()
    {
        var stopped = folder.Of("stopped");
        using var stop = new CancellationTokenSource();
        var stopAtTrain = new Heard(happened =>
        {
            if (happened is { Kind: PipelineEventKind.StageStarted, Stage: PipelineStages.Train }) stop.Cancel();
        });
        Assert.That(
            () => new PipelineRunner(TimeProvider.System).Run(RunConfiguration.Read(yaml), new RunOptions { RunsDirectory = stopped }, stopAtTrain, stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
        var again = Run(stopped);
        Assert.That(again.ContentHash, Is.EqualTo(outcome.ContentHash));
        Assert.That(again.Stages.Count(stage => stage.Reused), Is.EqualTo(6));
    }

    [Test]
    public void Two_at_once_on_the_same_runs_folder_do_the_work_once()
    {
        var shared = folder.Of("shared");
        var waited = 0;
        var outcomes = new RunOutcome[2];
        var threads = Enumerable.Range(0, 2).Select(i => new Thread(() => outcomes[i] = new PipelineRunner(TimeProvider.System).Run(
            RunConfiguration.Read(yaml),
            new RunOptions { RunsDirectory = shared },
            new Heard(happened => Interlocked.Add(ref waited, happened.Kind == PipelineEventKind.Waiting ? 1 : 0)),
            CancellationToken.None))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.That(outcomes.Select(each => each.ContentHash), Has.All.EqualTo(outcome.ContentHash));
        Assert.That(outcomes.Count(each => each.Reused), Is.EqualTo(1));
        Assert.That(waited, Is.EqualTo(1));
    }

    [Test]
    public void The_weights_of_a_run_traded_on_their_own_come_to_the_same_account()
    {
        var flags = new Dictionary<string, IReadOnlyList<string>>
        {
            ["data.files"] = [folder.Of("bars.csv")],
            ["weights.files"] = [Path.Combine(outcome.Folder, "weights.parquet")],
        };
        var options = new BacktestOptions
        {
            Threads = 2,
            EquityFile = folder.Of("equity.csv"),
            TradesFile = folder.Of("trades.parquet"),
            ReportFile = folder.Of("report.html"),
        };
        var traded = new BacktestJob(TimeProvider.System).Run(BacktestConfiguration.Read(null, flags), options, new Heard(_ => { }), CancellationToken.None);
        Assert.That(traded.Figures.Net, Is.EqualTo(outcome.Metrics.WalkForward.Net with { DeflatedSharpeRatio = null }));
        Assert.That(traded.Figures.Costs, Is.EqualTo(outcome.Metrics.WalkForward.Costs));
        Assert.That(traded.Figures.CostStress, Is.EqualTo(outcome.Metrics.WalkForward.CostStress));
        Assert.That(File.ReadAllBytes(folder.Of("trades.parquet")), Is.EqualTo(File.ReadAllBytes(Path.Combine(outcome.Folder, "trades.parquet"))));
        Assert.That(File.ReadLines(folder.Of("equity.csv")).First(), Does.StartWith("date,equity,cash,"));
        Assert.That(File.ReadAllText(folder.Of("report.html")), Does.Contain("has no combinatorial paths"));
        Assert.That(JsonNode.Parse(traded.ToJson())!["configuration"]!["engine"]!["halfSpread"]!.GetValue<double>(), Is.EqualTo(2.5e-4));

        flags["data.to"] = ["1970-01-01"];
        Assert.That(
            () => new BacktestJob(TimeProvider.System).Run(BacktestConfiguration.Read(null, flags), new BacktestOptions(), new Heard(_ => { }), CancellationToken.None),
            Throws.InstanceOf<RefusedException>().With.Message.Contain("fewer than two bars lie between"));
        flags["data.to"] = [traded.Figures.To!];
        flags["data.from"] = [File.ReadLines(folder.Of("equity.csv")).ElementAt(200)[..10]];
        var later = new BacktestJob(TimeProvider.System).Run(BacktestConfiguration.Read(null, flags), new BacktestOptions(), new Heard(_ => { }), CancellationToken.None);
        Assert.That(later.Figures.Bars, Is.LessThan(traded.Figures.Bars).And.GreaterThan(0));
    }

    [Test]
    public void The_predictions_hold_each_observation_with_the_split_that_scored_it()
    {
        var table = ParquetTable.Read(Path.Combine(outcome.Folder, "predictions.parquet"));
        Assert.That(table.Rows, Is.EqualTo(outcome.Metrics.Observations));
        for (var path = 1; path <= 3; path++)
        {
            Assert.That(table.Double($"path_{path}"), Has.None.NaN);
            Assert.That(table.Int32($"path_{path}_split"), Has.All.InRange(0, 5));
        }
    }

    private RunOutcome Run(string runs, string more = "", int threads = 2, bool replacesData = false, Action<PipelineEvent>? hear = null)
    {
        var text = File.ReadAllText(yaml);
        foreach (var key in more.Split('\n').Where(line => line.Contains(':')).Select(line => line[..(line.IndexOf(':') + 1)]))
            text = string.Join('\n', text.Split('\n').Where(line => !line.StartsWith(key, StringComparison.Ordinal) || (key == "data:" && !replacesData)));
        text = text.TrimEnd() + "\n";
        while (text.Count(letter => letter == '\n') < 6) text += "\n";
        var configuration = RunConfiguration.Parse(text + more, yaml);
        return new PipelineRunner(TimeProvider.System).Run(
            configuration, new RunOptions { RunsDirectory = runs, Threads = threads }, new Heard(hear ?? (_ => { })), CancellationToken.None);
    }

    private static string LedgerOf(string runs) => Path.Combine(runs, ".ledger", "small.jsonl");

    private static Dictionary<string, DateTime> Stamps(string root) => Directory
        .EnumerateFiles(root, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
        .ToDictionary(file => file, File.GetLastWriteTimeUtc);

    private static void Copy(string from, string to)
    {
        foreach (var file in DurableFiles.RelativeFiles(from))
        {
            var place = Path.Combine(to, file);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(Path.Combine(from, file), place);
        }
    }

    private sealed class Heard(Action<PipelineEvent> hear) : IProgress<PipelineEvent>
    {
        public void Report(PipelineEvent value) => hear(value);
    }
}
