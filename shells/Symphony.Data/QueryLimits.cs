using System;

namespace Symphony.Data;

/// <summary>How much a query may take before it is stopped.</summary>
/// <param name="Time">The longest time of one run of it.</param>
/// <param name="Megabytes">The most memory of one run of it, in units of 1,048,576 bytes; nothing is put on disk beyond it.</param>
public sealed record QueryLimits(TimeSpan Time, int Megabytes)
{
    /// <summary>Ten minutes and 4,096 megabytes.</summary>
    public static QueryLimits Standard { get; } = new(TimeSpan.FromMinutes(10), 4096);
}
