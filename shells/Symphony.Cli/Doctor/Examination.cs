using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Symphony.Data;
using Symphony.Models;

namespace Symphony.Cli.Doctor;

/// <summary>Looks at what Symphony needs of this machine.</summary>
internal static class Examination
{
    private const long BytesWanted = 2L << 30;

    public static IReadOnlyList<Finding> Of(string runsFolder) =>
    [
        Sdk(),
        new("Runtime", true, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})"),
        Processor(),
        DuckDb(),
        OnnxRuntime(),
        Disk(runsFolder),
        Writable(runsFolder),
    ];

    private static Finding Sdk()
    {
        const string mend = "install the .NET 10 SDK: https://dotnet.microsoft.com/download";
        try
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", "--list-sdks")
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
            var versions = process.StandardOutput.ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ')[0])
                .ToArray();
            process.WaitForExit();
            var sound = versions.Any(version => int.TryParse(version.Split('.')[0], CultureInfo.InvariantCulture, out var major) && major >= 10);
            return new(".NET SDK", sound, string.Join(", ", versions), sound ? "" : mend);
        }
        catch (Win32Exception)
        {
            // A packed tool needs the runtime alone, but scripts and the repository need the SDK.
            return new(".NET SDK", false, "dotnet is not on the path", mend);
        }
    }

    private static Finding Processor()
    {
        (string Name, bool IsSupported)[] features =
        [
            ("SSE4.2", Sse42.IsSupported), ("AVX", Avx.IsSupported), ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported),
            ("AVX-512F", Avx512F.IsSupported), ("AdvSimd", AdvSimd.IsSupported),
        ];
        var widest = Vector512.IsHardwareAccelerated ? 512
            : Vector256.IsHardwareAccelerated ? 256
            : Vector128.IsHardwareAccelerated ? 128
            : 0;
        var supported = string.Join(" ", features.Where(feature => feature.IsSupported).Select(feature => feature.Name));
        var vectors = widest == 0 ? "no vectors: sums run in scalars, with the same bits" : $"sums run in {widest}-bit vectors";
        return new("Processor", true, $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} threads, {supported}; {vectors}");
    }

    private static Finding DuckDb()
    {
        try
        {
            return Library("DuckDB", DuckDbLibrary.Version(), DuckDbLibrary.LoadedPath(), problem: null, mend: "");
        }
        catch (DllNotFoundException missing)
        {
            return Library("DuckDB", null, null, missing.Message, Environment.GetEnvironmentVariable("SYMPHONY_DUCKDB") is { Length: > 0 }
                ? "unset SYMPHONY_DUCKDB"
                : "dotnet build, inside the repository; elsewhere: dotnet add package Symphony.Native.DuckDb.linux-x64");
        }
    }

    private static Finding OnnxRuntime()
    {
        var status = OnnxRuntimeLibrary.Inspect();
        return Library(status.Name, status.Version, status.Path, status.Problem, status.MendingCommand);
    }

    private static Finding Library(string name, string? version, string? path, string? problem, string mend) =>
        problem is null
            ? new(name, true, $"{version} at {path ?? "a place the system's loader chose"}")
            : new(name, false, problem, mend);

    private static Finding Disk(string runsFolder)
    {
        var existing = Existing(runsFolder);
        var free = new DriveInfo(existing).AvailableFreeSpace;
        var detail = string.Create(CultureInfo.InvariantCulture, $"{free / 1e9:0.0} GB free where runs go ({existing})");
        return free >= BytesWanted
            ? new("Disk", true, detail)
            : new("Disk", false, $"{detail}; 2 GB are wanted", $"free some space, or set {Commands.SharedOptions.RunsVariable} to a roomier folder");
    }

    private static Finding Writable(string runsFolder)
    {
        var existing = Existing(runsFolder);
        var probe = Path.Combine(existing, $".symphony-doctor-{Environment.ProcessId}");
        try
        {
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return new("Runs folder", true, $"{runsFolder} can be written");
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            return new("Runs folder", false, refusal.Message, $"set {Commands.SharedOptions.RunsVariable} to a folder you may write");
        }
    }

    private static string Existing(string folder)
    {
        var found = new DirectoryInfo(folder);
        while (!found.Exists && found.Parent is { } parent)
            found = parent;
        return found.FullName;
    }
}
