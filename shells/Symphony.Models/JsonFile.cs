using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;

namespace Symphony.Models;

/// <summary>Small JSON files that carry their format's number.</summary>
internal static class JsonFile
{
    internal const int Format = 1;

    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n" };

    /// <summary>Writes an object, <c>format</c> first; the same values are always the same bytes.</summary>
    internal static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Layout))
        {
            writer.WriteStartObject();
            writer.WriteNumber("format", Format);
            write(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The object in a file, once its format is known to be readable.</summary>
    internal static JsonElement Read(string path)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(ModelFile.Read(path));
            root = document.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw Refused(
                "json", $"'{path}' is no whole JSON file: it breaks off or breaks the rules in line {failure.LineNumber + 1}.", path);
        }

        if (root.ValueKind != JsonValueKind.Object)
            throw Refused("json", $"'{path}' holds no JSON object.", path);
        if (!root.TryGetProperty("format", out var format)
            || format.ValueKind != JsonValueKind.Number
            || !format.TryGetInt32(out var number))
        {
            throw Refused("format", $"'{path}' does not say its format in whole numbers.", path);
        }

        FileFormat.Check(number, Format, path);
        return root;
    }

    internal static string[] Texts(JsonElement root, string name, string path)
    {
        var list = Array(root, name, path);
        var texts = new string[list.GetArrayLength()];
        for (var index = 0; index < texts.Length; index++)
        {
            texts[index] = list[index].ValueKind == JsonValueKind.String
                ? list[index].GetString()!
                : throw Refused(name, $"Entry {index + 1} of '{name}' in '{path}' is no text.", path);
        }

        return texts;
    }

    internal static double[] Numbers(JsonElement list, string name, string path)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw Refused(name, $"'{name}' in '{path}' is no list of numbers.", path);
        var numbers = new double[list.GetArrayLength()];
        var index = 0;
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Number
                || !entry.TryGetDouble(out numbers[index])
                || !double.IsFinite(numbers[index]))
            {
                throw Refused(name, $"Entry {index + 1} of '{name}' in '{path}' is no finite number.", path);
            }

            index++;
        }

        return numbers;
    }

    internal static JsonElement Array(JsonElement root, string name, string path) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list
            : throw Refused(name, $"'{path}' has no list '{name}'.", path);

    internal static SortedDictionary<string, string> Pairs(JsonElement root, string name, string path)
    {
        if (!root.TryGetProperty(name, out var pairs) || pairs.ValueKind != JsonValueKind.Object)
            throw Refused(name, $"'{path}' has no object '{name}'.", path);
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs.EnumerateObject())
        {
            result[pair.Name] = pair.Value.ValueKind == JsonValueKind.String
                ? pair.Value.GetString()!
                : throw Refused(name, $"'{pair.Name}' of '{name}' in '{path}' is no text.", path);
        }

        return result;
    }

    internal static ModelRefusedException Refused(string parameter, string sentence, string path) =>
        new(parameter, sentence, path);
}
