using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Cli;

/// <summary>Whatever is wrong with an input: exit code 1, one sentence with its place, nothing written.</summary>
[TestFixture]
public sealed class BadInputTests
{
    private const string Header = "date,symbol,open,high,low,close,volume\n";

    private const string Bars = Header
        + "2020-01-02,A,10,11,9,10.5,1000\n2020-01-02,B,10,11,9,10.5,1000\n"
        + "2020-01-03,A,11,12,10,11.5,1000\n2020-01-03,B,11,12,10,11.5,1000\n"
        + "2020-01-06,A,12,13,11,12.5,1000\n2020-01-06,B,12,13,11,12.5,1000\n";

    private const string Weights = "date,symbol,weight\n2020-01-02,A,0.5\n2020-01-02,B,-0.25\n";

    private string folder = "";

    [SetUp]
    public void Open()
    {
        folder = Directory.CreateTempSubdirectory("symphony-bad-").FullName;
        File.WriteAllText(At("weights.csv"), Weights);
    }

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    public static IEnumerable<TestCaseData> BadBars()
    {
        yield return Bad("an empty file", "", "is empty");
        yield return Bad("a header alone", Header, "has a header and no rows");
        yield return Bad("a binary file", "\u0001\u0002\0\u0003PK\0", "is no text table");
        yield return Bad("an unknown column", Bars.Replace("close", "clsoe", StringComparison.Ordinal), "no column 'close'", "nearest: 'clsoe'");
        yield return Bad("a short row", Line4("2020-01-03,A,11,12"), "line 4 has 4 values", "line 1 names 7 columns");
        yield return Bad("a long row", Line4("2020-01-03,A,11,12,10,11.5,1000,7"), "line 4 has 8 values");
        yield return Bad("text for a number", Line4("2020-01-03,A,11,12,10,dear,1000"), "line 4, column 'close': 'dear' is not a number", "a price above zero");
        yield return Bad("an impossible date", Line4("2020-02-30,A,11,12,10,11.5,1000"), "line 4, column 'date': '2020-02-30'", "yyyy-MM-dd");
        yield return Bad("a duplicate", Bars + "2020-01-03,A,11,12,10,11.5,1000\n", "line 8, column 'date'", "is given twice for A", "line 4");
        yield return Bad("NaN", Line4("2020-01-03,A,NaN,12,10,11.5,1000"), "line 4, column 'open': 'NaN' is not finite");
        yield return Bad("an infinite price", Line4("2020-01-03,A,11,Infinity,10,11.5,1000"), "line 4, column 'high': 'Infinity' is not finite");
        yield return Bad("a price of zero", Line4("2020-01-03,A,11,12,0,11.5,1000"), "line 4, column 'low': '0' is not above zero");
        yield return Bad("a negative price", Line4("2020-01-03,A,11,12,10,-1,1000"), "line 4, column 'close': '-1' is not above zero");
        yield return Bad("a high below the low", Line4("2020-01-03,A,9.5,9,10,9.5,1000"), "line 4, column 'high': '9' is below the low 10");
        yield return Bad("a negative volume", Line4("2020-01-03,A,11,12,10,11.5,-5"), "line 4, column 'volume': '-5' is negative");
        yield return Bad("a price beyond all reason", Line4("2020-01-03,A,11,1e308,10,1e308,1000"), "line 4, column 'high': '1e308' is no price of any market", "from 1e-12 to 1e12");
        yield return Bad("a price next to nothing", Line4("2020-01-03,A,11,12,1e-300,11.5,1000"), "line 4, column 'low': '1e-300' is no price of any market");
        yield return Bad("a volume beyond all reason", Line4("2020-01-03,A,11,12,10,11.5,1e300"), "line 4, column 'volume': '1e300' is no volume of any market");
        yield return Bad("a single date", Header + "2020-01-02,A,10,11,9,10.5,1000\n", "'2020-01-02' is the only date");
    }

