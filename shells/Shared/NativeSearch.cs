using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Symphony.Native;

/// <summary>
/// Where a native library is looked for, in order: an environment variable, the application's and the
/// assembly's folders, the repository's restored copy; then the system's own loader.
/// </summary>
/// <remarks>
/// One source file, compiled into each shell that binds a library: shells do not see each other, and the
/// order must be the same in all of them.
/// </remarks>
/// <param name="variable">An environment variable that holds the library's path, and then decides alone.</param>
/// <param name="windows">The file's name on Windows.</param>
/// <param name="mac">The file's name on macOS.</param>
/// <param name="linux">The file's name on Linux.</param>
/// <param name="export">A function that the library has and no other does.</param>
internal sealed class NativeSearch(string variable, string windows, string mac, string linux, string export)
{
    /// <summary>The file's name on this system.</summary>
    public string FileName { get; } =
        OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() ? mac : linux;

    /// <summary>This platform's name in a package's <c>runtimes</c> folder, such as linux-x64.</summary>
    public static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Every path looked at, in order; the system's loader comes after the last.</summary>
    /// <param name="assembly">The assembly that calls into the library.</param>
    public IReadOnlyList<string> Candidates(Assembly assembly)
    {
        var named = Environment.GetEnvironmentVariable(variable);
        if (!string.IsNullOrEmpty(named))
        {
            return [Path.GetFullPath(named)];
        }

        var found = new List<string>();
        foreach (var folder in OwnFolders(assembly))
        {
            Add(found, Path.Combine(folder, "runtimes", Platform, "native", FileName));
            Add(found, Path.Combine(folder, FileName));
        }

        foreach (var folder in OwnFolders(assembly))
        {
            for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
            {
                var restored = Path.Combine(above.FullName, ".config", "native", "restored");
                if (Directory.Exists(restored))
                {
                    Add(found, Path.Combine(restored, Platform, "native", FileName));
                }
            }
        }

        return found;
    }

    /// <summary>The first candidate that exists, or null: then the system's loader decides.</summary>
    /// <param name="assembly">The assembly that calls into the library.</param>
    public string? Find(Assembly assembly)
    {
        foreach (var candidate in Candidates(assembly))
        {
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>The loaded library, or 0 to let the runtime's own probing go on.</summary>
    /// <param name="assembly">The assembly that calls into the library.</param>
    /// <exception cref="DllNotFoundException">The environment variable names no loadable library.</exception>
    public nint Load(Assembly assembly)
    {
        var named = Environment.GetEnvironmentVariable(variable);
        if (!string.IsNullOrEmpty(named) && !File.Exists(named))
        {
            throw new DllNotFoundException(
                $"{variable} says '{named}', but there is no such file; unset it or give the path of {FileName}");
        }

        var path = Find(assembly);
        return path is null ? 0 : Load(path);
    }

    /// <summary>The library of a file, or one sentence in place of the system loader's several lines.</summary>
    private nint Load(string path)
    {
        try
        {
            var library = NativeLibrary.Load(path);
            if (NativeLibrary.TryGetExport(library, export, out _))
            {
                return library;
            }
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException($"'{path}' cannot be loaded as {FileName}{Advice}", failure);
        }

        throw new DllNotFoundException($"'{path}' is another library than {FileName}{Advice}");
    }

    private string Advice => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))
        ? "; 'dotnet build', inside the repository, restores it"
        : $"; unset {variable}, or give it the path of {FileName}";

    /// <summary>The path of the copy this process has loaded, or null when none is.</summary>
    public string? LoadedPath()
    {
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (Path.GetFileName(module.FileName).StartsWith(FileName, StringComparison.OrdinalIgnoreCase))
            {
                return module.FileName;
            }
        }

        return null;
    }

    private static IEnumerable<string> OwnFolders(Assembly assembly)
    {
        yield return AppContext.BaseDirectory;

        // Empty in a single-file application.
        var location = assembly.Location;
        if (location.Length > 0 && Path.GetDirectoryName(location) is { Length: > 0 } folder)
        {
            yield return folder;
        }
    }

    private static void Add(List<string> paths, string path)
    {
        var full = Path.GetFullPath(path);
        if (!paths.Contains(full))
        {
            paths.Add(full);
        }
    }
}
