using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Models;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Models;

/// <summary>A model's folder: written whole, read back, and checked by its frozen batch.</summary>
public sealed class ModelFolderTests
{
    private const int Rows = 40, Features = 3;

    private static readonly Dictionary<string, string> Training =
        new() { ["penalty"] = "10", ["horizon"] = "5", ["observations"] = "12345" };

    private static readonly double[] Trained = [0.02, -0.3, 1.0 / 3.0];

    private TemporaryFolder scratch = null!;

    [SetUp]
    public void Make() => scratch = new TemporaryFolder();

    [TearDown]
    public void Remove() => scratch.Dispose();

    [Test]
    public void What_is_written_is_read_back_to_the_bit()
    {
        var folder = Written();
        using var read = ModelFolder.Read(folder);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.FeatureNames, Is.EqualTo(Numbers.Names(Features)));
            Assert.That(read.Training, Is.EquivalentTo(Training));
            Assert.That(read.FrozenBatch.Features.ToArray(), Is.EqualTo(Numbers.Normals(Rows * Features, 21)));
            Assert.That(read.FrozenBatch.Scores.ToArray(), Is.EqualTo(Batch().Scores.ToArray()));
            Assert.That(read.Model.Coefficients.ToArray(), Is.EqualTo(Trained));
            Assert.That(
                Directory.GetFileSystemEntries(scratch.Path).Select(Path.GetFileName),
                Is.EqualTo(new[] { "ridge" }),
                "nothing is left beside it");
        }
    }

    [Test]
    public void The_same_model_is_the_same_files()
    {
        var first = Written();
        var before = Contents(first);
        Assert.That(Contents(Written()), Is.EqualTo(before));
    }

    [TestCase(ScalingMethod.Standard)]
    [TestCase(ScalingMethod.Robust)]
    [TestCase(ScalingMethod.Quantile)]
    [TestCase(ScalingMethod.RankGauss)]
    public void A_scaling_is_kept_with_its_model_to_the_bit_and_comes_before_it(ScalingMethod method)
    {
        var (folder, scaler, raw) = Scaled(method);
        using var read = ModelFolder.Read(folder);
        Assert.That(read.Scaler!.Method, Is.EqualTo(method));
        Assert.That(read.Scaler.Transform(raw), Is.EqualTo(scaler.Transform(raw)));
        var (scaled, direct) = (new double[Rows], new double[Rows]);
        read.Scoring.Score(raw, scaled);
        read.Model.Score(scaler.Transform(raw), direct);
        Assert.That(scaled, Is.EqualTo(direct));
        Assert.That(FrozenBatch.Check(folder).LargestDifference, Is.LessThan(1e-12));
    }

    [TestCase("none", "takes features of the scaling 'quantile', but there is no")]
    [TestCase("other", "is a scaling 'quantile', but the model was trained with 'robust'")]
    [TestCase("method", "names no scaling; standard, robust, quantile, rankGauss are accepted")]
    [TestCase("feature", "but the model takes")]
    [TestCase("knots", "knots of column 0 must be strictly increasing")]
    [TestCase("value", "no longer gives its frozen scores")]
    public void A_scaling_that_is_not_the_models_own_is_refused(string fault, string sentence)
    {
        var (folder, _, _) = Scaled(ScalingMethod.Quantile);
        var (file, training) = (Path.Combine(folder, ModelFolder.ScalerName), Path.Combine(folder, ModelFolder.TrainingName));
        var scaler = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllBytes(file))!;
        var column = scaler["columns"]![0]!;
        if (fault == "method") scaler["method"] = "quartile";
        if (fault == "feature") column["feature"] = "another";
        if (fault == "knots") column["knots"]![1] = column["knots"]![0]!.GetValue<double>();
        if (fault == "value") column["knots"]![20] = (column["knots"]![19]!.GetValue<double>() + column["knots"]![20]!.GetValue<double>()) / 2;
        File.WriteAllText(file, scaler.ToJsonString());
        if (fault == "none") File.Delete(file);
        if (fault == "other") File.WriteAllText(training, File.ReadAllText(training).Replace("quantile", "robust"));

        var refused = Assert.Throws<ModelRefusedException>(() => FrozenBatch.Check(folder))!;
        Assert.That(refused.Sentence, Does.Contain(sentence));
    }

    private (string Folder, FeatureScaler Scaler, double[] Raw) Scaled(ScalingMethod method)
    {
        var raw = Numbers.Normals(Rows * Features, 21);
        var scaler = FeatureScaler.Fit(method, Features, raw, Enumerable.Range(0, Rows).ToArray());
        using var model = new LinearOnnxModel(Numbers.Names(Features), Trained, 0.25);
        var scores = new double[Rows];
        model.Score(scaler.Transform(raw), scores);
        var folder = scratch.Of("scaled");
        ModelFolder.Write(folder, model, Training, new FrozenBatch(Numbers.Names(Features), raw, scores), scaler);
        return (folder, scaler, raw);
    }

    [Test]
    public void The_frozen_batch_passes_and_tells_the_largest_difference()
    {
        var check = FrozenBatch.Check(Written());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(check.Rows, Is.EqualTo(Rows));
            Assert.That(check.StandardDeviation, Is.GreaterThan(0.1));
            Assert.That(check.Tolerance, Is.EqualTo(1e-6 * check.StandardDeviation));
            Assert.That(check.LargestDifference, Is.LessThan(1e-14));
        }
    }

    [TestCase(0.5, true)]
    [TestCase(2.0, false)]
    public void A_score_may_be_off_by_the_tolerance_and_not_by_more(double tolerances, bool passes)
    {
        var tolerance = FrozenBatch.Check(Written()).Tolerance;
        var scores = Batch().Scores.ToArray();
        scores[17] += tolerances * tolerance;
        var batch = new FrozenBatch(Numbers.Names(Features), Batch().Features.Span, scores);
        var folder = Written(batch);
        if (passes)
        {
            Assert.That(FrozenBatch.Check(folder).Row, Is.EqualTo(17));
            return;
        }

        Assert.That(
            () => FrozenBatch.Check(folder),
            Refused($"The model in '{folder}' no longer gives its frozen scores: row 18 of 40 is off by"));
    }

    [Test]
    public void Another_model_in_the_folder_is_found_out()
    {
        var folder = Written();
        using var other = new LinearOnnxModel(
            Numbers.Names(Features), [Trained[0], Trained[1] + 1e-5, Trained[2]], 0.125);
        other.Save(Path.Combine(folder, ModelFolder.ModelName));
        Assert.That(() => FrozenBatch.Check(folder), Refused("no longer gives its frozen scores"));
    }

    [Test]
    public void A_model_that_gives_NaN_fails_its_frozen_batch()
    {
        using var model = new Silent(Numbers.Names(Features));
        Assert.That(() => Batch().Check(model), Refused("no longer gives its frozen scores"));
    }

    [Test]
    public void Scores_that_do_not_vary_are_measured_by_their_size()
    {
        using var model = new LinearOnnxModel(["a"], [1.0], 0.0);
        var one = new FrozenBatch(["a"], [3.0], [3.0]).Check(model);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(one.StandardDeviation, Is.Zero);
            Assert.That(one.Tolerance, Is.EqualTo(3e-6).Within(1e-20));
            Assert.That(
                () => new FrozenBatch(["a"], [3.0], [3.0001]).Check(model), Refused("no longer gives"));
        }
    }

    [TestCase(ModelFolder.ModelName)]
    [TestCase(ModelFolder.FeaturesName)]
    [TestCase(ModelFolder.TrainingName)]
    [TestCase(ModelFolder.FrozenBatchName)]
    public void A_missing_file_is_refused_by_name(string name)
    {
        var path = Path.Combine(Written(), name);
        File.Delete(path);
        Assert.That(() => FrozenBatch.Check(Folder), Refused($"There is no file '{path}'."));
    }

    [TestCase(ModelFolder.ModelName)]
    [TestCase(ModelFolder.FeaturesName)]
    [TestCase(ModelFolder.TrainingName)]
    [TestCase(ModelFolder.FrozenBatchName)]
    public void A_file_cut_short_is_refused_by_name(string name)
    {
        var path = Path.Combine(Written(), name);
        var bytes = File.ReadAllBytes(path);
        for (var length = 0; length < bytes.Length - 1; length += 1 + bytes.Length / 50)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.That(() => FrozenBatch.Check(Folder), Refused(path));
        }
    }

    [TestCase(ModelFolder.FeaturesName)]
    [TestCase(ModelFolder.TrainingName)]
    [TestCase(ModelFolder.FrozenBatchName)]
    public void A_newer_format_is_refused_by_name(string name)
    {
        Replace(name, "\"format\": 1", "\"format\": 2");
        Assert.That(
            () => FrozenBatch.Check(Folder),
            Refused($"'{Path.Combine(Folder, name)}' is of format 2, newer than 1"));
    }

    [Test]
    public void Features_in_another_order_are_refused()
    {
        Replace(ModelFolder.FeaturesName, "feature_1", "feature_9");
        Assert.That(
            () => FrozenBatch.Check(Folder),
            Refused("has the features feature_9, feature_2, feature_3, but the model takes feature_1, feature_2, feature_3"));
    }

    [Test]
    public void A_row_with_a_value_too_few_is_refused_with_its_number()
    {
        Replace(
            ModelFolder.FrozenBatchName,
            """
                "rows": [
            """.TrimEnd(),
            """
                "rows": [ [1,2],
            """.TrimEnd());
        Assert.That(
            () => FrozenBatch.Check(Folder),
            Refused($"Row 1 of '{Path.Combine(Folder, ModelFolder.FrozenBatchName)}' has 2 values, but 3 features are named."));
    }

    [Test]
    public void A_number_too_large_for_a_double_is_refused()
    {
        Replace(ModelFolder.FrozenBatchName, "\"rows\": [", "\"rows\": [ [1,2,1e999],");
        Assert.That(() => FrozenBatch.Check(Folder), Refused("Entry 3 of 'row 1'"));
    }

    [Test]
    public void A_batch_must_be_finite_and_of_one_width()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => new FrozenBatch(["a"], [], []), Refused("has no row"));
            Assert.That(() => new FrozenBatch(["a"], [1, 2], [1]), Refused("1 values, but holds 2"));
            Assert.That(
                () => new FrozenBatch(["a"], [double.NaN], [1]), Refused("value 1 of rowMajorFeatures was NaN"));
            Assert.That(
                () => new FrozenBatch(["a"], [1], [double.PositiveInfinity]), Refused("value 1 of scores was Infinity"));
        }
    }

    [Test]
    public void A_batch_of_other_features_is_refused_before_anything_is_written()
    {
        using var model = Model();
        var batch = new FrozenBatch(["x", "y", "z"], [1, 2, 3], [1]);
        Assert.That(() => ModelFolder.Write(Folder, model, Training, batch), Refused("The frozen batch has"));
        Assert.That(Directory.Exists(Folder), Is.False);
    }

    [Test]
    public void What_a_killed_writer_left_does_not_stop_the_next_one()
    {
        Directory.CreateDirectory(Folder + ".writing");
        File.WriteAllText(Path.Combine(Folder + ".writing", "half"), "written");
        Assert.That(FrozenBatch.Check(Written()).Rows, Is.EqualTo(Rows));
        Assert.That(Directory.GetFiles(Folder), Has.Length.EqualTo(4));
    }

    [Test]
    public void A_missing_folder_is_refused_by_name() =>
        Assert.That(() => FrozenBatch.Check(Folder), Refused($"There is no folder '{Folder}'."));

    private string Folder => scratch.Of("ridge");

    private string Written(FrozenBatch? batch = null)
    {
        using var model = Model();
        ModelFolder.Write(Folder, model, Training, batch ?? Batch());
        return Folder;
    }

    private LinearOnnxModel Model() => new(Numbers.Names(Features), Trained, 0.125);

    private static FrozenBatch Batch()
    {
        var features = Numbers.Normals(Rows * Features, 21);
        var scores = new double[Rows];
        for (var row = 0; row < Rows; row++)
            scores[row] = Numbers.Direct(features.AsSpan(row * Features, Features), Trained, 0.125).Score;
        return new FrozenBatch(Numbers.Names(Features), features, scores);
    }

    private void Replace(string name, string what, string by)
    {
        var path = Path.Combine(Written(), name);
        var text = File.ReadAllText(path);
        Assert.That(text, Does.Contain(what.Trim()));
        File.WriteAllText(path, text.Replace(what.Trim(), by.Trim(), StringComparison.Ordinal));
    }

    private static string[] Contents(string folder) =>
        [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(File.ReadAllBytes(file))}")];

    private static NUnit.Framework.Constraints.Constraint Refused(string part) =>
        Throws.InstanceOf<ModelRefusedException>().With.Message.Contains(part);

    private sealed class Silent(string[] names) : IModel
    {
        public IReadOnlyList<string> FeatureNames => names;

        public void Score(ReadOnlySpan<double> rowMajorFeatures, Span<double> scores) => scores.Fill(double.NaN);

        public void Save(string path)
        {
        }

        public void Dispose()
        {
        }
    }
}
