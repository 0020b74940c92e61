using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Feature matrices in files, and the verb that writes one.</summary>
public sealed class FeatureMatrixFileTests
{
    private TemporaryFolder folder = null!;
    private FeatureMatrix matrix = null!;
    private string file = null!;

    [OneTimeSetUp]
    public void WriteOnce()
    {
        folder = new TemporaryFolder();
        var market = SyntheticBars.Generate(7, 1.0, 0.0);
        var set = FeatureSet.Parse(["momentum_5", "realised_volatility_20", "day_of_week_sin"]);
        matrix = set.ToMatrix(market.Bars, set.ComputeAll(market.Bars, market.Actions, null), FeatureRows.Present);
        file = folder.Of("matrix.parquet");
        FeatureMatrixFile.Write(file, matrix, default);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void What_was_written_is_read_back_to_the_last_bit()
    {
        var read = FeatureMatrixFile.Read(file, default);
        Assert.That(read.Hash, Is.EqualTo(matrix.Hash));
        Assert.That((read.RowCount, read.Width, read.Rows), Is.EqualTo((matrix.RowCount, matrix.Width, matrix.Rows)));
        for (var row = 0; row < read.RowCount; row++)
        {
            var (bar, before) = (read.Bars.Span[row], matrix.Bars.Span[row]);
            Assert.That(read.Axes.Instant(bar), Is.EqualTo(matrix.Axes.Instant(before)));
            Assert.That(read.Axes.SessionDate(bar), Is.EqualTo(matrix.Axes.SessionDate(before)));
            Assert.That(read.Axes.Symbols[read.Symbols.Span[row]], Is.EqualTo(matrix.Axes.Symbols[matrix.Symbols.Span[row]]));
        }

        foreach (var (again, column) in read.Columns.Zip(matrix.Columns))
        {
            Assert.That((again.Name, again.Definition, again.Source, again.WarmUpBars), Is.EqualTo((column.Name, column.Definition, column.Source, column.WarmUpBars)));
            Assert.That(again.Values.Span.SequenceEqual(column.Values.Span));
        }
    }

    [Test]
    public void The_schema_says_what_each_column_is_and_how_much_of_it_is_missing()
    {
        var schema = JsonNode.Parse(File.ReadAllBytes(FeatureMatrixFile.SchemaOf(file)))!;
        var momentum = schema["columns"]![0]!;
        Assert.That(momentum["name"]!.GetValue<string>(), Is.EqualTo("momentum_5"));
        Assert.That(momentum["type"]!.GetValue<string>(), Is.EqualTo("double"));
        Assert.That(momentum["definition"]!.GetValue<string>(), Is.EqualTo(matrix.Columns[0].Definition));
        Assert.That(momentum["missing"]!.GetValue<int>(), Is.EqualTo(matrix.Columns[0].Values.ToArray().Count(double.IsNaN)).And.GreaterThan(0));
        Assert.That(schema["sha256"]!.GetValue<string>(), Is.EqualTo(matrix.Hash));
    }

    [TestCase("value", "its column momentum_5 differs from the hash in its schema")]
    [TestCase("symbol", "its times and symbols differ from the hash in its schema")]
    [TestCase("column", "its columns are time, date, symbol, momentum_5, realised_volatility_20, and its schema's")]
    [TestCase("order", "rows must be strictly increasing")]
    [TestCase("definition", "its column momentum_5 differs from the hash in its schema")]
    [TestCase("format", "format 2 is newer than the 1 this version reads")]
    [TestCase("json", "it is no schema of a feature matrix")]
    [TestCase("none", "there is no such file; the schema of a matrix lies beside it")]
    public void What_departs_from_its_schema_is_refused(string fault, string sentence)
    {
        var changed = folder.Of($"changed {fault}.parquet");
        var schema = JsonNode.Parse(File.ReadAllBytes(FeatureMatrixFile.SchemaOf(file)))!;
        var table = ParquetTable.Read(file);
        var (times, dates, symbols) = (table.Instant("time"), table.Date("date"), table.Text("symbol"));
        var momentum = table.Double("momentum_5");
        var last = momentum.Length - 1;
        if (fault == "value") momentum[last] = Math.BitIncrement(momentum[last]);
        if (fault == "symbol")
        {
            var name = schema["symbols"]![0]!.GetValue<string>();
            schema["symbols"]![0] = "renamed";
            symbols = Array.ConvertAll(symbols, symbol => symbol == name ? "renamed" : symbol);
        }

        if (fault == "order") (symbols[0], symbols[1]) = (symbols[1], symbols[0]);
        if (fault == "definition") schema["columns"]![0]!["definition"] = "something else";
        if (fault == "format") schema["format"] = 2;
        ParquetTable.Write(changed,
        [
            ParquetColumn.Instant("time", times), ParquetColumn.Date("date", dates), ParquetColumn.Text("symbol", symbols),
            ParquetColumn.Double("momentum_5", momentum), ParquetColumn.Double("realised_volatility_20", table.Double("realised_volatility_20")),
            .. fault == "column" ? (ParquetColumn[])[] : [ParquetColumn.Double("day_of_week_sin", table.Double("day_of_week_sin"))],
        ]);
        if (fault != "none") File.WriteAllText(FeatureMatrixFile.SchemaOf(changed), fault == "json" ? "{" : schema.ToJsonString());

        var refused = Assert.Throws<RefusedException>(() => FeatureMatrixFile.Read(changed, default))!;
        Assert.That(refused.Sentence, Does.Contain(sentence).And.Contain($"changed {fault}"));
    }

    [Test]
    public void The_verb_writes_the_matrix_of_a_configuration_and_a_run_keeps_the_same()
    {
        var yaml = SmallMarket.Write(folder.Path);
        var (runs, output) = (folder.Of("runs"), folder.Of("small.parquet"));
        var session = Session.Of("features", yaml, "--output", output, "--runs", runs);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        var written = FeatureMatrixFile.Read(output, default);
        Assert.That(session.Output, Does.StartWith(output).And.Contain($"4 features, SHA-256 {written.Hash}\n"));

        var run = Session.Of("run", yaml, "--runs", runs);
        Assert.That(run.Error, Does.Match("features +kept from an earlier run"));
        var kept = Directory.GetFiles(Path.Combine(runs, "small"), RunFolder.Features, SearchOption.AllDirectories).Single();
        Assert.That(File.ReadAllBytes(kept), Is.EqualTo(File.ReadAllBytes(output)));

        var whole = folder.Of("complete.parquet");
        Assert.That(Session.Of("features", yaml, "--output", whole, "--complete", "--runs", runs).ExitCode, Is.Zero);
        var complete = FeatureMatrixFile.Read(whole, default);
        Assert.That(complete.Rows, Is.EqualTo(FeatureRows.Complete));
        Assert.That(complete.RowCount, Is.LessThan(written.RowCount));
        Assert.That(complete.Columns.All(column => column.Values.ToArray().All(double.IsFinite)));

        var text = folder.Of("small.csv");
        Assert.That(Session.Of("features", yaml, "--output", text, "--runs", runs).ExitCode, Is.Zero);
        Assert.That(File.ReadLines(text).First(), Is.EqualTo("time,date,symbol,momentum_5,momentum_20,realised_volatility_20,dollar_adv_20"));
    }

    [TestCase("--output", "m.parquet", "--output writes the features of one configuration, but none was named")]
    [TestCase("--complete", "", "--complete says which rows --output writes; give --output too")]
    public void What_the_verb_cannot_do_is_one_sentence(string flag, string value, string sentence)
    {
        var session = value.Length > 0 ? Session.Of("features", flag, value) : Session.Of("features", flag);
        Assert.That((session.ExitCode, session.Output), Is.EqualTo((1, "")));
        Assert.That(session.Error, Does.Contain(sentence));
    }

    [Test]
    public void A_place_that_takes_no_file_is_refused_before_anything_is_computed()
    {
        var yaml = SmallMarket.Write(folder.Path);
        var session = Session.Of("features", yaml, "--output", folder.Of("no such", "m.parquet"), "--runs", folder.Of("never"));
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("which is no folder"));
        Assert.That(Directory.Exists(folder.Of("never")), Is.False);
        Assert.That(Session.Of("features", yaml, "--output", folder.Of("m.xlsx")).Error, Does.Contain("ends in neither .parquet nor .csv"));
    }
}
