using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Enumeration;
using System.Linq;

namespace Symphony.Data.Files;

/// <summary>From names and patterns to the files they stand for.</summary>
internal static class SourceFiles
{
    /// <summary>The files in the order of their paths, each once; a pattern without a match is refused.</summary>
    /// <param name="patterns">Paths, with <c>*</c>, <c>?</c> and <c>**</c> (any folders) where wanted.</param>
    /// <param name="baseDirectory">What relative patterns start from; empty for the current directory.</param>
    /// <param name="what">What the files hold, for the refusal: "bars".</param>
    public static IReadOnlyList<SourceFile> Expand(IReadOnlyList<string> patterns, string baseDirectory, string what)
    {
        if (patterns.Count == 0)
        {
            throw new DataRefusedException($"no file of {what} is named; at least one is needed", what);
        }

        var root = Path.GetFullPath(baseDirectory.Length == 0 ? "." : baseDirectory);
        var found = new SortedDictionary<string, SourceFile>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            foreach (var path in Match(pattern, root, what))
            {
                var name = Path.IsPathRooted(pattern) ? path : Path.GetRelativePath(root, path).Replace('\\', '/');
                found.TryAdd(path, new SourceFile(path, name));
            }
        }

        return [.. found.Values];
    }

    private static IEnumerable<string> Match(string pattern, string root, string what)
    {
        if (string.IsNullOrWhiteSpace(pattern) || pattern.Contains('\0'))
        {
            throw new DataRefusedException($"a file of {what} has an empty name; a path or a pattern is accepted", what);
        }

        var literal = Path.GetFullPath(pattern, root);
        if (File.Exists(literal))
        {
            return [literal];
        }

        if (Directory.Exists(literal))
        {
            throw new DataRefusedException(
                $"'{pattern}' is a folder, not a file; a file, or a pattern such as '{pattern.TrimEnd('/', '\\')}/*.csv', is accepted",
                pattern);
        }

        if (pattern.AsSpan().IndexOfAny('*', '?') < 0)
        {
            throw new DataRefusedException($"the file '{pattern}' does not exist{Suggestion(literal)}; an existing file of {what} is accepted", pattern);
        }

        var start = Path.GetPathRoot(literal)!;
        var segments = literal[start.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        List<string> matches;
        try
        {
            matches = [.. Walk(start, segments)];
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new DataRefusedException($"the folders of '{pattern}' cannot be searched ({refused.Message}); folders this user may read are accepted", pattern);
        }

        return matches.Count > 0
            ? matches
            : throw new DataRefusedException($"no file matches '{pattern}'; a pattern that meets at least one file of {what} is accepted", pattern);
    }

    private static string Suggestion(string missing)
    {
        var folder = Path.GetDirectoryName(missing);
        if (!Directory.Exists(folder))
        {
            return " (nor does its folder)";
        }

        var names = Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
        var near = NearestName.Of(Path.GetFileName(missing), names);
        return near is null ? string.Empty : $" (its folder holds '{near}')";
    }

    /// <summary>Everything below a folder, but no folder twice by way of a link.</summary>
    private static readonly EnumerationOptions Below =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint };

    private static IEnumerable<string> Walk(string folder, ReadOnlyMemory<string> segments)
    {
        var segment = segments.Span[0];
        var rest = segments[1..];
        if (segment == "**")
        {
            var below = rest.IsEmpty ? new[] { "*" } : rest;
            var folders = Directory.EnumerateDirectories(folder, "*", Below).Prepend(folder);
            return folders.SelectMany(each => Walk(each, below));
        }

        if (segment.AsSpan().IndexOfAny('*', '?') < 0)
        {
            var next = Path.Combine(folder, segment);
            return rest.IsEmpty
                ? File.Exists(next) ? [next] : []
                : Directory.Exists(next) ? Walk(next, rest) : [];
        }

        bool Fits(string path) => FileSystemName.MatchesSimpleExpression(segment, Path.GetFileName(path.AsSpan()), ignoreCase: false);
        return rest.IsEmpty
            ? Directory.EnumerateFiles(folder).Where(Fits)
            : Directory.EnumerateDirectories(folder).Where(Fits).SelectMany(next => Walk(next, rest));
    }
}
