using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Cli;

/// <summary>What is wrong with rows, from files to the table, the file of findings and the page.</summary>
[TestFixture]
public sealed class AuditCommandTests
{
    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("symphony-audit-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Good_bars_are_green_and_exit_0()
    {
        var said = Audit(Market(_ => true));
        Assert.That(said.ExitCode, Is.Zero, said.Error);
        Assert.That(said.Output, Does.Contain("GREEN: 480 rows, 6 symbols, 80 dates"));
        Assert.That(said.Output, Does.Contain("symbol days  green 480, amber 0, red 0"));
    }

    [Test]
    public void A_week_without_rows_of_three_symbols_is_red_and_exits_3_until_the_week_is_there()
    {
        var without = Market(row => !(row.Symbol is "A" or "B" or "C" && row.Day is >= 40 and < 45));
        var said = Audit(without);
        Assert.That(said.ExitCode, Is.EqualTo(3));
        Assert.That(said.Output, Does.Contain("RED    A 2020-02-27 to 2020-03-04: sessions without a row (5 sessions)"));
        Assert.That(said.Output, Does.Contain("RED, where AMBER or better was asked for"));
        Assert.That(Audit(without, "--accept", "red").ExitCode, Is.Zero);
        Assert.That(Audit(Market(_ => true)).ExitCode, Is.Zero);
    }

    [Test]
    public void Rows_that_other_verbs_refuse_are_findings()
    {
        var lines = Market(_ => true).Split('\n').ToList();
        var doubled = lines.FindIndex(line => line.StartsWith("2020-02-10,A", StringComparison.Ordinal));
        lines.Insert(doubled, lines[doubled]);
        Change(lines, "2020-02-11,A", open: "0");
        Change(lines, "2020-02-12,A", open: "");
        Change(lines, "2020-02-13,A", open: "1");
        using var json = Json(string.Join('\n', lines), "--accept", "green");
        var rules = json.RootElement.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("rule").GetString()).ToArray();
        Assert.That(rules, Is.EqualTo(new[] { "duplicate_row", "incomplete_row", "impossible_price", "high_low_violation" }));
        Assert.That(json.RootElement.GetProperty("verdict").GetString(), Is.EqualTo("RED"));
    }

    [Test]
    public void Repairs_say_what_they_did_and_what_is_accepted_stays_on_record()
    {
        var without = Market(row => !(row.Symbol == "A" && row.Day is >= 40 and < 45));
        var said = Audit(without, "--repair", "accept missing_sessions A 2020-02-27..2020-03-04: trading was halted");
        Assert.That(said.ExitCode, Is.Zero, said.Error);
        Assert.That(said.Output, Does.Contain("GREEN: 475 rows"));
        Assert.That(said.Output, Does.Contain("missing_sessions   GREEN"));
        Assert.That(said.Output, Does.Contain("repair: accept missing_sessions A 2020-02-27..2020-03-04: trading was halted (1)"));

        var dropped = Audit(without, "--repair", "drop A *: another company");
        Assert.That(dropped.Output, Does.Contain("GREEN: 400 rows"));
        Assert.That(dropped.Output, Does.Contain("repair: drop A *: another company (75)"));
    }

    [TestCase("drop A 2020-02-27", "has no reason after a colon")]
    [TestCase("drop A 2020-02-30: x", "has the date '2020-02-30'")]
    [TestCase("mend A 2020-02-27: x", "is no repair")]
    [TestCase("drop * 2020-04-01..2020-03-01: reversed", "--repair: 'drop * 2020-04-01..2020-03-01: reversed' ends at 2020-03-01, before it begins at 2020-04-01")]
    [TestCase("accept nothing A *: x", "--repair: 'accept nothing A *: x': rule 'nothing' is not known; accepted: duplicate_row, ")]
    public void A_repair_that_cannot_be_read_is_refused(string repair, string problem)
    {
        var said = Audit(Market(_ => true), "--repair", repair);
        Assert.That(said.ExitCode, Is.EqualTo(1));
        Assert.That(said.Error, Does.Contain(problem));
        Assert.That(said.Output, Is.Empty);
    }

