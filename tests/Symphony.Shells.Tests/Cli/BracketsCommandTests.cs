using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;

namespace Symphony.Shells.Tests.Cli;

/// <summary>Take-profit and stop-loss trades from the command line, from files to files.</summary>
[TestFixture]
public sealed class BracketsCommandTests
{
    private static readonly string[] Unit =
        ["--volatility", "fixed", "--fixed-target", "0.01", "--take-profit", "1", "--stop-loss", "1", "--impact-coefficient", "0"];

    private string folder = "";

    [SetUp]
    public void Open()
    {
        folder = Directory.CreateTempSubdirectory("symphony-brackets-").FullName;
        // The fourth half hour goes 2 % either way: it reaches both prices of a trade entered at its open of 100.
        File.WriteAllText(At("bars.csv"), Bars(30, [(100, 100.2, 99.8, 100), (100, 100.2, 99.8, 100), (100, 100.2, 99.8, 100), (100, 102, 98, 100), (100, 100.2, 99.8, 100)]));
        // Its minutes: up first.
        File.WriteAllText(At("finer.csv"), Bars(15,
        [
            (100, 100.2, 99.8, 100), (100, 100.2, 99.8, 100), (100, 100.2, 99.8, 100), (100, 100.2, 99.8, 100), (100, 100.2, 99.8, 100),
            (100, 100.2, 99.8, 100), (100, 102, 99.9, 101), (101, 101, 98, 100), (100, 100.2, 99.8, 100), (100, 100.2, 99.8, 100),
        ]));
        File.WriteAllText(At("signals.csv"), "date,symbol,signal\n2020-01-02 11:00,A,1\n");
        File.WriteAllText(At("scores.csv"), "date,symbol,score\n2020-01-02 11:00,A,0.4\n2020-01-02 11:30,A,0.9\n");
    }

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [Test]
    public void A_bar_that_reached_both_prices_is_a_stop_and_counts_as_ambiguous()
    {
        using var json = Json("--signals", At("signals.csv"), "--trades-file", At("trades.csv"));
        var figures = json.RootElement.GetProperty("figures");
        Assert.That(figures.GetProperty("trades").GetInt32(), Is.EqualTo(1));
        Assert.That(figures.GetProperty("ambiguous").GetInt32(), Is.EqualTo(1));
        Assert.That(figures.GetProperty("ambiguousShare").GetDouble(), Is.EqualTo(1));
        Assert.That(figures.GetProperty("exitsByReason").GetProperty("stopLoss").GetInt32(), Is.EqualTo(1));
        Assert.That(figures.GetProperty("ambiguousShareWithoutFiner").ValueKind, Is.EqualTo(JsonValueKind.Null));
        var trade = Trade();
        Assert.That(trade["exit_reason"], Is.EqualTo("stopLoss"));
        Assert.That(trade["tie"], Is.EqualTo("assumed"));
        Assert.That(trade["side"], Is.EqualTo("long"));
        Assert.That(Number(trade["entry_price"]), Is.EqualTo(100));
        Assert.That(Number(trade["exit_price"]), Is.EqualTo(99).Within(1e-9));
        // A hundredth of equity is lost at a stop a hundredth away: the whole equity is bought, at its cap.
        Assert.That(Number(trade["shares"]), Is.EqualTo(100_000).Within(1e-6));
        Assert.That(Number(trade["gross_profit"]), Is.EqualTo(-100_000).Within(1e-3));
        Assert.That(
            Number(trade["net_profit"]),
            Is.EqualTo(Number(trade["gross_profit"]) - Number(trade["commission"]) - Number(trade["spread"]) - Number(trade["borrow"])).Within(1e-6));
    }

    [Test]
    public void Finer_bars_show_what_came_first_and_both_shares_are_said()
    {
        using var json = Json("--signals", At("signals.csv"), "--finer", At("finer.csv"), "--trades-file", At("trades.csv"));
        var figures = json.RootElement.GetProperty("figures");
        Assert.That(figures.GetProperty("ambiguousShare").GetDouble(), Is.Zero);
        Assert.That(figures.GetProperty("ambiguousShareWithoutFiner").GetDouble(), Is.EqualTo(1));
        Assert.That(figures.GetProperty("resolved").GetInt32(), Is.EqualTo(1));
        var trade = Trade();
        Assert.That(trade["exit_reason"], Is.EqualTo("profitTaking"));
        Assert.That(trade["tie"], Is.EqualTo("resolved"));

        var said = Brackets("--signals", At("signals.csv"), "--finer", At("finer.csv"));
        Assert.That(said.Output, Does.Contain("trades whose bars do not show what came first   0.00 % (0 of 1)"));
        Assert.That(said.Output, Does.Contain("the same without the finer bars                 100.00 %"));
    }

