using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Symphony.Shells.Tests.Cli;

/// <summary><c>symphony statistics calibration</c> on files of forecasts.</summary>
[TestFixture]
public sealed class CalibrationStatisticsTests
{
    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("symphony-calibration-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Four_forecasts_print_their_figures_and_bins()
    {
        var session = Session.Of("statistics", "calibration", Written("probability,outcome\n0.1,0\n0.9,1\n0.8,1\n0.3,0\n"), "--bins", "2");
        Assert.That((session.ExitCode, session.Error), Is.EqualTo((0, "")));
        var lines = session.Output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();
        Assert.That(lines, Does.Contain("Forecasts 4").And.Contain("Brier score 0.0375 0 is best"));
        Assert.That(lines, Does.Contain("Log loss 0.1976 nats; 0 is best").And.Contain("Area under ROC 1.0000 0.5 tells nothing apart"));
        Assert.That(lines, Does.Contain("Expected calibration error 0.1750 by these bins; 0 is best"));
        Assert.That(lines, Has.Some.StartsWith("0.0000 to 0.5000 2 0.2000 0.0000"));
    }

    [Test]
    public void Json_has_the_same_figures_and_nothing_else_on_standard_output()
    {
        var file = Written("when,p,y\n2020-01-01,0.1,0\n2020-01-02,0.9,1\n2020-01-03,0.8,1\n2020-01-04,0.3,0\n");
        var session = Session.Of("statistics", "calibration", file, "--probability", "p", "--outcome", "y", "--binning", "count", "--bins", "2", "--json");
        Assert.That((session.ExitCode, session.Error), Is.EqualTo((0, "")));
        var report = JsonNode.Parse(session.Output)!;
        Assert.That((double)report["brierScore"]!, Is.EqualTo(0.0375).Within(1e-12));
        Assert.That((double)report["expectedCalibrationError"]!, Is.EqualTo(0.175).Within(1e-12));
        Assert.That((double)report["bins"]![1]!["meanProbability"]!, Is.EqualTo(0.85).Within(1e-12));
    }

    [Test]
    public void What_has_no_value_says_why()
    {
        var session = Session.Of("statistics", "calibration", Written("probability,outcome\n0,1\n0.5,1\n"));
        Assert.That(session.ExitCode, Is.Zero);
        Assert.That(session.Output, Does.Contain("one outcome only: no value").And.Contain("something called impossible happened: no value"));
    }

    [Test]
    public void A_file_of_many_rows_is_read_whole()
    {
        var rows = Enumerable.Range(0, 9_001).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 1000 / 1000.0},{(i * 7919 % 1000 < i % 1000 ? 1 : 0)}"));
        var session = Session.Of("statistics", "calibration", Written("probability,outcome\n" + string.Join('\n', rows) + "\n"), "--json");
        Assert.That(session.ExitCode, Is.Zero);
        Assert.That((int)JsonNode.Parse(session.Output)!["count"]!, Is.EqualTo(9_001));
    }

    [TestCase("probability,outcome\n0.5,1\n1.2,0\n", "line 3, column 'probability': '1.2' is no probability; a probability from 0 to 1 is accepted")]
    [TestCase("probability,outcome\n-0.1,1\n", "line 2, column 'probability': '-0.1' is no probability")]
    [TestCase("probability,outcome\nnan,1\n", "line 2, column 'probability': 'nan' is no probability")]
    [TestCase("probability,outcome\n0.5,2\n", "line 2, column 'outcome': '2' is no outcome; 0 or 1 is accepted")]
    [TestCase("probability,outcome\n0.5,yes\n", "line 2, column 'outcome': 'yes' is not a number; 0 or 1 is accepted")]
    [TestCase("probability,outcome\n0.5,\n", "line 2, column 'outcome' is empty; 0 or 1 is accepted")]
    [TestCase("p,outcome\n0.5,1\n", "has no column 'probability'")]
    [TestCase("probability,outcome\n", "has a header and no rows")]
    public void What_cannot_be_read_is_one_sentence_with_the_place(string text, string said)
    {
        var session = Session.Of("statistics", "calibration", Written(text));
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Output, Is.Empty);
        Assert.That(session.Error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1));
        Assert.That(session.Error, Does.Contain(said));
    }

    [TestCase("--bins 0", "bins must lie in")]
    [TestCase("--binning count --bins 9", "forecasts needs at least 9, has 1")]
    [TestCase("--binning other", "other")]
    [TestCase("--outcome probability", "'probability' is named as both")]
    public void Settings_that_cannot_be_are_refused(string typed, string said)
    {
        var session = Session.Of(["statistics", "calibration", Written("probability,outcome\n0.5,1\n"), .. typed.Split(' ')]);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain(said));
    }

    [Test]
    public void The_help_teaches_by_example() =>
        Assert.That(
            Session.Of("statistics", "calibration", "--help").Output,
            Does.Contain("symphony statistics calibration forecasts.csv").And.Contain("0.72,1"));

    private string Written(string text)
    {
        var file = Path.Combine(folder, "forecasts.csv");
        File.WriteAllText(file, text);
        return file;
    }
}