    public static IEnumerable<TestCaseData> BadWeights()
    {
        yield return Bad("an unknown symbol", Weights + "2020-01-03,C,0.1\n", "line 4, column 'symbol': 'C' has no bars");
        yield return Bad("a date outside the bars", Weights + "2020-01-04,A,0.1\n", "line 4, column 'date': '2020-01-04' is no bar's date", "from 2020-01-02 to 2020-01-06");
        yield return Bad("text", Weights + "2020-01-03,A,much\n", "line 4, column 'weight': 'much' is not a number");
        yield return Bad("NaN", Weights + "2020-01-03,A,NaN\n", "line 4, column 'weight': 'NaN' is not finite");
        yield return Bad("infinite", Weights + "2020-01-03,A,Infinity\n", "line 4, column 'weight': 'Infinity' is not finite");
        yield return Bad("a million times the equity", Weights + "2020-01-03,A,1e300\n", "line 4, column 'weight': '1e300' is no fraction of equity", "from -1000000 to 1000000");
        yield return Bad("a duplicate", Weights + "2020-01-02,A,0.1\n", "line 4", "is given twice for A", "line 2");
        yield return Bad("above the declared cap", Weights + "2020-01-03,A,0.7\n", "line 4, column 'weight': '0.7' is larger than the cap on one name, 0.6");
        yield return Bad("an empty file", "", "is empty");
    }

    public static IEnumerable<TestCaseData> BadSettings()
    {
        yield return Bad("an unknown key", "enginee: { equity: 1 }\n", "line 8: the key 'enginee' is not known", "nearest known key is 'engine'");
        yield return Bad("an unknown key of a section", "engine: { comission: 1 }\n", "line 8: the key 'comission'", "'commission'");
        yield return Bad("a wrong type", "engine: { equity: lots }\n", "line 8: engine.equity was 'lots', but a number");
        yield return Bad("a wrong truth", "engine: { marginAllowed: yes }\n", "line 8: engine.marginAllowed was 'yes', but true or false");
        yield return Bad("an impossible equity", "engine: { equity: 0 }\n", "line 8: engine.equity must be above zero, was 0");
        yield return Bad("borrow tiers with a hole", "engine: { borrowTiers: [{ advAbove: 5, rate: 0.1 }] }\n", "line 8: engine.borrowTiers: the last tier must hold from 0");
        yield return Bad("a negative penalty", "model: { penalty: -1 }\n", "line 8: model.penalty was '-1', but a number of at least 0");
        yield return Bad("a cap of zero", "sizing: { perNameCap: 0 }\n", "line 8: sizing.perNameCap was 0, but a number above 0");
        yield return Bad("an unknown feature", "features: [momentm_20]\n", "line 8: feature 'momentm_20' is not known", "nearest: momentum_20");
        yield return Bad("a single group", "crossValidation: { groups: 1, testGroups: 1 }\n", "line 8: crossValidation.groups was '1', but a whole number from 2");
        yield return Bad("all groups tested", "crossValidation: { groups: 4, testGroups: 4 }\n", "line 8: crossValidation.testGroups was 4 of 4 groups, but a number from 1 to 3");
        yield return Bad("no group tested", "crossValidation: { testGroups: 0 }\n", "line 8: crossValidation.testGroups was '0', but a whole number from 1");
        yield return Bad("a negative embargo", "crossValidation: { embargoBars: -1 }\n", "line 8: crossValidation.embargoBars was '-1'");
        yield return Bad("more groups than a number holds", "crossValidation: { groups: 10000000000 }\n", "line 8: crossValidation.groups was '10000000000'");
        yield return Bad("a second document", "---\nname: other\n", "line 9: it holds 2 documents; one is accepted");
    }

    [TestCaseSource(nameof(BadBars))]
    public void Bad_bars_are_refused_by_backtest(byte[] bars, string[] said)
    {
        File.WriteAllBytes(At("bars.csv"), bars);
        Refused(said, Backtest("bars.csv", "weights.csv"));
    }

    [TestCaseSource(nameof(BadBars))]
    public void Bad_bars_are_refused_by_run(byte[] bars, string[] said)
    {
        File.WriteAllBytes(At("bars.csv"), bars);
        Refused(said, Run("bars.csv"));
    }

