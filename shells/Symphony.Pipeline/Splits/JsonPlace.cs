using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>A value in a JSON file, and where it stands, so that a refusal can point at it.</summary>
/// <param name="file">The file as the user named it.</param>
/// <param name="path">The path of the value, as in <c>splits[3].train</c>; empty for the whole.</param>
/// <param name="element">The value.</param>
internal readonly struct JsonPlace(string file, string path, JsonElement element)
{
    private const int LongestShown = 40;

    internal JsonElement Element => element;

    internal bool IsText => element.ValueKind == JsonValueKind.String;

    internal bool IsNull => element.ValueKind == JsonValueKind.Null;

    internal bool IsList => element.ValueKind == JsonValueKind.Array;

    internal bool IsObject => element.ValueKind == JsonValueKind.Object;

    /// <summary>A refusal of this value.</summary>
    internal RefusedException Refuse(string reason) =>
        new(path.Length == 0 ? "file" : path, path.Length == 0 ? $"{file}: {reason}" : $"{file}: {path}: {reason}");

    /// <summary>A refusal that shows the value.</summary>
    internal RefusedException RefuseValue(string wanted) => Refuse($"{wanted}, was {Shown()}");

    /// <summary>Refuses what is no object, or has a key that is not known.</summary>
    internal JsonPlace Keys(params string[] known)
    {
        if (!IsObject) throw RefuseValue("must be an object");
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name, StringComparer.Ordinal))
                throw Refuse($"'{property.Name}' is not known here; the nearest is '{NearestKey.Of(property.Name, known)}'");
        }

        return this;
    }

    internal bool Has(string key) => element.TryGetProperty(key, out _);

    internal JsonPlace? Optional(string key) =>
        element.TryGetProperty(key, out var value) ? new JsonPlace(file, Below(key), value) : null;

    internal JsonPlace Needed(string key) => Optional(key) ?? throw Refuse($"'{key}' is missing");

    internal string Text() => IsText ? element.GetString()! : throw RefuseValue("must be a text");

    /// <summary>One of the words, as its number among them.</summary>
    internal int Word(params string[] words)
    {
        var place = IsText ? Array.IndexOf(words, element.GetString()) : -1;
        return place >= 0 ? place : throw RefuseValue($"must be {string.Join(" or ", words.Select(word => $"\"{word}\""))}");
    }

    /// <summary>A whole number, not negative.</summary>
    internal int WholeNumber() =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= 0
            ? number
            : throw RefuseValue("must be a whole number, 0 or more");

    internal IEnumerable<JsonPlace> Items()
    {
        if (!IsList) throw RefuseValue("must be a list");
        return Each(file, path, element);
    }

    /// <summary>What the core makes of this value; a refusal of it gains file and path.</summary>
    internal T Point<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (RefusedException refusal)
        {
            throw Refuse(refusal.Sentence);
        }
    }

    private static IEnumerable<JsonPlace> Each(string file, string path, JsonElement list)
    {
        var index = 0;
        foreach (var item in list.EnumerateArray())
            yield return new JsonPlace(file, $"{path}[{index++.ToString(CultureInfo.InvariantCulture)}]", item);
    }

    private string Below(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private string Shown()
    {
        var text = element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => $"a list of {element.GetArrayLength()}",
            _ => element.GetRawText(),
        };
        return text.Length <= LongestShown ? text : text[..LongestShown] + "...";
    }
}
