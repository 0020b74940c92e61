using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Shells.Tests.Data;

/// <summary>Queries over bars: what they see, what they may call, and how much they may take.</summary>
public sealed class BarsQueryTests
{
    private static Bars Daily() => Of([16000, 16001, 16002], day => (day * 86_400_000_000) + 75_600_000_000);

    private static Bars Of(int[] days, Func<int, long> instant)
    {
        long last = 0;
        // Bars of one session are an hour apart.
        var axes = Market.Axes(Array.ConvertAll(days, day => last = Math.Max(last + 3_600_000_000, instant(day))), days, ["AAA", "BBB"]);
        double[] prices = [.. Enumerable.Range(1, days.Length * 2).Select(value => (double)value)];
        return Market.Bars(axes, PriceBasis.Adjusted, prices, prices, prices, prices);
    }

    private static double[] Values(string sql, Bars bars, QueryLimits? limits = null) =>
        new BarsQuery(sql, "own.sql", limits).Run(bars).Values.ToArray();

    private static string Refusal(string sql, QueryLimits? limits = null) =>
        Assert.Throws<DataRefusedException>(() => Values(sql, Daily(), limits), sql)!.Sentence;

    [Test]
    public void The_session_of_a_bar_is_a_date_of_its_own()
    {
        // Sessions of an exchange whose evening is the next day in UTC, or the day before.
        var hourly = Of([16000, 16000, 16001, 16001], day => ((day - 1) * 86_400_000_000) + 82_800_000_000);
        const string Sql = "SELECT date, symbol, session_date - DATE '2013-10-01' AS value FROM bars";
        int from = new DateOnly(2013, 10, 1).DayNumber - 719162;
        Assert.That(Values(Sql, hourly), Is.EqualTo(new[] { 16000, 16000, 16000, 16000, 16001, 16001, 16001, 16001 }.Select(day => (double)(day - from))));
        Assert.That(Values("SELECT date, symbol, date = session_date AND typeof(session_date) = 'DATE' AS ok, ok::INT AS value FROM bars", Daily()), Is.All.EqualTo(1));
        Assert.That(Values("SELECT date, symbol, row_number() OVER (PARTITION BY symbol, session_date ORDER BY date) AS value FROM bars", hourly), Is.EqualTo(new double[] { 1, 1, 2, 2, 1, 1, 2, 2 }));
    }

    [TestCase("now()", "calls now")]
    [TestCase("NOW()", "calls now")]
    [TestCase("main.now()", "calls now")]
    [TestCase("system.main.now()", "calls now")]
    [TestCase("today()", "calls today")]
    [TestCase("epoch(current_timestamp)", "uses current_timestamp")]
    [TestCase("epoch(CURRENT_TIMESTAMP)", "uses current_timestamp")]
    [TestCase("day(current_date)", "uses current_date")]
    [TestCase("epoch(get_current_timestamp())", "calls get_current_timestamp")]
    [TestCase("epoch(transaction_timestamp())", "calls transaction_timestamp")]
    [TestCase("hour(current_localtime())", "calls current_localtime")]
    [TestCase("epoch(age(date::TIMESTAMP))", "calls age")]
    [TestCase("epoch(ago(INTERVAL 1 DAY))", "uses current_timestamp")]
    [TestCase("length(current_setting('TimeZone'))", "calls current_setting")]
    [TestCase("length(getvariable('x'))", "calls getvariable")]
    [TestCase("length(version())", "calls version")]
    [TestCase("length(current_database())", "calls current_database")]
    [TestCase("length(current_catalog())", "calls current_catalog")]
    [TestCase("txid_current()", "calls txid_current")]
    [TestCase("hash(uuid())", "calls uuid")]
    [TestCase("hash(gen_random_uuid())", "calls gen_random_uuid")]
    [TestCase("list_sum(list_transform([1, 2], x -> x + random()))", "calls random")]
    [TestCase("(SELECT count(*) FROM range((random() * 10)::INT))", "calls random")]
    [TestCase("(SELECT count(*) FROM duckdb_memory())", "reads duckdb_memory()")]
    [TestCase("(SELECT count(*) FROM duckdb_settings())", "reads duckdb_settings()")]
    [TestCase("(SELECT count(*) FROM duckdb_tables)", "reads duckdb_tables")]
    [TestCase("(SELECT count(*) FROM information_schema.tables)", "reads information_schema.tables")]
    [TestCase("(SELECT count(*) FROM pg_catalog.pg_class)", "reads pg_catalog.pg_class")]
    [TestCase("(SELECT count(*) FROM pragma_database_size())", "reads pragma_database_size()")]
    [TestCase("(SELECT count(*) FROM query('SELECT now()'))", "reads query()")]
    [TestCase("(SELECT count(*) FROM query_table('duckdb_tables'))", "reads query_table()")]
    [TestCase("(SELECT count(*) FROM pg_timezone_names())", "reads pg_timezone_names()")]
    public void What_answers_from_the_clock_the_session_or_chance_is_refused_by_name(string call, string said) =>
        Assert.That(Refusal($"SELECT date, symbol,\n  {call} AS value\nFROM bars"), Does.StartWith($"own.sql {said}").And.Contain(" on its line 2; "));