    [Test]
    public void A_threshold_decides_which_scores_enter()
    {
        int Signals(string threshold)
        {
            using var json = Json("--scores", At("scores.csv"), "--threshold", threshold);
            return json.RootElement.GetProperty("figures").GetProperty("signals").GetInt32();
        }

        Assert.That(new[] { "0", "0.5", "1" }.Select(Signals), Is.EqualTo(new[] { 2, 1, 0 }));
    }

    [Test]
    public void A_position_that_is_open_at_the_end_has_a_row()
    {
        var session = Brackets("--signals", At("signals.csv"), "--take-profit", "none", "--stop-loss", "9", "--hold-bars", "none", "--trades-file", At("trades.csv"));
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(Trade()["exit_reason"], Is.EqualTo("open"));
    }

    [Test]
    public void A_models_own_errors_set_the_prices()
    {
        File.WriteAllText(At("errors.csv"), "date,symbol,deviation\n2020-01-02 11:00,A,0.005\n");
        var session = Session.Of(
            "brackets", "--bars", At("bars.csv"), "--signals", At("signals.csv"), "--impact-coefficient", "0", "--residuals", At("errors.csv"),
            "--k-sigma-err", "3", "--k-atr-min-tp", "0", "--reward-risk-ratio", "2", "--trades-file", At("trades.csv"));
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        // Three deviations are 1.5 %, half of that is the stop.
        Assert.That(Number(Trade()["exit_price"]), Is.EqualTo(99.25).Within(1e-9));
    }

