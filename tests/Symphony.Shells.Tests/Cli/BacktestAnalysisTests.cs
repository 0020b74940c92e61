using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Cli;

/// <summary>Where a profit came from, as <c>symphony backtest</c> tells it: on the screen, as JSON, in files and in the report.</summary>
[TestFixture]
public sealed class BacktestAnalysisTests
{
    private string folder = "";

    [OneTimeSetUp]
    public void Open()
    {
        folder = Directory.CreateTempSubdirectory("symphony-analysis-").FullName;
        File.WriteAllText(At("bars.csv"), SmallMarket.Csv());
        var bars = File.ReadAllLines(At("bars.csv")).Skip(1).Select(line => line.Split(',')).ToArray();
        var dates = bars.Select(bar => bar[0]).Distinct().ToArray();
        var names = bars.Select(bar => bar[1]).Distinct().Order(StringComparer.Ordinal).ToArray();
        // Every twenty days half the names long, two short, in turn.
        var rows = Enumerable.Range(0, 25).SelectMany(k => Enumerable.Range(0, 8).Select(i =>
            $"{dates[40 + (20 * k)]},{names[(k + i) % names.Length]},{(i < 6 ? "0.15" : "-0.2")}"));
        File.WriteAllText(At("weights.csv"), "date,symbol,weight\n" + string.Join('\n', rows) + "\n");
    }

