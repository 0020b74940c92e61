using System;
using System.Globalization;
using System.Linq;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>What could be read of a row that is set aside.</summary>
/// <param name="Symbol">Its symbol.</param>
/// <param name="Stamp">Its stamp: an epoch day or an instant.</param>
/// <param name="Words">Its numbers in the schema's order, right or wrong; what is no number is missing.</param>
internal sealed record AsideValues(string Symbol, long Stamp, long[] Words)
{
    /// <summary>True for the kinds whose rows are told by symbol and stamp alone, and are numbers.</summary>
    /// <param name="schema">The kind.</param>
    public static bool AreKept(StoreSchema schema) => schema.Columns.All(column => column is { Type: StoreType.Number, IsKey: false });

    /// <summary>The numbers as text.</summary>
    public string Text => string.Join(',', Words.Select(word => BitConverter.Int64BitsToDouble(word).ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>Numbers from their text.</summary>
    /// <param name="text">As <see cref="Text"/> writes it.</param>
    public static double[] Numbers(string text) => [.. text.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
}
