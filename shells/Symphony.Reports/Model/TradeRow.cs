namespace Symphony.Reports;

/// <summary>One exit with the part of the entry that it closes.</summary>
/// <param name="Symbol">The name traded.</param>
/// <param name="Side">Long or short.</param>
/// <param name="Entry">When it was entered, a date or a time.</param>
/// <param name="Exit">When it was left; empty while it is open.</param>
/// <param name="EntryPrice">The price of the entry.</param>
/// <param name="ExitPrice">The price of the exit; of an open trade the last close.</param>
/// <param name="GrossReturn">Simple return before costs, a fraction.</param>
/// <param name="Cost">Commission, spread, impact and borrow, money.</param>
/// <param name="NetProfit">Money earned after them.</param>
/// <param name="Reason">What ended it, and a mark where that was assumed or shown by finer bars.</param>
public sealed record TradeRow(
    string Symbol,
    string Side,
    string Entry,
    string Exit,
    double EntryPrice,
    double ExitPrice,
    double GrossReturn,
    double Cost,
    double NetProfit,
    string Reason);
