using System;
using System.Collections.Generic;
using Symphony.Data.DuckDb;

namespace Symphony.Data;

/// <summary>The native DuckDB library: where it was found, and which one it is.</summary>
public static unsafe class DuckDbLibrary
{
    /// <summary>The library's version, such as v1.5.6; loads the library.</summary>
    /// <exception cref="DllNotFoundException">The library was not found.</exception>
    public static string Version()
    {
        try
        {
            return NativeMethods.Text(NativeMethods.duckdb_library_version());
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException(DuckDbDatabase.Missing(missing), missing);
        }
    }

    /// <summary>The path of the loaded library, or null where it is not loaded.</summary>
    public static string? LoadedPath() => NativeMethods.Search.LoadedPath();

    /// <summary>The paths looked at, in order; after them comes the system's own loader.</summary>
    public static IReadOnlyList<string> SearchedPaths() => NativeMethods.Search.Candidates(typeof(DuckDbLibrary).Assembly);
}
