using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Symphony.Models.Native;

namespace Symphony.Models.OnnxRuntime;

/// <summary>A model, loaded and ready to run.</summary>
/// <remarks>
/// Runs may go on side by side on several threads. Names and shapes are checked before ONNX Runtime
/// sees them, so that what is wrong is said in one sentence.
/// </remarks>
public sealed unsafe class InferenceSession : IDisposable
{
    private readonly OrtRuntime runtime = OrtRuntime.Instance;
    private readonly OrtHandle session;
    private readonly string source;

    /// <summary>Loads a model from a file.</summary>
    /// <param name="modelPath">The path of an ONNX file.</param>
    /// <param name="options">How to run it, or null for the defaults.</param>
    /// <exception cref="ModelRefusedException">The file is not there or is no usable model.</exception>
    /// <exception cref="NativeLibraryMissingException">ONNX Runtime is not to be found.</exception>
    public InferenceSession(string modelPath, SessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(modelPath);
        if (!File.Exists(modelPath))
        {
            throw new ModelRefusedException(
                nameof(modelPath),
                Directory.Exists(modelPath)
                    ? $"'{modelPath}' is a folder; a model is a file in the ONNX format."
                    : $"There is no file '{modelPath}'.",
                modelPath);
        }

        source = $"'{modelPath}'";
        session = Create(
            nameof(modelPath),
            modelPath,
            options,
            (handle, created) =>
            {
                fixed (byte* path = Utf8.TerminatedPath(modelPath))
                {
                    return runtime.Api.CreateSession(
                        runtime.Environment, path, handle, (nint*)created);
                }
            });
        (InputMetadata, OutputMetadata, ModelMetadata) = Describe();
    }

    /// <summary>Loads a model from memory.</summary>
    /// <param name="model">The bytes of an ONNX file; not needed after this returns.</param>
    /// <param name="options">How to run it, or null for the defaults.</param>
    /// <exception cref="ModelRefusedException">The bytes are no usable model.</exception>
    /// <exception cref="NativeLibraryMissingException">ONNX Runtime is not to be found.</exception>
    public InferenceSession(byte[] model, SessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        source = "the model";
        session = Create(
            nameof(model),
            null,
            options,
            (handle, created) =>
            {
                var nothing = (byte)0;
                fixed (byte* bytes = model)
                {
                    return runtime.Api.CreateSessionFromArray(
                        runtime.Environment,
                        bytes == null ? &nothing : bytes,
                        (nuint)model.Length,
                        handle,
                        (nint*)created);
                }
            });
        (InputMetadata, OutputMetadata, ModelMetadata) = Describe();
    }

    private delegate nint Creation(nint options, void* created);

    /// <summary>What the model wants, by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata { get; }

    /// <summary>What the model gives, by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata { get; }

    /// <summary>The names of the inputs, in the model's order.</summary>
    public IReadOnlyList<string> InputNames { get; private set; } = [];

    /// <summary>The names of the outputs, in the model's order.</summary>
    public IReadOnlyList<string> OutputNames { get; private set; } = [];

    /// <summary>What the model says of itself.</summary>
    public ModelMetadata ModelMetadata { get; }

