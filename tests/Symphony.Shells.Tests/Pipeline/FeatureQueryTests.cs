using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Features of one's own in SQL, and features within sectors, in a configuration.</summary>
public sealed class FeatureQueryTests
{
    private const string Gap = "SELECT date, symbol, open / lag(close) OVER (PARTITION BY symbol ORDER BY date) - 1 AS value FROM bars";

    private TemporaryFolder folder = null!;
    private int count;

    [OneTimeSetUp]
    public void Open() => folder = new TemporaryFolder();

    [OneTimeTearDown]
    public void Close() => folder.Dispose();

    private string Write(string features, string more = "")
    {
        var plain = SmallMarket.Write(folder.Path);
        var yaml = folder.Of($"run {count++}.yaml");
        File.WriteAllText(yaml, File.ReadAllText(plain).Replace("[momentum_5, momentum_20, realised_volatility_20, dollar_adv_20]", features) + more);
        return yaml;
    }

    private static string Queries(string name, string sql) => $"queries:\n  {name}: >\n    {sql}\n";

    private FeatureMatrix Matrix(string yaml)
    {
        var file = folder.Of("matrix.parquet");
        var session = Session.Of("features", yaml, "--output", file, "--runs", folder.Of("runs"));
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        return FeatureMatrixFile.Read(file, default);
    }

    private void Refused(string yaml, string sentence)
    {
        var session = Session.Of("features", yaml, "--output", folder.Of("never.parquet"), "--runs", folder.Of("runs"));
        Assert.That((session.ExitCode, session.Output), Is.EqualTo((1, "")), session.Error);
        Assert.That(session.Error, Does.Contain(sentence).And.Contain(Path.GetFileName(yaml)));
    }

    [Test]
    public void A_query_is_a_feature_with_every_suffix_and_its_text_is_its_definition()
    {
        var matrix = Matrix(Write("[overnight_gap, my_gap, my_gap_cs_rank]", Queries("my_gap", Gap)));
        var (gap, own, rank) = (matrix.Columns[0].Values.ToArray(), matrix.Columns[1].Values.ToArray(), matrix.Columns[2].Values.ToArray());
        Assert.That(matrix.Columns[1].Definition, Is.EqualTo("SQL: " + Gap));
        Assert.That(own.Count(double.IsNaN), Is.EqualTo(gap.Count(double.IsNaN)));
        Assert.That(own, Is.EqualTo(gap.Select(log => Math.Exp(log) - 1)).Within(1e-12), "the catalogue's gap, which is a log return, on adjusted bars");
        var last = Enumerable.Range(0, matrix.RowCount).Where(row => matrix.Bars.Span[row] == matrix.Bars.Span[^1]).ToArray();
        Assert.That(last.OrderBy(row => own[row]).Select(row => rank[row]), Is.Ordered);
        Assert.That(Matrix(Write("[my_gap]", Queries("my_gap", Gap))).Columns[0].Hash, Is.EqualTo(matrix.Columns[1].Hash));
    }

    [Test]
    public void A_query_sees_one_time_zone_whatever_the_machine_is_in() =>
        Assert.That(
            Matrix(Write("[zone]", Queries("zone", "SELECT date, symbol, close - 1000000 * hour(timezone('UTC', date::TIMESTAMP)::TIMESTAMPTZ) AS value FROM bars")))
                .Columns[0].Values.ToArray().Where(value => !double.IsNaN(value)),
            Is.All.GreaterThan(0));

    [Test]
    public void A_file_of_SQL_is_its_text()
    {
        File.WriteAllText(folder.Of("gap.sql"), Gap + ";\n");
        var (inline, file) = (RunConfiguration.Read(Write("[my_gap]", Queries("my_gap", Gap))), RunConfiguration.Read(Write("[my_gap]", "queries: { my_gap: gap.sql }\n")));
        Assert.That(file.Hash, Is.EqualTo(inline.Hash));
        File.AppendAllText(folder.Of("gap.sql"), "-- and more");
        Assert.That(RunConfiguration.Read(Write("[my_gap]", "queries: { my_gap: gap.sql }\n")).Hash, Is.Not.EqualTo(inline.Hash));
        Assert.That(RunConfiguration.Parse(inline.ToYaml(), folder.Of("again.yaml")).Hash, Is.EqualTo(inline.Hash), "what is printed reads back");
    }

    [Test]
    public void A_query_that_looks_back_is_proved_and_one_that_looks_ahead_is_caught_by_name()
    {
        var proved = Session.Of("prove", Write("[momentum_5, my_gap_cs_zscore]", Queries("my_gap", Gap)), "--cuts", "1", "--dense-cuts", "3");
        Assert.That(proved.ExitCode, Is.Zero, proved.Output + proved.Error);
        var caught = Session.Of("prove", Write("[momentum_5, my_next]", Queries("my_next", "SELECT date, symbol, lead(close) OVER (PARTITION BY symbol ORDER BY date) / close AS value FROM bars")), "--cuts", "1", "--dense-cuts", "3");
        Assert.That(caught.ExitCode, Is.EqualTo(3), caught.Output + caught.Error);
        Assert.That(caught.Output, Does.Contain("LEAK features, my_next: looks ahead by 1 bar"));
    }

