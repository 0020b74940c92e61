namespace Symphony.Data;

/// <summary>What a column of a Parquet table holds.</summary>
public enum ParquetKind
{
    /// <summary>64-bit whole numbers.</summary>
    Int64,

    /// <summary>32-bit whole numbers.</summary>
    Int32,

    /// <summary>Doubles; NaN is kept.</summary>
    Double,

    /// <summary>Texts.</summary>
    Text,

    /// <summary>Dates, as epoch days (days since 1970-01-01).</summary>
    Date,

    /// <summary>Instants, as microseconds since 1970-01-01T00:00Z.</summary>
    Instant,

    /// <summary>True or false.</summary>
    Boolean,
}
