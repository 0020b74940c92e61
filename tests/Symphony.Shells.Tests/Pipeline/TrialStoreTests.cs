using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>A ledger in its file: what it holds, what it refuses, and what a death in any moment leaves.</summary>
public sealed class TrialStoreTests
{
    private TemporaryFolder folder = null!;

    private string Lines => TrialStore.FileOf(folder.Path, "study");

    private string Head => TrialStore.HeadFileOf(folder.Path, "study");

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_history_traded_beside_the_study_is_one_more_trial_unless_it_is_recorded()
    {
        var store = TrialStore.Append(folder.Path, "s", [LedgerWorks.Outcome("c1", "d1", 1), LedgerWorks.Outcome("c2", "d2", 2)], CancellationToken.None);
        Assert.That(store.Ledger.TrialCount, Is.EqualTo(2));
        Assert.That(store.With(LedgerWorks.Returns(3)).Count, Is.EqualTo(3));
        Assert.That(store.With(LedgerWorks.Returns(3)).Variance, Is.Not.EqualTo(store.With(LedgerWorks.Returns(2)).Variance));
        Assert.That(store.With(LedgerWorks.Returns(2)).Count, Is.EqualTo(2));
        Assert.That(TrialStore.Read(folder.Path, "s").Ledger.TrialCount, Is.EqualTo(2), "nothing is written");
    }

    [Test]
    public void A_trial_counts_once_however_often_it_is_recorded()
    {
        var first = Record(LedgerWorks.Outcome("c1", "t1", 1));
        Record(LedgerWorks.Outcome("c2", "t2", 2));
        var bytes = LedgerWorks.Bytes(folder.Of(".ledger"));
        var again = Record(LedgerWorks.Outcome("c1", "t1", 1));
        Assert.That(LedgerWorks.Bytes(folder.Of(".ledger")), Is.EqualTo(bytes));
        Assert.That(again.Head, Is.EqualTo(first.Head), "a resumed run sees the ledger as it left it");
        Assert.That(again.Ledger.TrialCount, Is.EqualTo(1));
        Assert.That(Read().Ledger.TrialCount, Is.EqualTo(2));
    }

    [Test]
    public void Other_costs_other_data_and_work_are_recorded_but_not_counted()
    {
        Record(
            TrialWork.Uncounted("c1", "t1", "i1", TrialKind.SplitFits, 28),
            TrialWork.Uncounted("c1", "t1", "i1", TrialKind.InnerEvaluations, 4000),
            LedgerWorks.Outcome("c1", "t1", 1));
        Record(LedgerWorks.Outcome("c1 with other costs", "t1", 2));
        Record(TrialWork.Outcome("c1", "t1", "later data", LedgerWorks.Returns(3, bars: 60)));
        var store = Record(TrialWork.Outcome("c2", "t2", "i1", TradedReturns.Of([], [], [], [])));
        Assert.That(store.Ledger.Records.Select(record => record.Kind), Is.EqualTo(new[]
        {
            TrialKind.SplitFits, TrialKind.InnerEvaluations, TrialKind.Trial, TrialKind.OtherCosts, TrialKind.Repeat, TrialKind.Trial,
        }));
        Assert.That(store.Ledger.TrialCount, Is.EqualTo(2));
        Assert.That(store.Ledger.Total(TrialKind.InnerEvaluations), Is.EqualTo(4000));
        var read = Read();
        Assert.That(read.Ledger.Records.Select(Written), Is.EqualTo(store.Ledger.Records.Select(Written)));
        Assert.That(read.Head, Is.EqualTo(store.Head));
        Assert.That(read.Ledger.Records[^1].Bars, Is.Zero, "a configuration that never traded is a trial too");

        static string Written(StudyRecord record) => string.Join(' ',
            record.Number, record.Kind, record.Identity.Configuration, record.Identity.Inputs, record.Count, record.SharpePerBar, record.Bars, record.FirstSession, record.LastSession, record.ReturnsHash);
    }

