using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Symphony.Pipeline;

namespace Symphony.Shells.Tests.Cli;

[TestFixture]
public sealed class ConformanceCommandTests
{
    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("symphony-splits-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [TestCase("combinatorial.json")]
    [TestCase("k-fold.json")]
    [TestCase("walk-forward.json")]
    public void Splits_that_are_ours_break_no_law_and_differ_in_nothing(string sample)
    {
        var findings = Findings(Sample(sample), expectedExit: 0);
        Assert.That(BrokenLaws(findings), Is.Empty);
        Assert.That(findings["differences"]!.AsArray(), Is.Empty, findings.ToJsonString());
    }

    // The training ranges of AFML snippet 7.3 on twenty rows: no fault by its own conventions, and not ours.
    [Test]
    public void Half_open_spans_are_judged_as_half_open_and_listed_as_a_difference()
    {
        var findings = Findings(Sample("k-fold-half-open.json"), expectedExit: 0);
        Assert.That(Differences(findings), Is.EqualTo(new[] { "closure", "trainsOnMore" }));

        var closed = File.ReadAllText(Sample("k-fold-half-open.json")).Replace("halfOpen", "closed", StringComparison.Ordinal);
        Assert.That(BrokenLaws(Findings(Written(closed), expectedExit: 3)), Is.EqualTo(new[] { "noOverlap" }));
    }

    [TestCase("leading-edge-leak.json", "noOverlap", 4, "split 1 trains on row 5 (bar 5 to bar 7), which overlaps the tested row 7 (bar 7 to bar 9), at the leading edge of the test")]
    [TestCase("embargo-zeroed.json", "embargo", 50, "split 0 trains on row 24 (A, 2024-01-19 to 2024-01-23), 1 bar after the test labels end at 2024-01-18; the embargo is 2 bars")]
    [TestCase("rows-never-tested.json", "coverage groupSizes", 7, "row 22 (bar 22) is never tested; expected: 9 times")]
    [TestCase("date-split.json", "wholeDates", 4, "split 0 tests 2 of the 3 observations of 2024-01-03: row 3 (A, 2024-01-03 to 2024-01-04) is tested, row 5 (C, 2024-01-03 to 2024-01-04) is not")]
    [TestCase("path-mixed-up.json", "paths", 18, "path 1 takes row 0 (A, 2024-01-02 to 2024-01-04) from split 8, which does not test it")]
    public void Each_well_known_fault_is_caught_and_named(string sample, string laws, int faults, string first)
    {
        var findings = Findings(Sample(sample), expectedExit: 3);
        Assert.That(BrokenLaws(findings), Is.EqualTo(laws.Split(' ')));
        var law = findings["laws"]!.AsArray().First(law => (string?)law!["law"] == laws.Split(' ')[0])!;
        Assert.That((int)law["faults"]!, Is.EqualTo(faults));
        Assert.That((string?)law["examples"]![0]!["sentence"], Is.EqualTo(first));

        var session = Session.Of("conformance", "--splits", Sample(sample));
        Assert.That(session.ExitCode, Is.EqualTo(3));
        Assert.That(session.Output, Does.Contain(first).And.Contain("BROKEN"));
    }

    [Test]
    public void Every_sample_of_splits_is_tried_here()
    {
        string[] tried =
        [
            "combinatorial.json", "date-split.json", "embargo-zeroed.json", "k-fold-half-open.json", "k-fold.json",
            "leading-edge-leak.json", "path-mixed-up.json", "rows-never-tested.json", "walk-forward.json",
        ];
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(Sample("k-fold.json"))!).Select(Path.GetFileName).Order(StringComparer.Ordinal), Is.EqualTo(tried));
    }

    [Test]
    public void What_holds_is_printed_with_how_much_was_looked_at()
    {
        var session = Session.Of("conformance", "--splits", Sample("combinatorial.json"));
        Assert.That(session.ExitCode, Is.Zero);
        Assert.That(session.Output, Does.Contain("52 observations, 2 symbols, 6 groups, 15 splits, 5 paths"));
        Assert.That(session.Output, Does.Contain("270 training labels"));
        Assert.That(session.Output, Does.EndWith("all 9 laws hold\n"));
    }

    [TestCase("combinatorial.json")]
    [TestCase("walk-forward.json")]
    [TestCase("k-fold-half-open.json")]
    [TestCase("date-split.json")]
    public void What_is_written_is_read_back_the_same(string sample)
    {
        using var once = new MemoryStream();
        using var twice = new MemoryStream();
        SplitsFile.Read(Sample(sample)).Write(once);
        once.Position = 0;
        var again = SplitsFile.Read(once, "written");
        again.Write(twice);
        Assert.That(twice.ToArray(), Is.EqualTo(once.ToArray()));
        var path = Written(Encoding.UTF8.GetString(once.ToArray()));
        Assert.That(
            Findings(path, Session.Of("conformance", "--splits", Sample(sample)).ExitCode)["laws"]!.ToJsonString(),
            Is.EqualTo(Findings(Sample(sample), expectedExit: null)["laws"]!.ToJsonString()));
    }

    [Test]
    public void Help_shows_the_form_of_the_file() =>
        Assert.That(
            Session.Of("conformance", "--help").Output,
            Does.Contain("\"intervalClosure\"").And.Contain("\"spanEnd\"").And.Contain("samples/splits").And.Contain("embargoDays"));

    private const string Small = """
        {
          "format": 1,
          "conventions": { "intervalClosure": "closed", "scope": "market", "embargoBars": 0 },
          "observations": { "bar": [0, 1, 2, 3], "spanEnd": [0, 1, 2, null] },
          "splits": [{ "test": [0, 1], "train": [2] }, { "test": [[2, 3]], "train": [0, 1] }]
        }
        """;

    [TestCase("\"format\": 1", "\"format\": 2", "format: format 2 is newer than 1, the newest this version reads")]
    [TestCase("\"format\": 1", "\"format\": 0", "format: format 0 is not known; the first is 1")]
    [TestCase("\"format\": 1,", "", "'format' is missing")]
    [TestCase("\"splits\"", "\"split\"", "'split' is not known here; the nearest is 'splits'")]
    [TestCase("\"closed\"", "\"open\"", "conventions.intervalClosure: must be \"closed\" or \"halfOpen\", was \"open\"")]
    [TestCase(", \"scope\": \"market\"", "", "conventions: 'scope' is missing")]
    [TestCase("\"embargoBars\": 0", "\"embargoBars\": 3", "conventions: 'embargoOrigin' is missing")]
    [TestCase("\"embargoBars\": 0", "\"embargoBars\": -1", "conventions.embargoBars: must be a whole number, 0 or more, was -1")]
    [TestCase("\"embargoBars\": 0", "\"embargoBars\": 1.5", "conventions.embargoBars: must be a whole number, 0 or more, was 1.5")]
    [TestCase(", \"embargoBars\": 0", "", "conventions: one of 'embargoBars' and 'embargoDays' is needed; 0 bars are no embargo")]
    [TestCase("\"embargoBars\": 0", "\"embargoDays\": 3, \"embargoOrigin\": \"lastTestBar\"", "conventions.embargoDays: an embargo in days needs the bars' dates, and bars are given by number")]
    [TestCase("\"embargoBars\": 0", "\"embargoBars\": 0, \"timesTested\": 0", "conventions.timesTested: each observation is tested at least once, was 0")]
    [TestCase("[0, 1, 2, null]", "[0, 1, 2]", "observations: 'bar' has 4 entries and 'spanEnd' 3; there is one of each for an observation")]
    [TestCase("[0, 1, 2, null]", "[0, 0, 2, null]", "observations.spanEnd[1]: the label of row 1 ends at bar 0, before it starts at bar 1")]
    [TestCase("[0, 1, 2, null]", "[0, \"1\", 2, null]", "observations.spanEnd[1]: must be a date such as 2020-01-02 or an instant such as 2020-01-02T16:00:00Z, was \"1\"")]
    [TestCase("[0, 1, 2, 3]", "[0, 1, 2, true]", "observations.bar[3]: must be a bar: a number from 0, or a date, was true")]
    [TestCase("\"train\": [2]", "\"train\": [4]", "splits[0].train: row 4 is not one of the 4 observations (0 to 3)")]
    [TestCase("\"train\": [2]", "\"train\": [[3, 2]]", "splits[0].train[0]: the range [3, 2] is reversed")]
    [TestCase("\"train\": [2]", "\"train\": [[1, 2, 3]]", "splits[0].train[0]: must be a row or a range [first, last], was a list of 3")]
    [TestCase("\"train\": [2]", "\"train\": 2", "splits[0].train: must be a list, was 2")]
    [TestCase("\"train\": [2]", "\"train\": [\"2\"]", "splits[0].train[0]: must be a whole number, 0 or more, was \"2\"")]
    [TestCase("\"test\": [0, 1]", "\"testGroups\": [0]", "splits[0].testGroups[0]: the file states no 'groups'")]
    [TestCase("\"splits\": [{ \"test\": [0, 1]", "\"groups\": [[0, 1], [2, 3]], \"splits\": [{ \"testGroups\": [2]", "splits[0].testGroups[0]: group 2 is not one of the 2 groups (0 to 1)")]
    [TestCase("\"test\": [0, 1]", "\"test\": [0, 1], \"testGroups\": [0]", "splits[0]: one of 'test' and 'testGroups' is needed")]
    [TestCase("[{ \"test\"", "[7, { \"test\"", "splits[0]: must be an object, was 7")]
    [TestCase("\"splits\": [", "\"paths\": [[0]], \"splits\": [", "paths[0]: must name the split of each of the 0 groups, has 1")]
    [TestCase("\"splits\": [", "\"paths\": [[{ \"split\": 5, \"rows\": [0] }]], \"splits\": [", "paths[0]: split 5 is not one of the 2 splits (0 to 1)")]
    [TestCase("\"splits\": [", "\"bars\": [\"2020-01-03\", \"2020-01-02\"], \"splits\": [", "bars[1]: bars must increase, but '2020-01-02' follows '2020-01-03'")]
    [TestCase("\"splits\": [", "\"bars\": [\"2020-01-02\", \"2020-01-03\"], \"splits\": [", "observations.bar[2]: bar 2 is not one of the 2 bars (0 to 1)")]
    [TestCase("\"splits\": [", "\"splits\": [], \"x\": [", "'x' is not known here")]
    [TestCase("null] }", "null], \"symbol\": [\"A\"] }", "observations.symbol: has 1 entries for 4 observations")]
    [TestCase("\"market\"", "market", "line 3, byte 58 is not JSON")]
    [TestCase("\"format\": 1,", "\"format\": 1, \"format\": 1,", "format")]
    public void A_file_that_cannot_be_read_is_one_sentence_with_the_place(string part, string written, string said)
    {
        Assert.That(Small, Does.Contain(part));
        var file = Written(Small.Replace(part, written, StringComparison.Ordinal));
        var session = Session.Of("conformance", "--splits", file);
        Assert.That(session.ExitCode, Is.EqualTo(1), session.Output + session.Error);
        Assert.That(session.Output, Is.Empty);
        Assert.That(session.Error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1));
        Assert.That(session.Error, Does.Contain($"{file}: ").And.Contain(said));
    }

    [Test]
    public void No_splits_or_no_observations_are_refused()
    {
        var noSplits = Small[..Small.IndexOf("\"splits\"", StringComparison.Ordinal)] + "\"splits\": [] }";
        Assert.That(Session.Of("conformance", "--splits", Written(noSplits)).Error, Does.Contain("splits is empty; at least one is needed"));
        var noRows = Small.Replace("[0, 1, 2, 3]", "[]", StringComparison.Ordinal).Replace("[0, 1, 2, null]", "[]", StringComparison.Ordinal);
        Assert.That(Session.Of("conformance", "--splits", Written(noRows)).Error, Does.Contain("observations is empty; at least one is needed"));
    }

    [Test]
    public void A_file_that_is_not_there_is_refused() =>
        Assert.That(
            Session.Of("conformance", "--splits", Path.Combine(folder, "none.json")),
            Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("none.json: there is no such file"));

    [Test]
    public void Bars_by_date_need_no_axis_and_an_embargo_in_days_counts_them()
    {
        // Train on Tuesday 7 January after a test that ends on Friday the 3rd: 4 days and 2 bars later.
        string Of(string embargo) => Written($$"""
            {
              "format": 1,
              "conventions": { "intervalClosure": "closed", "scope": "market", {{embargo}}, "embargoOrigin": "latestSpanEnd" },
              "observations": { "bar": ["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07"],
                                "spanEnd": ["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07"] },
              "splits": [{ "test": [[0, 1]], "train": [3] }, { "test": [[2, 3]], "train": [0, 1] }]
            }
            """);
        Assert.That(BrokenLaws(Findings(Of("\"embargoDays\": 3"), 0)), Is.Empty);
        Assert.That(BrokenLaws(Findings(Of("\"embargoDays\": 4"), 3)), Is.EqualTo(new[] { "embargo" }));
        Assert.That(BrokenLaws(Findings(Of("\"embargoBars\": 1"), 0)), Is.Empty);
        Assert.That(BrokenLaws(Findings(Of("\"embargoBars\": 2"), 3)), Is.EqualTo(new[] { "embargo" }));
    }

    private static JsonNode Findings(string file, int? expectedExit)
    {
        var session = Session.Of("conformance", "--splits", file, "--json");
        if (expectedExit is { } code) Assert.That(session.ExitCode, Is.EqualTo(code), session.Output + session.Error);
        return JsonNode.Parse(session.Output)!;
    }

    private static string[] BrokenLaws(JsonNode findings) =>
        [.. findings["laws"]!.AsArray().Where(law => (string?)law!["verdict"] == "broken").Select(law => (string)law!["law"]!)];

    private static string[] Differences(JsonNode findings) =>
        [.. findings["differences"]!.AsArray().Select(difference => (string)difference!["difference"]!)];

    private string Written(string text)
    {
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(file, text);
        return file;
    }

    private static string Sample(string name)
    {
        var above = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(above.FullName, "Symphony.Core.sln"))) above = above.Parent!;
        return Path.Combine(above.FullName, "samples", "splits", name);
    }
}
