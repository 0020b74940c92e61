using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Models;

/// <summary>A fitted scaling of features as a JSON file, to the last bit.</summary>
internal static class ScalerFile
{
    private static readonly string[] Methods = ["standard", "robust", "quantile", "rankGauss"];

    internal static string NameOf(ScalingMethod method) => Methods[(int)method];

    internal static byte[] Bytes(IReadOnlyList<string> features, FeatureScaler scaler) =>
        JsonFile.Bytes(writer =>
        {
            writer.WriteString("method", NameOf(scaler.Method));
            writer.WriteStartArray("columns");
            foreach (var (feature, column) in features.Zip(scaler.Columns))
            {
                writer.WriteStartObject();
                writer.WriteString("feature", feature);
                if (column.Knots.Length == 0)
                {
                    writer.WriteNumber("centre", column.Centre);
                    writer.WriteNumber("scale", column.Scale);
                }
                else
                {
                    Write(writer, "knots", column.Knots.Span);
                    Write(writer, "values", column.Values.Span);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });

    internal static FeatureScaler Read(string path, IReadOnlyList<string> features)
    {
        var root = JsonFile.Read(path);
        var method = root.TryGetProperty("method", out var word) && word.ValueKind == JsonValueKind.String ? Array.IndexOf(Methods, word.GetString()) : -1;
        if (method < 0) throw JsonFile.Refused("method", $"'{path}' names no scaling; {string.Join(", ", Methods)} are accepted.", path);
        var columns = JsonFile.Array(root, "columns", path).EnumerateArray().ToArray();
        var names = columns.Select(column => column.ValueKind == JsonValueKind.Object && column.TryGetProperty("feature", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : "").ToArray();
        if (!names.SequenceEqual(features, StringComparer.Ordinal))
            throw JsonFile.Refused("features", $"'{path}' scales {string.Join(", ", names)}, but the model takes {string.Join(", ", features)}, in this order.", path);
        try
        {
            return FeatureScaler.Restore((ScalingMethod)method, [.. columns.Select(column => column.TryGetProperty("knots", out _) ? Curve(column, path) : Line(column, path))]);
        }
        catch (RefusedException refused) when (refused is not ModelRefusedException)
        {
            throw JsonFile.Refused(refused.ParamName ?? "columns", $"'{path}' holds no such scaling: {refused.Sentence}.", path);
        }
    }

    private static ScalingColumn Curve(JsonElement column, string path) => new(
        0.0,
        1.0,
        JsonFile.Numbers(JsonFile.Array(column, "knots", path), "knots", path),
        JsonFile.Numbers(JsonFile.Array(column, "values", path), "values", path));

    private static ScalingColumn Line(JsonElement column, string path) =>
        new(Number(column, "centre", path), Number(column, "scale", path), ReadOnlyMemory<double>.Empty, ReadOnlyMemory<double>.Empty);

    private static double Number(JsonElement column, string name, string path) =>
        column.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var value)
            ? value
            : throw JsonFile.Refused(name, $"A column in '{path}' has no number '{name}'.", path);

    private static void Write(Utf8JsonWriter writer, string name, ReadOnlySpan<double> numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers) writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
