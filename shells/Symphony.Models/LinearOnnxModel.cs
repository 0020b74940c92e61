using System;
using System.Collections.Generic;
using System.Threading;
using Symphony.Models.Onnx;
using Symphony.Models.OnnxRuntime;

namespace Symphony.Models;

/// <summary>A linear model kept as an ONNX file and scored by ONNX Runtime.</summary>
/// <remarks>
/// <c>score = intercept + sum of coefficient x feature</c>, in 64-bit numbers. Making, saving and
/// loading one needs no native library; scoring does.
/// </remarks>
public sealed class LinearOnnxModel : IModel
{
    private readonly LinearGraph graph;
    private readonly byte[] bytes;
    private readonly Lazy<InferenceSession> session;

    /// <summary>A model of these coefficients.</summary>
    /// <param name="featureNames">The names of the features, p of them, each once.</param>
    /// <param name="coefficients">One coefficient a feature, in score per unit of the feature, finite.</param>
    /// <param name="intercept">The score where all features are 0, finite.</param>
    /// <exception cref="ModelRefusedException">The names or numbers do not make a model.</exception>
    public LinearOnnxModel(
        IReadOnlyList<string> featureNames, ReadOnlySpan<double> coefficients, double intercept)
        : this(Checked(featureNames, coefficients, intercept), null)
    {
    }

    private LinearOnnxModel(LinearGraph graph, byte[]? bytes)
    {
        this.graph = graph;
        this.bytes = bytes ?? graph.ToBytes();
        session = new Lazy<InferenceSession>(
            () => new InferenceSession(this.bytes), LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>The names of the features, in the order in which a row holds them.</summary>
    public IReadOnlyList<string> FeatureNames => graph.FeatureNames;

    /// <summary>One coefficient a feature, in the order of the names.</summary>
    public ReadOnlyMemory<double> Coefficients => graph.Coefficients;

    /// <summary>The score where all features are 0.</summary>
    public double Intercept => graph.Intercept;

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="ModelRefusedException">The file is not there, or holds no such model.</exception>
    public static LinearOnnxModel Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var bytes = ModelFile.Read(path);
        var graph = LinearGraph.Read(bytes, path);
        return new LinearOnnxModel(graph, bytes);
    }

    /// <summary>Scores observations by ONNX Runtime, on one thread; several calls may go on at once.</summary>
    /// <param name="rowMajorFeatures">The features, one row an observation, scores.Length x p values.</param>
    /// <param name="scores">Where the scores go, one an observation; a row with a NaN scores NaN.</param>
    /// <exception cref="ModelRefusedException">The number of values is not rows times features.</exception>
    /// <exception cref="NativeLibraryMissingException">ONNX Runtime is not to be found.</exception>
    public unsafe void Score(ReadOnlySpan<double> rowMajorFeatures, Span<double> scores)
    {
        var width = FeatureNames.Count;
        if (rowMajorFeatures.Length != (long)scores.Length * width)
        {
            throw new ModelRefusedException(
                nameof(rowMajorFeatures),
                $"{scores.Length} rows of {width} features are {(long)scores.Length * width} values, "
                    + $"but {rowMajorFeatures.Length} were given.");
        }

        if (scores.IsEmpty) return;
        fixed (double* from = rowMajorFeatures, into = scores)
        {
            using var input = OrtValue.OverPinned(from, rowMajorFeatures.Length, [scores.Length, width]);
            using var output = OrtValue.OverPinned(into, scores.Length, [scores.Length, 1]);
            session.Value.Run(null, [LinearGraph.Input], [input], [LinearGraph.Output], [output]);
        }
    }

    /// <summary>Writes the model as an ONNX file, whole or not at all.</summary>
    /// <param name="path">The file's path; a file that is there is replaced.</param>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ModelFile.Write(path, bytes);
    }

    /// <summary>The model as the bytes of an ONNX file; the same model is always the same bytes.</summary>
    public byte[] ToBytes() => [.. bytes];

    /// <summary>Releases the session, if there is one.</summary>
    public void Dispose()
    {
        if (session.IsValueCreated) session.Value.Dispose();
    }

    private static LinearGraph Checked(
        IReadOnlyList<string> featureNames, ReadOnlySpan<double> coefficients, double intercept)
    {
        ArgumentNullException.ThrowIfNull(featureNames);
        if (coefficients.Length != featureNames.Count)
        {
            throw new ModelRefusedException(
                nameof(coefficients),
                $"{featureNames.Count} features need as many coefficients, but {coefficients.Length} were given.");
        }

        var graph = new LinearGraph([.. featureNames], coefficients.ToArray(), intercept);
        graph.Check(null);
        return graph;
    }
}
