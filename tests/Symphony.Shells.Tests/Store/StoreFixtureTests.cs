using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>Each format of a store ever written keeps loading, and is still written byte for byte.</summary>
[TestFixture]
public sealed class StoreFixtureTests
{
    private TestFolder folder = null!;

    [SetUp]
    public void Open()
    {
        folder = new TestFolder();
        var fixtures = Path.Combine(Repository(), "tests", "Symphony.Shells.Tests", "Store", "Fixtures");
        foreach (var file in Directory.EnumerateFiles(fixtures, "*", SearchOption.AllDirectories))
        {
            var to = folder.At(Path.GetRelativePath(fixtures, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    [TearDown]
    public void Close() => folder.Dispose();

    [Test]
    public void Format_1_loads()
    {
        var store = DataStore.Open(folder.At("store-format-1"));
        Assert.That(store.Check(), Is.Empty);
        Assert.That(MadeRows.Text(store, "bars", "1d"), Is.EqualTo((string[])["A,18263,10,11,9,10.5,100", "A,18264,10.5,12,10,11.25,200", "B,18264,20,21,19,20.5,300"]));
        Assert.That((store.Quarantine.Single().Rows, store.Deletions.Count), Is.EqualTo((1L, 0)));
    }

    [Test]
    public void Format_2_loads_knows_its_deletion_and_puts_the_rows_back()
    {
        var store = DataStore.Open(folder.At("store-format-2"));
        Assert.That(store.Check(), Is.Empty);
        Assert.That(MadeRows.Text(store, "bars", "1d"), Is.EqualTo((string[])["A,18263,10,11,9,10.5,100", "B,18264,20,21,19,20.5,300"]));
        var deletion = store.Deletions.Single();
        Assert.That((deletion.Id, deletion.Symbols.Single(), deletion.Rows, deletion.Reason), Is.EqualTo((1, "A", 1L, "another company's")));
        StoreDeleting.Restore(store.Folder, 1, TimeSpan.Zero);
        Assert.That(DataStore.Open(store.Folder).Hash, Is.EqualTo(DataStore.Open(folder.At("store-format-1")).Hash));
    }

    [Test]
    public void Format_3_loads_and_knows_since_when_rows_are_back()
    {
        var store = DataStore.Open(folder.At("store-format-3"));
        Assert.That(store.Check(), Is.Empty);
        Assert.That(store.Hash, Is.EqualTo(DataStore.Open(folder.At("store-format-1")).Hash));
        Assert.That((store.Deletions.Single().Back, store.Deletions[0].BackSince, store.Deletions[0].Calendar), Is.EqualTo((1L, "2026-11-21T13:43:48Z", (string?)null)));
    }

    [Test]
    public void All_formats_are_still_written_byte_for_byte()
    {
        var clock = new FixedClock();
        StoreIngest.Run(new IngestSource { Files = ["bars.csv"], Store = "store", BaseDirectory = folder.Root, Prices = "raw", TimeZone = "America/New_York", Quarantine = true, Time = clock });
        Assert.That(MadeRows.Bytes(folder.At("store")), Is.EqualTo(MadeRows.Bytes(folder.At("store-format-1"))));
        StoreDeleting.Delete(new DeletionRequest { Store = folder.At("store"), Symbols = ["A"], From = new DateOnly(2020, 1, 3), Reason = "another company's", Time = clock });
        Assert.That(MadeRows.Bytes(folder.At("store")), Is.EqualTo(MadeRows.Bytes(folder.At("store-format-2"))));
        StoreIngest.Run(new IngestSource { Files = ["bars.csv"], Store = "store", BaseDirectory = folder.Root, Quarantine = true, Time = clock });
        Assert.That(MadeRows.Bytes(folder.At("store")), Is.EqualTo(MadeRows.Bytes(folder.At("store-format-3"))));
    }

    private static string Repository()
    {
        var at = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Symphony.Core.sln"))) at = at.Parent;
        return at!.FullName;
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 13, 43, 48, TimeSpan.Zero);
    }
}
