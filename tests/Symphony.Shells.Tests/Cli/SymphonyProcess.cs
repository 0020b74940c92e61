using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Symphony.Shells.Tests.Cli;

/// <summary>The command line as a process of its own, which can be given another processor or be killed.</summary>
internal static class SymphonyProcess
{
    private const int LongestMilliseconds = 300_000;

    /// <summary>Runs to the end and gives the exit code with all that was printed.</summary>
    public static (int ExitCode, string Printed) Run(
        IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        using var process = Start(environment, args);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(LongestMilliseconds))
            process.Kill();
        return (process.ExitCode, output + error.Result);
    }

    /// <summary>Kills the process, as <c>kill -9</c> does, when it prints a line that begins so; true when it did.</summary>
    public static bool KillAt(string lineStart, params string[] args)
    {
        using var process = Start(new Dictionary<string, string>(), args);
        while (process.StandardError.ReadLine() is { } line)
        {
            if (!line.StartsWith(lineStart, StringComparison.Ordinal))
                continue;
            process.Kill();
            process.WaitForExit();
            return true;
        }

        process.WaitForExit();
        return false;
    }

    /// <summary>The run folders below a runs folder, by name and content hash.</summary>
    public static string[] RunFolders(string runs) =>
        [.. Directory.EnumerateFiles(runs, "manifest.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(runs, Path.GetDirectoryName(file)!))
            .Where(folder => !folder.StartsWith('.'))
            .Order(StringComparer.Ordinal)];

    private static Process Start(IReadOnlyDictionary<string, string> environment, string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "symphony.dll"));
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
