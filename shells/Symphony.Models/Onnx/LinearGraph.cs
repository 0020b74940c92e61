using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;

namespace Symphony.Models.Onnx;

/// <summary>A linear model as an ONNX file: <c>scores = features x coefficients + intercept</c>.</summary>
/// <remarks>
/// Input <c>features</c> [rows, p] and output <c>scores</c> [rows, 1], both 64-bit; one MatMul, one
/// Add. The same model is always the same bytes. The field numbers are those of ONNX's own
/// <c>onnx.proto</c>, IR version 8, operator set 17.
/// </remarks>
internal sealed record LinearGraph(
    IReadOnlyList<string> FeatureNames, double[] Coefficients, double Intercept)
{
    internal const int Format = 1;
    internal const string Input = "features";
    internal const string Output = "scores";

    private const int IrVersion = 8, OperatorSet = 17, DoubleElements = 11;
    private const string CoefficientsName = "coefficients", InterceptName = "intercept";
    private const string FormatKey = "symphony.format", KindKey = "symphony.kind";
    private const string FeaturesKey = "symphony.features", Linear = "linear";

    internal byte[] ToBytes() =>
        new ProtobufWriter()
            .Integer(1, IrVersion)
            .Text(2, "Symphony")
            .Message(7, Graph)
            .Message(8, static operators => operators.Text(1, string.Empty).Integer(2, OperatorSet))
            .Message(14, static entry => entry.Text(1, FormatKey).Text(2, "1"))
            .Message(14, static entry => entry.Text(1, KindKey).Text(2, Linear))
            .Message(14, entry => entry.Text(1, FeaturesKey).Text(2, FeatureList()))
            .Written
            .ToArray();

    /// <summary>The model in these bytes, or a refusal that names the file.</summary>
    internal static LinearGraph Read(ReadOnlySpan<byte> bytes, string file)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        double[]? coefficients = null, intercept = null;
        var model = new ProtobufReader(bytes);
        var whole = true;
        while (model.Next())
        {
            if (model.Field == 7)
                whole &= ReadGraph(model.Bytes, ref coefficients, ref intercept);
            else if (model.Field == 14)
                whole &= ReadEntry(model.Bytes, metadata);
        }

        if (!whole || model.Broken || bytes.IsEmpty)
            throw Refused(file, $"'{file}' is no ONNX model, or is cut short.");
        if (!metadata.TryGetValue(FormatKey, out var format))
        {
            throw Refused(
                file,
                $"'{file}' is an ONNX model that Symphony did not write: {FormatKey} is not in it.");
        }

        FileFormat.Check(format, Format, file);
        if (!metadata.TryGetValue(KindKey, out var kind) || kind != Linear)
            throw Refused(file, $"'{file}' holds a model of kind '{kind}', not a linear one.");
        var names = Names(metadata, file);
        if (coefficients is null || intercept is not [var constant])
            throw Refused(file, $"'{file}' lacks the coefficients or the intercept.");
        if (coefficients.Length != names.Count)
        {
            throw Refused(
                file,
                $"'{file}' names {names.Count} features, but has {coefficients.Length} coefficients.");
        }

        var graph = new LinearGraph(names, coefficients, constant);
        graph.Check(file);
        return graph;
    }

    /// <summary>Refuses names and numbers that make no model.</summary>
    internal void Check(string? file)
    {
        FeatureNameList.Check(FeatureNames, "featureNames", file);
        for (var index = 0; index < Coefficients.Length; index++)
            Finite("coefficients", $"The coefficient of {FeatureNames[index]}", Coefficients[index], file);
        Finite("intercept", "The intercept", Intercept, file);
    }

    private static void Finite(string parameter, string what, double value, string? file)
    {
        if (double.IsFinite(value)) return;
        throw new ModelRefusedException(
            parameter,
            $"{what} must be finite, was {value.ToString("R", CultureInfo.InvariantCulture)}.",
            file);
    }

    private static ModelRefusedException Refused(string file, string sentence) =>
        new("model", sentence, file);

    private void Graph(ProtobufWriter graph) =>
        graph
            .Message(1, static node => Node(node, Input, CoefficientsName, "products", "MatMul"))
            .Message(1, static node => Node(node, "products", InterceptName, Output, "Add"))
            .Text(2, Linear)
            .Message(5, tensor => Tensor(tensor, CoefficientsName, Coefficients, [Coefficients.Length, 1]))
            .Message(5, tensor => Tensor(tensor, InterceptName, [Intercept], [1]))
            .Message(11, input => Value(input, Input, FeatureNames.Count))
            .Message(12, static output => Value(output, Output, 1));

    private static void Node(
        ProtobufWriter node, string first, string second, string output, string operation) =>
        node.Text(1, first).Text(1, second).Text(2, output).Text(3, output).Text(4, operation);

    private static void Tensor(
        ProtobufWriter tensor, string name, double[] values, ReadOnlySpan<long> dimensions)
    {
        foreach (var length in dimensions) tensor.Integer(1, length);
        var raw = new byte[values.Length * sizeof(double)];
        for (var index = 0; index < values.Length; index++)
            BinaryPrimitives.WriteDoubleLittleEndian(raw.AsSpan(index * sizeof(double)), values[index]);
        tensor.Integer(2, DoubleElements).Text(8, name).Bytes(9, raw);
    }

    private static void Value(ProtobufWriter value, string name, int columns) =>
        value
            .Text(1, name)
            .Message(2, type => type
                .Message(1, tensor => tensor
                    .Integer(1, DoubleElements)
                    .Message(2, shape => shape
                        .Message(1, static rows => rows.Text(2, "rows"))
                        .Message(1, dimension => dimension.Integer(1, columns)))));

    private string FeatureList() => JsonSerializer.Serialize(FeatureNames);

    private static IReadOnlyList<string> Names(Dictionary<string, string> metadata, string file)
    {
        try
        {
            if (metadata.TryGetValue(FeaturesKey, out var list)
                && JsonSerializer.Deserialize<string[]>(list) is { Length: > 0 } names)
            {
                return names;
            }
        }
        catch (JsonException)
        {
            // Said below, as of a list that is absent.
        }

        throw Refused(file, $"'{file}' does not list its features under {FeaturesKey}.");
    }

    private static bool ReadGraph(
        ReadOnlySpan<byte> bytes, ref double[]? coefficients, ref double[]? intercept)
    {
        var graph = new ProtobufReader(bytes);
        var whole = true;
        while (graph.Next())
        {
            if (graph.Field != 5) continue;
            whole &= ReadTensor(graph.Bytes, out var name, out var values);
            if (name == CoefficientsName) coefficients = values;
            if (name == InterceptName) intercept = values;
        }

        return whole && !graph.Broken;
    }

    private static bool ReadTensor(ReadOnlySpan<byte> bytes, out string name, out double[] values)
    {
        name = string.Empty;
        values = [];
        var type = 0L;
        var raw = ReadOnlySpan<byte>.Empty;
        var tensor = new ProtobufReader(bytes);
        while (tensor.Next())
        {
            if (tensor.Field == 2) type = tensor.Integer;
            if (tensor.Field == 8) name = tensor.Text;
            if (tensor.Field == 9) raw = tensor.Bytes;
        }

        if (tensor.Broken || type != DoubleElements || raw.Length % sizeof(double) != 0)
            return false;
        values = new double[raw.Length / sizeof(double)];
        for (var index = 0; index < values.Length; index++)
            values[index] = BinaryPrimitives.ReadDoubleLittleEndian(raw[(index * sizeof(double))..]);
        return true;
    }

    private static bool ReadEntry(ReadOnlySpan<byte> bytes, Dictionary<string, string> metadata)
    {
        string key = string.Empty, value = string.Empty;
        var entry = new ProtobufReader(bytes);
        while (entry.Next())
        {
            if (entry.Field == 1) key = entry.Text;
            if (entry.Field == 2) value = entry.Text;
        }

        metadata[key] = value;
        return !entry.Broken;
    }
}
