using System;

namespace Symphony.Reports;

/// <summary>The run's equity reached zero or below, and the run stopped there.</summary>
/// <param name="Session">The session date of that bar.</param>
/// <param name="Sentence">What happened, with the equity ("Equity was -12,345 at the open; later bars are absent.").</param>
public sealed record RuinNotice(DateOnly Session, string Sentence);
