namespace Symphony.Data;

/// <summary>What the columns of options are called in the files, beside date and symbol.</summary>
/// <param name="Expiry">The last day of the contract.</param>
/// <param name="Strike">The strike.</param>
/// <param name="Right">C or call, P or put.</param>
/// <param name="Bid">The bid; not looked for where there is a mark.</param>
/// <param name="Ask">The ask; not looked for where there is a mark.</param>
public sealed record OptionColumnNames(
    string Expiry = "expiry", string Strike = "strike", string Right = "right", string Bid = "bid", string Ask = "ask")
{
    /// <summary>One price in place of bid and ask, a settlement for instance; null for quotes.</summary>
    public string? Mark { get; init; }

    /// <summary>The implied volatility as the source states it; null where it is not looked at.</summary>
    public string? Volatility { get; init; }

    /// <summary>The underlying's price; null where there is none.</summary>
    public string? Spot { get; init; }
}
