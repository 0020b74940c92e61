using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Where a result is to be written, looked at before anything is computed.</summary>
internal static class OutputFile
{
    private const string Devices = "/dev";

    /// <summary>Refuses a place that is no file's; whether it takes one is tried by <see cref="CheckApart"/>.</summary>
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
        // A file is written beside its place and moved in, which would replace the device, or a link to it.
        if (folder == Devices || (File.Exists(file) && File.ResolveLinkTarget(file, returnFinalTarget: true) is { FullName: var target } && Path.GetDirectoryName(target) == Devices))
            throw new RefusedException(what, $"the {what} file '{file}' is a device; the path of a file is accepted");
        if (extensions.Length > 0 && !extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            throw new RefusedException(what, $"the {what} file '{file}' ends in neither {string.Join(" nor ", extensions)}; its extension decides the format");
    }

    /// <summary>Makes an empty file in the folder and removes it: what refuses files is better known before the work than after.</summary>
    private static void Try(string what, string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";
        if (!Directory.Exists(folder)) return;
        try
        {
            using var empty = new FileStream(Path.Combine(folder, Path.GetRandomFileName()), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
            });
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException && !(refused is IOException error && RunsFolderRefusedException.IsFull(error)))
        {
            // What follows a colon is the file that was tried, which the user does not know.
            var why = refused is IOException ? $" ({refused.Message.Split(" : ")[0].TrimEnd('.')})" : "";
            throw new RefusedException(what, $"the {what} file '{file}' may not be written: '{folder}' takes no file{why}; a place this user may write to is accepted");
        }
    }

    /// <summary>
    /// Refuses an output that is an input, or another output, or lies within a store: it would take its place without a
    /// word. Then one whose folder takes no file.
    /// </summary>
    /// <param name="inputs">Files and patterns that are read, full; what is no file is passed over.</param>
    /// <param name="outputs">What is written, and the file as the user named it; null when it is not wanted.</param>
    /// <exception cref="RefusedException">A file would be overwritten that is needed.</exception>
    internal static void CheckApart(IEnumerable<string> inputs, params IReadOnlyList<(string What, string? File)> outputs)
    {
        var written = new List<(string What, FilePlace Place)>();
        FilePlace[]? read = null;
        foreach (var (what, file) in outputs)
        {
            if (file is null) continue;
            var place = FilePlace.Of(file);
            if (written.Find(other => other.Place.Is(place)) is { What: { } other })
                throw new RefusedException(what, $"the {what} file '{file}' is the {other} file too; a file of its own is accepted");
            written.Add((what, place));
            if (place.StoreAround() is { } store)
                throw new RefusedException(what, $"the {what} file '{file}' lies within the store '{store}', which holds nothing but its own files; a place outside it is accepted");
            read ??= [.. inputs.SelectMany(FilePlace.Existing)];
            if (Array.Exists(read, one => one.Is(place)))
                throw new RefusedException(what, $"the {what} file '{file}' is read as an input, and would be overwritten; another file is accepted");
        }

        // Last, as it touches the folder: nothing is tried within a store, or beside what would be overwritten.
        foreach (var (what, file) in outputs)
        {
            if (file is not null) Try(what, file);
        }
    }

    /// <summary>Writes a table, as CSV where the file is called so; whole or not at all.</summary>
    /// <exception cref="DiskFullException">The disk is full.</exception>
    /// <exception cref="RefusedException">This user may not write there.</exception>
    internal static void Write(string file, IReadOnlyList<ParquetColumn> columns, CancellationToken stop)
    {
        if (Path.GetExtension(file).Equals(".csv", StringComparison.OrdinalIgnoreCase)) Write(file, CsvText.Of(ParquetTable.Of(columns)));
        else ParquetTable.Write(file, columns, stop);
        FeatureMatrixFile.RemoveSchema(file);
    }

    /// <summary>Writes bytes whole or not at all; what the system refuses is said of the file as the user named it.</summary>
    internal static void Write(string file, byte[] bytes)
    {
        var full = Path.GetFullPath(file);
        try
        {
            DurableFiles.Write(full, bytes);
        }
        catch (UnauthorizedAccessException)
        {
            throw new RefusedException("file", $"{file} may not be written; a place this user may write to is accepted");
        }
        catch (IOException error) when (RunsFolderRefusedException.IsFull(error))
        {
            throw new DiskFullException($"{file} cannot be written: the disk of {Path.GetDirectoryName(full)} is full; nothing half-written was kept, free some space and run again", error);
        }
        catch (IOException error)
        {
            // What follows a colon is the file beside, which the user does not know.
            throw new RefusedException("file", $"{file} cannot be written ({error.Message.Split(" : ")[0].TrimEnd('.')}); another place is accepted");
        }
    }
}
