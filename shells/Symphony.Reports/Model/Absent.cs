namespace Symphony.Reports;

/// <summary>Why a section has nothing to show.</summary>
/// <param name="Why">One sentence ("A backtest of given weights has no combinatorial paths.").</param>
public sealed record Absent(string Why)
{
    /// <summary>The reason of a section nobody filled.</summary>
    public static Absent NotComputed { get; } = new("This run did not compute it.");
}
