using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Symphony.Models;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Cli;

[TestFixture]
public sealed class ProveCommandTests
{
    private string folder = "";
    private string yaml = "";

    [OneTimeSetUp]
    public void Open()
    {
        folder = Directory.CreateTempSubdirectory("symphony-prove-").FullName;
        yaml = SmallMarket.Write(folder);
    }

    [OneTimeTearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [Test]
    public void A_configuration_without_a_leak_is_proved_and_how_hard_it_was_tried_is_said()
    {
        var session = Session.In(200, "prove", yaml, "--cuts", "3", "--dense-cuts", "40");
        Assert.That(session.ExitCode, Is.Zero, session.Output + session.Error);
        Assert.That(session.Output, Does.Contain("Law 1: nothing that is known at a bar answers to later bars"));
        Assert.That(session.Output, Does.Match(@"3 cuts in 11 ways, 40 cuts in 2 ways: 4\d of 640 bars").And.Contain("3 cuts in 9 ways: 3 of 640 bars").And.Contain("changed markets"));
        Assert.That(session.Output, Does.Match(@"\nno leak was found: the market was cut after 3 to 4\d of its 640 bars \("));
        Assert.That(session.Output, Does.Not.Contain("proved"), "what was not tried is not proved");
        foreach (var part in (string[])["features", "labels", "engine", "walk-forward scores", "scalers and models", "training rows"])
            Assert.That(session.Error, Does.Contain($"{part,-10} done in"));
    }

    [Test]
    public void Json_names_every_output_split_and_window_and_is_the_same_on_any_number_of_threads()
    {
        var one = Session.Of("prove", yaml, "--cuts", "2", "--dense-cuts", "5", "--json", "--threads", "1");
        var two = Session.Of("prove", yaml, "--cuts", "2", "--dense-cuts", "5", "--json", "--threads", "2");
        Assert.That(one.ExitCode, Is.Zero, one.Output);
        Assert.That(two.Output, Is.EqualTo(one.Output));
        var report = JsonNode.Parse(one.Output)!;
        Assert.That((bool)report["proved"]!, Is.True);
        var parts = report["parts"]!.AsArray();
        Assert.That(parts.Select(part => (int)part!["law"]!), Is.EqualTo(new[] { 1, 1, 1, 1, 2, 2 }));
        Assert.That(parts.All(part => (string?)part!["verdict"] == "proved" && (long)part["compared"]! > 0));
        Assert.That(parts[1]!["findings"]!.AsArray().Select(finding => (string?)finding!["subject"]), Is.EqualTo(new[] { "label", "label span end" }));
    }

    [Test]
    public void Another_seed_tries_other_cuts() =>
        Assert.That(
            Session.Of("prove", yaml, "--cuts", "20", "--dense-cuts", "0", "--seed", "9", "--json").Output,
            Is.Not.EqualTo(Session.Of("prove", yaml, "--cuts", "20", "--dense-cuts", "0", "--json").Output));

    [TestCase("--cuts", "0", "--cuts must be at least 1, was 0")]
    [TestCase("--dense-cuts", "-1", "--dense-cuts must be at least 0, was -1")]
    [TestCase("--threads", "0", "--threads must be at least 1, was 0")]
    [TestCase("--seed", "-1", "-1")]
    public void A_flag_out_of_range_is_refused(string flag, string value, string said)
    {
        var session = Session.Of("prove", yaml, flag, value);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Output, Is.Empty);
        Assert.That(session.Error, Does.Contain(said));
    }

    [Test]
    public void A_configuration_that_cannot_be_read_is_refused_with_its_line()
    {
        var file = Path.Combine(folder, "bad.yaml");
        File.WriteAllText(file, File.ReadAllText(yaml).Replace("features:", "featurs:", StringComparison.Ordinal) + "\nlabel: 3\n");
        Assert.That(Session.Of("prove", file), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("bad.yaml, line "));
    }

