using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Shells.Tests.Cli;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>A part whose bytes are not those that were written is used by nobody, and never written anew under another hash.</summary>
[TestFixture]
public sealed class DamagedPartTests
{
    private TestFolder folder = null!;

    [SetUp]
    public void Open()
    {
        folder = new TestFolder();
        folder.Write("bars.csv", MadeRows.Header + "\n2020-01-02,A,10,11,9,10.5,100\n2020-01-03,A,10,11,9,10.5,100\n2020-01-06,A,10,11,9,10.5,100\n");
        folder.Write("next.csv", MadeRows.Header + "\n2020-01-07,A,10,11,9,10.5,100\n");
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
    }

    [TearDown]
    public void Close() => folder.Dispose();

    private DataStore Store => DataStore.Open(folder.At("store"));

    private DeletionRequest Third => new() { Store = folder.At("store"), Reason = "another company's", Symbols = ["A"], From = new DateOnly(2020, 1, 3), To = new DateOnly(2020, 1, 3) };

    [Test]
    public void An_ingest_does_not_merge_into_it()
    {
        var part = Damage(Store.Datasets.Single().Parts.Single().Path);
        RefusesAndWritesNothing(part, () => StoreIngest.Run(MadeRows.Source(folder, "next.csv")));
        RefusesAndWritesNothing(part, () => StoreIngest.Run(MadeRows.Source(folder, "next.csv") with { Replace = true }));
        var session = Session.Of("ingest", folder.At("next.csv"), "--store", folder.At("store"));
        Assert.That((session.ExitCode, session.Error.Contains("symphony store check", StringComparison.Ordinal)), Is.EqualTo((1, true)), session.Error);
    }

    [Test]
    public void A_deletion_does_not_write_what_it_leaves_of_it() =>
        RefusesAndWritesNothing(Damage(Store.Datasets.Single().Parts.Single().Path), () => StoreDeleting.Delete(Third));

    [Test]
    public void A_deletion_is_not_undone_with_it()
    {
        var deletion = StoreDeleting.Delete(Third);
        RefusesAndWritesNothing(Damage(deletion.Parts.Single().Before.Path), () => StoreDeleting.Restore(folder.At("store"), deletion.Id, TimeSpan.Zero));
    }

    [Test]
    public void Nothing_is_read_from_it()
    {
        var part = Damage(Store.Datasets.Single().Parts.Single().Path);
        RefusesAndWritesNothing(part, () => Store.ReadBars(new StoreQuery { Threads = 2 }));
        RefusesAndWritesNothing(part, () => Store.Rows("bars", "1d").Count());
        RefusesAndWritesNothing(part, () => Store.Pieces("bars", "1d", 2).Count());
        foreach (var command in (string[][])[["universe"], ["audit"]])
        {
            var session = Session.Of([.. command, "--store", folder.At("store"), "--time-zone", "America/New_York"]);
            Assert.That((session.ExitCode, session.Error.ReplaceLineEndings("").Contains(Path.GetFileName(part), StringComparison.Ordinal)), Is.EqualTo((1, true)), session.Error);
        }
    }

    /// <summary>A bit of a price, so that the part is still one that could be read.</summary>
    private string Damage(string part)
    {
        var path = Path.Combine(folder.At("store"), part);
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf(BitConverter.GetBytes(10.5));
        bytes[at] ^= 1;
        File.WriteAllBytes(path, bytes);
        return part;
    }

    private void RefusesAndWritesNothing(string part, Action work)
    {
        var before = MadeRows.Bytes(folder.At("store"));
        Assert.That(work, Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains($"the store's part {part} is not what was written (its SHA-256 differs)").And.Property("Sentence").Contains("symphony store check"));
        Assert.That(MadeRows.Bytes(folder.At("store")), Is.EqualTo(before));
    }
}
