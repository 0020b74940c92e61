using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>A file that was read.</summary>
/// <param name="Name">Its name without a folder.</param>
/// <param name="Hash">SHA-256 of its bytes, in lower-case hexadecimal.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Rows">How many rows of data were read from it.</param>
internal sealed record InputFile(string Name, string Hash, long Bytes, long Rows)
{
    internal JsonObject ToJson() => new()
    {
        ["file"] = Name,
        ["sha256"] = Hash,
        ["bytes"] = Bytes,
        ["rows"] = Rows,
    };

    internal static InputFile OfJson(JsonNode node) => new(
        node["file"]!.GetValue<string>(),
        node["sha256"]!.GetValue<string>(),
        node["bytes"]!.GetValue<long>(),
        node["rows"]!.GetValue<long>());
}
