using System;
using System.IO;
using System.Security.Cryptography;

namespace Symphony.Data;

/// <summary>The hash that names a file's content.</summary>
public static class FileHash
{
    /// <summary>The SHA-256 of a file's bytes, 64 lower-case hexadecimal digits.</summary>
    /// <param name="path">The file's path.</param>
    public static string Sha256(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