    [TestCaseSource(nameof(BadWeights))]
    public void Bad_weights_are_refused(byte[] weights, string[] said)
    {
        File.WriteAllText(At("bars.csv"), Bars);
        File.WriteAllBytes(At("weights.csv"), weights);
        Refused(said, [.. Backtest("bars.csv", "weights.csv"), "--weights-cap", "0.6"]);
    }

    [TestCaseSource(nameof(BadSettings))]
    public void Bad_settings_are_refused_before_any_file_is_read(byte[] more, string[] said) =>
        // The bars are not there: a refusal of a setting comes first.
        Refused(["run.yaml, ", .. said], Run("nothing.csv", Encoding.UTF8.GetString(more)));

    [Test]
    public void A_place_is_said_once()
    {
        SmallMarket.Write(folder);
        var session = Refused(["engine.sectors names 'ZZ'"], Run("bars.csv", Quick + "engine: { sectorCap: 0.5, sectors: { ZZ: tech } }\n"), mayCache: true);
        Assert.That(session.Error.Split("run.yaml"), Has.Length.EqualTo(2));
    }

    [Test]
    public void An_embargo_that_leaves_nothing_is_refused_with_its_arithmetic()
    {
        SmallMarket.Write(folder);
        Refused(
            ["run.yaml, line 9", "embargo 600 bars, leave nothing to train on", "embargoed"],
            Run("bars.csv", "features: [momentum_5]\ncrossValidation: { groups: 4, testGroups: 2, embargoBars: 600 }\n"),
            mayCache: true);
    }

    [Test]
    public void A_missing_file_and_a_folder_are_refused_by_both_verbs()
    {
        Refused(["the file 'nothing.csv' does not exist"], Run("nothing.csv"));
        Refused(["nothing.csv' does not exist"], Backtest("nothing.csv", "weights.csv"));
        Directory.CreateDirectory(At("heap"));
        Refused(["'heap' is a folder, not a file"], Run("heap"));
        Refused(["heap' is a folder, not a file"], Backtest("heap", "weights.csv"));
    }

