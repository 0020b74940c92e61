using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Pipeline;

namespace Symphony.Shells.Tests.Cli;

/// <summary>The whole demonstration gives the same bytes whatever the processor, the threads, or an untimely death.</summary>
[TestFixture]
public sealed class SameBytesTests
{
    private static readonly Dictionary<string, string> AsItIs = [];

    private string folder = "";
    private string undisturbed = "";

    [OneTimeSetUp]
    public void RunUndisturbed()
    {
        if (Environment.GetEnvironmentVariable("SYMPHONY_EXPECT_ISA") is { } setting && setting != "default")
            Assert.Ignore("This test sets each instruction set itself, so one pass of it is enough.");
        folder = Directory.CreateTempSubdirectory("symphony-bytes-").FullName;
        undisturbed = Demonstrate("undisturbed", "2", AsItIs);
    }

    [OneTimeTearDown]
    public void Close()
    {
        if (folder.Length > 0)
            Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void One_thread_and_two_give_the_same_manifest() =>
        Assert.That(Demonstrate("one-thread", "1", AsItIs), Is.EqualTo(undisturbed));

    [TestCase("DOTNET_EnableAVX2", "0")]
    [TestCase("DOTNET_EnableHWIntrinsic", "0")]
    [TestCase("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-FMA,-AVX2")]
    public void Another_instruction_set_gives_the_same_manifest(string variable, string value) =>
        Assert.That(
            Demonstrate(variable, "2", new Dictionary<string, string> { [variable] = value }),
            Is.EqualTo(undisturbed));

    [Test]
    public void A_run_killed_again_and_again_ends_with_the_same_bytes()
    {
        var runs = Path.Combine(folder, "killed");
        // Each death comes with the next stage at work and the ones before it stored.
        foreach (var stage in (string[])["ingest", "features", "splits", "train", "stack", "backtest"])
            Assert.That(SymphonyProcess.KillAt(stage, "demo", "--runs", runs), $"the run ended before {stage} did");

        Assert.That(Demonstrate("killed", "2", AsItIs), Is.EqualTo(undisturbed));
        Assert.That(RunVerifier.Verify(Path.Combine(runs, undisturbed)).IsIntact);
        Assert.That(
            Directory.EnumerateFileSystemEntries(runs, "*.unfinished*", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public void Run_twice_the_second_does_nothing()
    {
        var report = Path.Combine(folder, "undisturbed", undisturbed, "report.html");
        var written = File.GetLastWriteTimeUtc(report);
        Assert.That(Demonstrate("undisturbed", "2", AsItIs), Is.EqualTo(undisturbed));
        Assert.That(File.GetLastWriteTimeUtc(report), Is.EqualTo(written));
    }

    [Test]
    public void One_byte_changed_in_an_output_is_named()
    {
        var runs = Path.Combine(folder, "changed");
        var run = Path.Combine(runs, Demonstrate("changed", "2", AsItIs));
        using (var file = File.Open(Path.Combine(run, "equity.parquet"), FileMode.Open))
        {
            file.Seek(100, SeekOrigin.Begin);
            var changed = (byte)(file.ReadByte() ^ 1);
            file.Seek(100, SeekOrigin.Begin);
            file.WriteByte(changed);
        }

        var session = Session.Of("verify", run);
        Assert.That(session.ExitCode, Is.EqualTo(3));
        Assert.That(session.Output, Does.Contain("equity.parquet differs"));
    }

    /// <summary>Runs the demonstration and gives its run folder, the content hash in its name.</summary>
    private string Demonstrate(string name, string threads, IReadOnlyDictionary<string, string> environment)
    {
        var runs = Path.Combine(folder, name);
        var (code, printed) = SymphonyProcess.Run(environment, "demo", "--runs", runs, "--threads", threads);
        Assert.That(code, Is.Zero, printed);
        return SymphonyProcess.RunFolders(runs).Single();
    }
}
