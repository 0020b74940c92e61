using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Cli;

/// <summary>Labels made from the command line.</summary>
[TestFixture]
public sealed class LabelsCommandTests
{
    private const string Barriers = "labels: { kind: tripleBarrier, profitTaking: 1.5, stopLoss: 1, bars: 8 }\n";

    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("symphony-labels-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Triple_barrier_labels_are_counted_by_barrier_by_class_and_by_reason()
    {
        var session = Session.Of("labels", SmallMarket.Write(folder, Barriers), "--threads", "2");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Output, Does.Contain("small: triple barrier of 8 bars"));
        foreach (var row in (string[])["ended by profitTaking", "ended by stopLoss", "ended by vertical", "class 1", "class -1", "absent: noTarget", "absent: openAtDataEnd", "hang on the tie rule", "mean concurrency", "mean uniqueness"])
            Assert.That(session.Output, Does.Contain(row));
    }

    [TestCase("")]
    [TestCase(Barriers)]
    [TestCase("labels: { outcome: excess, benchmark: S011 }\n")]
    public void Labels_of_names_that_are_out_of_the_universe_are_left_out(string labels)
    {
        SmallMarket.Write(folder);
        var rows = File.ReadLines(Path.Combine(folder, "bars.csv")).Skip(1).Select(line => line.Split(',')).ToArray();
        var names = rows.Select(row => row[1]).Distinct().Order(StringComparer.Ordinal).ToArray();
        var lastDay = rows[rows.Length / 2][0];
        var members = Path.Combine(folder, "members.csv");
        File.WriteAllText(members, $"symbol,from,to\n{names[0]},,\n{names[1]},,{lastDay}\n");
        labels = labels.Replace("S011", names[^1], StringComparison.Ordinal);
        var (all, inside) = (Lines(labels), Lines(labels + $"universe: {{ membership: '{members}' }}\n"));
        Assert.That(inside, Is.EqualTo(all.Where((line, i) => i == 0
            || line.Split(',')[1] == names[0]
            || (line.Split(',')[1] == names[1] && string.CompareOrdinal(line[..10], lastDay) <= 0))));
        Assert.That(inside, Has.Length.LessThan(all.Length).And.Length.GreaterThan(100));

        string[] Lines(string more)
        {
            var file = Path.Combine(folder, "labels.csv");
            var session = Session.Of("labels", SmallMarket.Write(folder, more), "--out", file, "--json");
            Assert.That(session.ExitCode, Is.Zero, session.Error);
            var lines = File.ReadAllLines(file);
            using var json = JsonDocument.Parse(session.Output);
            Assert.That(json.RootElement.GetProperty("labels").GetInt32(), Is.EqualTo(lines.Length - 1));
            Assert.That(session.Output.Contains("decisions have no label, as their names were not in the universe", StringComparison.Ordinal), Is.EqualTo(more.Contains("universe", StringComparison.Ordinal)));
            return lines;
        }
    }

    [Test]
    public void The_file_has_one_row_a_label_and_the_json_says_how_many()
    {
        var yaml = SmallMarket.Write(folder, Barriers);
        var file = Path.Combine(folder, "labels.csv");
        var session = Session.Of("labels", yaml, "--out", file, "--json");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        var lines = File.ReadAllLines(file);
        Assert.That(lines[0], Is.EqualTo("date,symbol,entry_date,exit_date,span_bars,entry,exit,barrier,return,ambiguous"));
        using var json = JsonDocument.Parse(session.Output);
        var root = json.RootElement;
        Assert.That(lines.Length - 1, Is.EqualTo(root.GetProperty("labels").GetInt32()));
        var barriers = root.GetProperty("byBarrier").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetInt32());
        Assert.That(barriers.Values.Sum(), Is.EqualTo(lines.Length - 1));
        foreach (var (barrier, count) in barriers)
            Assert.That(lines.Count(line => line.Contains($",{barrier},", StringComparison.Ordinal)), Is.EqualTo(count), barrier);

