using System.IO;

namespace Symphony.Pipeline;

/// <summary>Where a configuration came from, so that a refusal can point at it.</summary>
/// <param name="file">The file as the user named it; empty when there is none.</param>
/// <param name="values">The values with their lines.</param>
internal sealed class ConfigurationPlace(string file, SettingValues values)
{
    internal string File => file;

    /// <summary>The folder against which the configuration's paths are resolved.</summary>
    internal string Folder => file.Length == 0 ? "" : Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";

    internal ConfigurationRefusedException Refuse(string path, string reason) =>
        new(path, reason, file, values.LineOf(path));
}
