namespace Symphony.Data.DuckDb;

/// <summary>duckdb_type: the physical types this shell reads or writes, and those it names in refusals.</summary>
internal enum DuckDbType
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    Timestamp = 12,
    Date = 13,
    HugeInt = 16,
    Varchar = 17,
    Decimal = 19,
    TimestampS = 20,
    TimestampMs = 21,
    TimestampNs = 22,
    Enum = 23,
    TimestampTz = 31,
    UHugeInt = 32,
}
