using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;

namespace Symphony.Shells.Tests.Cli;

/// <summary>Backtests that scores or signals decide.</summary>
[TestFixture]
public sealed class SignalsCommandTests
{
    private string folder = "";

    [SetUp]
    public void Open()
    {
        folder = Directory.CreateTempSubdirectory("symphony-signals-").FullName;
        var rows = new List<string> { "date,symbol,open,high,low,close,volume" };
        for (var day = 1; day <= 10; day++)
        {
            foreach (var symbol in (string[])["A", "B"])
                rows.Add(string.Create(CultureInfo.InvariantCulture, $"2020-06-{day:D2},{symbol},10,11,9,10,50000000"));
        }

        File.WriteAllLines(At("bars.csv"), rows);
        File.WriteAllText(At("signals.csv"), "date,symbol,signal\n2020-06-02,A,1\n2020-06-03,B,-1\n2020-06-05,A,0\n2020-06-08,B,1\n");
        File.WriteAllText(At("scores.csv"), "date,symbol,score\n2020-06-02,A,0.03\n2020-06-03,A,0.01\n2020-06-04,A,0.004\n2020-06-04,B,-0.05\n");
    }

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Signals_fill_on_the_bar_after_them_and_drift_in_between()
    {
        // Where the book changes all weights are set again; the band keeps small orders of that kind away.
        var trades = Trades("--signals", At("signals.csv"), "--max-positions", "2", "--no-trade-band", "1%");
        Assert.That(trades.Select(trade => (trade[0], trade[1], Math.Sign(Number(trade[3])))), Is.EqualTo(new[]
        {
            ("2020-06-03", "A", 1), ("2020-06-04", "B", -1), ("2020-06-06", "A", -1), ("2020-06-09", "B", 1),
        }));
        // Half of ten million at ten; turned around from -500,000 shares to 500,000.
        Assert.That(Number(trades[0][3]), Is.EqualTo(500_000).Within(1));
        Assert.That(Number(trades[3][3]), Is.EqualTo(1_000_000).Within(1000));
    }

    [Test]
    public void Scores_enter_above_and_leave_below_their_thresholds()
    {
        var trades = Trades("--scores", At("scores.csv"), "--enter", "0.02", "--exit", "0.005", "--max-positions", "1");
        // B's short comes as A leaves on 4 June and takes its place; without a score it is left on the 5th.
        Assert.That(trades.Select(trade => (trade[0], trade[1], Math.Sign(Number(trade[3])))), Is.EqualTo(new[]
        {
            ("2020-06-03", "A", 1), ("2020-06-05", "A", -1), ("2020-06-05", "B", -1), ("2020-06-06", "B", 1),
        }));
    }

    [Test]
    public void An_entry_must_pay_its_costs_where_a_score_has_a_return()
    {
        // Six basis points there and back; a score of 0.03 promises 3 at 0.01, 30 at 0.1.
        string[] scored = ["--scores", At("scores.csv"), "--enter", "0.02", "--long-only", "true"];
        using var dear = Json([.. scored, "--return-per-score", "0.01"]);
        Assert.That(Notes(dear), Has.Some.Contains("1 entries were not expected to pay their costs"));
        Assert.That(dear.RootElement.GetProperty("figures").GetProperty("from").ValueKind, Is.EqualTo(JsonValueKind.Null));
        using var worth = Json([.. scored, "--return-per-score", "0.1", "--minimum-edge", "20bp"]);
        Assert.That(Notes(worth), Has.Some.Contains("1 long and 0 short entries"));
    }

    [Test]
    public void Signals_before_the_first_day_asked_for_are_not_followed()
    {
        using var json = Json("--signals", At("signals.csv"), "--from", "2020-06-03");
        Assert.That(Notes(json), Has.Some.Contains("0 long and 1 short entries"));
    }

    [Test]
    public void What_decided_is_in_the_json_and_on_the_page()
    {
        using var json = Json("--scores", At("scores.csv"), "--enter", "0.02");
        var configuration = json.RootElement.GetProperty("configuration");
        Assert.That(configuration.GetProperty("scores").GetProperty("file").GetString(), Is.EqualTo("scores.csv"));
        Assert.That(configuration.TryGetProperty("weights", out _), Is.False);
        Assert.That(Backtest("--scores", At("scores.csv")).Output, Does.Contain("backtest: given scores"));
    }

