using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Symphony.Pipeline;

/// <summary>Files and folders that are there whole or not at all, also after a power cut.</summary>
internal static partial class DurableFiles
{
    private const string Beside = ".tmp";

    /// <summary>Writes a file beside its place and moves it in; what a killed process left there goes.</summary>
    internal static void Write(string file, ReadOnlySpan<byte> bytes)
    {
        RemoveLeft(file);
        var beside = $"{file}.{Environment.ProcessId}{Beside}";
        try
        {
            // Held until it is in its place: whoever looks for what was left finds it held.
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
                File.Move(beside, file, overwrite: true);
            }

            FlushFolder(Path.GetDirectoryName(file)!);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>Removes what processes that are no more left beside a file; what a living one writes is held, and stays.</summary>
    private static void RemoveLeft(string file)
    {
        var (folder, name) = (Path.GetDirectoryName(file)!, Path.GetFileName(file) + ".");
        if (!Directory.Exists(folder)) return;
        foreach (var left in Directory.EnumerateFiles(folder, "*" + Beside).Where(left => IsOfTheDead(Path.GetFileName(left), name)).ToList())
        {
            try
            {
                using (new FileStream(left, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    // Nobody holds it.
                }

                File.Delete(left);
            }
            catch (Exception held) when (held is IOException or UnauthorizedAccessException)
            {
                // Another machine writes it, or another user's process: it is not ours to remove.
            }
        }
    }

    private static bool IsOfTheDead(string left, string name)
    {
        if (!left.StartsWith(name, StringComparison.Ordinal) || left.Length <= name.Length + Beside.Length) return false;
        if (!int.TryParse(left.AsSpan(name.Length, left.Length - name.Length - Beside.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var process)) return false;
        try
        {
            using var living = Process.GetProcessById(process);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    /// <summary>Moves a finished folder into its place; false when something is there already.</summary>
    internal static bool MoveFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)) FlushFile(file);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories)) FlushFolder(folder);
        FlushFolder(from);
        var parent = Path.GetDirectoryName(to)!;
        Directory.CreateDirectory(parent);
        if (Directory.Exists(to)) return false;
        Directory.Move(from, to);
        FlushFolder(parent);
        return true;
    }

    /// <summary>SHA-256 of a file's bytes, in lower-case hexadecimal.</summary>
    internal static string Hash(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The files under a folder by their relative path with '/', in ordinal order.</summary>
    internal static string[] RelativeFiles(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal),
    ];

    private static void FlushFile(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Makes a folder's entries durable; Windows needs no such call.</summary>
    internal static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0) return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
