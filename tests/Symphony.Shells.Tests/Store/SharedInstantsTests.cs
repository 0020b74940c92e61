using System.Linq;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>Trades of one instant in several files: told apart by their order in a file, or not at all.</summary>
[TestFixture]
public sealed class SharedInstantsTests
{
    private const string Header = "time,symbol,price,size\n";
    private const string T0 = "2020-01-02T14:29:59Z,A,1,3\n";
    private const string T1 = "2020-01-02T14:30:00Z,A,1,5\n";
    private const string T1Other = "2020-01-02T14:30:00Z,A,2,5\n";
    private const string T2 = "2020-01-02T14:30:01Z,A,1,3\n";
    private const string T3 = "2020-01-02T14:30:02Z,A,1,4\n";

    private TestFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    private IngestSource Source(string store, params string[] files) => new()
    {
        Files = files,
        BaseDirectory = folder.Root,
        Store = store,
        Kind = "trades",
        Frequency = "tick",
        TimeZone = "UTC",
        Threads = 2,
    };

    private void Write(string name, params string[] rows) => folder.Write(name, Header + string.Concat(rows));

    private string Refusal(IngestSource source) => Assert.Throws<DataRefusedException>(() => StoreIngest.Run(source))!.Sentence;

    private int Rows(string store) => MadeRows.Text(DataStore.Open(folder.At(store)), "trades", "tick").Count;

