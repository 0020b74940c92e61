using System;
using System.IO;
using System.Linq;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Where a result is to be written, looked at before anything is computed.</summary>
internal static class OutputFile
{
    private const string Devices = "/dev";

    /// <summary>Refuses a place that takes no file.</summary>
    /// <param name="what">What is written, such as report.</param>
    /// <param name="file">The file as the user named it; null when it is not wanted.</param>
    /// <param name="extensions">The accepted extensions; none when any is.</param>
    /// <exception cref="RefusedException">No file can be written there.</exception>
    internal static void Check(string what, string? file, params string[] extensions)
    {
        if (file is null) return;
        if (string.IsNullOrWhiteSpace(file))
            throw new RefusedException(what, $"the {what} file has no name; the path of a file is accepted");
        if (Directory.Exists(file))
            throw new RefusedException(what, $"the {what} file '{file}' is a folder; the path of a file is accepted");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";
        if (!Directory.Exists(folder))
            throw new RefusedException(what, $"the {what} file '{file}' lies in '{folder}', which is no folder; an existing folder is accepted");
        // A file is written beside its place and moved in, which would replace the device.
        if (folder == Devices)
            throw new RefusedException(what, $"the {what} file '{file}' is a device; the path of a file is accepted");
        if (extensions.Length > 0 && !extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            throw new RefusedException(what, $"the {what} file '{file}' ends in neither {string.Join(" nor ", extensions)}; its extension decides the format");
    }
}
