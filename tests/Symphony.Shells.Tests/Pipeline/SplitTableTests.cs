using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Splits as a table, against the same splits as JSON.</summary>
public sealed class SplitTableTests
{
    private TemporaryFolder folder = null!;

    [OneTimeSetUp]
    public void Open() => folder = new TemporaryFolder();

    [OneTimeTearDown]
    public void Close() => folder.Dispose();

    private SplitTable Table(string yaml, params string[] flags)
    {
        var file = folder.Of("splits.parquet");
        var session = Session.Of(["splits", yaml, "--runs", folder.Of("runs"), "--output", file, .. flags]);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        var table = SplitTable.Read(file, default);
        Assert.That(session.Output, Is.EqualTo(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}: {table.Rows:N0} rows\n")));
        return table;
    }

    private SplitsFile Json(string yaml, params string[] flags)
    {
        var session = Session.Of(["splits", yaml, "--runs", folder.Of("runs"), "--json", .. flags]);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(session.Output));
        return SplitsFile.Read(stream, "standard input");
    }

    private static HashSet<(string, string)> Keys(SplitTable table, int split, ObservationRole role) =>
    [
        .. Enumerable.Range(0, table.Rows)
            .Where(row => table.Splits.Span[row] == split && table.Roles.Span[row] == role)
            .Select(row => (Written.Date(table.Dates.Span[row]), table.Symbols[row])),
    ];

    private static HashSet<(string, string)> Keys(StatedSplits stated, RowSet rows)
    {
        var keys = new HashSet<(string, string)>();
        for (var range = 0; range < rows.RangeCount; range++)
        {
            for (var row = rows.First(range); row <= rows.Last(range); row++)
                keys.Add((stated.BarName(stated.Statement.Bars[row])[..10], stated.SymbolName(stated.Statement.Symbols[row])));
        }

        return keys;
    }

    [TestCase("", false)]
    [TestCase("crossValidation: { kind: kFold, groups: 5, embargo: 14 days, purge: symbol }\n", false)]
    [TestCase("", true)]
    public void The_table_is_the_JSON_row_for_row(string more, bool walk)
    {
        var yaml = SmallMarket.Write(folder.Path);
        if (more.Length > 0) File.WriteAllText(yaml, File.ReadAllText(yaml).Replace("crossValidation: { groups: 4, testGroups: 2, embargoBars: 5 }\n", more));
        string[] flags = walk ? ["--walk-forward"] : [];
        var (table, stated) = (Table(yaml, flags), Json(yaml, flags).Splits);

        Assert.That(table.SplitCount, Is.EqualTo(stated.SplitCount));
        for (var split = 0; split < table.SplitCount; split++)
        {
            var one = stated.Statement.Splits[split];
            Assert.That(Keys(table, split, ObservationRole.Train), Is.EquivalentTo(Keys(stated, one.Train)));
            Assert.That(Keys(table, split, ObservationRole.Test), Is.EquivalentTo(Keys(stated, one.Test)));
            Assert.That(Keys(table, split, ObservationRole.Purged), Is.Not.Empty);
            Assert.That(Keys(table, split, ObservationRole.Validation), Is.Empty);
        }

        Assert.That(Enumerable.Range(0, table.SplitCount).Sum(split => Keys(table, split, ObservationRole.Embargoed).Count), Is.Positive);
    }

    [Test]
    public void Validation_is_taken_from_the_latest_training_dates_and_from_what_models_are_fitted_on()
    {
        var plain = SmallMarket.Write(folder.Path);
        var before = Table(plain);
        var trained = Fitted(plain);
        var yaml = folder.Of("validated.yaml");
        File.WriteAllText(yaml, File.ReadAllText(plain).Replace("model: { penalty: 10 }", "model: { penalty: 10, validation: 20 % }"));
        var after = Table(yaml);

        for (var split = 0; split < after.SplitCount; split++)
        {
            var (train, validation) = (Keys(after, split, ObservationRole.Train), Keys(after, split, ObservationRole.Validation));
            Assert.That(train.Concat(validation).All(Keys(before, split, ObservationRole.Train).Contains));
            Assert.That(train.Max(), Is.LessThan(validation.Min()), "earlier dates train");
            var dates = Keys(before, split, ObservationRole.Train).Select(key => key.Item1).Distinct().Count();
            Assert.That(validation.Select(key => key.Item1).Distinct().Count(), Is.EqualTo((int)Math.Ceiling(dates / 5m)));
            Assert.That(Keys(after, split, ObservationRole.Test), Is.EquivalentTo(Keys(before, split, ObservationRole.Test)));
        }

        Assert.That(Fitted(yaml), Is.Not.EqualTo(trained), "scores come from models of fewer rows");
        Assert.That(Session.Of("prove", yaml, "--cuts", "1", "--dense-cuts", "0").ExitCode, Is.Zero);

        string Fitted(string configuration)
        {
            var run = Session.Of("run", configuration, "--runs", folder.Of("runs"));
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            var scores = Directory.GetDirectories(folder.Of("runs", ".stages", "train")).MaxBy(Directory.GetCreationTimeUtc)!;
            return DurableFiles.Hash(Path.Combine(scores, "scores.arrays"));
        }
    }

    [TestCase("0")]
    [TestCase("1")]
    [TestCase("-20 %")]
    public void A_share_that_is_none_is_refused(string share)
    {
        var yaml = SmallMarket.Write(folder.Path);
        File.WriteAllText(yaml, File.ReadAllText(yaml).Replace("model: { penalty: 10 }", $"model: {{ penalty: 10, validation: {share} }}"));
        var session = Session.Of("splits", yaml, "--runs", folder.Of("never"));
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("model.validation was").And.Contain("but a share above 0 and below 1 (20 %), or none is accepted").And.Contain("line 6"));
    }

    [TestCase("role", "row 1: the role 'tested' is not known; train, validation, test, purged, embargoed are accepted")]
    [TestCase("split", "row 2: split 3 follows split 0")]
    [TestCase("order", "row 2: its bar does not follow that of the row before")]
    [TestCase("column", "it is no table of splits (there is no column 'role'")]
    public void What_is_no_table_of_splits_is_refused(string fault, string sentence)
    {
        var file = folder.Of($"{fault}.parquet");
        ParquetTable.Write(file,
        [
            ParquetColumn.Int32("split", new[] { 0, fault == "split" ? 3 : 0 }),
            ParquetColumn.Instant("time", new long[] { 5, fault == "order" ? 4 : 5 }),
            ParquetColumn.Date("date", new[] { 0, 0 }),
            ParquetColumn.Text("symbol", ["A", "B"]),
            ParquetColumn.Text(fault == "column" ? "roles" : "role", [fault == "role" ? "tested" : "test", "train"]),
        ]);
        var refused = Assert.Throws<RefusedException>(() => SplitTable.Read(file, default))!;
        Assert.That(refused.Sentence, Does.Contain(sentence).And.Contain($"{fault}.parquet"));
    }
}
