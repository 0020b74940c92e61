namespace Symphony.Pipeline;

/// <summary>How many names are in and out of a universe at the close of one bar.</summary>
/// <param name="Date">Session date, <c>yyyy-MM-dd</c>.</param>
/// <param name="In">Names that are in.</param>
/// <param name="NotMember">Names of the bars that are no members.</param>
/// <param name="NoBar">Members without a bar for five sessions, or so far.</param>
/// <param name="ShortHistory">Members with too few sessions behind them.</param>
/// <param name="LowPrice">Members below the least price.</param>
/// <param name="Illiquid">Members below the least money traded.</param>
/// <param name="Alive">Names between their first and their last bar.</param>
/// <param name="Members">Members of the list, whether they have bars or not; 0 without a membership.</param>
/// <param name="Missing">Those of them without a bar.</param>
public sealed record UniverseRow(
    string Date, int In, int NotMember, int NoBar, int ShortHistory, int LowPrice, int Illiquid, int Alive, int Members, int Missing);