    [OneTimeTearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Without_being_asked_it_says_how_the_run_did_against_its_benchmark_and_nothing_more()
    {
        var output = Backtest().Output;
        Assert.That(output, Does.Contain("against the benchmark").And.Contain("information ratio").And.Contain("alpha a year"));
        Assert.That(output, Does.Not.Contain("capacity").And.Not.Contain("attribution").And.Not.Contain("as run"));
    }

    [Test]
    public void Decisions_that_start_after_the_benchmark_are_held_against_it_from_their_own_first_fill()
    {
        var bars = File.ReadAllLines(At("bars.csv")).Skip(1).Select(line => line.Split(',')).ToArray();
        var dates = bars.Select(bar => bar[0]).Distinct().ToArray();
        File.WriteAllText(At("late.csv"), $"date,symbol,weight\n{dates[4]},{bars[0][1]},0\n{dates[200]},{bars[0][1]},0.5\n");
        var session = Session.Of("backtest", "--bars", At("bars.csv"), "--weights", At("late.csv"), "--json");
        var relative = JsonNode.Parse(session.Output)!["analysis"]!["relative"];
        Assert.That(relative, Is.Not.Null);
        Assert.That((int)relative!["bars"]!, Is.EqualTo(dates.Length - 201));
    }

    [TestCase(40)]
    [TestCase(60)]
    [TestCase(80)]
    [TestCase(200)]
    public void No_figure_is_broken_in_two_in_a_narrow_terminal(int width)
    {
        string[] asked = ["backtest", "--bars", At("bars.csv"), "--weights", At("weights.csv"), "--attribution", "--explain", "--capacity", "1M,10M"];
        var lines = Session.In(width, asked).Output.Split('\n');
        var words = lines.SelectMany(Words).ToHashSet(StringComparer.Ordinal);
        var figures = Backtest("--attribution", "--explain", "--capacity", "1M,10M").Output.Split('\n').SelectMany(Words);
        Assert.That(figures.Where(word => word.Contains('.') && word.Any(char.IsAsciiDigit) && !words.Contains(word)), Is.Empty);
        Assert.That(lines.Max(line => line.TrimEnd().Length), Is.AtMost(Math.Max(width, 80)));

        static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [Test]
    public void The_sides_and_interest_add_up_to_what_equity_gained()
    {
        var attribution = Json("--attribution", "--margin-rate", "0.1", "--cash-rate", "0.02")["attribution"]!;
        var gained = Number(attribution["finalEquity"]) - Number(attribution["startEquity"]);
        Assert.That(attribution["lines"]!.AsArray().Sum(line => Number(line!["money"])), Is.EqualTo(gained).Within(1e-4));
        Assert.That(Number(attribution["long"]!["net"]) + Number(attribution["short"]!["net"]), Is.EqualTo(Number(attribution["total"]!["net"])).Within(1e-4));
        Assert.That(Number(attribution["short"]!["borrow"]), Is.GreaterThan(0));
        Assert.That(Number(attribution["long"]!["borrow"]), Is.Zero);
        Assert.That(
            Number(attribution["short"]!["grossEdge"]) - Number(attribution["short"]!["tradingCostOfEdge"]) - Number(attribution["short"]!["borrowOfEdge"]),
            Is.EqualTo(Number(attribution["short"]!["netEdge"])).Within(1e-8));
    }

    [Test]
    public void The_file_of_profit_adds_up_to_what_the_screen_says()
    {
        var session = Backtest("--attribution", "--attribution-file", At("profit.csv"));
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Output, Does.Contain("attribution, money").And.Contain("edge, bp a year of what was held").And.Contain("made most"));
        var lines = File.ReadAllLines(At("profit.csv")).Select(line => line.Split(',')).ToArray();
        Assert.That(lines[0][..3], Is.EqualTo(new[] { "symbol", "side", "price" }));
        var net = Array.IndexOf(lines[0], "net");
        var total = lines.Skip(1).Sum(line => double.Parse(line[net], CultureInfo.InvariantCulture));
        Assert.That(total, Is.EqualTo(Number(Json("--attribution")["attribution"]!["total"]!["net"])).Within(1e-4));
    }

    [Test]
    public void Positions_are_the_shares_that_fills_added_up_to()
    {
        Assert.That(Backtest("--positions-file", At("positions.csv"), "--trades-file", At("trades.csv")).ExitCode, Is.Zero);
        var positions = File.ReadAllLines(At("positions.csv")).Skip(1).Select(line => line.Split(',')).ToArray();
        var last = positions[^1][0];
        var held = positions.Where(row => row[0] == last).ToDictionary(row => row[1], row => double.Parse(row[2], CultureInfo.InvariantCulture));
        var trades = File.ReadAllLines(At("trades.csv")).Skip(1).Select(line => line.Split(',')).GroupBy(row => row[1])
            .ToDictionary(name => name.Key, name => name.Sum(row => double.Parse(row[3], CultureInfo.InvariantCulture)));
        foreach (var (name, shares) in trades) Assert.That(held.GetValueOrDefault(name), Is.EqualTo(shares).Within(1e-6), name);
    }

    [Test]
    public void Capacity_is_the_run_itself_at_its_own_equity_and_falls_with_size()
    {
        var figures = JsonNode.Parse(Backtest("--capacity", "1M,1e7,10B", "--json").Output)!;
        var rows = figures["analysis"]!["capacity"]!["rows"]!.AsArray();
        Assert.That(rows.Select(row => Number(row!["equity"])), Is.EqualTo(new[] { 1e6, 1e7, 1e10 }));
        Assert.That(Number(rows[1]!["sharpeRatio"]), Is.EqualTo(Number(figures["figures"]!["net"]!["sharpeRatio"])), "the same run to the last bit");
        Assert.That(rows.Select(row => Number(row!["costBasisPointsOfTurnover"])), Is.Ordered.Ascending);
        Assert.That(rows[0]!["deflatedSharpeRatio"], Is.Null, "the trials are not known");
    }

    [Test]
    public void Capacity_is_drawn_in_characters_and_in_the_report()
    {
        var session = Backtest("--capacity", "--report", At("report.html"));
        Assert.That(session.Output, Does.Contain("net Sharpe ratio by equity").And.Contain("10M (as run)").And.Contain("100K").And.Contain("10B"));
        Assert.That(session.Output.Split('\n').Where(line => line.Contains('|') || line.Contains('\u2502')), Has.Exactly(12).Items);
        Assert.That(File.ReadAllText(At("report.html")), Does.Contain("id=\"capacity\"").And.Contain("id=\"capacity-table\"").And.Contain("id=\"attribution\"").And.Contain("symphony backtest --explain shows it."));
    }

    [Test]
    public void Each_line_of_the_explanation_is_the_one_before_and_its_gap()
    {
        var lines = Json("--explain")["conventions"]!.AsArray();
        Assert.That((string?)lines[0]!["convention"], Is.EqualTo("as run"));
        Assert.That(lines.Skip(1).Select((line, i) => Number(line!["totalReturn"]) - Number(lines[i]!["totalReturn"]) - Number(line["totalReturnGap"])), Is.All.EqualTo(0).Within(1e-15));
        Assert.That(lines.Select(line => (string?)line!["convention"]), Does.Contain("no market impact").And.Contain("filled at the decision's own close"));
        Assert.That(lines.Where(line => !(bool)line!["isExecutable"]!).Select(line => (string?)line!["convention"]), Does.Contain("filled at the decision's own close").And.Not.Contain("as run"));
        Assert.That(Backtest("--explain").Output, Does.Contain("the same decisions").And.Contain("only the first is a result"));
    }

    [Test]
    public void The_threads_are_not_seen_in_it()
    {
        string[] all = ["--capacity", "--explain", "--attribution", "--json"];
        Assert.That(Backtest([.. all, "--threads", "1"]).Output, Is.EqualTo(Backtest([.. all, "--threads", "3"]).Output));
    }

    [Test]
    public void An_account_with_shares_is_taken_apart_and_its_positions_start_with_them()
    {
        var name = File.ReadAllLines(At("weights.csv"))[1].Split(',')[1];
        File.WriteAllText(At("holdings.csv"), $"symbol,shares\n{name},1000\n");
        string[] start = ["--cash", "1000000", "--holdings", At("holdings.csv")];
        var attribution = Json([.. start, "--attribution"])["attribution"]!;
        Assert.That(Number(attribution["startEquity"]), Is.GreaterThan(1_000_000));
        Assert.That(Backtest([.. start, "--positions-file", At("held.csv")]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllLines(At("held.csv"))[1], Does.EndWith($",{name},1000"));
    }

    [Test]
    public void Capacity_and_explanation_start_from_what_an_account_holds()
    {
        var name = File.ReadAllLines(At("weights.csv"))[1].Split(',')[1];
        File.WriteAllText(At("account.csv"), $"symbol,shares\n{name},1000\n");
        string[] start = ["--cash", "1000000", "--holdings", At("account.csv")];
        var json = JsonNode.Parse(Backtest([.. start, "--capacity", "--explain", "--json"]).Output)!;
        var (net, analysis) = (json["figures"]!["net"]!, json["analysis"]!);
        var own = Number(analysis["capacity"]!["asRun"]);
        var row = analysis["capacity"]!["rows"]!.AsArray().Single(one => Number(one!["equity"]) == own)!;
        Assert.That(own, Is.GreaterThan(1_000_000), "cash and shares");
        Assert.That(Number(row["sharpeRatio"]), Is.EqualTo(Number(net["sharpeRatio"])), "the same run to the last bit");
        Assert.That(Number(row["finalEquity"]), Is.EqualTo(Number(net["finalEquity"])));
        Assert.That(Number(analysis["conventions"]![0]!["sharpeRatio"]), Is.EqualTo(Number(net["sharpeRatio"])).Within(1e-9));
    }

    [Test]
    public void What_capacity_leaves_is_said_in_the_same_words_on_screen_and_page()
    {
        var session = Backtest("--capacity", "--report", At("words.html"));
        var page = File.ReadAllText(At("words.html"));
        var said = session.Output.Split('\n').Single(line => line.Contains("best Sharpe ratio", StringComparison.Ordinal) || line.Contains("a Sharpe ratio above 0", StringComparison.Ordinal) || line.Contains("nothing of the", StringComparison.Ordinal)).Trim();
        Assert.That(page, Does.Contain(char.ToUpperInvariant(said[0]) + said[1..] + "."));
    }

    [TestCase("--capacity 1M,1M", "--capacity has 1000000 after 1000000; amounts that rise are accepted")]
    [TestCase("--capacity much", "--capacity names 'much', but amounts of money above 0 such as 1e6,10M,2.5B are accepted")]
    [TestCase("--capacity 0", "--capacity names '0'")]
    [TestCase("--study nothing", "no trial was recorded in")]
    [TestCase("--positions-file x.txt", "ends in neither .parquet nor .csv")]
    public void What_cannot_be_is_one_sentence(string typed, string said)
    {
        var session = Backtest([.. typed.Split(' ').Select(word => word.EndsWith(".csv", StringComparison.Ordinal) ? At(word) : word), "--runs", At("runs")]);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Output, Is.Empty);
        Assert.That(session.Error, Does.Contain(said));
    }

    [Test]
    public void A_study_deflates_the_figures_and_the_curve()
    {
        var yaml = Path.Combine(folder, "run.yaml");
        SmallMarket.Write(folder);
        string[] runs = ["--runs", At("kept")];
        Assert.That(Session.Of(["run", yaml, .. runs]).ExitCode, Is.Zero);
        var json = JsonNode.Parse(Backtest(["--study", "small", .. runs, "--capacity", "--json"]).Output)!;
        // The study's own run, and these weights as one more.
        Assert.That((string?)json["trials"], Is.EqualTo("N = 2 trials"));
        Assert.That(Number(json["figures"]!["net"]!["deflatedSharpeRatio"]), Is.LessThan(Number(json["figures"]!["net"]!["probabilisticSharpeRatio"])));
        Assert.That(json["analysis"]!["capacity"]!["rows"]!.AsArray().Select(row => Number(row!["deflatedSharpeRatio"])), Is.All.InRange(0, 1));
        Assert.That(Backtest(["--study", "smal", .. runs]).Error, Does.Contain("the nearest is 'small'"));
    }

    private string At(string file) => Path.Combine(folder, file);

    private Session Backtest(params string[] more) => Session.Of(["backtest", "--bars", At("bars.csv"), "--weights", At("weights.csv"), .. more]);

    private JsonNode Json(params string[] more)
    {
        var session = Backtest([.. more, "--json"]);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        return JsonNode.Parse(session.Output)!["analysis"]!;
    }

    private static double Number(JsonNode? node) => node!.GetValue<double>();
}
