using System.Globalization;

namespace Symphony.Pipeline;

/// <summary>What a universe is, and what its survivorship meter shows.</summary>
public sealed record UniverseFigures
{
    /// <summary>True when the names at each date are those that could have been known then.</summary>
    public bool IsPit { get; init; }

    /// <summary>Why, or why not.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Names with a bar.</summary>
    public int Names { get; init; }

    /// <summary>Names without a bar in the last five sessions.</summary>
    public int Ended { get; init; }

    /// <summary>Those of them with a delisting record.</summary>
    public int EndedWithRecord { get; init; }

    /// <summary>Years that names are in the sample, all together.</summary>
    public double NameYears { get; init; }

    /// <summary>Names that would be expected to end in so many name-years at a half-life of ten years.</summary>
    public double ExpectedEnds { get; init; }

    /// <summary>Members without a bar as a share of members, over all bars; null without a membership.</summary>
    public double? MissingShare { get; init; }

    /// <summary>Members within the sample that never have a bar while they are; null without a membership.</summary>
    public int? AbsentMembers { get; init; }

    /// <summary>Names in the universe at the last bar; null where every name is in.</summary>
    public int? LastIn { get; init; }

    /// <summary>The fewest names in the universe at any bar; null where every name is in.</summary>
    public int? FewestIn { get; init; }

    /// <summary>The most names in the universe at any bar; null where every name is in.</summary>
    public int? MostIn { get; init; }

    /// <summary>The stamp: isPit=true or isPit=false, and why.</summary>
    public string Stamp() => $"isPit={(IsPit ? "true" : "false")}: {Reason}";

    /// <summary>The meter in a sentence.</summary>
    public string Meter()
    {
        var ends = string.Create(
            CultureInfo.InvariantCulture,
            $"{Ended:N0} of {Names:N0} names end before the sample does ({EndedWithRecord:N0} with a delisting record); in {NameYears:N0} name-years about {ExpectedEnds:N0} would at a half-life of ten years");
        return MissingShare is { } share
            ? ends + string.Create(CultureInfo.InvariantCulture, $". Of the members, day by day, {share:P1} have no bar; {AbsentMembers:N0} never have one")
            : ends;
    }
}
