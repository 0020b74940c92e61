using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>Finds the run that a user means.</summary>
/// <remarks>
/// A run folder's path; <c>latest</c>, the run finished last; a name, the last of that name; either with
/// <c>~N</c>, the N-th before; the beginning of a hash of at least four letters, alone or after <c>name/</c>.
/// </remarks>
public static class RunReference
{
    /// <summary>The word for the run that was finished last.</summary>
    public const string Latest = "latest";

    /// <summary>What is accepted, in words.</summary>
    public const string Accepted = "a run folder, the beginning of its hash (4 letters or more), a name, latest, or latest~1 for the one before";

    private const int FewestLetters = 4;

    /// <summary>The run folder that is meant.</summary>
    /// <param name="runsDirectory">The folder of all runs.</param>
    /// <param name="text">What the user wrote.</param>
    /// <exception cref="RunRefusedException">No run is meant, or several are.</exception>
    public static string Resolve(string runsDirectory, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Directory.Exists(text) && (text.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || File.Exists(Path.Combine(text, RunFolder.Manifest))))
            return text;
        if (text.Length == 0 || Path.IsPathRooted(text) || text.Contains("..", StringComparison.Ordinal))
            throw new RunRefusedException(text, $"there is no such run folder; {Accepted} is accepted");
        var all = RunCatalogue.List(runsDirectory);
        if (all.Count == 0) throw new RunRefusedException(text, $"there is no finished run in {runsDirectory}; symphony demo makes one");
        return Last(all, text) ?? ByHash(all, runsDirectory, text);
    }

    /// <summary>The runs that are called so, the last one or one before it; null when it is neither latest nor a name.</summary>
    private static string? Last(IReadOnlyList<RunEntry> all, string text)
    {
        var mark = text.LastIndexOf('~');
        var (name, back) = (text, 0);
        if (mark > 0 && int.TryParse(text.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var steps)) (name, back) = (text[..mark], steps);
        RunEntry[] meant = [.. all.Where(run => name == Latest || run.Name == name).OrderBy(run => run.FinishedAt).ThenBy(run => run.ContentHash, StringComparer.Ordinal)];
        if (meant.Length == 0) return null;
        return back < meant.Length
            ? meant[^(back + 1)].Folder
            : throw new RunRefusedException(text, $"there are {Written.Whole(meant.Length)} such runs; {name}~{Written.Whole(meant.Length - 1)} is the oldest");
    }

    private static string ByHash(IReadOnlyList<RunEntry> all, string runsDirectory, string text)
    {
        var slash = text.LastIndexOf('/');
        var (name, prefix) = slash < 0 ? (null, text) : (text[..slash], text[(slash + 1)..]);
        RunEntry[] found = prefix.Length < FewestLetters
            ? []
            : [.. all.Where(run => (name is null || run.Name == name) && run.ContentHash.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))];
        return found switch
        {
            [var one] => one.Folder,
            [] => throw new RunRefusedException(text, $"no run in {runsDirectory} is called so; {Accepted} is accepted, and symphony runs lists them{Nearest(all, text)}"),
            _ => throw new RunRefusedException(text, $"{Written.Whole(found.Length)} runs begin so ({string.Join(", ", found.Take(3).Select(run => $"{run.Name}/{run.ContentHash[..Math.Min(16, run.ContentHash.Length)]}"))}); more letters are needed"),
        };
    }

    private static string Nearest(IReadOnlyList<RunEntry> all, string text) =>
        NearestKey.Of(text, all.Select(run => run.Name)) is { } name && NearestKey.Distance(text, name) <= 2 ? $"; the nearest name is '{name}'" : "";
}
