using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>A setting that is not the same in two configurations.</summary>
/// <param name="Path">Dotted place in the YAML.</param>
/// <param name="Before">Its value in the first, as YAML text; null when it is not set there.</param>
/// <param name="Now">Its value in the second, as YAML text; null when it is not set there.</param>
public sealed record SettingChange(string Path, string? Before, string? Now)
{
    /// <summary>Of a list, what only the first has; empty otherwise.</summary>
    public IReadOnlyList<string> Gone { get; private init; } = [];

    /// <summary>Of a list, what only the second has; empty otherwise.</summary>
    public IReadOnlyList<string> Added { get; private init; } = [];

    /// <summary>The change in words; of a list what came and went.</summary>
    public string Sentence => (Before, Now, Gone, Added) switch
    {
        (_, _, [], [_, ..]) => $"{Path} has {Several(Added)} more",
        (_, _, [_, ..], []) => $"{Path} is without {Several(Gone)}",
        (_, _, [_, ..], [_, ..]) => $"{Path} has {Several(Added)} in place of {Several(Gone)}",
        (null, _, _, _) => $"{Path} was not set, is {Now}",
        (_, null, _, _) => $"{Path} was {Before}, is not set",
        _ => $"{Path} was {Before}, is {Now}",
    };

    /// <summary>The leaves that two objects do not share, in ordinal order of their paths.</summary>
    internal static IReadOnlyList<SettingChange> Between(JsonNode? before, JsonNode? now)
    {
        var (then, today) = (Leaves(before), Leaves(now));
        return
        [
            .. then.Keys.Union(today.Keys).Order(StringComparer.Ordinal)
                .Where(path => !then.ContainsKey(path) || !today.ContainsKey(path) || !JsonNode.DeepEquals(then[path], today[path]))
                .Select(path => Of(path, then, today)),
        ];
    }

    /// <summary>Every value that is no object, by its dotted path.</summary>
    internal static SortedDictionary<string, JsonNode?> Leaves(JsonNode? root)
    {
        var leaves = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        Add("", root);
        return leaves;

        void Add(string path, JsonNode? node)
        {
            if (node is JsonObject { Count: > 0 } pairs)
            {
                foreach (var (key, value) in pairs) Add(path.Length == 0 ? key : $"{path}.{key}", value);
            }
            else if (path.Length > 0)
            {
                leaves.Add(path, node);
            }
        }
    }

    private static SettingChange Of(string path, IReadOnlyDictionary<string, JsonNode?> then, IReadOnlyDictionary<string, JsonNode?> today)
    {
        var change = new SettingChange(path, Text(then), Text(today));
        if (!then.TryGetValue(path, out var first) || !today.TryGetValue(path, out var second) || !AreTexts(first) || !AreTexts(second)) return change;
        var (had, has) = (CanonicalJson.Texts(first), CanonicalJson.Texts(second));
        return change with { Gone = [.. had.Except(has)], Added = [.. has.Except(had)] };

        string? Text(IReadOnlyDictionary<string, JsonNode?> leaves) => leaves.TryGetValue(path, out var value) ? CanonicalJson.Inline(value) : null;
    }

    private static bool AreTexts(JsonNode? node) =>
        node is JsonArray list && list.All(item => item?.GetValueKind() == JsonValueKind.String);

    private static string Several(IReadOnlyList<string> names) => string.Join(", ", names);
}
