namespace Symphony.Pipeline;

/// <summary>What a universe says of one name at one bar.</summary>
/// <param name="Symbol">The name.</param>
/// <param name="Verdict">in, or the first reason against it: notMember, noBar, shortHistory, lowPrice, illiquid.</param>
public sealed record UniverseVerdictOn(string Symbol, string Verdict);