    [Test]
    public void Exits_for_want_of_a_score_are_counted_and_said()
    {
        using var left = Json("--scores", At("scores.csv"), "--enter", "0.02", "--exit", "0.005");
        Assert.That(Notes(left), Has.Some.Contains("1 exits came because a held name had no score on a bar"));
        using var held = Json("--scores", At("scores.csv"), "--enter", "0.02", "--exit", "0.005", "--missing-score", "hold");
        Assert.That(Notes(held), Has.None.Contains("had no score"));
    }

    [Test]
    public void Columns_of_scores_and_signals_may_have_other_names()
    {
        File.WriteAllText(At("named.csv"), File.ReadAllText(At("scores.csv")).Replace("date,symbol,score", "when,ticker,alpha", StringComparison.Ordinal));
        string[] named = ["--scores", At("named.csv"), "--scores-date", "when", "--scores-symbol", "ticker", "--scores-column", "alpha"];
        Assert.That(Trades(named), Is.EqualTo(Trades("--scores", At("scores.csv"))));
        File.WriteAllText(At("named.csv"), File.ReadAllText(At("signals.csv")).Replace("date,symbol,", "when,ticker,", StringComparison.Ordinal));
        Assert.That(Trades("--signals", At("named.csv"), "--signals-date", "when", "--signals-symbol", "ticker"), Is.EqualTo(Trades("--signals", At("signals.csv"))));
        Assert.That(Backtest("--signals", At("named.csv")).Error, Does.Contain("has no column 'date'"));
    }

    [Test]
    public void Sectors_of_a_file_cap_as_those_of_the_configuration()
    {
        File.WriteAllText(At("sectors.csv"), "symbol,sector\nA,one\nB,one\n");
        File.WriteAllText(At("both.csv"), "date,symbol,weight\n2020-06-02,A,0.5\n2020-06-02,B,0.5\n");
        var trades = Trades("--weights", At("both.csv"), "--sector-cap", "0.6", "--sectors", At("sectors.csv"));
        Assert.That(Number(trades[0][3]), Is.EqualTo(300_000).Within(1), "half of six tenths of ten million at ten");
        File.WriteAllText(At("sectors.csv"), "symbol,sector\nA,one\nA,two\n");
        Assert.That(Backtest("--weights", At("both.csv"), "--sector-cap", "0.6", "--sectors", At("sectors.csv")).Error, Does.Contain("sectors.csv, line 3: the symbol 'A' is there twice"));
        File.WriteAllText(At("sectors.csv"), "symbol,sector\nA,one\n");
        Assert.That(Backtest("--weights", At("both.csv"), "--sector-cap", "0.6", "--sectors", At("sectors.csv")).Error, Does.Contain("has no sector for B"));
    }

    [TestCase("nothing says what is traded; one of --weights, --scores, --signals is accepted")]
    [TestCase("--weights and --signals both say what is traded", "--weights", "{signals}", "--signals", "{signals}")]
    [TestCase("--max-positions is given, but weights are traded as they are", "--weights", "{signals}", "--max-positions", "3")]
    [TestCase("--exit was 0.3, above --enter (0.2)", "--scores", "{scores}", "--enter", "0.2", "--exit", "0.3")]
    [TestCase("the signal of A on 2020-06-02 was 0.03, but 1 (be long), -1 (be short) or 0 (be out) is accepted", "--signals", "{scores}", "--signals-column", "score")]
    [TestCase("has no column 'scor' (nearest: 'score')", "--scores", "{scores}", "--scores-column", "scor")]
    [TestCase("--positions-gross must be above zero, was 0", "--scores", "{scores}", "--positions-gross", "0")]
    public void What_cannot_be_meant_is_refused_in_one_sentence(string sentence, params string[] more)
    {
        var session = Backtest([.. more.Select(word => word
            .Replace("{signals}", At("signals.csv"), StringComparison.Ordinal)
            .Replace("{scores}", At("scores.csv"), StringComparison.Ordinal))]);
        Assert.That(session.ExitCode, Is.EqualTo(1), session.Output);
        Assert.That(session.Error, Does.Contain(sentence));
        Assert.That(session.Output, Is.Empty);
    }

    private Session Backtest(params string[] more) => Session.Of(["backtest", "--bars", At("bars.csv"), "--impact-coefficient", "0", .. more]);

    private JsonDocument Json(params string[] more)
    {
        var session = Backtest(["--json", .. more]);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        return JsonDocument.Parse(session.Output);
    }

    private static string[] Notes(JsonDocument json) => [.. json.RootElement.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)];

    private string[][] Trades(params string[] more)
    {
        var session = Backtest([.. more, "--trades-file", At("trades.csv")]);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        return [.. File.ReadAllLines(At("trades.csv")).Skip(1).Select(line => line.Split(','))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private string At(string file) => Path.Combine(folder, file);
}