    [Test]
    public void A_query_that_looks_back_is_proved()
    {
        var session = Session.Of("prove", yaml, "--cuts", "2", "--dense-cuts", "4", "--query", "gap=" + Sql("SELECT date, symbol, close / lag(close) OVER (PARTITION BY symbol ORDER BY date) - 1 AS value FROM bars"));
        Assert.That(session.ExitCode, Is.Zero, session.Output + session.Error);
        Assert.That(session.Output, Does.Contain("query gap").And.Contain("no leak was found"));
    }

    [TestCase("SELECT date, symbol, lead(close) OVER (PARTITION BY symbol ORDER BY date) / close - 1 AS value FROM bars", "looks ahead by 1 bar")]
    [TestCase("SELECT date, symbol, avg(close) OVER (PARTITION BY symbol ORDER BY date ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) AS value FROM bars", "looks ahead by 2 bars")]
    [TestCase("SELECT date, symbol, (close - avg(close) OVER (PARTITION BY symbol)) / stddev_samp(close) OVER (PARTITION BY symbol) AS value FROM bars", "uses the whole sample")]
    public void A_query_that_looks_ahead_is_caught_with_symbol_date_and_difference(string sql, string diagnosis)
    {
        var session = Session.Of("prove", yaml, "--cuts", "3", "--dense-cuts", "4", "--query", "planted=" + Sql(sql));
        Assert.That(session.ExitCode, Is.EqualTo(3), session.Output + session.Error);
        Assert.That(session.Output, Does.Contain($"LEAK query planted, planted: {diagnosis}"), session.Output);
        Assert.That(session.Output, Does.EndWith(")\n").And.Contain("\nLEAK ("));

        var json = JsonNode.Parse(Session.Of("prove", yaml, "--cuts", "3", "--dense-cuts", "4", "--query", "planted=" + Sql(sql), "--json").Output)!;
        var part = json["parts"]!.AsArray().Single(part => (string?)part!["name"] == "query planted")!;
        Assert.That((bool)json["proved"]!, Is.False);
        Assert.That((string?)part["verdict"], Is.EqualTo("leak"));
        var leak = part["findings"]![0]!["leaks"]![0]!;
        Assert.That((string)leak["symbol"]!, Is.Not.Empty);
        Assert.That((string)leak["date"]!, Does.Match("^201[567]-"));
        Assert.That((string)leak["changedWhen"]!, Is.Not.Empty);
        Assert.That((double?)leak["before"], Is.Not.EqualTo((double?)leak["after"]));
    }

    private static readonly (string Name, string Sql)[] Sparse =
    [
        ("firsts", "CASE WHEN day(date) = 1 THEN lead(close) OVER (PARTITION BY symbol ORDER BY date) / close - 1 ELSE 0 END"),
        ("december", "CASE WHEN month(date) = 12 AND day(date) > 20 THEN lead(close, 5) OVER (PARTITION BY symbol ORDER BY date) / close ELSE 1 END"),
    ];

    [Test]
    public void What_looks_ahead_on_few_days_is_caught_by_the_cuts_there_are_for_a_large_market_too()
    {
        // What a market of any size is tried with at least.
        string[] queries = [.. Sparse.SelectMany(one => new[] { "--query", $"{one.Name}=" + Sql($"SELECT date, symbol, {one.Sql} AS value FROM bars") })];
        var session = Session.In(200, ["prove", yaml, "--cuts", "1", "--dense-cuts", "64", .. queries]);
        Assert.That(session.ExitCode, Is.EqualTo(3), session.Output + session.Error);
        foreach (var (name, _) in Sparse) Assert.That(session.Output, Does.Contain($"LEAK query {name}, {name}: looks ahead by "), session.Output);
    }

    [Test]
    public void A_small_market_is_cut_after_every_bar_where_nothing_else_is_said()
    {
        var rows = File.ReadAllLines(Path.Combine(folder, "bars.csv"));
        File.WriteAllLines(Path.Combine(folder, "few.csv"), rows.Take(1 + (12 * 200)));
        var few = Path.Combine(folder, "few.yaml");
        File.WriteAllText(few, """
            name: few
            data: { files: few.csv, prices: adjusted }
            features: [momentum_5, own]
            queries: { own: "SELECT date, symbol, CASE WHEN date = DATE '2015-05-07' THEN lead(close) OVER (PARTITION BY symbol ORDER BY date) ELSE close END AS value FROM bars" }
            crossValidation: { groups: 4, testGroups: 2, embargoBars: 5 }
            walkForward: { minimumTrainBars: 60 }
            """);
        var session = Session.In(200, "prove", few, "--cuts", "1");
        Assert.That(session.ExitCode, Is.EqualTo(3), session.Output + session.Error);
        Assert.That(session.Output, Does.Contain("LEAK features, own: looks ahead by 1 bar").And.Contain("199 of 200 bars"));
    }

