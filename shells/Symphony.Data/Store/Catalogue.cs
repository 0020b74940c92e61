using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Symphony.Data.Store;

/// <summary>The one file that says what a store holds: a part it does not name is not there.</summary>
internal sealed record Catalogue
{
    /// <summary>
    /// The newest format that is read. Written is the oldest that can say what is to be said: 1 without deletions, 2 where
    /// none of them names a calendar or has rows that are back.
    /// </summary>
    public const int Format = 3;

    /// <summary>The file's name in the store.</summary>
    public const string FileName = "catalogue.json";

    public IReadOnlyList<StoreSourceFile> Sources { get; init; } = [];

    public IReadOnlyList<StoreDataset> Datasets { get; init; } = [];

    public IReadOnlyList<StoreQuarantine> Quarantine { get; init; } = [];

    public IReadOnlyList<StoreRetired> Retired { get; init; } = [];

    public IReadOnlyList<StoreDeletion> Deletions { get; init; } = [];

    /// <summary>The dataset of a kind and frequency, or null.</summary>
    public StoreDataset? Find(string kind, string frequency) => Datasets.FirstOrDefault(set => set.Kind == kind && set.Frequency == frequency);

    /// <summary>Reads a store's catalogue; null when it has none.</summary>
    /// <param name="folder">The store.</param>
    /// <exception cref="DataRefusedException">It is from a newer version, or damaged.</exception>
    public static Catalogue? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            var root = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
            var format = root["format"]!.GetValue<int>();
            return format switch
            {
                > Format => throw new DataRefusedException(
                    $"{path} has format {format}, from a newer version of Symphony; format {Format} is read here", path, column: "format", value: $"{format}"),
                < 1 => throw new FormatException($"format {format}"),
                _ => Of(root),
            };
        }
        catch (Exception damaged) when (damaged is JsonException or NullReferenceException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new DataRefusedException($"{path} is damaged ({damaged.Message.Split('\n')[0]}); a store's catalogue as it was written is accepted", path);
        }
    }

    /// <summary>The catalogue as bytes: the same catalogue gives the same bytes.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = false }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Deletions.Count == 0 ? 1 : Deletions.Any(IsOfFormat3) ? 3 : 2);
            json.WriteStartArray("sources");
            foreach (var source in Sources) Line(stream, json, () => Write(json, source));
            json.WriteEndArray();
            json.WriteStartArray("datasets");
            foreach (var set in Datasets) Write(stream, json, set);
            json.WriteEndArray();
            json.WriteStartArray("quarantine");
            foreach (var aside in Quarantine)
            {
                Line(stream, json, () =>
                {
                    json.WriteString("path", aside.Path);
                    json.WriteString("sha256", aside.Sha256);
                    json.WriteNumber("rows", aside.Rows);
                });
            }

            json.WriteEndArray();
            json.WriteStartArray("retired");
            foreach (var old in Retired)
            {
                Line(stream, json, () =>
                {
                    json.WriteString("path", old.Path);
                    json.WriteNumber("bytes", old.Bytes);
                    json.WriteNumber("replaced", old.Replaced);
                });
            }

            json.WriteEndArray();
            if (Deletions.Count > 0)
            {
                json.WriteStartArray("deletions");
                foreach (var deletion in Deletions) Write(stream, json, deletion);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>The SHA-256 over parts: it follows from the rows alone, whatever files they came in and in which order.</summary>
    /// <param name="sets">The datasets.</param>
    public static string HashOf(IEnumerable<StoreDataset> sets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var set in sets.OrderBy(set => set.Kind, StringComparer.Ordinal).ThenBy(set => set.Frequency, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{set.Kind} {set.Frequency} {set.TimeZone} {set.Prices}\n"));
            foreach (var part in set.Parts.OrderBy(part => part.Path, StringComparer.Ordinal))
                hash.AppendData(Encoding.UTF8.GetBytes($"{part.Path} {part.Sha256}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Line(Stream stream, Utf8JsonWriter json, Action fields)
    {
        json.Flush();
        stream.WriteByte((byte)'\n');
        json.WriteStartObject();
        fields();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StoreSourceFile source)
    {
        json.WriteNumber("id", source.Id);
        json.WriteString("name", source.Name);
        json.WriteString("sha256", source.Sha256);
        json.WriteNumber("bytes", source.Bytes);
        json.WriteNumber("rows", source.Rows);
        json.WriteString("layout", source.Layout);
        json.WriteString("ingested", source.Ingested);
    }

    private static void Write(MemoryStream stream, Utf8JsonWriter json, StoreDataset set) => Line(stream, json, () =>
    {
        json.WriteString("kind", set.Kind);
        json.WriteString("frequency", set.Frequency);
        json.WriteString("timeZone", set.TimeZone);
        json.WriteString("prices", set.Prices);
        json.WriteStartArray("parts");
        foreach (var part in set.Parts) Line(stream, json, () => Write(json, part));
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, StorePart part)
    {
        json.WriteString("path", part.Path);
        json.WriteString("sha256", part.Sha256);
        json.WriteNumber("bytes", part.Bytes);
        json.WriteNumber("rows", part.Rows);
        json.WriteNumber("symbols", part.Symbols);
        json.WriteNumber("first", part.First);
        json.WriteNumber("last", part.Last);
        json.WriteStartArray("shares");
        foreach (var share in part.Shares)
        {
            json.WriteStartArray();
            json.WriteNumberValue(share.Source);
            json.WriteNumberValue(share.Rows);
            json.WriteNumberValue(share.First);
            json.WriteNumberValue(share.Last);
            json.WriteNumberValue(share.Replaced);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Write(MemoryStream stream, Utf8JsonWriter json, StoreDeletion deletion) => Line(stream, json, () =>
    {
        json.WriteNumber("id", deletion.Id);
        json.WriteString("kind", deletion.Kind);
        json.WriteString("frequency", deletion.Frequency);
        json.WriteStartArray("symbols");
        foreach (var symbol in deletion.Symbols) json.WriteStringValue(symbol);
        json.WriteEndArray();
        json.WriteNumber("from", deletion.From);
        json.WriteNumber("to", deletion.To);
        json.WriteString("reason", deletion.Reason);
        json.WriteNumber("rows", deletion.Rows);
        json.WriteString("deleted", deletion.Deleted);
        if (deletion.Calendar is { } calendar) json.WriteString("calendar", calendar);
        if (deletion.BackSince is { } since)
        {
            json.WriteNumber("back", deletion.Back);
            json.WriteString("backSince", since);
        }

        json.WriteStartArray("parts");
        foreach (var part in deletion.Parts)
        {
            json.WriteStartObject();
            json.WriteString("after", part.After);
            json.WriteStartObject("before");
            Write(json, part.Before);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static bool IsOfFormat3(StoreDeletion deletion) => deletion.Calendar is not null || deletion.BackSince is not null;

    private static Catalogue Of(JsonObject root) => new()
    {
        Sources = [.. Items(root, "sources").Select(source => new StoreSourceFile(
            Int(source, "id"), Text(source, "name"), Text(source, "sha256"), Long(source, "bytes"), Long(source, "rows"), Text(source, "layout"), Text(source, "ingested")))],
        Datasets = [.. Items(root, "datasets").Select(set => new StoreDataset(
            Text(set, "kind"),
            Text(set, "frequency"),
            set["timeZone"]?.GetValue<string>(),
            set["prices"]?.GetValue<string>(),
            [.. Items(set, "parts").Select(PartOf)]))],
        Quarantine = [.. Items(root, "quarantine").Select(aside => new StoreQuarantine(Text(aside, "path"), Text(aside, "sha256"), Long(aside, "rows")))],
        Retired = [.. Items(root, "retired").Select(old => new StoreRetired(Text(old, "path"), Long(old, "bytes"), Long(old, "replaced")))],
        Deletions = !root.ContainsKey("deletions") ? [] :
        [
            .. Items(root, "deletions").Select(deletion => new StoreDeletion(
                Int(deletion, "id"),
                Text(deletion, "kind"),
                Text(deletion, "frequency"),
                [.. deletion["symbols"]!.AsArray().Select(symbol => symbol!.GetValue<string>())],
                Int(deletion, "from"),
                Int(deletion, "to"),
                Text(deletion, "reason"),
                Long(deletion, "rows"),
                Text(deletion, "deleted"),
                [.. Items(deletion, "parts").Select(part => new DeletedPart(PartOf(part["before"]!.AsObject()), Text(part, "after")))])
            {
                Calendar = deletion["calendar"]?.GetValue<string>(),
                Back = deletion["back"]?.GetValue<long>() ?? 0,
                BackSince = deletion["backSince"]?.GetValue<string>(),
            }),
        ],
    };

    private static StorePart PartOf(JsonObject part) => new(
        Inside(Text(part, "path")),
        Text(part, "sha256"),
        Long(part, "bytes"),
        Long(part, "rows"),
        Int(part, "symbols"),
        Long(part, "first"),
        Long(part, "last"),
        [.. part["shares"]!.AsArray().Select(share => share!.AsArray()).Select(share => new StoreShare(
            share[0]!.GetValue<int>(), share[1]!.GetValue<long>(), share[2]!.GetValue<long>(), share[3]!.GetValue<long>(), share[4]!.GetValue<long>()))]);

    /// <summary>A path that leaves the store is no path of a part.</summary>
    private static string Inside(string path) =>
        path.StartsWith("parts/", StringComparison.Ordinal) && !path.Contains("..", StringComparison.Ordinal)
            ? path
            : throw new FormatException($"the path '{path}' leaves the store");

    private static IEnumerable<JsonObject> Items(JsonObject of, string name) => of[name]!.AsArray().Select(item => item!.AsObject());

    private static string Text(JsonObject of, string name) => of[name]!.GetValue<string>();

    private static int Int(JsonObject of, string name) => of[name]!.GetValue<int>();

    private static long Long(JsonObject of, string name) => of[name]!.GetValue<long>();
}
