using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Symphony.Shells.Tests.Cli;

/// <summary>Many parameter sets of <c>symphony brackets</c> at once, and its report.</summary>
[TestFixture]
public sealed class BracketSetsTests
{
    private string folder = "";

    [OneTimeSetUp]
    public void Open()
    {
        folder = Directory.CreateTempSubdirectory("symphony-sets-").FullName;
        var bars = new List<string> { "date,symbol,open,high,low,close,volume" };
        var scores = new List<string> { "date,symbol,score" };
        var date = new DateOnly(2020, 1, 1);
        var state = 7UL;
        var close = 100.0;
        for (var day = 0; day < 300; day++, date = date.AddDays(1))
        {
            if (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) continue;
            state = unchecked((state * 6364136223846793005UL) + 1442695040888963407UL);
            var open = close;
            close *= 1 + (((state >> 40) / (double)(1 << 24)) - 0.49) / 25;
            bars.Add(string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd},A,{open},{Math.Max(open, close) * 1.012},{Math.Min(open, close) * 0.988},{close},50000000"));
            if (day % 6 == 0) scores.Add(string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd},A,{(close > open ? 1 : -1)}"));
        }

        File.WriteAllLines(At("bars.csv"), bars);
        File.WriteAllLines(At("scores.csv"), scores);
    }

