using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;

namespace Symphony.Data.Store;

/// <summary>A store's files: written beside their place, made durable, then moved in.</summary>
internal static partial class StoreFolder
{
    /// <summary>What a file is called until it is whole.</summary>
    public const string Unfinished = ".part";

    private const string LockName = ".lock";

    /// <summary>Takes the store for writing, waiting for another process; the lock ends with the process, however it ends.</summary>
    /// <param name="folder">The store; made where it is not there.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="waiting">Called once when another process holds it.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    public static FileStream Lock(string folder, TimeSpan wait, Action? waiting, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, LockName);
        var until = Environment.TickCount64 + (long)wait.TotalMilliseconds;
        var said = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Directory.CreateDirectory(folder);
                var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                if (IsInItsPlace(held)) return held;
                held.Dispose();
            }
            catch (IOException held) when (IsHeld(held, path))
            {
                if (!said) waiting?.Invoke();
                said = true;
                if (Environment.TickCount64 >= until)
                {
                    throw new DataRefusedException(
                        $"another process is writing to the store {folder}, and was not done after {wait.TotalSeconds:0} s; one writer at a time is accepted (--wait SECONDS waits longer)", folder);
                }

                Thread.Sleep(50);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                throw NotWritten(folder, refused);
            }
        }
    }

    /// <summary>The folders that making a store would make, the innermost first.</summary>
    /// <param name="folder">The store.</param>
    public static IReadOnlyList<string> Missing(string folder)
    {
        var missing = new List<string>();
        for (var at = folder; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at)) missing.Add(at);
        return missing;
    }

    /// <summary>Takes away what the first ingest of a store made before it was refused: a store of nothing, and the folders made for it.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="made">Folders that were made, the innermost first.</param>
    /// <param name="held">Its lock, which is given up.</param>
    public static void Unmake(string folder, IReadOnlyList<string> made, FileStream held)
    {
        var catalogue = Path.Combine(folder, Catalogue.FileName);
        try
        {
            if (Catalogue.Read(folder) is { } written && (written.Datasets.Count > 0 || written.Sources.Count > 0 || written.Quarantine.Count > 0)) return;
            File.Delete(catalogue);
            foreach (var root in (ReadOnlySpan<string>)["parts", "quarantine"])
            {
                var under = Path.Combine(folder, root);
                if (!Directory.Exists(under)) continue;
                if (Directory.EnumerateFiles(under, "*", SearchOption.AllDirectories).Any()) return;
                Directory.Delete(under, recursive: true);
            }

            // Linux tells who waits for the lock that it is no longer in its place; Windows deletes no file that another holds.
            if (OperatingSystem.IsWindows()) held.Dispose();
            if (OperatingSystem.IsWindows() || OperatingSystem.IsLinux()) File.Delete(held.Name);
            foreach (var empty in made) Directory.Delete(empty);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // Somebody else put something there, or waits for it: it is theirs now.
            return;
        }
    }

    /// <summary>Makes a file of bytes, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">The bytes.</param>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var beside = path + Unfinished;
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None, 1))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }

        Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes a folder's entries durable; Windows needs no such call.</summary>
    /// <param name="folder">The folder.</param>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0) return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    /// <summary>Removes what a killed process left: files below parts and quarantine that the catalogue does not name.</summary>
    /// <param name="folder">The store, locked.</param>
    /// <param name="catalogue">Its catalogue.</param>
    /// <param name="kept">Further paths to keep.</param>
    /// <returns>How many files, and their bytes.</returns>
    public static (int Files, long Bytes) Sweep(string folder, Catalogue? catalogue, IEnumerable<string> kept)
    {
        var named = new HashSet<string>(kept, StringComparer.Ordinal);
        if (catalogue is not null)
        {
            named.UnionWith(catalogue.Datasets.SelectMany(set => set.Parts).Select(part => part.Path));
            named.UnionWith(catalogue.Quarantine.Select(aside => aside.Path));
        }

        var (files, bytes) = (0, 0L);
        foreach (var root in (ReadOnlySpan<string>)["parts", "quarantine"])
        {
            var under = Path.Combine(folder, root);
            if (!Directory.Exists(under)) continue;
            foreach (var path in Directory.EnumerateFiles(under, "*", SearchOption.AllDirectories).ToList())
            {
                if (named.Contains(Path.GetRelativePath(folder, path).Replace('\\', '/'))) continue;
                bytes += new FileInfo(path).Length;
                files++;
                File.Delete(path);
            }
        }

        return (files, bytes);
    }

    /// <summary>The refusal of a disk that takes no more, or no file at all.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="why">What the system said.</param>
    public static DataRefusedException NotWritten(string folder, Exception why) =>
        why.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase) || why.Message.Contains("not enough space", StringComparison.OrdinalIgnoreCase)
            ? new DataRefusedException($"the store {folder} cannot be written: the disk is full; nothing was changed, and a disk with free space is accepted", folder)
            : new DataRefusedException($"the store {folder} cannot be written ({why.Message}); nothing was changed, and a folder this user may write to is accepted", folder);

    /// <summary>False of a lock that whoever held it before took away: the next writer makes another file.</summary>
    private static bool IsInItsPlace(FileStream held) => !OperatingSystem.IsLinux()
        || new FileInfo($"/proc/self/fd/{held.SafeFileHandle.DangerousGetHandle()}").LinkTarget?.EndsWith(" (deleted)", StringComparison.Ordinal) != true;

    /// <summary>True when the file is there and its lock is another's; a missing folder or a full disk is something else.</summary>
    private static bool IsHeld(IOException held, string path) =>
        held is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException)
        && File.Exists(path)
        && (held.HResult is 11 or 13 || held.Message.Contains("being used by another process", StringComparison.Ordinal));

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
