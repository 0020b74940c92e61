using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Splits as they are kept in a file, whoever made them.</summary>
/// <param name="Library">What made them, as the file says; may be empty.</param>
/// <param name="Splits">The splits, ready to be judged.</param>
public sealed record SplitsFile(string Library, StatedSplits Splits)
{
    /// <summary>The rows each split sets aside to choose or stop a model by, one list for each split; empty where none does.</summary>
    public IReadOnlyList<RowSet> Validation { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its name as given stands in refusals.</param>
    /// <exception cref="RefusedException">The file is not in the form that is read: where, and what would be.</exception>
    public static SplitsFile Read(string path)
    {
        if (Directory.Exists(path) || !File.Exists(path))
            throw new RefusedException("--splits", $"{path}: there is no such file");
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads what a stream holds.</summary>
    /// <param name="stream">JSON in UTF-8.</param>
    /// <param name="name">What refusals call it.</param>
    /// <exception cref="RefusedException">It is not in the form that is read: where, and what would be.</exception>
    public static SplitsFile Read(Stream stream, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return SplitsReader.Read(new JsonPlace(name, "", document.RootElement));
        }
        catch (JsonException error)
        {
            throw new RefusedException("file", $"{name}: {Sentence(error)}");
        }
    }

    /// <summary>Writes the splits; what is read back is the same.</summary>
    /// <param name="stream">Takes JSON in UTF-8.</param>
    public void Write(Stream stream) => SplitsWriter.Write(stream, this);

    private static string Sentence(JsonException error) =>
        error.LineNumber is { } line
            ? $"line {line + 1}, byte {error.BytePositionInLine + 1} is not JSON"
            : $"it is not JSON as it should be ({error.Message.TrimEnd('.')})";
}
