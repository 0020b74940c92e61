using System.Collections.Generic;
using Symphony.Core;

namespace Symphony.Data;

/// <summary>Who was a member when, as it was read.</summary>
/// <param name="Membership">The spells of each name.</param>
/// <param name="Input">The file or the store's rows.</param>
/// <param name="Notes">What was accepted and should be known.</param>
public sealed record MembershipData(Membership Membership, DataInput Input, IReadOnlyList<string> Notes)
{
    /// <summary>True of a file of spells, false of rows by date.</summary>
    public bool IsSpells { get; init; }
}
