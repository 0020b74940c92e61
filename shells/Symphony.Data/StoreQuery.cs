using System;
using System.Collections.Generic;

namespace Symphony.Data;

/// <summary>Which bars of a store are wanted.</summary>
public sealed record StoreQuery
{
    /// <summary>1d, 1h, 15m, 1m, ...</summary>
    public string Frequency { get; init; } = "1d";

    /// <summary>The symbols; null for all that have bars in the time wanted.</summary>
    public IReadOnlyList<string>? Symbols { get; init; }

    /// <summary>The first session date; null from the beginning.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last session date; null to the end.</summary>
    public DateOnly? To { get; init; }

    /// <summary>When a daily bar closes on the market's clock, above 0 and at most 24 hours.</summary>
    public TimeSpan SessionClose { get; init; } = TimeSpan.FromHours(16);

    /// <summary>The calendar with whose sessions daily bars close; null for <see cref="SessionClose"/>.</summary>
    public string? Calendar { get; init; }

    /// <summary>Threads that read, at least 1; the result does not depend on them.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>What was decided about rows that are no bars.</summary>
    internal System.Collections.Generic.IReadOnlyList<Core.AuditRepair> Repairs { get; init; } = [];
}
