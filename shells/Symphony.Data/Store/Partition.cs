using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Symphony.Data.Rows;

namespace Symphony.Data.Store;

/// <summary>Where a row lies: by its symbol's hash and its year, or year and month. A symbol is never part of a path.</summary>
/// <param name="Bucket">0 to 7.</param>
/// <param name="Year">The year of the date, or of the instant in UTC.</param>
/// <param name="Month">1 to 12; 0 where years are not divided.</param>
internal readonly record struct Partition(int Bucket, int Year, int Month) : IComparable<Partition>
{
    /// <summary>How many buckets symbols fall into.</summary>
    public const int Buckets = 8;

    /// <summary>The folder, with hive's names.</summary>
    public string Folder => Month == 0
        ? string.Create(CultureInfo.InvariantCulture, $"symbol-hash={Bucket}/year={Year:D4}")
        : string.Create(CultureInfo.InvariantCulture, $"symbol-hash={Bucket}/year={Year:D4}/month={Month:D2}");

    /// <summary>A small number that differs for every partition.</summary>
    public int Code => (((Year * 13) + Month) * Buckets) + Bucket;

    /// <summary>A partition by its code.</summary>
    /// <param name="code">The code.</param>
    public static Partition OfCode(int code) => new(code % Buckets, code / Buckets / 13, code / Buckets % 13);

    /// <summary>The bucket of a symbol: three bits of its SHA-256.</summary>
    /// <param name="symbol">The symbol.</param>
    public static int BucketOf(string symbol) => SHA256.HashData(Encoding.UTF8.GetBytes(symbol))[0] >> 5;

    /// <summary>Year and month of an epoch day as one number, bucket 0: <see cref="Code"/> without the symbol.</summary>
    /// <param name="day">The epoch day.</param>
    /// <param name="monthly">True when years are divided.</param>
    public static int CodeOfDay(int day, bool monthly)
    {
        var date = DateOnly.FromDayNumber(day + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);
        return new Partition(0, date.Year, monthly ? date.Month : 0).Code;
    }

    /// <summary>The first epoch day of the partition and the first after it.</summary>
    public (int First, int After) Days
    {
        get
        {
            var first = new DateOnly(Year, Math.Max(Month, 1), 1);
            var after = Month == 0 ? first.AddYears(1) : first.AddMonths(1);
            var epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
            return (first.DayNumber - epoch, after.DayNumber - epoch);
        }
    }

    /// <inheritdoc/>
    public int CompareTo(Partition other) => Year != other.Year ? Year.CompareTo(other.Year)
        : Month != other.Month ? Month.CompareTo(other.Month)
        : Bucket.CompareTo(other.Bucket);

    /// <summary>The epoch day of a stamp.</summary>
    /// <param name="stamp">An epoch day or an instant.</param>
    /// <param name="dated">True for an epoch day.</param>
    public static int DayOf(long stamp, bool dated) => dated ? (int)stamp : Stamp.EpochDay(stamp);
}
