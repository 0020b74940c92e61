using System;
using System.Collections.Generic;
using System.IO;
using NUnit.Framework;
using Symphony.Models;
using Symphony.Models.OnnxRuntime;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Models;

/// <summary>Every misuse of a session is one sentence that says what would be accepted.</summary>
public sealed class InferenceSessionTests
{
    private static readonly string[] Input = ["features"];
    private static readonly string[] Output = ["scores"];

    [Test]
    public void A_session_gives_what_it_was_asked_for()
    {
        using var session = Session();
        using var input = OrtValue.CreateTensorValueFromMemory(new[] { 1.0, 2.0, 3.0, 4.0 }, [2, 2]);
        using var run = new RunOptions { LogId = "one run" };
        using var outputs = session.Run(
            run, new Dictionary<string, OrtValue> { ["features"] = input }, Output);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(outputs, Has.Count.EqualTo(1));
            Assert.That(outputs[0].GetTensorDataAsSpan<double>().ToArray(), Is.EqualTo(new[] { 13.0, 15.0 }));
            Assert.That(outputs[0].GetTensorTypeAndShape().Shape, Is.EqualTo(new long[] { 2, 1 }));
            Assert.That(outputs[0].OnnxType, Is.EqualTo(OnnxValueType.ONNX_TYPE_TENSOR));
        }
    }

    [Test]
    public void An_unknown_input_is_refused_with_the_known_ones()
    {
        using var session = Session();
        using var input = OrtValue.CreateTensorValueFromMemory(new double[2], [1, 2]);
        Assert.That(
            () => session.Run(null, ["feature"], [input], Output),
            Refused("the model has no input 'feature'; it has: features."));
    }

    [Test]
    public void An_unknown_output_is_refused_with_the_known_ones()
    {
        using var session = Session();
        using var input = OrtValue.CreateTensorValueFromMemory(new double[2], [1, 2]);
        Assert.That(
            () => session.Run(null, Input, [input], ["score"]),
            Refused("the model has no output 'score'; it has: scores."));
    }

    [Test]
    public void A_missing_input_is_refused_by_name()
    {
        using var session = Session();
        Assert.That(
            () => session.Run(null, [], [], Output),
            Refused("the model needs the input 'features', which was not given."));
    }

    [Test]
    public void A_wrong_shape_is_refused_with_the_right_one()
    {
        using var session = Session();
        using var input = OrtValue.CreateTensorValueFromMemory(new double[6], [2, 3]);
        Assert.That(
            () => session.Run(null, Input, [input], Output),
            Refused("The input 'features' of the model is Double [rows, 2], but Double [2, 3] was given."));
    }

    [Test]
    public void A_wrong_element_type_is_refused_with_the_right_one()
    {
        using var session = Session();
        using var input = OrtValue.CreateTensorValueFromMemory(new float[2], [1, 2]);
        Assert.That(
            () => session.Run(null, Input, [input], Output),
            Refused("is Double [rows, 2], but Float [1, 2] was given."));
    }

    [Test]
    public void Values_without_names_are_refused()
    {
        using var session = Session();
        using var input = OrtValue.CreateTensorValueFromMemory(new double[2], [1, 2]);
        Assert.That(
            () => session.Run(null, Input, [input, input], Output),
            Refused("1 names were given, but 2 values."));
    }

    [Test]
    public void An_output_of_the_wrong_length_is_a_failure_and_nothing_is_overwritten()
    {
        using var session = Session();
        using var input = OrtValue.CreateTensorValueFromMemory(new double[4], [2, 2]);
        var into = new[] { 7.0, 7.0, 7.0 };
        using var output = OrtValue.CreateTensorValueFromMemory(into, [3, 1]);
        Assert.That(
            () => session.Run(null, Input, [input], Output, [output]),
            Throws.InstanceOf<OnnxRuntimeException>());
        Assert.That(into, Is.All.EqualTo(7.0));
    }

    [Test]
    public void A_shape_that_does_not_fit_its_memory_is_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => OrtValue.CreateTensorValueFromMemory(new double[5], [2, 2]),
                Refused("The shape [2, 2] holds 4 elements, but 5 were given."));
            Assert.That(
                () => OrtValue.CreateTensorValueFromMemory(new double[4], [-2, -2]),
                Refused("The shape [-2, -2] has a negative length."));
            Assert.That(
                () => OrtValue.CreateTensorValueFromMemory(new DateTime[1], [1]),
                Refused("DateTime is no element type of a tensor here."));
        }
    }

    [Test]
    public void A_tensor_is_read_as_what_it_holds_and_nothing_else()
    {
        using var value = OrtValue.CreateTensorValueFromMemory(new float[2], [2]);
        Assert.That(() => value.GetTensorDataAsSpan<double>().Length, Refused("holds Float, not Double"));
    }

    [Test]
    public void An_empty_tensor_is_a_tensor()
    {
        using var value = OrtValue.CreateTensorValueFromMemory(Array.Empty<double>(), [0, 3]);
        Assert.That(value.GetTensorTypeAndShape().ElementCount, Is.Zero);
    }

    [Test]
    public void A_session_that_was_disposed_of_is_not_used()
    {
        var session = Session();
        session.Dispose();
        using var input = OrtValue.CreateTensorValueFromMemory(new double[2], [1, 2]);
        Assert.That(
            () => session.Run(null, Input, [input], Output), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_run_that_was_told_to_stop_stops()
    {
        using var session = Session();
        using var input = OrtValue.CreateTensorValueFromMemory(new double[2], [1, 2]);
        using var run = new RunOptions { Terminate = true };
        Assert.That(
            () => session.Run(run, Input, [input], Output), Throws.InstanceOf<OnnxRuntimeException>());
        run.Terminate = false;
        using var outputs = session.Run(run, Input, [input], Output);
        Assert.That(outputs, Has.Count.EqualTo(1));
    }

    [Test]
    public void Options_say_what_they_are_and_the_defaults_use_one_thread()
    {
        using var options = new SessionOptions();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(options.IntraOpNumThreads, Is.EqualTo(1));
            Assert.That(options.InterOpNumThreads, Is.EqualTo(1));
            Assert.That(options.ExecutionMode, Is.EqualTo(ExecutionMode.ORT_SEQUENTIAL));
        }

        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
        options.AddSessionConfigEntry("session.set_denormal_as_zero", "0");
        using var model = new LinearOnnxModel(["a"], [2.0], 0.5);
        using var session = new InferenceSession(model.ToBytes(), options);
        using var input = OrtValue.CreateTensorValueFromMemory(new[] { 3.0 }, [1, 1]);
        using var outputs = session.Run(null, Input, [input], Output);
        Assert.That(outputs[0].GetTensorDataAsSpan<double>()[0], Is.EqualTo(6.5));
    }

    [Test]
    public void Bytes_that_are_no_model_are_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Of("random.onnx");
        var bytes = new byte[1000];
        new Random(13).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => new InferenceSession(bytes), Refused("the model is no model that ONNX Runtime can load"));
            Assert.That(
                () => new InferenceSession(path), Refused($"'{path}' is no model that ONNX Runtime can load"));
            Assert.That(() => new InferenceSession(Array.Empty<byte>()), Refused("is no model"));
            Assert.That(
                () => new InferenceSession(folder.Of("absent.onnx")), Refused("There is no file"));
            Assert.That(() => new InferenceSession(folder.Path), Refused("is a folder"));
        }
    }

    [Test]
    public void A_refused_file_is_named_and_refused_bytes_have_none()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Of("short.onnx");
        File.WriteAllBytes(path, [8, 8]);
        var ofFile = Assert.Throws<ModelRefusedException>(() => new InferenceSession(path));
        var ofBytes = Assert.Throws<ModelRefusedException>(() => new InferenceSession([8, 8]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ofFile!.File, Is.EqualTo(path));
            Assert.That(ofFile.Message, Does.Not.Contain("\n"));
            Assert.That(ofBytes!.File, Is.Null);
        }
    }

    private static InferenceSession Session()
    {
        using var model = new LinearOnnxModel(["a", "b"], [2.0, -1.0], 13.0);
        return new InferenceSession(model.ToBytes());
    }

    private static NUnit.Framework.Constraints.Constraint Refused(string part) =>
        Throws.InstanceOf<ModelRefusedException>().With.Message.Contains(part);
}
