namespace Symphony.Pipeline;

/// <summary>A name that ends before its sample does.</summary>
/// <param name="Symbol">The name.</param>
/// <param name="LastDate">Session date of its last bar, <c>yyyy-MM-dd</c>.</param>
public sealed record EndedName(string Symbol, string LastDate);
