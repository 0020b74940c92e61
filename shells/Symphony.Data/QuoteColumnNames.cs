namespace Symphony.Data;

/// <summary>What bid and ask are called in files of quotes; of bars of quotes what their columns begin with: bid for bid_open, bid_high, bid_low and bid_close.</summary>
/// <param name="Bid">The bid.</param>
/// <param name="Ask">The ask.</param>
public sealed record QuoteColumnNames(string Bid = "bid", string Ask = "ask");
