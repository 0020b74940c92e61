using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Symphony.Pipeline;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>The command line as a process that is killed, or whose disk is full.</summary>
[Platform("Linux")]
public sealed class KilledAndFullTests
{
    private static readonly string Program = Path.Combine(TestContext.CurrentContext.TestDirectory, "symphony.dll");

    private TemporaryFolder folder = null!;
    private string yaml = null!;

    [SetUp]
    public void MakeFolder()
    {
        folder = new TemporaryFolder();
        yaml = SmallMarket.Write(folder.Path);
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_run_killed_at_any_moment_ends_with_the_same_bytes_when_it_is_run_again()
    {
        var (code, _) = Finish(Start("dotnet", [Program, "run", yaml, "--runs", folder.Of("undisturbed")]));
        Assert.That(code, Is.Zero);
        var expected = Files(folder.Of("undisturbed"));

        // Later and later, so that kills fall into every stage.
        foreach (var milliseconds in (int[])[150, 300, 450, 600, 800, 1000, 1300])
        {
            var runs = folder.Of("killed");
            Killed(milliseconds, "run", yaml, "--runs", runs);
        }

        (code, _) = Finish(Start("dotnet", [Program, "run", yaml, "--runs", folder.Of("killed")]));
        Assert.That(code, Is.Zero);
        Assert.That(Files(folder.Of("killed")), Is.EqualTo(expected));
        Assert.That(Directory.GetFileSystemEntries(folder.Of("killed", ".tmp")), Is.Empty);

        // Nor is anything lost while stages are made again, or removed.
        foreach (var milliseconds in (int[])[250, 450, 700, 1000])
        {
            Killed(milliseconds, "run", yaml, "--from", "ingest", "--runs", folder.Of("killed"));
            Killed(milliseconds / 2, "runs", "gc", "--keep", "100KB", "--runs", folder.Of("killed"));
        }

        (code, _) = Finish(Start("dotnet", [Program, "run", yaml, "--runs", folder.Of("killed")]));
        Assert.That(code, Is.Zero);
        Finish(Start("dotnet", [Program, "runs", "gc", "--keep", "1GB", "--runs", folder.Of("killed")]));
        Assert.That(Files(folder.Of("killed")), Is.EqualTo(expected));
    }

    [Test]
    public void A_full_disk_fails_in_one_sentence_and_nothing_half_written_stays()
    {
        var disk = folder.Of("disk");
        Directory.CreateDirectory(disk);
        const string script = """
            mount -t tmpfs -o size=1m tmpfs "$1" || exit 77
            dotnet "$2" run "$3" --runs "$1/runs"
            code=$?
            find "$1/runs" -name '*.parquet*' -not -path '*/.stages/*' -o -name '*.part' -o -name 'stage.json.*' -o -path '*/.tmp/*' | sed 's/^/left: /'
            exit $code
            """;
        using var process = Start("unshare", ["-rm", "sh", "-c", script, "sh", disk, Program, yaml]);
        var (code, text) = Finish(process);
        if (code == 77 || text.Contains("unshare:", StringComparison.Ordinal))
            Assert.Ignore("User namespaces are off here, so no small disk can be mounted.");
        Assert.That(code, Is.EqualTo(2), text);
        Assert.That(text, Does.Contain("full").And.Not.Contain("   at ").And.Not.Contain("left: "));
    }

    private static void Killed(int milliseconds, params string[] arguments)
    {
        using var process = Start("dotnet", [Program, .. arguments]);
        Thread.Sleep(milliseconds);
        process.Kill();
        process.WaitForExit();
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static (int Code, string Text) Finish(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, text);
    }

    /// <summary>Every file of finished runs, stages and ledgers with its hash; locks and the environment aside.</summary>
    private static string[] Files(string runs) =>
    [
        .. DurableFiles.RelativeFiles(runs)
            .Where(file => !file.StartsWith(".locks/", StringComparison.Ordinal) && !file.EndsWith("environment.json", StringComparison.Ordinal))
            .Select(file => $"{file} {DurableFiles.Hash(Path.Combine(runs, file))}"),
    ];
}
