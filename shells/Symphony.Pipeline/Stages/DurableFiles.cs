using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Symphony.Pipeline;

/// <summary>Files and folders that are there whole or not at all, also after a power cut.</summary>
internal static partial class DurableFiles
{
    /// <summary>Writes a file beside its place and moves it in.</summary>
    internal static void Write(string file, ReadOnlySpan<byte> bytes)
    {
        var beside = $"{file}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, file, overwrite: true);
            FlushFolder(Path.GetDirectoryName(file)!);
        }
        catch
        {
            File.Delete(beside);
            throw;
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
