using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Where two files of one name first differ: by row, by key, by line or by byte, as the file is.</summary>
internal static class FileDifference
{
    private const int ShownLetters = 60;

    /// <summary>The place in words; null when the files hold the same bytes.</summary>
    internal static ArtifactDifference? Of(string file, string first, string second)
    {
        if (!File.Exists(first)) return new ArtifactDifference(file, "which the first does not have", "");
        if (!File.Exists(second)) return new ArtifactDifference(file, "which the second does not have", "");
        var at = FirstByte(first, second);
        if (at < 0) return null;
        try
        {
            var (where, extent) = Path.GetExtension(file) switch
            {
                ".parquet" => TableDifference.Of(ParquetTable.Read(first), ParquetTable.Read(second)),
                ".arrays" => ArrayFile.Read(first).Difference(ArrayFile.Read(second)) ?? Byte(at),
                ".json" => Json(JsonNode.Parse(File.ReadAllBytes(first)), JsonNode.Parse(File.ReadAllBytes(second))) ?? Byte(at),
                ".html" or ".csv" or ".txt" or ".yaml" => Line(File.ReadAllLines(first), File.ReadAllLines(second)) ?? Byte(at),
                _ => Byte(at),
            };
            return new ArtifactDifference(file, where, extent);
        }
        catch (Exception error) when (error is RefusedException or JsonException or InvalidDataException)
        {
            // It is not what its name says: the bytes are still comparable.
            return new ArtifactDifference(file, Byte(at).Where, "");
        }
    }

    /// <summary>The first byte that differs, from 0; -1 when none does.</summary>
    private static long FirstByte(string first, string second)
    {
        using var one = new FileStream(first, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var other = new FileStream(second, FileMode.Open, FileAccess.Read, FileShare.Read);
        var (left, right) = (new byte[1 << 16], new byte[1 << 16]);
        for (long done = 0; ; done += left.Length)
        {
            var (had, has) = (one.ReadAtLeast(left, left.Length, false), other.ReadAtLeast(right, right.Length, false));
            var same = left.AsSpan(0, had).CommonPrefixLength(right.AsSpan(0, has));
            if (same < had || same < has) return done + same;
            if (had < left.Length) return -1;
        }
    }

    private static (string Where, string Extent) Byte(long at) => ($"byte {Written.Whole(at + 1)}", "");

    private static (string Where, string Extent)? Json(JsonNode? first, JsonNode? second)
    {
        var (then, now) = (FigureLeaves.Of(first), FigureLeaves.Of(second));
        string[] differ = [.. then.Keys.Union(now.Keys).Where(path => !then.ContainsKey(path) || !now.ContainsKey(path) || !JsonNode.DeepEquals(then[path], now[path]))];
        if (differ.Length == 0) return null;
        // The file's own order is the reader's.
        var at = differ[0];
        return ($"{at}: {Text(then, at)} against {Text(now, at)}", $"{Written.Whole(differ.Length)} of {Written.Whole(then.Keys.Union(now.Keys).Count())} values differ");

        static string Text(System.Collections.Generic.IReadOnlyDictionary<string, JsonNode?> leaves, string path) =>
            leaves.TryGetValue(path, out var value) ? Cut(CanonicalJson.Inline(value)) : "nothing";
    }

    private static (string Where, string Extent)? Line(string[] first, string[] second)
    {
        for (var line = 0; line < Math.Max(first.Length, second.Length); line++)
        {
            var (one, other) = (first.ElementAtOrDefault(line) ?? "", second.ElementAtOrDefault(line) ?? "");
            if (one == other && line < first.Length && line < second.Length) continue;
            var column = one.AsSpan().CommonPrefixLength(other);
            var from = Math.Max(0, column - 20);
            return ($"line {Written.Whole(line + 1)}, column {Written.Whole(column + 1)}: '{Cut(one[Math.Min(from, one.Length)..])}' against '{Cut(other[Math.Min(from, other.Length)..])}'", "");
        }

        return null;
    }

    private static string Cut(string text) => text.Length <= ShownLetters ? text : text[..ShownLetters] + "...";
}