    [Test]
    public void Files_settings_and_hashes_are_in_the_json_and_the_threads_change_no_byte()
    {
        var one = Brackets("--signals", At("signals.csv"), "--finer", At("finer.csv"), "--json", "--threads", "1").Output;
        Assert.That(Brackets("--signals", At("signals.csv"), "--finer", At("finer.csv"), "--json", "--threads", "2").Output, Is.EqualTo(one));
        using var json = JsonDocument.Parse(one);
        Assert.That(
            json.RootElement.GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("file").GetString()),
            Is.EquivalentTo(new[] { "bars.csv", "signals.csv", "finer.csv" }));
        Assert.That(json.RootElement.GetProperty("configuration").GetProperty("bracket").GetProperty("ties").GetString(), Is.EqualTo("stopFirst"));
        Assert.That(one, Does.Not.Contain(folder));
    }

    [TestCase("nothing says when to enter; one of --scores and --signals is accepted")]
    [TestCase("--scores and --signals both say when to enter", "--signals", "{signals}", "--scores", "{scores}")]
    [TestCase("--take-profit was '2:x', but units (2), units with the part that leaves there (1:0.5,3:0.5), or none is accepted", "--signals", "{signals}", "--take-profit", "2:x")]
    [TestCase("--k-sigma-err is given, but nothing reads it without --residuals", "--signals", "{signals}", "--k-sigma-err", "2")]
    [TestCase("but with --residuals kSigmaErr, kAtrMinTp and rewardRiskRatio decide", "--signals", "{signals}", "--residuals", "{scores}", "--stop-loss", "3")]
    [TestCase("--threshold is given, but signals have no size", "--signals", "{signals}", "--threshold", "1")]
    [TestCase("was 0.4, but 1 (be long), -1 (be short) or 0 (be out) is accepted", "--signals", "{scores}", "--signals-column", "score")]
    [TestCase("--risk-per-trade must be above zero, was 0", "--signals", "{signals}", "--risk-per-trade", "0")]
    [TestCase("--hold-days was '0', but a whole number from 1", "--signals", "{signals}", "--hold-days", "0")]
    [TestCase("--hold-bars was 'x'", "--signals", "{signals}", "--hold-bars", "x")]
    [TestCase("--shares-outstanding is given, but nothing reads it", "--signals", "{signals}", "--shares-outstanding", "{scores}")]
    [TestCase("ends in neither .parquet nor .csv", "--signals", "{signals}", "--trades-file", "trades.txt")]
    public void What_cannot_be_meant_is_refused_in_one_sentence(string sentence, params string[] more)
    {
        var session = Session.Of([
            "brackets", "--bars", At("bars.csv"),
            .. more.Select(word => word.Replace("{signals}", At("signals.csv"), StringComparison.Ordinal).Replace("{scores}", At("scores.csv"), StringComparison.Ordinal))]);
        Assert.That(session.ExitCode, Is.EqualTo(1), session.Output);
        Assert.That(session.Error, Does.Contain(sentence));
        Assert.That(session.Error.TrimEnd('\n'), Does.Not.Contain("\n"));
        Assert.That(session.Output, Is.Empty);
    }

    [Test]
    public void Finer_prices_outside_their_bar_are_refused_by_name()
    {
        File.WriteAllText(At("finer.csv"), Bars(15, [(100, 100.2, 99.8, 100), (100, 100.2, 99.8, 100), (100, 103, 99.8, 100)]));
        Assert.That(
            Brackets("--signals", At("signals.csv"), "--finer", At("finer.csv")).Error,
            Does.Match("the high of A at 2020-01-02T.*Z, 103, is above the high of the bar that closes at 2020-01-02T"));
    }

    [Test]
    public void Finer_prices_off_by_rounding_are_cut_to_their_bar_where_a_tolerance_says_so()
    {
        File.WriteAllText(At("off.csv"), File.ReadAllText(At("finer.csv")).Replace(",102,", ",102.01,", System.StringComparison.Ordinal));
        Assert.That(Brackets("--signals", At("signals.csv"), "--finer", At("off.csv")).Error, Does.Match("a tolerance of .* accepts every finer price"));
        var said = Brackets("--signals", At("signals.csv"), "--finer", At("off.csv"), "--finer-tolerance", "0.0001");
        Assert.That(said.ExitCode, Is.Zero, said.Error);
        Assert.That(said.Output, Does.Contain("finer prices up to 0.0001 of a price outside their bar are cut to it"));
        Assert.That(
            said.Output.Split('\n').Where(line => line.Contains("final equity", System.StringComparison.Ordinal)),
            Is.EqualTo(Brackets("--signals", At("signals.csv"), "--finer", At("finer.csv")).Output.Split('\n').Where(line => line.Contains("final equity", System.StringComparison.Ordinal))));
        Assert.That(Brackets("--signals", At("signals.csv"), "--finer-tolerance", "0.0001").Error, Does.Contain("nothing reads it without"));
    }

    [Test]
    public void Its_help_teaches()
    {
        var help = Session.Of("brackets", "--help").Output;
        Assert.That(help, Does.Contain("symphony brackets --bars bars.csv --scores scores.csv --take-profit 2 --stop-loss 1"));
        Assert.That(help, Does.Contain("--finer").And.Contain("--k-sigma-err").And.Contain("--risk-per-trade"));
        Assert.That(help, Does.Not.Contain("--no-trade-band"));
    }

    private Session Brackets(params string[] more)
    {
        string[] unit = more.Contains("--take-profit") ? ["--volatility", "fixed", "--fixed-target", "0.01", "--impact-coefficient", "0"] : Unit;
        return Session.Of(["brackets", "--bars", At("bars.csv"), .. unit, .. more]);
    }

    private JsonDocument Json(params string[] more)
    {
        var session = Brackets(["--json", .. more]);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        return JsonDocument.Parse(session.Output);
    }

    private Dictionary<string, string> Trade()
    {
        var lines = File.ReadAllLines(At("trades.csv"));
        Assert.That(lines, Has.Length.EqualTo(2));
        return lines[0].Split(',').Zip(lines[1].Split(',')).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private string At(string file) => Path.Combine(folder, file);

    /// <summary>Bars of so many minutes, their ends from 10:00 New York on.</summary>
    private static string Bars(int minutes, (double Open, double High, double Low, double Close)[] rows)
    {
        var lines = new List<string> { "date,symbol,open,high,low,close,volume" };
        var end = new DateTime(2020, 1, 2, 9, 30, 0).AddMinutes(minutes);
        foreach (var (open, high, low, close) in rows)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{end:yyyy-MM-dd HH:mm},A,{open},{high},{low},{close},50000000"));
            end = end.AddMinutes(minutes);
        }

        return string.Join('\n', lines) + "\n";
    }
}
