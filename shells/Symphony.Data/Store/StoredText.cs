using System;
using System.Globalization;
using Symphony.Data.Rows;

namespace Symphony.Data.Store;

/// <summary>A stored word as text.</summary>
internal static class StoredText
{
    /// <summary>The word in words.</summary>
    /// <param name="column">Its column.</param>
    /// <param name="word">The word.</param>
    /// <param name="texts">From a text's number to the text.</param>
    public static string Of(StoreColumn column, long word, Func<long, string> texts) => column.Type switch
    {
        StoreType.Number => BitConverter.Int64BitsToDouble(word).ToString("R", CultureInfo.InvariantCulture),
        StoreType.Text => texts(word),
        StoreType.Date => Stamp.Write(word * Stamp.Day, StampForm.Date),
        StoreType.Instant => Stamp.Write(word, StampForm.Instant),
        _ => word.ToString(CultureInfo.InvariantCulture),
    };
}
