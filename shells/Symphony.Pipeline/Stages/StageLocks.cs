using System;
using System.IO;
using System.Threading;

namespace Symphony.Pipeline;

/// <summary>Which stored stages are in use, and when each was used last.</summary>
/// <remarks>
/// A run holds <c>.locks/stages/stage-key.lock</c> from before it looks for the stage until it ends; several runs
/// may. The file's time is that of the last use. Such a file is opened, and by a collection removed, only while
/// <c>.locks/stages.lock</c> is held (shared by runs), so that nobody holds a file that is gone. The operating
/// system lets go of all of them when a process ends, however it ends.
/// </remarks>
internal static class StageLocks
{
    private const int PauseMilliseconds = 20;

    /// <summary>Holds a stage until disposed, and notes that it is used now.</summary>
    internal static IDisposable Use(string root, string stage, string key, DateTimeOffset now, CancellationToken stop)
    {
        var file = FileOf(root, stage, key);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var all = Wait(AllOf(root), FileAccess.Read, FileShare.Read, stop);
        var held = Wait(file, FileAccess.Read, FileShare.Read, stop);
        File.SetLastWriteTimeUtc(file, now.UtcDateTime);
        return held;
    }

    /// <summary>Keeps every run from beginning to use a stage, until disposed.</summary>
    internal static IDisposable HoldAll(string root, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(AllOf(root))!);
        return Wait(AllOf(root), FileAccess.ReadWrite, FileShare.None, stop);
    }

    /// <summary>Forgets a stage that is about to be removed; false when it is in use, or was used since it was looked at.</summary>
    internal static bool Release(string root, StageEntry entry)
    {
        if (IsInUse(root, entry.Stage, entry.Key) || LastUse(root, entry.Stage, entry.Key) != entry.LastUsed) return false;
        if (File.Exists(FileOf(root, entry.Stage, entry.Key))) File.Delete(FileOf(root, entry.Stage, entry.Key));
        return true;
    }

    internal static bool IsInUse(string root, string stage, string key)
    {
        try
        {
            new FileStream(FileOf(root, stage, key), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (IOException error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>When the stage was used last; a stage of a version that kept no such file, when it was made.</summary>
    internal static DateTimeOffset LastUse(string root, string stage, string key)
    {
        var file = FileOf(root, stage, key);
        return File.Exists(file)
            ? File.GetLastWriteTimeUtc(file)
            : Directory.GetLastWriteTimeUtc(Path.Combine(root, ".stages", stage, key));
    }

    private static string FileOf(string root, string stage, string key) => Path.Combine(root, ".locks", "stages", $"{stage}-{key}.lock");

    private static string AllOf(string root) => Path.Combine(root, ".locks", "stages.lock");

    private static FileStream Wait(string file, FileAccess access, FileShare share, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, access, share);
            }
            catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(file) && !RunsFolderRefusedException.IsFull(error))
            {
                stop.WaitHandle.WaitOne(PauseMilliseconds);
            }
        }
    }
}
