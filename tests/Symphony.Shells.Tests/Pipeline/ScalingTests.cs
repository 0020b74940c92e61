using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Symphony.Models;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Features brought to one scale before the model, as a configuration asks for it.</summary>
public sealed class ScalingTests
{
    private TemporaryFolder folder = null!;

    [OneTimeSetUp]
    public void Open() => folder = new TemporaryFolder();

    [OneTimeTearDown]
    public void Close() => folder.Dispose();

    private string Write(string scaling)
    {
        var plain = SmallMarket.Write(folder.Path);
        var yaml = folder.Of($"{scaling}.yaml");
        File.WriteAllText(yaml, File.ReadAllText(plain).Replace("model: { penalty: 10 }", $"model: {{ penalty: 10, scaling: {scaling} }}"));
        return yaml;
    }

    [Test]
    public void A_run_keeps_the_scaling_with_its_model_and_other_scalings_give_other_scores()
    {
        string[] scalings = ["none", "robust", "rankGauss"];
        var scores = scalings.Select(scaling =>
        {
            var run = Session.Of("run", Write(scaling), "--runs", folder.Of(scaling));
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            var model = Directory.GetDirectories(folder.Of(scaling, "small"), "ridge", SearchOption.AllDirectories).Single();
            using var read = ModelFolder.Read(model);
            Assert.That(read.Training.TryGetValue("scaling", out var named) ? named : "none", Is.EqualTo(scaling));
            Assert.That(File.Exists(Path.Combine(model, ModelFolder.ScalerName)), Is.EqualTo(scaling != "none"));
            Assert.That(FrozenBatch.Check(model).Rows, Is.EqualTo(256));
            return read.FrozenBatch.Scores.ToArray();
        }).ToArray();

        // Ridge standardises what it is given: a straight line before it changes digits alone, ranks change what it sees.
        Assert.That(scores[1], Is.EqualTo(scores[0]).Within(1e-9));
        Assert.That(scores[2].Zip(scores[0]).Max(pair => System.Math.Abs(pair.First - pair.Second)), Is.GreaterThan(1e-6));
        Assert.That(
            RunConfiguration.Read(Write("none")).Hash,
            Is.EqualTo(RunConfiguration.Read(SmallMarket.Write(folder.Path)).Hash),
            "the default is no part of a configuration's hash");
    }

    [Test]
    public void Every_splits_scaling_is_proved_to_know_its_training_rows_alone()
    {
        var session = Session.Of("prove", Write("rankGauss"), "--cuts", "1", "--dense-cuts", "0", "--json");
        Assert.That(session.ExitCode, Is.Zero, session.Output);
        var part = JsonNode.Parse(session.Output)!["parts"]!.AsArray().Single(part => (string?)part!["name"] == "scalers and models")!;
        Assert.That((string?)part["verdict"], Is.EqualTo("proved"));
        // Four columns of up to 1,000 knots and what they become, for each split and window.
        Assert.That((long)part["compared"]!, Is.GreaterThan(6 * 4 * 2 * 900));
    }

    [Test]
    public void A_scaling_that_is_not_known_is_refused()
    {
        var session = Session.Of("run", Write("minmax"), "--runs", folder.Of("never"));
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("model.scaling was 'minmax', but none or quantile or rankGauss or robust or standard is accepted").And.Contain("line 6"));
    }
}
