using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Symphony.Pipeline;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Run folders of earlier formats keep loading; those of later ones are refused by name.</summary>
public sealed class RunFixtureTests
{
    private static string Format1 => Directory.GetDirectories(Path.Combine(Repository(), "tests", "Symphony.Shells.Tests", "Pipeline", "Fixtures", "run-format-1", "demo")).Single();

    [Test]
    public void A_run_of_the_first_format_keeps_loading_and_verifying()
    {
        Assert.That(RunVerifier.Verify(Format1).Faults, Is.Empty);
        var metrics = RunMetrics.Read(Format1);
        Assert.That(metrics.Name, Is.EqualTo("demo"));
        Assert.That(metrics.Paths, Has.Count.EqualTo(7));
        Assert.That(metrics.WalkForward.Net.SharpeRatio, Is.GreaterThan(0));
        Assert.That(RunCatalogue.List(Path.GetDirectoryName(Path.GetDirectoryName(Format1)!)!).Single().Bars, Is.EqualTo(metrics.WalkForward.Bars));
    }

    [Test]
    public void The_settings_of_a_run_of_the_first_format_are_still_the_same_trial()
    {
        // Else the same settings would be counted again after every setting that a later version adds.
        var manifest = JsonNode.Parse(File.ReadAllBytes(Path.Combine(Format1, "manifest.json")))!;
        var today = RunConfiguration.Parse(CanonicalJson.ToYaml(manifest["configuration"]!.AsObject()), "run.yaml");
        Assert.That(today.TrialHash, Is.EqualTo(manifest["trialHash"]!.GetValue<string>()), today.ToYaml());
        Assert.That(today.Hash, Is.EqualTo(manifest["configurationHash"]!.GetValue<string>()));
    }

    [Test]
    public void A_run_of_a_newer_format_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var manifest = File.ReadAllText(Path.Combine(Format1, "manifest.json"));
        File.WriteAllText(folder.Of("manifest.json"), manifest.Replace("\"format\": 1,", "\"format\": 2,", StringComparison.Ordinal));
        Assert.That(
            () => RunVerifier.Verify(folder.Path),
            Throws.InstanceOf<RunRefusedException>().With.Message.EndsWith("its manifest.json has format 2, newer than the 1 this version reads"));
        File.WriteAllText(folder.Of("manifest.json"), "{}");
        Assert.That(() => RunVerifier.Verify(folder.Path), Throws.InstanceOf<RunRefusedException>().With.Message.EndsWith("its manifest.json is not a manifest"));
        Assert.That(() => RunVerifier.Verify(folder.Of("none")), Throws.InstanceOf<RunRefusedException>().With.Message.Contain("there is no such run folder"));
    }

    [TestCase("us-equities")]
    [TestCase("us-equities-stack")]
    public void The_samples_on_US_stocks_are_configurations(string name) =>
        Assert.That(RunConfiguration.Read(Path.Combine(Repository(), "samples", $"{name}.yaml")).Name, Is.EqualTo(name));

    private static string Repository()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Symphony.Core.sln"))) folder = folder.Parent;
        return folder!.FullName;
    }
}
