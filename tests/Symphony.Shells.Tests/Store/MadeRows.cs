using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Symphony.Data;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>Rows of bars made from a seed, and stores made of them.</summary>
internal static class MadeRows
{
    public const string Header = "date,symbol,open,high,low,close,volume";

    /// <summary>Some bars of some symbols, with gaps, in the order of date and symbol.</summary>
    public static List<string> Daily(int seed, int symbols = 7, int days = 500)
    {
        var random = new Random(seed);
        var rows = new List<string>();
        for (var day = 0; day < days; day++)
        {
            for (var symbol = 0; symbol < symbols; symbol++)
            {
                if (random.Next(10) == 0) continue;
                var date = new DateOnly(2019, 11, 1).AddDays(day);
                rows.Add(string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd},S{symbol},{Prices(random)},{random.Next(1_000_000)}"));
            }
        }

        return rows;
    }

    /// <summary>Open, high, low and close with all digits of a double.</summary>
    public static string Prices(Random random)
    {
        double[] two = [(random.NextDouble() * 90) + 10, (random.NextDouble() * 90) + 10];
        var (low, high) = (two.Min() * 0.99, two.Max() * 1.01);
        return string.Create(CultureInfo.InvariantCulture, $"{two[0]:R},{high:R},{low:R},{two[1]:R}");
    }

    public static string Csv(IEnumerable<string> rows) => Header + "\n" + string.Concat(rows.Select(row => row + "\n"));

    public static IngestSource Source(TestFolder folder, params string[] files) => new()
    {
        Files = files,
        Store = "store",
        BaseDirectory = folder.Root,
        Prices = "adjusted",
        TimeZone = "America/New_York",
        Threads = 2,
    };

    /// <summary>Every file of a store with its bytes, but the lock.</summary>
    public static SortedDictionary<string, string> Bytes(string store) => new(
        Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(store, file), FileHash.Sha256),
        StringComparer.Ordinal);

    /// <summary>The parts alone: the catalogue tells which files they came from.</summary>
    public static SortedDictionary<string, string> Parts(string store) => new(
        Bytes(store).Where(file => file.Key.StartsWith("parts", StringComparison.Ordinal)).ToDictionary(),
        StringComparer.Ordinal);

    /// <summary>All rows of a store as text, sorted.</summary>
    public static List<string> Text(DataStore store, string kind, string frequency) =>
    [
        .. store.Rows(kind, frequency)
            .SelectMany(rows => Enumerable.Range(0, rows.Count).Select(row => string.Join(',', rows.ColumnNames.Select(column => rows.Text(column, row))
                .Prepend(rows.Stamps[row].ToString(CultureInfo.InvariantCulture)).Prepend(rows.Symbol))))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>All rows of a store as symbol, date or instant, and values.</summary>
    public static List<string> Stored(string store, string kind, string frequency) =>
    [
        .. DataStore.Open(store).Rows(kind, frequency).SelectMany(rows => Enumerable.Range(0, rows.Count).Select(row =>
            string.Join(',', rows.ColumnNames.Select(column => rows.Text(column, row)).Prepend(Stamp(rows, row)).Prepend(rows.Symbol)))),
    ];

    private static string Stamp(StoreRows rows, int row) => rows.IsDated
        ? DateTime.UnixEpoch.AddDays(rows.Stamps[row]).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : DateTime.UnixEpoch.AddMicroseconds(rows.Stamps[row]).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z";
}