    [TestCase(false)]
    [TestCase(true)]
    public void A_file_that_begins_at_the_instant_another_ends_at_is_refused_with_both(bool apart)
    {
        Write("d1.csv", T0, T1);
        Write("d3.csv", T1, T2);
        string First()
        {
            if (!apart) return Refusal(Source("s", "d1.csv", "d3.csv"));
            StoreIngest.Run(Source("s", "d1.csv"));
            return Refusal(Source("s", "d3.csv"));
        }

        Assert.That(First(), Is.EqualTo(
            "d3.csv, line 2: 'A' at 2020-01-02T14:30:00Z: the file begins with trades of the instant that d1.csv ends with, and without a column 'sequence' nothing tells the same trade "
            + "from another one of its price and size; a column 'sequence', or all trades of an instant in one file, is accepted"));
        StoreIngest.Run(Source("t", "d3.csv"));
        Assert.That(Refusal(Source("t", "d1.csv")), Does.Contain("d1.csv, line 3: 'A' at 2020-01-02T14:30:00Z: the file ends with trades of the instant that d3.csv begins with"));
        Assert.That(Rows("t"), Is.EqualTo(2));

        // As one file, or with numbers of their own, all four are stored.
        Write("all.csv", T0, T1, T1, T2);
        Assert.That(StoreIngest.Run(Source("all", "all.csv")).New, Is.EqualTo(4));
        folder.Write("n1.csv", "time,symbol,sequence,price,size\n2020-01-02T14:30:00Z,A,7,1,5\n");
        folder.Write("n2.csv", "time,symbol,sequence,price,size\n2020-01-02T14:30:00Z,A,8,1,5\n");
        Assert.That(StoreIngest.Run(Source("numbered", "n1.csv", "n2.csv")).New, Is.EqualTo(2));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_file_with_fewer_trades_of_an_instant_than_another_is_refused(bool apart)
    {
        Write("a_more.csv", T0, T1, T1, T1Other, T2, T3);
        Write("b_fewer.csv", T0, T1, T2);
        string Sentence()
        {
            if (!apart) return Refusal(Source("s", "a_more.csv", "b_fewer.csv"));
            StoreIngest.Run(Source("s", "a_more.csv"));
            return Refusal(Source("s", "b_fewer.csv"));
        }

        Write("c_one_fewer.csv", T0, T1, T1, T2);
        Assert.That(Refusal(Source("t", "a_more.csv", "c_one_fewer.csv")), Does.StartWith("c_one_fewer.csv, line 3: 'A' at 2020-01-02T14:30:00Z: the file has fewer trades of this instant than a_more.csv"));
        Assert.That(Sentence(), Does.StartWith("b_fewer.csv, line 3: 'A' at 2020-01-02T14:30:00Z: the file has fewer trades of this instant than a_more.csv"));
    }

    [Test]
    public void The_same_file_again_and_a_file_that_has_grown_are_taken_and_what_they_share_is_said()
    {
        Write("early.csv", T0, T1);
        Write("late.csv", T0, T1, T1, T2);
        Write("copy.csv", T0, T1);
        var twice = StoreIngest.Run(Source("s", "early.csv", "copy.csv"));
        Assert.That((twice.New, twice.Notes.Count), Is.EqualTo((2L, 0)), "nothing is said of a file that is given twice");
        var grown = StoreIngest.Run(Source("s", "late.csv"));
        Assert.That((grown.New, grown.Same), Is.EqualTo((2L, 2L)));
        Assert.That(grown.Notes.Single(), Does.StartWith("2 trades are of instants that another file has too, with the same prices and sizes in the same order, and were taken for the same trades (first: 'A' at 2020-01-02T14:29:59Z)"));
        var before = MadeRows.Bytes(folder.At("s"));
        foreach (var again in (string[])["late.csv", "early.csv"])
        {
            var report = StoreIngest.Run(Source("s", again));
            Assert.That((report.New, report.Notes.Count), Is.EqualTo((0L, 0)), again);
        }

        Assert.That(MadeRows.Bytes(folder.At("s")), Is.EqualTo(before));
    }

    [TestCase("77", "78", true)]
    [TestCase("77", "78", false)]
    [TestCase("2", "3", true)]
    [TestCase("2", "3", false)]
    public void Trades_counted_and_trades_numbered_do_not_mix_within_an_instant(string one, string two, bool apart)
    {
        var numbered = $"time,symbol,sequence,price,size\n2020-01-02T14:30:00Z,A,{one},1,5\n2020-01-02T14:30:00Z,A,{two},2,5\n";
        folder.Write("e1.csv", numbered);
        folder.Write("e3.csv", numbered);
        Write("e2.csv", T0, T1, T1Other, T2);
        string Second(string store, string first, string second)
        {
            if (!apart) return Refusal(Source(store, first, second));
            StoreIngest.Run(Source(store, first));
            return Refusal(Source(store, second));
        }

        Assert.That(Second("s", "e1.csv", "e2.csv"), Is.EqualTo(
            "e2.csv, line 3: 'A' at 2020-01-02T14:30:00Z: the file has no column 'sequence', e1.csv has numbers of one at this instant, and nothing tells whether the trades are the same; "
            + "a column 'sequence', or all trades of an instant in one file, is accepted"));
        Assert.That(Second("t", "e2.csv", "e3.csv"), Does.StartWith(
            "e3.csv, line 2: 'A' at 2020-01-02T14:30:00Z: the file has a column 'sequence', e2.csv has trades of this instant without one, and nothing tells whether they are the same"));
    }

    [Test]
    public void Numbers_of_a_column_go_on_where_other_files_ended()
    {
        folder.Write("a.csv", "time,symbol,sequence,price,size\n2020-01-02T14:30:00Z,A,0,1,5\n2020-01-02T14:30:00Z,A,1,2,5\n");
        folder.Write("b.csv", "time,symbol,sequence,price,size\n2020-01-02T14:30:00Z,A,2,3,5\n2020-01-02T14:30:00Z,A,3,4,5\n");
        StoreIngest.Run(Source("s", "a.csv"));
        Assert.That(StoreIngest.Run(Source("s", "b.csv")).New, Is.EqualTo(2));
        Assert.That(StoreIngest.Run(Source("t", "b.csv", "a.csv")).New, Is.EqualTo(4));
    }

    [Test]
    public void A_file_in_the_order_of_symbols_that_was_cut_within_an_instant_is_refused()
    {
        const string B = "2020-01-02T14:30:05Z,B,1,5\n";
        const string B0 = "2020-01-02T14:29:00Z,B,1,5\n";
        Write("one.csv", T0, T1, T2, B0, B);
        Write("two.csv", B, "2020-01-02T14:20:00Z,C,1,5\n2020-01-02T14:40:00Z,C,1,5\n");
        Assert.That(Refusal(Source("s", "one.csv", "two.csv")), Does.Contain("two.csv, line 2: 'B' at 2020-01-02T14:30:05Z: the file begins with trades of the instant that one.csv ends with"));
    }

    [Test]
    public void A_file_whose_last_row_is_of_the_instant_of_another_files_first_row_is_refused()
    {
        const string B = "2020-01-02T14:30:05Z,B,1,5\n";
        Write("one.csv", B, "2020-01-02T14:20:00Z,C,1,5\n2020-01-02T14:40:00Z,C,1,5\n");
        Write("two.csv", T0, T1, T2, "2020-01-02T14:29:00Z,B,1,5\n", B);
        Assert.That(Refusal(Source("s", "one.csv", "two.csv")), Does.Contain("two.csv, line 6: 'B' at 2020-01-02T14:30:05Z: the file ends with trades of the instant that one.csv begins with"));
    }

    [Test]
    public void Memory_that_cuts_an_instant_in_two_changes_nothing()
    {
        // More than one block of text, and so many trades of an instant that each block ends within one.
        const int Count = 90_000;
        var random = new System.Random(1);
        var text = string.Concat(Enumerable.Range(0, Count).Select(row => $"2020-01-02T14:{10 + (row / 3000)}:00Z,{"AB"[random.Next(2)]},{random.Next(1, 4)},5\n"));
        folder.Write("all.csv", Header + text);
        folder.Write("all2.csv", Header.Replace("price,size", "price,size,x", System.StringComparison.Ordinal) + text.Replace(",5\n", ",5,1\n", System.StringComparison.Ordinal));
        var whole = StoreIngest.Run(Source("s", "all.csv")).Hash;
        Assert.That(StoreIngest.Run(Source("t", "all.csv") with { Memory = 1 << 10 }).Hash, Is.EqualTo(whole));
        var other = StoreIngest.Run(Source("t", "all2.csv") with { Memory = 1 << 10 });
        Assert.That((other.New, other.Same, other.Hash), Is.EqualTo((0L, (long)Count, whole)));
    }
}
