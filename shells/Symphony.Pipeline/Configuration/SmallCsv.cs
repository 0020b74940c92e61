using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Symphony.Pipeline;

/// <summary>A CSV of settings: a few rows of texts, read whole.</summary>
internal static class SmallCsv
{
    private const int MostBytes = 16 << 20;

    /// <summary>The lines of a file, the header first, and the file's hash.</summary>
    /// <param name="file">The file as it is written in the configuration.</param>
    /// <param name="place">Where the configuration came from.</param>
    /// <param name="path">The setting that names it.</param>
    internal static (string[] Lines, InputFile Input) Lines(string file, ConfigurationPlace place, string path)
    {
        var full = Path.GetFullPath(file, place.Folder.Length == 0 ? Environment.CurrentDirectory : place.Folder);
        var name = Path.GetFileName(file);
        if (Directory.Exists(full) || !File.Exists(full))
            throw place.Refuse(path, $"{path} was '{file}', but there is no such file; a CSV is accepted");
        if (new FileInfo(full).Length > MostBytes)
            throw place.Refuse(path, $"{name} has more than {MostBytes} bytes; a CSV of a few columns is accepted");
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(full);
        }
        catch (UnauthorizedAccessException)
        {
            throw place.Refuse(path, $"{name} may not be read; a file this user may read is accepted");
        }

        var lines = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        return (lines, new InputFile(name, CanonicalJson.Hash(bytes), bytes.Length, lines.Length - 1));
    }

    /// <summary>The cells of a line; one in quotes may hold commas.</summary>
    internal static string[] Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        foreach (var letter in line)
        {
            if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (letter == ',' && !isQuoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(letter);
            }
        }

        cells.Add(cell.ToString().Trim());
        return [.. cells];
    }
}
