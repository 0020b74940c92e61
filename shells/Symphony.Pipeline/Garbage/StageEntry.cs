using System;
using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What one finished stage left in the runs folder.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Key">The hash that names its folder.</param>
/// <param name="Bytes">How much its files hold.</param>
/// <param name="LastUsed">When a run made or used it last.</param>
/// <param name="Runs">The finished runs that used it, as <c>name/hash</c>; none when they are gone or never finished.</param>
/// <param name="IsWhole">False when it has no readable record: left-overs of a removal, or of something else.</param>
/// <param name="IsInUse">True while a run in progress holds it.</param>
public sealed record StageEntry(
    string Stage,
    string Key,
    long Bytes,
    DateTimeOffset LastUsed,
    IReadOnlyList<string> Runs,
    bool IsWhole,
    bool IsInUse);