    [OneTimeTearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Lists_make_a_set_for_each_choice_and_each_is_the_set_run_alone()
    {
        var json = Json("--take-profit", "1%,2%", "--volatility", "price", "--stop-loss", "1%,2%,none");
        var sets = json["sets"]!.AsArray();
        Assert.That(sets.Select(set => ((string?)set!["settings"]!["take-profit"], (string?)set["settings"]!["stop-loss"])), Is.EqualTo(new[]
        {
            ("1%", "1%"), ("1%", "2%"), ("1%", "none"), ("2%", "1%"), ("2%", "2%"), ("2%", "none"),
        }));
        var alone = Json("--take-profit", "2%", "--volatility", "price", "--stop-loss", "1%");
        Assert.That(sets[3]!["finalEquity"]!.GetValue<double>(), Is.EqualTo(alone["figures"]!["finalEquity"]!.GetValue<double>()));
        Assert.That(sets[3]!["sharpeRatio"]!.GetValue<double>(), Is.EqualTo(alone["figures"]!["net"]!["sharpeRatio"]!.GetValue<double>()));
        var best = sets.MaxBy(set => set!["sharpeRatio"]?.GetValue<double>() ?? double.NegativeInfinity)!;
        Assert.That((int)json["shown"]!, Is.EqualTo((int)best["number"]!));
        Assert.That(json["figures"]!["finalEquity"]!.GetValue<double>(), Is.EqualTo(best["finalEquity"]!.GetValue<double>()));
    }

    [Test]
    public void The_best_is_not_crowned_silently()
    {
        var session = Brackets("--take-profit", "1,2", "--stop-loss", "1,2");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(Flat(session.Output), Does.Contain("4 sets were tried and set").And.Contain("reaches by luck with probability").And.Contain("(DSR)").And.Contain("--study NAME counts them"));
        var json = Json("--take-profit", "1,2", "--stop-loss", "1,2");
        Assert.That((int)json["trials"]!["trials"]!, Is.EqualTo(4));
        Assert.That(json["figures"]!["net"]!["deflatedSharpeRatio"]!.GetValue<double>(), Is.LessThanOrEqualTo(json["figures"]!["net"]!["probabilisticSharpeRatio"]!.GetValue<double>()));
        Assert.That(Flat(Brackets("--take-profit", "1").Output), Does.Contain("One set was tried here; sets of other calls are not counted."));
    }

    [Test]
    public void A_study_counts_the_sets_of_other_calls_too_and_the_same_sets_once()
    {
        string[] study = ["--study", "tries", "--runs", At("runs")];
        Assert.That((int)Json([.. study, "--take-profit", "1,2"])["trials"]!["trials"]!, Is.EqualTo(2));
        Assert.That((int)Json([.. study, "--take-profit", "1,2,3"])["trials"]!["trials"]!, Is.EqualTo(3));
        Assert.That((int)Json([.. study, "--take-profit", "1,2,3", "--commission", "1bp"])["trials"]!["trials"]!, Is.EqualTo(3), "a change of cost is no trial");
    }

    [Test]
    public void Sets_of_a_file_are_rows_and_scale_outs_may_be_among_them()
    {
        File.WriteAllText(At("sets.csv"), "take-profit,stop-loss,hold-bars\n\"1:0.5,3:0.5\",1,5\n2,none,10\n");
        var json = Json("--sets", At("sets.csv"));
        Assert.That(json["sets"]!.AsArray().Select(set => (string?)set!["settings"]!["take-profit"]), Is.EqualTo(new[] { "1:0.5 3:0.5", "2" }));
        Assert.That(json["inputs"]!.AsArray().Select(input => (string?)input!["file"]), Does.Contain("sets.csv"));
        var scaleOut = Json("--take-profit", "1:0.5,3:0.5", "--stop-loss", "1", "--hold-bars", "5");
        Assert.That(scaleOut["sets"]!.AsArray(), Has.Count.EqualTo(1), "parts are one order");
        Assert.That(json["sets"]![0]!["finalEquity"]!.GetValue<double>(), Is.EqualTo(scaleOut["figures"]!["finalEquity"]!.GetValue<double>()));
    }

    [Test]
    public void The_report_shows_every_set_the_trades_and_how_sure_they_are()
    {
        var session = Brackets("--take-profit", "1,2", "--report", At("report.html"), "--trades-file", At("trades.csv"), "--sets-table", At("table.csv"), "--title", "Both");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        var page = File.ReadAllText(At("report.html"));
        foreach (var id in (string[])["sets", "equity", "drawdown", "costs", "cost-stress", "exits", "ties", "excursions", "trades", "monthly"])
            Assert.That(page, Does.Contain($"id=\"{id}\""));
        Assert.That(page, Does.Contain("<h1>Both</h1>").And.Contain("2 sets were tried").And.Contain("all are in trades.csv").And.Contain("the stop is assumed to come first"));
        Assert.That(File.ReadAllLines(At("table.csv")), Has.Length.EqualTo(3));
        Assert.That(File.ReadAllLines(At("table.csv"))[0], Does.StartWith("set,take_profit,total_return,sharpe_ratio"));
        Assert.DoesNotThrow(() => System.Xml.Linq.XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)));
    }

    [Test]
    public void The_threads_change_no_byte_of_many_sets()
    {
        string[] asked = ["--take-profit", "1,2,3", "--stop-loss", "1,2", "--json"];
        var one = Brackets([.. asked, "--threads", "1", "--report", At("one.html")]).Output;
        Assert.That(Brackets([.. asked, "--threads", "3", "--report", At("three.html")]).Output, Is.EqualTo(one));
        Assert.That(File.ReadAllText(At("three.html")), Is.EqualTo(File.ReadAllText(At("one.html"))));
    }

    [Test]
    public void A_backtest_of_brackets_is_the_verb_itself()
    {
        string[] asked = ["--bars", At("bars.csv"), "--scores", At("scores.csv"), "--take-profit", "1,2", "--json"];
        Assert.That(Session.Of(["backtest", "--brackets", .. asked]).Output, Is.EqualTo(Session.Of(["brackets", .. asked]).Output).And.Contains("ambiguousShare"));
        Assert.That(Session.Of("backtest", "--help").Output, Does.Contain("symphony backtest --brackets --bars 15min.csv --finer 1min.csv"));
        Assert.That(Session.Of("backtest", "--brackets", "--help").Output, Does.Contain("--take-profit"));
        Assert.That(Session.Of("backtest", "--take-profit", "1").Error, Does.Contain("'--take-profit' is a flag of symphony brackets, or of symphony backtest --brackets"));
    }

    [TestCase("--take-profit was '0.5%', but a distance is a multiple of the unit (2); with --volatility price it is a fraction of the price (0.5%)", "--take-profit", "1,0.5%")]
    [TestCase("set 2 (take-profit 1) is set 1 again", "--take-profit", "1,1")]
    [TestCase("--stop-loss was 'x', but", "--stop-loss", "1,x")]
    [TestCase("set 2 (stop-loss 0): --stop-loss must be above zero, was 0", "--stop-loss", "1,0")]
    [TestCase("--sets and the list in --hold-bars both name parameter sets", "--hold-bars", "1,2", "--sets", "{sets}")]
    [TestCase("sets.csv, line 1: the column 'stop-los' is not known; the nearest is 'stop-loss'", "--sets", "{stop-los\n1\n}")]
    [TestCase("sets.csv, line 3: the row has 1 values, but there are 2 columns", "--sets", "{stop-loss,hold-bars\n1,2\n1\n}")]
    [TestCase("sets.csv, line 2: hold-bars was '1.5', but a whole number", "--sets", "{hold-bars\n1.5\n}")]
    [TestCase("line 1: the column 'stop-loss' and --stop-loss both say what it is", "--stop-loss", "1", "--sets", "{stop-loss\n1\n}")]
    [TestCase("line 1: the column 'k-sigma-err' is given, but nothing reads it without --residuals", "--sets", "{k-sigma-err\n1\n}")]
    [TestCase("none.csv', but there is no such file; a CSV is accepted", "--sets", "none.csv")]
    [TestCase("--fixed-target is given, but nothing reads it where --volatility is price", "--volatility", "price", "--fixed-target", "1")]
    [TestCase("the report file '/dev/full' is a device", "--report", "/dev/full")]
    public void What_cannot_be_meant_is_refused_in_one_sentence(string sentence, params string[] more)
    {
        var words = more.Select(word =>
        {
            if (!word.StartsWith('{')) return word;
            File.WriteAllText(At("sets.csv"), word.Trim('{', '}'));
            return At("sets.csv");
        });
        var session = Brackets([.. words]);
        Assert.That(session.ExitCode, Is.EqualTo(1), session.Output);
        Assert.That(session.Error.Replace(folder + "/", "", StringComparison.Ordinal), Does.Contain(sentence));
        Assert.That(session.Error.TrimEnd('\n'), Does.Not.Contain("\n"));
        Assert.That(session.Output, Is.Empty);
    }

    private Session Brackets(params string[] more) =>
        Session.Of(["brackets", "--bars", At("bars.csv"), "--scores", At("scores.csv"), .. more]);

    private JsonNode Json(params string[] more)
    {
        var session = Brackets([.. more, "--json"]);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        return JsonNode.Parse(session.Output)!;
    }

    private static string Flat(string text) => string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private string At(string file) => Path.Combine(folder, file);
}
