using NUnit.Framework;
using Symphony.Core;
using Symphony.Data;
using Symphony.Data.DuckDb;

namespace Symphony.Shells.Tests.Data;

/// <summary>Bars in Parquet as others write it, and what of it is refused.</summary>
[TestFixture]
public sealed class ParquetBarsTests
{
    private const string Rows = """
        (VALUES (DATE '2020-01-02', 'A', 10.0, 11.0, 9.0, 10.5, 100), (DATE '2020-01-03', 'A', 10.0, 11.0, 9.0, 10.5, 100),
                (DATE '2020-01-06', 'A', 10.0, 11.0, 9.0, 10.5, 100)) t("date", symbol, open, high, low, close, volume)
        """;

    private TestFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TestFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("close::FLOAT AS close")]
    [TestCase("close::DECIMAL(18,4) AS close")]
    [TestCase("volume::BIGINT AS volume")]
    [TestCase("volume::HUGEINT AS volume")]
    [TestCase("symbol::ENUM('A') AS symbol")]
    [TestCase("\"date\"::TIMESTAMP AS \"date\"")]
    [TestCase("\"date\"::TIMESTAMP_NS AS \"date\"")]
    [TestCase("\"date\"::TIMESTAMP_MS AS \"date\"")]
    [TestCase("\"date\"::VARCHAR AS \"date\"")]
    [TestCase("(\"date\"::VARCHAR || ' 00:00:00+00')::TIMESTAMPTZ AS \"date\"")]
    public void A_column_of_another_type_gives_the_same_bars(string column)
    {
        Write($"SELECT * REPLACE ({column}) FROM {Rows}");
        var bars = Read("UTC").Bars;
        Assert.That(bars.Axes.SessionDates.ToArray(), Is.EqualTo(new[] { 18263, 18264, 18267 }));
        Assert.That(bars.Close.Values.ToArray(), Is.EqualTo(new[] { 10.5, 10.5, 10.5 }));
        Assert.That(bars.HasVolume, Is.True);
    }

    [TestCase("CASE day(\"date\") WHEN 3 THEN NULL ELSE close END AS close", "bars.parquet, row 2, column 'close' is empty; a price above zero is accepted")]
    [TestCase("CASE day(\"date\") WHEN 3 THEN 'nan'::DOUBLE ELSE close END AS close", "bars.parquet, row 2, column 'close': 'nan' is not finite; a price above zero is accepted")]
    [TestCase("CASE day(\"date\") WHEN 3 THEN -1 ELSE low END AS low", "bars.parquet, row 2, column 'low': '-1.0' is not above zero; a price above zero is accepted")]
    [TestCase("CASE day(\"date\") WHEN 3 THEN NULL ELSE \"date\" END AS \"date\"", "bars.parquet, row 2, column 'date' is empty; yyyy-MM-dd, or yyyy-MM-ddTHH:mm:ss within a day, is accepted")]
    [TestCase("CASE day(\"date\") WHEN 3 THEN 'infinity'::DATE ELSE \"date\" END AS \"date\"", "bars.parquet, row 2, column 'date': 'infinity' is not a date; yyyy-MM-dd, or yyyy-MM-ddTHH:mm:ss within a day, is accepted")]
    [TestCase("CASE day(\"date\") WHEN 3 THEN NULL ELSE symbol END AS symbol", "bars.parquet, row 2, column 'symbol' is empty; a symbol is accepted")]
    [TestCase("CASE day(\"date\") WHEN 3 THEN DATE '2020-01-02' ELSE \"date\" END AS \"date\"", "bars.parquet, row 2, column 'date': '2020-01-02' is given twice for A, first in bars.parquet, row 1; one row for each date and symbol is accepted")]
    [TestCase("close::VARCHAR AS close", "bars.parquet, column 'close' holds varchar values; numbers are accepted")]
    [TestCase("20200102 AS \"date\"", "bars.parquet, column 'date' holds integer values; dates, timestamps or texts are accepted")]
    public void A_bad_row_or_column_is_refused_by_its_place(string column, string sentence)
    {
        Write($"SELECT * REPLACE ({column}) FROM {Rows}");
        Assert.That(Assert.Throws<DataRefusedException>(() => Read("UTC"))!.Sentence, Is.EqualTo(sentence));
    }

    [Test]
    public void A_column_whose_name_is_SQL_is_only_a_name()
    {
        Write($"SELECT * EXCLUDE close, close AS \"x\"\", 1; DROP TABLE t; --\" FROM {Rows}");
        var data = BarsReader.Read(new BarsSource
        {
            Files = ["bars.parquet"],
            BaseDirectory = _folder.Root,
            TimeZone = "UTC",
            PriceBasis = PriceBasis.Raw,
            Columns = new BarColumnNames { Close = "x\", 1; DROP TABLE t; --" },
        });
        Assert.That(data.Bars.Close[0, 0], Is.EqualTo(10.5));
    }

    [Test]
    public void A_table_without_rows_is_refused()
    {
        Write($"SELECT * FROM {Rows} WHERE false");
        Assert.That(Assert.Throws<DataRefusedException>(() => Read("UTC"))!.Sentence, Is.EqualTo("bars.parquet has a header and no rows; at least one row is needed"));
    }

    [Test]
    public void Text_named_Parquet_is_refused()
    {
        _folder.Write("bars.parquet", "date,symbol\n");
        Assert.That(Assert.Throws<DataRefusedException>(() => Read("UTC"))!.Sentence, Does.StartWith("bars.parquet is no whole Parquet file"));
    }

    private void Write(string query)
    {
        using var database = DuckDbDatabase.Open(1);
        using var copy = database.Prepare($"COPY ({query}) TO ? (FORMAT parquet)");
        using var done = copy.Bind(1, _folder.At("bars.parquet")).Execute(default);
    }

    private MarketData Read(string zone) => BarsReader.Read(new BarsSource
    {
        Files = ["bars.parquet"],
        BaseDirectory = _folder.Root,
        TimeZone = zone,
        PriceBasis = PriceBasis.Raw,
    });
}
