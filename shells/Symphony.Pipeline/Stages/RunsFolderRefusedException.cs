using System;
using System.IO;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>The runs folder cannot be written: no permission, or no folder.</summary>
public sealed class RunsFolderRefusedException : RefusedException
{
    internal RunsFolderRefusedException(string folder, string reason)
        : base("runs", $"{folder}: {reason}") => Folder = folder;

    /// <summary>The folder that was refused.</summary>
    public string Folder { get; }

    /// <summary>Runs an action that writes under a folder, and turns what the system refuses into one sentence.</summary>
    internal static T Guard<T>(string folder, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (UnauthorizedAccessException)
        {
            throw new RunsFolderRefusedException(folder, "it may not be written; a folder you own is accepted");
        }
        catch (IOException error) when (error is DiskFullException || IsFull(error))
        {
            throw new DiskFullException($"{folder}: the disk is full; nothing half-written was kept, free some space and run again", error);
        }
        catch (IOException) when (File.Exists(folder))
        {
            throw new RunsFolderRefusedException(folder, "it is a file; a folder is accepted");
        }
        catch (IOException error)
        {
            // What follows the colon is a file of the program's own.
            throw new RunsFolderRefusedException(folder, $"it cannot be written ({error.Message.Split(" : ")[0].TrimEnd('.')})");
        }
    }

    /// <summary>ENOSPC and EDQUOT, or their counterparts on Windows.</summary>
    internal static bool IsFull(IOException error) =>
        (error.HResult & 0xFFFF) is 28 or 122 or 112 or 39
        || error.Message.Contains("No space left on device", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("disk was full", StringComparison.OrdinalIgnoreCase);
}
