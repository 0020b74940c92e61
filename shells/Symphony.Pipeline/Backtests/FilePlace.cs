using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Enumeration;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>Where a file lies once links are followed, whether it is there or not.</summary>
internal sealed class FilePlace
{
    private const int MostLinks = 40;
    private const string Catalogue = "catalogue.json";
    private static readonly EnumerationOptions Below =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly string full;

    private FilePlace(string full) => this.full = full;

    /// <summary>The place of a file.</summary>
    /// <param name="file">Its path.</param>
    internal static FilePlace Of(string file) => new(Followed(Path.GetFullPath(file), MostLinks));

    /// <summary>The files that a path or a pattern stands for; none where there are none.</summary>
    /// <param name="pattern">A full path, with *, ? and ** where wanted.</param>
    internal static IEnumerable<FilePlace> Existing(string pattern)
    {
        if (File.Exists(pattern)) return [Of(pattern)];
        if (pattern.AsSpan().IndexOfAny('*', '?') < 0) return [];
        try
        {
            var root = Path.GetPathRoot(pattern)!;
            return [.. Matching(root, pattern[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)).Distinct().Select(Of)];
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Whoever reads the files says that they cannot be found.
            return [];
        }
    }

    /// <summary>True where both are one file.</summary>
    /// <param name="other">The other place.</param>
    internal bool Is(FilePlace other) =>
        full == other.full || (full.Equals(other.full, StringComparison.OrdinalIgnoreCase) && !AreTwo(full, other.full));

    /// <summary>The store within which it lies; null outside of stores.</summary>
    internal string? StoreAround()
    {
        for (var at = Path.GetDirectoryName(full); at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, Catalogue))) return at;
        }

        return null;
    }

    /// <summary>Names that differ in case alone are two files where the file system lists both, or knows one of them only.</summary>
    private static bool AreTwo(string one, string other) =>
        File.Exists(one) && File.Exists(other) ? IsListed(one) && IsListed(other)
        : File.Exists(one) || File.Exists(other) || OperatingSystem.IsLinux();

    private static bool IsListed(string path) => Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Contains(path, StringComparer.Ordinal);

    private static string Followed(string full, int links)
    {
        var at = Path.GetPathRoot(full)!;
        foreach (var name in full[at.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(at, name);
            at = links > 0 && new FileInfo(next).LinkTarget is { } target ? Followed(Path.GetFullPath(target, at), links - 1) : next;
        }

        return at;
    }

    private static IEnumerable<string> Matching(string folder, ReadOnlyMemory<string> names)
    {
        var name = names.Span[0];
        var rest = names[1..];
        if (name == "**")
        {
            var below = rest.IsEmpty ? new[] { "*" } : rest;
            return Directory.EnumerateDirectories(folder, "*", Below).Prepend(folder).SelectMany(under => Matching(under, below));
        }

        if (name.AsSpan().IndexOfAny('*', '?') < 0)
        {
            var next = Path.Combine(folder, name);
            if (rest.IsEmpty) return File.Exists(next) ? [next] : [];
            return Directory.Exists(next) ? Matching(next, rest) : [];
        }

        bool Fits(string path) => FileSystemName.MatchesSimpleExpression(name, Path.GetFileName(path.AsSpan()), ignoreCase: false);
        return rest.IsEmpty
            ? Directory.EnumerateFiles(folder).Where(Fits)
            : Directory.EnumerateDirectories(folder).Where(Fits).SelectMany(under => Matching(under, rest));
    }
}
