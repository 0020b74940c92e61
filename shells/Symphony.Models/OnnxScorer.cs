using System;
using System.Linq;
using Symphony.Models.OnnxRuntime;

namespace Symphony.Models;

/// <summary>Any ONNX model of one table of features in and one number a row out.</summary>
/// <remarks>
/// Runs on one thread. The first output of float or double is taken, of several numbers a row the last: the
/// probability of the upper class.
/// </remarks>
public sealed class OnnxScorer : IDisposable
{
    private readonly InferenceSession session;
    private readonly string path;
    private readonly string input;
    private readonly string output;
    private readonly bool takesFloat;
    private readonly bool givesFloat;

    /// <summary>Loads a model.</summary>
    /// <param name="path">An ONNX file.</param>
    /// <param name="features">How many features a row has, at least 1.</param>
    /// <exception cref="ModelRefusedException">The file is no model, or does not take such rows.</exception>
    public OnnxScorer(string path, int features)
    {
        this.path = path;
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        session = new InferenceSession(path, options);
        if (session.InputNames is not [var only])
            throw Refused($"takes {session.InputNames.Count} inputs; a model of one, a table of features, is accepted");
        input = only;
        var wanted = session.InputMetadata[only];
        takesFloat = wanted.ElementDataType == TensorElementType.Float;
        if (!wanted.IsTensor || (!takesFloat && wanted.ElementDataType != TensorElementType.Double) || wanted.Dimensions.Count != 2)
            throw Refused($"takes '{only}' in another form than a table of numbers");
        if (wanted.Dimensions[1] >= 0 && wanted.Dimensions[1] != features)
            throw Refused($"takes {wanted.Dimensions[1]} features, and the configuration has {features}");
        output = session.OutputNames.FirstOrDefault(name => IsNumbers(session.OutputMetadata[name]))
            ?? throw Refused("gives no numbers");
        givesFloat = session.OutputMetadata[output].ElementDataType == TensorElementType.Float;
        Features = features;
    }

    /// <summary>How many features a row has.</summary>
    public int Features { get; }

    /// <summary>Scores rows.</summary>
    /// <param name="rowMajorFeatures">scores.Length x features values.</param>
    /// <param name="scores">One for each row.</param>
    /// <exception cref="ModelRefusedException">The model gives another number of scores than rows.</exception>
    public void Score(ReadOnlySpan<double> rowMajorFeatures, Span<double> scores)
    {
        if (scores.IsEmpty) return;
        long[] shape = [scores.Length, Features];
        using var rows = takesFloat
            ? OrtValue.CreateTensorValueFromMemory(Floats(rowMajorFeatures), shape)
            : OrtValue.CreateTensorValueFromMemory(rowMajorFeatures.ToArray(), shape);
        using var results = session.Run(null, [input], [rows], [output]);
        if (givesFloat) Take(results[0].GetTensorDataAsSpan<float>(), scores);
        else Take(results[0].GetTensorDataAsSpan<double>(), scores);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private static bool IsNumbers(NodeMetadata output) =>
        output.IsTensor && output.ElementDataType is TensorElementType.Float or TensorElementType.Double;

    private void Take<T>(ReadOnlySpan<T> given, Span<double> scores)
        where T : unmanaged, IConvertible
    {
        if (given.Length == 0 || given.Length % scores.Length != 0)
            throw Refused($"gives {given.Length} numbers for {scores.Length} rows");
        var width = given.Length / scores.Length;
        for (var row = 0; row < scores.Length; row++)
            scores[row] = given[((row + 1) * width) - 1].ToDouble(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static float[] Floats(ReadOnlySpan<double> values)
    {
        var floats = new float[values.Length];
        for (var i = 0; i < floats.Length; i++) floats[i] = (float)values[i];
        return floats;
    }

    private ModelRefusedException Refused(string reason) => new(nameof(path), $"'{path}' {reason}.", path);
}
