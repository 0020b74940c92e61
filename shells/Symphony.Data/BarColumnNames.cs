namespace Symphony.Data;

/// <summary>What the columns of bars are called in the files; a name also meets one that differs in case only.</summary>
public sealed class BarColumnNames
{
    /// <summary>The date, or the closing time of a bar within a day.</summary>
    public string Date { get; init; } = "date";

    /// <summary>The symbol; not looked for when the file's name is the symbol.</summary>
    public string Symbol { get; init; } = "symbol";

    /// <summary>The first price.</summary>
    public string Open { get; init; } = "open";

    /// <summary>The highest price.</summary>
    public string High { get; init; } = "high";

    /// <summary>The lowest price.</summary>
    public string Low { get; init; } = "low";

    /// <summary>The last price.</summary>
    public string Close { get; init; } = "close";

    /// <summary>The shares traded; null for "volume" where there is such a column, and no volumes where not.</summary>
    public string? Volume { get; init; }
}
