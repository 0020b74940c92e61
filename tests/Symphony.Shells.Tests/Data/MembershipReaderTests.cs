using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Shells.Tests.Data;

/// <summary>Files and stores that say who was a member when.</summary>
[TestFixture]
public sealed class MembershipReaderTests
{
    private TestFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    private MembershipData Read(string text, MembershipRows rows = MembershipRows.None) => Of(folder.Write("members.csv", text), rows);

    private MembershipData Of(string file, MembershipRows rows = MembershipRows.None) =>
        MembershipReader.Read(new MembershipSource { File = file, BaseDirectory = folder.Root, Rows = rows });

    private static int Day(int year, int month, int day) => new DateOnly(year, month, day).DayNumber - 719162;

    [Test]
    public void Spells_are_read_with_open_ends_quotes_and_other_columns()
    {
        var read = Read("name,symbol,from,to\n\"Meta, Inc.\",FB,2013-12-23,2022-06-08\n,META,2022-06-09,\n,XOM,,\n");
        Assert.That(read.Membership.Symbols, Is.EqualTo(new[] { "FB", "META", "XOM" }));
        Assert.That(read.Membership.IsMember("FB", Day(2022, 6, 8)) && !read.Membership.IsMember("FB", Day(2022, 6, 9)), Is.True);
        Assert.That(read.Membership.IsMember("META", Day(2099, 1, 1)) && read.Membership.IsMember("XOM", Day(1900, 1, 1)), Is.True);
        Assert.That((read.Input.Name, read.Input.Rows, read.Input.Sha256.Length), Is.EqualTo(("members.csv", 3L, 64)));
    }

    [Test]
    public void Rows_by_date_are_lists_or_changes_as_stated_and_refused_where_it_is_not_stated()
    {
        const string Lists = "date,symbol\n2020-01-02,A\n2020-01-02,B\n2020-02-03,A\n";
        Assert.That(Read(Lists, MembershipRows.Lists).Membership.IsMember("B", Day(2020, 2, 3)), Is.False);
        Assert.That(Read(Lists, MembershipRows.Lists).Membership.IsMember("B", Day(2020, 2, 2)), Is.True);
        const string Changes = "date,symbol,member\n2020-01-02,A,1\n2020-02-03,A,0\n";
        Assert.That(Read(Changes, MembershipRows.Changes).Membership.IsMember("A", Day(2020, 2, 3)), Is.False);
        Refused(Lists, MembershipRows.None, "members.csv has rows by date, which say either all members of that date (lists) or who joins and leaves (changes)");
        Refused(Lists, MembershipRows.None, "--membership-rows lists or --membership-rows changes (universe.rows in a configuration) is accepted");
        Refused(Changes, MembershipRows.Lists, "members.csv, line 3, column 'member': 'A' has member 0, but the rows are declared lists of members; --membership-rows changes");
    }

    [Test]
    public void A_column_of_ones_beside_spells_says_nothing_new_and_who_leaves_without_joining_is_said()
    {
        Assert.That(Read("symbol,from,to,member\nA,2020-01-01,,1\n").Membership.Symbols, Is.EqualTo(new[] { "A" }));
        var read = Read("date,symbol,member\n2020-01-02,A,1\n2020-02-03,B,0\n2020-01-05,C,0\n2020-01-09,C,1\n", MembershipRows.Changes);
        Assert.That(read.Membership.IsMember("B", Day(1990, 1, 1)), Is.True);
        Assert.That(read.Notes, Is.EqualTo(new[] { "2 names leave the membership without having joined it, and are taken for members from the beginning: B (line 3), C (line 4)." }));
    }

    [Test]
    public void A_last_list_much_older_than_the_last_bar_is_said()
    {
        var read = Read("date,symbol\n2020-01-02,A\n2020-02-03,A\n2020-01-02,B\n2020-02-03,C\n", MembershipRows.Lists);
        Assert.That(read.NotesUpTo(Day(2020, 4, 7)), Is.Empty, "twice as long as from list to list is not long");
        Assert.That(read.NotesUpTo(Day(2020, 4, 8)).Single(), Does.StartWith("The last list of members is of 2020-02-03, 65 days before the last bar"));
        Assert.That(Read("symbol,from,to\nA,2000-01-01,\n").NotesUpTo(Day(2020, 4, 8)), Is.Empty);
    }

