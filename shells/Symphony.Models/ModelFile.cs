using System;
using System.IO;

namespace Symphony.Models;

/// <summary>Reads and writes whole files.</summary>
internal static class ModelFile
{
    /// <summary>The file's bytes, or a refusal that names it.</summary>
    internal static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure)
            when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelRefusedException("path", $"There is no file '{path}'.", path);
        }
        catch (UnauthorizedAccessException)
        {
            throw new ModelRefusedException(
                "path",
                Directory.Exists(path)
                    ? $"'{path}' is a folder, not a file."
                    : $"'{path}' may not be read by this user.",
                path);
        }
    }

    /// <summary>Writes the file whole or not at all: beside it first, then renamed over it.</summary>
    internal static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var beside = path + ".writing";
        try
        {
            File.WriteAllBytes(beside, bytes);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
