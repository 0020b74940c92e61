namespace Symphony.Reports;

/// <summary>How far one trade went either way while it was open.</summary>
/// <param name="Adverse">The worst price met, as a simple return of the side taken, at most 0.</param>
/// <param name="Favourable">The best price met, likewise, at least 0.</param>
/// <param name="IsWinner">True when it earned more than its costs.</param>
public sealed record Excursion(double Adverse, double Favourable, bool IsWinner);