    [Test]
    public void Returns_come_back_bit_for_bit_from_a_file_named_by_its_hash()
    {
        var returns = LedgerWorks.Returns(5);
        var store = Record(TrialWork.Outcome("c1", "t1", "i1", returns));
        var record = store.Ledger.Records[0];
        var file = store.ReturnsFileOf(record);
        Assert.That(DurableFiles.Hash(file), Is.EqualTo(Path.GetFileName(file)));
        var back = store.ReturnsOf(record);
        Assert.That(back.Returns.ToArray(), Is.EqualTo(returns.Returns.ToArray()));
        Assert.That(back.Instants.ToArray(), Is.EqualTo(returns.Instants.ToArray()));
        Assert.That(back.SessionDates.ToArray(), Is.EqualTo(returns.SessionDates.ToArray()));
        Assert.That(record.SharpePerBar, Is.EqualTo(StudyEntryRatio(returns)));

        var bytes = File.ReadAllBytes(file);
        bytes[40] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.That(() => store.ReturnsOf(record), Throws.InstanceOf<LedgerRefusedException>().With.Message.Contain("differs from the hash in its name"));
        File.Delete(file);
        Assert.That(() => store.ReturnsOf(record), Throws.InstanceOf<LedgerRefusedException>().With.Message.Contain("it is missing"));
        Record(TrialWork.Outcome("c1", "t1", "i1", returns));
        Assert.That(DurableFiles.Hash(file), Is.EqualTo(Path.GetFileName(file)), "recorded again, the returns are kept again");

        static double? StudyEntryRatio(NetReturns returns) =>
            Performance.TrySharpeRatioPerBar(returns.Returns.Span, out var ratio) ? ratio : null;
    }

    [Test]
    public void A_line_that_was_changed_or_removed_is_named()
    {
        var lines = ThreeLines();
        Write(lines[0], lines[1].Replace("\"bars\":40", "\"bars\":41"), lines[2]);
        Refused(2, "it does not follow from the line before");
        Write(lines[0], lines[2]);
        Refused(2, "it does not follow from the line before");
        Write(lines[1], lines[2]);
        Refused(1, "it does not follow from the line before");
        Write(lines[1], lines[0], lines[2]);
        Refused(1, "it does not follow from the line before");
        Write(lines[0], "not a record", lines[2]);
        Refused(2, "it is not a ledger record");
        Write(lines[0], "", lines[1], lines[2]);
        Refused(2, "it is not a ledger record");
        Write(lines[0], lines[1], lines[2].Replace("\"format\":2", "\"format\":3"));
        Refused(3, "its format is 3, newer than the 2 this version reads");
        Write(lines[0], lines[1].Replace("\"kind\":\"trial\"", "\"kind\" : \"trial\""), lines[2]);
        Refused(2, "it does not follow from the line before");
        File.WriteAllBytes(Lines, [.. Encoding.UTF8.GetBytes(lines[0]), 0xff, (byte)'\n']);
        Refused(0, "it is not UTF-8 text");
        Write(lines);
        Assert.That(Read().Ledger.TrialCount, Is.EqualTo(3));
    }

