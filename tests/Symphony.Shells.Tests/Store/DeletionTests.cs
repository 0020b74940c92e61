using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Shells.Tests.Cli;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>Rows taken out of a store with a reason, and put back.</summary>
[TestFixture]
public sealed class DeletionTests
{
    private TestFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    private DataStore Store => DataStore.Open(folder.At("store"));

    private DeletionRequest Request(params string[] symbols) => new() { Store = folder.At("store"), Reason = "another company's", Symbols = symbols };

    [TestCase(31)]
    [TestCase(32)]
    public void What_is_left_is_what_a_store_of_the_other_rows_holds_byte_for_byte(int seed)
    {
        var rows = MadeRows.Daily(seed);
        folder.Write("bars.csv", MadeRows.Csv(rows));
        bool IsDeleted(string row) => (row[11..13] is "S2" or "S5") && string.CompareOrdinal(row[..10], "2020-02-10") >= 0 && string.CompareOrdinal(row[..10], "2020-12-31") <= 0;
        folder.Write("others.csv", MadeRows.Csv(rows.Where(row => !IsDeleted(row))));
        var whole = StoreIngest.Run(MadeRows.Source(folder, "bars.csv")).Hash;
        var others = StoreIngest.Run(MadeRows.Source(folder, "others.csv") with { Store = "others" }).Hash;
        var before = MadeRows.Parts(folder.At("store"));

        var request = Request("S2", "S5") with { From = new DateOnly(2020, 2, 10), To = new DateOnly(2020, 12, 31) };
        var counted = StoreDeleting.Delete(request with { DryRun = true });
        Assert.That(Store.Hash, Is.EqualTo(whole));
        var deletion = StoreDeleting.Delete(request);
        Assert.That((counted.Rows, deletion.Rows), Is.EqualTo(((long)rows.Count(IsDeleted), (long)rows.Count(IsDeleted))));
        Assert.That(Store.Hash, Is.EqualTo(others));
        Assert.That(Store.Check(), Is.Empty);
        Assert.That(Store.Deletions.Single().Reason, Is.EqualTo("another company's"));
        Assert.That(MadeRows.Text(Store, "bars", "1d"), Is.EqualTo(MadeRows.Text(DataStore.Open(folder.At("others")), "bars", "1d")));

        Assert.That(StoreDeleting.Restore(folder.At("store"), deletion.Id, TimeSpan.Zero).Rows, Is.EqualTo(deletion.Rows));
        Assert.That(Store.Hash, Is.EqualTo(whole));
        Assert.That(Store.Deletions, Is.Empty);
        Store.CollectGarbage(TimeSpan.Zero);
        Assert.That(MadeRows.Parts(folder.At("store")), Is.EqualTo(before));
    }

    [Test]
    public void Rows_within_the_day_are_deleted_by_session_dates_of_the_market()
    {
        folder.Write("bars.csv", MadeRows.Header + "\n" + string.Concat(
            ((string[])["2020-01-02 23:30", "2020-01-03 00:00", "2020-01-03 00:30", "2020-01-04 00:00", "2020-01-04 00:30"]).Select(time => $"{time},A,10,11,9,10.5,100\n")));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv") with { Frequency = "30m", Label = "end" });
        var day = new DateOnly(2020, 1, 3);

        // A bar that closes at midnight ends the day before.
        Assert.That(StoreDeleting.Delete(Request("A") with { Frequency = "30m", From = day, To = day }).Rows, Is.EqualTo(2));
        Assert.That(MadeRows.Text(Store, "bars", "30m").Select(row => row.Split(',')[1]).ToArray(), Has.Length.EqualTo(3));
    }

