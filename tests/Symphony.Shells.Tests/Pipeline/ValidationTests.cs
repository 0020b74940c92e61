using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>What is said of the rows that fits set aside is what they set aside, and how they did there.</summary>
public sealed class ValidationTests
{
    private TemporaryFolder folder = null!;

    [OneTimeSetUp]
    public void Open() => folder = new TemporaryFolder();

    [OneTimeTearDown]
    public void Close() => folder.Dispose();

    private string Write(string name, string share)
    {
        var plain = SmallMarket.Write(folder.Path);
        var yaml = folder.Of(name);
        File.WriteAllText(yaml, File.ReadAllText(plain).Replace("model: { penalty: 10 }", $"model: {{ penalty: 10, validation: {share} }}"));
        return yaml;
    }

    private Session Splits(string yaml, params string[] flags) => Session.Of(["splits", yaml, "--runs", folder.Of("runs"), .. flags]);

    private RunMetrics Run(string yaml, out string run, out string printed)
    {
        var session = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        run = session.Output.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("run ", StringComparison.Ordinal))[4..].Trim();
        printed = session.Output;
        return RunMetrics.Read(run);
    }

    [Test]
    public void Tables_and_JSON_show_the_rows_that_models_are_fitted_on()
    {
        var yaml = Write("shown.yaml", "20 %");
        var configuration = RunConfiguration.Read(yaml);
        var survey = new PipelineRunner(TimeProvider.System).Survey(configuration, new RunOptions { RunsDirectory = folder.Of("runs") }, new Silent(), default);
        foreach (var walk in (bool[])[false, true])
        {
            var roles = survey.RolesOf(walk);
            var json = Splits(yaml, ["--json", .. walk ? (string[])["--walk-forward"] : []]);
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json.Output));
            var read = SplitsFile.Read(stream, "standard input");
            Assert.That(read.Splits.SplitCount, Is.EqualTo(roles.Count));
            for (var split = 0; split < roles.Count; split++)
            {
                Assert.That(read.Splits.Statement.Splits[split].Train.ToArray(), Is.EqualTo(roles[split].Rows(ObservationRole.Train)));
                Assert.That(read.Validation[split].ToArray(), Is.EqualTo(roles[split].Rows(ObservationRole.Validation)).And.Not.Empty);
            }

            Assert.That(SplitConformance.Check(read.Splits).Conforms, "fewer rows are no fault");
            using var again = new MemoryStream();
            read.Write(again);
            Assert.That(Encoding.UTF8.GetString(again.ToArray()), Is.EqualTo(json.Output));
        }

        var lines = Splits(yaml).Output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();
        Assert.That(lines[0], Does.EndWith("purge over the market, validation 0.2 of the training dates: 6 splits, 3 paths"));
        Assert.That(lines, Does.Contain("split tests groups train validation test purged embargoed dropped").And.Contain("refit from train validation score purged embargoed dropped"));
        var first = survey.RolesOf(false)[0];
        string Count(ObservationRole role) => first.CountOf(role).ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(lines, Has.Some.StartsWith(
            $"1 1, 2 {Count(ObservationRole.Train)} {Count(ObservationRole.Validation)} {Count(ObservationRole.Test)} {Count(ObservationRole.Purged)} {Count(ObservationRole.Embargoed)} "));
    }

    [TestCase("[0, 1]", "trained on too")]
    [TestCase("[2]", "tested too")]
    [TestCase("[9]", "row 9 is not one of the 4 observations (0 to 3)")]
    public void Rows_set_aside_are_neither_trained_on_nor_tested(string validation, string sentence)
    {
        var file = folder.Of("stated.json");
        File.WriteAllText(file, $$"""
            { "format": 1,
              "conventions": { "intervalClosure": "closed", "scope": "market", "embargoBars": 0 },
              "observations": { "bar": [0, 1, 2, 3], "spanEnd": [0, 1, 2, 3] },
              "splits": [{ "test": [2, 3], "train": [0], "validation": {{validation}} }] }
            """);
        var session = Session.Of("conformance", "--splits", file);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain(sentence).And.Contain("stated.json").And.Contain("validation"));
    }

    [Test]
    public void Scores_on_rows_set_aside_are_measured_date_by_date()
    {
        var yaml = Write("measured.yaml", "20 %");
        var metrics = Run(yaml, out var run, out var printed);
        var validation = metrics.Validation!;
        var configuration = RunConfiguration.Read(yaml);
        var survey = new PipelineRunner(TimeProvider.System).Survey(configuration, new RunOptions { RunsDirectory = folder.Of("runs") }, new Silent(), default);
        foreach (var walk in (bool[])[false, true])
        {
            var (roles, figures) = (survey.RolesOf(walk), walk ? validation.Windows : validation.Splits);
            Assert.That(figures, Has.Count.EqualTo(roles.Count));
            for (var fit = 0; fit < figures.Count; fit++)
            {
                var rows = roles[fit].Rows(ObservationRole.Validation);
                var scores = FittedModel.Of(StackMember.Of(configuration)[0], survey.Observations, roles[fit].Rows(ObservationRole.Train)).Score(survey.Observations, rows);
                var (mean, dates) = MeanRankCorrelation(survey.Observations, rows, scores);
                Assert.That(figures[fit].RankCorrelation, Is.EqualTo(mean).Within(1e-12));
                Assert.That(
                    (figures[fit].Dates, figures[fit].Validation, figures[fit].Train, figures[fit].Purged, figures[fit].Embargoed),
                    Is.EqualTo((dates, rows.Length, roles[fit].CountOf(ObservationRole.Train), roles[fit].CountOf(ObservationRole.Purged), roles[fit].CountOf(ObservationRole.Embargoed))));
            }
        }

        Assert.That((metrics.Trained, metrics.PurgedAndEmbargoed), Is.EqualTo((
            validation.Splits.Sum(split => (long)split.Train), validation.Splits.Sum(split => (long)split.Purged + split.Embargoed))));
        var training = JsonNode.Parse(File.ReadAllText(Directory.GetFiles(Path.Combine(run, "models"), "training.json", SearchOption.AllDirectories).Single()))!;
        Assert.That(training.ToJsonString(), Does.Contain(validation.Sentence()));
        Assert.That(printed, Does.Contain(validation.Sentence()));
        Assert.That(File.ReadAllText(Path.Combine(run, "report.html")), Does.Contain("Validation, 0.2 of the training dates"));
        Assert.That(Run(Write("other.yaml", "30 %"), out _, out _).Validation!.MedianOfWindows, Is.Not.EqualTo(validation.MedianOfWindows), "the setting has an effect that is seen");
        Assert.That(Run(SmallMarket.Write(folder.Path), out _, out _).Validation, Is.Null);
    }

    /// <summary>Spearman's, from ranks counted one against all, averaged over the dates on which both sides differ.</summary>
    private static (double Mean, int Dates) MeanRankCorrelation(Observations observations, int[] rows, double[] scores)
    {
        List<double> found = [];
        foreach (var date in Enumerable.Range(0, rows.Length).GroupBy(i => observations.Bars.Span[rows[i]]))
        {
            double[] one = Ranks([.. date.Select(i => scores[i])]), two = Ranks([.. date.Select(i => observations.Targets.Span[rows[i]])]);
            double Product(double[] a, double[] b) => a.Zip(b, (x, y) => (x - a.Average()) * (y - b.Average())).Sum();
            var scale = Math.Sqrt(Product(one, one) * Product(two, two));
            if (scale > 0) found.Add(Product(one, two) / scale);
        }

        return (found.Average(), found.Count);
    }

    private static double[] Ranks(double[] values) =>
        [.. values.Select(value => values.Count(other => other < value) + ((values.Count(other => other == value) + 1) / 2.0))];

    private sealed class Silent : IProgress<PipelineEvent>
    {
        public void Report(PipelineEvent value)
        {
        }
    }
}
