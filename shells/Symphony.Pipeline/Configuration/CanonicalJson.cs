using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>JSON whose bytes follow from its values: the form that is hashed and written.</summary>
internal static class CanonicalJson
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions OneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>UTF-8 bytes, indented, ending with a line feed.</summary>
    internal static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString(Indented) + "\n");

    /// <summary>One line of text.</summary>
    internal static string Line(JsonNode node) => node.ToJsonString(OneLine);

    /// <summary>SHA-256 of the one-line form, in lower-case hexadecimal.</summary>
    internal static string Hash(JsonNode node) => Hash(Encoding.UTF8.GetBytes(Line(node)));

    internal static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The value under a key that a well-formed record has.</summary>
    /// <exception cref="JsonException">The node is no object, or does not have it.</exception>
    internal static JsonNode Needed(JsonNode? node, string key) =>
        (node as JsonObject)?[key] ?? throw new JsonException($"'{key}' is missing");

    internal static JsonNode? At(JsonObject root, string path)
    {
        JsonNode? node = root;
        foreach (var part in path.Split('.')) node = node?[part];
        return node;
    }

    internal static string[] Texts(JsonNode? list) =>
        list is null ? [] : [.. list.AsArray().Select(item => item!.GetValue<string>())];

    /// <summary>The last part of each path or glob.</summary>
    internal static JsonArray FileNames(JsonNode? list) =>
        new([.. Texts(list).Select(path => (JsonNode)Path.GetFileName(path))]);

    /// <summary>True when the text can name a file or a folder anywhere.</summary>
    internal const string PlainNames = "up to 100 letters, digits, '-', '_' and '.', the first no '.',";

    internal static bool IsPlainName(string text) =>
        text.Length is > 0 and <= 100
        && text[0] != '.'
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    /// <summary>The same values as YAML, block style, two spaces a level.</summary>
    internal static string ToYaml(JsonObject root)
    {
        var yaml = new StringBuilder();
        WriteYaml(yaml, root, "");
        return yaml.ToString();
    }

    private static void WriteYaml(StringBuilder yaml, JsonObject node, string indent)
    {
        foreach (var (key, value) in node)
        {
            yaml.Append(indent).Append(Plain(key)).Append(':');
            if (value is JsonObject { Count: > 0 } child)
            {
                yaml.Append('\n');
                WriteYaml(yaml, child, indent + "  ");
            }
            else
            {
                yaml.Append(' ').Append(Inline(value)).Append('\n');
            }
        }
    }

    /// <summary>A value on one line of YAML.</summary>
    internal static string Inline(JsonNode? value) => value switch
    {
        null => "none",
        JsonArray items => $"[{string.Join(", ", items.Select(Inline))}]",
        JsonObject pairs => pairs.Count == 0 ? "{}" : $"{{ {string.Join(", ", Pairs(pairs))} }}",
        JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String => Plain(scalar.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    private static IEnumerable<string> Pairs(JsonObject pairs) =>
        pairs.Select(pair => $"{Plain(pair.Key)}: {Inline(pair.Value)}");

    /// <summary>Text as it is when nothing in it means anything to YAML, else quoted.</summary>
    private static string Plain(string text)
    {
        var plain = text.Length > 0
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ' ')
            && char.IsAsciiLetter(text[0]) && text[^1] != ' '
            && !Settings.IsNone(text) && text is not ("true" or "false" or "yes" or "no");
        return plain ? text : JsonValue.Create(text).ToJsonString(OneLine);
    }
}
