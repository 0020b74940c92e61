using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;
using Symphony.Native;

namespace Symphony.Shells.Tests.Data;

/// <summary>The binding to DuckDB, and how its library is found.</summary>
[TestFixture]
public sealed class DuckDbTests
{
    private static readonly string[] Awkward =
        ["plain", "two words", "quo\"te", "\"\"", "'", "semi;colon", "--", "/*", "Ünïcode", "select", "new\nline", "back\\slash", "?", "$1"];

    [TestCaseSource(nameof(Awkward))]
    public void A_quoted_name_is_that_name_whatever_it_holds(string name)
    {
        using var database = DuckDbDatabase.Open(1);
        using var statement = database.Prepare($"SELECT 1 AS {SqlName.Quote(name)}");
        using var result = statement.Execute(default);
        Assert.That(result.ColumnNames, Is.EqualTo(new[] { name }));
    }

    [Test]
    public void A_name_that_no_identifier_can_hold_is_not_quoted()
    {
        Assert.That(() => SqlName.Quote(""), Throws.ArgumentException);
        Assert.That(() => SqlName.Quote("a\0b"), Throws.ArgumentException);
    }

    [TestCaseSource(nameof(Awkward))]
    public void A_bound_text_comes_back_as_it_was(string value)
    {
        using var database = DuckDbDatabase.Open(1);
        using var statement = database.Prepare("SELECT ?, ?::BIGINT, ?::DOUBLE");
        using var result = statement.Bind(1, value).Bind(2, long.MinValue).Bind(3, -0.1).Execute(default);
        using var chunk = result.Next()!;
        Assert.That(Encoding.UTF8.GetString(chunk.TextsOf(0)[0]), Is.EqualTo(value));
        Assert.That(chunk.Values<long>(1)[0], Is.EqualTo(long.MinValue));
        Assert.That(chunk.Values<double>(2)[0], Is.EqualTo(-0.1));
    }

    [Test]
    public void A_column_is_not_read_as_a_type_of_another_width()
    {
        using var database = DuckDbDatabase.Open(1);
        using var statement = database.Prepare("SELECT 1::INTEGER, 'x'");
        using var result = statement.Execute(default);
        using var chunk = result.Next()!;
        Assert.That(() => chunk.Values<long>(0).Length, Throws.InvalidOperationException);
        Assert.That(() => chunk.TextsOf(0)[0].Length, Throws.InvalidOperationException);
        Assert.That(chunk.Values<int>(0)[0], Is.EqualTo(1));
    }

    [Test]
    public void A_chunk_that_was_let_go_is_not_read()
    {
        using var database = DuckDbDatabase.Open(1);
        using var statement = database.Prepare("SELECT 1::INTEGER");
        using var result = statement.Execute(default);
        var chunk = result.Next()!;
        chunk.Dispose();
        Assert.That(() => chunk.Values<int>(0).Length, Throws.TypeOf<ObjectDisposedException>());
        result.Dispose();
        Assert.That(() => result.Next(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Missing_values_are_told_apart_in_every_word_of_the_mask()
    {
        using var database = DuckDbDatabase.Open(1);
        using var statement = database.Prepare("SELECT CASE WHEN i % 7 = 0 THEN NULL ELSE i END FROM range(5000) t(i)");
        using var result = statement.Execute(default);
        var at = 0;
        while (result.Next() is { } chunk)
        {
            using (chunk)
            {
                for (var row = 0; row < chunk.RowCount; row++, at++)
                {
                    Assert.That(chunk.ValidityOf(0)[row], Is.EqualTo(at % 7 != 0));
                }
            }
        }

        Assert.That(at, Is.EqualTo(5000));
    }

    [Test]
    public void A_faulty_statement_says_what_DuckDB_says()
    {
        using var database = DuckDbDatabase.Open(1);
        Assert.That(() => database.Prepare("SELEC 1"), Throws.TypeOf<DuckDbException>().With.Message.Contains("syntax error"));
        Assert.That(() => database.Execute("SELECT error('no')"), Throws.TypeOf<DuckDbException>().With.Message.Contains("no"));
    }

    [Test]
    public void The_database_stays_off_the_network_and_the_disk()
    {
        using var database = DuckDbDatabase.Open(2);
        using var statement = database.Prepare(
            "SELECT name || '=' || value FROM duckdb_settings() WHERE name IN ('threads', 'temp_directory', 'autoload_known_extensions', 'autoinstall_known_extensions') ORDER BY name");
        using var result = statement.Execute(default);
        using var chunk = result.Next()!;
        var settings = new List<string>();
        for (var row = 0; row < chunk.RowCount; row++)
        {
            settings.Add(Encoding.UTF8.GetString(chunk.TextsOf(0)[row]));
        }

        Assert.That(settings, Is.EqualTo(new[] { "autoinstall_known_extensions=false", "autoload_known_extensions=false", "temp_directory=", "threads=2" }));
    }

    [Test]
    public void The_library_tells_its_version_and_its_path()
    {
        Assert.That(DuckDbLibrary.Version(), Does.StartWith("v1."));
        Assert.That(File.Exists(DuckDbLibrary.LoadedPath()), Is.True);
        Assert.That(DuckDbLibrary.SearchedPaths(), Is.Not.Empty);
    }

    [Test]
    public void A_library_is_looked_for_in_its_order()
    {
        var search = new NativeSearch("SYMPHONY_TEST_NOTHING", "x.dll", "libx.dylib", "libx.so", "x");
        var own = AppContext.BaseDirectory;
        var paths = search.Candidates(Assembly.GetExecutingAssembly());
        Assert.That(paths[0], Is.EqualTo(Path.Combine(own, "runtimes", NativeSearch.Platform, "native", search.FileName)));
        Assert.That(paths[1], Is.EqualTo(Path.Combine(own, search.FileName)));
        Assert.That(paths.Skip(2), Is.All.Contains(Path.Combine(".config", "native", "restored", NativeSearch.Platform, "native")));
        Assert.That(search.Load(Assembly.GetExecutingAssembly()), Is.EqualTo((nint)0), "then the system's own loader");
    }

    [Test]
    public void A_path_in_the_environment_decides_alone()
    {
        const string Variable = "SYMPHONY_TEST_LIBRARY";
        var search = new NativeSearch(Variable, "x.dll", "libx.dylib", "libx.so", "x");
        Environment.SetEnvironmentVariable(Variable, "/nowhere/libx.so");
        try
        {
            Assert.That(search.Candidates(Assembly.GetExecutingAssembly()), Has.Count.EqualTo(1));
            Assert.That(() => search.Load(Assembly.GetExecutingAssembly()), Throws.TypeOf<DllNotFoundException>().With.Message.Contains(Variable));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [TestCase("AAPL", "APPL")]
    [TestCase("AAPL", "AAP")]
    [TestCase("AAPL", "aapl")]
    [TestCase("embargo_bars", "embargo_bar")]
    public void The_nearest_name_is_found(string expected, string typed) =>
        Assert.That(NearestName.Of(typed, ["MSFT", "embargo_bars", "AAPL", "XOM"]), Is.EqualTo(expected));

    [Test]
    public void A_name_far_from_all_has_no_nearest() => Assert.That(NearestName.Of("volume", ["date", "symbol"]), Is.Null);

    [Test]
    public void The_checksum_is_that_of_the_standards_example()
    {
        var crc = new Crc32();
        crc.Add("1234"u8);
        crc.Add("56789"u8);
        Assert.That(crc.Value, Is.EqualTo(0xCBF43926));
    }
}
