using System;
using System.Diagnostics;
using System.IO;
using NUnit.Framework;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Cli;

/// <summary>A disk of one megabyte, and one that takes no file at all: exit codes 2 and 1, and no half of a file.</summary>
[TestFixture]
[Platform("Linux")]
public sealed class FullDiskTests
{
    private string folder = "";

    [SetUp]
    public void Open()
    {
        folder = Directory.CreateTempSubdirectory("symphony-full-").FullName;
        SmallMarket.Write(folder);
        Directory.CreateDirectory(At("disk"));
        var lines = File.ReadAllText(At("bars.csv")).Split('\n')[1].Split(',');
        File.WriteAllText(At("weights.csv"), $"date,symbol,weight\n{lines[0]},{lines[1]},0.5\n");
        File.WriteAllText(At("signals.csv"), $"date,symbol,signal\n{lines[0]},{lines[1]},1\n");
    }

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [TestCase("run {0}/run.yaml --runs {0}/disk/runs")]
    [TestCase("demo --runs {0}/disk/runs")]
    [TestCase("backtest --bars {0}/bars.csv --weights {0}/weights.csv --report {0}/disk/report.html")]
    [TestCase("backtest --bars {0}/bars.csv --weights {0}/weights.csv --equity-file {0}/disk/equity.parquet")]
    [TestCase("backtest --bars {0}/bars.csv --weights {0}/weights.csv --equity-file {0}/disk/equity.csv")]
    [TestCase("brackets --bars {0}/bars.csv --signals {0}/signals.csv --equity-file {0}/disk/equity.csv")]
    [TestCase("brackets --bars {0}/bars.csv --signals {0}/signals.csv --report {0}/disk/report.html")]
    [TestCase("labels {0}/run.yaml --out {0}/disk/labels.csv")]
    public void A_full_disk_is_a_failure_and_holds_no_half_written_file(string command)
    {
        var (code, text) = OnDisk("-o size=1m", "dd if=/dev/zero of=\"$1/fill\" bs=1k count=1020 2>/dev/null", command);
        Assert.That(code, Is.EqualTo(2), text);
        Assert.That(text, Does.Contain("symphony: ").And.Not.Contain("   at ").And.Not.Contain("left: "));
        Assert.That(text, Does.Contain("full").And.Not.Contain(".tmp").And.Not.Contain(".part"), "the file as the user named it");
    }

    [TestCase("run {0}/run.yaml --runs {0}/disk/runs")]
    [TestCase("run {0}/run.yaml --runs {0}/disk")]
    [TestCase("demo --runs {0}/disk")]
    [TestCase("backtest --bars {0}/bars.csv --weights {0}/weights.csv --report {0}/disk/report.html")]
    [TestCase("backtest --bars {0}/bars.csv --weights {0}/weights.csv --equity-file {0}/disk/equity.parquet")]
    [TestCase("brackets --bars {0}/bars.csv --signals {0}/signals.csv --trades-file {0}/disk/trades.csv")]
    public void A_disk_that_may_only_be_read_is_refused(string command)
    {
        var (code, text) = OnDisk("-o ro", "true", command);
        Assert.That(code, Is.EqualTo(1), text);
        Assert.That(text, Does.Contain("symphony: ").And.Contain("Read-only").And.Not.Contain("   at ").And.Not.Contain(".tmp").And.Not.Contain(".part"));
    }

    private string At(string name) => Path.Combine(folder, name);

    private (int Code, string Text) OnDisk(string mount, string before, string command)
    {
        var script = $"""
            mount -t tmpfs {mount} tmpfs "$1" || exit 77
            {before}
            dotnet "$2" {string.Format(System.Globalization.CultureInfo.InvariantCulture, command, folder)} 2>&1
            code=$?
            find "$1" -type f -size +0 -not -name fill -not -path '*/.stages/*' -not -path '*/.ledger/*' | sed 's/^/left: /'
            exit $code
            """;
        var start = new ProcessStartInfo("unshare", ["-rm", "sh", "-c", script, "sh", At("disk"), Path.Combine(AppContext.BaseDirectory, "symphony.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        if (process.ExitCode == 77 || text.Contains("unshare:", StringComparison.Ordinal))
            Assert.Ignore("User namespaces are off here, so no small disk can be mounted.");
        return (process.ExitCode, text);
    }
}