    [Test]
    public void Compressed_text_and_Parquet_say_the_same()
    {
        const string Text = "symbol,from,to\nA,2020-01-02,2020-03-01\nB,2020-01-02,\n";
        var spells = Read(Text).Membership.Spells.ToArray();
        Assert.That(Of(folder.WriteGzip("members.csv.gz", Text)).Membership.Spells.ToArray(), Is.EqualTo(spells));
        ParquetTable.Write(folder.At("members.parquet"),
        [
            ParquetColumn.Text("symbol", ["A", "B"]),
            ParquetColumn.Text("from", ["2020-01-02", "2020-01-02"]),
            ParquetColumn.Text("to", ["2020-03-01", ""]),
        ]);
        Assert.That(Of("members.parquet").Membership.Spells.ToArray(), Is.EqualTo(spells));
        ParquetTable.Write(folder.At("dates.parquet"),
        [
            ParquetColumn.Date("date", new[] { Day(2020, 1, 2), Day(2020, 1, 2), Day(2020, 3, 2) }),
            ParquetColumn.Text("symbol", ["A", "B", "B"]),
        ]);
        Assert.That(Of("dates.parquet", MembershipRows.Lists).Membership.Spells.ToArray(), Is.EqualTo(spells));
    }

    [TestCase("symbol,from,to\nA,2020-13-01,\n", "members.csv, line 2, column 'from': '2020-13-01' is no date; a date as yyyy-MM-dd, or nothing for a member from the beginning, is accepted")]
    [TestCase("symbol,from,to\nA,2020-01-01,2020-01-01T10:00\n", "line 2, column 'to': '2020-01-01T10:00' is no date; a date as yyyy-MM-dd, or nothing for a member still, is accepted")]
    [TestCase("symbol,from,to\n,2020-01-01,\n", "line 2, column 'symbol' is empty; a symbol is accepted")]
    [TestCase("symbol,from,to\nA,2020-01-01\n", "members.csv, line 2 has 2 values, but there are 3 columns")]
    [TestCase("symbol,from\nA,2020-01-01\n", "members.csv has no column 'to'")]
    [TestCase("ticker,from,to\nA,2020-01-01,\n", "members.csv has no column 'symbol'")]
    [TestCase("date,symbol,member\n2020-01-01,A,2\n", "line 2, column 'member': '2' is neither 1 nor 0; 1 (a member from the date on) or 0 (no longer) is accepted")]
    [TestCase("date,symbol\n,A\n", "line 2, column 'date' is empty; a date as yyyy-MM-dd is accepted")]
    [TestCase("symbol,from,to\n", "members.csv has a header and no rows")]
    [TestCase("symbol,from,to\nA,2021-01-01,\nB,,\nA,2020-01-01,\n", "members.csv, line 4: 'A' is a member from 2020-01-01 to the end and, by line 2, from 2021-01-01 to the end; spells that do not meet are accepted")]
    [TestCase("symbol,from,to\nA,2020-01-01,2020-02-01\nA,2020-01-01,2020-02-01\n", "members.csv, line 3: 'A' is a member from 2020-01-01 to 2020-02-01 and, by line 2, from 2020-01-01 to 2020-02-01;")]
    [TestCase("symbol,from,to\nB,,\nA,2020-01-02,2020-01-01\n", "members.csv, line 3: 'A' is a member from 2020-01-02 to 2020-01-01, which ends before it begins; a last day on or after the first is accepted")]
    [TestCase("date,symbol\n2020-01-01,A\n2020-01-01,B\n2020-01-01,A\n", "members.csv, line 4: 'A' has a row of 2020-01-01 already, line 2; one row for each name and date is accepted")]
    [TestCase("date,symbol,member\n2020-01-01,A,1\n2020-03-01,A,1\n", "members.csv, line 3: 'A' joins on 2020-03-01 and joined on 2020-01-01 already, line 2; a row of the day it left between them (member 0) is accepted")]
    [TestCase("date,symbol,member\n2020-01-01,A,1\n2020-04-01,A,0\n2020-03-01,A,0\n", "members.csv, line 3: 'A' leaves on 2020-04-01 and left on 2020-03-01 already, line 4; a row of the day it joined between them (member 1) is accepted")]
    [TestCase("symbol,from,to,member\nA,2020-01-01,,0\n", "members.csv, line 2, column 'member': '0' says that the name is no member, but a row from one day to another says that it is one; 1, or no such column, is accepted")]
    [TestCase("symbol,from,to,member\nA,2020-01-01,,2\n", "members.csv, line 2, column 'member': '2' is neither 1 nor 0")]
    [TestCase("symbol,from,to,from\nA,2020-01-01,,2020-02-01\n", "members.csv has 2 columns named 'from'; one is accepted")]
    [TestCase("symbol,from,to\r\nA,2020-01-01,\nB,2020-01-01,\n", "members.csv, line 2 ends in another way than the first line (LF, CR LF and CR are mixed); one kind of line end is accepted")]
    [TestCase("symbol,from,to\n\"A\" ,2020-01-01,\n", "members.csv, line 2 has text after a closing quote; a delimiter is accepted there")]
    [TestCase("date,symbol\n2020-01-01,A\n2020-01-02,B\n2020-01-02,B\n2020-01-01,A\n", "members.csv, line 4: 'B' has a row of 2020-01-02 already, line 3")]
    [TestCase("symbol,from,to\nA,2020-01-01,2020-02-01\nA,2020-02-01,\n", "members.csv, line 3: 'A' is a member from 2020-02-01 to the end and, by line 2, from 2020-01-01 to 2020-02-01; spells that do not meet are accepted")]
    public void Each_fault_is_refused_with_its_place(string text, string sentence) => Refused(text, MembershipRows.Changes, sentence);