    /// <summary>Runs the model; the caller disposes of what it returns.</summary>
    /// <param name="runOptions">What holds for this run, or null for the defaults.</param>
    /// <param name="inputs">A value for each input, by name.</param>
    /// <param name="outputNames">The outputs wanted, in the order in which they are returned.</param>
    /// <exception cref="ModelRefusedException">A name, a shape or an element type does not suit the model.</exception>
    /// <exception cref="OnnxRuntimeException">The run failed.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions? runOptions,
        IReadOnlyDictionary<string, OrtValue> inputs,
        IReadOnlyCollection<string> outputNames)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Run(runOptions, [.. inputs.Keys], [.. inputs.Values], outputNames);
    }

    /// <summary>Runs the model; the caller disposes of what it returns.</summary>
    /// <param name="runOptions">What holds for this run, or null for the defaults.</param>
    /// <param name="inputNames">The names of the inputs that are given.</param>
    /// <param name="inputValues">Their values, in the same order.</param>
    /// <param name="outputNames">The outputs wanted, in the order in which they are returned.</param>
    /// <exception cref="ModelRefusedException">A name, a shape or an element type does not suit the model.</exception>
    /// <exception cref="OnnxRuntimeException">The run failed.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions? runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames)
    {
        ArgumentNullException.ThrowIfNull(outputNames);
        var outputs = new nint[outputNames.Count];
        RunNative(runOptions, inputNames, inputValues, outputNames, outputs);
        return new OrtValueList(Array.ConvertAll(outputs, static output => new OrtValue(output)));
    }

    /// <summary>Runs the model into values the caller made, of the right shapes.</summary>
    /// <param name="runOptions">What holds for this run, or null for the defaults.</param>
    /// <param name="inputNames">The names of the inputs that are given.</param>
    /// <param name="inputValues">Their values, in the same order.</param>
    /// <param name="outputNames">The outputs wanted.</param>
    /// <param name="outputValues">Where they go, in the same order.</param>
    /// <exception cref="ModelRefusedException">A name, a shape or an element type does not suit the model.</exception>
    /// <exception cref="OnnxRuntimeException">The run failed.</exception>
    public void Run(
        RunOptions? runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputValues)
    {
        ArgumentNullException.ThrowIfNull(outputNames);
        ArgumentNullException.ThrowIfNull(outputValues);
        SameCount(nameof(outputValues), outputNames.Count, outputValues.Count);
        foreach (var (name, value) in outputNames.Zip(outputValues))
            Accept("output", name, value, OutputMetadata);
        var handles = outputValues.Select(static value => value.Handle).ToArray();
        using var borrowed = new BorrowedHandles(handles);
        RunNative(runOptions, inputNames, inputValues, outputNames, borrowed.Pointers);
        GC.KeepAlive(outputValues);
    }

    /// <summary>Releases the model.</summary>
    public void Dispose() => session.Dispose();

    private void RunNative(
        RunOptions? runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        nint[] outputs)
    {
        ArgumentNullException.ThrowIfNull(inputNames);
        ArgumentNullException.ThrowIfNull(inputValues);
        SameCount(nameof(inputValues), inputNames.Count, inputValues.Count);
        foreach (var (name, value) in inputNames.Zip(inputValues))
            Accept("input", name, value, InputMetadata);
        foreach (var name in InputNames)
        {
            if (!inputNames.Contains(name))
            {
                throw new ModelRefusedException(
                    nameof(inputNames), $"{source} needs the input '{name}', which was not given.");
            }
        }

        foreach (var name in outputNames) Known("output", name, OutputMetadata);

        using var owned = runOptions is null ? new RunOptions() : null;
        using var options = (runOptions ?? owned!).Handle.Borrow();
        using var handle = session.Borrow();
        var handles = inputValues.Select(static value => value.Handle).ToArray();
        using var inputs = new BorrowedHandles(handles);
        using var namesIn = new NativeNames(inputNames);
        using var namesOut = new NativeNames(outputNames);
        fixed (nint* first = inputs.Pointers, into = outputs)
        {
            runtime.Check(
                runtime.Api.Run(
                    handle.Pointer,
                    options.Pointer,
                    namesIn.Pointers,
                    first,
                    (nuint)inputs.Pointers.Length,
                    namesOut.Pointers,
                    (nuint)outputs.Length,
                    into));
        }

        // What the values lie over stays pinned until the run is over.
        GC.KeepAlive(inputValues);
    }

    private void Accept(
        string kind, string name, OrtValue value, IReadOnlyDictionary<string, NodeMetadata> known)
    {
        var wanted = Known(kind, name, known);
        if (!wanted.IsTensor) return;
        if (!value.IsTensor)
        {
            throw new ModelRefusedException(
                name, $"The {kind} '{name}' of {source} is a tensor, but {value.OnnxType} was given.");
        }

        var given = value.GetTensorTypeAndShape();
        if (given.ElementDataType != wanted.ElementDataType || !wanted.Accepts(given.Shape))
        {
            throw new ModelRefusedException(
                name,
                $"The {kind} '{name}' of {source} is {wanted.Describe()}, but "
                    + $"{given.ElementDataType} [{string.Join(", ", given.Shape)}] was given.");
        }
    }

    private NodeMetadata Known(
        string kind, string name, IReadOnlyDictionary<string, NodeMetadata> known) =>
        known.TryGetValue(name, out var found)
            ? found
            : throw new ModelRefusedException(
                $"{kind}Names",
                $"{source} has no {kind} '{name}'; it has: {string.Join(", ", known.Keys)}.");

    private static void SameCount(string parameter, int names, int values)
    {
        if (names != values)
        {
            throw new ModelRefusedException(
                parameter, $"{names} names were given, but {values} values.");
        }
    }

    private OrtHandle Create(
        string parameter, string? file, SessionOptions? options, Creation creation)
    {
        using var owned = options is null ? new SessionOptions() : null;
        using var handle = (options ?? owned!).Handle.Borrow();
        nint created = 0;
        try
        {
            runtime.Check(creation(handle.Pointer, &created));
        }
        catch (OnnxRuntimeException failure)
        {
            throw new ModelRefusedException(
                parameter,
                $"{source} is no model that ONNX Runtime can load: {failure.Message.Split('\n')[0].Trim()}",
                file);
        }

        return new OrtHandle(created, runtime.Api.ReleaseSession);
    }

    private (Dictionary<string, NodeMetadata> Inputs,
        Dictionary<string, NodeMetadata> Outputs,
        ModelMetadata Model) Describe()
    {
        using var handle = session.Borrow();
        var description = new SessionDescription(runtime, handle.Pointer);
        InputNames = description.InputNames();
        OutputNames = description.OutputNames();
        return (description.Inputs(InputNames), description.Outputs(OutputNames), description.Model());
    }
}