    [TestCase("SELECT date, symbol, close FROM bars", "queries.my_gap: cannot be run (Binder Error")]
    [TestCase("SELEC 1", "queries.my_gap: cannot be run (Parser Error")]
    [TestCase("SELECT date, symbol, symbol AS value FROM bars", "gives varchar as 'value'; a number is accepted")]
    [TestCase("SELECT CAST(date AS VARCHAR) AS date, symbol, close AS value FROM bars", "gives varchar as 'date'; a date or a timestamp is accepted")]
    [TestCase("SELECT date, 5 AS symbol, close AS value FROM bars", "gives integer as 'symbol'; a text is accepted")]
    [TestCase("SELECT date, symbol, close AS value FROM bars UNION ALL SELECT date, symbol, open FROM bars", "gives two values of")]
    [TestCase("SELECT date + 400 AS date, symbol, close AS value FROM bars", "which the bars do not have")]
    [TestCase("SELECT date, symbol, 1 / 0.0 * close AS value FROM bars", "gives an infinite value of")]
    [TestCase("SELECT date, symbol, random() AS value FROM bars", "queries.my_gap calls random on its line 1; a query whose values follow from the table bars alone, whenever and wherever it is run, is accepted")]
    [TestCase("SELECT date, symbol, close AS value FROM bars USING SAMPLE 50%", "when it is run again; a query whose values follow from the bars alone is accepted")]
    [TestCase("SELECT date, symbol, close AS value FROM bars, read_csv('/etc/hostname', header = false)", "reads read_csv()")]
    [TestCase("SELECT date, symbol, close AS value FROM bars, 'bars.csv'", "reads bars.csv")]
    [TestCase("SELECT date, symbol, (SELECT count(*) FROM glob('/etc/*')) AS value FROM bars", "reads glob()")]
    [TestCase("SELECT date, symbol, close AS value FROM bars) ; COPY bars TO 'stolen.csv'; SELECT * FROM (SELECT * FROM bars", "cannot be run (")]
    public void A_query_that_is_no_feature_is_one_sentence(string sql, string sentence)
    {
        Refused(Write("[my_gap]", Queries("my_gap", sql)), sentence);
        Assert.That(File.Exists("stolen.csv"), Is.False);
    }

    [TestCase("[momentum_5]", "my_gap", "queries names my_gap, but features does not ask for it")]
    [TestCase("[momentum_5]", "momentum_5", "momentum_5 is a feature of the catalogue; one of your own needs another name")]
    [TestCase("[My-Gap]", "My-Gap", "lower-case letters, digits and underscores")]
    [TestCase("[my_gap, other_gap]", "my_gap", "'other_gap' is not known")]
    [TestCase("[momentum_5, my_gap_cs_rank]", "my_gap_cs_rank", "my_gap_cs_rank ends as a value among the names of a date does")]
    public void Names_that_do_not_go_together_are_one_sentence(string features, string name, string sentence) =>
        Refused(Write(features, Queries(name, Gap)), sentence);

    [Test]
    public void A_file_of_SQL_that_is_not_there_is_one_sentence() =>
        Refused(Write("[my_gap]", "queries: { my_gap: none.sql }\n"), "queries.my_gap was 'none.sql', but there is no such file");

    [Test]
    public void Features_within_sectors_add_up_to_nothing_in_each_and_answer_to_the_sectors()
    {
        var symbols = Matrix(Write("[momentum_5]")).Axes.Symbols;
        string Sectors(Func<int, string> sector) => "engine:\n  sectors: { " + string.Join(", ", symbols.Select((symbol, i) => $"{symbol}: {sector(i)}")) + " }\n";
        File.WriteAllText(folder.Of("sectors.csv"), "symbol,sector\n" + string.Concat(symbols.Select((symbol, i) => $"{symbol},{(i % 2 == 0 ? "even" : "odd")}\n")));

        var written = Matrix(Write("[momentum_5_cs_sector]", Sectors(i => i % 2 == 0 ? "even" : "odd")));
        var file = Matrix(Write("[momentum_5_cs_sector]", "market: { sectors: sectors.csv }\n"));
        Assert.That(file.Hash, Is.EqualTo(written.Hash));
        foreach (var rows in Enumerable.Range(0, written.RowCount).Where(row => !double.IsNaN(written[row, 0])).GroupBy(row => (written.Bars.Span[row], written.Symbols.Span[row] % 2)))
            Assert.That(rows.Sum(row => written[row, 0]), Is.Zero.Within(1e-12));

        Assert.That(Matrix(Write("[momentum_5_cs_sector]", Sectors(i => i % 3 == 0 ? "a" : "b"))).Hash, Is.Not.EqualTo(written.Hash));
        Refused(Write("[momentum_5_cs_sector]"), "momentum_5_cs_sector needs the sector of each symbol, and no sectors are given");
        File.WriteAllText(folder.Of("few.csv"), $"symbol,sector\n{symbols[0]},one\n");
        Refused(Write("[momentum_5_cs_sector]", "market: { sectors: few.csv }\n"), $"momentum_5_cs_sector needs a sector for {symbols[1]}; each of the {symbols.Count} symbols needs one");
    }
}
