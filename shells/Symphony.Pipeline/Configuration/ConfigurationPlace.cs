using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Where a configuration came from, so that a refusal can point at it.</summary>
/// <param name="file">The file as the user named it; empty when there is none.</param>
/// <param name="values">The values with their lines.</param>
internal sealed class ConfigurationPlace(string file, SettingValues values)
{
    internal string File => file;

    /// <summary>The folder against which the configuration's paths are resolved.</summary>
    internal string Folder => file.Length == 0 ? "" : Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";

    /// <summary>What may be a file that is read: this configuration's own, and every text of it as a full path or pattern.</summary>
    internal IEnumerable<string> Files
    {
        get
        {
            var folder = Folder.Length == 0 ? Environment.CurrentDirectory : Folder;
            string[] own = file.Length == 0 ? [] : [Path.GetFullPath(file)];
            return own.Concat(TextsOf(values.Complete()).Where(text => text.Length > 0 && !text.Contains('\0')).Select(text => Path.GetFullPath(text, folder)));
        }
    }

    internal bool IsWritten(string path) => values.IsWritten(path);

    /// <summary>A refusal of one setting, with the place where it was written; a flag is no place in a file.</summary>
    internal ConfigurationRefusedException Refuse(string path, string reason) =>
        new(path, reason, values.IsWritten(path) && values.LineOf(path) == 0 ? "" : file, values.LineOf(path));

    /// <summary>
    /// What the core makes of the settings; a refusal of it names the setting as it is written, with the file and
    /// the line.
    /// </summary>
    internal T Point<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (RefusedException refusal) when (IsUnplaced(refusal) && values.PathOf(refusal.ParamName ?? "") is { } path)
        {
            throw Refuse(path, Named(refusal, path));
        }
    }

    /// <summary>What the core makes of one setting, whatever the core calls it.</summary>
    internal T PointAt<T>(string path, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (RefusedException refusal) when (IsUnplaced(refusal))
        {
            throw Refuse(path, refusal.Sentence);
        }
    }

    /// <summary>The core's sentence about the setting: it begins with the core's own name for it, and may say it again.</summary>
    private static string Named(RefusedException refusal, string path)
    {
        if (refusal.ParamName is not { Length: > 0 } parameter || !refusal.Sentence.StartsWith(parameter, StringComparison.Ordinal)) return refusal.Sentence;
        var rest = refusal.Sentence[parameter.Length..];
        // A name in capitals is no word of a sentence.
        return path + (char.IsAsciiLetterUpper(parameter[0]) ? Regex.Replace(rest, $@"\b{Regex.Escape(parameter)}\b", path) : rest);
    }

    private static IEnumerable<string> TextsOf(JsonNode? node) => node switch
    {
        JsonObject many => many.SelectMany(pair => TextsOf(pair.Value)),
        JsonArray several => several.SelectMany(TextsOf),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    private static bool IsUnplaced(RefusedException refusal) =>
        refusal is not (ConfigurationRefusedException or RunsFolderRefusedException or DataRefusedException or LedgerRefusedException);
}
