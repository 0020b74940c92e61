using System;
using System.IO;
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

    internal bool IsWritten(string path) => values.IsWritten(path);

    internal ConfigurationRefusedException Refuse(string path, string reason) =>
        new(path, reason, file, values.LineOf(path));

    /// <summary>What the core makes of the settings; a refusal of it gains the file and the line of the setting.</summary>
    internal T Point<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (RefusedException refusal) when (IsUnplaced(refusal) && values.PathOf(refusal.ParamName ?? "") is { } path)
        {
            throw Refuse(path, refusal.Sentence);
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

    private bool IsUnplaced(RefusedException refusal) =>
        file.Length > 0 && refusal is not (ConfigurationRefusedException or RunsFolderRefusedException or DataRefusedException);
}