    [TestCase("SELECT date, symbol, close * (1 + 0.01 * day(current_date)) AS value\nFROM bars", "uses current_date on its line 1")]
    [TestCase("SELECT date, symbol,\n  random() AS value FROM bars", "calls random on its line 2")]
    public void A_query_that_answers_from_elsewhere_is_refused_by_name_and_line(string sql, string said)
    {
        var session = Session.Of("prove", yaml, "--cuts", "1", "--dense-cuts", "0", "--query", "bad=" + Sql(sql));
        Assert.That(session.ExitCode, Is.EqualTo(1), session.Output + session.Error);
        Assert.That(session.Error, Does.Contain(said).And.Contain(".sql"));
    }

    [TestCase("SELEC 1", "cannot be run (Parser Error: syntax error")]
    [TestCase("SELECT date, symbol FROM bars", "cannot be run (Binder Error")]
    [TestCase("SELECT date, symbol, close AS value FROM bars UNION ALL SELECT date, symbol, open FROM bars", "gives two values of")]
    [TestCase("SELECT date, 'NOBODY' AS symbol, max(close) AS value FROM bars GROUP BY date", "gives a value of NOBODY on 2015-01-01 00:00, which the bars do not have")]
    [TestCase("", "is empty; a file with one SELECT is accepted")]
    public void A_query_that_cannot_be_run_is_refused(string sql, string said)
    {
        var session = Session.Of("prove", yaml, "--cuts", "1", "--dense-cuts", "0", "--query", "bad=" + Sql(sql));
        Assert.That(session.ExitCode, Is.EqualTo(1), session.Output + session.Error);
        Assert.That(session.Error, Does.Contain(said).And.Not.Contain("symphony: file: ").And.Not.Contain("features"));
    }

    [TestCase("gap")]
    [TestCase("=gap.sql")]
    [TestCase("gap=")]
    public void A_query_without_name_and_file_is_refused(string given) =>
        Assert.That(
            Session.Of("prove", yaml, "--query", given),
            Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains($"--query must be NAME=FILE, was '{given}'"));

