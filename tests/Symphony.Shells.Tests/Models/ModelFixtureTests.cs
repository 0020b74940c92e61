using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Models;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Models;

/// <summary>Each format ever written keeps loading, and the newest is still written byte for byte.</summary>
public sealed class ModelFixtureTests
{
    private static readonly double[] Coefficients = [0.25, -1.5, 0.1];
    private static readonly string[] Names = ["momentum_20", "realised_volatility_20", "day_of_week_sin"];

    private static string Format1 => Path.Combine(Fixtures(), "model-format-1");

    [Test]
    public void Format_1_loads_and_gives_its_frozen_scores()
    {
        using var read = ModelFolder.Read(Format1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.FeatureNames, Is.EqualTo(Names));
            Assert.That(read.Model.Coefficients.ToArray(), Is.EqualTo(Coefficients));
            Assert.That(read.Training["penalty"], Is.EqualTo("10"));
            Assert.That(FrozenBatch.Check(Format1).Rows, Is.EqualTo(5));
        }
    }

    [Test]
    public void Format_1_is_still_written_byte_for_byte()
    {
        using var scratch = new TemporaryFolder();
        var folder = scratch.Of("model");
        Write(folder);
        using (Assert.EnterMultipleScope())
        {
            foreach (var file in Directory.GetFiles(Format1))
            {
                var name = Path.GetFileName(file);
                Assert.That(
                    File.ReadAllBytes(Path.Combine(folder, name)), Is.EqualTo(File.ReadAllBytes(file)), name);
            }
        }
    }

    [Test]
    [Explicit("Writes the fixture anew: only when a new format begins, into a folder of its own.")]
    public void Write_the_fixture() => Write(Format1);

    private static void Write(string folder)
    {
        double[] rows =
        [
            0.1, 0.02, 0.0,
            -0.05, 1.0 / 3.0, 0.9510565162951535,
            1e-7, 0.25, -0.5877852522924731,
            -0.0, 4.0, 0.5,
            123.456, 5e-324, -1.0,
        ];
        var scores = new double[rows.Length / Names.Length];
        for (var row = 0; row < scores.Length; row++)
        {
            scores[row] = Numbers
                .Direct(rows.AsSpan(row * Names.Length, Names.Length), Coefficients, 0.001)
                .Score;
        }

        using var model = new LinearOnnxModel(Names, Coefficients, 0.001);
        var training = new Dictionary<string, string> { ["penalty"] = "10", ["horizon"] = "5" };
        ModelFolder.Write(folder, model, training, new FrozenBatch(Names, rows, scores));
    }

    private static string Fixtures()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !folder.EnumerateFiles("Symphony.Core.sln").Any())
            folder = folder.Parent;
        Assert.That(folder, Is.Not.Null, "the tests run inside the repository");
        return Path.Combine(
            folder!.FullName, "tests", "Symphony.Shells.Tests", "Models", "Fixtures");
    }
}
