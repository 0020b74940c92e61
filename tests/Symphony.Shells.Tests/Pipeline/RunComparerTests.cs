using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using NUnit.Framework;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Two runs held against each other, and how a run is named.</summary>
public sealed class RunComparerTests
{
    private TemporaryFolder folder = null!;
    private string yaml = null!;
    private string runs = null!;
    private RunOutcome first = null!;

    [OneTimeSetUp]
    public void RunOnce()
    {
        folder = new TemporaryFolder();
        yaml = SmallMarket.Write(folder.Path);
        runs = folder.Of("runs");
        first = Run("");
    }

    [OneTimeTearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_run_held_against_itself_differs_in_nothing()
    {
        var compared = RunComparer.Compare(first.Folder, first.Folder + Path.DirectorySeparatorChar);
        Assert.That(compared.IsSame, Is.True);
        Assert.That(compared.Settings, Is.Empty);
        Assert.That(compared.Inputs, Is.Empty);
        Assert.That(compared.Code, Is.Empty);
        Assert.That(compared.Figures, Is.Empty);
        Assert.That(compared.Different, Is.Empty);
        Assert.That(compared.FirstArtifact, Is.Null);
        Assert.That(compared.FirstStage, Is.Null);
        var session = Session.Of("compare", "small", first.ContentHash[..8], "--runs", runs);
        Assert.That((session.ExitCode, session.Output), Is.EqualTo((0, $"nothing differs: both are the run small/{first.ContentHash[..12]}\n")), session.Error);
    }

    [TestCase("features: [momentum_5, momentum_21, realised_volatility_20, dollar_adv_20]\n", "features", "features", "features.parquet")]
    [TestCase("labels: { bars: 3 }\n", "labels.bars", "labels", "predictions.parquet")]
    [TestCase("crossValidation: { groups: 5, testGroups: 2, embargoBars: 5 }\n", "crossValidation.groups", "splits", "predictions.parquet")]
    [TestCase("model: { penalty: 20 }\n", "model.penalty", "train", "predictions.parquet")]
    [TestCase("sizing: { perNameCap: 4 % }\n", "sizing.perNameCap", "portfolio", "weights.parquet")]
    [TestCase("engine: { halfSpread: 5 bp }\n", "engine.halfSpread", "backtest", "trades.parquet")]
    // The study has one repeat more, which the second run's figures tell of.
    [TestCase("report: { title: Mine }\n", "report.title", null, "metrics.json")]
    public void Two_runs_that_differ_in_one_setting_name_it_and_the_first_file_that_differs(string change, string setting, string? stage, string file)
    {
        var compared = RunComparer.Compare(first.Folder, Run(change).Folder);
        Assert.That(compared.IsSame, Is.False);
        Assert.That(compared.Settings.Select(one => one.Path), Is.EqualTo(new[] { setting }));
        Assert.That(compared.Inputs, Is.Empty);
        Assert.That(compared.Code, Is.Empty);
        Assert.That(compared.FirstStage?.Stage, Is.EqualTo(stage));
        Assert.That(compared.FirstArtifact!.File, Is.EqualTo(file));
        Assert.That(compared.Different[0], Is.EqualTo(file));
        Assert.That(compared.Same.Concat(compared.Different), Is.EquivalentTo(DurableFiles.RelativeFiles(first.Folder).Where(name => name is not ("manifest.json" or "environment.json"))));
        // Another feature is another column.
        if (file.EndsWith(".parquet", StringComparison.Ordinal)) Assert.That(compared.FirstArtifact.Where, setting == "features" ? Is.EqualTo("the columns") : Does.Match(@"^row \d+"));
        var sharpe = compared.Figures.Single(figure => figure.Path == "walkForward.net.sharpeRatio");
        Assert.That(sharpe.First, Is.EqualTo(first.Metrics.WalkForward.Net.SharpeRatio));
        Assert.That(sharpe.IsSame, Is.EqualTo(setting is "report.title" or "crossValidation.groups"));
    }

    [Test]
    public void Another_input_is_named_with_its_rows()
    {
        var own = folder.Of("own");
        Directory.CreateDirectory(own);
        SmallMarket.Write(own);
        var lines = File.ReadAllLines(Path.Combine(own, "bars.csv"));
        File.WriteAllLines(Path.Combine(own, "bars.csv"), lines[..^12]);
        var other = Runner.Run(RunConfiguration.Read(Path.Combine(own, "run.yaml")), new RunOptions { RunsDirectory = runs }, new Silent(), CancellationToken.None);
        var compared = RunComparer.Compare(first.Folder, other.Folder);
        Assert.That(compared.Settings, Is.Empty);
        var input = compared.Inputs.Single();
        Assert.That((input.File, input.RowsBefore - input.RowsNow), Is.EqualTo(("bars.csv", 12)));
        Assert.That(compared.FirstStage!.Stage, Is.EqualTo("ingest"));
        Assert.That(compared.FirstStage.Artifact.File, Is.EqualTo("bars.arrays"));
    }

    [Test]
    public void A_run_is_found_by_its_name_by_the_beginning_of_its_hash_and_by_its_age()
    {
        var root = folder.Of("named");
        var (one, two, three) = (Made(root, "a", "1234aa", 1), Made(root, "a", "1234bb", 2), Made(root, "b", "cafe00", 3));
        Assert.That(RunReference.Resolve(root, "latest"), Is.EqualTo(three));
        Assert.That(RunReference.Resolve(root, "latest~2"), Is.EqualTo(one));
        Assert.That(RunReference.Resolve(root, "a"), Is.EqualTo(two));
        Assert.That(RunReference.Resolve(root, "a~1"), Is.EqualTo(one));
        Assert.That(RunReference.Resolve(root, "1234A"), Is.EqualTo(one));
        Assert.That(RunReference.Resolve(root, "b/cafe"), Is.EqualTo(three));
        Assert.That(RunReference.Resolve(root, two), Is.EqualTo(two));
        Refused("1234", "2 runs begin so (a/1234aa");
        Refused("a~2", "there are 2 such runs; a~1 is the oldest");
        Refused("caf", "no run in");
        Refused("a/cafe", "no run in");
        Refused("bb", "the nearest name is");
        Refused(folder.Of("nothing"), "there is no such run folder");
        Assert.That(() => RunReference.Resolve(folder.Of("nothing"), "latest"), Throws.InstanceOf<RunRefusedException>().With.Message.Contain("symphony demo"));

        void Refused(string text, string sentence) =>
            Assert.That(() => RunReference.Resolve(root, text), Throws.InstanceOf<RunRefusedException>().With.Message.Contain(sentence), text);
    }

    [Test]
    public void A_run_that_is_not_as_it_was_left_is_not_compared()
    {
        var copy = folder.Of("tampered", "small", first.ContentHash);
        foreach (var file in DurableFiles.RelativeFiles(first.Folder))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, file))!);
            File.Copy(Path.Combine(first.Folder, file), Path.Combine(copy, file));
        }

        File.AppendAllText(Path.Combine(copy, "metrics.json"), " ");
        var session = Session.Of("compare", first.Folder, copy);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("it is not as the run left it: metrics.json differs"));
    }

    [Test]
    public void The_command_line_shows_both_and_ends_with_3()
    {
        var other = Run("engine: { halfSpread: 5 bp }\n");
        var session = Session.Of("compare", first.Folder, other.ContentHash[..12], "--runs", runs);
        Assert.That(session.ExitCode, Is.EqualTo(3), session.Error);
        Assert.That(session.Output, Does.Match(@"\n  engine\.halfSpread +0\.00025 +0\.0005\n"));
        Assert.That(session.Output, Does.Match(@"\n  net Sharpe ratio +-?\d+\.\d\d +-?\d+\.\d\d +-\d\.\d\d\n"));
        Assert.That(session.Output, Does.Contain("first file that differs\n  trades.parquet, row 1 (date "));
        Assert.That(session.Output, Does.Contain("--all prints them"));
        Assert.That(Session.Of("compare", first.Folder, other.Folder, "--all").Output, Does.Contain("\n  walkForward.net.sharpeRatioPerBar"));

        var json = JsonNode.Parse(Session.Of("compare", first.Folder, other.Folder, "--format", "json").Output)!;
        Assert.That(json["same"]!.GetValue<bool>(), Is.False);
        Assert.That(json["settings"]![0]!["key"]!.GetValue<string>(), Is.EqualTo("engine.halfSpread"));
        Assert.That(json["firstStage"]!["stage"]!.GetValue<string>(), Is.EqualTo("backtest"));
        Assert.That(json["figures"]!.AsArray().Count, Is.GreaterThan(100));
        Assert.That(Session.Of("compare", "small", "small", "--runs", runs, "--format", "xml").Error, Does.Contain("--format was 'xml', but table or json is accepted"));
        Assert.That(Session.Of("verify", first.ContentHash[..12], "--runs", runs).Output, Does.Contain("files are as the run left them"));
    }

    [Test]
    public void A_planted_difference_of_a_table_is_found_where_it_is()
    {
        var random = new Random(5);
        for (var trial = 0; trial < 200; trial++)
        {
            var rows = random.Next(1, 30);
            int[] dates = [.. Enumerable.Range(0, rows).Select(row => 18000 + row)];
            string[] symbols = [.. Enumerable.Range(0, rows).Select(row => "S" + row)];
            double[] values = [.. Enumerable.Range(0, rows).Select(row => row % 5 == 0 ? double.NaN : row / 3.0)];
            var (changed, at) = ((double[])values.Clone(), random.Next(rows));
            changed[at] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(changed[at]) ^ 1);
            var later = random.Next(at, rows);
            changed[later] = 7.5;
            var (where, extent) = TableDifference.Of(Table(values), Table(changed));
            Assert.That(where, Does.StartWith($"row {at + 1} (date {Written.Date(18000 + at)}, symbol S{at}): value {Written.Number(values[at])} against "));
            Assert.That(extent, Is.EqualTo($"{(later == at ? 1 : 2)} of {rows} rows differ, in value"));

            ParquetTable Table(double[] of) => ParquetTable.Of([ParquetColumn.Date("date", dates), ParquetColumn.Text("symbol", symbols), ParquetColumn.Double("value", of)]);
        }
    }

    [Test]
    public void Tables_of_other_columns_or_lengths_say_so()
    {
        var one = ParquetTable.Of([ParquetColumn.Int32("a", new[] { 1, 2 }), ParquetColumn.Int32("b", new[] { 1, 2 })]);
        Assert.That(TableDifference.Of(one, ParquetTable.Of([ParquetColumn.Int32("a", new[] { 1, 2 }), ParquetColumn.Int32("c", new[] { 1, 2 })])), Is.EqualTo(("the columns", "only the first has b; only the second has c")));
        Assert.That(TableDifference.Of(one, ParquetTable.Of([ParquetColumn.Int32("a", new[] { 1 }), ParquetColumn.Int32("b", new[] { 1 })])), Is.EqualTo(("row 2, where one ends", "2 rows against 1")));
        Assert.That(TableDifference.Of(one, ParquetTable.Of([ParquetColumn.Int32("a", new[] { 1, 3 }), ParquetColumn.Boolean("b", new[] { true, true })])).Where, Is.EqualTo("row 2: a 2 against 3"));
    }

    [TestCase("x.json", "{\"a\": 1, \"b\": [1, 2]}", "{\"a\": 1, \"b\": [1, 3]}", "x.json, b[1]: 2 against 3; 1 of 3 values differ")]
    [TestCase("x.json", "{\"a\": 1}", "{\"a\": 1 }", "x.json, byte 8")]
    [TestCase("x.html", "one\ntwo", "one\ntoo", "x.html, line 2, column 2: 'two' against 'too'")]
    [TestCase("x.onnx", "abc", "abd", "x.onnx, byte 3")]
    [TestCase("x.onnx", "abc", "abcd", "x.onnx, byte 4")]
    [TestCase("x.parquet", "no table", "no tablet", "x.parquet, byte 9")]
    [TestCase("x.json", "{", "{{", "x.json, byte 2")]
    public void Where_files_first_differ_is_said_in_their_own_terms(string file, string one, string other, string sentence)
    {
        File.WriteAllText(folder.Of("one"), one);
        File.WriteAllText(folder.Of("other"), other);
        Assert.That(FileDifference.Of(file, folder.Of("one"), folder.Of("other"))!.Sentence, Is.EqualTo(sentence));
        Assert.That(FileDifference.Of(file, folder.Of("one"), folder.Of("one")), Is.Null);
        Assert.That(FileDifference.Of(file, folder.Of("one"), folder.Of("neither"))!.Where, Is.EqualTo("which the second does not have"));
    }

    private static PipelineRunner Runner => new(TimeProvider.System);

    private RunOutcome Run(string more)
    {
        var keys = more.Split('\n').Where(line => line.Contains(':', StringComparison.Ordinal)).Select(line => line[..(line.IndexOf(':', StringComparison.Ordinal) + 1)]).ToArray();
        var text = string.Join('\n', File.ReadAllText(yaml).Split('\n').Where(line => !keys.Any(key => line.StartsWith(key, StringComparison.Ordinal))));
        return Runner.Run(RunConfiguration.Parse(text + more, yaml), new RunOptions { RunsDirectory = runs, Threads = 2 }, new Silent(), CancellationToken.None);
    }

    /// <summary>A folder that is listed as a run.</summary>
    private static string Made(string root, string name, string hash, int day)
    {
        var run = Path.Combine(root, name, hash);
        Directory.CreateDirectory(run);
        File.WriteAllText(Path.Combine(run, "manifest.json"), "{}");
        File.WriteAllText(Path.Combine(run, "environment.json"), $$"""{ "finishedAt": "2026-01-0{{day}}T00:00:00+00:00" }""");
        return run;
    }

    private sealed class Silent : IProgress<PipelineEvent>
    {
        public void Report(PipelineEvent value)
        {
        }
    }
}
