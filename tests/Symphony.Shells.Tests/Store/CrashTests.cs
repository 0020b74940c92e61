using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Data.Store;
using Symphony.Shells.Tests.Cli;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>Killed, two at once, on a full disk, tampered with: the store is what it was before, or what it is after.</summary>
[TestFixture]
public sealed class CrashTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "symphony.dll");

    private TestFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    /// <summary>
    /// kill -9 at random moments, 6 times; SYMPHONY_KILLS says how often. Each time the store is what it was before or
    /// what it is after, to the byte of its content hash, and the same ingest again makes it what it is after.
    /// </summary>
    [Test]
    public void An_ingest_killed_at_any_moment_loses_and_doubles_no_row()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("SYMPHONY_KILLS"), out var asked) ? asked : 6;
        var rows = MadeRows.Daily(20, symbols: 40, days: 700);
        folder.Write("first.csv", MadeRows.Csv(rows[..10_000]));
        folder.Write("second.csv", MadeRows.Csv(rows));
        var before = StoreIngest.Run(MadeRows.Source(folder, "first.csv")).Hash;
        var after = StoreIngest.Run(MadeRows.Source(folder, "second.csv") with { Store = "undisturbed" }).Hash;
        string[] ingest = ["ingest", folder.At("second.csv"), "--store", folder.At("store"), "--prices", "adjusted", "--time-zone", "America/New_York"];

        // How long it takes here, so that the moments are spread over all of it.
        var began = Stopwatch.GetTimestamp();
        using (var whole = Start([.. ingest[..3], folder.At("timed"), .. ingest[4..]])) whole.WaitForExit();
        var longest = (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var (random, stopped, asBefore, asAfter, left) = (new Random(20), 0, 0, 0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = Start(ingest);
            Thread.Sleep(random.Next(longest / 10, longest + 50));
            process.Kill();
            process.WaitForExit();
            stopped += process.ExitCode == 0 ? 0 : 1;
            var store = DataStore.Open(folder.At("store"));
            Assert.That(store.Hash, Is.EqualTo(before).Or.EqualTo(after));
            Assert.That(store.Check(), Is.Empty);
            (asBefore, asAfter) = store.Hash == before ? (asBefore + 1, asAfter) : (asBefore, asAfter + 1);
            if (store.Hash == before) continue;

            // It came through: the next one begins before it again.
            Assert.That(MadeRows.Text(store, "bars", "1d"), Is.EqualTo(MadeRows.Text(DataStore.Open(folder.At("undisturbed")), "bars", "1d")));
            Directory.Delete(folder.At("store"), recursive: true);
            StoreIngest.Run(MadeRows.Source(folder, "first.csv"));
        }

        left = MadeRows.Parts(folder.At("store")).Count - DataStore.Open(folder.At("store")).Datasets.Sum(set => set.Parts.Count);
        StoreIngest.Run(MadeRows.Source(folder, "second.csv"));
        var done = DataStore.Open(folder.At("store"));
        Assert.That(done.Hash, Is.EqualTo(after));
        Assert.That(MadeRows.Text(done, "bars", "1d"), Is.EqualTo(MadeRows.Text(DataStore.Open(folder.At("undisturbed")), "bars", "1d")));
        done.CollectGarbage(TimeSpan.Zero);
        Assert.That(MadeRows.Parts(folder.At("store")), Is.EqualTo(MadeRows.Parts(folder.At("undisturbed"))));
        TestContext.Out.WriteLine($"{kills} kills within {longest} ms: {stopped} stopped a running ingest; store as before {asBefore}, as after {asAfter}, anything else 0; files the last one left {left}, swept by the next ingest");
    }

    [Test]
    public void Two_ingests_at_once_wait_for_each_other_and_lose_nothing()
    {
        var rows = MadeRows.Daily(21);
        var shards = rows.Chunk((rows.Count / 4) + 1).Select((shard, i) => folder.Write($"shard{i}.csv", MadeRows.Csv(shard))).ToArray();
        Parallel.ForEach(shards, shard => StoreIngest.Run(MadeRows.Source(folder, shard)));
        folder.Write("all.csv", MadeRows.Csv(rows));
        Assert.That(DataStore.Open(folder.At("store")).Hash, Is.EqualTo(StoreIngest.Run(MadeRows.Source(folder, "all.csv") with { Store = "all" }).Hash));
    }

    [Test]
    public void A_store_that_another_process_writes_to_is_refused_after_the_wait()
    {
        folder.Write("bars.csv", MadeRows.Csv(MadeRows.Daily(22)));
        using var held = StoreFolder.Lock(folder.At("store"), TimeSpan.Zero, null, CancellationToken.None);
        Assert.That(
            () => StoreIngest.Run(MadeRows.Source(folder, "bars.csv") with { Wait = TimeSpan.FromMilliseconds(100) }),
            Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("another process is writing to the store"));
    }

    [Test]
    public void What_a_killed_ingest_left_is_ignored_and_swept()
    {
        folder.Write("bars.csv", MadeRows.Csv(MadeRows.Daily(23)));
        var hash = StoreIngest.Run(MadeRows.Source(folder, "bars.csv")).Hash;
        var part = MadeRows.Parts(folder.At("store")).Keys.First();
        File.Copy(Path.Combine(folder.At("store"), part), Path.Combine(folder.At("store"), Path.GetDirectoryName(part)!, "stray.parquet"));
        File.WriteAllText(folder.At("store/parts/new.part"), "half");
        Assert.That(DataStore.Open(folder.At("store")).Hash, Is.EqualTo(hash));
        var report = StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        Assert.That(report.Notes, Has.Some.Contains("2 files"));
        Assert.That(MadeRows.Parts(folder.At("store")).Keys, Has.None.Contains("stray").And.None.Contains("new.part"));
    }

    [Test]
    public void A_catalogue_of_a_newer_version_is_refused_by_name()
    {
        folder.Write("bars.csv", MadeRows.Csv(MadeRows.Daily(24)));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        var catalogue = folder.At("store/catalogue.json");
        File.WriteAllText(catalogue, File.ReadAllText(catalogue).Replace("\"format\":1", "\"format\":7", StringComparison.Ordinal));
        Assert.That(() => DataStore.Open(folder.At("store")), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("catalogue.json has format 7, from a newer version"));
        Assert.That(() => StoreIngest.Run(MadeRows.Source(folder, "bars.csv")), Throws.TypeOf<DataRefusedException>());
        File.WriteAllText(catalogue, File.ReadAllText(catalogue)[..200]);
        Assert.That(() => DataStore.Open(folder.At("store")), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("is damaged"));
    }

    [Test]
    public void A_folder_with_files_of_others_is_no_store()
    {
        folder.Write("bars.csv", MadeRows.Csv(MadeRows.Daily(25)));
        folder.Write("mine/parts/thesis.txt", "years of work");
        Assert.That(() => StoreIngest.Run(MadeRows.Source(folder, "bars.csv") with { Store = "mine" }), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("holds files and no store's catalogue"));
        Assert.That(File.Exists(folder.At("mine/parts/thesis.txt")));
    }

    [Test]
    public void A_changed_part_is_found_with_exit_code_3()
    {
        folder.Write("bars.csv", MadeRows.Csv(MadeRows.Daily(26)));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        Assert.That(Session.Of("store", "check", folder.At("store")).ExitCode, Is.Zero);
        var part = Path.Combine(folder.At("store"), MadeRows.Parts(folder.At("store")).Keys.First());
        var bytes = File.ReadAllBytes(part);
        bytes[bytes.Length / 3] ^= 1;
        File.WriteAllBytes(part, bytes);
        var check = Session.Of("store", "check", folder.At("store"));
        Assert.That((check.ExitCode, check.Output.Contains("its SHA-256 differs", StringComparison.Ordinal)), Is.EqualTo((3, true)));
        File.WriteAllBytes(part, bytes[..(bytes.Length / 2)]);
        Assert.That(() => DataStore.Open(folder.At("store")).ReadBars(new StoreQuery()), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("is not what was written"));
    }

    [Test]
    [Platform("Linux")]
    public void On_a_full_disk_the_store_stays_what_it_was()
    {
        folder.Write("few.csv", MadeRows.Csv(MadeRows.Daily(27, symbols: 2, days: 100)));
        folder.Write("many.csv", MadeRows.Csv(MadeRows.Daily(27, symbols: 60, days: 700)));
        Directory.CreateDirectory(folder.At("disk"));
        const string Script = """
            mount -t tmpfs -o size=1m tmpfs "$1" || exit 77
            flags="--prices adjusted --time-zone America/New_York"
            dotnet "$2" ingest "$3/few.csv" --store "$1/store" $flags --json || exit 70
            dotnet "$2" ingest "$3/many.csv" --store "$1/store" $flags 2>&1
            code=$?
            dotnet "$2" store check "$1/store" && dotnet "$2" store list "$1/store" --json
            find "$1" -name '*.part' | sed 's/^/left: /'
            exit $code
            """;
        using var process = Process.Start(new ProcessStartInfo("unshare", ["-rm", "sh", "-c", Script, "sh", folder.At("disk"), Program, folder.Root])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        if (process.ExitCode == 77 || text.Contains("unshare:", StringComparison.Ordinal)) Assert.Ignore("User namespaces are off here, so no small disk can be mounted.");
        Assert.That(process.ExitCode, Is.EqualTo(1), text);
        Assert.That(text, Does.Contain("the disk is full; nothing was changed").And.Contain("parts are what was written").And.Not.Contain("left: "), text);
        var rows = MadeRows.Daily(27, symbols: 2, days: 100).Count;
        Assert.That(text, Does.Contain($"\"rows\":{rows},"), text);
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