    [Test]
    public void Every_byte_of_a_ledger_matters()
    {
        ThreeLines();
        var bytes = File.ReadAllBytes(Lines);
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = bytes.ToArray();
            changed[at] ^= 1;
            File.WriteAllBytes(Lines, changed);
            Assert.That(Read, Throws.InstanceOf<LedgerRefusedException>(), $"byte {at}");
        }

        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(Lines, bytes[..length]);
            Assert.That(Read, Throws.InstanceOf<LedgerRefusedException>(), $"the first {length} bytes");
        }
    }

    [Test]
    public void Records_cut_from_the_end_are_counted_and_named()
    {
        var lines = ThreeLines();
        Write(lines[0], lines[1]);
        Refused(3, "it is missing; a record was cut from the ledger's end after it was written, for study.head.json names 3");
        Write(lines[0]);
        Refused(2, "it is missing; 2 records were cut");
        File.Delete(Lines);
        Refused(1, "it is missing; 3 records were cut");
        Assert.That(TrialStore.Studies(folder.Path), Is.EqualTo(new[] { "study" }), "a head without its ledger is still a study");
        Write(lines);
        File.Delete(Head);
        Assert.That(Read, Throws.InstanceOf<LedgerRefusedException>().With.Message.Contain("study.head.json: it is missing"));
    }

    [Test]
    public void A_ledger_that_was_cut_is_not_appended_to()
    {
        var lines = ThreeLines();
        Write(lines[0]);
        Assert.That(() => Record(LedgerWorks.Outcome("c9", "t9", 9)), Throws.InstanceOf<LedgerRefusedException>());
        Assert.That(File.ReadAllLines(Lines), Is.EqualTo(lines[..1]), "nothing is written over what happened");
    }

    [Test]
    public void A_chain_made_up_afterwards_is_not_the_one_its_head_names()
    {
        ThreeLines();
        var head = File.ReadAllBytes(Head);
        using var other = new TemporaryFolder();
        foreach (var seed in (int[])[4, 5, 6])
            TrialStore.Append(other.Path, "study", [LedgerWorks.Outcome($"c{seed}", $"t{seed}", seed)], CancellationToken.None);
        var madeUp = TrialStore.FileOf(other.Path, "study");
        File.Copy(madeUp, Lines, overwrite: true);
        Refused(3, "it is not the record that study.head.json names");
        TrialStore.Append(other.Path, "study", [LedgerWorks.Outcome("c7", "t7", 7)], CancellationToken.None);
        File.Copy(madeUp, Lines, overwrite: true);
        Refused(4, "no run appended it, for study.head.json names 3 records");
        foreach (var (text, said) in new[]
        {
            ("{}", "it is not the head of a ledger"),
            ("nonsense", "it is not the head of a ledger"),
            (Encoding.UTF8.GetString(head).Replace("\"format\": 1", "\"format\": 2"), "its format is 2, newer than the 1"),
            (Encoding.UTF8.GetString(head).Replace("\"study\": \"study\"", "\"study\": \"value\""), "it is the head of the study 'value', not of 'study'"),
        })
        {
            File.WriteAllText(Head, text);
            Assert.That(Read, Throws.InstanceOf<LedgerRefusedException>().With.Message.Contain(said));
        }
    }

    [Test]
    public void A_ledger_of_another_study_is_refused()
    {
        ThreeLines();
        File.Copy(Lines, TrialStore.FileOf(folder.Path, "value"));
        File.WriteAllText(TrialStore.HeadFileOf(folder.Path, "value"), File.ReadAllText(Head).Replace("\"study\": \"study\"", "\"study\": \"value\""));
        Assert.That(
            () => TrialStore.Read(folder.Path, "value"),
            Throws.InstanceOf<LedgerRefusedException>().With.Message.EndsWith("line 1: study: a record of the study 'study' does not belong in the ledger of 'value'"));
        Assert.That(() => TrialStore.Read(folder.Path, "../study"), Throws.InstanceOf<RefusedException>().With.Message.Contain("as it names a file"));
    }

    [Test]
    public void A_ledger_of_the_first_format_keeps_loading_and_grows()
    {
        Directory.CreateDirectory(folder.Of(".ledger"));
        File.Copy(Path.Combine(Fixtures, "ledger-format-1", "demo.jsonl"), folder.Of(".ledger", "demo.jsonl"));
        var old = TrialStore.Read(folder.Path, "demo");
        Assert.That(old.HasHead, Is.False);
        Assert.That(old.Ledger.TrialCount, Is.EqualTo(1));
        Assert.That(old.Ledger.Records[0].Bars, Is.EqualTo(1566));
        // The committed run of the first format names this very record.
        var manifest = Directory.EnumerateFiles(Path.Combine(Fixtures, "run-format-1"), "manifest.json", SearchOption.AllDirectories).Single();
        Assert.That(old.Head, Is.EqualTo(JsonNode.Parse(File.ReadAllText(manifest))!["trials"]!["ledgerHead"]!.GetValue<string>()));

        var grown = TrialStore.Append(folder.Path, "demo", [LedgerWorks.Outcome("c2", "t2", 2)], CancellationToken.None);
        Assert.That(grown.Ledger.TrialCount, Is.EqualTo(2));
        Assert.That(File.ReadAllLines(grown.File)[0], Is.EqualTo(File.ReadAllText(Path.Combine(Fixtures, "ledger-format-1", "demo.jsonl")).TrimEnd()), "what was written stays as it was");
        var read = TrialStore.Read(folder.Path, "demo");
        Assert.That((read.HasHead, read.Head), Is.EqualTo((true, grown.Head)));
    }

    [Test]
    public void A_ledger_of_the_second_format_keeps_loading()
    {
        var from = Path.Combine(Fixtures, "ledger-format-2");
        foreach (var file in DurableFiles.RelativeFiles(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.Of(".ledger", file))!);
            File.Copy(Path.Combine(from, file), folder.Of(".ledger", file));
        }

        var store = Read();
        Assert.That(store.Ledger.Records.Select(record => record.Kind), Is.EqualTo(new[]
        {
            TrialKind.SplitFits, TrialKind.Paths, TrialKind.InnerEvaluations, TrialKind.Trial, TrialKind.OtherCosts, TrialKind.Repeat, TrialKind.Trial,
        }));
        Assert.That(store.ReturnsOf(store.Ledger.Records[3]).Returns.ToArray(), Is.EqualTo(LedgerWorks.Returns(1).Returns.ToArray()));
        Assert.That(Record(FixtureWorks()).Head, Is.EqualTo(store.Head), "the same works give the same bytes today");
        Assert.That(LedgerWorks.Bytes(folder.Of(".ledger")), Is.EqualTo(LedgerWorks.Bytes(from)));
    }

    [Test]
    [Explicit("Writes the fixture of the format that is current.")]
    public void Write_the_fixture_of_the_second_format()
    {
        Record(FixtureWorks());
        var to = Path.Combine(Fixtures, "ledger-format-2");
        foreach (var file in DurableFiles.RelativeFiles(folder.Of(".ledger")))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, file))!);
            File.Copy(folder.Of(".ledger", file), Path.Combine(to, file), overwrite: true);
        }
    }

    [Test]
    public void A_death_at_any_byte_of_an_append_loses_nothing_and_the_next_one_completes_it()
    {
        var works = new[] { LedgerWorks.Outcome("c2", "t2", 2), LedgerWorks.Outcome("c3", "t3", 3) };
        Record(LedgerWorks.Outcome("c1", "t1", 1));
        var (linesBefore, headBefore) = (File.ReadAllBytes(Lines), File.ReadAllBytes(Head));
        Record(works);
        var (linesAfter, headAfter) = (File.ReadAllBytes(Lines), File.ReadAllBytes(Head));
        var appended = Encoding.UTF8.GetString(linesAfter[linesBefore.Length..]).Split('\n')[..^1];
        var begun = LedgerHead.Of(Head, "study", headBefore) with { Appending = appended };

        // Before the head names the lines, nothing was begun.
        Restore(linesBefore, headBefore);
        Assert.That(Read().Ledger.TrialCount, Is.EqualTo(1));
        for (var written = linesBefore.Length; written <= linesAfter.Length; written++)
        {
            Restore(linesAfter[..written], begun.ToBytes());
            File.WriteAllText(Head + ".4711.tmp", "half a head");
            Assert.That(Read().Ledger.TrialCount, Is.EqualTo(3), $"{written} bytes: a reader sees what is being appended");
            Record(works[1]);
            Assert.That(File.ReadAllBytes(Lines), Is.EqualTo(linesAfter), $"{written} bytes");
            Assert.That(File.ReadAllBytes(Head), Is.EqualTo(headAfter), $"{written} bytes");
            Assert.That(Directory.EnumerateFiles(folder.Of(".ledger"), "*.tmp"), Is.Empty);
        }

        // Anything but a beginning of those lines is no accident.
        Restore([.. linesAfter[..(linesBefore.Length + 10)], (byte)'x'], begun.ToBytes());
        Assert.That(Read, Throws.InstanceOf<LedgerRefusedException>().With.Property("Line").EqualTo(2));
        Restore(linesBefore[..^5], begun.ToBytes());
        Assert.That(Read, Throws.InstanceOf<LedgerRefusedException>().With.Property("Line").EqualTo(1));

        void Restore(byte[] lines, byte[] head)
        {
            File.WriteAllBytes(Lines, lines);
            File.WriteAllBytes(Head, head);
        }
    }

    [Test]
    public void A_death_before_the_first_line_is_recovered_too()
    {
        var whole = Record(LedgerWorks.Outcome("c1", "t1", 1));
        var text = File.ReadAllLines(Lines);
        File.Delete(Lines);
        File.WriteAllBytes(Head, new LedgerHead("study", 0, 0, "", text).ToBytes());
        Assert.That(Read().Head, Is.EqualTo(whole.Head));
        Record(LedgerWorks.Outcome("c2", "t2", 2));
        Assert.That(Read().Ledger.TrialCount, Is.EqualTo(2));
        Assert.That(File.ReadAllLines(Lines)[0], Is.EqualTo(text[0]));
    }

    [Test]
    public void Many_threads_append_and_read_at_once_and_nothing_is_lost()
    {
        const int threads = 4;
        const int each = 12;
        using var done = new CancellationTokenSource();
        Exception? unread = null;
        Exception? unwritten = null;
        var reader = new Thread(() =>
        {
            var last = 0;
            while (!done.IsCancellationRequested)
            {
                try
                {
                    var count = Read().Ledger.TrialCount;
                    if (count < last) throw new InvalidOperationException($"{count} trials after {last}");
                    last = count;
                }
                catch (Exception error)
                {
                    unread = error;
                    return;
                }
            }
        });
        reader.Start();
        Thread[] writers =
        [
            .. Enumerable.Range(0, threads).Select(writer => new Thread(() =>
            {
                try
                {
                    for (var i = 0; i < each; i++) Record(LedgerWorks.Outcome($"c{writer}-{i}", $"t{writer}-{i}", (writer * each) + i));
                }
                catch (Exception error)
                {
                    unwritten = error;
                }
            })),
        ];
        foreach (var writer in writers) writer.Start();
        foreach (var writer in writers) writer.Join();
        done.Cancel();
        reader.Join();
        Assert.That((unread, unwritten), Is.EqualTo(((Exception?)null, (Exception?)null)));
        Assert.That(Read().Ledger.TrialCount, Is.EqualTo(threads * each));
    }

    private static string Fixtures => Path.Combine(RepositoryFolder(), "tests", "Symphony.Shells.Tests", "Pipeline", "Fixtures");

    private static TrialWork[] FixtureWorks() =>
    [
        TrialWork.Uncounted("c1", "t1", "i1", TrialKind.SplitFits, 28),
        TrialWork.Uncounted("c1", "t1", "i1", TrialKind.Paths, 7),
        TrialWork.Uncounted("c1", "t1", "i1", TrialKind.InnerEvaluations, 400),
        LedgerWorks.Outcome("c1", "t1", 1),
        LedgerWorks.Outcome("c1 at twice the cost", "t1", 2),
        TrialWork.Outcome("c1", "t1", "i2", LedgerWorks.Returns(3, bars: 50)),
        TrialWork.Outcome("c2", "t2", "i1", TradedReturns.Of([], [], [], [])),
    ];

    private static string RepositoryFolder()
    {
        var at = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Symphony.Core.sln"))) at = at.Parent;
        return at!.FullName;
    }

    private string[] ThreeLines()
    {
        foreach (var seed in (int[])[1, 2, 3]) Record(LedgerWorks.Outcome($"c{seed}", $"t{seed}", seed));
        return File.ReadAllLines(Lines);
    }

    private void Write(params string[] lines) => File.WriteAllText(Lines, string.Concat(lines.Select(line => line + "\n")));

    private void Refused(int line, string said) => Assert.That(
        Read,
        Throws.InstanceOf<LedgerRefusedException>().With.Property("Line").EqualTo(line).And.Message.Contain(said));

    private TrialStore Read() => TrialStore.Read(folder.Path, "study");

    private TrialStore Record(params TrialWork[] works) =>
        TrialStore.Append(folder.Path, "study", works, CancellationToken.None);
}
