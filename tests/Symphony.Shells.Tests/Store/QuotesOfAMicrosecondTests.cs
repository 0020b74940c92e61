using System;
using System.Globalization;
using System.Linq;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>Quotes within one microsecond of a store: the last where there is an order, a refusal where there is none.</summary>
[TestFixture]
public sealed class QuotesOfAMicrosecondTests
{
    private const string Polygon = "ticker,ask_price,ask_size,bid_price,bid_size,sequence_number,sip_timestamp\n";
    private const string Plain = "symbol,time,bid,ask\n";
    private const string Numbered = "symbol,time,sequence,bid,ask\n";

    private TestFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    private IngestSource Source(string store, params string[] files) =>
        MadeRows.Source(folder, files) with { Store = store, Kind = "quotes", Frequency = "tick", Prices = null };

    private string[] Stored(string store) => [.. MadeRows.Stored(folder.At(store), "quotes", "tick")];

    [TestCase(Polygon + "A,2,7,1,7,5,1577975400000000123\nA,3,7,1,7,6,1577975400000000456\n", "A,2020-01-02T14:30:00Z,1,7,3,7", TestName = "nanoseconds")]
    [TestCase(Polygon + "A,2,7,1,7,6,1577975400000000123\nA,3,7,1,7,5,1577975400000000456\n", "A,2020-01-02T14:30:00Z,1,7,3,7", TestName = "nanoseconds before the sequence")]
    [TestCase(Polygon + "A,2,7,1,7,6,1577975400000000123\nA,3,7,1,7,5,1577975400000000123\n", "A,2020-01-02T14:30:00Z,1,7,2,7", TestName = "the sequence of a tie, against the order of the file")]
    [TestCase(Plain + "A,2020-01-02T14:30:00.000001004Z,1,2\nA,2020-01-02T14:30:00.000001030Z,1,3\n", "A,2020-01-02T14:30:00.000001Z,1,NaN,3,NaN", TestName = "nine places")]
    [TestCase(Numbered + "A,2020-01-02T14:30:00Z,7,1,2\nA,2020-01-02T14:30:00Z,8,1,3\n", "A,2020-01-02T14:30:00Z,1,NaN,3,NaN", TestName = "a sequence")]
    public void The_last_quote_of_a_microsecond_is_kept_and_the_others_are_counted(string text, string row)
    {
        folder.Write("x.csv", text);
        var report = StoreIngest.Run(Source("s", "x.csv"));
        Assert.That(Stored("s"), Is.EqualTo((string[])[row]));
        Assert.That((report.Rows, report.New), Is.EqualTo((2L, 1L)));
        Assert.That(report.Notes, Has.Some.StartsWith("1 quote was followed by another of the same symbol within one microsecond").And.Some.Contains($"(first: 'A' at {row.Split(',')[1]})"));
        var again = StoreIngest.Run(Source("s", "x.csv"));
        Assert.That((again.New, again.Same), Is.EqualTo((0L, 1L)));
    }

    [TestCase(Plain + "A,2020-01-02T14:30:00Z,1,2\nA,2020-01-02T14:30:00Z,1,3\n", TestName = "no finer time")]
    [TestCase(Plain + "A,2020-01-02T14:30:00.000001004Z,1,2\nA,2020-01-02T14:30:00.000001004Z,1,3\n", TestName = "one nanosecond")]
    [TestCase(Numbered + "A,2020-01-02T14:30:00Z,7,1,2\nA,2020-01-02T14:30:00Z,7,1,3\n", TestName = "one number")]
    public void Quotes_of_a_microsecond_that_nothing_orders_are_refused_and_it_is_said_what_would_order_them(string text)
    {
        folder.Write("x.csv", text);
        var sentence = Assert.Throws<DataRefusedException>(() => StoreIngest.Run(Source("s", "x.csv")))!.Sentence;
        Assert.That(sentence, Does.Contain("x.csv, line 3, column 'ask': '3' differs from 2 of the same 'A' at").And.Contain(
            "one quote for each microsecond, or quotes of one file in the order of time whose times are finer or that have a column 'sequence', of which the last is kept"));
    }

    [Test]
    public void Quotes_of_two_files_are_not_ordered()
    {
        folder.Write("a.csv", Plain + "A,2020-01-02T14:30:00.000001004Z,1,2\n");
        folder.Write("b.csv", Plain + "A,2020-01-02T14:30:00.000001030Z,1,3\n");
        Assert.That(() => StoreIngest.Run(Source("s", "a.csv", "b.csv")), Throws.TypeOf<DataRefusedException>());
        StoreIngest.Run(Source("s", "a.csv"));
        Assert.That(() => StoreIngest.Run(Source("s", "b.csv")), Throws.TypeOf<DataRefusedException>());
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("9007199254740992")]
    public void A_sequence_that_is_no_number_of_an_order_is_refused(string sequence)
    {
        folder.Write("x.csv", Numbered + $"A,2020-01-02T14:30:00Z,{sequence},1,2\n");
        Assert.That(() => StoreIngest.Run(Source("s", "x.csv")), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").StartsWith("x.csv, line 2, column 'sequence': ").And.Property("Sentence").Contains("is no number of an order; a whole number of zero or more, below 9e15, is accepted"));
    }

    [Test]
    public void Memory_that_cuts_a_microsecond_in_two_changes_nothing()
    {
        // Several blocks of text; the rows of a microsecond are many, so that blocks end within one.
        const int Count = 60_000;
        var random = new Random(1);
        var rows = Enumerable.Range(0, Count).Select(row => (Symbol: "AB"[random.Next(2)], Micro: row / 700, Price: random.Next(1, 99), Row: row)).ToList();
        folder.Write("x.csv", Numbered + string.Concat(rows.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Symbol},2020-01-02T14:30:00.{one.Micro:000000}000Z,{one.Row},{one.Price},100\n"))));
        int[] Expected(char symbol) => [.. rows.Where(one => one.Symbol == symbol).GroupBy(one => one.Micro).Select(group => group.Last().Price)];
        var whole = StoreIngest.Run(Source("s", "x.csv"));
        var cut = StoreIngest.Run(Source("t", "x.csv") with { Memory = 1 << 10 });
        Assert.That((cut.Hash, cut.New), Is.EqualTo((whole.Hash, whole.New)));
        Assert.That(cut.Notes, Is.EqualTo(whole.Notes));
        foreach (var symbol in "AB")
            Assert.That(Stored("s").Where(row => row[0] == symbol).Select(row => int.Parse(row.Split(',')[2], CultureInfo.InvariantCulture)), Is.EqualTo(Expected(symbol)));
    }
}
