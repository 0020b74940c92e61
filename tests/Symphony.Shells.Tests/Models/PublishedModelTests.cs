using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Symphony.Models;
using Symphony.Models.OnnxRuntime;

namespace Symphony.Shells.Tests.Models;

/// <summary>Published ONNX models give their published outputs, through this binding.</summary>
public sealed class PublishedModelTests
{
    /// <summary>The tolerance that the ONNX standard's own conformance cases state.</summary>
    private const double Relative = 1e-3, Absolute = 1e-7;

    [TestCase("test_ReLU")]
    [TestCase("test_Softmax")]
    [TestCase("test_ai_onnx_ml_binarizer")]
    [TestCase("test_ai_onnx_ml_tree_ensemble_single_tree")]
    [TestCase("test_gemm_default_vector_bias")]
    [TestCase("test_layer_normalization_default_axis")]
    [TestCase("test_lstm_defaults")]
    [TestCase("test_matmul_2d")]
    [TestCase("test_relu")]
    [TestCase("test_sigmoid_example")]
    [TestCase("test_softmax_example")]
    public void A_conformance_case_gives_its_expected_outputs(string name)
    {
        var folder = Folder(name);
        using var session = new InferenceSession(Path.Combine(folder, "model.onnx"));
        using var io = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "io.json")));
        var given = io.RootElement.GetProperty("inputs").EnumerateArray().Select(Tensor).ToArray();
        var expected = io.RootElement.GetProperty("outputs").EnumerateArray().ToArray();
        Assert.That(given, Has.Length.LessThanOrEqualTo(session.InputNames.Count));

        // Cases without names list their values in the model's order; the last outputs may be untold.
        var wanted = session.OutputNames.Take(expected.Length).ToArray();
        using var outputs = session.Run(null, [.. session.InputNames.Take(given.Length)], given, wanted);
        for (var index = 0; index < expected.Length; index++)
        {
            Assert.That(outputs[index].GetTensorTypeAndShape().Shape, Is.EqualTo(Shape(expected[index])));
            Near(Values(outputs[index]), Data(expected[index]));
        }

        foreach (var value in given) value.Dispose();
    }

    [TestCase("test_BatchNorm1d_3d_input_eval", "BatchNormalization(6)")]
    [TestCase("test_Linear", "Gemm(6)")]
    public void An_operator_older_than_the_runtime_is_refused_by_name(string name, string operation)
    {
        var path = Path.Combine(Folder(name), "model.onnx");
        Assert.That(
            () => new InferenceSession(path),
            Throws.InstanceOf<ModelRefusedException>()
                .With.Message.StartsWith($"'{path}' is no model that ONNX Runtime can load")
                .And.Message.Contains(operation));
    }

    [Test]
    public void A_random_forest_gives_its_published_labels_and_probabilities()
    {
        var folder = Folder("sklearn_randomforest");
        using var session = new InferenceSession(Path.Combine(folder, "model.onnx"));
        using var io = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "io.json")));
        var expected = io.RootElement.GetProperty("outputs");
        using var input = Tensor(io.RootElement.GetProperty("inputs")[0]);
        using var outputs = session.Run(null, ["X"], [input], session.OutputNames);
        Assert.That(
            outputs[0].GetTensorDataAsSpan<long>().ToArray(),
            Is.EqualTo(expected[0].GetProperty("data").EnumerateArray().Select(label => label.GetInt64())));

        var maps = expected[1].GetProperty("data").EnumerateArray().ToArray();
        Assert.That(outputs[1].OnnxType, Is.EqualTo(OnnxValueType.ONNX_TYPE_SEQUENCE));
        Assert.That(outputs[1].GetValueCount(), Is.EqualTo(maps.Length));
        for (var row = 0; row < maps.Length; row++)
        {
            using var map = outputs[1].GetValue(row);
            using var keys = map.GetValue(0);
            using var values = map.GetValue(1);
            Assert.That(map.OnnxType, Is.EqualTo(OnnxValueType.ONNX_TYPE_MAP));
            var classes = keys.GetTensorDataAsSpan<long>().ToArray();
            var probabilities = values.GetTensorDataAsSpan<float>().ToArray();
            Near(
                probabilities.Select(value => (double)value).ToArray(),
                [.. classes.Select(label => maps[row].GetProperty($"{label}").GetDouble())]);
        }
    }

    [TestCase("example_dynamic_axes", "input_vectors", "Float", -1, 10)]
    [TestCase("example_multitype", "InputA", "UInt8", 1, 1, 1)]
    [TestCase("example_multitype", "InputB", "Double", 1, 2, 2)]
    [TestCase("example_several_inputs_and_outputs", "input 3", "BFloat16", 9)]
    [TestCase("treecl2", "input", "Float", -1, -1)]
    public void A_model_without_expected_outputs_loads_and_tells_its_inputs(
        string name, string input, string type, params int[] dimensions)
    {
        using var session = new InferenceSession(Path.Combine(Folder(name), "model.onnx"));
        var metadata = session.InputMetadata[input];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(metadata.ElementDataType, Is.EqualTo(Enum.Parse<TensorElementType>(type)));
            Assert.That(metadata.Dimensions, Is.EqualTo(dimensions));
        }
    }

    private static void Near(double[] actual, double[] expected)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (var index = 0; index < actual.Length; index++)
        {
            Assert.That(
                actual[index],
                Is.EqualTo(expected[index]).Within(Absolute + Relative * Math.Abs(expected[index])));
        }
    }

    private static OrtValue Tensor(JsonElement input) =>
        input.GetProperty("dtype").GetString() switch
        {
            "float32" => OrtValue.CreateTensorValueFromMemory(
                Array.ConvertAll(Data(input), value => (float)value), Shape(input)),
            "float64" => OrtValue.CreateTensorValueFromMemory(Data(input), Shape(input)),
            var other => throw new NotSupportedException(other),
        };

    private static double[] Values(OrtValue value) =>
        value.GetTensorTypeAndShape().ElementDataType == TensorElementType.Double
            ? value.GetTensorDataAsSpan<double>().ToArray()
            : Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), single => (double)single);

    private static double[] Data(JsonElement tensor) =>
        [.. tensor.GetProperty("data").EnumerateArray().Select(value => value.GetDouble())];

    private static long[] Shape(JsonElement tensor) =>
        [.. tensor.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64())];

    private static string Folder(string name)
    {
        var roots = new List<string>();
        if (Environment.GetEnvironmentVariable("SYMPHONY_SHARED") is { Length: > 0 } named) roots.Add(named);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            roots.Add(Path.Combine(folder.FullName, "shared"));
        var found = roots
            .Select(root => Path.Combine(root, "data", "onnx_models", name))
            .FirstOrDefault(Directory.Exists);
        if (found is null) Assert.Ignore($"The shared data folder onnx_models/{name} is not here.");
        return found!;
    }
}
