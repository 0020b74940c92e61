using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Cli;

[TestFixture]
public sealed class ProveCommandTests
{
    private string folder = "";
    private string yaml = "";

    [OneTimeSetUp]
    public void Open()
    {
        folder = Directory.CreateTempSubdirectory("symphony-prove-").FullName;
        yaml = SmallMarket.Write(folder);
    }

    [OneTimeTearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [Test]
    public void A_configuration_without_a_leak_is_proved_and_how_hard_it_was_tried_is_said()
    {
        var session = Session.Of("prove", yaml, "--cuts", "3");
        Assert.That(session.ExitCode, Is.Zero, session.Output + session.Error);
        Assert.That(session.Output, Does.Contain("Law 1: nothing that is known at a bar answers to later bars"));
        Assert.That(session.Output, Does.Contain("3 cuts, ").And.Contain("11 ways").And.Contain("changed markets"));
        Assert.That(session.Output, Does.Contain("proved: no leak was found ("));
        foreach (var part in (string[])["features", "labels", "engine", "walk-forward scores", "scalers and models", "training rows"])
            Assert.That(session.Error, Does.Contain($"{part,-10} done in"));
    }

    [Test]
    public void Json_names_every_output_split_and_window_and_is_the_same_on_any_number_of_threads()
    {
        var one = Session.Of("prove", yaml, "--cuts", "2", "--json", "--threads", "1");
        var two = Session.Of("prove", yaml, "--cuts", "2", "--json", "--threads", "2");
        Assert.That(one.ExitCode, Is.Zero, one.Output);
        Assert.That(two.Output, Is.EqualTo(one.Output));
        var report = JsonNode.Parse(one.Output)!;
        Assert.That((bool)report["proved"]!, Is.True);
        var parts = report["parts"]!.AsArray();
        Assert.That(parts.Select(part => (int)part!["law"]!), Is.EqualTo(new[] { 1, 1, 1, 1, 2, 2 }));
        Assert.That(parts.All(part => (string?)part!["verdict"] == "proved" && (long)part["compared"]! > 0));
        Assert.That(parts[1]!["findings"]!.AsArray().Select(finding => (string?)finding!["subject"]), Is.EqualTo(new[] { "label", "label span end" }));
    }

    [Test]
    public void Another_seed_tries_other_cuts() =>
        Assert.That(
            Session.Of("prove", yaml, "--cuts", "5", "--seed", "9", "--json").Output,
            Is.Not.EqualTo(Session.Of("prove", yaml, "--cuts", "5", "--json").Output));

    [TestCase("--cuts", "0", "--cuts must be at least 1, was 0")]
    [TestCase("--threads", "0", "--threads must be at least 1, was 0")]
    [TestCase("--seed", "-1", "-1")]
    public void A_flag_out_of_range_is_refused(string flag, string value, string said)
    {
        var session = Session.Of("prove", yaml, flag, value);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Output, Is.Empty);
        Assert.That(session.Error, Does.Contain(said));
    }

    [Test]
    public void A_configuration_that_cannot_be_read_is_refused_with_its_line()
    {
        var file = Path.Combine(folder, "bad.yaml");
        File.WriteAllText(file, File.ReadAllText(yaml).Replace("features:", "featurs:", StringComparison.Ordinal) + "\nlabel: 3\n");
        Assert.That(Session.Of("prove", file), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("bad.yaml, line "));
    }
}
