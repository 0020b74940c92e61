using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>Every value of a JSON file by its dotted path, lists by number from 0, in the file's order.</summary>
internal static class FigureLeaves
{
    internal static IReadOnlyDictionary<string, JsonNode?> Of(JsonNode? root)
    {
        var leaves = new OrderedDictionary<string, JsonNode?>();
        Add("", root);
        return leaves;

        void Add(string path, JsonNode? node)
        {
            switch (node)
            {
                case JsonObject pairs:
                    foreach (var (key, value) in pairs) Add(path.Length == 0 ? key : $"{path}.{key}", value);
                    break;
                case JsonArray items:
                    for (var i = 0; i < items.Count; i++) Add($"{path}[{Written.Whole(i)}]", items[i]);
                    break;
                default:
                    leaves.Add(path, node);
                    break;
            }
        }
    }
}
