using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Cli;

/// <summary>Brackets with a universe: who is out is not entered, and every table carries the stamp.</summary>
[TestFixture]
public sealed class BracketUniverseTests
{
    private const int Days = 60;

    private TestFolder folder = null!;

    [OneTimeSetUp]
    public void Open()
    {
        folder = new TestFolder();
        var rows = new List<string> { "date,symbol,open,high,low,close,volume" };
        for (var day = 0; day < Days; day++)
        {
            foreach (var symbol in "AB")
            {
                var price = 100 + ((day * 7) + symbol) % 5 / 10.0;
                rows.Add(string.Create(CultureInfo.InvariantCulture, $"{Date(day)},{symbol},{price},{price + 0.3},{price - 0.3},{price},100000"));
            }
        }

        folder.Write("bars.csv", string.Join('\n', rows));
        // B is a member up to day 20: its second signal comes when it is out, its first trade is open when it leaves.
        folder.Write("signals.csv", $"date,symbol,signal\n{Date(5)},A,1\n{Date(18)},B,1\n{Date(40)},B,-1\n");
        folder.Write("members.csv", $"symbol,from,to\nA,,\nB,,{Date(20)}\n");
        folder.Write("all.csv", "symbol,from,to\nA,,\nB,,\n");
        folder.Write("weights.csv", $"date,symbol,weight\n{Date(5)},A,0.5\n");
    }

    [OneTimeTearDown]
    public void Close() => folder.Dispose();

    private static string Date(int day) => new DateOnly(2020, 1, 6).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private Session Brackets(params string[] more) => Session.Of(
    [
        "brackets", "--bars", folder.At("bars.csv"), "--signals", folder.At("signals.csv"), "--volatility", "fixed", "--fixed-target", "0.2",
        "--take-profit", "1", "--stop-loss", "1", "--hold-bars", "10", "--impact-coefficient", "0", .. more,
    ]);

    private JsonObject Json(params string[] more)
    {
        var session = Brackets(["--json", .. more]);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        return JsonNode.Parse(session.Output)!.AsObject();
    }

    [Test]
    public void A_signal_of_a_name_that_is_out_is_not_followed_and_an_open_trade_keeps_its_exits()
    {
        Assert.That(Json()["figures"]!["trades"]!.GetValue<int>(), Is.EqualTo(3));
        var within = Json("--membership", folder.At("members.csv"), "--trades-file", folder.At("trades.csv"));
        Assert.That(within["figures"]!["trades"]!.GetValue<int>(), Is.EqualTo(2));
        Assert.That(within["notes"]!.ToJsonString(), Does.Contain("1 signals of 1 names are not followed, as the names were not in the universe at the decision"));
        Assert.That(within["inputs"]!.ToJsonString(), Does.Contain("members.csv"));
        var trade = File.ReadLines(folder.At("trades.csv")).Single(line => line.Contains(",B,", StringComparison.Ordinal));
        Assert.That(trade, Does.Contain(Date(18)).And.Contain(Date(29)).And.Contain("time"), "it leaves ten bars after its entry, not on the day after the name does");
    }

    [Test]
    public void With_every_name_in_nothing_changes()
    {
        var (plain, all) = (Json(), Json("--membership", folder.At("all.csv")));
        Assert.That(all["figures"]!.ToJsonString(), Is.EqualTo(plain["figures"]!.ToJsonString()));
        Assert.That(Json("--min-history", "0")["configuration"]!.ToJsonString(), Is.EqualTo(plain["configuration"]!.ToJsonString()));
    }

    [Test]
    public void The_stamp_is_that_of_the_membership_and_stands_in_every_table()
    {
        Assert.That(Json()["universe"]!["isPit"]!.GetValue<bool>(), Is.False);
        var within = Json("--membership", folder.At("members.csv"), "--risk-per-trade", "0.01,0.02", "--sets-table", folder.At("sets.csv"));
        Assert.That(within["universe"]!["isPit"]!.GetValue<bool>(), Is.True, within["universe"]!.ToJsonString());
        Column(folder.At("sets.csv"), "true");
        Json("--risk-per-trade", "0.01,0.02", "--sets-table", folder.At("sets.csv"));
        Column(folder.At("sets.csv"), "false");
        string[] sweep = ["sweep", "--bars", folder.At("bars.csv"), "--weights", folder.At("weights.csv"), "--vary", "halfSpread=1bp,5bp", "--output", folder.At("sweep.csv")];
        Assert.That(Session.Of(sweep).ExitCode, Is.Zero);
        Column(folder.At("sweep.csv"), "false");
        Assert.That(Session.Of([.. sweep, "--set", "universe.membership=" + folder.At("members.csv")]).ExitCode, Is.Zero);
        Column(folder.At("sweep.csv"), "true");

        static void Column(string file, string stamp)
        {
            var lines = File.ReadAllLines(file);
            Assert.That(lines[0], Does.EndWith(",is_pit"));
            Assert.That(lines.Skip(1), Has.All.EndsWith("," + stamp).And.Exactly(2).Items);
        }
    }

    [Test]
    public void A_universe_is_read_from_YAML_and_what_it_does_not_read_is_refused()
    {
        folder.Write("brackets.yaml", """
            name: mine
            data: { files: bars.csv }
            signals: { file: signals.csv }
            bracket: { volatility: fixed, fixedTarget: 0.2, bars: 10 }
            universe: { membership: members.csv }
            """);
        var session = Session.Of("brackets", "--config", folder.At("brackets.yaml"), "--json");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(JsonNode.Parse(session.Output)!["figures"]!["trades"]!.GetValue<int>(), Is.EqualTo(2));
        Assert.That(Brackets("--universe-review", "weekly").Error, Does.Contain("--universe-review is given, but nothing reads it without a screen"));
        Assert.That(Brackets("--min-price", "5").Error, Does.Contain("raw"));
    }
}
