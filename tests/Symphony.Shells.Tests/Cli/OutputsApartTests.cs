using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Data;
using Symphony.Shells.Tests.Store;

namespace Symphony.Shells.Tests.Cli;

/// <summary>No command writes over what it reads, over its own other output, or into a store.</summary>
[TestFixture]
public sealed class OutputsApartTests
{
    private const string Bars = "date,symbol,open,high,low,close,volume\n2020-01-02,A,10,11,9,10.5,100\n2020-01-03,A,10,11,9,10.5,100\n";

    private TestFolder folder = null!;

    [SetUp]
    public void Open()
    {
        folder = new TestFolder();
        foreach (var name in (string[])["bars.csv", "other.csv"]) folder.Write(name, Bars);
        folder.Write("run.yaml", """
            name: small
            data: { files: "b*.csv", prices: adjusted }
            features: [momentum_5]
            labels: { kind: tripleBarrier, profitTaking: 1.5, stopLoss: 1, bars: 8 }
            crossValidation: { groups: 4, testGroups: 2, embargoBars: 5 }
            walkForward: { minimumTrainBars: 120 }
            """);
    }

    [TearDown]
    public void Close() => folder.Dispose();

    [TestCase("universe --bars bars.csv --verdicts bars.csv")]
    [TestCase("universe --bars bars.csv --membership other.csv --counts other.csv")]
    [TestCase("adjust --bars bars.csv --actions other.csv --as-of 2020-01-03 --kind split --output bars.csv")]
    [TestCase("adjust --bars bars.csv --actions other.csv --as-of 2020-01-03 --kind split --output other.csv")]
    [TestCase("audit --bars bars.csv --findings bars.csv")]
    [TestCase("audit --bars bars.csv --report bars.csv")]
    [TestCase("backtest --bars bars.csv --weights other.csv --equity-file bars.csv")]
    [TestCase("backtest --bars bars.csv --weights other.csv --trades-file other.csv")]
    [TestCase("sweep --bars bars.csv --weights other.csv --vary halfSpread=1bp,5bp --output other.csv")]
    [TestCase("brackets --bars bars.csv --signals other.csv --volatility fixed --fixed-target 0.01 --take-profit 1 --stop-loss 1 --equity-file other.csv")]
    [TestCase("features run.yaml --output bars.csv --runs runs")]
    [TestCase("splits run.yaml --output bars.csv --runs runs")]
    [TestCase("labels run.yaml --out bars.csv")]
    [TestCase("labels run.yaml --tune --population 4 --longest 12 --generations 2 --runs runs --out bars.csv")]
    [TestCase("resample bars.csv --every 30m --calendar nyse --label end --output bars.csv")]
    [TestCase("trade-bars bars.csv --by tick --every 2 --output bars.csv")]
    public void An_input_is_no_output(string command) => Refuses(command, "is read as an input, and would be overwritten; another file is accepted");

    [TestCase("universe --bars bars.csv --verdicts new.csv --counts new.csv")]
    [TestCase("backtest --bars bars.csv --weights other.csv --equity-file new.csv --trades-file ./new.csv")]
    public void Two_outputs_are_two_files(string command)
    {
        Refuses(command, "file too; a file of its own is accepted");
        Assert.That(File.Exists(folder.At("new.csv")), Is.False);
    }

    [TestCase("audit --store store --time-zone America/New_York --findings store/findings.csv")]
    [TestCase("audit --bars bars.csv --findings store/parts/findings.parquet")]
    [TestCase("resample bars.csv --every 30m --calendar nyse --label end --output store/parts/bars.csv")]
    public void A_store_takes_no_output(string command)
    {
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        var before = MadeRows.Bytes(folder.At("store"));
        string[] folders = [folder.At("store"), folder.At("store/parts")];
        foreach (var one in folders) Directory.SetLastWriteTimeUtc(one, DateTime.UnixEpoch);
        Refuses(command, "lies within the store");
        Assert.That(MadeRows.Bytes(folder.At("store")), Is.EqualTo(before));
        Assert.That(folders.Select(Directory.GetLastWriteTimeUtc), Is.All.EqualTo(DateTime.UnixEpoch), "no file was tried there either");
    }

