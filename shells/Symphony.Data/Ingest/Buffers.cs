using System.Buffers;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>Large arrays that are used again.</summary>
internal static class Buffers
{
    /// <summary>An array of at least so many words.</summary>
    public static long[] Rent(int length) => ArrayPool<long>.Shared.Rent(length);

    /// <summary>Gives back the arrays of rows that were rented.</summary>
    public static void Return(PartRows rows)
    {
        ArrayPool<long>.Shared.Return(rows.Stamps);
        foreach (var words in rows.Words) ArrayPool<long>.Shared.Return(words);
    }
}
