using System;
using System.IO;
using System.Threading;

namespace Symphony.Pipeline;

/// <summary>The folder of all runs, with this process's own temporary folder in it.</summary>
/// <remarks>
/// <c>.stages</c> holds finished stages, <c>.ledger</c> the trials of each study, <c>.locks</c> one file for
/// each run in progress, <c>.tmp</c> what is being written. A temporary folder belongs to a process as long
/// as that process holds the lock file beside it; the operating system lets go of it when the process ends,
/// however it ends.
/// </remarks>
internal sealed class RunsDirectory : IDisposable
{
    private readonly FileStream? session;
    private int temporaryFolders;

    private RunsDirectory(string root, string temporary, FileStream? session)
    {
        Root = root;
        Temporary = temporary;
        this.session = session;
    }

    internal string Root { get; }

    internal string Stages => Path.Combine(Root, ".stages");

    private string Temporary { get; }

    /// <summary>Opens the folder, creates it if need be, and removes what killed processes left half-written.</summary>
    /// <exception cref="RunsFolderRefusedException">The folder cannot be written.</exception>
    internal static RunsDirectory Open(string root)
    {
        var full = Path.GetFullPath(root);
        return RunsFolderRefusedException.Guard(full, () =>
        {
            var temporary = Path.Combine(full, ".tmp");
            Directory.CreateDirectory(temporary);
            RemoveAbandoned(temporary);
            var name = Path.Combine(temporary, Guid.NewGuid().ToString("N")[..12]);
            var session = new FileStream(name + ".lock", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            Directory.CreateDirectory(name);
            return new RunsDirectory(full, name, session);
        });
    }

    /// <summary>The folder as it is, to be read only: nothing is created or removed.</summary>
    internal static RunsDirectory Look(string root)
    {
        var full = Path.GetFullPath(root);
        if (File.Exists(full)) throw new RunsFolderRefusedException(full, "it is a file; a folder is accepted");
        return new RunsDirectory(full, Path.Combine(full, ".tmp", "none"), null);
    }

    /// <summary>A new empty folder that only this process knows.</summary>
    internal string NewTemporaryFolder()
    {
        var folder = Path.Combine(Temporary, Interlocked.Increment(ref temporaryFolders).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Holds a named lock until disposed; calls back once when another process has it.</summary>
    internal IDisposable Lock(string name, Action waiting, CancellationToken stop)
    {
        var folder = Path.Combine(Root, ".locks");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, name + ".lock");
        for (var told = false; ; told = true)
        {
            stop.ThrowIfCancellationRequested();
            if (TryHold(file) is { } held) return held;
            if (!told) waiting();
            stop.WaitHandle.WaitOne(100);
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(Temporary)) Directory.Delete(Temporary, recursive: true);
        session?.Dispose();
    }

    private static void RemoveAbandoned(string temporary)
    {
        foreach (var folder in Directory.EnumerateDirectories(temporary))
        {
            try
            {
                using var held = TryHold(folder + ".lock");
                if (held is not null) Remove(folder);
            }
            catch (IOException) when (!Directory.Exists(folder))
            {
                // Its owner ended, or another process removed it, after the folders were listed.
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        finally
        {
            File.Delete(folder + ".lock");
        }
    }

    /// <summary>The lock, or null while another process or thread holds it.</summary>
    private static FileStream? TryHold(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(file))
        {
            return null;
        }
    }
}
