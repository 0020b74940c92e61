using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Data;

namespace Symphony.Shells.Tests.Data;

/// <summary>Parquet tables come back as they were, with the same bytes each time, whole or not at all.</summary>
[TestFixture]
public sealed class ParquetTableTests
{
    private TestFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TestFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2047)]
    [TestCase(2048)]
    [TestCase(2049)]
    [TestCase(130_000)]
    public void Every_kind_of_column_comes_back_as_it_was(int rows)
    {
        var columns = Columns(rows);
        ParquetTable.Write(_folder.At("t.parquet"), columns);
        var table = ParquetTable.Read(_folder.At("t.parquet"));
        Assert.Multiple(() =>
        {
            Assert.That(table.Rows, Is.EqualTo(rows));
            Assert.That(table.ColumnNames, Is.EqualTo(columns.Select(column => column.Name)));
            Assert.That(table.ColumnNames.Select(table.KindOf), Is.EqualTo(columns.Select(column => column.Kind)));
            Assert.That(table.Int64("whole"), Is.EqualTo(Longs(rows)));
            Assert.That(table.Int32("small"), Is.EqualTo(Ints(rows)));
            Assert.That(table.Double("a \"quoted\" name").Select(BitConverter.DoubleToInt64Bits), Is.EqualTo(Doubles(rows).Select(BitConverter.DoubleToInt64Bits)));
            Assert.That(table.Text("own"), Is.EqualTo(Texts(rows)));
            Assert.That(table.Text("coded"), Is.EqualTo(Ints(rows).Select(i => Coded[Math.Abs(i % 3)])));
            Assert.That(table.Date("day"), Is.EqualTo(Days(rows)));
            Assert.That(table.Instant("at"), Is.EqualTo(Longs(rows).Select(value => value / 1024)));
            Assert.That(table.Boolean("flag"), Is.EqualTo(Flags(rows)));
        });
    }

    [Test]
    public void The_same_columns_give_the_same_bytes_in_this_process_and_another()
    {
        ParquetTable.Write(_folder.At("a.parquet"), Columns(150_000));
        ParquetTable.Write(_folder.At("b.parquet"), Columns(150_000));
        Assert.That(FileHash.Sha256(_folder.At("a.parquet")), Is.EqualTo(FileHash.Sha256(_folder.At("b.parquet"))));
    }

    [Test]
    public void The_hash_is_that_of_the_standards_example()
    {
        _folder.Write("abc", "abc");
        Assert.That(FileHash.Sha256(_folder.At("abc")), Is.EqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    [Test]
    public void A_file_that_was_there_is_replaced_and_nothing_is_left_beside_it()
    {
        ParquetTable.Write(_folder.At("t.parquet"), Columns(10));
        ParquetTable.Write(_folder.At("t.parquet"), Columns(20));
        Assert.That(ParquetTable.Read(_folder.At("t.parquet")).Rows, Is.EqualTo(20));
        Assert.That(Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName), Is.EqualTo(new[] { "t.parquet" }));
    }

    [Test]
    public void A_folder_that_takes_no_file_is_refused_in_one_sentence()
    {
        var refused = Assert.Throws<DataRefusedException>(() => ParquetTable.Write(_folder.At("nowhere/t.parquet"), Columns(1)))!;
        Assert.That(refused.Sentence, Does.StartWith("t.parquet cannot be written to ").And.EndsWith("; a folder this user may write to is accepted").And.Not.Contains("\n"));
        Assert.That(Directory.GetFileSystemEntries(_folder.Root), Is.Empty);
    }

    [Test]
    public void A_file_in_the_way_as_a_folder_is_refused_and_nothing_is_left()
    {
        Directory.CreateDirectory(_folder.At("t.parquet/inside"));
        Assert.That(() => ParquetTable.Write(_folder.At("t.parquet"), Columns(1)), Throws.TypeOf<DataRefusedException>());
        Assert.That(File.Exists(_folder.At("t.parquet.part")), Is.False);
    }

    [Test]
    public void A_missing_value_is_refused_by_its_row()
    {
        using (var database = Symphony.Data.DuckDb.DuckDbDatabase.Open(1))
        {
            using var copy = database.Prepare("COPY (SELECT CASE WHEN i = 3 THEN NULL ELSE i END AS n FROM range(5) t(i)) TO ? (FORMAT parquet)");
            using var done = copy.Bind(1, _folder.At("t.parquet")).Execute(default);
        }

        var refused = Assert.Throws<DataRefusedException>(() => ParquetTable.Read(_folder.At("t.parquet")))!;
        Assert.That(refused.Sentence, Does.EndWith("t.parquet, row 4, column 'n' is missing; a value is accepted"));
    }

    [Test]
    public void A_cut_file_is_refused()
    {
        ParquetTable.Write(_folder.At("t.parquet"), Columns(1000));
        var whole = File.ReadAllBytes(_folder.At("t.parquet"));
        _folder.Write("cut.parquet", whole[..^100]);
        Assert.That(() => ParquetTable.Read(_folder.At("cut.parquet")), Throws.TypeOf<DataRefusedException>().With.Message.Contains("is no whole Parquet file"));
        _folder.Write("hollow.parquet", [.. whole[..100], .. whole[^200..]]);
        Assert.That(() => ParquetTable.Read(_folder.At("hollow.parquet")), Throws.TypeOf<DataRefusedException>().With.Message.Contains("cannot be read"));
    }

    [Test]
    public void Columns_of_different_lengths_or_equal_names_are_the_callers_mistake()
    {
        ParquetColumn[] uneven = [ParquetColumn.Int32("a", new[] { 1 }), ParquetColumn.Int32("b", new[] { 1, 2 })];
        ParquetColumn[] twins = [ParquetColumn.Int32("a", new[] { 1 }), ParquetColumn.Int32("A", new[] { 2 })];
        Assert.That(() => ParquetTable.Write(_folder.At("t.parquet"), uneven), Throws.ArgumentException);
        Assert.That(() => ParquetTable.Write(_folder.At("t.parquet"), twins), Throws.ArgumentException);
    }

    [Test]
    public void A_full_disk_is_one_sentence_and_leaves_nothing_behind()
    {
        // This process goes into a user namespace of its own with a 1 MB file system, and runs one test there.
        const string Inside = "SYMPHONY_TEST_SMALL_DISK";
        if (Environment.GetEnvironmentVariable(Inside) is { Length: > 0 } disk)
        {
            var refused = Assert.Throws<DiskFullException>(() => ParquetTable.Write(Path.Combine(disk, "t.parquet"), Columns(400_000)))!;
            Assert.That(refused.Message, Is.EqualTo($"t.parquet cannot be written: the disk of {disk} is full; nothing half-written was kept, free some space and run again"));
            Assert.That(Directory.GetFileSystemEntries(disk), Is.Empty);
            return;
        }

        var mount = $"mount -t tmpfs -o size=1m none '{_folder.Root}' && exec \"$@\"";
        if (!OperatingSystem.IsLinux() || Run("unshare", "-rm", "sh", "-c", mount, "sh", "true") != 0)
        {
            Assert.Ignore("user namespaces are off here, so no small disk can be made");
        }

        var name = typeof(ParquetTableTests).FullName + "." + nameof(A_full_disk_is_one_sentence_and_leaves_nothing_behind);
        var dll = typeof(ParquetTableTests).Assembly.Location;
        var code = Run(
            "unshare", "-rm", "sh", "-c", $"{Inside}='{_folder.Root}'; export {Inside}; {mount}", "sh", "dotnet", "vstest", dll, $"--Tests:{name}");
        Assert.That(code, Is.Zero, "the same test, inside the small disk");
    }

    private static int Run(string command, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            TestContext.Out.Write(process.StandardOutput.ReadToEnd());
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    private static readonly string[] Coded = ["", "short", "a text of more than twelve bytes, Ü"];

    private static ParquetColumn[] Columns(int rows) =>
    [
        ParquetColumn.Int64("whole", Longs(rows)),
        ParquetColumn.Int32("small", Ints(rows)),
        ParquetColumn.Double("a \"quoted\" name", Doubles(rows)),
        ParquetColumn.Text("own", Texts(rows)),
        ParquetColumn.Text("coded", Ints(rows).Select(i => Math.Abs(i % 3)).ToArray(), Coded),
        ParquetColumn.Date("day", Days(rows)),
        ParquetColumn.Instant("at", Longs(rows).Select(value => value / 1024).ToArray()),
        ParquetColumn.Boolean("flag", Flags(rows)),
    ];

    private static long[] Longs(int rows) => [.. Enumerable.Range(0, rows).Select(i => i * 123_456_789_012_345L)];

    private static int[] Ints(int rows) => [.. Enumerable.Range(0, rows).Select(i => i * 7919)];

    private static int[] Days(int rows) => [.. Enumerable.Range(-rows / 2, rows)];

    private static bool[] Flags(int rows) => [.. Enumerable.Range(0, rows).Select(i => i % 3 == 0)];

    private static string[] Texts(int rows) => [.. Enumerable.Range(0, rows).Select(i => new string('x', i % 40) + i)];

    private static double[] Doubles(int rows) =>
        [.. Enumerable.Range(0, rows).Select(i => i % 5 == 0 ? double.NaN : i % 7 == 0 ? -0.0 : i % 11 == 0 ? double.NegativeInfinity : Math.Sqrt(i))];
}