    [Test]
    public void A_model_of_the_features_is_proved_and_one_of_other_features_is_refused()
    {
        string Model(string file, int features)
        {
            using var model = new LinearOnnxModel([.. Enumerable.Range(0, features).Select(i => $"f{i}")], new double[features].Select((_, i) => 0.5 + i).ToArray(), 0.1);
            var path = Path.Combine(folder, file);
            model.Save(path);
            return path;
        }

        var proved = Session.Of("prove", yaml, "--cuts", "2", "--dense-cuts", "3", "--model", Model("four.onnx", 4));
        Assert.That(proved.ExitCode, Is.Zero, proved.Output + proved.Error);
        Assert.That(proved.Output, Does.Match("model +no leak"));
        var refused = Session.Of("prove", yaml, "--cuts", "1", "--dense-cuts", "0", "--model", Model("three.onnx", 3));
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.Output + refused.Error);
        Assert.That(refused.Error, Does.Contain("takes 3 features, and the configuration has 4"));
    }

    [Test]
    public void A_model_that_centres_its_batch_is_a_leak()
    {
        var path = Path.Combine(folder, "centred.onnx");
        File.WriteAllBytes(path, BatchCentredModel.Of(4));
        var session = Session.Of("prove", yaml, "--cuts", "2", "--dense-cuts", "3", "--model", path);
        Assert.That(session.ExitCode, Is.EqualTo(3), session.Output + session.Error);
        Assert.That(session.Output, Does.Match("model +LEAK"));
    }

    [Test]
    public void Columns_that_stay_as_they_were_are_proved_and_those_that_change_are_named()
    {
        string Columns(string name, int days, Func<int, string> values)
        {
            var file = Path.Combine(folder, name);
            File.WriteAllText(file, "date,symbol,steady,moving\n" + string.Concat(Enumerable.Range(0, days).SelectMany(day => new[] { "A", "B" }.Select(symbol =>
                $"{new DateOnly(2024, 1, 1).AddDays(day):yyyy-MM-dd},{symbol},{day},{values(day)}\n"))));
            return file;
        }

        var full = Columns("full.csv", 20, day => $"{day * 2}");
        var session = Session.Of("prove", "--columns", full, "--earlier", Columns("same.csv", 12, day => $"{day * 2}"));
        Assert.That(session.ExitCode, Is.Zero, session.Output + session.Error);

        var leaking = Session.Of("prove", "--columns", full, "--earlier", Columns("earlier.csv", 12, day => day >= 10 ? "" : $"{day * 2}"));
        Assert.That(leaking.ExitCode, Is.EqualTo(3), leaking.Output + leaking.Error);
        Assert.That(leaking.Output, Does.Contain("LEAK columns, moving: values differ up to 2 bars before the end of the earlier file"));
        Assert.That(leaking.Output, Does.Contain("2024-01-11").And.Not.Contain("LEAK columns, steady"));
    }

    [TestCase("2024-01-01,A,1,n/a\n2024-01-01,B,1,2\n", "NOT PROVED columns, b: its cells in ")]
    [TestCase("2024-01-01,A,1,\n2024-01-01,B,1,\n", "NOT PROVED columns, b: its cells in ")]
    [TestCase("2024-01-01,A,1,2\n2024-01-01,B,1,2\n2024-01-01,GONE,1,2\n", "NOT PROVED columns, symbols: 1 of the earlier file are not in the later one")]
    public void What_the_earlier_file_has_and_cannot_be_compared_is_not_proved(string rows, string said)
    {
        var (full, earlier) = (Path.Combine(folder, "full.csv"), Path.Combine(folder, "earlier.csv"));
        File.WriteAllText(full, "date,symbol,a,b\n2024-01-01,A,1,2\n2024-01-01,B,1,2\n2024-01-02,A,1,2\n");
        File.WriteAllText(earlier, "date,symbol,a,b\n" + rows);
        var session = Session.Of("prove", "--columns", full, "--earlier", earlier);
        Assert.That(session.ExitCode, Is.EqualTo(3), session.Output + session.Error);
        Assert.That(session.Output, Does.Contain(said));
    }

    [TestCase("--columns", "x.csv")]
    [TestCase("--earlier", "x.csv")]
    [TestCase("--cuts", "2")]
    public void Neither_a_configuration_nor_two_files_of_columns_is_refused(string flag, string value) =>
        Assert.That(
            Session.Of("prove", flag, value),
            Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("either CONFIG.yaml, with --query and --model if wanted, or --columns with --earlier is needed"));

    [TestCase("when,symbol,a\n2024-01-01,A,1\n", "has no column 'date'")]
    [TestCase("date,symbol,a\n2024-01-01,A,x\n", "has no column of numbers beside date and symbol")]
    [TestCase("date,symbol,a\n2024-01-01,A,1\n2024-01-01,A,2\n", "has two rows of A on 2024-01-01 00:00")]
    [TestCase("date,symbol,b\n2024-01-01,A,1\n", "no column of numbers in common: b and a")]
    public void Columns_that_cannot_be_used_are_refused(string text, string said)
    {
        var (bad, good) = (Path.Combine(folder, "bad.csv"), Path.Combine(folder, "good.csv"));
        File.WriteAllText(bad, text);
        File.WriteAllText(good, "date,symbol,a\n2024-01-01,A,1\n");
        var session = Session.Of("prove", "--columns", bad, "--earlier", good);
        Assert.That(session.ExitCode, Is.EqualTo(1), session.Output + session.Error);
        Assert.That(session.Error, Does.Contain(said));
    }

    private string Sql(string text)
    {
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}.sql");
        File.WriteAllText(file, text);
        return file;
    }
}