    [Test]
    public void What_was_changed_or_cleaned_since_is_not_undone_and_a_store_without_rows_is_one()
    {
        folder.Write("bars.csv", MadeRows.Header + "\n2020-01-02,A,10,11,9,10.5,100\n2020-01-03,A,10,11,9,10.5,100\n");
        folder.Write("more.csv", MadeRows.Header + "\n2020-01-06,A,10,11,9,10.5,100\n");
        var whole = StoreIngest.Run(MadeRows.Source(folder, "bars.csv")).Hash;
        Assert.That(StoreDeleting.Delete(Request() with { Symbols = null }).Rows, Is.EqualTo(2));
        Assert.That(Store.Datasets.Single().Parts, Is.Empty);
        Assert.That(Session.Of("store", "list", folder.At("store")).Output, Does.Contain("2 rows of 1d bars of all symbols: another company's"));
        StoreIngest.Run(MadeRows.Source(folder, "more.csv"));
        Assert.That(() => StoreDeleting.Restore(folder.At("store"), 1, TimeSpan.Zero), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("after deletion 1, and it cannot be undone"));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        StoreDeleting.Delete(Request("A") with { From = new DateOnly(2020, 1, 6) });
        Assert.That(Store.Hash, Is.EqualTo(whole), "the rows are those of before, whatever happened in between");
        Assert.That(Store.Deletions.Select(deletion => deletion.Id), Is.EqualTo((int[])[1, 2]));
        Store.CollectGarbage(TimeSpan.Zero);
        Assert.That(() => StoreDeleting.Restore(folder.At("store"), 2, TimeSpan.Zero), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("were removed when the store was cleaned"));
        Assert.That(() => StoreDeleting.Restore(folder.At("store"), 9, TimeSpan.Zero), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("no deletion 9; 1, 2 are accepted"));
    }

    [Test]
    public void Rows_that_come_back_are_said_with_the_reason_they_were_deleted_for()
    {
        folder.Write("bars.csv", MadeRows.Header + string.Concat(((string[])["02", "03", "06"]).Select(day => $"\n2020-01-{day},A,10,11,9,10.5,100\n2020-01-{day},B,10,11,9,10.5,100")) + "\n");
        folder.Write("later.csv", MadeRows.Header + "\n2020-01-07,A,10,11,9,10.5,100\n2020-01-07,B,10,11,9,10.5,100\n");
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        StoreDeleting.Delete(Request("A") with { From = new DateOnly(2020, 1, 3) });
        Assert.That(StoreIngest.Run(MadeRows.Source(folder, "later.csv")).Notes, Is.Empty, "later rows were never deleted");
        var note = StoreIngest.Run(MadeRows.Source(folder, "bars.csv") with { DryRun = true }).Notes;
        Assert.That(note, Is.EqualTo((string[])["2 new rows are of symbols and dates whose rows deletion 1 took out ('another company's'); 'symphony store delete' takes them out again."]));
        Assert.That(StoreIngest.Run(MadeRows.Source(folder, "bars.csv")).Notes, Is.EqualTo(note));
        Assert.That(StoreIngest.Run(MadeRows.Source(folder, "bars.csv")).Notes, Is.Empty, "they were there already");
    }

    [Test]
    public void The_list_says_since_when_rows_are_back_and_which_deletion_took_them_out_again()
    {
        folder.Write("bars.csv", MadeRows.Header + "\n2020-01-03,A,10,11,9,10.5,100\n2020-01-06,A,10,11,9,10.5,100\n2020-01-07,A,10,11,9,10.5,100\n");
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        var early = new FixedClock(9);
        StoreDeleting.Delete(Request("A") with { To = new DateOnly(2020, 1, 6), Time = early });
        string Listed() => Session.Of("store", "list", folder.At("store")).Output;
        Assert.That(Listed(), Does.Contain("deletion 1").And.Not.Contain("back since"));
        Assert.That(StoreIngest.Run(MadeRows.Source(folder, "bars.csv") with { Time = new FixedClock(10), DryRun = true }).New, Is.EqualTo(2));
        Assert.That(Listed(), Does.Not.Contain("back since"));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv") with { Time = new FixedClock(10) });
        Assert.That(Listed(), Does.Contain("(2026-11-21T09:00:00Z); back since 2026-11-21T10:00:00Z: 2 rows of its symbols and dates were ingested\n"));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv") with { Time = new FixedClock(11) });
        Assert.That((Store.Deletions[0].Back, Store.Deletions[0].BackSince), Is.EqualTo((2L, "2026-11-21T10:00:00Z")));
        StoreDeleting.Delete(Request("A") with { From = new DateOnly(2020, 1, 7), Time = new FixedClock(12) });
        Assert.That(Listed(), Does.Not.Contain("may have taken out"), "of other dates");
        StoreDeleting.Delete(Request("A") with { From = new DateOnly(2020, 1, 6), To = new DateOnly(2020, 1, 6), Time = new FixedClock(12) });
        Assert.That(Listed(), Does.Contain("were ingested, of which deletion 3 may have taken out some\n"));
    }

