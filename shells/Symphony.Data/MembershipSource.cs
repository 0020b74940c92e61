namespace Symphony.Data;

/// <summary>What rows by date say of members.</summary>
public enum MembershipRows
{
    /// <summary>Not stated: spells alone can be read.</summary>
    None,

    /// <summary>The rows of a date are all members, until the next date.</summary>
    Lists,

    /// <summary>A row says that a symbol is a member from its date on, or no longer (member 0).</summary>
    Changes,
}

/// <summary>Where it stands who was a member when: a file, or a list of a store.</summary>
public sealed record MembershipSource
{
    /// <summary>A CSV or Parquet file: symbol, from, to; or date, symbol and perhaps member. Null where a store has it.</summary>
    public string? File { get; init; }

    /// <summary>A folder that <c>symphony ingest</c> made, in place of a file.</summary>
    public string? Store { get; init; }

    /// <summary>Which list of the store's universe rows.</summary>
    public string List { get; init; } = "all";

    /// <summary>What rows by date say; spells say it themselves.</summary>
    public MembershipRows Rows { get; init; }

    /// <summary>What relative paths start from; empty for the current directory.</summary>
    public string BaseDirectory { get; init; } = "";
}