    [Test]
    public void A_spell_of_one_day_and_one_that_begins_the_day_after_another_are_taken()
    {
        var read = Read("symbol,from,to\nA,2020-01-01,2020-01-01\nA,2020-01-02,2020-01-31\n").Membership;
        Assert.That(read.IsMember("A", Day(2020, 1, 1)) && read.IsMember("A", Day(2020, 1, 31)) && !read.IsMember("A", Day(2020, 2, 1)), Is.True);
    }

    private void Refused(string text, MembershipRows rows, string sentence) =>
        Assert.That(Assert.Throws<DataRefusedException>(() => Read(text, rows))!.Sentence, Does.Contain(sentence));

    [Test]
    public void A_file_that_is_not_there_is_refused_by_name() =>
        Assert.That(Assert.Throws<DataRefusedException>(() => Of("gone.csv"))!.Sentence, Does.Contain("gone.csv"));

    [Test]
    public void A_store_has_lists_by_name()
    {
        folder.Write("rows.csv", "date,symbol,universe,member\n2020-01-02,A,big,1\n2020-01-02,B,big,1\n2020-02-03,B,big,0\n2020-01-02,C,small,1\n");
        StoreIngest.Run(new IngestSource { Files = ["rows.csv"], BaseDirectory = folder.Root, Store = folder.At("store"), Kind = "universe" });
        var source = new MembershipSource { Store = "store", BaseDirectory = folder.Root, List = "big", Rows = MembershipRows.Changes };
        var read = MembershipReader.Read(source);
        Assert.That(read.Membership.Symbols, Is.EqualTo(new[] { "A", "B" }));
        Assert.That(read.Membership.IsMember("B", Day(2020, 2, 2)) && !read.Membership.IsMember("B", Day(2020, 2, 3)), Is.True);
        Assert.That(MembershipReader.Hash(source), Has.Length.EqualTo(64));
        string Sentence(MembershipSource asked) => Assert.Throws<DataRefusedException>(() => MembershipReader.Read(asked))!.Sentence;
        Assert.That(Sentence(source with { List = "large" }), Does.Contain("no universe rows of the list 'large'; big, small are accepted"));
        Assert.That(Sentence(source with { Rows = MembershipRows.Lists }), Does.Contain("member 0"));
        Assert.That(Sentence(source with { Rows = MembershipRows.None }), Does.Contain("must be stated"));
    }
}