    [Test]
    public void Rows_that_come_back_in_turn_are_counted_together_and_only_a_later_deletion_may_have_taken_them_out()
    {
        folder.Write("bars.csv", MadeRows.Header + "\n2020-01-03,A,10,11,9,10.5,100\n2020-01-06,A,10,11,9,10.5,100\n2020-01-07,A,10,11,9,10.5,100\n");
        folder.Write("one.csv", MadeRows.Header + "\n2020-01-03,A,10,11,9,10.5,100\n");
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        StoreDeleting.Delete(Request("A") with { To = new DateOnly(2020, 1, 6), Time = new FixedClock(8) });
        StoreDeleting.Delete(Request("A") with { From = new DateOnly(2020, 1, 6), Time = new FixedClock(9) });
        StoreIngest.Run(MadeRows.Source(folder, "one.csv") with { Time = new FixedClock(10) });
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv") with { Time = new FixedClock(11) });
        Assert.That((Store.Deletions[0].Back, Store.Deletions[0].BackSince), Is.EqualTo((2L, "2026-11-21T10:00:00Z")));
        Assert.That(Session.Of("store", "list", folder.At("store")).Output, Does.Contain("back since 2026-11-21T10:00:00Z: 2 rows").And.Not.Contain("may have taken out"), "both were deleted before they came back");
    }

    [Test]
    public void A_deletion_is_not_undone_by_undoing_another_though_the_part_came_round_to_the_same_bytes()
    {
        folder.Write("bars.csv", MadeRows.Header + "\n2020-01-02,A,10,11,9,10.5,100\n2020-01-03,A,10,11,9,10.5,100\n2020-01-06,A,10,11,9,10.5,100\n");
        var whole = StoreIngest.Run(MadeRows.Source(folder, "bars.csv")).Hash;
        var (third, sixth) = (new DateOnly(2020, 1, 3), new DateOnly(2020, 1, 6));
        StoreDeleting.Delete(Request("A") with { From = third, To = sixth });
        var without = Store.Hash;
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        StoreDeleting.Delete(Request("A") with { From = third, To = third });
        StoreDeleting.Delete(Request("A") with { From = sixth, To = sixth });
        Assert.That(Store.Hash, Is.EqualTo(without));
        string Refusal(int id) => Assert.Throws<DataRefusedException>(() => StoreDeleting.Restore(folder.At("store"), id, TimeSpan.Zero))!.Sentence;
        Assert.That(Refusal(1), Does.StartWith("deletion 2 took rows out of parts/").And.Contain("after deletion 1 did, and would be undone with it; 2 before 1"));
        Assert.That(Refusal(2), Does.StartWith("deletion 3 took rows out of"));
        StoreDeleting.Restore(folder.At("store"), 3, TimeSpan.Zero);
        StoreDeleting.Restore(folder.At("store"), 2, TimeSpan.Zero);
        Assert.That(Store.Hash, Is.EqualTo(whole));
        Assert.That(Refusal(1), Does.Contain("after deletion 1, and it cannot be undone"));
    }

    [Test]
    public void Dates_are_of_the_clock_or_of_the_sessions_of_a_calendar()
    {
        // The session of Monday 2020-01-06 begins on Sunday at 17:00 in Chicago.
        folder.Write("es.csv", "time,symbol,open,high,low,close,volume\n" + string.Concat(
            ((string[])["2020-01-05T23:01:00Z", "2020-01-06T15:00:00Z", "2020-01-06T22:00:00Z", "2020-01-06T23:01:00Z"]).Select(time => $"{time},ES,10,11,9,10.5,100\n")));
        StoreIngest.Run(MadeRows.Source(folder, "es.csv") with { Frequency = "1m", Label = "end", TimeZone = "America/Chicago" });
        var monday = new DateOnly(2020, 1, 6);
        var request = Request("ES") with { Frequency = "1m", From = monday, To = monday, DryRun = true };
        Assert.That(StoreDeleting.Delete(request).Rows, Is.EqualTo(3), "by the clock the evening of Monday is Monday's, and that of Sunday is not");
        string[] delete = ["store", "delete", folder.At("store"), "--symbol", "ES", "--frequency", "1m", "--from", "2020-01-06", "--to", "2020-01-06", "--calendar", "cme-equity", "--reason", "halted"];
        Assert.That(Session.Of(delete).Output, Does.Contain("3 rows of 1m bars of ES from 2020-01-06 to 2020-01-06 (sessions of cme-equity): halted"));
        Assert.That(MadeRows.Text(Store, "bars", "1m").Single(), Does.StartWith("ES,1578351660000000"), "what is left is Tuesday's");
        Assert.That(StoreIngest.Run(MadeRows.Source(folder, "es.csv") with { Frequency = "1m", Label = "end", TimeZone = "America/Chicago" }).Notes.Single(), Does.StartWith("3 new rows are of symbols and dates"));

        folder.Write("bars.csv", MadeRows.Header + "\n2020-01-03,A,10,11,9,10.5,100\n");
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        Assert.That(() => StoreDeleting.Delete(Request("A") with { Calendar = "nyse" }), Throws.Exception.With.Property("Sentence").Contains("the calendar nyse is given, but the rows are stamped with their session dates"));
        Assert.That(() => StoreDeleting.Delete(request with { Calendar = "moon" }), Throws.Exception.With.Property("Sentence").Contains("moon"));
    }