    [Test]
    public void Links_are_followed_on_both_sides()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("Links take a right of their own here.");
        Directory.CreateSymbolicLink(folder.At("links"), folder.Root);
        File.CreateSymbolicLink(folder.At("link.csv"), "links/bars.csv");
        Refuses("universe --bars bars.csv --verdicts link.csv", "is read as an input");
        Refuses("universe --bars link.csv --verdicts bars.csv", "is read as an input");
        Refuses("universe --bars link.csv --verdicts links/bars.csv", "is read as an input");
        Refuses("universe --bars bars.csv --verdicts new.csv --counts links/new.csv", "is the verdicts file too");
    }

    [Test]
    public void Names_differ_by_case_where_the_file_system_says_so()
    {
        var hasCase = !File.Exists(folder.At("BARS.CSV"));
        void Check() => OutputFile.CheckApart([folder.At("bars.csv")], ("output", folder.At("BARS.CSV")));
        if (hasCase) Assert.That(Check, Throws.Nothing);
        else Assert.That(Check, Throws.TypeOf<Core.Interop.RefusedException>());
    }

    [Test]
    public void A_pattern_is_the_files_it_meets_and_no_more()
    {
        folder.Write("deep/er/c.csv", Bars);
        void Check(string pattern, string output) => OutputFile.CheckApart([folder.At(pattern)], ("output", folder.At(output)));
        foreach (var (pattern, output) in ((string, string)[])[("*.csv", "bars.csv"), ("**/c.csv", "deep/er/c.csv"), ("**/b?rs.csv", "bars.csv"), ("deep/**", "deep/er/c.csv")])
            Assert.That(() => Check(pattern, output), Throws.TypeOf<Core.Interop.RefusedException>(), pattern);
        foreach (var (pattern, output) in ((string, string)[])[("*.csv", "deep/er/c.csv"), ("*.csv", "new.csv"), ("b*", "other.csv"), ("none/*.csv", "bars.csv")])
            Assert.That(() => Check(pattern, output), Throws.Nothing, pattern);
    }

    [Test]
    public void What_a_killed_process_left_beside_an_output_goes_with_the_next_write_and_nothing_else()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("Process 1 is one of Unix.");
        const int NoProcess = 2_000_000_000;
        string[] stays = ["out.csv.1.tmp", "out.csv.notes.tmp", "out.csv.tmp", $"more.out.csv.{NoProcess}.tmp", $"out.csv.{NoProcess - 1}.tmp", $"out.csv.+{NoProcess}.tmp"];
        foreach (var name in (string[])[.. stays, $"out.csv.{NoProcess}.tmp"]) folder.Write(name, "half");
        folder.Write("actions.csv", "date,symbol,kind,value\n2020-01-03,A,split,2\n");
        using (new FileStream(folder.At($"out.csv.{NoProcess - 1}.tmp"), FileMode.Open, FileAccess.Write, FileShare.Read))
        {
            var session = Session.Of("adjust", "--bars", folder.At("bars.csv"), "--actions", folder.At("actions.csv"), "--as-of", "2020-01-03", "--kind", "split", "--output", folder.At("out.csv"));
            Assert.That(session.ExitCode, Is.Zero, session.Error);
        }

        Assert.That(Directory.GetFiles(folder.Root, "*out.csv*").Select(Path.GetFileName), Is.EquivalentTo((string[])[.. stays, "out.csv"]));
    }

    private void Refuses(string command, string sentence)
    {
        string[] before = [File.ReadAllText(folder.At("bars.csv")), File.ReadAllText(folder.At("other.csv"))];
        string Full(string word) => word.EndsWith(".csv", StringComparison.Ordinal) || word.EndsWith(".yaml", StringComparison.Ordinal) || word.EndsWith(".parquet", StringComparison.Ordinal) || word is "store" or "runs" ? folder.At(word) : word;
        var session = Session.Of([.. command.Split(' ').Select(Full)]);
        Assert.That((session.ExitCode, session.Output), Is.EqualTo((1, "")), session.Error);
        Assert.That(session.Error.ReplaceLineEndings(" "), Does.Contain(sentence));
        Assert.That((string[])[File.ReadAllText(folder.At("bars.csv")), File.ReadAllText(folder.At("other.csv"))], Is.EqualTo(before));
    }
}
