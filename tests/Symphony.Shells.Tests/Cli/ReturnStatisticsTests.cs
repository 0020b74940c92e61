using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Shells.Tests.Cli;

[TestFixture]
public sealed class ReturnStatisticsTests
{
    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("symphony-statistics-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    private static double[] Series(int step, double mean) =>
        [.. Enumerable.Range(0, 120).Select(bar => mean + (0.01 * (((bar * bar * step) % 23) - 11) / 11.0))];

    private string Written(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Wide(params (string Name, double[] Returns)[] strategies)
    {
        var text = new StringBuilder("day," + string.Join(',', strategies.Select(one => one.Name)) + "\n");
        for (var bar = 0; bar < strategies[0].Returns.Length; bar++)
        {
            var day = new DateOnly(2021, 1, 4).AddDays(bar).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            text.Append(day).Append(',').AppendJoin(',', strategies.Select(one => one.Returns[bar].ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }

        return Written("returns.csv", text.ToString());
    }

    private string Example() => Wide(("up", Series(3, 0.004)), ("flat", Series(5, 0.0)), ("down", Series(7, -0.002)), ("idle", new double[120]));

    [Test]
    public void The_figures_are_those_of_the_library()
    {
        var session = Session.Of("statistics", "returns", Example(), "--bars-per-year", "252", "--blocks", "8", "--resamples", "200", "--seed", "9", "--json");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        var json = JsonNode.Parse(session.Output)!;
        var trials = TrialStatistics.Returns(["up", "flat", "down", "idle"], [Series(3, 0.004), Series(5, 0.0), Series(7, -0.002), new double[120]]);
        var overfitting = TrialStatistics.Overfitting(trials, 8, null);
        var ability = TrialStatistics.RealityCheck(trials, 200, null, 9, null);
        var summary = TrialStatistics.Summarise(trials);
        var up = Performance.Summarise(Series(3, 0.004), [], 252, summary);
        var together = json["together"]!;
        Assert.Multiple(() =>
        {
            Assert.That((double?)together["probabilityOfOverfitting"], Is.EqualTo(overfitting.Probability));
            Assert.That((double)together["superiorAbilityPValue"]!, Is.EqualTo(ability.ConsistentPValue));
            Assert.That((int)together["effectiveTrials"]!, Is.EqualTo(TrialStatistics.Clusters(trials, null).Count));
            Assert.That((string?)together["trials"], Is.EqualTo("N = 4 trials"));
            Assert.That((string?)together["bestByMean"], Is.EqualTo(trials.Names[ability.BestByMean]));
            var first = json["strategies"]![0]!;
            Assert.That((string?)first["name"], Is.EqualTo("up"));
            Assert.That((double?)first["sharpeRatio"], Is.EqualTo(up.SharpeRatio));
            Assert.That((double?)first["deflatedSharpeRatio"], Is.EqualTo(up.DeflatedSharpeRatio));
            Assert.That((double?)first["haircutHolm"], Is.EqualTo(TrialStatistics.Haircuts(trials, AdjustmentMethod.Holm)[0]!.Haircut));
            var idle = json["strategies"]![3]!;
            Assert.That(idle["sharpeRatio"], Is.Null);
            Assert.That(idle["haircutHolm"], Is.Null);
        });
    }

    [Test]
    public void Threads_and_repetition_do_not_change_a_byte()
    {
        var file = Example();
        var one = Session.Of("statistics", "returns", file, "--json", "--resamples", "100", "--blocks", "6", "--threads", "1");
        var two = Session.Of("statistics", "returns", file, "--json", "--resamples", "100", "--blocks", "6", "--threads", "2");
        Assert.That(two.Output, Is.EqualTo(one.Output));
        Assert.That(one.Output, Does.Contain("probabilityOfOverfitting"));
    }

    [Test]
    public void A_number_of_trials_stated_by_hand_is_printed_as_such()
    {
        var session = Session.Of("statistics", "returns", Example(), "--trials", "100", "--variance", "0.002", "--resamples", "50", "--blocks", "4");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Output, Does.Contain("N = 100 trials, N stated by hand"));
        Assert.That(session.Output, Does.Contain("6.4 years for 100 trials"));
        Assert.That(session.Output, Does.Contain("probability of overfitting"));
    }

    [Test]
    public void A_single_strategy_has_no_probability_of_overfitting_and_the_reason_is_printed()
    {
        var session = Session.Of("statistics", "returns", Wide(("only", Series(3, 0.001))), "--resamples", "50");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Output, Does.Contain("none: two trials are needed, there is 1"));
        Assert.That(session.Output, Does.Contain("single trial"));
    }

    [Test]
    public void A_benchmark_is_subtracted_and_is_no_trial()
    {
        var session = Session.Of("statistics", "returns", Example(), "--benchmark", "flat", "--resamples", "50", "--blocks", "4", "--json");
        var json = JsonNode.Parse(session.Output)!;
        Assert.That(json["strategies"]!.AsArray(), Has.Count.EqualTo(3));
        Assert.That((string?)json["benchmark"], Is.EqualTo("flat"));
        Assert.That((double)json["strategies"]![2]!["sharpeRatio"]!, Is.Not.Zero, "idle less the benchmark");
    }

    [TestCase("--trials 5", "--trials needs --variance")]
    [TestCase("--variance 0.1", "--variance needs --trials")]
    [TestCase("--benchmark sideways", "--benchmark 'sideways' is no column of returns; accepted: up, flat, down, idle")]
    [TestCase("--trials 3 --variance 0.1", "--trials was 3, fewer than the 4 columns of returns, each of which is a trial")]
    [TestCase("--seed -1", "Cannot parse argument '-1' for option '--seed'; a whole number, 0 or more, is accepted (symphony statistics returns --help shows what is accepted)")]
    [TestCase("--bars-per-year inf", "Cannot parse argument 'inf' for option '--bars-per-year'; a finite number is accepted (symphony statistics returns --help")]
    [TestCase("--threads many", "a whole number of up to nine digits is accepted")]
    [TestCase("--blocks 7", "blocks: an even number of blocks is needed, was 7")]
    [TestCase("--resamples 0", "resamples must lie in [1, 100000], was 0")]
    [TestCase("--block-length 0.5", "blockLength must lie in [1,")]
    [TestCase("--bars-per-year 0", "barsPerYear must be above zero, was 0")]
    [TestCase("--columns upp", "has no column 'upp' (nearest: 'up')")]
    [TestCase("--date when", "has no column 'when'")]
    public void What_cannot_be_used_is_refused_in_one_sentence(string flags, string sentence)
    {
        var session = Session.Of(["statistics", "returns", Example(), .. flags.Split(' ')]);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain(sentence));
        Assert.That(session.Error.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(session.Output, Is.Empty);
    }

    [TestCase("day,a\n2024-01-02,0.01\n2024-01-02,0.02\n", "line 3, column 'day': '2024-01-02' does not come after")]
    [TestCase("day,a\n2024-01-02,x\n", "line 2, column 'a': 'x' is not a number; a simple return such as 0.0125 is accepted")]
    [TestCase("day,a\n2024-01-02,inf\n", "is not finite")]
    [TestCase("day,a\n2024-01-02,5e6\n", "is no return of one bar")]
    [TestCase("day,a\n2024-01-02,\n", "column 'a' is empty")]
    [TestCase("day,a,a\n2024-01-02,1,2\n", "has 2 columns named 'a'; one is accepted")]
    [TestCase("day\n2024-01-02\n", "has no column beside 'day'")]
    [TestCase("day,a\n2024-01-02,0.01\n", "--bars-per-year")]
    public void A_file_that_cannot_be_used_is_refused_with_line_and_column(string text, string sentence)
    {
        var session = Session.Of("statistics", "returns", Written("bad.csv", text));
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain(sentence));
    }

    [Test]
    public void Parquet_is_read_as_csv_is()
    {
        var days = Enumerable.Range(0, 120).Select(bar => new DateOnly(2021, 1, 4).AddDays(bar).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).ToArray();
        var path = Path.Combine(folder, "returns.parquet");
        ParquetTable.Write(path, [ParquetColumn.Text("day", days), ParquetColumn.Double("up", Series(3, 0.004)), ParquetColumn.Double("flat", Series(5, 0.0))]);
        string[] flags = ["--resamples", "50", "--blocks", "4", "--json"];
        var parquet = Session.Of(["statistics", "returns", path, .. flags]);
        var csv = Session.Of(["statistics", "returns", Wide(("up", Series(3, 0.004)), ("flat", Series(5, 0.0))), .. flags]);
        Assert.That(parquet.ExitCode, Is.Zero, parquet.Error);
        Assert.That(parquet.Output, Is.EqualTo(csv.Output));
    }

    [Test]
    public void The_help_teaches_by_example() =>
        Assert.That(Session.Of("statistics", "returns", "--help").Output, Does.Contain("symphony statistics returns returns.csv").And.Contain("give the bad ones"));
}