    [Test]
    public void What_shows_the_tables_there_are_is_refused_too() =>
        Assert.That(Refusal("SELECT date, symbol, (SELECT count(*) FROM (SHOW ALL TABLES)) AS value FROM bars"), Does.StartWith("own.sql reads __show_tables_expanded;"));

    [Test]
    public void A_table_of_its_own_hides_no_view_of_the_system()
    {
        Assert.That(
            Refusal("SELECT date, symbol, (SELECT count(*) FROM duckdb_tables) + (WITH duckdb_tables AS (SELECT 1) SELECT count(*) FROM duckdb_tables) AS value FROM bars"),
            Does.Contain("reads duckdb_tables"));
        Assert.That(Values("WITH mine AS (SELECT * FROM bars) SELECT date, symbol, close AS value FROM mine", Daily()), Is.EqualTo(new double[] { 1, 2, 3, 4, 5, 6 }));
    }

    [TestCase("abs(close) + round(close, 1) + exp(ln(close))")]
    [TestCase("lag(close) OVER (PARTITION BY symbol ORDER BY date)")]
    [TestCase("stddev_samp(close) OVER (PARTITION BY symbol ORDER BY date ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)")]
    [TestCase("epoch(age(date::TIMESTAMP, DATE '2000-01-01'::TIMESTAMP))")]
    [TestCase("dayofweek(date) + month(date) + epoch(date_trunc('week', date)) + days_in_month(date)")]
    [TestCase("list_avg(list_value(close, open)) + list_sum(list_transform([1, 2], x -> x * close))")]
    [TestCase("(SELECT sum(i) FROM range(5) t(i))")]
    [TestCase("(SELECT sum(i) FROM generate_series(1, 5) t(i))")]
    [TestCase("(SELECT max(v) FROM unnest([1, 2]) t(v))")]
    [TestCase("(SELECT weighted_avg(close, open) + geomean(close) FROM bars)")]
    [TestCase("fdiv(close, 2) + fmod(close, 2) + nullif(close, 3)")]
    [TestCase("CASE WHEN close > 0 THEN close ELSE error('no') END")]
    [TestCase("strptime('2020-01-01', '%Y-%m-%d')::DATE - DATE '2019-01-01'")]
    public void What_follows_from_the_bars_alone_is_accepted(string value) =>
        Assert.That(() => Values($"SELECT date, symbol, {value} AS value FROM bars", Daily()), Throws.Nothing);

    [Test]
    public void Long_expressions_and_recursion_are_read_too()
    {
        var sum = string.Join(" + ", Enumerable.Repeat("close", 300));
        Assert.That(Values($"SELECT date, symbol, {sum} AS value FROM bars", Daily())[1], Is.EqualTo(600));
        Assert.That(Refusal($"SELECT date, symbol, {sum} + random() AS value FROM bars"), Does.Contain("calls random on its line 1"));
        const string Steps = "WITH RECURSIVE steps(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM steps WHERE i < 4) SELECT date, symbol, (SELECT max(i) FROM steps) AS value FROM bars";
        Assert.That(Values(Steps, Daily()), Is.All.EqualTo(4));
    }

    [Test]
    public void A_query_without_an_end_is_stopped_and_one_that_needs_too_much_is_refused()
    {
        const string Endless = "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i FROM t) SELECT date, symbol, (SELECT count(*) FROM t) AS value FROM bars";
        Assert.That(
            Refusal(Endless, new QueryLimits(TimeSpan.FromSeconds(1), 4096)),
            Is.EqualTo("own.sql ran for more than 1 seconds and was stopped; queryLimits.seconds allows more"));
        const string Large = "SELECT date, symbol, (SELECT sum(length(t)) FROM (SELECT string_agg(i::VARCHAR, ',') AS t FROM range(20000000) r(i))) AS value FROM bars";
        Assert.That(
            Refusal(Large, new QueryLimits(TimeSpan.FromMinutes(1), 32)),
            Is.EqualTo("own.sql needs more than 32 megabytes of memory; queryLimits.megabytes allows more"));
    }

    [Test]
    public void A_user_who_stops_it_is_not_told_of_limits()
    {
        using var stopped = new System.Threading.CancellationTokenSource();
        stopped.Cancel();
        Assert.That(() => new BarsQuery("SELECT date, symbol, close AS value FROM bars", "own.sql").Run(Daily(), stopped.Token), Throws.InstanceOf<OperationCanceledException>());
    }
}
