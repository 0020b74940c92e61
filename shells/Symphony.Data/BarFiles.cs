using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Data.Files;

namespace Symphony.Data;

/// <summary>The files that a source names.</summary>
public static class BarFiles
{
    /// <summary>Full paths of the files of bars, of actions and of the benchmark, each pattern resolved, in this order.</summary>
    /// <param name="source">The files and how to read them.</param>
    /// <exception cref="DataRefusedException">A pattern matches no file.</exception>
    public static IReadOnlyList<string> Of(BarsSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return
        [
            .. source.Store is null ? Paths(source.Files, source, "bars") : [],
            .. Paths(source.Actions, source, "corporate actions"),
            .. Paths(source.Benchmark, source, "benchmark's bars"),
        ];
    }

    /// <summary>The SHA-256 of everything that a source reads from its store; null where it names files.</summary>
    /// <param name="source">The store and what is wanted of it.</param>
    /// <exception cref="DataRefusedException">There is no such store, or it has no such bars.</exception>
    public static string? HashOfStore(BarsSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Store is null ? null : new Store.StoreBars(source).Hash();
    }

    private static IEnumerable<string> Paths(IReadOnlyList<string> patterns, BarsSource source, string what) =>
        patterns.Count == 0 ? [] : SourceFiles.Expand(patterns, source.BaseDirectory, what).Select(file => file.Path);
}