    [Test]
    public void A_truncated_gzip_is_refused_by_both_verbs()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(Bars));
        File.WriteAllBytes(At("bars.csv.gz"), packed.ToArray()[..^20]);
        Refused(["bars.csv.gz is cut short or damaged"], Run("bars.csv.gz"));
        Refused(["bars.csv.gz is cut short or damaged"], Backtest("bars.csv.gz", "weights.csv"));
    }

    [Test]
    public void Missing_volume_is_refused_by_the_setting_that_needs_it_and_taken_when_what_it_says_is_done()
    {
        File.WriteAllLines(At("bars.csv"), Bars.TrimEnd('\n').Split('\n').Select(line => line[..line.LastIndexOf(',')]));
        string[] command = ["backtest", "--bars", At("bars.csv"), "--weights", At("weights.csv")];
        var refused = Session.Of(command);
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("--impact-coefficient: needs dollar ADV, but the bars have no volume; set --impact-coefficient to 0"));

        refused = Session.Of([.. command, "--impact-coefficient", "0", "--participation-cap", "5%"]);
        Assert.That(refused.Error, Does.Contain("--participation-cap: needs dollar ADV").And.Contain("set --participation-cap to none"));

        var taken = Session.Of([.. command, "--impact-coefficient", "0", "--participation-cap", "none"]);
        Assert.That(taken.ExitCode, Is.Zero, taken.Error);
        Assert.That(taken.Output, Does.Contain("note: The bars have no volume"));
    }

    [Test]
    public void Unsorted_dates_and_a_symbol_of_one_bar_are_accepted_and_said()
    {
        var lines = Bars.TrimEnd('\n').Split('\n');
        File.WriteAllLines(At("bars.csv"), [lines[0], .. lines[1..].Reverse(), "2020-01-03,C,5,6,4,5,100"]);
        var session = Session.Of("backtest", "--bars", At("bars.csv"), "--weights", At("weights.csv"));
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Output, Does.Contain("note: The dates of ").And.Contain("were not sorted").And.Contain("note: C has one bar and is never traded."));
    }

    [Test]
    public void A_runs_folder_that_is_a_file_is_refused()
    {
        File.WriteAllText(At("bars.csv"), Bars);
        File.WriteAllText(At("runs"), "");
        Refused(["runs: it is a file; a folder is accepted"], Run("bars.csv"));
    }

    [TestCase("--report", "", "the report file has no name")]
    [TestCase("--report", "heap", "heap' is a folder; the path of a file is accepted")]
    [TestCase("--report", "none/report.html", "none', which is no folder; an existing folder is accepted")]
    [TestCase("--report", "weights.csv/report.html", "weights.csv', which is no folder")]
    [TestCase("--report", "/dev/null", "is a device")]
    [TestCase("--equity-file", "equity.xlsx", "ends in neither .parquet nor .csv")]
    [TestCase("--equity-file", "equity.csv.gz", "ends in neither .parquet nor .csv")]
    [TestCase("--trades-file", "none/trades.csv", "none', which is no folder")]
    public void A_place_that_takes_no_file_is_refused_before_anything_is_computed(string flag, string file, string said)
    {
        File.WriteAllText(At("bars.csv"), Bars);
        Directory.CreateDirectory(At("heap"));
        var place = file.Length == 0 || file[0] == '/' ? file : At(file);
        Refused([said], ["backtest", "--bars", At("bars.csv"), "--weights", At("weights.csv"), flag, place]);
    }

    [Test]
    public void A_whole_number_that_does_not_fit_is_refused_and_not_cut() =>
        // 2^32 + 1 cut to 32 bits would be 1.
        Refused(
            ["--delisted-after-missing-bars was '4294967297'"],
            ["backtest", "--bars", At("bars.csv"), "--weights", At("weights.csv"), "--delisted-after-missing-bars", "4294967297"]);

    private const string Quick = """
        features: [momentum_5]
        crossValidation: { groups: 4, testGroups: 2, embargoBars: 5 }
        walkForward: { minimumTrainBars: 120 }

        """;

    private static TestCaseData Bad(string name, string content, params string[] said) =>
        new TestCaseData(Encoding.UTF8.GetBytes(content), said).SetArgDisplayNames(name);

    private static string Line4(string row)
    {
        var lines = Bars.Split('\n');
        lines[3] = row;
        return string.Join('\n', lines);
    }

    private string At(string name) => Path.Combine(folder, name);

    private string[] Backtest(string bars, string weights) =>
    [
        "backtest", "--bars", At(bars), "--weights", At(weights),
        "--report", At("report.html"), "--equity-file", At("equity.parquet"), "--trades-file", At("trades.csv"),
    ];

    private string[] Run(string bars, string more = "")
    {
        File.WriteAllText(At("run.yaml"), $"# A comment,\n# and another.\n\nname: bad\ndata:\n  files: {bars}\n  prices: adjusted\n{more}");
        return ["run", At("run.yaml"), "--runs", At("runs")];
    }

    private Session Refused(string[] said, string[] command, bool mayCache = false)
    {
        var before = Everything(mayCache);
        var session = Session.Of(command);
        Assert.That(session.ExitCode, Is.EqualTo(1), session.Error);
        Assert.That(session.Output, Is.Empty);
        var lines = session.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[^1], Does.StartWith("symphony: "));
        if (!mayCache)
            Assert.That(lines, Has.Length.EqualTo(1), "one sentence");
        foreach (var part in said)
            Assert.That(lines[^1], Does.Contain(part));
        Assert.That(Everything(mayCache), Is.EqualTo(before), "something was written");
        return session;
    }

    /// <summary>Every file but empty lock files, and finished stages where a stage may have been kept.</summary>
    private string[] Everything(bool mayCache) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(file => !file.StartsWith(Path.Combine("runs", ".locks"), StringComparison.Ordinal))
            .Where(file => !mayCache || !file.StartsWith(Path.Combine("runs", ".stages"), StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
