using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Models;
using Symphony.Models.OnnxRuntime;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Models;

/// <summary>A linear model scores as arithmetic does, and is always the same bytes.</summary>
public sealed class LinearOnnxModelTests
{
    private static readonly double[] TwoCoefficients = [0.5, -2.0];
    private static readonly string[] TwoNames = ["momentum_20", "realised_volatility_20"];

    [Test]
    public void ONNX_Runtime_scores_as_direct_arithmetic_does(
        [Values(1, 2, 3, 7, 17, 64)] int features, [Values(1, 2, 5, 33, 1000)] int rows)
    {
        var coefficients = Numbers.Normals(features, 1);
        var inputs = Numbers.Normals(rows * features, 2);
        using var model = new LinearOnnxModel(Numbers.Names(features), coefficients, 0.25);
        var scores = new double[rows];
        model.Score(inputs, scores);
        for (var row = 0; row < rows; row++)
        {
            var (score, size) = Numbers.Direct(
                inputs.AsSpan(row * features, features), coefficients, 0.25);
            Assert.That(scores[row], Is.EqualTo(score).Within(Numbers.AddingOrder * size));
        }
    }

    [Test]
    public void Scoring_twice_gives_the_same_bits()
    {
        var inputs = Numbers.Normals(500 * 9, 3);
        double[] first = new double[500], second = new double[500];
        using (var model = new LinearOnnxModel(Numbers.Names(9), Numbers.Normals(9, 4), -1.5))
            model.Score(inputs, first);
        using (var model = new LinearOnnxModel(Numbers.Names(9), Numbers.Normals(9, 4), -1.5))
            model.Score(inputs, second);
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void A_row_with_a_NaN_scores_NaN_and_its_neighbours_do_not()
    {
        using var model = new LinearOnnxModel(TwoNames, TwoCoefficients, 1.0);
        var scores = new double[3];
        model.Score([1.0, 2.0, double.NaN, 2.0, 3.0, 4.0], scores);
        Assert.That(scores, Is.EqualTo(new[] { -2.5, double.NaN, -5.5 }));
    }

    [Test]
    public void No_rows_score_nothing()
    {
        using var model = new LinearOnnxModel(TwoNames, TwoCoefficients, 1.0);
        Assert.DoesNotThrow(() => model.Score([], []));
    }

    [Test]
    public void The_same_model_is_the_same_bytes()
    {
        using var first = new LinearOnnxModel(TwoNames, TwoCoefficients, 1.0);
        using var second = new LinearOnnxModel(TwoNames, TwoCoefficients, 1.0);
        Assert.That(second.ToBytes(), Is.EqualTo(first.ToBytes()));
    }

    [Test]
    public void Another_coefficient_in_its_last_bit_is_other_bytes()
    {
        using var first = new LinearOnnxModel(TwoNames, TwoCoefficients, 1.0);
        using var second = new LinearOnnxModel(TwoNames, [0.5, Math.BitIncrement(-2.0)], 1.0);
        Assert.That(second.ToBytes(), Is.Not.EqualTo(first.ToBytes()));
    }

    [Test]
    public void A_saved_model_is_loaded_back_to_the_bit()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Of("model.onnx");
        var coefficients = Numbers.Normals(5, 5);
        string[] names = ["plain", "with \"quotes\"", "sp ace", "Größe", "日本"];
        using var model = new LinearOnnxModel(names, coefficients, Math.PI);
        model.Save(path);
        using var loaded = LinearOnnxModel.Load(path);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(loaded.FeatureNames, Is.EqualTo(names));
            Assert.That(loaded.Coefficients.ToArray(), Is.EqualTo(coefficients));
            Assert.That(loaded.Intercept, Is.EqualTo(Math.PI));
            Assert.That(loaded.ToBytes(), Is.EqualTo(File.ReadAllBytes(path)));
            Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1), "nothing is left beside it");
        }
    }

    [Test]
    public void The_file_says_what_it_is_to_any_reader_of_ONNX()
    {
        using var model = new LinearOnnxModel(TwoNames, TwoCoefficients, 1.0);
        using var session = new InferenceSession(model.ToBytes());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(session.ModelMetadata.ProducerName, Is.EqualTo("Symphony"));
            Assert.That(session.ModelMetadata.GraphName, Is.EqualTo("linear"));
            Assert.That(
                session.ModelMetadata.CustomMetadataMap["symphony.features"],
                Is.EqualTo("""["momentum_20","realised_volatility_20"]"""));
            Assert.That(session.InputNames, Is.EqualTo(new[] { "features" }));
            Assert.That(session.InputMetadata["features"].ElementDataType, Is.EqualTo(TensorElementType.Double));
            Assert.That(session.InputMetadata["features"].Dimensions, Is.EqualTo(new[] { -1, 2 }));
            Assert.That(session.InputMetadata["features"].SymbolicDimensions[0], Is.EqualTo("rows"));
            Assert.That(session.OutputNames, Is.EqualTo(new[] { "scores" }));
            Assert.That(session.OutputMetadata["scores"].Dimensions, Is.EqualTo(new[] { -1, 1 }));
        }
    }

    [Test]
    public void Threads_may_score_side_by_side()
    {
        using var model = new LinearOnnxModel(Numbers.Names(4), Numbers.Normals(4, 6), 0.0);
        var inputs = Numbers.Normals(4 * 100, 7);
        var expected = new double[100];
        model.Score(inputs, expected);
        var all = Enumerable.Range(0, 64).AsParallel().Select(_ =>
        {
            var scores = new double[100];
            model.Score(inputs, scores);
            return scores;
        });
        Assert.That(all, Is.All.EqualTo(expected));
    }

    [TestCase(5)]
    [TestCase(3)]
    public void A_wrong_number_of_values_is_refused(int values)
    {
        using var model = new LinearOnnxModel(TwoNames, TwoCoefficients, 1.0);
        var refusal = Assert.Throws<ModelRefusedException>(
            () => model.Score(new double[values], new double[2]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refusal!.ParamName, Is.EqualTo("rowMajorFeatures"));
            Assert.That(
                refusal.Message, Is.EqualTo($"2 rows of 2 features are 4 values, but {values} were given."));
        }
    }

    [Test]
    public void Names_and_numbers_that_make_no_model_are_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => new LinearOnnxModel([], [], 0.0), Refused("at least one is needed"));
            Assert.That(() => new LinearOnnxModel(["a", "a"], [1, 2], 0.0), Refused("the feature a twice"));
            Assert.That(() => new LinearOnnxModel(["a", " "], [1, 2], 0.0), Refused("no name for feature 2"));
            Assert.That(() => new LinearOnnxModel(["a"], [1, 2], 0.0), Refused("but 2 were given"));
            Assert.That(
                () => new LinearOnnxModel(["a"], [double.NaN], 0.0),
                Refused("The coefficient of a must be finite, was NaN."));
            Assert.That(
                () => new LinearOnnxModel(["a"], [1.0], double.NegativeInfinity),
                Refused("The intercept must be finite, was -Infinity."));
        }
    }

    [Test]
    public void A_missing_file_and_a_folder_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => LinearOnnxModel.Load(folder.Of("absent.onnx")),
                Refused($"There is no file '{folder.Of("absent.onnx")}'."));
            Assert.That(() => LinearOnnxModel.Load(folder.Path), Refused($"'{folder.Path}' is a folder, not a file."));
        }
    }

    [Test]
    public void A_file_cut_short_anywhere_is_refused_in_one_sentence()
    {
        using var folder = new TemporaryFolder();
        using var model = new LinearOnnxModel(TwoNames, TwoCoefficients, 1.0);
        var bytes = model.ToBytes();
        var path = folder.Of("model.onnx");
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            var refusal = Assert.Throws<ModelRefusedException>(() => LinearOnnxModel.Load(path));
            Assert.That(refusal!.File, Is.EqualTo(path));
            Assert.That(refusal.Message, Does.Contain(path).And.Not.Contains("\n"));
        }
    }

    [Test]
    public void Random_bytes_are_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Of("model.onnx");
        var random = new Random(11);
        for (var attempt = 0; attempt < 500; attempt++)
        {
            var bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            File.WriteAllBytes(path, bytes);
            Assert.That(() => LinearOnnxModel.Load(path), Throws.InstanceOf<ModelRefusedException>());
        }
    }

    [Test]
    public void Any_byte_changed_is_a_refusal_or_a_loaded_model_and_never_a_crash()
    {
        using var folder = new TemporaryFolder();
        using var model = new LinearOnnxModel(TwoNames, TwoCoefficients, 1.0);
        var path = folder.Of("model.onnx");
        var scores = new double[1];
        for (var index = 0; index < model.ToBytes().Length; index++)
        {
            var bytes = model.ToBytes();
            bytes[index] ^= 0x15;
            File.WriteAllBytes(path, bytes);
            try
            {
                using var loaded = LinearOnnxModel.Load(path);
                loaded.Score(new double[loaded.FeatureNames.Count], scores);
            }
            catch (ModelRefusedException refusal)
            {
                Assert.That(refusal.Sentence, Is.Not.Empty);
            }
        }
    }

    [Test]
    public void A_newer_format_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        using var model = new LinearOnnxModel(TwoNames, TwoCoefficients, 1.0);
        var path = folder.Of("model.onnx");
        var bytes = model.ToBytes();
        var key = bytes.AsSpan().IndexOf("symphony.format"u8);
        bytes[key + "symphony.format".Length + 2] = (byte)'2';
        File.WriteAllBytes(path, bytes);
        Assert.That(
            () => LinearOnnxModel.Load(path),
            Refused($"'{path}' is of format 2, newer than 1, the newest this version reads"));
    }

    private static NUnit.Framework.Constraints.Constraint Refused(string part) =>
        Throws.InstanceOf<ModelRefusedException>().With.Message.Contains(part);
}
