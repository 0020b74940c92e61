namespace Symphony.Data;

/// <summary>What becomes of a local time that a clock shows twice, or never.</summary>
public enum ClockChange
{
    /// <summary>It is refused, with the instants it may be.</summary>
    Refuse,

    /// <summary>The earlier of its two instants.</summary>
    Earlier,

    /// <summary>The later of its two instants.</summary>
    Later,
}