        // An adjusted long's return is exit over entry, and a span starts before its entry.
        foreach (var cells in lines.Skip(1).Select(line => line.Split(',')))
        {
            double Number(int cell) => double.Parse(cells[cell], CultureInfo.InvariantCulture);
            Assert.That(Number(8), Is.EqualTo((Number(6) / Number(5)) - 1.0));
            Assert.That(string.CompareOrdinal(cells[0], cells[2]), Is.LessThan(0));
            Assert.That(string.CompareOrdinal(cells[2], cells[3]), Is.LessThanOrEqualTo(0));
        }
    }

    [Test]
    public void The_same_labels_whatever_the_number_of_threads()
    {
        var yaml = SmallMarket.Write(folder, Barriers);
        byte[] Of(int threads)
        {
            var file = Path.Combine(folder, $"labels{threads}.parquet");
            Assert.That(Session.Of("labels", yaml, "--out", file, "--threads", $"{threads}").ExitCode, Is.Zero);
            return File.ReadAllBytes(file);
        }

        Assert.That(Of(1), Is.EqualTo(Of(4)));
    }

    [Test]
    public void Labels_of_a_horizon_are_counted_and_written_too()
    {
        var file = Path.Combine(folder, "labels.csv");
        var session = Session.Of("labels", SmallMarket.Write(folder), "--out", file);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Output, Does.Contain("5-bar horizon").And.Contain("class 1").And.Contain("absent"));
        Assert.That(File.ReadLines(file).First(), Is.EqualTo("date,symbol,entry_date,exit_date,span_bars,return"));
    }

    [TestCase("labels: { kind: tripleBarrier, profitTaking: 0 }\n", "labels.profitTaking must be above zero, was 0")]
    [TestCase("labels: { kind: tripleBarrier, stopLoss: -1 }\n", "labels.stopLoss must be above zero, was -1")]
    [TestCase("labels: { kind: tripleBarrier, bars: 2000000 }\n", "labels.bars must lie in [1, 1000000], was 2000000")]
    [TestCase("labels: { kind: tripleBarrier, volatility: exponential, volatilityWindow: 1 }\n", "labels.volatilityWindow must lie in [2, 1000000], was 1")]
    [TestCase("labels: { kind: tripleBarrier, volatility: fixed, fixedTarget: 0 }\n", "labels.fixedTarget must be above zero, was 0")]
    [TestCase("labels: { kind: tripleBarrier, minimumTarget: -1 }\n", "labels.minimumTarget was '-1', but a number of at least 0 is accepted")]
    public void Barriers_that_cannot_be_are_one_sentence_with_file_and_line(string labels, string sentence)
    {
        var yaml = SmallMarket.Write(folder, labels);
        File.Delete(Path.Combine(folder, "bars.csv"));
        var session = Session.Of("labels", yaml);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Output, Is.Empty);
        Assert.That(session.Error, Does.Contain("run.yaml, line ").And.Contain(sentence));
    }

    [Test]
    public void A_place_that_takes_no_file_is_refused_before_anything_is_read()
    {
        var yaml = SmallMarket.Write(folder, Barriers);
        File.Delete(Path.Combine(folder, "bars.csv"));
        Assert.That(Session.Of("labels", yaml, "--out", Path.Combine(folder, "labels.txt")).Error, Does.Contain("ends in neither .parquet nor .csv"));
        Assert.That(Session.Of("labels", yaml, "--out", folder).Error, Does.Contain("is a folder"));
    }

    [Test]
    public void The_help_shows_a_barrier_in_YAML() =>
        Assert.That(Session.Of("labels", "--help").Output, Does.Contain("kind: tripleBarrier").And.Contain("symphony labels CONFIG.yaml --out labels.parquet"));

    [Test]
    public void A_run_trains_on_triple_barrier_labels_and_its_report_says_so()
    {
        var yaml = SmallMarket.Write(folder, Barriers);
        var session = Session.Of("run", yaml, "--runs", Path.Combine(folder, "runs"));
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        var report = Directory.EnumerateFiles(Path.Combine(folder, "runs", "small"), "report.html", SearchOption.AllDirectories).Single();
        Assert.That(File.ReadAllText(report), Does.Contain("triple barrier of 8 bars"));
    }

    [TestCase("kind: horizon, ", "log")]
    [TestCase("kind: horizon, ", "excess")]
    [TestCase("kind: horizon, ", "volatilityScaled")]
    [TestCase("kind: tripleBarrier, ", "log")]
    [TestCase("kind: tripleBarrier, ", "excess")]
    [TestCase("kind: tripleBarrier, ", "volatilityScaled")]
    public void An_outcome_is_written_beside_the_return_that_it_is_made_of(string kind, string outcome)
    {
        var extra = outcome == "excess" ? $", benchmark: {Symbol(folder, 3)}" : "";
        var file = Path.Combine(folder, "labels.csv");
        var yaml = SmallMarket.Write(folder, $"labels: {{ {kind}bars: 5, outcome: {outcome}{extra} }}\n");
        var session = Session.Of("labels", yaml, "--out", file);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        var header = File.ReadLines(file).First().Split(',');
        Assert.That(header[^1], Is.EqualTo("outcome"));
        var gross = Array.IndexOf(header, "return");
        var rows = File.ReadLines(file).Skip(1).Select(line => line.Split(',')).ToArray();
        static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
        var known = rows.Where(row => row[^1].Length > 0).ToArray();
        Assert.That(known, Has.Length.GreaterThan(rows.Length * 3 / 4));
        if (outcome == "log")
        {
            Assert.That(known, Has.Length.EqualTo(rows.Length));
            foreach (var row in known) Assert.That(Number(row[^1]), Is.EqualTo(Math.Log(1 + Number(row[gross]))).Within(1e-14));
        }
        else if (outcome == "excess")
        {
            var market = Symbol(folder, 3);
            var ofMarket = rows.Where(row => row[1] == market).ToDictionary(row => row[0], row => Number(row[gross]));
            Assert.That(known.Any(row => row[1] == market), Is.False);
            foreach (var row in known) Assert.That(Number(row[^1]), Is.EqualTo(Number(row[gross]) - ofMarket[row[0]]));
        }
        else
        {
            // The size of a volatility over five bars, whatever it is from day to day.
            foreach (var row in known.Where(row => Number(row[gross]) != 0))
                Assert.That(Number(row[gross]) / Number(row[^1]), Is.InRange(0.001, 0.5));
            Assert.That(known.Select(row => Math.Abs(Number(row[^1]))).Average(), Is.InRange(0.2, 2.0));
        }
    }

    private static string Symbol(string folder, int column)
    {
        var bars = Path.Combine(folder, "bars.csv");
        if (!File.Exists(bars)) SmallMarket.Write(folder);
        return File.ReadLines(bars).Skip(1).Select(line => line.Split(',')[1]).Distinct().ElementAt(column);
    }

    [Test]
    public void A_run_trains_on_another_outcome_and_keeps_the_stages_before()
    {
        var runs = Path.Combine(folder, "runs");
        string Hash(string labels)
        {
            var session = Session.Of("run", SmallMarket.Write(folder, labels), "--runs", runs, "--json");
            Assert.That(session.ExitCode, Is.Zero, session.Error);
            return session.Output;
        }

        var simple = Hash("");
        Assert.That(Hash("labels: { outcome: simple }\n"), Is.EqualTo(simple));
        var log = Hash("labels: { outcome: log }\n");
        Assert.That(log, Is.Not.EqualTo(simple));
        // A second time everything is read back: the outcomes are made of the stored labels again.
        Assert.That(Hash("labels: { outcome: log }\nreport: { rollingBars: 200 }\n"), Is.Not.Null);
        Assert.That(Hash("labels: { outcome: log }\n"), Is.EqualTo(log));
    }

    [TestCase("outcome: excess", "labels.outcome was 'excess' without labels.benchmark")]
    [TestCase("benchmark: SPY", "labels.benchmark was 'SPY', but it is read with labels.outcome: excess only")]
    [TestCase("outcome: squared", "labels.outcome was 'squared', but simple or log or excess or volatilityScaled is accepted")]
    [TestCase("kind: tripleBarrier, verticalDays: 9, outcome: volatilityScaled", "labels.outcome was 'volatilityScaled', which counts bars")]
    public void Outcomes_that_cannot_be_are_one_sentence_with_file_and_line(string labels, string sentence)
    {
        var yaml = SmallMarket.Write(folder, $"labels: {{ {labels} }}\n");
        File.Delete(Path.Combine(folder, "bars.csv"));
        var session = Session.Of("labels", yaml);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("run.yaml, line ").And.Contain(sentence));
    }

    [Test]
    public void A_benchmark_that_the_bars_do_not_have_is_refused_at_its_line()
    {
        var session = Session.Of("labels", SmallMarket.Write(folder, "labels: { outcome: excess, benchmark: NOBODY }\n"));
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("run.yaml, line ").And.Contain("NOBODY"));
    }
}