    [Test]
    public void A_catalogue_without_deletions_stays_of_the_format_that_older_versions_read()
    {
        folder.Write("bars.csv", MadeRows.Csv(MadeRows.Daily(33)));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        string Format() => File.ReadAllText(folder.At("store/catalogue.json"))[..11];
        Assert.That(Format(), Is.EqualTo("{\"format\":1"));
        StoreDeleting.Delete(Request("S1"));
        Assert.That(Format(), Is.EqualTo("{\"format\":2"));
        StoreDeleting.Restore(folder.At("store"), 1, TimeSpan.Zero);
        Assert.That(Format(), Is.EqualTo("{\"format\":1"));
        StoreDeleting.Delete(Request("S1"));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        Assert.That(Format(), Is.EqualTo("{\"format\":3"), "rows are back");
    }

    private sealed class FixedClock(int hour) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, hour, 0, 0, TimeSpan.Zero);
    }

    [Test]
    public void The_verb_deletes_says_and_restores()
    {
        folder.Write("bars.csv", MadeRows.Csv(MadeRows.Daily(34)));
        var whole = StoreIngest.Run(MadeRows.Source(folder, "bars.csv")).Hash;
        string[] delete = ["store", "delete", folder.At("store"), "--symbol", "S1", "--from", "2020-01-06", "--to", "2020-01-10", "--reason", "halted: the source went on"];
        var dry = Session.Of([.. delete, "--dry-run"]);
        Assert.That((dry.ExitCode, Store.Hash), Is.EqualTo((0, whole)));
        Assert.That(dry.Output, Does.Contain("would be deleted; nothing was written"));
        var said = Session.Of(delete);
        Assert.That(said.ExitCode, Is.Zero, said.Error);
        Assert.That(said.Output, Does.Contain("rows of 1d bars of S1 from 2020-01-06 to 2020-01-10: halted: the source went on ("));
        var list = Session.Of("store", "list", folder.At("store"));
        Assert.That(list.Output, Does.Contain("deletion 1").And.Contain("halted: the source went on"));
        var back = Session.Of("store", "restore", folder.At("store"), "1");
        Assert.That((back.ExitCode, Store.Hash), Is.EqualTo((0, whole)), back.Error);
    }

    [TestCase("--symbol S1 --reason", " ", "reason is blank")]
    [TestCase("--reason", "x", "whose rows are deleted is not said; --symbol SYMBOL, or --all-symbols, is accepted")]
    [TestCase("--symbol S1 --all-symbols --reason", "x", "both say whose rows are deleted")]
    [TestCase("--symbol SX --reason", "x", "no 1d bars of 'SX' between the dates")]
    [TestCase("--symbol S1 --from 2031-01-01 --reason", "x", "no 1d bars of 'S1' between the dates")]
    [TestCase("--all-symbols --from 2031-01-01 --reason", "x", "no 1d bars between the dates")]
    [TestCase("--symbol S1 --from 2020-01-09 --to 2020-01-08 --reason", "x", "to was 2020-01-08, before from 2020-01-09")]
    [TestCase("--symbol S1 --from 1/2/2020 --reason", "x", "--from was '1/2/2020', but a date as yyyy-MM-dd is accepted")]
    [TestCase("--symbol S1 --kind trades --reason", "x", "has no 1d trades")]
    public void What_cannot_be_deleted_is_refused_and_the_store_stays(string flags, string reason, string sentence)
    {
        folder.Write("bars.csv", MadeRows.Csv(MadeRows.Daily(35)));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        var before = MadeRows.Bytes(folder.At("store"));
        var session = Session.Of(["store", "delete", folder.At("store"), .. flags.Split(' '), reason]);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain(sentence));
        Assert.That(MadeRows.Bytes(folder.At("store")), Is.EqualTo(before));
    }
}
