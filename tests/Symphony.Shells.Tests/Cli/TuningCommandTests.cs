using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Cli;

/// <summary>Barriers tuned from the command line.</summary>
[TestFixture]
public sealed class TuningCommandTests
{
    private const string Barriers = "labels: { kind: tripleBarrier, profitTaking: none, stopLoss: 1 }\n";
    private const string Free = Barriers + "engine: { commission: 0, halfSpread: 0 }\n";
    private const string Dear = Barriers + "engine: { commission: 30 bp, halfSpread: 70 bp }\n";

    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("symphony-tuning-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    private string Runs => Path.Combine(folder, "runs");

    private Session Tune(string yaml, params string[] more)
    {
        string[] generations = more.Contains("--generations") ? [] : ["--generations", "2"];
        return Session.Of(
            ["labels", SmallMarket.Write(folder, yaml), "--tune", "--population", "4", "--longest", "12", "--runs", Runs, .. generations, .. more]);
    }

    private string Json(string yaml, params string[] more)
    {
        var session = Tune(yaml, ["--json", .. more]);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        return session.Output;
    }

    [Test]
    public void Each_symbol_has_a_choice_in_each_window_and_the_evaluations_are_in_the_ledger_by_count()
    {
        using var json = JsonDocument.Parse(Json(Barriers));
        var root = json.RootElement;
        var choices = root.GetProperty("choices").EnumerateArray().ToArray();
        var windows = root.GetProperty("outOfSample").EnumerateArray().ToArray();
        Assert.That(windows, Has.Length.GreaterThan(3));
        Assert.That(choices, Has.Length.EqualTo(12 * windows.Length));
        foreach (var choice in choices.Where(choice => choice.GetProperty("reason").GetString() == ""))
        {
            Assert.That(choice.GetProperty("profitTaking").GetDouble(), Is.InRange(0.5, 4.0));
            Assert.That(choice.GetProperty("stopLoss").GetDouble(), Is.InRange(0.5, 4.0));
            Assert.That(choice.GetProperty("bars").GetInt32(), Is.InRange(2, 12));
        }

        var evaluations = root.GetProperty("evaluations").GetInt64();
        Assert.That(evaluations, Is.Positive.And.EqualTo(choices.Sum(choice => choice.GetProperty("evaluations").GetInt64())));
        Assert.That(windows.Sum(window => window.GetProperty("evaluations").GetInt64()), Is.EqualTo(evaluations));
        var walk = root.GetProperty("walk");
        Assert.That(walk.GetProperty("trades").GetInt32(), Is.Positive.And.EqualTo(choices.Sum(choice => choice.GetProperty("trades").GetInt32())));
        Assert.That(walk.GetProperty("from").GetString(), Is.EqualTo(windows[0].GetProperty("from").GetString()));
        Assert.That(walk.GetProperty("to").GetString(), Is.EqualTo(windows[^1].GetProperty("to").GetString()));

        var store = TrialStore.Read(Runs, "small");
        Assert.That(store.Ledger.Total(TrialKind.InnerEvaluations), Is.EqualTo(evaluations));
        Assert.That(store.Ledger.TrialCount, Is.Zero);
        Assert.That(store.Head, Is.EqualTo(root.GetProperty("ledgerHead").GetString()));
    }

    [Test]
    public void The_same_tuning_is_the_same_bytes_on_any_number_of_threads_and_is_recorded_once()
    {
        Assert.That(Json(Barriers, "--threads", "4"), Is.EqualTo(Json(Barriers, "--threads", "1")));
        Assert.That(TrialStore.Read(Runs, "small").Ledger.RecordCount, Is.EqualTo(1));
        _ = Json(Barriers, "--generations", "3");
        Assert.That(TrialStore.Read(Runs, "small").Ledger.RecordCount, Is.EqualTo(2));
    }

    [Test]
    public void Another_seed_of_the_configuration_draws_other_barriers()
    {
        static string Choices(string json) => JsonDocument.Parse(json).RootElement.GetProperty("choices").GetRawText();
        Assert.That(Choices(Json(Barriers + "seed: 2\n")), Is.Not.EqualTo(Choices(Json(Barriers))));
    }

    [Test]
    public void Trades_pay_the_costs_of_the_engine()
    {
        static JsonElement Root(string json) => JsonDocument.Parse(json).RootElement;
        static double NetPerTrade(JsonElement root) => root.GetProperty("walk").GetProperty("netPerTrade").GetDouble();
        var (free, dear) = (Root(Json(Free)), Root(Json(Dear)));
        Assert.That(free.GetProperty("costPerFill").GetDouble(), Is.Zero);
        Assert.That(dear.GetProperty("costPerFill").GetDouble(), Is.EqualTo(0.01).Within(1e-15));
        Assert.That(NetPerTrade(dear), Is.LessThan(NetPerTrade(free) - 0.01));
    }

    [Test]
    public void Splits_of_the_cross_validation_judge_where_they_are_asked_for()
    {
        using var json = JsonDocument.Parse(Json(Barriers, "--splits", "crossValidation"));
        Assert.That(json.RootElement.GetProperty("outOfSample").GetArrayLength(), Is.EqualTo(6));
        Assert.That(json.RootElement.GetProperty("walk").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(json.RootElement.GetProperty("splits").GetString(), Does.Contain("4 groups, 2 tested at a time, embargo 5 bars"));
    }

    [Test]
    public void The_tables_show_choices_and_windows_and_the_file_has_every_choice()
    {
        var file = Path.Combine(folder, "choices.csv");
        var session = Tune(Barriers, "--out", file);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        foreach (var words in (string[])["barriers tuned, walk forward", "profit taking", "out of sample", "all", "net of 3.00 bp a fill", "evaluations inside training sets", "no trials", "choices  "])
            Assert.That(session.Output, Does.Contain(words));
        Assert.That(session.Error, Does.Contain("tuning"));
        var lines = File.ReadAllLines(file);
        Assert.That(lines[0], Is.EqualTo("split,symbol,profit_taking,stop_loss,bars,inside_net_per_bar,evaluations,trades,net_per_trade,net_per_bar,reason"));
        using var json = JsonDocument.Parse(Json(Barriers));
        Assert.That(lines, Has.Length.EqualTo(json.RootElement.GetProperty("choices").GetArrayLength() + 1));
    }

    [TestCase("", "--tune", "labels.kind was 'horizon', but only tripleBarrier has barriers to tune")]
    [TestCase(Barriers, "--generations 3", "--generations is read with --tune only")]
    [TestCase(Barriers, "--tune --generations 0", "generations must lie in [1, ")]
    [TestCase(Barriers, "--tune --population 1", "population must lie in [2, ")]
    [TestCase(Barriers, "--tune --longest 1", "maximumVerticalBars must lie in [2, 1000000], was 1")]
    [TestCase(Barriers, "--tune --splits both", "both")]
    [TestCase(Barriers, "--tune --out choices.txt", "ends in neither .parquet nor .csv")]
    public void What_cannot_be_tuned_is_refused_before_any_bar_is_read(string labels, string flags, string sentence)
    {
        var yaml = SmallMarket.Write(folder, labels);
        File.Delete(Path.Combine(folder, "bars.csv"));
        var session = Session.Of(["labels", yaml, .. flags.Split(' ')]);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Output, Is.Empty);
        Assert.That(session.Error, Does.Contain(sentence));
    }

    [Test]
    public void The_help_says_what_is_recorded() =>
        Assert.That(Session.Of("labels", "--help").Output, Does.Contain("--tune --out choices.csv").And.Contain("recorded in the study's ledger"));
}