    [Test]
    public void A_colour_that_is_none_is_refused_by_name()
    {
        var said = Audit(Market(_ => true), "--colour", "large_move=1");
        Assert.That(said.ExitCode, Is.EqualTo(1));
        Assert.That(said.Error, Does.Contain("--colour: 'large_move=1' is no colour of a rule"));
    }

    [Test]
    public void The_file_of_findings_and_the_page_have_what_the_table_says()
    {
        var without = Market(row => !(row.Symbol == "<A&B>" && row.Day is >= 40 and < 45), "<A&B>");
        var said = Audit(without, "--findings", At("audit.parquet"), "--report", At("audit.html"));
        Assert.That(said.ExitCode, Is.EqualTo(3));
        var table = ParquetTable.Read(At("audit.parquet"));
        Assert.That(table.Rows, Is.EqualTo(1));
        Assert.That(table.ColumnNames, Is.EqualTo(new[] { "symbol", "from", "to", "rule", "value", "colour", "finding" }));
        var page = File.ReadAllText(At("audit.html"));
        var parsed = XDocument.Parse(page);
        Assert.That(parsed.Descendants("rect").Count(rect => (string?)rect.Attribute("class") == "r" && rect.Parent!.Name == "svg" && rect.Element("title") is not null), Is.EqualTo(1));
        Assert.That(page, Does.Contain("&lt;A&amp;B&gt;").And.Not.Contain("<A&B>"));
    }

    [TestCase("us_equities_daily_1998_2017/stocks_daily.csv.gz", "thin_date 1, volume_lost 1")]
    [TestCase("sp500_5yr_daily_2013_2018/sp500_5yr.csv.gz", "incomplete_row 9, high_low_violation 9, zero_volume 3")]
    public void The_documented_faults_of_real_bars_are_found(string file, string expected)
    {
        var bars = SharedData.At(file.Split('/'));
        var said = Session.Of("audit", "--bars", bars, "--json");
        Assert.That(said.ExitCode, Is.EqualTo(3), said.Error);
        using var json = JsonDocument.Parse(said.Output);
        var found = json.RootElement.GetProperty("rules").EnumerateArray()
            .ToDictionary(rule => rule.GetProperty("rule").GetString()!, rule => rule.GetProperty("findings").GetInt32());
        foreach (var one in expected.Split(", ").Select(text => text.Split(' ')))
            Assert.That(found.GetValueOrDefault(one[0]), Is.EqualTo(int.Parse(one[1], CultureInfo.InvariantCulture)), one[0]);
    }

    private static void Change(List<string> lines, string beginning, string open)
    {
        var at = lines.FindIndex(line => line.StartsWith(beginning, StringComparison.Ordinal));
        var parts = lines[at].Split(',');
        parts[2] = open;
        lines[at] = string.Join(',', parts);
    }

    /// <summary>Six quiet names on the weekdays of four months, those rows left out that are not wanted.</summary>
    private static string Market(Func<(string Symbol, int Day), bool> wanted, string first = "A")
    {
        var text = new StringBuilder("date,symbol,open,high,low,close,volume\n");
        var date = new DateOnly(2020, 1, 2);
        for (var day = 0; day < 80; day++)
        {
            string[] symbols = [first, "B", "C", "D", "E", "F"];
            for (var name = 0; name < symbols.Length; name++)
            {
                if (!wanted((symbols[name], day))) continue;
                var price = 100 + name + (0.3 * ((((day * 7) + (name * 3)) % 11) - 5));
                text.Append(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd},{symbols[name]},{price},{price + 0.25},{price - 0.25},{price + 0.1},{1000 + day}\n");
            }

            do date = date.AddDays(1);
            while (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
        }

        return text.ToString();
    }

    private string At(string file) => Path.Combine(folder, file);

    private Session Audit(string bars, params string[] more)
    {
        File.WriteAllText(At("bars.csv"), bars);
        return Session.Of(["audit", "--bars", At("bars.csv"), .. more]);
    }

    private JsonDocument Json(string bars, params string[] more) => JsonDocument.Parse(Audit(bars, [.. more, "--json"]).Output);
}
