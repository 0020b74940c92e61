using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>Who may be held when, and who is missing.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Figures">What the universe is, and the survivorship meter.</param>
/// <param name="Rows">One for each bar.</param>
public sealed record UniverseOutcome(string Name, UniverseFigures Figures, IReadOnlyList<UniverseRow> Rows)
{
    /// <summary>The names that end before the sample does, in order of their last bars.</summary>
    public IReadOnlyList<EndedName> Ended { get; init; } = [];

    /// <summary>Members within the sample that never have a bar while they are.</summary>
    public IReadOnlyList<string> AbsentMembers { get; init; } = [];

    /// <summary>The session date that was asked for, <c>yyyy-MM-dd</c>; null when none was.</summary>
    public string? On { get; init; }

    /// <summary>Each name at its last bar, where a date was asked for.</summary>
    public IReadOnlyList<UniverseVerdictOn> Verdicts { get; init; } = [];

    /// <summary>What a reader should know about the data.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>All of it as JSON, for machines.</summary>
    public string ToJson() => RunMetrics.Json(new { Format = 1, Name, Figures, Rows, Ended, AbsentMembers, On, Verdicts, Notes });
}
